"""Ties: rows gathered by class and score, exactly, and what follows from that: no row need be seen again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary.cells import exact_cells
from logloss.summary.named import Named
from logloss.summary.part import Part, costliest_of
from logloss.summary.totals import Totals, totals_from, two_sum

RECORD = ("score", "class", "rows", "weight", "weight_low", "weight2", "weight2_low", "loss")
"""What the compiled loop gives of the rows of one class and score; "loss" is that of one of them."""


@dataclass(frozen=True, eq=False)
class Ties:
    """The totals, a table of RECORDs ordered by (class, score), and the places of the worst rows."""

    totals: Totals
    table: Float
    worst: list[int]
    infinite: list[int]

    def __len__(self) -> int:
        return len(self.table)

    @staticmethod
    def of(found: Sequence[tuple[bytes, bytes, bytes, bytes]]) -> Ties:
        """The ties of all shares together, as the compiled loop has found them."""
        sums, tables, worst, infinite = zip(*found, strict=True)
        return Ties(
            reduce(add, map(totals_from, sums)),
            _together([np.frombuffer(table).reshape(-1, len(RECORD)) for table in tables]),
            [i for places in worst for i in np.frombuffer(places, np.int64).tolist()],
            [i for places in infinite for i in np.frombuffer(places, np.int64).tolist()],
        )

    def part(self, logits: bool, named: Named) -> Part:
        """Everything that is kept of these rows."""
        score, cls, rows, w, w_low, w2, w2_low, loss = self.table.T
        weight, cls, rows = w + w_low, cls.astype(np.int64), rows.astype(np.int64)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # a Summary refuses such sums
            cells = exact_cells(logits, cls, score.copy(), rows, weight, w2 + w2_low, weight * loss)
        return Part(self.totals, cells, costliest_of(named, self.worst), costliest_of(named, self.infinite))


def _together(tables: Sequence[Float]) -> Float:
    """One table of several, each in order: weights add up to the last digit, the rest is the same in all."""
    if len(tables) == 1:
        return tables[0]
    keys, places = _places(np.concatenate([table[:, :2] for table in tables]))
    sums = np.zeros((len(keys), len(RECORD)))
    start = 0
    for table in tables:
        at = places[start : start + len(table)]
        start += len(table)
        sums[at, 2] += table[:, 2]
        for high in (3, 5):
            sums[at, high], lost = two_sum(sums[at, high], table[:, high])
            sums[at, high + 1] += lost + table[:, high + 1]
        sums[at, 7] = table[:, 7]
    sums[:, :2] = keys
    return sums


def _places(keys: Float) -> tuple[Float, Array]:
    """The distinct (score, class), ordered by class and then score, and the place of each key among them."""
    order = np.lexsort((keys[:, 0], keys[:, 1]))
    ordered = keys[order]
    new = np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)][: len(keys)]
    places = np.empty(len(keys), np.int64)
    places[order] = np.cumsum(new) - 1
    return ordered[new], places
