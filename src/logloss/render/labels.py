"""Where labels stand: at the first of their places where they touch nothing; smaller or aside if need be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from logloss.render.figures_bars import tear_box
from logloss.render.figures_text import Font, balanced, extent, said
from logloss.render.style import Palette, Z
from logloss.render.text import BOLD
from logloss.scenes.marks import Band, Bar, Curve, Dot, Label, Line, Place, Scene, Tear

GAP = 2.5
"""Points of air between a label and what it stands beside."""

LEADER = 0.8
"""Points of the line between a label that stands aside and what it names."""

SIZES = (1.0, 0.9, 0.8, 0.7)
"""Of the type, the best first."""

MOST_LINES = 3

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A label as it would be written: lines, face, place, and a line to what it names."""

    words: str
    font: Font
    bold: bool
    x: float
    y: float
    box: Box
    anchor: float
    leader: Box | None = None


@dataclass
class Room:
    """What is taken already, in pixels, each an (x0, y0, x1, y1).

    Attributes
    ----------
    frame
        Within which labels must stay.
    bars, looks
        Filled bars, shape (n, 4), in each of which a label may be as a whole; and their roles.
    marks
        What no label may touch: lines, curves, dots, outlines. Shape (m, 4).
    words
        Labels that have been written.
    """

    frame: Box
    bars: np.ndarray
    looks: list[str]
    marks: np.ndarray
    words: list[Box] = field(default_factory=list)

    def bar_around(self, box: Box) -> str | None:
        """The role of the bar in which a box is as a whole."""
        x0, y0, x1, y1 = box
        b = self.bars
        around = (b[:, 0] <= x0) & (b[:, 1] <= y0) & (b[:, 2] >= x1) & (b[:, 3] >= y1)
        return self.looks[int(around.argmax())] if around.any() else None

    def is_free(self, box: Box) -> bool:
        """Whether a label may be there."""
        fx0, fy0, fx1, fy1 = self.frame
        if box[0] < fx0 or box[2] > fx1 or box[1] < fy0 or box[3] > fy1:
            return False
        if self.touches_words(box) or _touching(self.marks, box).any():
            return False
        return not _touching(self.bars, box).any() or self.bar_around(box) is not None

    def touches_words(self, box: Box) -> bool:
        """Whether another label is there."""
        return any(box[0] < w[2] and box[2] > w[0] and box[1] < w[3] and box[3] > w[1] for w in self.words)


def _touching(taken: np.ndarray, box: Box) -> np.ndarray:
    x0, y0, x1, y1 = box
    found: np.ndarray = (x0 < taken[:, 2]) & (x1 > taken[:, 0]) & (y0 < taken[:, 3]) & (y1 > taken[:, 1])
    return found


def room(scene: Scene, ax: Any, font: Font, above: Sequence[Box]) -> Room:
    """The room that a scene's marks, and the words above its axes, leave to its labels."""
    frame = ax.get_window_extent()
    air = font.size * ax.figure.dpi / 72
    low = frame.y0 if scene.x.ticks else frame.y0 - air
    bars = [m for m in scene.marks if isinstance(m, Bar) and not m.outline]
    marks = [*above, *(tear_box([bar], ax) for bar in bars if bar.broken)]
    for mark in scene.marks:
        if isinstance(mark, (Line, Curve)):
            marks += _along(mark, ax)
        elif isinstance(mark, Band):
            marks += _behind(mark, ax)
        elif isinstance(mark, Tear):
            (x, y), (_, end) = ax.transData.transform([(mark.x, mark.y0), (mark.x, mark.y1)])
            marks.append((x - air / 2, y, x + air / 2, end))
        elif isinstance(mark, Dot):
            x, y = ax.transData.transform((mark.x, mark.y))
            marks.append((x - air / 2, y - air / 2, x + air / 2, y + air / 2))
        elif isinstance(mark, Bar) and mark.outline:
            x0, y0, x1, y1 = _bar_box(mark, ax)
            marks += [(x0 - 1, y1 - 1, x1 + 1, y1 + 1), (x0 - 1, y0, x0 + 1, y1), (x1 - 1, y0, x1 + 1, y1)]
    return Room(
        (frame.x0 - (0.0 if scene.y.ticks else air), low, frame.x1 + air / 2, frame.y1 + 1.5 * air),
        np.array([_bar_box(bar, ax) for bar in bars]).reshape(-1, 4),
        [bar.role for bar in bars],
        np.array(marks).reshape(-1, 4),
    )


def place(labels: Sequence[Label], room: Room, ax: Any, lang: str, palette: Palette, font: Font) -> None:
    """Write each label where it is free; where that is nowhere, leave it out: no label may touch another."""
    # Needed ones first, so that the others make way.
    for label in sorted(labels, key=lambda m: (not m.needed, m.role not in {"loss", "reference"})):
        if not label.text:
            continue
        spot = next((s for s in _ways(label, room, ax, lang, font) if s.leader or room.is_free(s.box)), None)
        if spot is not None:
            room.words += [spot.box, *([spot.leader] if spot.leader else [])]
            _write(spot, room, ax, palette, label)


def _ways(label: Label, room: Room, ax: Any, lang: str, font: Font) -> Iterator[Spot]:
    """All ways to write a label, the best first: on one line, smaller, aside, on several lines."""
    if label.needed:
        yield from _spots(label, ax, lang, font, SIZES[:-1], 1)
        yield from _led(label, room, ax, lang, font)
    yield from _spots(label, ax, lang, font, SIZES, MOST_LINES)


def _spots(
    label: Label, ax: Any, lang: str, font: Font, sizes: Sequence[float], most_lines: int
) -> Iterator[Spot]:
    """A label at its places, in some sizes, on one line or on several."""
    runs = said(label.text, lang)
    bold = bool(runs) and runs[0].style in BOLD
    whole = "".join(run.text for run in runs)
    dpi = ax.figure.dpi
    low, high = ax.get_xlim()
    widest = math.inf if label.within is None else label.within / (high - low) * ax.get_window_extent().width
    for size in sizes:
        face = Font(font.families, font.size * size, bold)
        for lines in range(1, most_lines + 1):
            words = whole if lines == 1 else balanced(whole, lang, face, lines, dpi)
            if words.count("\n") + 1 == lines and extent(words, face, dpi)[0] <= widest:
                yield from (_at(where, words, face, bold, ax) for where in label.places)


def _at(where: Place, words: str, face: Font, bold: bool, ax: Any) -> Spot:
    w, h = extent(words, face, ax.figure.dpi)
    x, anchor = ax.transData.transform((where.x, where.y)).tolist()
    y = anchor
    gap = GAP * ax.figure.dpi / 72
    x += {"left": w / 2, "center": 0.0, "right": -w / 2}[where.across]
    y += {"bottom": h / 2 + gap, "center": 0.0, "top": -h / 2 - gap}[where.along]
    if where.along == "center":
        x += {"left": gap, "center": 0.0, "right": -gap}[where.across]
    return Spot(words, face, bold, x, y, (x - w / 2, y - h / 2, x + w / 2, y + h / 2), anchor)


def _led(label: Label, room: Room, ax: Any, lang: str, font: Font) -> Iterator[Spot]:
    """The free spots nearest above or below its places, each with a line that leads to what it names."""
    for size in (1.0, SIZES[-2]):
        found = [
            far for spot in _spots(label, ax, lang, font, (size,), 1) for far in _above_and_below(spot, room)
        ]
        yield from (spot for _, spot in sorted(found, key=lambda pair: pair[0]))


def _above_and_below(spot: Spot, room: Room) -> Iterator[tuple[float, Spot]]:
    """The nearest free spot straight above or below another, and how far that is."""
    x0, y0, x1, y1 = spot.box
    steps = np.arange(0.5, 60, 0.5) * (y1 - y0)
    for up in np.column_stack([steps, -steps]).ravel().tolist():
        box = (x0, y0 + up, x1, y1 + up)
        low, high = (spot.anchor, box[1]) if up > 0 else (box[3], spot.anchor)
        leader = (spot.x - 1, low, spot.x + 1, high)
        if low < high and room.is_free(box) and not room.touches_words(leader):
            hidden = 1000.0 * bool(_touching(room.bars, leader).any())  # rather far away than across a bar
            yield abs(up) + hidden, replace(spot, y=spot.y + up, box=box, leader=leader)
            return


def _write(spot: Spot, room: Room, ax: Any, palette: Palette, label: Label) -> None:
    around = room.bar_around(spot.box)
    quiet = label.role in {"quiet", "unseen", "reference"}
    colour = palette.of("quiet" if quiet else "plain") if around is None else palette.on(around)
    ground = ax.figure.get_facecolor() if around is None else palette.of(around)
    inverse = ax.transData.inverted()
    if spot.leader:
        (x, low), (_, high) = inverse.transform([(spot.x, spot.leader[1]), (spot.x, spot.leader[3])])
        name = f"{label.id}/leader"
        ax.plot([x, x], [low, high], color=palette.quiet, lw=LEADER, zorder=Z["line"], label=name)
    ax.annotate(
        spot.words,
        inverse.transform((spot.x, spot.y)),
        ha="center",
        va="center",
        color=colour,
        fontproperties=spot.font.properties(spot.bold),
        bbox={
            "facecolor": ground,
            "edgecolor": "none",
            "pad": 0.0,
        },  # no rule or hatching runs through the words
        zorder=Z["label"],
        annotation_clip=False,
        parse_math=False,
        multialignment="center",
        label=label.id,
    )


def _behind(band: Band, ax: Any) -> list[Box]:
    """Boxes that together are a band: on it no label stands out."""
    low, high = (ax.transData.transform(np.column_stack([band.x, v])).tolist() for v in (band.low, band.high))
    return [
        (x0, min(a0, b0), x1, max(a1, b1))
        for (x0, a0), (x1, b0), (_, a1), (_, b1) in zip(low[:-1], low[1:], high[:-1], high[1:], strict=True)
    ]


def _along(mark: Line | Curve, ax: Any) -> list[Box]:
    """Small boxes along a line or a curve, close enough that no label slips between them."""
    ends = (
        [(mark.x0, mark.y0), (mark.x1, mark.y1)]
        if isinstance(mark, Line)
        else list(zip(mark.x, mark.y, strict=True))
    )
    points = [p for a, b in pairwise(ax.transData.transform(ends)) for p in _steps(a, b)]
    return [
        (min(ax0, bx0) - 1.5, min(ay0, by0) - 1.5, max(ax0, bx0) + 1.5, max(ay0, by0) + 1.5)
        for (ax0, ay0), (bx0, by0) in pairwise(points)
    ]


def _steps(a: np.ndarray, b: np.ndarray) -> list[list[float]]:
    """From one point to another, in steps so short that their boxes are small where the line is aslant."""
    steps = max(1, math.ceil(float(np.abs(b - a).min()) / 6))
    found: list[list[float]] = (a + np.linspace(0, 1, steps + 1)[:, None] * (b - a)).tolist()
    return found


def _bar_box(bar: Bar, ax: Any) -> Box:
    (x0, y0), (x1, y1) = ax.transData.transform([(bar.x0, bar.y0), (bar.x1, bar.y1)])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
