"""Worth: what recalibrating predictions gains, on the rows it was fitted to and on others."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from logloss.analysis.decomposition import decomposition
from logloss.analysis.distinct import Distinct, distinct, side_by_side
from logloss.analysis.maps import (
    Map,
    fitted_isotonic,
    fitted_sigmoid,
    fitted_temperature,
    losses_of,
    total_loss,
)
from logloss.kernels.reference import Array, Float
from logloss.summary import Summary

FOLDS = 5
SEED = 0


@dataclass(frozen=True)
class Gain:
    """What one kind of recalibration gains, in nats.

    Attributes
    ----------
    in_sample
        On the very rows it is fitted to: more than it is worth. None where there is no best fit: where ever
        steeper maps gain ever more, or where the loss stays infinite under each of them.
    cross_validated
        On rows that it was not fitted to: the loss now, less the loss when each fold is recalibrated by what
        was fitted to the other four. It can be negative. None where there is no fit, or a class has fewer
        than five rows.
    standard_error
        Of `cross_validated`, row by row, as if the fits were given; None where it is infinite.
    """

    in_sample: float | None
    cross_validated: float | None
    standard_error: float | None


@dataclass(frozen=True)
class Worth:
    """What recalibrating two classes is worth.

    Attributes
    ----------
    isotonic
        The best monotone map. In sample its gain is the miscalibration, which no monotone map surpasses.
    temperature
        All log-odds divided by one number.
    sigmoid
        All log-odds times one number ≥ 0, plus another (Platt).
    folds
        "kept": the Summary's own folds, by cluster or row. "drawn": each row of a cell at random into one of
        five; which row does not matter, they are alike. Analytic weights are then taken as equal in a cell.
    is_exact
        Whether distinct predictions were kept apart; else all is computed at the means of bins.
    """

    isotonic: Gain
    temperature: Gain
    sigmoid: Gain
    folds: Literal["kept", "drawn"]
    is_exact: bool


def worth(summary: Summary) -> Worth | None:
    """Recalibrate in three ways, in sample and under five-fold cross-validation.

    Returns
    -------
    Worth or None
        None for more than two classes.

    References
    ----------
    Stone (1974), "Cross-validatory choice and assessment of statistical predictions", JRSS B 36. For each
    map see `logloss.analysis.maps`.

    Examples
    --------
    >>> import logloss as ll
    >>> p = [0.01, 0.02, 0.03, 0.97, 0.98, 0.99] * 20
    >>> w = ll.explain([0, 1, 0, 1, 0, 1] * 20, p).worth
    >>> w.temperature.in_sample <= w.sigmoid.in_sample <= w.isotonic.in_sample
    True
    >>> 0 < w.isotonic.cross_validated < w.isotonic.in_sample
    True
    """
    found = decomposition(summary)
    if found is None:
        return None
    d = distinct(summary)
    weight = np.stack([d.negatives, d.positives])
    unit = unit_of(d)
    fits: dict[str, Fit] = {
        "isotonic": lambda weight: fitted_isotonic(d.z, weight, unit),
        "temperature": lambda weight: fitted_temperature(d.z, weight),
        "sigmoid": lambda weight: fitted_sigmoid(d.z, weight),
    }
    folds = folds_of(summary)
    gains = {}
    for name, fit in fits.items():
        gain = found.miscalibration if name == "isotonic" else _in_sample(d, weight, fit)
        gains[name] = Gain(gain, *_cross_validated(summary, d, folds, fit))
    return Worth(**gains, folds="drawn" if summary.cells.folds is None else "kept", is_exact=summary.is_exact)


Fit = Callable[[Array], Map | None]
"""From the weight of negatives and positives, shape (2, n), to a map; None where there is none."""


def unit_of(d: Distinct) -> float:
    """The weight that counts as one row: Σw² / Σw."""
    weight = d.weight.astype(np.float64)
    return float((weight**2 / d.size).sum() / weight.sum())


def folds_of(summary: Summary) -> Array | None:
    """The weight of negatives and positives in each fold, shape (5, 2, n); None of too few rows."""
    cells = summary.cells
    if summary.weights == "frequency":
        rows = np.maximum(np.rint(cells.weight), 1).astype(np.int64)
    else:
        rows = cells.rows
    if np.bincount(cells.cls, rows, 2).min() < FOLDS:
        return None
    if cells.folds is not None:
        return side_by_side(cells, cells.folds)
    drawn = np.random.default_rng(SEED).multinomial(rows, [1 / FOLDS] * FOLDS).T
    each = 1 if summary.weights == "none" else cells.weight / rows
    return side_by_side(cells, drawn * each)


def _in_sample(d: Distinct, weight: Array, fit: Fit) -> float | None:
    found = fit(weight)
    now = total_loss(d.z, weight)
    if found is None or math.isinf(now):
        return None
    return max(now - total_loss(found(d.z), weight), 0.0) / float(weight.sum())


def _cross_validated(
    summary: Summary, d: Distinct, folds: Array | None, fit: Fit
) -> tuple[float | None, float | None]:
    """The gain of rows that were left out, and its standard error."""
    if folds is None:
        return None, None
    after = left_out(d.z, folds, fit)
    if after is None:
        return None, None
    weight = folds.astype(np.float64)
    total = weight.sum()
    with np.errstate(invalid="ignore"):  # infinite before and after
        gain = np.where(weight > 0, losses_of(d.z), 0.0) - after
    mean = float((weight * gain).sum() / total)
    if math.isnan(mean):
        return None, None
    if math.isinf(mean):
        return mean, None
    unit = d.weight / d.size if summary.weights == "analytic" else 1.0
    n = float(total) if summary.weights == "frequency" else summary.rows
    square = float((weight * unit * (gain - mean) ** 2).sum()) / float(total) ** 2
    return mean, math.sqrt(square * n / (n - 1))


def left_out(z: Float, folds: Array, fit: Fit) -> Float | None:
    """What a row of each fold costs in nats once it is recalibrated by a map fitted to the other folds.

    Returns
    -------
    shape (5, 2, n), by fold, class and distinct prediction; 0 where there is no row
        None where there is no map.
    """
    losses = []
    for k, fold in enumerate(folds):
        found = fit(np.delete(folds, k, axis=0).sum(axis=0))
        if found is None:
            return None
        losses.append(np.where(fold > 0, losses_of(found(z)), 0.0))
    return np.stack(losses)
