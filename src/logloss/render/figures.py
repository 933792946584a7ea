"""Any list of marks as a matplotlib picture. Nothing here knows a scene by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.lines import Line2D

from logloss.render import labels
from logloss.render.figures_axes import draw_axes
from logloss.render.figures_bars import draw_bars, draw_tear
from logloss.render.figures_text import sans
from logloss.render.formula import draw_formula
from logloss.render.listing import draw_listing
from logloss.render.style import PALETTE, Palette, Z
from logloss.scenes.marks import Band, Bar, Curve, Dot, Formula, Label, Line, Listing, Scene, Tear

MANY_DOTS = 40

CURVE = 0.2
"""How wide a curve is, in sizes of the type."""

DASHES = (1.5, 2)
"""Of a dashed line, in its width."""

BAND = 0.4
"""How much of its colour a band has: what lies behind it is seen."""


@contextmanager
def house_style() -> Iterator[None]:
    """matplotlib's own settings instead of the user's, so that a picture is the same everywhere."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.hashsalt": "logloss", "hatch.linewidth": 0.7})
        yield


@house_style()
def draw_marks(
    scene: Scene, ax: Any, *, lang: str = "en", palette: Palette = PALETTE, size: float = 9.0
) -> None:
    """Draw a scene's axes and marks on a matplotlib Axes.

    Parameters
    ----------
    scene : Scene
    ax : matplotlib Axes
    lang : language of the labels
    palette : colours by role
    size : points of the labels' type
    """
    font = sans(lang, size)
    above = draw_axes(scene, ax, lang, palette, font)
    draw_bars([m for m in scene.marks if isinstance(m, Bar)], ax, palette)
    for mark in scene.marks:
        if isinstance(mark, Curve):
            _curve(mark, ax, palette, size)
        elif isinstance(mark, Line):
            _line(mark, ax, palette, size)
        elif isinstance(mark, Band):
            _band(mark, ax, palette)
        elif isinstance(mark, Tear):
            draw_tear(mark, ax, palette)
        elif isinstance(mark, Formula):
            draw_formula(mark, ax, lang, palette, font)
        elif isinstance(mark, Listing):
            draw_listing(mark, ax, palette, size)
    _dots([m for m in scene.marks if isinstance(m, Dot)], ax, palette, size)
    words = [m for m in scene.marks if isinstance(m, Label)]
    labels.place(words, labels.room(scene, ax, font, above), ax, lang, palette, font)


def _curve(curve: Curve, ax: Any, palette: Palette, size: float) -> None:
    style: Any = {"color": palette.of(curve.role), "lw": CURVE * size, "zorder": Z["curve"]}
    ax.plot(curve.x, curve.y, solid_capstyle="round", **style)


def _band(band: Band, ax: Any, palette: Palette) -> None:
    style: Any = {"facecolor": palette.of(band.role), "alpha": BAND, "linewidth": 0, "zorder": Z["band"]}
    style["label"] = band.id
    ax.fill_between(band.x, band.low, band.high, **style)


def _line(line: Line, ax: Any, palette: Palette, size: float) -> None:
    style: Any = (0, DASHES) if line.dashed else "-"
    ends = [line.x0, line.x1], [line.y0, line.y1]
    width = line_width(line.role, size)
    ax.add_line(Line2D(*ends, color=palette.of(line.role), lw=width, ls=style, zorder=Z["line"]))


def line_width(role: str, size: float) -> float:
    """How wide a line is, in points, beside type of a size."""
    return 0.22 * size if role == "loss" else 0.11 * size


def dot_look(dots: int, size: float) -> tuple[float, float]:
    """The area of each of so many dots, as scatter takes it, and how wide their edge is, in points."""
    if dots <= MANY_DOTS:
        return (size * 0.95) ** 2, size * 0.14
    return max(6.0, (size * 0.95) ** 2 * MANY_DOTS / dots), 0.6


def _dots(dots: Sequence[Dot], ax: Any, palette: Palette, size: float) -> None:
    """Filled and hollow circles; smaller where there are many."""
    area, edge = dot_look(len(dots), size)
    for filled in (True, False):
        some = [d for d in dots if d.filled == filled]
        colours = [palette.of(d.role) for d in some]
        ax.scatter(
            [d.x for d in some],
            [d.y for d in some],
            s=area,
            c=colours if filled else [palette.paper] * len(some),
            edgecolors=colours,
            linewidths=edge,
            zorder=Z["dot"],
            clip_on=False,
        )
