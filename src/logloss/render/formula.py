"""A formula in pieces, each with its note below it."""

from __future__ import annotations

from typing import Any

from logloss.render.figures_text import Font, fitted
from logloss.render.style import Palette
from logloss.scenes.marks import Formula, Term

AIR = 0.3
"""Space between terms, in widths of the type."""


def draw_formula(formula: Formula, ax: Any, lang: str, palette: Palette, font: Font) -> None:
    """Write the terms side by side across the axes, as large as fits, and what each means below it."""
    frame, dpi = ax.get_window_extent(), ax.figure.dpi
    size = font.size * 2.2
    pieces = [_piece(term, ax, palette, size) for term in formula.terms]
    widths = [piece.get_window_extent().width for piece in pieces]
    gap = AIR * size * dpi / 72
    total = sum(widths) + gap * (len(widths) - 1)
    shrink = min(1.0, frame.width / total)
    x = (frame.width - total * shrink) / 2
    for piece, term, width in zip(pieces, formula.terms, widths, strict=True):
        piece.set_fontsize(size * shrink)
        piece.set_x(x / frame.width)
        _note(term, ax, x + width * shrink / 2, width * shrink, lang, palette, font.scaled(0.95))
        x += (width + gap) * shrink


def _piece(term: Term, ax: Any, palette: Palette, size: float) -> Any:
    return ax.text(
        0.0,
        0.72,
        f"${term.tex}$",
        transform=ax.transAxes,
        fontsize=size,
        color=palette.of(term.role),
        va="baseline",
        ha="left",
        math_fontfamily="dejavuserif",
    )


def _note(term: Term, ax: Any, middle: float, room: float, lang: str, palette: Palette, font: Font) -> None:
    ax.text(
        middle / ax.get_window_extent().width,
        0.52,
        fitted(term.note, lang, font, room, ax.figure.dpi),
        transform=ax.transAxes,
        fontproperties=font.properties(),
        color=palette.of(term.role),
        va="top",
        ha="center",
        parse_math=False,
    )
