"""Exact recalibration: the loss after the best monotone map of the scores, fitted on these very rows.

The map is isotonic regression. Rows of equal score are one group, and only those: near-ties stay apart.
"""

from __future__ import annotations

import numpy as np

from logloss.kernels import pooling
from logloss.kernels.pooling import MOST_COUNTED, Blocks, pooled
from logloss.kernels.reference import Array
from logloss.kernels.sieve import blocks_of_rows

__all__ = ["Blocks", "pooled", "recalibrated_blocks", "recalibrated_loss"]


def recalibrated_loss(y: Array, score: Array, weight: Array | None = None) -> float:
    """The mean loss of the recalibrated rows: at most their own loss, and at most that of the base rate.

    Σ over blocks −[P ln(P/C) + N ln(N/C)] / ΣC, N and P being the weights of a block's negatives and
    positives, C = N + P.

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
    Memory: a few MB of bins and 8 bytes for each row that has to be sorted, as a rule one in ten. With
    weights, or without the compiled kernel, about 50 bytes a row. A column whose values do not lie side by
    side is copied first.

    Examples
    --------
    >>> y, p = np.array([0, 0, 0, 1, 1, 1]), np.array([0.4, 0.3, 0.2, 0.1, 0.5, 0.9])
    >>> round(recalibrated_loss(y, p), 7)
    0.3748901
    """
    return recalibrated_blocks(y, score, weight).loss


def recalibrated_blocks(y: Array, score: Array, weight: Array | None = None) -> Blocks:
    """The blocks behind `recalibrated_loss`. Their `first` is of no use: it counts distinct scores."""
    y = y if y.dtype in (np.uint8, np.bool_) else y.astype(np.bool_)
    if weight is None and pooling.native is not None and len(y) <= MOST_COUNTED:
        score = score if score.dtype == np.float32 else score.astype(np.float64, copy=False)
        return blocks_of_rows(*(np.require(column, requirements=["C", "A"]) for column in (y, score)))
    return pooled(*groups_of_rows(y, score, weight))


def groups_of_rows(y: Array, score: Array, weight: Array | None) -> tuple[Array, Array]:
    """The weight of the negatives, and of the positives, of each distinct score, in their order."""
    if weight is not None:
        counts = weight > 0
        y, score, weight = y[counts], score[counts], weight[counts].astype(np.float64, copy=False)
    order = np.argsort(score)  # of tied rows in any order: they become one group
    score, y = score[order], y[order].astype(np.bool_, copy=False)
    first = np.flatnonzero(np.r_[np.ones(min(1, len(score)), np.bool_), score[1:] != score[:-1]])
    w = np.ones(len(y), np.int64) if weight is None else weight[order]
    return np.add.reduceat(np.where(y, 0, w), first), np.add.reduceat(np.where(y, w, 0), first)
