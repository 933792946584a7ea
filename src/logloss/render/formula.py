"""A formula in pieces, each with its note below it."""

from __future__ import annotations

from typing import Any

from logloss.messages import spans
from logloss.render.style import Palette
from logloss.render.text import Font, wrap
from logloss.scenes.marks import Formula, Term

AIR = 0.3
"""Space between terms, in widths of the type."""


def draw_formula(formula: Formula, ax: Any, lang: str, palette: Palette, font: Font) -> None:
    """Write the terms side by side across the axes, as large as fits, and what each means below it."""
    frame = ax.get_window_extent()
    size = font.size * 2.2
    pieces = [_piece(term, ax, palette, size) for term in formula.terms]
    widths = [piece.get_window_extent().width for piece in pieces]
    gap = AIR * size * ax.figure.dpi / 72
    total = sum(widths) + gap * (len(widths) - 1)
    shrink = min(1.0, frame.width / total)
    x = (frame.width - total * shrink) / 2
    for piece, term, width in zip(pieces, formula.terms, widths, strict=True):
        piece.set_fontsize(size * shrink)
        piece.set_x(x / frame.width)
        middle = (x + width * shrink / 2) / frame.width
        _note(term, ax, middle, width * shrink, lang, palette, Font(font.families, font.size * 0.95))
        x += (width + gap) * shrink


def _piece(term: Term, ax: Any, palette: Palette, size: float) -> Any:
    return ax.text(
        0.0, 0.72, f"${term.tex}$", transform=ax.transAxes, fontsize=size, color=palette.of(term.role),
        va="baseline", ha="left", math_fontfamily="dejavuserif",
    )  # fmt: skip


def _note(term: Term, ax: Any, middle: float, room: float, lang: str, palette: Palette, font: Font) -> None:
    renderer = ax.figure.canvas.get_renderer()

    def measure(words: str, bold: bool) -> float:
        return float(renderer.get_text_width_height_descent(words, font.properties(bold), False)[0])

    lines = wrap(spans(term.note, lang), room, measure)
    ax.text(
        middle, 0.5, "\n".join("".join(run.text for run in line) for line in lines), transform=ax.transAxes,
        fontproperties=font.properties(), color=palette.of(term.role), va="top", ha="center", linespacing=1.3,
        parse_math=False,
    )  # fmt: skip
