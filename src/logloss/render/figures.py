"""Any list of marks as a matplotlib picture. Nothing here knows a scene by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from logloss.messages import Text, plain, spans
from logloss.render import labels
from logloss.render.fonts import families
from logloss.render.formula import draw_formula
from logloss.render.listing import draw_listing
from logloss.render.style import HATCHES, PALETTE, Palette, Z
from logloss.render.text import Font, wrap
from logloss.scenes.marks import Axis, Bar, Curve, Dot, Formula, Label, Line, Listing, Scene, Words

HATCHED_BARS = 2000
"""With more bars than this, hatching would be noise: then the classes differ by lightness."""


HATCH_WIDTH = 0.7


def draw_marks(scene: Scene, ax: Any, *, lang: str = "en", palette: Palette = PALETTE, size: float = 9.0) -> None:
    """Draw a scene's axes and marks on a matplotlib Axes.

    Parameters
    ----------
    scene : Scene
    ax : matplotlib Axes
    lang : language of the labels
    palette : colours by role
    size : points of the labels' type
    """
    sans = tuple(families(lang))
    _axes(scene, ax, lang, palette, Font(sans, size))
    _bars([m for m in scene.marks if isinstance(m, Bar)], ax, palette)
    for mark in scene.marks:
        if isinstance(mark, Curve):
            ax.plot(mark.x, mark.y, color=palette.of(mark.role), lw=0.2 * size, zorder=Z["curve"], solid_capstyle="round")
        elif isinstance(mark, Line):
            _line(mark, ax, palette, size)
        elif isinstance(mark, Formula):
            draw_formula(mark, ax, lang, palette, Font(sans, size))
        elif isinstance(mark, Listing):
            draw_listing(mark, ax, palette, size)
    _dots([m for m in scene.marks if isinstance(m, Dot)], ax, palette, size)
    labels.place([m for m in scene.marks if isinstance(m, Label)], scene, ax, lang, palette, Font(sans, size))


def _axes(scene: Scene, ax: Any, lang: str, palette: Palette, font: Font) -> None:
    """Light rules, no box, the name of the vertical axis lying above it."""
    ax.set_facecolor("none")
    ax.set_xlim(scene.x.low, scene.x.high)
    ax.set_ylim(scene.y.low, scene.y.high)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, pad=4, colors=palette.quiet, labelsize=font.size)
    _ticks(ax.xaxis, scene.x, lang, font)
    _ticks(ax.yaxis, scene.y, lang, font)
    ax.set_axisbelow(True)
    for tick, _ in scene.y.ticks:
        ax.axhline(tick, color=palette.rule, lw=0.8, zorder=Z["rule"])
    if scene.x.ticks and not scene.y.ticks:  # points on a line: the line
        ax.axhline(scene.y.low, color=palette.rule, lw=0.8, zorder=Z["rule"])
    style = {"color": palette.quiet, "fontproperties": font.properties(), "parse_math": False}
    ax.set_xlabel(plain(scene.x.label, lang), **style)
    if scene.y.label:
        ax.annotate(
            plain(scene.y.label, lang),
            (0, 1),
            xycoords="axes fraction",
            xytext=(0, 5),
            textcoords="offset points",
            ha="left",
            va="bottom",
            **style,
        )
    labels.thin_ticks(ax)


def _ticks(axis: Any, given: Axis, lang: str, font: Font) -> None:
    """Ticks and their labels; those that are words are broken to fit between their neighbours."""
    texts = [plain(words, lang) for _, words in given.ticks]
    if axis.axis_name == "x" and any(isinstance(words, Text) for _, words in given.ticks):
        texts = [_broken(words, axis.axes, len(texts), lang, font) for _, words in given.ticks]
    axis.set_ticks([at for at, _ in given.ticks], texts)
    for text in axis.get_ticklabels():
        text.set_fontproperties(font.properties())
        text.set_parse_math(False)


def _broken(words: Words, ax: Any, among: int, lang: str, font: Font) -> str:
    renderer = ax.figure.canvas.get_renderer()

    def measure(run: str, bold: bool) -> float:
        return float(renderer.get_text_width_height_descent(run, font.properties(bold), False)[0])

    lines = wrap(spans(words, lang), 0.92 * ax.get_window_extent().width / among, measure)
    return "\n".join("".join(run.text for run in line) for line in lines)


def _bars(bars: Sequence[Bar], ax: Any, palette: Palette) -> None:
    """Bars of one look in one collection: a thousand are drawn as quickly as ten."""
    looks: dict[tuple[str, bool], list[Bar]] = {}
    for bar in bars:
        looks.setdefault((bar.role, bar.outline), []).append(bar)
    for (role, outline), same in looks.items():
        boxes = [[(b.x0, b.y0), (b.x0, b.y1), (b.x1, b.y1), (b.x1, b.y0)] for b in same]
        if outline:
            style: dict[str, Any] = {
                "facecolors": "none",
                "edgecolors": palette.of(role),
                "linewidths": 1.1,
                "linestyles": (0, (2.5, 1.5)),
                "zorder": Z["line"],
            }
        else:
            style = {"facecolors": palette.of(role), "edgecolors": palette.paper, "linewidths": 0.0, "zorder": Z["bar"]}
            if len(bars) <= HATCHED_BARS:
                style["hatch"] = HATCHES.get(role)
            else:
                style["edgecolors"], style["linewidths"] = palette.of(role), 0.3  # no seams between neighbours
        collection = PolyCollection(boxes, **style)
        collection.set_hatch_linewidth(HATCH_WIDTH)
        ax.add_collection(collection, autolim=False)
    for bar in bars:
        if bar.emphasis:
            x, y = [bar.x0, bar.x0, bar.x1, bar.x1], [bar.y0, bar.y1, bar.y1, bar.y0]
            ax.plot(x, y, color=palette.ink, lw=1.6, zorder=Z["line"], solid_joinstyle="miter")
    _breaks([b for b in bars if b.broken], ax, palette)


def _breaks(broken: Sequence[Bar], ax: Any, palette: Palette) -> None:
    """Bars without end: neighbours share one torn edge, near the top."""
    if not broken:
        return
    x0, x1 = min(b.x0 for b in broken), max(b.x1 for b in broken)
    y0, y1 = ax.get_ylim()
    height, top = y1 - y0, max(b.y1 for b in broken)
    x = np.linspace(x0, x1, max(5, 2 * len(broken) + 1))
    tooth = np.where(np.arange(len(x)) % 2, 0.018, -0.018) * height
    for down in (0.13, 0.17):
        ax.plot(x, top - down * height + tooth, color=palette.paper, lw=2.2, zorder=Z["line"])


def _line(line: Line, ax: Any, palette: Palette, size: float) -> None:
    width = 0.22 * size if line.role == "loss" else 0.11 * size
    style: Any = (0, (1.5, 2)) if line.dashed else "-"
    drawn = Line2D([line.x0, line.x1], [line.y0, line.y1], color=palette.of(line.role), lw=width, ls=style, zorder=Z["line"])
    ax.add_line(drawn)


def _dots(dots: Sequence[Dot], ax: Any, palette: Palette, size: float) -> None:
    """Filled and hollow circles; smaller where there are many."""
    if not dots:
        return
    area = (size * 0.95) ** 2 if len(dots) <= 40 else max(6.0, (size * 0.95) ** 2 * 40 / len(dots))
    for filled in (True, False):
        some = [d for d in dots if d.filled == filled]
        ax.scatter(
            [d.x for d in some],
            [d.y for d in some],
            s=area,
            c=[palette.of(d.role) if filled else palette.paper for d in some],
            edgecolors=[palette.of(d.role) for d in some],
            linewidths=size * 0.14 if len(dots) <= 40 else 0.6,
            zorder=Z["dot"],
            clip_on=False,
        )
