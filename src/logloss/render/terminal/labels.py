"""Labels on a canvas: at the first of their places where they touch nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.text import Text

from logloss.render.terminal.bars import Frame
from logloss.render.terminal.canvas import Canvas
from logloss.render.terminal.words import Page
from logloss.scenes.marks import Label, Place

FARTHEST = 2
"""How many rows further away a label that is needed may go, and one that is not, one less."""

NEAR = 0.3
"""How much of a row below a label may be taken by what it stands on."""


def draw_labels(canvas: Canvas, labels: list[Label], frame: Frame, page: Page) -> None:
    """Write labels, those with the fewest places first; one for which there is no room at all is left out."""
    for label in sorted(labels, key=lambda each: len(each.places)):
        words = page.words(label.text, label.role)
        if words.cell_len and words.cell_len <= frame.columns:
            _draw(canvas, label, words, frame)


def _draw(canvas: Canvas, label: Label, words: Text, frame: Frame) -> None:
    cells = [_cell(place, words.cell_len, frame) for place in label.places]
    if any(
        canvas.holds(*cell, words.plain) for cell in cells
    ):  # the sign of a bar without end says it already
        return
    for column, row in _tried(cells, label):
        if canvas.kind(column, row) != "edge" and canvas.kinds(column - 1, row, words.cell_len + 2) <= {
            "",
            "edge",
        }:
            canvas.write(column, row, words)
            return
    for column, row in cells if label.needed else []:
        if _within_a_bar(canvas, column - 1, row, words.cell_len + 2):
            canvas.write(column - 1, row, Text(" ").append_text(words).append(" "))
            return


def _within_a_bar(canvas: Canvas, column: int, row: int, width: int) -> bool:
    """Whether some cells can be cut out of a bar without touching its outline."""
    here = {canvas.character(column + i, row) for i in range(width) if canvas.kind(column + i, row) == "bar"}
    return len(here) == 1 and canvas.kinds(column, row, width) == canvas.kinds(column, row + 1, width) == {
        "bar"
    }


def _tried(cells: list[tuple[int, int]], label: Label) -> Iterator[tuple[int, int]]:
    yield from cells
    for away in range(1, FARTHEST + label.needed):
        for place, (column, row) in zip(label.places, cells, strict=True):
            yield column, row - away if place.along == "top" else row + away


def _cell(place: Place, width: int, frame: Frame) -> tuple[int, int]:
    """The cell where words begin that stand at a place."""
    at = frame.column(place.x)
    start = {"left": at, "center": at - width / 2, "right": at - width}[place.across]
    height = frame.row(place.y)
    above = math.ceil(height - NEAR)
    row = {"bottom": above, "center": math.floor(height), "top": math.ceil(height - 0.05) - 1}[place.along]
    return max(0, min(frame.columns - width, math.floor(start + 0.45))), max(0, row)
