"""From shots to frames: stills that are held, and what lies between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from logloss.render.film.drawing import Still, still
from logloss.render.film.mixing import mixed, ways
from logloss.render.film.painting import Painter
from logloss.render.film.settings import Settings
from logloss.render.film.timing import TURN
from logloss.render.style import Palette
from logloss.scenes.marks import Scene


@dataclass(frozen=True)
class Shot:
    """A scene, how many seconds it stands, and how many it takes to come out of the one before."""

    scene: Scene
    stands: float
    turn: float = TURN


@dataclass(frozen=True)
class Frame:
    """Pixels, shape (height, width, 4), for so many frames. The next ones are painted over them."""

    pixels: np.ndarray
    times: int


def length(shots: Sequence[Shot], wanted: Settings) -> int:
    """How many frames a film of some shots has."""
    turns = sum(_between(shot, wanted) for shot in shots[1:])
    return turns + sum(_held(shot, wanted) for shot in shots)


def frames(shots: Sequence[Shot], wanted: Settings, lang: str, palette: Palette) -> Iterator[Frame]:
    """All frames in order. Each still is its scene's figure; between two, what both show is mixed."""
    draw = partial(still, width=wanted.width, height=wanted.height, lang=lang, palette=palette)
    painter = Painter(wanted.width, wanted.height, palette)
    before: Still | None = None
    for shot in shots:
        now = draw(shot.scene)
        if before is not None:
            yield from _turn(before, now, _between(shot, wanted), painter)
        yield Frame(now.pixels, _held(shot, wanted))
        before = now


def _turn(before: Still, after: Still, steps: int, painter: Painter) -> Iterator[Frame]:
    """What lies between two stills; neither is among it."""
    way = ways(before.shapes, after.shapes)
    words = _Column(before, after, painter.paper)
    for step in range(1, steps + 1):
        t = step / (steps + 1)
        painter.paint(mixed(way, t))
        painter.pixels[:, : after.column] = words.at(t)
        yield Frame(painter.pixels, 1)


class _Column:
    """The words beside the stage: what was said goes, then what will be said comes; what both say stays."""

    def __init__(self, before: Still, after: Still, paper: np.ndarray) -> None:
        self._old, self._new = (one.pixels[:, : after.column] for one in (before, after))
        self._paper = paper.astype(np.float32)
        self._changed = np.flatnonzero((self._old != self._new).any(axis=(1, 2)))

    def at(self, t: float) -> np.ndarray:
        """Their pixels after a share of the time."""
        source, share = (self._old, 1 - t / 0.3) if t < 0.65 else (self._new, (t - 0.65) / 0.35)
        found = self._new.copy()
        faint = source[self._changed].astype(np.float32)
        found[self._changed] = np.rint(self._paper + (faint - self._paper) * max(share, 0.0))
        return found


def _between(shot: Shot, wanted: Settings) -> int:
    """Frames between a shot's still and the one before: the still itself ends its turn."""
    return max(0, wanted.frames(shot.turn) - 1)


def _held(shot: Shot, wanted: Settings) -> int:
    return max(1, wanted.frames(shot.stands))
