"""From rows to Groups: which rows belong together, and the sums of each group of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.blocks import Block, few_at_a_time, keys_of, summed
from logloss.summary.cells import Cells
from logloss.summary.columns import totals_by_column
from logloss.summary.expected import expected_loss
from logloss.summary.groups import Groups, Key, kept_keys, level_of
from logloss.summary.named import Named
from logloss.summary.totals import Totals
from logloss.summary.worst import Row


@dataclass(frozen=True, eq=False)
class Grouped:
    """Which group each row is in.

    Attributes
    ----------
    names
        What the columns are called.
    codes
        Shape (n,): a place in `keys`.
    keys
        The groups' texts, all different.
    """

    names: tuple[str, ...]
    codes: Array
    keys: tuple[Key, ...]

    def settled(self, classes: int, index: Array | None) -> Grouped:
        """The rows that are left, and the groups that are kept, in order; all others have one code more."""
        codes = self.codes if index is None else self.codes[index]
        present = np.flatnonzero(np.bincount(codes, minlength=len(self.keys)))
        keys = tuple(self.keys[i] for i in present.tolist())
        kept = kept_keys(keys, classes)
        at = {key: i for i, key in enumerate(kept)}
        to = np.zeros(len(self.keys), dtype=np.int64)
        to[present] = [at.get(key, len(kept)) for key in keys]
        return replace(self, codes=to[codes], keys=kept)


def groups_of(
    named: Named, by: Grouped, block: Block, labels: tuple[Any, ...], key: str, weights: str
) -> Groups:
    """The groups of a block's rows; `by` is settled."""
    codes, k = by.codes[block.part], len(labels)
    size = len(by.keys) + bool(by.codes.max(initial=0) == len(by.keys))
    column = codes * k + block.y
    return Groups(
        names=by.names,
        kept=by.keys,
        totals=_totals(named, block, column, size * k),
        cells=_cells(named, block, column, key == "logit", level_of(k)),
        worst=_worst(named, block, codes, size),
        infinite=_infinite(named, block, codes, size),
        labels=labels,
        key=key,
        weights=weights,
    )


def _totals(named: Named, block: Block, column: Array, size: int) -> Totals:
    rows = named.rows
    expected, variance = few_at_a_time(
        rows, block.part, lambda few: expected_loss(rows.scores[few], rows.logits)
    )
    return totals_by_column(block, column, size, expected, variance)


def _cells(named: Named, block: Block, column: Array, logit: bool, level: int) -> Cells:
    """One cell for each (group, class) and bin, in order."""
    counted = block.weight > 0
    w, column, loss = block.weight[counted], column[counted], block.loss[counted]
    key = keys_of(named.rows, block)[counted]
    p, z = (bins.probability(key), key) if logit else (key, bins.log_odds(key))
    bin_ = bins.coarser(bins.bin_of(z), level)
    width = 2 * bins.INFINITE + 1
    flat, place = np.unique(column * width + bin_ + bins.INFINITE, return_inverse=True)

    def sums(values: Float) -> Float:
        return summed(place, values, len(flat))

    return Cells(
        False,
        logit,
        flat // width,
        flat % width - bins.INFINITE,
        np.bincount(place, minlength=len(flat)),
        sums(w),
        sums(w * w),
        sums(w * loss),
        sums(w * p),
        sums(w * z),
        level=level,
    )


def _worst(named: Named, block: Block, codes: Array, size: int) -> tuple[Row | None, ...]:
    """The costliest row of each group, the first of equals."""
    cost = np.where(block.counted, block.weight * np.where(block.counted, block.loss, 0.0), 0.0)
    highest = np.zeros(size)
    np.maximum.at(highest, codes, cost)
    return _firsts(named, block, codes, (cost > 0) & (cost == highest[codes]), size)


def _infinite(named: Named, block: Block, codes: Array, size: int) -> tuple[Row | None, ...]:
    """The first row of infinite loss of each group."""
    return _firsts(named, block, codes, (block.weight > 0) & np.isposinf(block.loss), size)


def _firsts(named: Named, block: Block, codes: Array, where: Array, size: int) -> tuple[Row | None, ...]:
    found: list[Row | None] = [None] * size
    places = np.flatnonzero(where)
    groups, first = np.unique(codes[places], return_index=True)
    for group, i in zip(groups.tolist(), places[first].tolist(), strict=True):
        found[group] = named.row(block.part.start + i, float(block.loss[i]))
    return tuple(found)
