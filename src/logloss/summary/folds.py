"""Folds: five hashed fifths of the rows, cell by cell, for a recalibration that is judged on other rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from logloss.checks import Rows
from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.blocks import Block, keys_of, summed
from logloss.summary.cells import MOST_FOLDED, Cells
from logloss.summary.hashing import digest, hashed, hashed_texts

FOLDS = 5


def fold_of(hashes: Array) -> Array:
    """The fold of each row, 0 to 4, by a hash of its cluster, of its name, or of where it stands.

    Hashed once more: a bucket of clusters is not a part of a fold.

    Examples
    --------
    >>> np.bincount(fold_of(hashed(np.arange(1000)))).tolist()
    [191, 212, 227, 171, 199]
    """
    return (hashed(hashes) % np.uint64(FOLDS)).astype(np.int64)


def places_hashed(source: str, first_row: int, places: Array) -> Array:
    """A hash of where each row stands: the source, and the row's number there.

    It does not depend on how the source was cut into parts.
    """
    numbers = hashed(places.astype(np.int64) + np.int64(first_row))
    return hashed(numbers ^ np.uint64(digest(source)))


def row_hashes(
    rows: Rows, cluster: Array | None, ids: Sequence[str] | None, source: str, first_row: int
) -> Array:
    """What decides the fold of each row, 64 bits a row: cluster, else name, else place."""
    if cluster is not None:
        return cluster
    places = np.arange(len(rows)) if rows.index is None else rows.index
    if ids is None:
        return places_hashed(source, first_row, places)
    return hashed_texts(list(ids) if rows.index is None else [ids[i] for i in places.tolist()])


def folded(cells: Cells, rows: Rows, block: Block, fold: Array) -> Float:
    """Σw of a block's rows by (fold, cell), shape (5, cells)."""
    place = _places(cells, rows, block)
    counted = block.weight > 0
    flat = fold[counted] * len(cells) + place[counted]
    return summed(flat, block.weight[counted], FOLDS * len(cells)).reshape(FOLDS, len(cells))


def with_folds(cells: Cells, folds: Float) -> Cells:
    """The table with its folds, in bins if it takes too much room with them."""
    return replace(cells, folds=folds, most=min(cells.most, MOST_FOLDED)).within()


def _places(cells: Cells, rows: Rows, block: Block) -> Array:
    """Each row's cell: that of its class whose key is its own, or the nearest one.

    Two kernels may differ by an ulp in a key that is computed (p from logits of K classes), or in a bin at
    whose edge a row lies.
    """
    key = keys_of(rows, block)
    if not cells.exact:
        z = key if cells.logit else bins.log_odds(key)
        key = bins.coarser(bins.bin_of(z), cells.level)
    result = np.zeros(len(key), dtype=np.int64)
    start = np.searchsorted(cells.cls, np.arange(len(rows.labels) + 1))
    for k in np.unique(block.y[block.weight > 0]).tolist():
        own = np.flatnonzero((block.y == k) & (block.weight > 0))
        result[own] = start[k] + _nearest(cells.key[start[k] : start[k + 1]], key[own])
    return result


def _nearest(ordered: Array, wanted: Array) -> Array:
    right = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    left = np.maximum(right - 1, 0)
    with np.errstate(invalid="ignore"):  # ∞ − ∞, where both are the same
        closer = np.abs(wanted - ordered[left]) < np.abs(ordered[right] - wanted)
    result: Array = np.where(closer & (ordered[right] != wanted), left, right)
    return result
