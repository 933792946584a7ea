"""Maps: from log-odds to recalibrated log-odds, fitted to the distinct predictions of two classes.

None of them falls anywhere. All but the isotonic one leave what is certain (p = 0, p = 1) as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.analysis.temperature import best_slope
from logloss.kernels.recalibration import pooled
from logloss.kernels.reference import Array, Float

MOST_STEPS = 200
"""Newton steps; six are taken as a rule, and dozens where one logit is a million times the others."""
NEAR, LAST = 1e-10, 1e-20
"""Steps that promise so many nats are taken as they are, since rounding would hide the gain; the last one."""


@dataclass(frozen=True, eq=False)
class Isotonic:
    """Isotonic regression as a map of any score: flat in a block, a straight line of log-odds between two.

    Below the first block and above the last it stays flat.

    Attributes
    ----------
    scores, values
        Shape (2 · blocks,): the log-odds of the first and the last prediction of each block, and its own.
    """

    scores: Float
    values: Float

    def __call__(self, z: Float) -> Float:
        """The recalibrated log-odds."""
        return np.interp(z, self.scores, self.values)


@dataclass(frozen=True)
class Sigmoid:
    """Platt's map of log-odds, z → slope · z + intercept, slope ≥ 0; without intercept, a temperature."""

    slope: float
    intercept: float = 0.0

    def __call__(self, z: Float) -> Float:
        """The recalibrated log-odds."""
        certain = np.isinf(z)  # at slope 0 too
        return np.where(certain, z, self.slope * np.where(certain, 0.0, z) + self.intercept)


Map = Isotonic | Sigmoid


def losses_of(z: Float) -> Float:
    """The loss in nats of a negative and of a positive at each log-odds, shape (2, n)."""
    with np.errstate(under="ignore"):
        return np.logaddexp(0.0, np.stack([z, -z]))


def total_loss(z: Float, weight: Array) -> float:
    """Σw·loss of the weight of negatives and positives, shape (2, n), at log-odds z; 0·∞ is nothing."""
    loss = losses_of(z)
    return math.fsum((weight * np.where(weight > 0, loss, 0.0)).ravel().tolist())


def fitted_isotonic(z: Float, weight: Array, unit: float = 1.0) -> Isotonic:
    """Isotonic regression whose first and last block are not taken at their word.

    A share of exactly 0 or 1 would make the loss of one other row infinite. Such a block of n rows counts
    half a row of either class more (Krichevsky & Trofimov 1981): 0 becomes ½ / (n + 1), or what the next
    block says if that is less.

    Parameters
    ----------
    z : shape (n,), ascending
    weight : shape (2, n)
        Of the negatives and of the positives. Predictions without weight are passed over.
    unit : float
        The weight of one row.

    References
    ----------
    Ayer et al. (1955), Annals of Mathematical Statistics 26; Krichevsky & Trofimov (1981), "The performance
    of universal encoding", IEEE Transactions on Information Theory 27.

    Examples
    --------
    >>> found = fitted_isotonic(np.array([-1.0, 0.0, 1.0]), np.array([[1, 1, 1], [0, 2, 1]]))
    >>> (1 / (1 + np.exp(-found(np.array([-2.0, 0.0, 0.5]))))).round(3).tolist()
    [0.25, 0.6, 0.6]
    """
    there = weight.sum(axis=0) > 0
    z, weight = z[there], weight[:, there]
    blocks = pooled(weight[0], weight[1])
    last = np.r_[blocks.first[1:], len(z)] - 1
    with np.errstate(divide="ignore"):
        value = np.log(blocks.positives / blocks.negatives)
    for end, beside, sign in ((0, 1, -1), (-1, -2, 1)):
        if np.isinf(value[end]) and value[end] == sign * math.inf:
            rows = float(blocks.negatives[end] + blocks.positives[end]) / unit
            most = sign * math.log(2 * rows + 1)  # the log-odds of ½ against rows + ½
            neighbour = value[beside] if len(value) > 1 and np.isfinite(value[beside]) else most
            value[end] = max(most, neighbour) if sign > 0 else min(most, neighbour)
    return Isotonic(np.stack([z[blocks.first], z[last]], axis=1).ravel(), np.repeat(value, 2))


def fitted_temperature(z: Float, weight: Array) -> Sigmoid | None:
    """The 1/T ≥ 0 whose z/T cost least, as a slope; 0 is an infinite temperature.

    Predictions that are certain cost what they cost at every temperature, and are passed over.

    Returns
    -------
    Sigmoid or None
        None where every prediction is on the right side of ½: the loss falls as long as T does.

    References
    ----------
    Guo et al. (2017), "On calibration of modern neural networks", ICML.

    Examples
    --------
    >>> found = fitted_temperature(np.array([-2.0, 2.0]), np.array([[3, 1], [1, 3]]))
    >>> round(2 * found.slope, 9) == round(math.log(3), 9)  # of four, three were right
    True
    """
    z, weight = _uncertain(z, weight)
    margin, mass = np.concatenate([-z, z]), weight.ravel()
    slope, case = best_slope(margin[mass > 0], mass[mass > 0])
    return None if case == "zero" else Sigmoid(slope)


def fitted_sigmoid(z: Float, weight: Array) -> Sigmoid | None:
    """The slope ≥ 0 and intercept of the log-odds that cost least (Platt 1999, without his prior).

    Predictions that are certain cost what they cost under each, and are passed over.

    Returns
    -------
    Sigmoid or None
        None where some log-odds divides the classes, or one is missing: the loss falls as long as the slope
        or the intercept grows.

    References
    ----------
    Platt (1999), "Probabilistic outputs for support vector machines".

    Examples
    --------
    >>> found = fitted_sigmoid(np.array([-1.0, 1.0]), np.array([[4, 1], [1, 1]]))
    >>> round(found.slope / math.log(2), 9), round(found.intercept / math.log(2), 9)
    (1.0, -1.0)
    """
    z, weight = _uncertain(z, weight)
    both = weight.sum(axis=1)
    if not both.all():
        return Sigmoid(1.0) if not both.any() else None
    base = math.log(both[1] / both[0])
    if z[0] == z[-1]:
        return Sigmoid(1.0, base - float(z[0]))
    if z[weight[0] > 0].max() <= z[weight[1] > 0].min():
        return None
    scale = float(np.abs(z).max())
    x, weight = z / scale, weight / weight.sum()
    mass = weight.sum(axis=0)
    centre = float((x * mass).sum())
    rising = weight[1] * both[0] - weight[0] * both[1]
    if ((x - centre) * rising).sum() <= 0:  # at slope 0 the loss does not fall
        return Sigmoid(0.0, base)
    spread = math.sqrt(float(((x - centre) ** 2 * mass).sum()))
    slope, intercept = _least(np.stack([(x - centre) / spread, np.ones(len(x))], axis=1), weight)
    return Sigmoid(slope / spread / scale, intercept - slope * centre / spread)


def _uncertain(z: Float, weight: Array) -> tuple[Float, Array]:
    """Predictions that have a weight and are not certain."""
    kept = np.isfinite(z) & (weight.sum(axis=0) > 0)
    return z[kept], weight[:, kept].astype(np.float64)


def _least(X: Float, weight: Float) -> tuple[float, ...]:
    """The θ at which log-odds Xθ cost least, by Newton's method with halved steps; the loss is convex.

    Parameters
    ----------
    X : shape (n, k), of about unit size
    weight : shape (2, n), summing to 1; no θ divides the classes
    """
    theta = np.zeros(X.shape[1])
    loss, gradient, curvature = _local(X, weight, theta)
    for _ in range(MOST_STEPS):
        if not np.linalg.det(curvature) > 0:  # all but one prediction cost less than rounding shows
            break
        step = np.linalg.solve(curvature, gradient)
        gain = float((gradient * step).sum())
        size, tried = 1.0, theta - step
        new, *slopes = _local(X, weight, tried)
        while gain > NEAR and not new <= loss - 0.25 * size * gain:
            size /= 2
            tried = theta - size * step
            new, *slopes = _local(X, weight, tried)
        theta, loss, (gradient, curvature) = tried, new, slopes
        if gain < LAST:
            break
    return tuple(theta.tolist())


def _local(X: Float, weight: Float, theta: Float) -> tuple[float, Float, Float]:
    """The loss at θ, its gradient and its second derivatives."""
    z = (X * theta).sum(axis=1)  # BLAS would start threads, which costs more than it gains
    with np.errstate(under="ignore"):
        e = np.exp(-np.abs(z))
        both = weight.sum(axis=0)
        wrong = np.where(z > 0, weight[0], weight[1])
        loss = float((both * np.log1p(e) + wrong * np.abs(z)).sum())
        p = np.where(z > 0, 1.0, e) / (1.0 + e)
        q = np.where(z > 0, e, 1.0) / (1.0 + e)
        gradient = (X * (weight[0] * p - weight[1] * q)[:, None]).sum(axis=0)
        curvature = (X[:, :, None] * X[:, None, :] * (both * p * q)[:, None, None]).sum(axis=0)
    return loss, gradient, curvature
