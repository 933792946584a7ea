"""The bars of a replay at all of its steps, as a page plays them: once, and then only their heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Float
from logloss.messages import Text, text
from logloss.replay import Replay, Runs, Step
from logloss.replay.findings import best
from logloss.replay.kept import KeptRow
from logloss.replay.sections import called
from logloss.scenes.marks import Scene, Words
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


@dataclass(frozen=True, eq=False)
class Frame:
    """A moment: what changes from step to step.

    Attributes
    ----------
    step : its number
    title : what the picture is called then
    said : what is said below it
    heights : shape (bars,), in nats; NaN where a row has no prediction
    mean : the loss, where it has an end
    """

    step: float
    title: Text
    said: tuple[Text, ...]
    heights: Float
    mean: float | None


@dataclass(frozen=True)
class Track:
    """The bars of one run: a scene with all of them, still flat; how high they may become; who they are.

    A bar of several rows is nobody: then ``rows`` is empty.
    """

    scene: Scene
    top: float
    rows: tuple[Words, ...]
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Steps:
    """What a page plays: one run, or two beside each other.

    Attributes
    ----------
    at : the numbers of the steps, of either run
    start : which of them is seen first, by its place
    marked : steps that one may go to, by their names
    tracks : one or two
    """

    at: tuple[float, ...]
    start: int
    marked: tuple[tuple[Text, float], ...]
    tracks: tuple[Track, ...]


def steps_of(found: Replay | Runs, live: bool = False) -> Steps | None:
    """What is to be played of a replay, or of two; None where no step has a loss.

    At first the best step is seen; of a training that goes on (``live``) the last.
    """
    runs = (found,) if isinstance(found, Replay) else (found.first, found.second)
    if any(best(run.steps, "loss") is None for run in runs):
        return None
    places = [[run.at(step.step) for step in points(run)] for run in runs]
    if isinstance(found, Replay):
        where: Sequence[Stands] = [stands(found, places[0])]
        names: Sequence[str | None] = [None]
        marked = _marked(found)
    else:
        where = stands_of_both(found, (places[0], places[1]))
        names, marked = found.names, tuple(_best_of(*each) for each in zip(runs, found.names, strict=True))
    tracks = tuple(_track(*each) for each in zip(runs, names, places, where, strict=True))
    at = sorted({frame.step for track in tracks for frame in track.frames})
    start = len(at) - 1 if live else at.index(runs[0].best.step)
    return Steps(tuple(at), start, marked, tracks)


def _marked(r: Replay) -> tuple[tuple[Text, float], ...]:
    """The steps of least loss and of least loss after recalibration, and the last with a loss."""
    named = {"least": r.best, "recalibrated": r.best_recalibrated, "last": r.last}
    return tuple((text(f"replay.step.{name}", step=step.step), step.step) for name, step in named.items())


def _best_of(run: Replay, name: str) -> tuple[Text, float]:
    return text("replay.step.best_of", name=short(name), step=run.best.step), run.best.step


def _track(r: Replay, name: str | None, places: Sequence[int], at: Stands) -> Track:
    flat = tuple(bars(r, np.zeros(len(at.slots)), at))
    title = text("replay.bars.panel", step=r.best.step) if name is None else run_title(name, r.best)
    frames = tuple(_frame(r, name, r.steps[place], heights_at(r, place, at)) for place in places)
    return Track(scene_of(r, title, flat, at), at.top, _rows(r, at), frames)


def _frame(r: Replay, name: str | None, step: Step, heights: Float) -> Frame:
    title = text("replay.bars.panel", step=step.step) if name is None else run_title(name, step)
    headed, said = told(r, step)
    mean = step.loss if math.isfinite(step.loss) else None
    return Frame(step.step, title, (headed, *said), _rounded(heights), mean)


def _rounded(values: Float) -> Float:
    """Numbers with so many digits, and so a shorter page."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(values)))
        rounded = np.round(values * scale) / scale
    found: Float = np.where(np.isfinite(rounded), rounded, values)
    return found


def _rows(r: Replay, at: Stands) -> tuple[Words, ...]:
    """Whose each bar is."""
    owner: list[Words] = [""] * len(at.slots)
    used = np.flatnonzero(at.group >= 0)
    if len(used) > len(owner):
        return ()
    for row, bar in zip(used.tolist(), at.group[used].tolist(), strict=True):
        owner[bar] = _who(r, r.kept.rows[row])
    return tuple(owner)


def _who(r: Replay, row: KeptRow) -> Text:
    name = called(row)
    label = short(r.labels[row.cls], LONGEST_CLASS)
    return text("replay.step.who", row=name if isinstance(name, Text) else short(name), label=label)
