"""Numbers side by side, and the rows that cost most as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from logloss.messages import number, text
from logloss.render.terminal.words import Page, shortened
from logloss.scenes.marks import Words

if TYPE_CHECKING:
    from logloss.explanation import Explanation
    from logloss.summary import Row

GAP = 2
NARROWEST = 12
"""Columns that a number and its caption need."""

MOST_ROWS = 10
LONGEST = 28
"""Columns of a name or a class in the table."""


def numbers_strip(items: Sequence[tuple[str, Words]], page: Page, indent: int = 2) -> list[Text]:
    """Numbers side by side, what each is below it; on several strips where the page is narrow."""
    room = page.width - indent
    each = max(1, min(len(items), (room + GAP) // (NARROWEST + GAP)))
    width = (room + GAP) // each - GAP
    lines = []
    for start in range(0, len(items), each):
        cells = [_cell(value, words, width, page) for value, words in items[start : start + each]]
        height = max(len(cell) for cell in cells)
        lines += [Text()] if start else []
        for row in range(height):
            parts = [cell[row] if row < len(cell) else Text() for cell in cells]
            lines.append(_joined([_padded(part, width) for part in parts], indent))
    return lines


def _cell(value: str, words: Words, width: int, page: Page) -> list[Text]:
    return [page.words(value, "strong"), *page.paragraph(words, 0, "quiet", width=width)]


def worst_rows(explanation: Explanation, page: Page) -> list[Text]:
    """The rows that cost most, those without end first."""
    table = worst_table(explanation)
    if not table:
        return []
    said = [[page.words(cell).plain for cell in row] for row in table]
    left = set(range(_are_numbered(explanation), len(table[0]) - 3))
    for row in said[1:]:
        for k in left:
            row[k] = shortened(" ".join(row[k].split()), LONGEST, page.glyphs.cut)
    return [*page.paragraph(text("explain.rows.panel"), 0, "strong"), *_table(said, left, page)]


def worst_table(explanation: Explanation) -> list[list[Words]]:
    """The same as cells: first what the columns are; no rows at all where none costs anything."""
    rows: list[tuple[Row, float | None]] = [
        *((row, None) for row in explanation.infinite),
        *((c.row, c.share) for c in explanation.culprits),
    ]
    if not rows:
        return []
    named = any(row.id for row, _ in rows)
    numbered = _are_numbered(explanation)
    unit = text(f"unit.{explanation.unit}")
    heads = [*["row"] * numbered, *["id"] * named, "class", "given", "cost", "share"]
    table: list[list[Words]] = [[text(f"terminal.table.{head}", unit=unit) for head in heads]]
    for row, share in rows[:MOST_ROWS]:
        table.append(
            [
                *[f"{row.row}" if row.row >= 0 else ""] * numbered,
                *[row.id] * named,
                str(explanation.summary.labels[row.cls]),
                number(row.p, "n4"),
                number(row.loss * explanation.factor, "n2"),
                "" if share is None else number(share, "pct1"),
            ]
        )
    return table


def _are_numbered(explanation: Explanation) -> bool:
    """Whether rows have numbers; an engine's have names alone."""
    return any(row.row >= 0 for row in (*explanation.summary.worst, *explanation.summary.infinite))


def _table(table: list[list[str]], left: set[int], page: Page) -> list[Text]:
    """Columns as wide as their cells, numbers to the right."""
    widths = _widths(table, left, page.width - GAP)
    lines = []
    for i, row in enumerate(table):
        cells = [
            _padded(Text(shortened(cell, width, page.glyphs.cut)), width, right=k not in left)
            for k, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        line = _joined(cells, GAP)
        line.stylize("dim" if i == 0 else "")
        lines.append(line)
    return lines


def _widths(table: list[list[str]], left: set[int], room: int) -> list[int]:
    """The columns' widths; where the page is too narrow, names give way, then whole columns from the last."""
    widths = [max(cell_len(row[k]) for row in table) for k in range(len(table[0]))]
    while (over := sum(widths) + GAP * (len(widths) - 1) - room) > 0:
        given = [min(over, widths[k] - cell_len(table[0][k])) for k in sorted(left)]
        if sum(given) == 0:
            widths.pop()
            continue
        for k, less in zip(sorted(left), given, strict=True):
            widths[k] -= min(less, max(0, over))
            over -= less
    return widths


def _padded(words: Text, width: int, right: bool = False) -> Text:
    air = " " * max(0, width - words.cell_len)
    return Text(air).append_text(words) if right else words.copy().append(air)


def _joined(cells: Sequence[Text], indent: int) -> Text:
    line = Text(" " * indent).append_text(Text(" " * GAP).join(cells))
    line.rstrip()
    return line
