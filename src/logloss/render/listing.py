"""Code, and what it printed, in one box."""

from __future__ import annotations

from typing import Any

from logloss.render.style import Palette
from logloss.scenes.marks import Listing


def draw_listing(listing: Listing, ax: Any, palette: Palette, size: float) -> None:
    """Write code and output one under the other, as large as fits."""
    code, output = listing.code.rstrip("\n").split("\n"), listing.output.rstrip("\n").split("\n")
    rows = len(code) + len(output) + 2
    longest = max(len(line) for line in code + output)
    frame = ax.get_window_extent()
    points = 72 / ax.figure.dpi
    # DejaVu Sans Mono is 0.602 of its size wide.
    fitted = min(size, frame.width * points / (longest * 0.602), frame.height * points / (rows * 1.3))
    step = fitted * 1.3 / points / frame.height
    y = 1.0
    for line in [*code, "", *output]:
        is_output = y < 1.0 - step * (len(code) + 0.5)
        ax.text(
            0.0,
            y,
            line,
            transform=ax.transAxes,
            family="DejaVu Sans Mono",
            fontsize=fitted,
            va="top",
            color=palette.ink if is_output else palette.quiet,
            weight="bold" if is_output else "normal",
            parse_math=False,
        )
        y -= step
