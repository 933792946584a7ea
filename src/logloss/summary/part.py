"""A part: what is kept of some rows, and how a row among the worst is named."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from logloss.checks import Rows
from logloss.scores import row_losses
from logloss.summary.cells import Cells
from logloss.summary.totals import Totals
from logloss.summary.worst import Row, costliest


@dataclass(frozen=True, eq=False)
class Part:
    """Totals, cells and worst rows of some rows."""

    totals: Totals
    cells: Cells
    worst: tuple[Row, ...]
    infinite: tuple[Row, ...]

    def __add__(self, other: Part) -> Part:
        return Part(
            self.totals + other.totals,
            self.cells + other.cells,
            costliest(self.worst + other.worst),
            costliest(self.infinite + other.infinite),
        )


@dataclass(frozen=True)
class Naming:
    """How rows are called: by the source, the number of its first row, and the names that were given."""

    rows: Rows
    source: str
    first_row: int
    ids: Sequence[str] | None

    def row(self, i: int) -> Row:
        """Row i, with what it cost."""
        rows = self.rows
        loss = float(row_losses(rows, slice(i, i + 1))[0])
        place = i if rows.index is None else int(rows.index[i])
        return Row(
            source=self.source,
            row=int(self.first_row) + place,
            id="" if self.ids is None else str(self.ids[place]),
            cls=int(rows.y[i]),
            p=_given(rows, i, loss),
            weight=1.0 if rows.weight is None else float(rows.weight[i]),
            loss=loss,
        )

    def costliest(self, places: Iterable[int]) -> tuple[Row, ...]:
        """The costliest of some rows."""
        return costliest(self.row(int(i)) for i in places)


def _given(rows: Rows, i: int, loss: float) -> float:
    """The probability that a row's true class was given: as it stands where it stands, else from the loss."""
    y, score = rows.y[i], rows.scores[i]
    if rows.logits:
        return math.exp(-loss)
    if rows.scores.ndim == 2:
        return float(score[y])
    return float(score) if y else 1 - float(score)
