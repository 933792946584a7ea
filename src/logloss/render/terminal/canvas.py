"""A canvas of character cells, each with a style and a kind; row 0 is the lowest."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

Kind = str
"""What a cell holds: "" for nothing, "bar", "band", "line", "dot" or "word"."""


class Canvas:
    """Cells that are drawn on one after the other, and become lines of text."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self._cells = [[(" ", "", "")] * columns for _ in range(rows)]

    def kind(self, column: int, row: int) -> Kind:
        """What stands in a cell; outside of the canvas there is an edge."""
        if 0 <= row < self.rows and 0 <= column < self.columns:
            return self._cells[row][column][2]
        return "edge"

    def character(self, column: int, row: int) -> str:
        """The character in a cell of the canvas."""
        return self._cells[row][column][0]

    def put(self, column: int, row: int, character: str, style: str, kind: Kind) -> None:
        """Draw one cell; nothing happens outside of the canvas."""
        if self.kind(column, row) != "edge":
            self._cells[row][column] = (character, style, kind)

    def write(self, column: int, row: int, words: Text) -> None:
        """Write words from a cell on; a wide character takes two cells."""
        for character, style in characters(words):
            size = cell_len(character)
            if size and column + size <= self.columns:
                self.put(column, row, character, style, "word")
                for more in range(1, size):
                    self.put(column + more, row, "", style, "word")
            column += size

    def holds(self, column: int, row: int, words: str) -> bool:
        """Whether just these words, of one cell each, stand there already."""
        cells = (
            self.kind(column + i, row) == "word" and self.character(column + i, row)
            for i in range(len(words))
        )
        return "".join(c or " " for c in cells) == words

    def kinds(self, column: int, row: int, width: int) -> set[Kind]:
        """What stands in some cells of a row."""
        return {self.kind(column + i, row) for i in range(width)}

    def lines(self) -> list[Text]:
        """The rows from the highest down."""
        return [_line(row) for row in reversed(self._cells)]


def characters(words: Text) -> list[tuple[str, str]]:
    """Each character of a Text with its style; one that takes no cell of its own goes with the one before."""
    found: list[tuple[str, str]] = []
    marked = [str(words.style)] * len(words.plain)
    for span in words.spans:
        marked[span.start : span.end] = [str(span.style)] * (min(span.end, len(marked)) - span.start)
    for character, style in zip(words.plain, marked, strict=True):
        if found and cell_len(character) == 0:
            found[-1] = (found[-1][0] + character, found[-1][1])
        else:
            found.append((character, style))
    return found


def _line(cells: list[tuple[str, str, str]]) -> Text:
    line = Text()
    for character, style, _ in cells:
        line.append(character, style or None)
    line.rstrip()
    return line
