"""Totals of many kinds of rows at once, a column for each kind: of each group and class, say."""

from __future__ import annotations

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary.blocks import Block, summed
from logloss.summary.totals import SUMS, Totals


def totals_by_column(
    block: Block,
    column: Array,
    size: int,
    expected: Float | None = None,
    variance: Float | None = None,
) -> Totals:
    """The sums of a block's rows by the column that each belongs to, to a float's precision.

    Parameters
    ----------
    block
        Rows with what is summed as their loss.
    column : shape (n,)
        Which of the `size` columns a row is added to.
    expected, variance : shape (n,), optional
        What the predictions themselves expect; 0 where nobody asks.
    """
    w, counted = block.weight, block.counted
    v, loss = np.where(counted, w, 0.0), np.where(counted, block.loss, 0.0)
    infinite = (w > 0) & ~counted
    sums = {
        "rows": counted,
        "weight": v,
        "weight2": v * v,
        "loss": v * loss,
        "loss2": v * v * loss,
        "infinite": infinite,
        "infinite_weight": np.where(infinite, w, 0.0),
        "weightless": w == 0,
    }
    sums |= {} if expected is None else {"expected": w * expected}
    sums |= {} if variance is None else {"variance": w * variance, "variance2": w * w * variance}
    none = np.zeros(len(w))
    high = np.stack([summed(column, sums.get(name, none), size) for name in SUMS])

    def spread(share: Float, weight: str, value: str) -> Float:
        total, product = high[SUMS.index(weight)], high[SUMS.index(value)]
        mean = product / np.where(total > 0, total, 1.0)
        return summed(column, share * (loss - mean[column]) ** 2, size)

    spreads = spread(v, "weight", "loss"), spread(v * v, "weight2", "loss2")
    return Totals(high, np.zeros_like(high), *spreads)
