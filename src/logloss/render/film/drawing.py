"""A scene as a still, drawn as figures are, and as the shapes of which it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from logloss.render.figures import dot_look, house_style
from logloss.render.figures_axes import rules
from logloss.render.figures_bars import tear_ring, torn
from logloss.render.film.shapes import BarShape, DotShape, LineShape, PathShape, Shape, WordsShape
from logloss.render.sheet import STAGE, TYPE, draw_frame
from logloss.render.style import Palette, Z
from logloss.scenes.marks import Band, Bar, Curve, Dot, Line, Scene, Tear

BETWEEN = 0.2
"""Inches from the words beside a stage to the stage, within which nothing is written."""


@dataclass(frozen=True)
class Still:
    """A scene that stands: its pixels, shape (height, width, 4), and what in them moves to the next one.

    Attributes
    ----------
    pixels
        The figure.
    shapes
        All that is on its stage.
    column
        How many pixels at the left are words about the stage; they do not move.
    """

    pixels: np.ndarray
    shapes: list[Shape]
    column: int


@house_style()
def still(scene: Scene, width: int, height: int, lang: str, palette: Palette) -> Still:
    """Draw a scene, and take it apart."""
    figure = draw_frame(scene, width, height, lang=lang, palette=palette)
    figure.canvas.draw()
    pixels = np.array(figure.canvas.buffer_rgba())
    column = int((STAGE - BETWEEN) * figure.dpi)
    (ax,) = figure.axes
    return Still(pixels, [*_marks(scene, ax), *_lines(scene, ax), *_words(scene, ax)], column)


def _marks(scene: Scene, ax: Any) -> Iterator[Shape]:
    """Dots, bars, curves and lines, in pixels."""
    dots = sum(isinstance(mark, Dot) for mark in scene.marks)
    for mark in scene.marks:
        if isinstance(mark, Bar):
            yield _bar(mark, ax)
        elif isinstance(mark, Dot):
            area, edge = dot_look(dots, TYPE)
            (x, y), r = _at(ax, mark.x, mark.y), sqrt(area) / 2 * ax.figure.dpi / 72
            yield DotShape(mark.id, mark.role, 1.0, x, y, r, mark.filled, edge)
        elif isinstance(mark, Curve):
            points = [v for p in zip(mark.x, mark.y, strict=True) for v in _at(ax, *p)]
            yield PathShape(mark.id, mark.role, 1.0, tuple(points))
        elif isinstance(mark, Line):
            ends = *_at(ax, mark.x0, mark.y0), *_at(ax, mark.x1, mark.y1)
            yield LineShape(mark.id, mark.role, 1.0, *ends, look="dashed" if mark.dashed else "solid")
    bars = [mark for mark in scene.marks if isinstance(mark, Bar)]
    unit = ax.get_window_extent().width / (scene.x.high - scene.x.low)
    for run in torn(bars, unit):
        ring = [(float(x), _down(ax, float(y))) for x, y in tear_ring(run, ax)]
        yield PathShape(f"{run[0].id}/tear", run[0].role, 1.0, tuple(v for p in ring for v in p), tear=True)


def _bar(bar: Bar, ax: Any) -> BarShape:
    (x0, y0), (x1, y1) = _at(ax, bar.x0, bar.y0), _at(ax, bar.x1, bar.y1)
    hangs = bar.role == "negative" and bar.y0 > 0 and bar.y1 == 1
    return BarShape(
        bar.id,
        bar.role,
        1.0,
        x0,
        y1,
        x1 - x0,
        y0 - y1,
        outline=bar.outline,
        emphasis=bar.emphasis,
        side="left" if bar.lying else "top" if hangs else "bottom",
    )


def _lines(scene: Scene, ax: Any) -> Iterator[Shape]:
    """Rules, and lines that lead from labels to what they name."""
    for name, start, end in rules(scene):
        yield LineShape(name, "rule", 1.0, *_at(ax, *start), *_at(ax, *end), look="rule")
    for line in ax.lines:
        if str(line.get_label()).endswith("/leader"):
            (x0, x1), (y0, y1) = line.get_data()
            ends = *_at(ax, x0, y0), *_at(ax, x1, y1)
            yield LineShape(line.get_label(), "quiet", 1.0, *ends, look="leader")


def _words(scene: Scene, ax: Any) -> Iterator[WordsShape]:
    """Pictures of all that is written, and of whatever else has no shape of its own."""
    width, height = ax.figure.canvas.get_width_height()
    agg: Any = RendererAgg
    renderer = agg(width, height, ax.figure.dpi)
    plain = {mark.id: mark.kind for mark in scene.marks if isinstance(mark, (Band, Tear))}
    for name, artist in _named(ax):
        z = Z["band"] if plain.get(name) == "band" else Z["line"] if name in plain else Z["label"]
        found = _cut_out(artist, renderer)
        if found is not None:
            picture, left, top = found
            x, y = left + picture.shape[1] / 2, top + picture.shape[0] / 2
            size = float(artist.get_fontsize()) if isinstance(artist, Text) else 1.0
            yield WordsShape(name, "quiet", 1.0, x, y, size, size, left - x, top - y, picture, z)


def _named(ax: Any) -> Iterator[tuple[str, Artist]]:
    """What is drawn as a picture, by a name that it keeps from scene to scene."""
    for side, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        for at, words in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True):
            yield f"tick/{side}/{at:g}/{words.get_text()}", words
        yield f"name/{side}/{axis.label.get_text()}", axis.label
    marked = [a for a in ax.collections if a.get_label() and not str(a.get_label()).startswith("_")]
    for i, artist in enumerate([*ax.texts, *ax.patches, *marked]):
        said = artist.get_text() if isinstance(artist, Text) else ""
        label = str(artist.get_label() or "")
        yield label if label and not label.startswith("_") else f"words/{i}/{said}", artist


def _cut_out(artist: Any, renderer: Any) -> tuple[np.ndarray, int, int] | None:
    """What an artist draws, and where that is, in pixels from the top left; None if it draws nothing."""
    ground = artist.get_bbox_patch() if isinstance(artist, Text) else None
    if ground is not None and ground.get_facecolor() == artist.figure.get_facecolor():
        artist.set_bbox(None)  # paper behind words that have not arrived would be a hole in what they cross
    renderer.clear()
    artist.draw(renderer)
    drawn = np.asarray(renderer.buffer_rgba())
    rows, columns = (np.flatnonzero(drawn[..., 3].any(axis=side)) for side in (1, 0))
    if rows.size == 0:
        return None
    top, left = int(rows[0]), int(columns[0])
    return drawn[top : rows[-1] + 1, left : columns[-1] + 1].copy(), left, top


def _at(ax: Any, x: float, y: float) -> tuple[float, float]:
    """A point in pixels, y running down."""
    across, up = ax.transData.transform((x, y)).tolist()
    return across, _down(ax, up)


def _down(ax: Any, up: float) -> float:
    return float(ax.figure.canvas.get_width_height()[1] - up)
