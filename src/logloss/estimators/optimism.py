"""Optimism: by how much the loss on the rows that a model was fitted to flatters it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Array, Float


@dataclass(frozen=True)
class Optimism:
    """Unseen loss less seen loss, in nats, row by row.

    Attributes
    ----------
    value
        The weighted mean of each row's difference; infinite where unseen rows are, NaN where a row costs ∞
        both seen and unseen, which has no difference.
    standard_error, low, high
        Of the mean of paired differences, and its 95% interval; NaN where it cannot be told.
    """

    value: float
    standard_error: float
    low: float
    high: float


def optimism(
    seen: Float, unseen: Float, weight: Float | None = None, groups: Array | None = None
) -> Optimism:
    """Compare each row with its unseen twin.

    SE² = Σ (Σ w(d−D))² / W² · G/(G−1): the inner sum is over the rows of a group, the outer over G groups;
    without groups each row of positive weight is one. The interval takes t quantiles of G − 1 degrees of
    freedom. Rows share the fits that predict them, so it is approximate.

    Parameters
    ----------
    seen, unseen : shape (n,)
        Surprisal of each row in nats.
    weight, groups : shape (n,), optional

    References
    ----------
    Efron (1986), "How biased is the apparent error rate of a prediction rule?", JASA 81, 461–470.
    Bayle, Bayle, Janson & Mackey (2020), "Cross-validation confidence intervals for test error", NeurIPS 33.

    Examples
    --------
    >>> found = optimism(np.array([0.1, 0.2, 0.3]), np.array([0.2, 0.2, 0.6]))
    >>> round(found.value, 4), round(found.standard_error, 4)
    (0.1333, 0.0882)
    """
    w = np.ones(len(seen)) if weight is None else weight
    counted = w > 0
    w, seen, unseen = w[counted], seen[counted], unseen[counted]
    total = float(w.sum())
    with np.errstate(invalid="ignore"):  # ∞ − ∞ has no value
        difference = unseen - seen
        mean = float((w * difference).sum()) / total
    residual = w * (difference - mean) if math.isfinite(mean) else np.full(len(w), np.nan)
    if groups is not None:
        residual = np.bincount(np.unique(groups[counted], return_inverse=True)[1], weights=residual)
    degrees = len(residual) - 1
    if degrees < 1 or not math.isfinite(mean):
        return Optimism(mean, math.nan, math.nan, math.nan)
    error = math.sqrt(float(residual @ residual) * (degrees + 1) / degrees) / total
    from scipy.special import stdtrit

    reach = float(stdtrit(degrees, 0.975)) * error
    return Optimism(mean, error, mean - reach, mean + reach)
