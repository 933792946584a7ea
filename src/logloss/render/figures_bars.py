"""Bars of a picture: hatched by class, one area where too thin to be told apart, torn where without end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection

from logloss.render.style import Palette, Z, hatch
from logloss.scenes.marks import Bar, Tear

THIN = 4.0
"""Pixels below which neighbours are drawn as one area: seams between them would be all that is seen."""

TOOTH, TEAR = 7.0, 5.0
"""Pixels from tooth to tooth of a torn edge, and between its two sides."""

SEAM, OUTLINE, EMPHASIS = 0.5, 1.1, 1.6
"""Points of the lines between bars, around those that are outlined only, and around those that stand out."""

DASHES = (2.5, 1.5)
"""Of an outline, in its width."""

Point = tuple[float, float]


def draw_bars(bars: Sequence[Bar], ax: Any, palette: Palette) -> None:
    """Bars of one look in one collection: a thousand are drawn as quickly as ten."""
    looks: dict[tuple[str, bool], list[Bar]] = {}
    for bar in bars:
        looks.setdefault((bar.role, bar.outline), []).append(bar)
    pixels = ax.get_window_extent().width / (ax.get_xlim()[1] - ax.get_xlim()[0])
    for (role, outline), same in looks.items():
        if outline:
            ax.add_collection(
                PolyCollection([_corners(bar) for bar in same], **_outline(role, palette)), autolim=False
            )
            continue
        shapes = areas(same, pixels)
        for hatched in (False, True):  # on thin ones hatching would be noise
            some = [shape for shape in shapes if ((shape[-1][0] - shape[0][0]) * pixels >= THIN) == hatched]
            style = _filling(role, hatched, seams(same, pixels), palette)
            ax.add_collection(PolyCollection(some, **style), autolim=False)
    for bar in bars:
        if bar.emphasis:
            x, y = zip(*_corners(bar), strict=True)
            ax.plot(x, y, color=palette.ink, lw=EMPHASIS, zorder=Z["line"], solid_joinstyle="miter")
    for run in torn(bars, pixels):
        _fill(tear_ring(run, ax), ax, palette)


def _outline(role: str, palette: Palette) -> dict[str, Any]:
    return {
        "facecolors": "none",
        "edgecolors": palette.of(role),
        "linewidths": OUTLINE,
        "linestyles": (0, DASHES),
        "zorder": Z["line"],
    }


def _filling(role: str, hatched: bool, seamed: bool, palette: Palette) -> dict[str, Any]:
    """The edge has the colour of the hatching, which is paper's, and shows only where bars need seams."""
    return {
        "facecolors": palette.of(role),
        "edgecolors": palette.paper,
        "linewidths": SEAM if seamed else 0.0,
        "hatch": (hatched and hatch(role)) or None,
        "zorder": Z["bar"],
    }


def seams(bars: Sequence[Bar], pixels: float) -> bool:
    """Whether bars touch, and are wide enough to be told apart."""
    thinnest = min(bar.x1 - bar.x0 for bar in bars) * pixels
    return thinnest > THIN and any(a.x1 >= b.x0 and not a.lying for a, b in pairwise(bars))


def _corners(bar: Bar) -> list[Point]:
    return [(bar.x0, bar.y0), (bar.x0, bar.y1), (bar.x1, bar.y1), (bar.x1, bar.y0)]


def areas(bars: Sequence[Bar], pixels: float) -> list[list[Point]]:
    """The corners of each bar; of thin ones that stand side by side on one base, those of all together."""
    shapes: list[list[Point]] = []
    last: Bar | None = None
    for bar in bars:
        thin = (bar.x1 - bar.x0) * pixels < THIN
        if last and thin and bar.y0 == last.y0 and abs(bar.x0 - last.x1) * pixels < 0.01:
            shapes[-1][-1:] = [(bar.x0, bar.y1), (bar.x1, bar.y1), (bar.x1, bar.y0)]
        else:
            shapes.append(_corners(bar))
        last = bar if thin else None
    return shapes


def _runs(broken: Sequence[Bar], near: float) -> list[list[Bar]]:
    """Broken bars that touch, together: they share one torn edge."""
    runs: list[list[Bar]] = []
    for bar in sorted(broken, key=lambda b: (b.x0, -b.y1)):
        if runs and not bar.lying and bar.x0 - runs[-1][-1].x1 <= near:
            runs[-1].append(bar)
        else:
            runs.append([bar])
    return runs


def torn(bars: Sequence[Bar], pixels: float) -> list[list[Bar]]:
    """Bars that share a torn edge, together; ``pixels`` are those of a unit of x."""
    return _runs([bar for bar in bars if bar.broken], 2 / pixels)


def tear_box(bars: Sequence[Bar], ax: Any) -> tuple[float, float, float, float]:
    """Where the torn edge of bars is, in pixels: near the end that they do not have."""
    corners = ax.transData.transform([p for bar in bars for p in ((bar.x0, bar.y0), (bar.x1, bar.y1))])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    half = TEAR / 2 + 2.0
    if bars[0].lying:
        middle = x1 - 0.12 * (x1 - x0)
        return middle - half, y0, middle + half, y1
    middle = y1 - 0.15 * (y1 - y0)
    return x0, middle - half, x1, middle + half


def tear_ring(bars: Sequence[Bar], ax: Any) -> np.ndarray:
    """The zigzag across torn bars, shape (n, 2), in pixels."""
    x0, y0, x1, y1 = tear_box(bars, ax)
    if bars[0].lying:
        return _zigzag((x0 + x1) / 2, y0, y1, upright=True)
    return _zigzag((y0 + y1) / 2, x0, x1, upright=False)


def draw_tear(tear: Tear, ax: Any, palette: Palette) -> None:
    """A zigzag of paper across what it tears, and a little beyond."""
    (x, y0), (_, y1) = ax.transData.transform([(tear.x, tear.y0), (tear.x, tear.y1)])
    _fill(_zigzag(x, y0 - 1, y1 + 1, upright=True), ax, palette, tear.id)


def _zigzag(at: float, start: float, end: float, *, upright: bool) -> np.ndarray:
    """From start to end, around a place across; all in pixels."""
    teeth = max(2, round((end - start) / TOOTH))
    along = np.linspace(start, end, teeth + 1)
    across = at + np.where(np.arange(teeth + 1) % 2, 2.0, -2.0)
    sides = [np.column_stack([along, across + s * TEAR / 2]) for s in (-1, 1)]
    ring = np.vstack([sides[0], sides[1][::-1]])
    return ring[:, ::-1] if upright else ring


def _fill(ring: np.ndarray, ax: Any, palette: Palette, name: str = "") -> None:
    """Paper within a ring of points in pixels."""
    style: Any = {"facecolors": palette.paper, "linewidths": 0, "zorder": Z["line"], "label": name}
    ax.add_collection(PolyCollection([ax.transData.inverted().transform(ring)], **style), autolim=False)
