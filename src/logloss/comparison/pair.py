"""Pair: what is kept of the difference between two models, row by row, once the rows are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from logloss.checks import Rows
from logloss.comparison.contrast import FEW, Contrasts, contrasts, earliest, wide_places, widest
from logloss.kernels.reference import Array, Float
from logloss.summary import Cells, Clusters, Groups, Times, Totals, Wanted, bins
from logloss.summary.blocks import Block, blocks_of, keys_of
from logloss.summary.clusters import clusters_of
from logloss.summary.columns import totals_by_column
from logloss.summary.grouping import Grouped
from logloss.summary.groups import Key
from logloss.summary.named import Named
from logloss.summary.times import Ticks, times_of
from logloss.summary.totals import totals_of

WIDTH, REACH = 0.25, 8.0
"""Ranges of log-odds are so wide, from −8 to 8; one more on each side has all beyond."""
RANGES = round(2 * REACH / WIDTH) + 2

_NO_COUNTS, _NO_SUMS = np.zeros(0, np.int64), np.zeros(0)
NONE = Cells(False, False, *(_NO_COUNTS,) * 3, _NO_SUMS, _NO_SUMS, _NO_SUMS, _NO_SUMS, _NO_SUMS)
"""No cells at all."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Sums of d = the second model's surprisal − the first's, over rows where it is finite.

    Parts add up (``+``) to the whole, in any order and grouping.

    Attributes
    ----------
    totals
        By class; its "loss" is d, and its "infinite" rows are those without a finite d.
    ranges
        By class (of two) and range of the first model's log-odds; of more than two classes by the log-odds
        that it gave to the true one. Its "expected" is Σwℓ of the first model, of the same rows.
    infinite_rows
        Rows of infinite loss under the first model alone, the second alone, and both.
    first_better, second_better
        The 20 rows in which each of them gains most.
    infinite
        The first 20 rows of each kind of `infinite_rows`.
    few
        All rows while there are at most 40; else empty.
    clusters, times
        Σw and Σwd, as in a Summary.
    groups
        Totals by group; without cells and rows.
    """

    totals: Totals
    ranges: Totals
    infinite_rows: tuple[int, int, int]
    first_better: Contrasts
    second_better: Contrasts
    infinite: tuple[Contrasts, Contrasts, Contrasts]
    few: Contrasts
    clusters: Clusters | None = None
    times: Times | None = None
    groups: Groups | None = None

    @property
    def rows(self) -> int:
        """Rows of positive weight."""
        return int(self.totals.all("rows") + self.totals.all("infinite"))

    def __add__(self, other: Pair) -> Pair:
        """Both together."""
        few = self.few + other.few
        all_are_there = len(few) == sum(p.rows + int(p.totals.all("weightless")) for p in (self, other))
        each = zip(self.infinite, other.infinite, strict=True)
        first, second, both = (earliest(a + b) for a, b in each)
        return Pair(
            self.totals + other.totals,
            self.ranges + other.ranges,
            tuple(map(add, self.infinite_rows, other.infinite_rows)),
            widest(self.first_better + other.first_better),
            widest(self.second_better + other.second_better),
            (first, second, both),
            earliest(few, FEW) if all_are_there and len(few) <= FEW else (),
            *(_both(getattr(self, n), getattr(other, n)) for n in ("clusters", "times", "groups")),
        )


def _both(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a + b


def pair_of(first: Named, second: Named, wanted: Wanted, like: dict[str, Any]) -> Pair:
    """The pair of two models' predictions of the same rows, which have passed the doctor."""
    rows = first.rows
    left = _left(rows, wanted)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # infinite rows are counted apart
        parts = (
            _of_block(first, a, b.loss, left, like)
            for a, b in zip(blocks_of(rows), blocks_of(second.rows), strict=True)
        )
        return reduce(add, parts)


def _left(rows: Rows, wanted: Wanted) -> Wanted:
    """What is known beside the rows, of those that are left."""

    def left(column: Array | None) -> Array | None:
        return column if column is None or rows.index is None else column[rows.index]

    when, by = wanted.time, wanted.by
    return replace(
        wanted,
        cluster=left(wanted.cluster),
        time=None if when is None else replace(when, ticks=left(when.ticks)),  # type: ignore[arg-type]
        by=None if by is None else by.settled(len(rows.labels), rows.index),
    )


def _of_block(named: Named, block: Block, second: Float, left: Wanted, like: dict[str, Any]) -> Pair:
    classes, part = len(named.rows.labels), block.part
    d = replace(block, loss=second - block.loss)
    zeros = np.zeros(len(second))
    there = block.weight > 0
    one, two = np.isposinf(block.loss) & there, np.isposinf(second) & there
    kinds = (one & ~two, two & ~one, one & two)

    def rows(places: Array) -> Contrasts:
        return contrasts(named, part.start, places.tolist(), block.loss, second)

    weight = None if named.rows.weight is None else block.weight
    return Pair(
        totals_of(classes, block.y, d.loss, block.weight, zeros, zeros),
        totals_by_column(d, *_range_of(named.rows, block), np.where(d.counted, block.loss, 0.0)),
        tuple(int(kind.sum()) for kind in kinds),  # type: ignore[arg-type]
        widest(rows(wide_places(d.loss, weight, 1))),
        widest(rows(wide_places(d.loss, weight, -1))),
        tuple(earliest(rows(np.flatnonzero(kind)[: 4 * FEW])) for kind in kinds),  # type: ignore[arg-type]
        earliest(rows(np.arange(len(second))), FEW) if len(second) <= FEW else (),
        None if left.cluster is None else clusters_of(left.cluster[part], d),
        None if left.time is None else times_of(Ticks(left.time.kind, left.time.ticks[part]), d),
        None if left.by is None else _groups(left.by, d, classes, like),
    )


def _range_of(rows: Rows, block: Block) -> tuple[Array, int]:
    """The column of each row, and how many there are."""
    key = keys_of(rows, block)
    binary = len(rows.labels) == 2
    z = key if rows.logits and binary else bins.log_odds(key)
    at = np.floor(np.clip(z, -REACH - WIDTH, REACH) / WIDTH).astype(np.int64) + RANGES // 2
    return (block.y * RANGES + at, 2 * RANGES) if binary else (at, RANGES)


def _groups(by: Grouped, d: Block, classes: int, like: dict[str, Any]) -> Groups:
    codes = by.codes[d.part]
    size = len(by.keys) + bool(codes.max(initial=0) == len(by.keys))
    totals = totals_by_column(d, codes * classes + d.y, size * classes)
    return groups_of_totals(by.names, by.keys, size, totals, like)


def groups_of_totals(
    names: tuple[str, ...], kept: tuple[Key, ...], size: int, totals: Totals, like: dict[str, Any]
) -> Groups:
    """Groups of which nothing but sums is kept."""
    return Groups(names, kept, totals, NONE, (None,) * size, (None,) * size, **like)


def columns_of(totals: Totals, columns: Any) -> Totals:
    """Several columns of totals added up: one column."""
    each: Iterator[Totals] = (
        Totals(totals.high[:, c], totals.low[:, c], totals.spread[c], totals.spread2[c])
        for c in (slice(int(k), int(k) + 1) for k in columns)
    )
    return reduce(add, each)
