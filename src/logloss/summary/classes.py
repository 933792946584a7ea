"""The compiled pass over rows of K classes, of which surely more are different than are kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from logloss import kernels
from logloss.checks import Rows
from logloss.kernels.reference import Float
from logloss.kernels.shares import each_share
from logloss.scores import row_losses
from logloss.summary import bins, chain
from logloss.summary.binning import different, some_places
from logloss.summary.cells import MOST_EXACT, Cells
from logloss.summary.chain import Chain
from logloss.summary.named import Named
from logloss.summary.part import Part, costliest_of
from logloss.summary.totals import Totals, totals_from

MOST_CLASSES = 32
"""More would take much memory for tables of which little is used."""


def compiled_classes(rows: Rows, named: Named, at_once: bool = False) -> Part | None:
    """Everything that is kept of examined rows of K classes; None where NumPy has to see to them.

    That is where they are few, or few of them different, or where a sum or a weight is odd.
    """
    columns = kernels.readable_classes(rows.y, rows.scores, rows.weight)
    if columns is None or len(rows.labels) > MOST_CLASSES or not _surely_many(rows):
        return None

    def one(start: int, stop: int) -> tuple[object, ...] | None:
        found: tuple[object, ...] | None = kernels.native.classes(*columns, rows.logits, 0.0, start, stop)  # type: ignore[union-attr]
        return found

    whole: _Sums | None = None
    for found in each_share(one, len(rows), at_once):
        if found is None:
            return None
        share = _Sums.of(*found)  # type: ignore[arg-type]
        whole = share if whole is None else whole + share
    return None if whole is None else whole.part(named)


def _surely_many(rows: Rows) -> bool:
    """Whether there are too many of both keys, the true class's p and the top one's, by a look at some."""
    n = len(rows)
    if n < 4 * MOST_EXACT:
        return False
    few = some_places(n)
    rows = replace(rows, y=rows.y[few], scores=rows.scores[few].astype(np.float64))
    _, odds, *_ = (chain.from_logits if rows.logits else chain.from_probabilities)(rows.scores, rows.y)
    return different(row_losses(rows)) and different(odds)


@dataclass(frozen=True, eq=False)
class _Sums:
    """What the loop finds: totals; cells by class, and by miss and hit; the chain's second part; places."""

    totals: Totals
    own: Float
    first: Float
    second: Float
    worst: list[int]
    infinite: list[int]

    @staticmethod
    def of(
        sums: bytes,
        own: tuple[bytes, bytes, bytes],
        first: tuple[bytes, bytes, bytes],
        second: tuple[float, ...],
        worst: bytes,
        infinite: bytes,
    ) -> _Sums:
        places = [np.frombuffer(found, np.int64).tolist() for found in (worst, infinite)]
        return _Sums(totals_from(sums), _table(*own), _table(*first), np.array(second), *places)

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.totals + other.totals,
            self.own + other.own,
            self.first + other.first,
            self.second + other.second,
            self.worst + other.worst,
            self.infinite + other.infinite,
        )

    def part(self, named: Named) -> Part:
        rows, weight, loss, impossible, impossible_weight, certain, certain_weight = self.second.tolist()
        return Part(
            self.totals,
            _cells(self.own, False, MOST_EXACT),
            costliest_of(named, self.worst),
            costliest_of(named, self.infinite),
            Chain(
                _cells(self.first, True, chain.MOST),
                int(rows),
                weight,
                loss,
                int(impossible),
                impossible_weight,
                int(certain),
                certain_weight,
            ),
        )


def _table(cells: bytes, rows: bytes, weight2: bytes) -> Float:
    """Σw, Σwp, Σwℓ, Σw·log-odds, rows and Σw² of each cell."""
    columns = [np.frombuffer(cells).reshape(-1, 4), *(np.frombuffer(c)[:, None] for c in (rows, weight2))]
    return np.concatenate(columns, axis=1)


def _cells(table: Float, logit: bool, most: int) -> Cells:
    """The cells in which there is a row."""
    there = np.flatnonzero(table[:, 4])
    weight, score, loss, log_odds, rows, weight2 = table[there].T.copy()
    return Cells(
        exact=False,
        logit=logit,
        cls=there // bins.COUNT,
        key=there % bins.COUNT - bins.INFINITE,
        rows=rows.astype(np.int64),
        weight=weight,
        weight2=weight2,
        loss=loss,
        score=score,
        log_odds=log_odds,
        most=most,
    ).within()
