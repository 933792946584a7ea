"""How a row is called, once it is found to be among the worst."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from logloss.checks import Rows
from logloss.summary.worst import Row


@dataclass(frozen=True, eq=False)
class Named:
    """Rows, and what they are called.

    Attributes
    ----------
    rows
        The rows.
    source, first_row
        What their place is called, and the number of its first row.
    ids
        Names of the rows as they were given, those that were dropped among them; or None.
    """

    rows: Rows
    source: str = ""
    first_row: int = 0
    ids: Sequence[str] | None = None

    def row(self, i: int, loss: float) -> Row:
        """The row at this place among the rows."""
        rows = self.rows
        place = i if rows.index is None else int(rows.index[i])
        return Row(
            source=self.source,
            row=int(self.first_row) + place,
            id="" if self.ids is None else str(self.ids[place]),
            cls=int(rows.y[i]),
            p=self._given(i, loss),
            weight=1.0 if rows.weight is None else float(rows.weight[i]),
            loss=loss,
        )

    def _given(self, i: int, loss: float) -> float:
        """The probability that its true class was given: as it stands where it stands, else from the loss."""
        y, score = self.rows.y[i], self.rows.scores[i]
        if self.rows.logits:
            return math.exp(-loss)
        if self.rows.scores.ndim == 2:
            return float(score[y])
        return float(score) if y else 1 - float(score)
