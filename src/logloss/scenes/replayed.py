"""A replay as scenes: loss, accuracy and parts over the steps, and the bars of the rows at a step."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.messages import Text, number, text
from logloss.replay import Replay, Runs, Step
from logloss.replay.kept import weight_of_drawn
from logloss.scenes.bars import AIRY
from logloss.scenes.common import SHARES, level_label, role, top_of
from logloss.scenes.marks import Axis, Band, Bar, Curve, Dot, Label, Line, Mark, Place, Scene
from logloss.scenes.names import short
from logloss.scenes.ticks import ticks

MOST_BARS = 300
"""Of more rows, neighbours of one class are gathered: bars wide enough to be seen moving."""

MOST_POINTS = 400
"""Up to so many steps, each is a point of a curve; of more every so many, and the best."""

STEEP = 4.0
"""How many times the least loss a loss may be before it leaves the picture at the top."""

ROOM = 0.15
"""How much of a picture is left below a curve for its name."""

LONGEST_CLASS = 24


def loss_scene(r: Replay) -> Scene:
    """Loss of validation rows, recalibrated or not, and of training rows, over the steps."""
    steps = _points(r)
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
    steps = _points(r)
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
    steps = [s for s in _points(r) if math.isfinite(s.loss)]
    whole = r.uncertainty
    left = [whole - s.discrimination for s in steps]
    losses = [s.loss for s in steps]
    x = _steps_axis(_points(r))
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


def _points(r: Replay) -> list[Step]:
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


# ---- the bars of the rows


@dataclass(frozen=True, eq=False)
class Stands:
    """Where the bars of a replay stand, the same at every step.

    Attributes
    ----------
    group : shape (rows,)
        To which bar each drawn row belongs, from 0 on.
    weight : shape (rows,)
        What each drawn row stands for.
    cls, slots
        The class of each bar, and from where to where it stands.
    top : float
        Where the axis of heights ends, in nats.
    """

    group: Array
    weight: Float
    cls: tuple[int, ...]
    slots: tuple[tuple[float, float], ...]
    top: float


def stands(r: Replay, steps: Sequence[int] | None = None) -> Stands:
    """Place the bars: class by class, and in each class the row that costs most at the last step first.

    Parameters
    ----------
    steps : places of steps, optional
        Those that the axis of heights is to hold; by default all.
    """
    rows = r.kept.rows[: r.kept.drawn]
    weight = weight_of_drawn(rows, r.class_weight)
    cls = np.array([row.cls for row in rows])
    final = r.kept.at(r.at(r.last.step))[0][: len(rows)]
    kept = np.flatnonzero(weight > 0)
    order = kept[np.lexsort((kept, final[kept], cls[kept]))]
    group = np.full(len(rows), -1)
    share = weight[order] / weight.sum()
    group[order] = _groups(cls[order], share) if len(order) > MOST_BARS else np.arange(len(order))
    bars = int(group.max()) + 1
    width = np.bincount(group[order], share, bars)
    own = np.zeros(bars, np.int64)
    own[group[order]] = cls[order]
    ends = np.minimum(np.cumsum(width), 1.0)
    air = 0.07 * width if bars <= AIRY else 0.0 * width
    slots = zip((np.maximum(ends - width, 0.0) + air).tolist(), (ends - air).tolist(), strict=True)
    found = Stands(group, weight, tuple(own.tolist()), tuple(slots), 1.0)
    looked = range(len(r)) if steps is None else steps
    seen = (r.kept.at(i)[0][: len(rows)].astype(np.float64) for i in looked)
    heights = [h for p in seen for h in _heights(p, found).tolist()]
    return Stands(group, weight, found.cls, found.slots, top_of([h for h in heights if not math.isnan(h)]))


def _groups(cls: Array, share: Float) -> Array:
    """The bar of each row in order: neighbours of one class that together have about 1/300 of the whole."""
    step = share.sum() / max(MOST_BARS - len(np.unique(cls)), 1)
    slot = np.zeros(len(cls))
    for k in np.unique(cls):
        own = cls == k
        slot[own] = np.floor((np.cumsum(share[own]) - share[own] / 2) / step)
    return np.unique(np.column_stack([cls, slot]), axis=0, return_inverse=True)[1].ravel()


def _heights(p: Float, at: Stands) -> Float:
    """The mean surprisal of each bar's rows; NaN where one of them has none."""
    used = at.group >= 0
    with np.errstate(divide="ignore"):
        cost = at.weight[used] * (0.0 - np.log(p[used]))
    total = np.bincount(at.group[used], at.weight[used])
    found: Float = np.bincount(at.group[used], cost) / total
    return found


def bars_scene(r: Replay, place: int, at: Stands | None = None) -> Scene:
    """The bars at a step, by its place: each row, or each few neighbours, always the same bar."""
    where = stands(r, [place]) if at is None else at
    step = r.steps[place]
    p = r.kept.at(place)[0][: r.kept.drawn].astype(np.float64)
    heights = _heights(p, where)
    classes = len(r.labels)
    marks: list[Mark] = []
    for i, (k, (x0, x1), h) in enumerate(zip(where.cls, where.slots, heights.tolist(), strict=True)):
        if math.isnan(h):  # no prediction: an outline of what would be needed to draw it is no height
            continue
        height = min(h, where.top)
        marks.append(Bar(f"bar/{i + 1}", role(k, classes), x0, x1, 0.0, height, broken=math.isinf(h)))
    if math.isfinite(step.loss):
        marks += [
            Line("mean", "loss", 0.0, step.loss, 1.0, step.loss),
            level_label("mean/label", "loss", text("marks.mean", loss=step.loss), step.loss),
        ]
    x = Axis(0.0, 1.0, text("replay.axis.order"), SHARES)
    unit = text("axis.surprisal", unit=text("unit.nats"))
    y = Axis(0.0, 1.04 * where.top, unit, ticks(0, where.top, 4))
    key = tuple((role(k, classes), short(r.labels[k], LONGEST_CLASS)) for k in sorted(set(where.cls)))
    named = key if 1 < len(key) <= 12 else ()
    title = text("replay.bars.panel", step=step.step)
    return Scene("replay-bars", 0, title, (), x, y, tuple(marks), named)


# ---- two runs


def runs_scene(runs: Runs) -> Scene:
    """Both losses over the steps."""
    both = ((runs.first, "loss"), (runs.second, "divergence"))
    points = [_points(run) for run, _ in both]
    ends = sorted((s for steps in points for s in (steps[0], steps[-1])), key=lambda s: s.step)
    x = _steps_axis([ends[0], ends[-1]])
    values = [s.loss for steps in points for s in steps]
    y = _loss_axis(values, min(run.best.loss for run, _ in both))
    marks: list[Mark] = []
    for i, ((run, look), steps, name) in enumerate(zip(both, points, runs.names, strict=True), 1):
        losses = [s.loss for s in steps]
        marks += _curve(f"run/{i}", look, steps, losses, short(name, LONGEST_CLASS), x, y)
        if math.isfinite(run.best.loss):
            marks += _best(run.best, f"run/{i}", run.best.loss, x, y, look)
    return Scene("replay-runs", 0, text("replay.loss.panel"), (), x, y, tuple(marks))


def run_bars(runs: Runs) -> tuple[Scene, Scene]:
    """The bars of both at their best, in the same order and to the same scale."""
    places = [run.at(run.best.step) for run in (runs.first, runs.second)]
    first, second = stands(runs.first, [places[0]]), stands(runs.second, [places[1]])
    top = max(first.top, second.top)
    same = [row.row for row in runs.first.kept.rows[: runs.first.kept.drawn]] == [
        row.row for row in runs.second.kept.rows[: runs.second.kept.drawn]
    ]
    first, second = replace(first, top=top), replace(first if same else second, top=top)
    found = []
    for run, name, place, at in zip(
        (runs.first, runs.second), runs.names, places, (first, second), strict=True
    ):
        scene = bars_scene(run, place, at)
        called = short(name, LONGEST_CLASS)
        found.append(replace(scene, title=text("replay.runs.bars", name=called, step=run.steps[place].step)))
    return found[0], found[1]


# ---- scenes of a film


def told_scene(r: Replay, place: int, at: Stands) -> Scene:
    """The bars at a step, with what is to be said of it beside them."""
    step = r.steps[place]
    scene = bars_scene(r, place, at)
    if step.diverged:
        title = text("replay.film.title.diverged", step=step.step)
        said = [text("replay.film.diverged", rows=step.missing, n=r.rows)]
    else:
        title = text("replay.film.title", step=step.step, loss=step.loss)
        parts = {"discrimination": step.discrimination, "miscalibration": step.miscalibration}
        said = [
            text("replay.film.parts", accuracy=step.accuracy, uncertainty=r.uncertainty, **parts),
            text("replay.film.best", step=r.best.step, loss=r.best.loss),
        ]
    return replace(scene, title=title, sentences=tuple(said))


def summed_up(r: Replay) -> Scene:
    """The loss over the steps, beside the finding."""
    said = [sentence for _, sentences in r.sections[:2] for sentence in sentences[:2]]
    return replace(loss_scene(r), title=r.headline, sentences=tuple(said))
