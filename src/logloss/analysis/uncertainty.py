"""Uncertainty: how far the loss would move if other rows had been drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from logloss.summary import Summary

FEW_EVENTS = 100
"""With fewer rows of the rarest class the interval is too short: 92% coverage at 1% of 1000 rows."""


@dataclass(frozen=True)
class Uncertainty:
    """Standard error of a log loss, and its 95% interval.

    Attributes
    ----------
    standard_error, low, high
        In nats; NaN where it cannot be told (one row, or an infinite loss).
    rows
        Rows of positive weight; with frequency weights, the rows that they stand for.
    events
        Of these, rows of the rarest class that occurs; below 100 the interval is too short.
    """

    standard_error: float
    low: float
    high: float
    rows: int
    events: int


def uncertainty(summary: Summary) -> Uncertainty:
    """Standard error of the mean surprisal, rows taken as independent.

    Analytic weights: SE² = Σw²(ℓ−L)² / W² · n/(n−1). Frequency weights: Σw(ℓ−L)² / (W(W−1)). The interval
    takes t quantiles of n − 1 (or W − 1) degrees of freedom.

    Examples
    --------
    >>> import logloss as ll
    >>> u = uncertainty(ll.summarize([1, 0, 1, 0], [0.8, 0.4, 0.6, 0.1]))
    >>> round(u.standard_error, 4), u.rows, u.events
    (0.1029, 4, 2)
    """
    totals, frequency = summary.totals, summary.weights == "frequency"
    weight = totals.all("weight")
    # A frequency weight is a number of rows; an analytic one is not.
    by_class = summary.class_weight if frequency else totals["rows"] + totals["infinite"]
    n, events = round(by_class.sum()), round(by_class[by_class > 0].min())
    degrees = (weight if frequency else n) - 1
    if totals.all("infinite") or degrees <= 0:
        return Uncertainty(math.nan, math.nan, math.nan, n, events)
    loss = summary.loss
    if frequency:
        variance = _spread(summary, loss, "weight", "loss") / (weight * degrees)
    else:
        variance = _spread(summary, loss, "weight2", "loss2") / weight**2 * n / degrees
    error = math.sqrt(variance)
    reach = _t_quantile(degrees) * error
    return Uncertainty(error, loss - reach, loss + reach, n, events)


def _spread(summary: Summary, loss: float, weight: str, value: str) -> float:
    """Σw(ℓ−L)² or Σw²(ℓ−L)², from moments that are centred class by class (plain sums would cancel)."""
    totals = summary.totals
    within = totals.spread if weight == "weight" else totals.spread2
    w, v = totals[weight], totals[value]
    return math.fsum(
        float(s) + (float(wk) * (float(vk) / float(wk) - loss) ** 2 if wk > 0 else 0.0)
        for s, wk, vk in zip(within, w, v, strict=True)
    )


def _t_quantile(degrees: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975))
