"""Exact recalibration: the loss that is left after the best monotone map of the scores, fitted on these very rows.

The map is isotonic regression. Rows of equal score are one group, and only those: near-ties stay apart.
"""

from __future__ import annotations

import numpy as np

from logloss.kernels import pooling
from logloss.kernels.pooling import Blocks, pooled
from logloss.kernels.reference import Array
from logloss.kernels.sieve import blocks_of_rows

__all__ = ["Blocks", "pooled", "recalibrated_blocks", "recalibrated_loss"]


def recalibrated_loss(y: Array, score: Array, weight: Array | None = None) -> float:
    """The mean loss of the recalibrated rows: at most their own loss, and at most that of the base rate.

    Σ over blocks −[P ln(P/C) + (C−P) ln((C−P)/C)] / ΣC, P being a block's weight of positives and C all its
    weight.

    Parameters
    ----------
    y : shape (n,), 0 or 1 (bool or any integer type)
    score : shape (n,), float32 or float64
        Probabilities or logits of class 1, without NaN. −0 is 0.
    weight : shape (n,), optional
        Finite and not negative; rows of weight 0 count for nothing.

    Returns
    -------
    float
        Nats; always finite.

    Notes
    -----
    Memory: without weights 2 MB of bins and 8 bytes for each row that has to be sorted, a few in a hundred of
    them as a rule; with weights, or without the compiled kernel, about 40 bytes a row. Columns that do not lie
    side by side are copied first.

    Examples
    --------
    >>> y, p = np.array([0, 0, 0, 1, 1, 1]), np.array([0.4, 0.3, 0.2, 0.1, 0.5, 0.9])
    >>> round(recalibrated_loss(y, p), 7)
    0.3748901
    """
    return recalibrated_blocks(y, score, weight).loss


def recalibrated_blocks(y: Array, score: Array, weight: Array | None = None) -> Blocks:
    """The blocks behind `recalibrated_loss`; their `first` is of no use, since it counts groups of equal score."""
    y = y if y.dtype in (np.uint8, np.bool_) else y.astype(np.bool_)
    if weight is None and pooling.native is not None and len(y) <= pooling.native.MOST_ROWS:
        score = score if score.dtype == np.float32 else score.astype(np.float64, copy=False)
        return blocks_of_rows(*(np.require(column, requirements="CA") for column in (y, score)))
    return pooled(*groups_of_rows(y, score, weight))


def groups_of_rows(y: Array, score: Array, weight: Array | None) -> tuple[Array, Array]:
    """The weight of the positives, and all weight, of each distinct score, in their order."""
    if weight is not None:
        counts = weight > 0
        y, score, weight = y[counts], score[counts], weight[counts].astype(np.float64, copy=False)
    order = np.argsort(score)  # of tied rows in any order: they become one group
    score = score[order]
    first = np.flatnonzero(np.r_[np.ones(min(1, len(score)), np.bool_), score[1:] != score[:-1]])
    w = np.ones(len(y), np.int64) if weight is None else weight[order]
    return np.add.reduceat(np.where(y[order], w, w.dtype.type(0)), first), np.add.reduceat(w, first)
