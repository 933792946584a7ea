"""Labels on a canvas: at the first of their places where they touch nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.text import Text

from logloss.render.terminal_bars import Frame
from logloss.render.terminal_canvas import Canvas
from logloss.render.terminal_words import Page
from logloss.scenes.marks import Label, Place

NUDGES = (1, 2)
"""How many rows further up a label that is needed may go."""


def draw_labels(canvas: Canvas, labels: list[Label], frame: Frame, page: Page) -> None:
    """Write labels, those with the fewest places first; one for which there is no room at all is left out."""
    for label in sorted(labels, key=lambda each: len(each.places)):
        words = page.words(label.text, label.role)
        if words.cell_len and words.cell_len <= frame.columns:
            _draw(canvas, label, words, frame)


def _draw(canvas: Canvas, label: Label, words: Text, frame: Frame) -> None:
    cells = [_cell(place, words.cell_len, frame) for place in label.places]
    if any(canvas.holds(*cell, words.plain) for cell in cells):  # the sign of a bar without end says it already
        return
    for column, row in _tried(cells, label.needed):
        if canvas.kinds(column - 1, row, words.cell_len + 2) <= {"", "edge"} and canvas.kind(column, row) != "edge":
            canvas.write(column, row, words)
            return
    for column, row in cells if label.needed else []:
        if canvas.kinds(column, row, words.cell_len) == {"bar"}:  # cut out of a bar wide enough to hold it
            canvas.write(column, row, words)
            return


def _tried(cells: list[tuple[int, int]], needed: bool) -> Iterator[tuple[int, int]]:
    yield from cells
    if needed:
        yield from ((column, row + up) for up in NUDGES for column, row in cells)


def _cell(place: Place, width: int, frame: Frame) -> tuple[int, int]:
    """The cell where words begin that stand at a place."""
    at = frame.column(place.x)
    start = {"left": at, "center": at - width / 2, "right": at - width}[place.across]
    height = frame.row(place.y)
    row = {
        "bottom": math.ceil(height - 0.05),
        "center": math.floor(height),
        "top": math.ceil(height - 0.05) - 1,
    }[place.along]
    return max(0, min(frame.columns - width, round(start))), max(0, row)
