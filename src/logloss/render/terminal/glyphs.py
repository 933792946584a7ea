"""Glyphs: the characters that a terminal draws with, and the ASCII ones for where those cannot be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from logloss.render.style import Palette

EIGHTHS = 8
"""How many heights a cell can tell apart."""


@dataclass(frozen=True)
class Glyphs:
    """One set of characters.

    Attributes
    ----------
    standing, hanging
        A cell filled from below, or from above, by 0 to 8 eighths.
    fills
        A full cell by role: classes differ in texture, so that colour is not the only cue. Others are solid.
    level, edge, dashed
        A line through the middle of a cell, along its upper edge, and one that is a reference.
    curve
        Whether curves are drawn with braille dots, of which a cell holds two by four; else with ``dot``.
    torn, endless
        The break of a bar that has no end, and what stands on it.
    """

    standing: str
    hanging: str
    fills: Mapping[str, str]
    level: str
    edge: str
    dashed: str
    upright: str
    axis: str
    tick_across: str
    tick_along: str
    corner: str
    band: str
    outline: tuple[str, str, str, str]  # left and right corner of its top, its top, its sides
    filled: str
    hollow: str
    dot: str
    curve: bool
    torn: str
    endless: str
    endless_narrow: str
    bullet: str
    rule: str
    cut: str  # what stands for the rest of a name

    def fill(self, role: str) -> str:
        """A full cell of a bar of that role."""
        return self.fills.get(role, self.standing[EIGHTHS])


BLOCKS = Glyphs(
    standing=" ▁▂▃▄▅▆▇█",
    hanging=" ▔▔▀▀▀▀██",  # no eighths hang in most fonts
    fills={
        "negative": "▒",
        "reference": "░",
        "entropy": "▓",
        "discrimination": "░",
        "miscalibration": "▒",
        "divergence": "█",
        "class-1": "▒",
        "class-2": "░",
        "class-3": "▓",
    },
    level="─",
    edge="▔",
    dashed="╌",
    upright="│",
    axis="─",
    tick_across="┬",
    tick_along="┤",
    corner="└",
    band="·",
    outline=("┌", "┐", "─", "│"),
    filled="●",
    hollow="○",
    dot="·",
    curve=True,
    torn="≈",
    endless="∞",
    endless_narrow="∞",
    bullet="·",
    rule="─",
    cut="…",
)

ASCII = Glyphs(
    standing=" ___====#",
    hanging=" ''''''##",
    fills={
        "negative": ":",
        "reference": ".",
        "entropy": "%",
        "discrimination": ".",
        "miscalibration": ":",
        "divergence": "#",
        "class-1": ":",
        "class-2": ".",
        "class-3": "%",
    },
    level="-",
    edge="-",
    dashed="-",
    upright="|",
    axis="-",
    tick_across="+",
    tick_along="+",
    corner="+",
    band=":",
    outline=("+", "+", "-", "|"),
    filled="*",
    hollow="o",
    dot=".",
    curve=False,
    torn="~",
    endless="inf",
    endless_narrow="^",
    bullet="-",
    rule="-",
    cut="..",
)


def styles() -> dict[str, str]:
    """How roles look where there are colours, in rich's words; elsewhere they are told apart by texture."""
    palette = Palette()
    hues = {f"class-{k}": colour for k, colour in enumerate(palette.classes)}
    return hues | {
        "positive": palette.positive,
        "negative": palette.negative,
        "strong": "bold",
        "loss": "bold",
        "discrimination": palette.discrimination,
        "miscalibration": palette.miscalibration,
        "divergence": palette.divergence,
        "quiet": "dim",
        "reference": "dim",
        "unseen": "dim",
    }
