"""The compiled pass over rows of two classes: the same parts as gather.py's, at the speed of memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from logloss import kernels
from logloss.checks import Rows
from logloss.kernels.reference import Array, Float
from logloss.kernels.shares import each_share, shares
from logloss.summary import bins
from logloss.summary.cells import MOST_EXACT, Cells
from logloss.summary.named import Named
from logloss.summary.part import Part, costliest_of
from logloss.summary.ties import Ties
from logloss.summary.totals import Totals, totals_from


def compiled_part(rows: Rows, logits: bool, named: Named, at_once: bool = False) -> Part | None:
    """Everything that is kept of some rows; None where there is no compiled pass for them.

    There is none for a column a class, or for a value that the doctor or the reference has to look at. Rows
    are worked on `at_once` by a thread that has others beside it.
    """
    columns = kernels.readable(rows.y, rows.scores, rows.weight)
    if columns is None:
        return None
    arguments = (*columns, logits)
    ties = _all_ties(arguments, len(rows), at_once)
    if isinstance(ties, Ties):
        return ties.part(logits, named)
    binned = _all_cells(arguments, len(rows), at_once) if ties is Many else None
    if binned is None:
        return None
    return Part(
        binned.totals,
        binned.cells(logits, rows.weight is not None),
        costliest_of(named, binned.worst),
        costliest_of(named, binned.infinite),
    )


LEAST_BINNED = 1 << 19
"""Rows of a share: at its end all slots are looked through, for the price of tens of thousands of rows."""


class Many:
    """More different predictions than are kept apart."""


def _all_ties(arguments: tuple[Any, ...], n: int, at_once: bool) -> Ties | type[Many] | None:
    """Rows gathered exactly, as long as few are different; the first share most often settles it."""

    def one(start: int, stop: int) -> Any:
        return kernels.native.ties(*arguments, start, stop, MOST_EXACT)  # type: ignore[union-attr]

    parts = shares(n)
    found = [one(*parts[0])]
    if len(parts) > 1 and found[0]:
        found = list(each_share(one, n, at_once))
    if None in found:
        return None
    if 0 in found:
        return Many
    ties = Ties.of(found)
    return ties if len(ties) <= MOST_EXACT else Many


@dataclass(frozen=True, eq=False)
class _Binned:
    """Sums over the shares so far, added in their order."""

    totals: Totals
    table: Float
    more: Float
    worst: list[int]
    infinite: list[int]

    def with_room(self) -> _Binned:
        """The same with tables that may be written to."""
        return replace(self, table=self.table.copy(), more=self.more.copy())

    def take(self, other: _Binned) -> _Binned:
        """Both together, in this one's tables."""
        np.add(self.table, other.table, out=self.table)
        np.add(self.more, other.more, out=self.more)
        return replace(
            self,
            totals=self.totals + other.totals,
            worst=self.worst + other.worst,
            infinite=self.infinite + other.infinite,
        )

    def cells(self, logit: bool, weighted: bool) -> Cells:
        """The table's cells in which there is a row."""
        rows, weight2 = self.more if weighted else (self.table[:, 0], self.table[:, 0])
        there = np.flatnonzero(rows)
        weight, score, loss, log_odds = self.table[there].T.copy()
        # What was certain and did not happen: the last cell of the first class, and the first of the second.
        edge = int(np.searchsorted(there, bins.COUNT))
        for k, cells, impossible in ((0, slice(edge), bins.COUNT - 1), (1, slice(edge, None), bins.COUNT)):
            own = loss[cells]
            if len(own):  # plain sums have lost a little, which the largest cell takes
                own[own.argmax()] += self.totals["loss"][k] - own.sum()
            own[there[cells] == impossible] = np.inf
        return Cells(
            exact=False,
            logit=logit,
            cls=there // bins.COUNT,
            key=there % bins.COUNT - bins.INFINITE,
            rows=rows[there].astype(np.int64),
            weight=weight,
            weight2=weight2[there],
            loss=np.maximum(loss, 0.0),
            score=score,
            log_odds=log_odds,
        )


def _all_cells(arguments: tuple[Any, ...], n: int, at_once: bool) -> _Binned | None:
    def one(start: int, stop: int) -> Any:
        return kernels.native.cells(*arguments, start, stop)  # type: ignore[union-attr]

    binned: _Binned | None = None
    for found in each_share(one, n, at_once, LEAST_BINNED):
        if found is None:
            return None
        share = _share(*found)
        binned = share.with_room() if binned is None else binned.take(share)
    return binned


def _share(sums: bytes, table: bytes, more: bytes, worst: bytes, infinite: bytes) -> _Binned:
    read = partial(np.frombuffer, dtype=np.float64)
    places: list[Array] = [np.frombuffer(found, np.int64) for found in (worst, infinite)]
    return _Binned(
        totals_from(sums),
        read(table).reshape(2 * bins.COUNT, 4),
        read(more).reshape(-1, 2 * bins.COUNT),
        places[0].tolist(),
        places[1].tolist(),
    )
