"""Shapes as pixels, by the means with which matplotlib fills a figure, but without building one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform
from PIL import Image

from logloss.render import figures_bars as looks
from logloss.render.figures import CURVE, DASHES, line_width
from logloss.render.figures_axes import RULE
from logloss.render.film.shapes import BarShape, DotShape, LineShape, PathShape, Shape, WordsShape
from logloss.render.labels import LEADER
from logloss.render.sheet import TYPE, dots_per_inch
from logloss.render.style import Palette, Z, hatch
from logloss.scenes.marks import Bar

UNSEEN = 0.004
"""Opacity below which a shape changes no pixel."""

AS_IT_IS = IdentityTransform()


class Painter:
    """Paints shapes on paper of a size.

    ``pixels`` are what it has painted, shape (height, width, 4); ``paper`` is one of an empty place.
    """

    def __init__(self, width: int, height: int, palette: Palette) -> None:
        agg: Any = RendererAgg
        self._renderer = agg(width, height, dots_per_inch(width, height))
        self._height, self._palette = height, palette
        self.paper = np.array([round(255 * c) for c in to_rgba(palette.paper)], np.uint8)
        self._colours: dict[str, tuple[float, float, float]] = {}
        self.pixels = np.asarray(self._renderer.buffer_rgba())

    def paint(self, shapes: Sequence[Shape]) -> None:
        """Paint these shapes and no others."""
        self.pixels[:] = self.paper
        seen = [shape for shape in shapes if shape.opacity > UNSEEN]
        bars = [shape for shape in seen if isinstance(shape, BarShape)]
        others = sorted((s for s in seen if not isinstance(s, BarShape)), key=_layer)
        below = sum(_layer(shape) < Z["bar"] for shape in others)
        for shape in others[:below]:
            self._one(shape)
        for group in _alike(bars):
            self._bars(group)
        for bar in bars:
            if bar.emphasis:
                self._draw(_corners(bar, self._height), "ink", looks.EMPHASIS, bar.opacity, join="miter")
        for shape in others[below:]:
            self._one(shape)

    def _one(self, shape: Shape) -> None:
        if isinstance(shape, WordsShape):
            self._words(shape)
        elif isinstance(shape, LineShape):
            self._line(shape)
        elif isinstance(shape, PathShape):
            self._path(shape)
        elif isinstance(shape, DotShape):
            self._dot(shape)

    def _bars(self, bars: Sequence[BarShape]) -> None:
        """Bars of one look: thin neighbours as one area, the others hatched, with seams where they touch."""
        first = bars[0]
        if first.outline:
            for bar in bars:
                ring = _corners(bar, self._height)
                dashes = [looks.OUTLINE * part for part in looks.DASHES]
                self._draw(ring, first.role, looks.OUTLINE, bar.opacity, dashes, closed=True)
            return
        marks = [_mark(bar, self._height) for bar in bars]
        seam = looks.SEAM if looks.seams(marks, 1.0) else 0.0
        for area in looks.areas(marks, 1.0):
            is_wide = area[-1][0] - area[0][0] >= looks.THIN
            self._fill(area, first.role, first.opacity, seam, hatch(first.role) if is_wide else "")

    def _path(self, path: PathShape) -> None:
        points = np.reshape(path.points, (-1, 2)) * (1, -1) + (0, self._height)
        if path.tear:
            self._fill(points, "paper", path.opacity)
        else:
            self._draw(points, path.role, CURVE * TYPE, path.opacity, cap="round", join="round")

    def _line(self, line: LineShape) -> None:
        width = {"rule": RULE, "leader": LEADER}.get(line.look, line_width(line.role, TYPE))
        points = [(line.x0, self._height - line.y0), (line.x1, self._height - line.y1)]
        dashes = [width * part for part in DASHES] if line.look == "dashed" else None
        cap = "butt" if line.look == "rule" else "projecting"
        self._draw(points, line.role, width, line.opacity, dashes, cap=cap)

    def _dot(self, dot: DotShape) -> None:
        gc = self._pen(dot.role, dot.edge, dot.opacity)
        face = self._colour(dot.role if dot.filled else "paper")
        place = Affine2D().scale(dot.r).translate(dot.x, self._height - dot.y)
        self._renderer.draw_path(gc, Path.unit_circle(), place, face)

    def _words(self, words: WordsShape) -> None:
        """Lay a picture over what is there, as strongly as it is seen, in whole pixels."""
        picture, scale = words.picture, words.size / words.drawn
        if abs(scale - 1) > 0.01:
            high, wide = (max(1, round(side * scale)) for side in picture.shape[:2])
            resized = Image.fromarray(picture).resize((wide, high), Image.Resampling.BILINEAR)
            picture = np.asarray(resized)
        else:
            scale = 1.0
        left, top = round(words.x + scale * words.left), round(words.y + scale * words.top)
        high, wide = picture.shape[:2]
        room = self.pixels[max(top, 0) : max(top + high, 0), max(left, 0) : max(left + wide, 0), :3]
        picture = picture[max(-top, 0) :, max(-left, 0) :][: room.shape[0], : room.shape[1]]
        share = picture[..., 3:].astype(np.float32) * (words.opacity / 255)
        room[:] = np.rint(room + (picture[..., :3].astype(np.float32) - room) * share)

    def _fill(self, ring: Any, role: str, opacity: float, seam: float = 0.0, pattern: str = "") -> None:
        gc = self._pen("paper", seam, opacity)
        if pattern:
            gc.set_hatch(pattern)
            gc.set_hatch_color(to_rgba(self._palette.paper, opacity))
            gc.set_hatch_linewidth(0.7)
        self._renderer.draw_path(gc, Path([*ring, ring[0]], closed=True), AS_IT_IS, self._colour(role))

    def _draw(
        self,
        points: Any,
        role: str,
        width: float,
        opacity: float,
        dashes: Sequence[float] | None = None,
        *,
        cap: str = "projecting",
        join: str = "round",
        closed: bool = False,
    ) -> None:
        gc = self._pen(role, width, opacity)
        gc.set_capstyle(cap)
        gc.set_joinstyle(join)
        if dashes:
            gc.set_capstyle("butt")
            gc.set_dashes(0, dashes)
        path = Path([*points, points[0]], closed=True) if closed else Path(points)
        self._renderer.draw_path(gc, path, AS_IT_IS)

    def _pen(self, role: str, width: float, opacity: float) -> Any:
        gc = self._renderer.new_gc()
        gc.set_foreground(self._colour(role))
        gc.set_linewidth(width)
        gc.set_alpha(opacity)
        return gc

    def _colour(self, role: str) -> tuple[float, float, float]:
        if role not in self._colours:
            own = {"paper": self._palette.paper, "rule": self._palette.rule}
            self._colours[role] = to_rgb(own.get(role) or self._palette.of(role))
        return self._colours[role]


def _layer(shape: Shape) -> float:
    if isinstance(shape, WordsShape):
        return shape.z
    if isinstance(shape, LineShape) and shape.look == "rule":
        return Z["rule"]
    return Z["dot"] if isinstance(shape, DotShape) else Z["line"]


def _alike(bars: Sequence[BarShape]) -> list[list[BarShape]]:
    """Bars of one look together."""
    groups: dict[tuple[str, bool, float], list[BarShape]] = {}
    for bar in bars:
        groups.setdefault((bar.role, bar.outline, round(bar.opacity, 3)), []).append(bar)
    return list(groups.values())


def _corners(bar: BarShape, height: int) -> list[tuple[float, float]]:
    low, high = height - bar.y - bar.h, height - bar.y
    return [(bar.x, low), (bar.x, high), (bar.x + bar.w, high), (bar.x + bar.w, low)]


def _mark(bar: BarShape, height: int) -> Bar:
    """The bar as a mark, in pixels, y running up."""
    low, high = height - bar.y - bar.h, height - bar.y
    return Bar(bar.id, bar.role, bar.x, bar.x + bar.w, low, high, lying=bar.side == "left")
