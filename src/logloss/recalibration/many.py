"""The temperature of more than two classes, fitted to rows, which are worked on a few at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from logloss.analysis.worth import FOLDS, SEED
from logloss.checks import Rows
from logloss.kernels.reference import Float

WIDE = 1 << 20
"""Scores that are worked on at once."""
MOST_STEPS = 200
CLOSE = 1e-14
"""A step that moves 1/T by less than this share of it is the last."""


def best_slope(rows: Rows, weight: Float | None = None) -> float | None:
    """The 1/T ≥ 0 at which the softmax of z/T costs least, by Newton's method within bounds.

    Rows that are held impossible cost infinitely much at every temperature, and are passed over.

    Returns
    -------
    float or None
        None where no true class has less than another, and one has more: the loss falls as long as T does.
        1 where every temperature costs the same.
    """
    weight = _weight(rows) if weight is None else weight
    highest, lowest = _reach(rows, weight)
    if highest <= 0:
        return 1.0 if lowest >= 0 else None
    if _sums(rows, weight, 0.0)[1] >= 0:
        return 0.0
    low, high, slope = 0.0, math.inf, 1.0
    for _ in range(MOST_STEPS):
        _, first, second = _sums(rows, weight, slope)
        low, high = (slope, high) if first < 0 else (low, slope)
        new = slope - first / second if second > 0 else math.nan
        if not low < new < high:
            new = 2 * slope if math.isinf(high) else (low + high) / 2
        if abs(new - slope) <= CLOSE * slope:
            break
        slope = new
    return slope


def mean_loss(rows: Rows, slope: float, weight: Float | None = None) -> float:
    """The log loss at 1/T; infinite where a true class was held impossible."""
    weight = _weight(rows) if weight is None else weight
    if any((np.isneginf(own) & (w > 0)).any() for _, own, w in _blocks(rows, weight)):
        return math.inf
    return _sums(rows, weight, slope)[0] / float(weight.sum())


def left_out_loss(rows: Rows) -> float | None:
    """The log loss of each fifth of the rows at the temperature fitted to the others; None without a fit."""
    weight = _weight(rows)
    if np.count_nonzero(weight) < FOLDS:
        return None
    fold = np.random.default_rng(SEED).integers(FOLDS, size=len(rows))
    losses = []
    for k in range(FOLDS):
        slope = best_slope(rows, weight * (fold != k))
        if slope is None:
            return None
        out = weight * (fold == k)
        losses.append(mean_loss(rows, slope, out) * float(out.sum()) if out.any() else 0.0)
    return math.fsum(losses) / float(weight.sum())


def logits_of(scores: Float, logits: bool) -> Float:
    """One column a class: logits, or ln p."""
    if logits:
        return scores
    with np.errstate(divide="ignore"):
        return np.log(scores)


def _weight(rows: Rows) -> Float:
    return np.ones(len(rows)) if rows.weight is None else rows.weight.astype(np.float64)


def _blocks(rows: Rows, weight: Float) -> Iterator[tuple[Float, Float, Float]]:
    """Logits, the true class's, and weights, of a few rows at a time."""
    step = max(1, WIDE // rows.scores.shape[1])
    for start in range(0, len(rows), step):
        few = slice(start, start + step)
        z = logits_of(rows.scores[few].astype(np.float64), rows.logits)
        own = np.take_along_axis(z, rows.y[few].astype(np.intp)[:, None], axis=1)[:, 0]
        yield z, own, weight[few]


def _above(rows: Rows, weight: Float) -> Iterator[tuple[Float, Float]]:
    """How far each class is above the true one, of rows that count."""
    for z, own, w in _blocks(rows, weight):
        counted = (w > 0) & ~np.isneginf(own)
        yield z[counted] - own[counted, None], w[counted]


def _reach(rows: Rows, weight: Float) -> tuple[float, float]:
    """The most that a class is above the true one, and the least, but for what is impossible."""
    highest, lowest = 0.0, 0.0
    for above, _ in _above(rows, weight):
        highest = max(highest, float(above.max(initial=0.0)))
        lowest = min(lowest, float(above.min(initial=0.0, where=~np.isneginf(above))))
    return highest, lowest


def _sums(rows: Rows, weight: Float, slope: float) -> tuple[float, float, float]:
    """Σwℓ at 1/T, and its first and second derivative."""
    sums = np.zeros(3)
    for above, w in _above(rows, weight):
        finite = np.where(np.isneginf(above), 0.0, above)
        scaled = np.where(np.isneginf(above), above, slope * finite)
        top = scaled.max(axis=1, keepdims=True)
        power = np.exp(scaled - top)
        total = power.sum(axis=1)
        share = power / total[:, None]
        mean = (share * finite).sum(axis=1)
        spread = (share * (finite - mean[:, None]) ** 2).sum(axis=1)
        sums += [(w * (top[:, 0] + np.log(total))).sum(), (w * mean).sum(), (w * spread).sum()]
    return float(sums[0]), float(sums[1]), float(sums[2])
