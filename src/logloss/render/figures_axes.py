"""Axes of a picture: light rules, no box, ticks that touch nothing, and the room that their words need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation

from logloss.messages import Text
from logloss.render.figures_text import DPI, Font, extent, fitted, said_plainly
from logloss.render.style import Palette, Z, hatch
from logloss.scenes.marks import Axis, Bar, Scene

Box = tuple[float, float, float, float]
Point = tuple[float, float]

RULE = 0.8
"""Points of a rule."""

BESIDE, BELOW, ABOVE = 4.0, 6.0, 5.0
"""Points between the axes and the words beside, below and above them."""

MOST_LINES = 2
"""Of a key; a longer one would take more room than it is worth."""

SWATCH, GAP = 1.0, 1.6
"""A patch of the key, and the space after each of its names, in widths of the type."""


@dataclass(frozen=True)
class Margins:
    """The room around axes that their words need, in inches."""

    left: float
    top: float
    bottom: float


def margins(scene: Scene, width: float, lang: str, font: Font, dpi: float = DPI) -> Margins:
    """The margins of a scene's axes that may be, with their left margin, so many inches wide."""
    beside = [extent(said_plainly(words, lang), font, dpi)[0] for _, words in scene.y.ticks if words]
    left = max(beside, default=0.0) / dpi + BESIDE / 72 if beside else 0.0
    inner = (width - left) * dpi
    below = 0.0
    if scene.x.ticks:
        below += (
            max(extent(name, font, dpi)[1] for name in _names(scene.x, inner, lang, font, dpi)) / dpi
            + BELOW / 72
        )
    if scene.x.label:
        below += extent(fitted(scene.x.label, lang, font, inner, dpi), font, dpi)[1] / dpi + ABOVE / 72
    height = _Above(scene, inner, lang, font, dpi).height
    return Margins(left, height / dpi + ABOVE / 72 if height else 0.0, below)


def above(scene: Scene, ax: Any, lang: str, font: Font) -> float:
    """How high the words above axes are, in points."""
    dpi = ax.figure.dpi
    height = _Above(scene, ax.get_window_extent().width, lang, font, dpi).height
    return height * 72 / dpi + ABOVE if height else 0.0


def draw_axes(scene: Scene, ax: Any, lang: str, palette: Palette, font: Font) -> list[Box]:
    """Ranges, rules, ticks, names and key; returns the boxes of the words above the axes, in pixels."""
    ax.set_facecolor("none")
    ax.set_xlim(scene.x.low, scene.x.high)
    ax.set_ylim(scene.y.low, scene.y.high)
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)
    frame, dpi = ax.get_window_extent(), ax.figure.dpi
    _rules(scene, ax, palette)
    _ticks(ax.xaxis, scene.x, _names(scene.x, frame.width, lang, font, dpi), palette, font, BELOW)
    _ticks(
        ax.yaxis, scene.y, [said_plainly(words, lang) for _, words in scene.y.ticks], palette, font, BESIDE
    )
    _hold_ends(ax, scene.x)
    style = {"color": palette.quiet, "fontproperties": font.properties(), "parse_math": False}
    ax.set_xlabel(fitted(scene.x.label, lang, font, frame.width, dpi), labelpad=ABOVE - 2, **style)
    words = _Above(scene, frame.width, lang, font, dpi)
    words.draw(ax, palette, style)
    return words.boxes(frame, dpi)


def _rules(scene: Scene, ax: Any, palette: Palette) -> None:
    lines = [(start, end) for _, start, end in rules(scene)]
    style: Any = {"colors": palette.rule, "linewidths": RULE, "zorder": Z["rule"]}
    ax.add_collection(LineCollection(lines, clip_on=False, **style), autolim=False)


def rules(scene: Scene) -> list[tuple[str, Point, Point]]:
    """Light lines at the ticks of values; the line on which points stand where there are no values.

    Each with a name, and from where to where it goes.
    """
    (left, right), (low, high) = (scene.x.low, scene.x.high), (scene.y.low, scene.y.high)
    if _lies(scene):
        return [(f"rule/x/{at:g}", (at, low), (at, high)) for at, _ in scene.x.ticks]
    if scene.y.ticks:
        return [(f"rule/y/{at:g}", (left, at), (right, at)) for at, _ in scene.y.ticks]
    return [("rule/y/floor", (left, low), (right, low))] if scene.x.ticks else []


def _lies(scene: Scene) -> bool:
    """Whether values run along x."""
    return any(isinstance(mark, Bar) and mark.lying for mark in scene.marks)


def _ticks(axis: Any, given: Axis, names: Sequence[str], palette: Palette, font: Font, pad: float) -> None:
    axis.set_tick_params(length=0, pad=pad, colors=palette.quiet)
    axis.set_ticks([at for at, _ in given.ticks], list(names))
    for text in axis.get_ticklabels():
        text.set_fontproperties(font.properties())
        text.set_parse_math(False)


def _hold_ends(ax: Any, given: Axis) -> None:
    """Names of ticks at the ends of the axis stay within it."""
    for (at, _), text in zip(given.ticks, ax.get_xticklabels(), strict=True):
        text.set_horizontalalignment(_side(at, given))


def _side(at: float, axis: Axis) -> str:
    near = 0.001 * (axis.high - axis.low)
    return "left" if at - axis.low < near else "right" if axis.high - at < near else "center"


def _names(axis: Axis, width: float, lang: str, font: Font, dpi: float) -> list[str]:
    """Tick labels across: messages broken to fit, numbers left out where they would touch."""
    if any(isinstance(words, Text) for _, words in axis.ticks):
        room = 0.92 * width / len(axis.ticks)
        return [fitted(words, lang, font, room, dpi) for _, words in axis.ticks]
    names = [said_plainly(words, lang) for _, words in axis.ticks]
    spans = [_span(at, name, axis, width, font, dpi) for (at, _), name in zip(axis.ticks, names, strict=True)]
    step = 1
    while any(a[1] + 0.5 * font.size > b[0] for a, b in zip(spans[::step], spans[step::step], strict=False)):
        step += 1
    return [name if i % step == 0 else "" for i, name in enumerate(names)]


def _span(at: float, name: str, axis: Axis, width: float, font: Font, dpi: float) -> tuple[float, float]:
    """From where to where a tick label goes, in pixels."""
    x = (at - axis.low) / (axis.high - axis.low) * width
    wide = extent(name, font, dpi)[0]
    left = {"left": x, "center": x - wide / 2, "right": x - wide}[_side(at, axis)]
    return left, left + wide


class _Above:
    """What stands above axes: the name of the vertical one, and the key beside or above that."""

    def __init__(self, scene: Scene, width: float, lang: str, font: Font, dpi: float) -> None:
        self.font, self.dpi, self.width = font, dpi, width
        self.label = fitted(scene.y.label, lang, font, width, dpi)
        self._label_extent = extent(self.label, font, dpi) if self.label else (0.0, 0.0)
        self._em = font.size * dpi / 72
        lines = self._broken([(role, said_plainly(words, lang)) for role, words in scene.key])
        self._lines = lines if len(lines) <= MOST_LINES else []
        wide = self._wide(self._lines[0]) if len(self._lines) == 1 else width
        self._beside = bool(self._lines) and self._label_extent[0] + 2 * self._em + wide <= width

    @property
    def height(self) -> float:
        """In pixels."""
        rows = 0 if self._beside else len(self._lines)
        return self._label_extent[1] + rows * 1.7 * self._em

    def boxes(self, frame: Any, dpi: float) -> list[Box]:
        """Where it stands, in pixels."""
        low = frame.y1 + ABOVE * dpi / 72
        top = low + self.height
        if not top > low:
            return []
        full = self._beside or self._lines
        return [(frame.x0, low, frame.x1 if full else frame.x0 + self._label_extent[0], top)]

    def draw(self, ax: Any, palette: Palette, style: dict[str, Any]) -> None:
        """Write the name from the left, and draw the key beside it from the right, or above it."""
        if self.label:
            self._write(ax, self.label, 0, 0.0, 0.0, style)
        foot = 0.0 if self._beside else self._label_extent[1] + 0.5 * self._em
        for i, line in enumerate(reversed(self._lines)):
            side, x = (1, -self._wide(line)) if self._beside else (0, 0.0)
            y = foot + i * 1.7 * self._em
            for role, name in line:
                self._patch(ax, role, side, x, y, palette)
                self._write(ax, name, side, x + (SWATCH + 0.4) * self._em, y, style)
                x += self._item(name)

    def _item(self, name: str) -> float:
        return (SWATCH + 0.4 + GAP) * self._em + extent(name, self.font, self.dpi)[0]

    def _wide(self, line: Sequence[tuple[str, str]]) -> float:
        return sum(self._item(name) for _, name in line) - GAP * self._em

    def _broken(self, key: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
        lines: list[list[tuple[str, str]]] = []
        for item in key:
            if lines and self._wide([*lines[-1], item]) <= self.width:
                lines[-1].append(item)
            else:
                lines.append([item])
        return lines

    def _write(self, ax: Any, words: str, side: int, x: float, y: float, style: dict[str, Any]) -> None:
        points = 72 / self.dpi
        ax.annotate(
            words,
            (side, 1),
            xycoords="axes fraction",
            xytext=(x * points, y * points + ABOVE),
            textcoords="offset points",
            ha="left",
            va="bottom",
            annotation_clip=False,
            **style,
        )

    def _patch(self, ax: Any, role: str, side: int, x: float, y: float, palette: Palette) -> None:
        inches = 1 / self.dpi
        size = SWATCH * self._em * inches
        ax.add_patch(
            Rectangle(
                (x * inches, ABOVE / 72 + (y + 0.1 * self._em) * inches),
                size,
                size,
                transform=ax.figure.dpi_scale_trans + ScaledTranslation(side, 1, ax.transAxes),
                facecolor=palette.of(role),
                edgecolor=palette.paper,
                linewidth=0,
                hatch=2 * hatch(role) or None,
                clip_on=False,
            )
        )
