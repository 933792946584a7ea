"""Totals: the sums behind the number, by class, that merge without losing a digit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Array, Float

SUMS = (
    "rows",  # of positive weight and finite loss; this and the next four speak of those alone
    "weight",  # Σw
    "weight2",  # Σw²
    "loss",  # Σwℓ
    "loss2",  # Σw²ℓ
    "infinite",  # rows of positive weight and infinite loss
    "infinite_weight",  # their Σw
    "weightless",  # rows of weight 0
    "expected",  # ΣwH(p), what the predictions themselves expect to lose; of all rows, as are the next two
    "variance",  # Σw Var ℓ under the predictions
    "variance2",  # Σw² Var ℓ
)


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums over rows, one column a class.

    Attributes
    ----------
    high, low
        Shape (len(SUMS), K): each sum and the part of it that a float cannot hold.
    spread, spread2
        Shape (K,): Σw(ℓ − mean)² about the class's mean weighted by w, and Σw²(ℓ − mean)² about the one
        weighted by w²; of rows of finite loss.
    """

    high: Float
    low: Float
    spread: Float
    spread2: Float

    def __getitem__(self, name: str) -> Float:
        """One sum, by class."""
        i = SUMS.index(name)
        result: Float = self.high[i] + self.low[i]
        return result

    def all(self, name: str) -> float:
        """One sum over all classes."""
        i = SUMS.index(name)
        return math.fsum(self.high[i].tolist() + self.low[i].tolist())

    def __add__(self, other: Totals) -> Totals:
        """Both together, by Knuth's two-sum and Chan's update of centred moments."""
        total, lost = two_sum(self.high, other.high)
        return Totals(
            total,
            lost + (self.low + other.low),
            self.spread + other.spread + _between(self, other, "weight", "loss"),
            self.spread2 + other.spread2 + _between(self, other, "weight2", "loss2"),
        )

    @property
    def finite(self) -> bool:
        """Whether floats can hold the sums."""
        parts = (self.high, self.low, self.spread, self.spread2)
        return all(bool(np.isfinite(part).all()) for part in parts)


def totals_of(
    classes: int, y: Array, loss: Float, weight: Float | None, expected: Float, variance: Float
) -> Totals:
    """The totals of one block of rows, all arrays of shape (n,)."""
    shape = (len(SUMS), classes)
    totals = Totals(np.zeros(shape), np.zeros(shape), np.zeros(classes), np.zeros(classes))
    w = np.ones(len(loss)) if weight is None else weight
    for k in np.unique(y):
        own = y == k
        sums = _contributions(loss[own], w[own], expected[own], variance[own])
        high, low = totals.high[:, k], totals.low[:, k]
        high[:], low[:] = _two_fold_sums(sums)
        counted = np.isfinite(loss[own]) & (w[own] > 0)
        ell, v = loss[own][counted], w[own][counted]
        totals.spread[k] = _spread(ell, v, high[SUMS.index("loss")], high[SUMS.index("weight")])
        totals.spread2[k] = _spread(ell, v * v, high[SUMS.index("loss2")], high[SUMS.index("weight2")])
    return totals


def totals_from(sums: bytes) -> Totals:
    """The totals as compiled loops give them: each sum by class, in two parts; then spreads by class."""
    found = np.frombuffer(sums)
    classes = len(found) // (2 * len(SUMS) + 2)
    by_class = found[: -2 * classes].reshape(len(SUMS), classes, 2)
    spread, spread2 = found[-2 * classes :].reshape(2, classes)
    return Totals(by_class[:, :, 0], by_class[:, :, 1], spread, spread2)


def totals_of_cells(
    cls: Array,
    loss: Float,
    rows: Array,
    sums: Float,
    sums_low: Float,
    expected: Float,
    variance: Float,
    weightless: Float,
) -> Totals:
    """The totals of two classes' rows that are gathered by class and score.

    Parameters
    ----------
    cls, loss, rows, expected, variance
        Shape (n,): of each cell its class, and of each of its rows the loss and what it expects; how many.
    sums, sums_low
        Shape (2, n): Σw and Σw² of its rows, and what rounding took from them.
    weightless
        Shape (2,): rows of weight 0 by class, which are in no cell.
    """
    shape = (len(SUMS), 2)
    totals = Totals(np.zeros(shape), np.zeros(shape), np.zeros(2), np.zeros(2))
    for k in (0, 1):
        own = cls == k
        if own.any():
            terms = [
                _terms(loss[own], rows[own] * whole, part[:, own], expected[own], variance[own])
                for part, whole in ((sums, 1), (sums_low, 0))
            ]
            high, low = _two_fold_sums(np.concatenate(terms, axis=1))
            totals.high[:, k], totals.low[:, k] = high, low
            finite = own & np.isfinite(loss)
            w, w2 = sums[:, finite]
            totals.spread[k] = _spread(loss[finite], w, *high[[SUMS.index("loss"), SUMS.index("weight")]])
            totals.spread2[k] = _spread(loss[finite], w2, *high[[SUMS.index("loss2"), SUMS.index("weight2")]])
        totals.high[SUMS.index("weightless"), k] = weightless[k]
    return totals


def _terms(loss: Float, rows: Array, weights: Float, expected: Float, variance: Float) -> Float:
    """What each cell adds to each sum, shape (len(SUMS), n)."""
    w, w2 = weights
    finite = np.isfinite(loss)
    v, v2, ell = np.where(finite, w, 0.0), np.where(finite, w2, 0.0), np.where(finite, loss, 0.0)
    return np.stack(
        [
            rows * finite,
            v,
            v2,
            v * ell,
            v2 * ell,
            rows * ~finite,
            w - v,
            np.zeros(len(loss)),
            w * expected,
            w * variance,
            w2 * variance,
        ]
    )


def _contributions(loss: Float, w: Float, expected: Float, variance: Float) -> Float:
    """What each row adds to each sum, shape (len(SUMS), n)."""
    finite = np.isfinite(loss)
    v, ell = np.where(finite, w, 0.0), np.where(finite, loss, 0.0)
    return np.stack(
        [
            v > 0,
            v,
            v * v,
            v * ell,
            v * v * ell,
            ~finite & (w > 0),
            w - v,
            w == 0,
            w * expected,
            w * variance,
            w * w * variance,
        ]
    )


def _two_fold_sums(rows: Float) -> tuple[Float, Float]:
    """The sum of each row, and what rounding took from it: halves are added up until one column is left."""
    low = np.zeros(len(rows))
    while (n := rows.shape[1]) > 1:
        total, lost = two_sum(rows[:, : n // 2], rows[:, n // 2 : n // 2 * 2])
        low += lost.sum(axis=1)
        rows = np.concatenate([total, rows[:, n // 2 * 2 :]], axis=1)
    return rows[:, 0], low


def two_sum(a: Float, b: Float) -> tuple[Float, Float]:
    """The rounded sum and its rounding error, exactly (Knuth)."""
    total = a + b
    taken = total - a
    return total, (a - (total - taken)) + (b - taken)


def _spread(loss: Float, w: Float, weighted: float, weight: float) -> float:
    """Σw(ℓ − mean)²."""
    return float((w * (loss - weighted / weight) ** 2).sum()) if weight > 0 else 0.0


def _between(a: Totals, b: Totals, weight: str, value: str) -> Float:
    """The spread between the means of two parts."""
    wa, wb = a[weight], b[weight]
    both = (wa > 0) & (wb > 0)
    one = np.ones_like(wa)
    gap = a[value] / np.where(both, wa, one) - b[value] / np.where(both, wb, one)
    with np.errstate(over="ignore"):  # a Summary refuses sums that are not finite
        result: Float = np.where(both, gap**2 * (wa / np.where(both, wa + wb, one)) * wb, 0.0)
    return result
