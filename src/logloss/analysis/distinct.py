"""Distinct: the cells of two classes side by side, one place for each distinct prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logloss.kernels.recalibration import Blocks, pooled
from logloss.kernels.reference import Array, Float
from logloss.summary import Cells, Summary
from logloss.summary.bins import log_odds, probability


@dataclass(frozen=True, eq=False)
class Distinct:
    """Every distinct prediction of two classes in order, or every bin of them; all arrays of shape (n,).

    Attributes
    ----------
    p, z
        Probability of the positive class, and log-odds; of a bin, their means over its rows. Where p = 1 cost
        a negative less than infinitely much, z says what p does not.
    negatives, positives
        Σw of each class: counts of rows where rows have no weights.
    size
        How many equal rows it is worth, (Σw)² / Σw²: of unweighted rows their number, of frequency weights
        the rows that they stand for. So many coins have the variance of its weighted ones.
    """

    p: Float
    z: Float
    negatives: Array
    positives: Array
    size: Float

    def __len__(self) -> int:
        return len(self.p)

    @property
    def weight(self) -> Array:
        """Σw of both classes."""
        result: Array = self.negatives + self.positives
        return result

    def pooled(self) -> Blocks:
        """Isotonic regression; `first` counts the distinct predictions."""
        return pooled(self.negatives, self.positives)


def distinct(summary: Summary) -> Distinct:
    """The distinct predictions of a Summary of two classes.

    Examples
    --------
    >>> import logloss as ll
    >>> d = distinct(ll.summarize([1, 0, 1, 1], [0.5, 0.5, 0.25, 0.5]))
    >>> d.p.tolist(), d.negatives.tolist(), d.positives.tolist()
    ([0.25, 0.5], [0, 1], [1, 2])
    """
    cells = summary.cells
    keys = np.unique(cells.key)
    rows = side_by_side(cells, cells.rows)
    negatives, positives = rows if summary.weights == "none" else side_by_side(cells, cells.weight)
    weight = (negatives + positives).astype(np.float64)
    if not cells.exact:
        p = np.clip(side_by_side(cells, cells.score).sum(axis=0) / weight, 0.0, 1.0)
        z = side_by_side(cells, cells.log_odds).sum(axis=0) / weight
    elif cells.logit:
        p, z = probability(keys), keys
    else:
        p, z = keys, log_odds(keys)
    # Of two columns (1e-20, 1) the second says p = 1, and the loss of the first class says what it was.
    mean = side_by_side(cells, cells.loss)[0] / np.where(negatives > 0, negatives, 1)
    z = np.where(np.isposinf(z) & (negatives > 0) & np.isfinite(mean), mean, z)
    if summary.weights != "analytic":
        return Distinct(p, z, negatives, positives, np.maximum(weight, 1.0))
    with np.errstate(divide="ignore"):  # squares of weights may be too small for a float
        size = (weight / np.sqrt(side_by_side(cells, cells.weight2).sum(axis=0))) ** 2
    return Distinct(p, z, negatives, positives, np.clip(size, 1.0, rows.sum(axis=0)))


def side_by_side(cells: Cells, column: Array) -> Array:
    """A column of cells of two classes, shape (..., cells), by class and distinct key, shape (..., 2, n)."""
    keys, place = np.unique(cells.key, return_inverse=True)
    found = np.zeros((*column.shape[:-1], 2, len(keys)), column.dtype)
    found[..., cells.cls, place] = column  # at most one cell for each class and key
    return found
