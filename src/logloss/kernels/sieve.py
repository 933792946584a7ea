"""Isotonic regression of rows in memory, sorting only the few that can matter.

Draw the rows in the order of their scores as a path: a step right for each negative, a step up for each
positive (the rows of one score together, as one straight step). The blocks of PAV are the edges of the path's
lower convex hull. Rows counted in bins give some points of the path, and their hull, below which the path may
still dip inside a bin; but never below the corner where all negatives of the bin come first. If even that
corner lies on or above the hull, nothing in the bin can move the hull, and its rows need not be sorted. Those
of the other bins are, and PAV over all gives the very blocks that sorting every row would give. Of 10⁷ rows
of a usual model one in ten is sorted; at worst all are.

Memory: a table of bins, and 8 bytes for each row that is sorted.
"""

from __future__ import annotations

import numpy as np

from logloss.kernels import pooling
from logloss.kernels.pooling import Blocks, pooled
from logloss.kernels.reference import Array

FEW = 1 << 14
"""Rows that are sorted at once without a sieve."""
ROWS_A_BIN = 16
MOST_BINS = 1 << 18
SAMPLE = 1 << 12
"""Rows that are looked at to see where the scores lie."""


def blocks_of_rows(y: Array, score: Array) -> Blocks:
    """The blocks of at most MOST_COUNTED rows, each of weight 1, without `first`; needs the compiled kernel.

    Parameters
    ----------
    y : shape (n,), bool or uint8
    score : shape (n,), float32 or float64, contiguous; −0 is 0, infinities are allowed
    """
    assert pooling.native is not None
    low, scale, bins = _bins(score)
    counts = np.zeros((bins, 2), np.uint32)
    pooling.native.count(y, score, low, scale, counts.reshape(-1))
    undecided = undecided_bins(counts)
    scores = [np.empty(n) for n in counts[undecided].sum(axis=0, dtype=np.int64)]
    pooling.native.gather(y, score, low, scale, undecided, *scores)
    for column in scores:
        column.sort()
    groups = int(np.count_nonzero(~undecided)) + len(scores[0]) + len(scores[1])
    negatives, positives = np.empty((2, groups), np.int64)  # pages that are not written take no memory
    n = pooling.native.pool_bins(counts.reshape(-1), undecided, *scores, negatives, positives)
    return Blocks(np.empty(0, np.int64), negatives[:n].copy(), positives[:n].copy())


def _bins(score: Array) -> tuple[float, float, int]:
    """Where bins start, 1 / their width, and how many there are, to cover the range of a sample."""
    n = len(score)
    sample = score[:: n // SAMPLE + 1].astype(np.float64)
    sample = sample[np.isfinite(sample)]
    bins = min(n // ROWS_A_BIN, MOST_BINS)
    if n < FEW or not len(sample):
        return 0.0, 1.0, 1
    low = float(sample.min())
    with np.errstate(over="ignore", divide="ignore"):
        scale = float(bins / (sample.max() - low))
    return (low, scale, bins) if 0 < scale < np.inf else (0.0, 1.0, 1)


def undecided_bins(counts: Array) -> Array:
    """Which bins may hold a corner of the hull, given the rows of each class in each, shape (bins, 2).

    Examples
    --------
    >>> undecided_bins(np.array([[5, 1], [1, 0], [2, 4]])).tolist()
    [True, False, True]
    """
    if len(counts) == 1:
        return np.ones(1, np.bool_)
    occupied = np.flatnonzero(counts.any(axis=1))
    negatives, positives = counts[occupied].T.astype(np.int64)
    blocks = pooled(negatives, positives)
    block = np.repeat(np.arange(len(blocks.first)), np.diff(np.r_[blocks.first, len(occupied)]))
    # From the start of the bin's block to the corner where the bin's negatives have come and no positive has.
    right, up = np.cumsum(negatives), np.cumsum(positives) - positives
    right -= (np.cumsum(blocks.negatives) - blocks.negatives)[block]
    up -= (np.cumsum(blocks.positives) - blocks.positives)[block]
    undecided = np.zeros(len(counts), np.bool_)
    undecided[occupied] = up * blocks.negatives[block] < right * blocks.positives[block]
    return undecided
