"""A replay as scenes: loss, accuracy and the parts of the loss over the steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from logloss.messages import Text, number, text
from logloss.replay import Replay, Runs, Step
from logloss.scenes.marks import Axis, Band, Curve, Dot, Label, Line, Mark, Place, Scene
from logloss.scenes.names import LONGEST_CLASS, short
from logloss.scenes.ticks import ticks

MOST_POINTS = 400
"""Up to so many steps, each is a point of a curve; of more every so many, and the best."""

STEEP = 4.0
"""How many times the least loss a loss may be before it leaves the picture at the top."""

ROOM = 0.15
"""How much of a picture is left below a curve for its name."""


def loss_scene(r: Replay) -> Scene:
    """Loss of validation rows, recalibrated or not, and of training rows, over the steps."""
    steps = points(r)
    lines: list[tuple[str, str, Callable[[Step], float]]] = [
        ("loss", "loss", lambda s: s.loss),
        ("recalibrated", "discrimination", lambda s: s.recalibrated),
    ]
    if any(s.train_loss is not None for s in steps):
        lines.append(("train", "reference", lambda s: math.nan if s.train_loss is None else s.train_loss))
    curves = {name: (look, [value(s) for s in steps]) for name, look, value in lines}
    x = _steps_axis(steps)
    y = _loss_axis([v for _, values in curves.values() for v in values], r.best.loss)
    marks: list[Mark] = []
    for name, (look, values) in curves.items():
        words = text(f"replay.mark.{name}")
        marks += _curve(name, look, steps, values, words, x, y)
    marks += _best(r.best, "loss", r.best.loss, x, y, "loss")
    if r.best_recalibrated is not r.best and r.best_recalibrated.recalibrated <= y.high:
        marks += _best(
            r.best_recalibrated, "recalibrated", r.best_recalibrated.recalibrated, x, y, "discrimination"
        )
    return Scene("replay-loss", 0, text("replay.loss.panel"), (), x, y, tuple(marks))


def accuracy_scene(r: Replay) -> Scene:
    """Accuracy over the steps."""
    steps = points(r)
    values = [s.accuracy for s in steps]
    known = [v for v in values if not math.isnan(v)]
    low, high = min(known), max(known)
    air = max(0.02, 0.15 * (high - low))
    low, high = max(0.0, low - air), min(1.0, high + air)
    x = _steps_axis(steps)
    y = Axis(
        low,
        high,
        text("replay.axis.accuracy"),
        tuple((at, number(at, "pct" if high - low > 0.05 else "pct1")) for at, _ in ticks(low, high, 4)),
    )
    marks = _curve("accuracy", "model", steps, values, "", x, y)
    marks.append(Line("best", "quiet", r.best.step, low, r.best.step, high, dashed=True))
    return Scene("replay-accuracy", 0, text("replay.accuracy.panel"), (), x, y, tuple(marks))


def parts_scene(r: Replay) -> Scene:
    """What is left after recalibration, and miscalibration upon it, below the uncertainty, over the steps."""
    steps = [s for s in points(r) if math.isfinite(s.loss)]
    whole = r.uncertainty
    left = [whole - s.discrimination for s in steps]
    losses = [s.loss for s in steps]
    x = _steps_axis(points(r))
    y = _loss_axis([*left, *losses, whole], max(r.best.loss, whole / STEEP))
    y = replace(y, low=max(0.0, y.low - ROOM * (y.high - y.low)))
    at = tuple(s.step for s in steps)
    low, mid = (tuple(min(v, y.high) for v in values) for values in (left, losses))
    marks: list[Mark] = [Line("uncertainty", "entropy", x.low, whole, x.high, whole, dashed=True)]
    if len(steps) > 1:
        marks.append(Band("miscalibration", "miscalibration", at, low, mid))
    left_over = text("replay.mark.left")
    marks += _curve("left", "discrimination", steps, left, left_over, x, y, below=True)
    marks += _curve("loss", "loss", steps, losses, text("replay.mark.whole"), x, y)
    wide = x.high - x.low
    spots = tuple(
        Place(x.low + q * wide, whole, "center", along)
        for q in (0.8, 0.5, 0.25)
        for along in ("bottom", "top")
    )
    marks.append(Label("uncertainty/label", "entropy", text("replay.mark.uncertainty"), spots, needed=False))
    key = (("miscalibration", text("replay.mark.miscalibration")),)
    return Scene("replay-parts", 0, text("replay.parts.panel"), (), x, y, tuple(marks), key)


# ---- curves over the steps


def points(r: Replay) -> list[Step]:
    """The steps that are drawn: all, or every so many, the first, the last and the best."""
    steps = r.steps
    if len(steps) <= MOST_POINTS:
        return list(steps)
    every = np.linspace(0, len(steps) - 1, MOST_POINTS).round().astype(int).tolist()
    chosen = sorted({*every, r.at(r.best.step), r.at(r.best_recalibrated.step)})
    return [steps[i] for i in chosen]


def _steps_axis(steps: Sequence[Step]) -> Axis:
    low, high = steps[0].step, steps[-1].step
    if low == high:
        return Axis(low - 1.0, high + 1.0, text("replay.axis.step"), ((low, number(low, "sig")),))
    whole = all(float(s.step).is_integer() for s in steps)
    marks = ticks(low, high, 5)
    if whole:
        marks = tuple((at, number(at, "int")) for at, _ in marks if float(at).is_integer())
    return Axis(float(low), float(high), text("replay.axis.step"), marks)


def _loss_axis(values: Sequence[float], least: float) -> Axis:
    """From 0, or from below the lowest where all are far from it; to the highest, or some times the least."""
    known = [v for v in values if math.isfinite(v)] or [1.0]
    high = min(max(known), STEEP * least) if 0 < least < math.inf else max(known)
    low = min(known)
    start = 0.0 if low < 0.5 * high or low >= high else low - 0.15 * (high - low)
    end = high + 0.08 * (high - start) if high > start else start + 1.0
    return Axis(start, end, text("axis.loss", unit=text("unit.nats")), ticks(start, end, 4))


def _curve(
    name: str,
    look: str,
    steps: Sequence[Step],
    values: Sequence[float],
    words: Text | str,
    x: Axis,
    y: Axis,
    below: bool = False,
) -> list[Mark]:
    """A curve in as many pieces as NaN and ∞ leave, and its name at its end."""
    marks: list[Mark] = []
    pieces: list[list[tuple[float, float]]] = [[]]
    for s, v in zip(steps, values, strict=True):
        if math.isfinite(v) and v <= y.high:
            pieces[-1].append((float(s.step), v))
        elif pieces[-1]:
            pieces.append([])
    pieces = [piece for piece in pieces if piece]
    for i, piece in enumerate(pieces):
        own = name if i == 0 else f"{name}/{i + 1}"
        if len(piece) == 1:
            marks.append(Dot(own, look, *piece[0]))
        else:
            marks.append(Curve(own, look, *(tuple(v) for v in zip(*piece, strict=True))))
    if words and pieces:
        marks.append(Label(f"{name}/label", look, words, _along(pieces, x, below), needed=False))
    return marks


def _along(pieces: Sequence[Sequence[tuple[float, float]]], x: Axis, below: bool) -> tuple[Place, ...]:
    """Places above and below a curve, or below it only, from its end backwards."""
    points = [point for piece in pieces for point in piece]
    chosen = [points[round(q * (len(points) - 1))] for q in (1.0, 0.85, 0.7, 0.5, 0.3, 0.15)]
    middle = (x.low + x.high) / 2
    sides: tuple[Any, ...] = ("top",) if below else ("bottom", "top")
    return tuple(Place(a, b, "right" if a > middle else "left", along) for a, b in chosen for along in sides)


def _best(step: Step, name: str, value: float, x: Axis, y: Axis, look: str) -> list[Mark]:
    """A dot at the least value, and which step it is."""
    if not math.isfinite(value):
        return []
    at = float(step.step)
    sides: tuple[Any, ...] = (
        ("left", "center", "right") if at < (x.low + x.high) / 2 else ("right", "center", "left")
    )
    away: tuple[Any, ...] = ("top",) if look == "discrimination" else ("bottom",)  # from the other curve
    places = tuple(
        Place(at, value - far * (y.high - y.low) * (1 if along == "top" else -1), side, along)
        for far, alongs in ((0.02, ("top", "bottom")), (0.09, away), (0.16, away))
        for along in alongs
        for side in sides
    )
    return [
        Dot(f"{name}/best", look, at, value),
        Label(f"{name}/best/label", look, text("replay.mark.best", step=step.step), places, needed=False),
    ]


# ---- two runs


def runs_scene(runs: Runs) -> Scene:
    """Both losses over the steps."""
    both = ((runs.first, "loss"), (runs.second, "divergence"))
    drawn = [points(run) for run, _ in both]
    ends = sorted((s for steps in drawn for s in (steps[0], steps[-1])), key=lambda s: s.step)
    x = _steps_axis([ends[0], ends[-1]])
    values = [s.loss for steps in drawn for s in steps]
    y = _loss_axis(values, min(run.best.loss for run, _ in both))
    marks: list[Mark] = []
    for i, ((run, look), steps, name) in enumerate(zip(both, drawn, runs.names, strict=True), 1):
        losses = [s.loss for s in steps]
        marks += _curve(f"run/{i}", look, steps, losses, short(name, LONGEST_CLASS), x, y)
        if math.isfinite(run.best.loss):
            marks += _best(run.best, f"run/{i}", run.best.loss, x, y, look)
    return Scene("replay-runs", 0, text("replay.loss.panel"), (), x, y, tuple(marks))


def summed_up(r: Replay) -> Scene:
    """The loss over the steps, beside the finding."""
    said = [sentence for _, sentences in r.sections[:2] for sentence in sentences[:2]]
    return replace(loss_scene(r), title=r.headline, sentences=tuple(said))
