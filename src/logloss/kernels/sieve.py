"""Isotonic regression of rows in memory, sorting only the few that can matter.

Draw the rows in the order of their scores as a path: a step to the right for each row, and one up if it is a
positive. The blocks of PAV are the edges of the path's lower convex hull. The path is known at the borders of
bins, and so is a hull that the whole hull lies on or below. Within a bin the path cannot sink below the corner
where all its negatives come first. If even that corner lies on or above the hull, nothing in the bin can move
the hull: its rows need not be sorted. The others are, and PAV over both gives the blocks that sorting all rows
would give, to the last row. Of 10⁷ rows of a usual model a few in a hundred are sorted; at worst all are.

Memory: a table of bins, and 8 bytes for each row that is sorted.
"""

from __future__ import annotations

import numpy as np

from logloss.kernels import pooling
from logloss.kernels.pooling import MOST_COUNTED, Blocks, pooled
from logloss.kernels.reference import Array, Float

FEW = 1 << 14
"""Rows that are sorted at once without a sieve."""
ROWS_A_BIN = 32
MOST_BINS = 1 << 18
SAMPLE = 1 << 12
"""Rows that are looked at to see where the scores lie."""


def blocks_of_rows(y: Array, score: Array) -> Blocks:
    """The blocks of rows, each of weight 1, without `first`; needs the compiled kernel.

    Parameters
    ----------
    y : shape (n,), bool or uint8
    score : shape (n,), float32 or float64, contiguous; −0 is 0, infinities are allowed
    """
    assert pooling.native is not None
    low, scale, bins = _bins(score)
    counts = np.zeros((bins, 2), np.int64)
    pooling.native.count(y, score, low, scale, counts.reshape(-1))
    undecided = undecided_bins(counts)
    scores = [np.empty(n) for n in counts[undecided].sum(axis=0)]
    pooling.native.gather(y, score, low, scale, undecided, *scores)
    for column in scores:
        column.sort()
    groups = int(np.count_nonzero(~undecided)) + len(scores[0]) + len(scores[1])
    positives, weights = np.empty((2, groups), np.int64)  # pages that are not written take no memory
    n = pooling.native.pool_bins(counts.reshape(-1), undecided, *scores, positives, weights)
    return Blocks(np.empty(0, np.int64), positives[:n].copy(), weights[:n].copy())


def _bins(score: Array) -> tuple[float, float, int]:
    """Where bins of equal width start, 1 / their width, and how many there are: they cover a sample's range."""
    n = len(score)
    sample = score[:: n // SAMPLE + 1].astype(np.float64)
    sample = sample[np.isfinite(sample)]
    bins = min(n // ROWS_A_BIN, MOST_BINS)
    if n < FEW or n > MOST_COUNTED or not len(sample):
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
    negatives, positives = counts[occupied].T
    weights = negatives + positives
    blocks = pooled(positives, weights)
    block = np.repeat(np.arange(len(blocks.first)), np.diff(np.r_[blocks.first, len(occupied)]))
    # From the start of the bin's block to the corner where the bin's negatives have come and no positive has.
    up, right = (np.cumsum(column) - column for column in (positives, weights))
    up = up - up[blocks.first][block]
    right = right - right[blocks.first][block] + negatives
    undecided = np.zeros(len(counts), np.bool_)
    undecided[occupied] = up * blocks.weights[block] < right * blocks.positives[block]
    return undecided
