"""A replay at all of its steps, as a page plays it: the bars once, and step by step what changes of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Float
from logloss.messages import Text, text
from logloss.replay import Replay, Runs, Step
from logloss.replay.findings import best
from logloss.replay.sections import called
from logloss.scenes.common import role, top_of
from logloss.scenes.marks import Bar, Scene, Words
from logloss.scenes.names import LONGEST_CLASS, short
from logloss.scenes.replayed import points
from logloss.scenes.replayed_bars import (
    Stands,
    bars,
    heights_at,
    run_title,
    scene_of,
    stands,
    stands_of_both,
    told,
)

DIGITS = 7
"""Of a height: as many as what a row was given has, float32."""

MOST_ROWS = 24
"""How many of the costliest rows are shown by themselves: bars that a finger can find."""

AIR = 0.12
"""Of the place of such a bar, what is left free on either side."""


@dataclass(frozen=True)
class Moment:
    """A run at one of its steps.

    Attributes
    ----------
    step : its number
    title : what the picture is called then
    said : what is said below it
    mean : the loss, where it has an end
    """

    step: float
    title: Text
    said: tuple[Text, ...]
    mean: float | None


@dataclass(frozen=True, eq=False)
class Bars:
    """The bars of one run.

    Attributes
    ----------
    scene : all of them, still flat
    top : how high one is drawn at most
    rows : whose each is; empty where bars are of several rows
    heights : shape (moments, bars), in nats; NaN where a row has no prediction, or none that is known
    """

    scene: Scene
    top: float
    rows: tuple[Words, ...]
    heights: Float


@dataclass(frozen=True)
class View:
    """One way to look at the rows: what it is called, and the bars of each run."""

    name: Text
    bars: tuple[Bars, ...]


@dataclass(frozen=True)
class Steps:
    """What a page plays: one run, or two beside each other.

    Attributes
    ----------
    at : the numbers of the steps, of either run
    start : which of them is seen first, by its place
    marked : steps that one may go to, by their names
    runs : of each its moments
    views : all rows; and where they are many, the costliest
    """

    at: tuple[float, ...]
    start: int
    marked: tuple[tuple[Text, float], ...]
    runs: tuple[tuple[Moment, ...], ...]
    views: tuple[View, ...]


def steps_of(found: Replay | Runs, live: bool = False) -> Steps | None:
    """What is to be played of a replay, or of two; None where no step has a loss.

    At first the best step is seen; of a training that goes on (``live``) the last.
    """
    runs = (found,) if isinstance(found, Replay) else (found.first, found.second)
    if any(best(run.steps, "loss") is None for run in runs):
        return None
    names = (None,) if isinstance(found, Replay) else found.names
    places = [[run.at(step.step) for step in points(run)] for run in runs]
    moments = tuple(
        tuple(_moment(run, name, run.steps[place]) for place in own)
        for run, name, own in zip(runs, names, places, strict=True)
    )
    at = sorted({moment.step for own in moments for moment in own})
    start = len(at) - 1 if live else at.index(runs[0].best.step)
    return Steps(tuple(at), start, _marked(runs, names), moments, _views(found, runs, places))


def _marked(runs: Sequence[Replay], names: Sequence[str | None]) -> tuple[tuple[Text, float], ...]:
    """Of one run the steps of least loss, also after recalibration, and the last; of two the best of each."""
    if len(runs) == 1:
        r = runs[0]
        named = {"least": r.best, "recalibrated": r.best_recalibrated, "last": r.last}
        return tuple((text(f"replay.step.{name}", step=step.step), step.step) for name, step in named.items())
    return tuple(
        (text("replay.step.best_of", name=short(name), step=run.best.step), run.best.step)
        for run, name in zip(runs, names, strict=True)
    )


def _moment(r: Replay, name: str | None, step: Step) -> Moment:
    title = text("replay.bars.panel", step=step.step) if name is None else run_title(name, step)
    headed, said = told(r, step)
    return Moment(step.step, title, (headed, *said), step.loss if math.isfinite(step.loss) else None)


def _views(found: Replay | Runs, runs: Sequence[Replay], places: Sequence[Sequence[int]]) -> tuple[View, ...]:
    if isinstance(found, Replay):
        where: Sequence[Stands] = [stands(found, places[0])]
    else:
        where = stands_of_both(found, (places[0], places[1]))
    views = [
        View(
            text("replay.view.all"),
            tuple(_all(run, own, at) for run, own, at in zip(runs, places, where, strict=True)),
        )
    ]
    costliest = _costliest(runs, places)
    if costliest is not None:
        views.append(costliest)
    return tuple(views)


def _all(r: Replay, places: Sequence[int], at: Stands) -> Bars:
    flat = tuple(bars(r, np.zeros(len(at.slots)), at))
    heights = np.array([heights_at(r, place, at) for place in places])
    scene = scene_of(r, text("replay.bars.panel", step=r.best.step), flat, at)
    return Bars(scene, at.top, _owners(r, at), _rounded(heights))


def _owners(r: Replay, at: Stands) -> tuple[Words, ...]:
    """Whose each bar is."""
    used = np.flatnonzero(at.group >= 0)
    if len(used) > len(at.slots):
        return ()
    owner = dict(zip(at.group[used].tolist(), used.tolist(), strict=True))
    return tuple(_who(r, owner[bar]) for bar in range(len(at.slots)))


def _who(r: Replay, j: int) -> Text:
    row = r.kept.rows[j]
    name = called(row)
    label = short(r.labels[row.cls], LONGEST_CLASS)
    return text("replay.step.who", row=name if isinstance(name, Text) else short(name), label=label)


# ---- the costliest rows


def _costliest(runs: Sequence[Replay], places: Sequence[Sequence[int]]) -> View | None:
    """The rows that cost most from the least loss of some run on, a bar each; None where all are as few."""
    kept = [{row.row: j for j, row in enumerate(run.kept.rows) if row.weight > 0} for run in runs]
    shared = sorted(set(kept[0]).intersection(*kept[1:]))
    if len(shared) <= MOST_ROWS:
        return None
    costs, peaks = [], []
    for run, own, where in zip(runs, places, kept, strict=True):
        columns = [where[row] for row in shared]
        given = np.array([run.kept.at(place)[0][columns] for place in own], dtype=np.float64)
        with np.errstate(divide="ignore"):
            cost = 0.0 - np.log(given)
        later = cost[list(own).index(run.at(run.best.step)) :]
        costs.append(cost)
        peaks.append(np.where(np.isnan(later), 0.0, later).max(axis=0))
    peak = np.max(peaks, axis=0)
    chosen = np.argsort(-peak, kind="stable")[:MOST_ROWS]
    cls = np.array([runs[0].kept.rows[kept[0][shared[i]]].cls for i in chosen.tolist()])
    chosen = chosen[np.lexsort((chosen, -peak[chosen], cls))]
    rows = [shared[i] for i in chosen.tolist()]
    heights = [cost[:, chosen] for cost in costs]
    top = top_of(np.concatenate([h.ravel() for h in heights]).tolist())
    drawn = tuple(
        _single(run, [where[row] for row in rows], h, top)
        for run, where, h in zip(runs, kept, heights, strict=True)
    )
    return View(text("replay.view.costliest", n=len(rows)), drawn)


def _single(r: Replay, columns: Sequence[int], heights: Float, top: float) -> Bars:
    """Bars of one row each, all as wide."""
    n, classes = len(columns), len(r.labels)
    cls = [r.kept.rows[j].cls for j in columns]
    flat = [
        Bar(f"row/{r.kept.rows[j].row + 1}", role(k, classes), (i + AIR) / n, (i + 1 - AIR) / n, 0.0, 0.0)
        for i, (j, k) in enumerate(zip(columns, cls, strict=True))
    ]
    at = Stands(np.arange(n), np.ones(n), tuple(cls), tuple((bar.x0, bar.x1) for bar in flat), top)
    title = text("replay.bars.panel", step=r.best.step)
    scene = scene_of(r, title, flat, at, text("replay.axis.costliest"))
    return Bars(scene, top, tuple(_who(r, j) for j in columns), _rounded(heights))


def _rounded(values: Float) -> Float:
    """Numbers with so many digits, and so a shorter page."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(values)))
        rounded = np.round(values * scale) / scale
    found: Float = np.where(np.isfinite(rounded), rounded, values)
    return found
