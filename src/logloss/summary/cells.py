"""Cells: the rows of one class in one place, gathered, with their exact total weight and loss."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins

MOST_EXACT = 1 << 15
"""How many (class, score) pairs are kept apart before they are gathered into bins."""


@dataclass(frozen=True, eq=False)
class Cells:
    """A table of cells, ordered by (class, key); every array has one entry a cell.

    Attributes
    ----------
    exact, logit
        Whether a key is a score that occurred (then all its ties are one cell) or the number of a bin; and
        whether such a score is a logit or a probability.
    cls, key
        Class index, and the score or bin.
    rows, weight, weight2
        Rows of positive weight, Σw, Σw².
    loss
        Σwℓ, infinite in the cells of what was held impossible.
    score, log_odds
        Σwp and Σw·log-odds. Exact cells have them from their key.
    """

    exact: bool
    logit: bool
    cls: Array
    key: Array
    rows: Array
    weight: Float
    weight2: Float
    loss: Float
    score: Float
    log_odds: Float

    def __len__(self) -> int:
        return len(self.cls)

    def __add__(self, other: Cells) -> Cells:
        """Both together: exact while that stays small, else in bins."""
        if self.exact and other.exact:
            both = _gathered(_joined(self, other))
            return both if len(both) <= MOST_EXACT else both.binned()
        return _gathered(_joined(self.binned(), other.binned()))

    def binned(self) -> Cells:
        """The same rows in bins of log-odds."""
        if not self.exact:
            return self
        _, z = _places(self.key, self.logit)
        return _gathered(replace(self, exact=False, key=bins.bin_of(z)))


def exact_cells(
    logit: bool, cls: Array, key: Float, rows: Array, weight: Float, weight2: Float, loss: Float
) -> Cells:
    """Cells whose keys are scores, ordered already."""
    p, z = _places(key, logit)
    return Cells(True, logit, cls, key, rows, weight, weight2, loss, weight * p, weight * z)


def cells_of(y: Array, score: Float, logit: bool, loss: Float, weight: Float | None) -> Cells:
    """The cells of one block: class index, score, surprisal, weight (or None for 1), each of shape (n,)."""
    if weight is not None:
        counted = weight > 0
        y, score, loss, weight = y[counted], score[counted], loss[counted], weight[counted]
    w = np.ones(len(y)) if weight is None else weight
    ones = np.ones(len(y), dtype=np.int64)
    # −0 + 0 = 0: a logit of −0 ties with one of 0.
    cells = _gathered(exact_cells(logit, y.astype(np.int64), score + 0.0, ones, w, w * w, w * loss))
    return cells if len(cells) <= MOST_EXACT else cells.binned()


def _places(key: Float, logit: bool) -> tuple[Float, Float]:
    """Probability and log-odds of a score."""
    return (bins.probability(key), key) if logit else (key, bins.log_odds(key))


def _joined(a: Cells, b: Cells) -> Cells:
    columns = ("cls", "key", "rows", "weight", "weight2", "loss", "score", "log_odds")
    return Cells(a.exact, a.logit, *(np.concatenate([getattr(a, c), getattr(b, c)]) for c in columns))


def _gathered(cells: Cells) -> Cells:
    """One cell for each (class, key), in order."""
    if not len(cells):
        return cells
    order = np.lexsort((cells.key, cells.cls))
    cls, key = cells.cls[order], cells.key[order]
    first = np.flatnonzero(np.r_[True, (np.diff(cls) != 0) | (key[1:] != key[:-1])])

    def sums(column: Array) -> Array:
        result: Array = np.add.reduceat(column[order], first)
        return result

    rows, weight, weight2, loss = (sums(c) for c in (cells.rows, cells.weight, cells.weight2, cells.loss))
    if cells.exact:
        return exact_cells(cells.logit, cls[first], key[first], rows, weight, weight2, loss)
    return Cells(
        False,
        cells.logit,
        cls[first],
        key[first],
        rows,
        weight,
        weight2,
        loss,
        sums(cells.score),
        sums(cells.log_odds),
    )
