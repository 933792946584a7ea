"""The bars of a replay: each row, or each few neighbours, the same bar at every step."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.messages import Text, text
from logloss.replay import Replay, Runs, Step
from logloss.replay.kept import weight_of_drawn
from logloss.scenes.bars import AIRY
from logloss.scenes.common import SHARES, mean_marks, role, top_of
from logloss.scenes.marks import Axis, Bar, Mark, Scene
from logloss.scenes.names import LONGEST_CLASS, short
from logloss.scenes.ticks import ticks

MOST_BARS = 300
"""Of more rows, neighbours of one class are gathered: bars wide enough to be seen moving."""


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
    marks: list[Mark] = [*bars(r, heights_at(r, place, where), where)]
    if math.isfinite(step.loss):
        marks += mean_marks(step.loss)
    return scene_of(r, text("replay.bars.panel", step=step.step), marks, where)


def heights_at(r: Replay, place: int, at: Stands) -> Float:
    """The height of each bar at a step, in nats: infinite, or NaN, where that is what its rows cost."""
    return _heights(r.kept.at(place)[0][: r.kept.drawn].astype(np.float64), at)


def bars(r: Replay, heights: Float, at: Stands) -> Iterator[Bar]:
    """A bar for each height that is known; what has no end is drawn to the top, and broken there."""
    for i, (k, (x0, x1), h) in enumerate(zip(at.cls, at.slots, heights.tolist(), strict=True)):
        if not math.isnan(h):
            look = role(k, len(r.labels))
            yield Bar(f"bar/{i + 1}", look, x0, x1, 0.0, min(h, at.top), broken=math.isinf(h))


def scene_of(r: Replay, title: Text, marks: Sequence[Mark], at: Stands, across: Text | None = None) -> Scene:
    """A picture of bars: share of the rows by what they cost; or rows side by side, as ``across`` says."""
    x = Axis(0.0, 1.0, text("replay.axis.order"), SHARES) if across is None else Axis(0.0, 1.0, across)
    unit = text("axis.surprisal", unit=text("unit.nats"))
    y = Axis(0.0, 1.04 * at.top, unit, ticks(0, at.top, 4))
    classes = len(r.labels)
    key = tuple((role(k, classes), short(r.labels[k], LONGEST_CLASS)) for k in sorted(set(at.cls)))
    return Scene("replay-bars", 0, title, (), x, y, tuple(marks), key if 1 < len(key) <= 12 else ())


# ---- two runs


def stands_of_both(runs: Runs, places: tuple[Sequence[int], Sequence[int]]) -> tuple[Stands, Stands]:
    """The bars of two runs: in the order of the first, where both keep the same rows; to one scale."""
    first, second = stands(runs.first, places[0]), stands(runs.second, places[1])
    top = max(first.top, second.top)
    drawn = [[row.row for row in run.kept.rows[: run.kept.drawn]] for run in (runs.first, runs.second)]
    order = first if drawn[0] == drawn[1] else second
    return replace(first, top=top), replace(order, top=top)


def run_bars(runs: Runs) -> tuple[Scene, Scene]:
    """The bars of both at their best."""
    both = (runs.first, runs.second)
    places = [run.at(run.best.step) for run in both]
    where = stands_of_both(runs, ([places[0]], [places[1]]))
    first, second = (
        replace(bars_scene(run, place, at), title=run_title(name, run.steps[place]))
        for run, name, place, at in zip(both, runs.names, places, where, strict=True)
    )
    return first, second


def run_title(name: str, step: Step) -> Text:
    """What a picture of a run is called at a step."""
    return text("replay.runs.bars", name=short(name, LONGEST_CLASS), step=step.step)


# ---- what is said beside them


def told_scene(r: Replay, place: int, at: Stands) -> Scene:
    """The bars at a step, with what is to be said of it beside them: a scene of a film."""
    step = r.steps[place]
    title, said = told(r, step)
    if not step.diverged:
        said = [*said, text("replay.film.best", step=r.best.step, loss=r.best.loss)]
    return replace(bars_scene(r, place, at), title=title, sentences=tuple(said))


def told(r: Replay, step: Step) -> tuple[Text, list[Text]]:
    """A step's loss, and what it is made of; or that there is none."""
    if step.diverged:
        title = text("replay.film.title.diverged", step=step.step)
        return title, [text("replay.film.diverged", rows=step.missing, n=r.rows)]
    parts = {"discrimination": step.discrimination, "miscalibration": step.miscalibration}
    said = text("replay.film.parts", accuracy=step.accuracy, uncertainty=r.uncertainty, **parts)
    return text("replay.film.title", step=step.step, loss=step.loss), [said]
