"""Tables of results: cells by column, as pages show them and sort them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from logloss.messages import Text
from logloss.scenes.names import short

Form = Literal["text", "n2", "n4", "pct1", "int"]
Cell = Text | str | float | None

LONGEST = 80
"""Of a name in a table."""
MOST = 1000


@dataclass(frozen=True)
class Table:
    """Cells by column; of a number that is not finite the infinite are said, and NaN is none."""

    id: str
    title: Text
    columns: tuple[tuple[Text, Form], ...]
    rows: tuple[tuple[Cell, ...], ...]


def made(
    name: str, title: Text, columns: Sequence[tuple[Text, Form]], rows: Sequence[Sequence[Any]]
) -> Table:
    """A table of at most so many rows, whose cells are fit to be shown."""
    forms = [form for _, form in columns]
    cells = tuple(tuple(cell(*each) for each in zip(row, forms, strict=True)) for row in rows[:MOST])
    return Table(name, title, tuple(columns), cells)


def cell(value: Any, form: Form) -> Cell:
    """A number in a column of numbers; a label is text, also where it is a number or a truth."""
    if form == "text":
        return value if isinstance(value, Text) else short(value, LONGEST)
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "∞" if value > 0 else "−∞"
    number: Cell = value
    return number
