"""Where labels stand: at the first of their places where they touch nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from logloss.messages import Span, spans
from logloss.render.style import Palette, Z
from logloss.render.text import BOLD, Font
from logloss.scenes.marks import Bar, Curve, Dot, Label, Line, Place, Scene

GAP = 2.5
"""Points of air between a label and what it stands beside."""

Box = tuple[float, float, float, float]


@dataclass
class _Room:
    """What is taken already, in pixels."""

    frame: Box
    bars: np.ndarray  # filled bars, one (x0, y0, x1, y1) each
    taken: list[Box]

    def inside_one_bar(self, box: Box) -> bool:
        x0, y0, x1, y1 = box
        b = self.bars
        return bool(((b[:, 0] <= x0) & (b[:, 1] <= y0) & (b[:, 2] >= x1) & (b[:, 3] >= y1)).any())

    def is_free(self, box: Box) -> bool:
        x0, y0, x1, y1 = box
        fx0, fy0, fx1, fy1 = self.frame
        if x0 < fx0 or x1 > fx1 or y0 < fy0 or y1 > fy1:
            return False
        if any(x0 < t[2] and x1 > t[0] and y0 < t[3] and y1 > t[1] for t in self.taken):
            return False
        b = self.bars
        touches = (x0 < b[:, 2]) & (x1 > b[:, 0]) & (y0 < b[:, 3]) & (y1 > b[:, 1])
        return not touches.any() or self.inside_one_bar(box)


def place(
    labels: Sequence[Label], scene: Scene, ax: Any, lang: str, palette: Palette, font: Font
) -> None:
    """Write each label where it is free; one that is not needed is left out where no place is."""
    if not labels:
        return
    room = _room(scene, ax, font)
    # Needed ones first, so that the others make way.
    for label in sorted(labels, key=lambda m: (not m.needed, m.role not in {"loss", "reference"})):
        words = spans(label.text, lang)
        bold = bool(words) and words[0].style in BOLD
        w, h = _extent("".join(s.text for s in words), ax, font, bold)
        boxes = [(p, _box(p, w, h, ax, font)) for p in label.places]
        free = next(((p, b) for p, b in boxes if room.is_free(b)), None)
        if free is None and not label.needed:
            continue
        where, box = free or boxes[0]
        room.taken.append(box)
        _write(words, where, box, room, ax, palette, label, font, crowded=free is None)


def thin_ticks(ax: Any) -> None:
    """Leave out tick labels of the horizontal axis that would touch their neighbours."""
    texts = ax.get_xticklabels()
    if len(texts) < 2:
        return
    at = ax.transData.transform([(x, 0.0) for x in ax.get_xticks()])[:, 0]
    half = np.array([max(_extent(line, ax, Font(tuple(t.get_fontfamily()), t.get_size()), False)[0] for line in t.get_text().split("\n")) for t in texts])
    left, right = at - half / 2 - 3, at + half / 2 + 3
    step = 1
    while _touching(left, right, step):
        step += 1
    for i, text in enumerate(texts):
        text.set_visible(i % step == 0)


def _touching(left: np.ndarray, right: np.ndarray, step: int) -> bool:
    return step < len(left) and bool((right[::step][:-1] > left[::step][1:]).any())


def _write(
    words: list[Span],
    where: Place,
    box: Box,
    room: _Room,
    ax: Any,
    palette: Palette,
    label: Label,
    font: Font,
    crowded: bool,
) -> None:
    inside = room.inside_one_bar(box)
    colour = palette.paper if inside else palette.of("quiet" if label.role in {"quiet", "unseen"} else "plain")
    patch = None
    if inside:
        patch = {"facecolor": _bar_colour(label, palette), "edgecolor": "none", "pad": 1.0}
    elif crowded:
        patch = {"facecolor": palette.paper, "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
    ax.annotate(
        "".join(s.text for s in words),
        (where.x, where.y),
        xytext=_offset(where),
        textcoords="offset points",
        ha=where.across,
        va={"bottom": "bottom", "top": "top", "center": "center"}[where.along],
        color=colour,
        fontproperties=font.properties(bool(words) and words[0].style in BOLD),
        bbox=patch,
        zorder=Z["label"],
        annotation_clip=False,
        parse_math=False,
    )


def _bar_colour(label: Label, palette: Palette) -> str:
    return palette.of(label.role)


def _offset(where: Place) -> tuple[float, float]:
    up = {"bottom": GAP, "top": -GAP, "center": 0.0}[where.along]
    return 0.0, up


def _extent(text: str, ax: Any, font: Font, bold: bool) -> tuple[float, float]:
    renderer = ax.figure.canvas.get_renderer()
    w, h, _ = renderer.get_text_width_height_descent(text, font.properties(bold), False)
    return float(w), float(h)


def _box(where: Place, w: float, h: float, ax: Any, font: Font) -> Box:
    """The pixels that words of a size would take at a place."""
    x, y = ax.transData.transform((where.x, where.y))
    y += _offset(where)[1] * ax.figure.dpi / 72
    left = {"left": x, "center": x - w / 2, "right": x - w}[where.across]
    low = {"bottom": y, "center": y - h / 2, "top": y - h}[where.along]
    return left, low, left + w, low + h


def _room(scene: Scene, ax: Any, font: Font) -> _Room:
    dpi = ax.figure.dpi
    frame = ax.get_window_extent()
    air = font.size * dpi / 72
    bars = [_bar_box(m, ax) for m in scene.marks if isinstance(m, Bar) and not m.outline]
    taken: list[Box] = []
    for mark in scene.marks:
        if isinstance(mark, Line):
            (x0, y0), (x1, y1) = ax.transData.transform([(mark.x0, mark.y0), (mark.x1, mark.y1)])
            taken.append((min(x0, x1) - 1, min(y0, y1) - 1, max(x0, x1) + 1, max(y0, y1) + 1))
        elif isinstance(mark, Curve):
            points = ax.transData.transform(np.column_stack([mark.x, mark.y]))
            taken += [(x - 2, y - 2, x + 2, y + 2) for x, y in points]
        elif isinstance(mark, Dot):
            x, y = ax.transData.transform((mark.x, mark.y))
            taken.append((x - air / 2, y - air / 2, x + air / 2, y + air / 2))
        elif isinstance(mark, Bar) and mark.outline:
            x0, y0, x1, y1 = _bar_box(mark, ax)
            taken += [(x0 - 1, y1 - 1, x1 + 1, y1 + 1), (x0 - 1, y0, x0 + 1, y1), (x1 - 1, y0, x1 + 1, y1)]
    grown = (frame.x0 - air, frame.y0 - air, frame.x1 + air, frame.y1 + 1.2 * air)
    return _Room(grown, np.array(bars).reshape(-1, 4), taken)


def _bar_box(bar: Bar, ax: Any) -> Box:
    (x0, y0), (x1, y1) = ax.transData.transform([(bar.x0, bar.y0), (bar.x1, bar.y1)])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
