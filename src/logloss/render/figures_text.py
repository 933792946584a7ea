"""Words in figures: faces, how much room words take, and running text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from matplotlib import text as mtext
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from logloss.messages import Span, spans
from logloss.render.fonts import families
from logloss.render.style import Palette
from logloss.render.text import BOLD, Line, pieces, wrap
from logloss.scenes.marks import Words

DPI = 100
"""Of the figures that are made here."""


@dataclass(frozen=True)
class Font:
    """A face, by matplotlib's families, a size in points, and whether it is bold."""

    families: tuple[str, ...]
    size: float
    bold: bool = False

    def properties(self, bold: bool = False) -> FontProperties:
        """The same as matplotlib's FontProperties."""
        return _properties(self.families, self.size, self.bold or bold)

    def scaled(self, factor: float) -> Font:
        """The same, larger or smaller."""
        return Font(self.families, self.size * factor, self.bold)


@cache
def _properties(families: tuple[str, ...], size: float, bold: bool) -> FontProperties:
    return FontProperties(family=list(families), size=size, weight="bold" if bold else "normal")


def sans(lang: str, size: float) -> Font:
    """The face of labels and captions."""
    return Font(tuple(families(lang)), size)


def serif(lang: str, size: float, bold: bool = False) -> Font:
    """The face of titles and sentences."""
    return Font(tuple(families(lang, serif=True)), size, bold)


def said(words: Words, lang: str) -> list[Span]:
    """A message as styled runs of characters that can be drawn; others, of users' names, become U+FFFD."""
    return [Span(_drawable(run.text, lang), run.style) for run in spans(words, lang)]


def said_plainly(words: Words, lang: str) -> str:
    """The same without styles."""
    return "".join(run.text for run in said(words, lang))


def _drawable(words: str, lang: str) -> str:
    if words.isascii() and words.isprintable():
        return words
    fonts = tuple(families(lang))
    return "".join(
        c
        if any(ord(c) in _glyphs(f) for f in fonts)
        else "\N{REPLACEMENT CHARACTER}"
        if c.isprintable()
        else " "
        for c in words
    )


@cache
def _glyphs(family: str) -> frozenset[int]:
    """The characters that a family has in both weights."""
    regular, bold = (
        get_font(findfont(_properties((family,), 10, b), fallback_to_default=False)).get_charmap()
        for b in (False, True)
    )
    return frozenset(regular) & frozenset(bold)


def extent(words: str, font: Font, dpi: float = DPI, bold: bool = False) -> tuple[float, float]:
    """How wide and high the box around words is, in pixels; they may be several lines."""
    return _extent(words, font, float(dpi), bold)


@lru_cache(maxsize=1 << 14)
def _extent(words: str, font: Font, dpi: float, bold: bool) -> tuple[float, float]:
    text = mtext.Text(0, 0, words, fontproperties=font.properties(bold), parse_math=False, usetex=False)
    text.set_figure(_probe(dpi))
    box = text.get_window_extent()
    return float(box.width), float(box.height)


@lru_cache(maxsize=1 << 14)
def run_width(words: str, font: Font, dpi: float = DPI, bold: bool = False) -> float:
    """How wide a run of words is, the spaces at its end included, in pixels."""
    renderer = _probe(float(dpi)).canvas.get_renderer()
    return float(renderer.get_text_width_height_descent(words, font.properties(bold), False)[0])


@cache
def _probe(dpi: float) -> Any:
    """A figure on which nothing is drawn, only measured, whatever the backend of the real one."""
    figure = Figure(dpi=dpi)
    FigureCanvasAgg(figure)
    return figure


def fitted(words: Words, lang: str, font: Font, width: float, dpi: float = DPI) -> str:
    """Words broken into as few lines as need no more than so many pixels, all about equally long."""
    return balanced(
        said_plainly(words, lang), lang, font, len(_lines(words, lang, font, width, dpi)), dpi, width
    )


@lru_cache(maxsize=1 << 12)
def balanced(words: str, lang: str, font: Font, lines: int, dpi: float = DPI, width: float = math.inf) -> str:
    """Words broken into so many lines, if they can be, all about equally long, and no longer than a width."""
    best = high = min(width, run_width(words, font, dpi))
    low = max((run_width(piece.text.rstrip(), font, dpi) for piece in pieces(said(words, lang))), default=0.0)
    if lines == 1 or low > high:
        return "\n".join(_lines(words, lang, font, best, dpi))
    for _ in range(9):
        middle = (low + high) / 2
        if len(_lines(words, lang, font, middle, dpi)) <= lines:
            high = best = middle
        else:
            low = middle
    return "\n".join(_lines(words, lang, font, best, dpi))


def _lines(words: Words, lang: str, font: Font, width: float, dpi: float) -> list[str]:
    lines = wrap(said(words, lang), width, lambda run, bold: run_width(run, font, dpi, bold))
    return ["".join(run.text for run in line) for line in lines]


@dataclass(frozen=True)
class Paragraph:
    """Words broken into lines of a face, so many inches wide."""

    lines: tuple[Line, ...]
    font: Font
    leading: float

    @property
    def height(self) -> float:
        """In inches."""
        return len(self.lines) * self.font.size / 72 * self.leading


def paragraph(
    words: Words, lang: str, font: Font, width: float, leading: float = 1.4, dpi: float = DPI
) -> Paragraph:
    """Break words into lines of at most so many inches."""
    lines = wrap(said(words, lang), width * dpi, lambda run, bold: run_width(run, font, dpi, bold))
    return Paragraph(tuple(lines), font, leading)


def write(
    paragraph: Paragraph, figure: Any, left: float, top: float, palette: Palette, colour: str = ""
) -> float:
    """Write on a figure, in inches from its top left corner; returns where the next line would begin."""
    high, wide = figure.get_figheight(), figure.get_figwidth()
    step = paragraph.font.size / 72 * paragraph.leading
    for line in paragraph.lines:
        x = left
        for run in line:
            bold = run.style in BOLD
            figure.text(
                x / wide,
                1 - (top + 0.8 * step) / high,
                run.text,
                fontproperties=paragraph.font.properties(bold),
                color=colour or palette.of("plain" if run.style == "strong" else run.style or "plain"),
                va="baseline",
                parse_math=False,
            )
            x += run_width(run.text, paragraph.font, figure.dpi, bold) / figure.dpi
        top += step
    return top
