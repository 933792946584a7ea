"""Cells: the rows of one class in one place, gathered, with their exact total weight and loss."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.binning import bin_sums, surely_more

MOST_EXACT = 1 << 15
"""How many (class, score) pairs are kept apart before they are gathered into bins, and how many cells there
are at most then."""
MOST_FOLDED = MOST_EXACT // 2
"""The same where cells know their folds, which takes twice the room."""

FEW = 16
"""Classes, of two tables together, whose bins all have a place in memory while two tables are merged."""

COLUMNS = ("cls", "key", "rows", "weight", "weight2", "loss", "score", "log_odds")


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
    folds
        Σw of each of five folds, shape (5, cells); None where they were not asked for.
    level
        Of binned cells: 2^level neighbouring bins are one, as few as leave at most `most` cells.
    most
        How many cells there may be, as long as levels are left.
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
    folds: Float | None = None
    level: int = 0
    most: int = MOST_EXACT

    def __len__(self) -> int:
        return len(self.cls)

    def __add__(self, other: Cells) -> Cells:
        """Both together: exact while that stays small, else in bins that are as fine as stays small."""
        a, b = self, other
        if not (a.exact and b.exact):
            level = max(a.level, b.level)
            a, b = a.binned(level), b.binned(level)
            if a.folds is None and b.folds is None and a.level == b.level and a._classes + b._classes < FEW:
                return merged(a, b).within()
        return gathered(joined(a, b)).within()

    @property
    def _classes(self) -> int:
        return int(self.cls[-1]) + 1 if len(self) else 0

    def within(self) -> Cells:
        """The same rows in at most `most` cells: exact ones, else the finest bins of which so few occur."""
        cells = self
        while len(cells) > cells.most and (cells.exact or cells.level < bins.LAST_LEVEL):
            cells = cells._binned(0 if cells.exact else cells.level + 1)
        return cells

    def binned(self, level: int = 0) -> Cells:
        """The same rows in bins of log-odds, of this level at least."""
        if not self.exact and level <= self.level:
            return self
        return self._binned(level).within()

    def _binned(self, level: int) -> Cells:
        if not self.exact:
            key = bins.coarser(self.key, level - self.level)
        else:
            key = bins.coarser(bins.bin_of(_places(self.key, self.logit)[1]), level)
        return gathered(replace(self, exact=False, key=key, level=level))


def exact_cells(
    logit: bool, cls: Array, key: Float, rows: Array, weight: Float, weight2: Float, loss: Float
) -> Cells:
    """Cells whose keys are scores, ordered already."""
    p, z = _places(key, logit)
    return Cells(True, logit, cls, key, rows, weight, weight2, loss, weight * p, weight * z)


def cells_of(
    y: Array, score: Float, logit: bool, loss: Float, weight: Float | None, most: int = MOST_EXACT
) -> Cells:
    """The cells of one block, at most so many: class index, score, surprisal, weight (or None for 1)."""
    if weight is not None:
        counted = weight > 0
        y, score, loss, weight = y[counted], score[counted], loss[counted], weight[counted]
    w = np.ones(len(y)) if weight is None else weight
    cls, key = y.astype(np.int64), score + 0.0  # −0 + 0 = 0: a logit of −0 ties with one of 0
    if surely_more(key, most):
        p, z = _places(key, logit)
        columns: dict[str, Any] = dict(zip(COLUMNS, bin_sums(cls, p, z, loss, w), strict=True))
        cells = Cells(exact=False, logit=logit, **columns)
    else:
        cells = gathered(exact_cells(logit, cls, key, np.ones(len(y), np.int64), w, w * w, w * loss))
    return replace(cells, most=most).within()


def _places(key: Float, logit: bool) -> tuple[Float, Float]:
    """Probability and log-odds of a score."""
    return (bins.probability(key), key) if logit else (key, bins.log_odds(key))


def joined(a: Cells, b: Cells) -> Cells:
    """The cells of two tables of one kind in one, not yet in order; folds stay where both have them."""
    columns: dict[str, Any] = {name: np.concatenate([getattr(a, name), getattr(b, name)]) for name in COLUMNS}
    if a.folds is None or b.folds is None:
        folds = None
    else:
        folds = np.concatenate([a.folds, b.folds], axis=1)
    return replace(a, **columns, folds=folds, most=min(a.most, b.most))


def merged(a: Cells, b: Cells) -> Cells:
    """The cells of two tables in the same bins, each already in order: without sorting them again."""
    place_a, place_b = (cells.cls * bins.COUNT + cells.key + bins.INFINITE for cells in (a, b))
    end = 1 + max(place_a.max(initial=-1), place_b.max(initial=-1))
    rows = np.zeros(end, np.int64)
    rows[place_a] = a.rows
    rows[place_b] += b.rows
    there = np.flatnonzero(rows)
    columns: dict[str, Any] = {
        "cls": there // bins.COUNT,
        "key": there % bins.COUNT - bins.INFINITE,
        "rows": rows[there],
    }
    for name in COLUMNS[3:]:
        sums = np.zeros(end)
        sums[place_a] = getattr(a, name)
        sums[place_b] += getattr(b, name)
        columns[name] = sums[there]
    return replace(a, **columns, folds=None, most=min(a.most, b.most))


def gathered(cells: Cells) -> Cells:
    """One cell for each (class, key), in order."""
    if not len(cells):
        return cells
    order = np.lexsort((cells.key, cells.cls))
    cls, key = cells.cls[order], cells.key[order]
    first = np.flatnonzero(np.r_[True, (np.diff(cls) != 0) | (key[1:] != key[:-1])])

    def sums(column: Array) -> Array:
        result: Array = np.add.reduceat(column[..., order], first, axis=-1)
        return result

    columns: dict[str, Any] = {name: sums(getattr(cells, name)) for name in COLUMNS[2:]}
    columns |= {"cls": cls[first], "key": key[first]}
    if cells.exact:  # from the key again, so that the order of adding leaves no trace
        p, z = _places(columns["key"], cells.logit)
        columns |= {"score": columns["weight"] * p, "log_odds": columns["weight"] * z}
    return replace(cells, **columns, folds=None if cells.folds is None else sums(cells.folds))
