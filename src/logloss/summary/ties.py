"""Ties: rows gathered by class and score, exactly, and what follows from that: no row need be seen again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logloss.kernels import surprisal, surprisal_from_logits
from logloss.kernels.reference import Array, Float
from logloss.summary.cells import exact_cells
from logloss.summary.expected import expected_loss
from logloss.summary.named import Named
from logloss.summary.part import Part, costliest_of
from logloss.summary.totals import totals_of_cells, two_sum

RECORD = ("score", "class", "rows", "weight", "weight_low", "weight2", "weight2_low")


@dataclass(frozen=True, eq=False)
class Ties:
    """A table ordered by (class, score), and the places of the worst rows.

    Attributes
    ----------
    cls, score, rows
        Shape (n,): class index, score, number of rows of positive weight.
    sums, sums_low
        Shape (2, n): Σw and Σw², and what rounding took from them.
    weightless
        Shape (2,): rows of weight 0, by class.
    """

    cls: Array
    score: Float
    rows: Array
    sums: Float
    sums_low: Float
    weightless: Float
    worst: list[int]
    infinite: list[int]

    def __len__(self) -> int:
        return len(self.cls)

    @staticmethod
    def of(found: Sequence[tuple[bytes, bytes, bytes, bytes]]) -> Ties:
        """The ties of all shares together, as the compiled loop has found them."""
        tables = [np.frombuffer(records).reshape(-1, len(RECORD)) for records, *_ in found]
        keys, places = _places(np.concatenate([table[:, :2] for table in tables]))
        rows, sums, low = np.zeros(len(keys), np.int64), np.zeros((2, len(keys))), np.zeros((2, len(keys)))
        start = 0
        for table in tables:
            at = places[start : start + len(table)]
            start += len(table)
            rows[at] += table[:, 2].astype(np.int64)
            sums[:, at], lost = two_sum(sums[:, at], table[:, 3::2].T)
            low[:, at] += lost + table[:, 4::2].T
        return Ties(
            keys[:, 1].astype(np.int64),
            keys[:, 0].copy(),
            rows,
            sums,
            low,
            np.sum([np.frombuffer(weightless) for _, weightless, _, _ in found], axis=0),
            [i for *_, worst, _ in found for i in np.frombuffer(worst, np.int64).tolist()],
            [i for *_, infinite in found for i in np.frombuffer(infinite, np.int64).tolist()],
        )

    def part(self, logits: bool, named: Named) -> Part:
        """Everything that is kept of these rows."""
        loss = (surprisal_from_logits if logits else surprisal)(self.cls, self.score)
        weight, weight2 = self.sums + self.sums_low
        moments = expected_loss(self.score, logits)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # a Summary refuses such sums
            totals = totals_of_cells(
                self.cls, loss, self.rows, self.sums, self.sums_low, *moments, self.weightless
            )
            cells = exact_cells(logits, self.cls, self.score, self.rows, weight, weight2, weight * loss)
        return Part(totals, cells, costliest_of(named, self.worst), costliest_of(named, self.infinite))


def _places(keys: Float) -> tuple[Float, Array]:
    """The distinct (score, class), ordered by class and then score, and the place of each key among them."""
    order = np.lexsort((keys[:, 0], keys[:, 1]))
    ordered = keys[order]
    new = np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)][: len(keys)]
    places = np.empty(len(keys), np.int64)
    places[order] = np.cumsum(new) - 1
    return ordered[new], places
