"""Tempering: the one number by which all logits are divided so that a step's rows cost least."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from logloss.analysis.temperature import best_slope, loss_at
from logloss.checks import Rows
from logloss.kernels.reference import Array, Float
from logloss.recalibration import many
from logloss.scores import row_losses
from logloss.summary.bins import probability

FINE = 1024
"""Up to so many rows of two classes the temperature is fitted to each; of more to so many bins."""


MOST_STEPS, NEAR, FAR = 20, 1e-9, 8.0
"""Of Newton's method: how many, which is the last, and which is so long that it is not to be trusted."""


IMPOSSIBLE = -1e5
"""A logit so far below another that its share is 0 at every temperature that is looked at."""


def tempered(rows: Rows, cost: Float, loss: float) -> tuple[float, float]:
    """1/T at which these rows cost least, and what they cost then; (NaN, ∞) where one is held impossible."""
    if math.isinf(loss):
        return math.nan, math.inf
    if rows.scores.ndim == 2 and rows.scores.shape[1] > 2:
        return _tempered_many(rows, loss)
    margin, weight = _margins(rows, cost)
    total = float(weight.sum())
    certain = np.isposinf(margin)
    if certain.any():  # what is certain, and right, costs nothing at any temperature
        margin, weight = margin[~certain], weight[~certain]
    bins = _alike(margin, weight)
    slope, case = _slope(bins.mean, bins.weight) if len(margin) else (1.0, "flat")
    if case == "zero":
        return math.inf, math.log(2) * float(weight[margin == 0].sum()) / total
    gain = bins.loss_at(1.0) - bins.loss_at(slope)
    return slope, max(0.0, loss - max(0.0, gain) / total)


def _slope(margin: Float, weight: Float) -> tuple[float, str]:
    """1/T as `best_slope` finds it, by Newton's method from 1, which as a rule takes six steps or so."""
    beta, pull = 1.0, weight * margin
    for _ in range(MOST_STEPS):
        wrong = probability(-beta * margin)
        curve = float((pull * margin) @ (wrong * (1 - wrong)))
        new = beta + float(pull @ wrong) / curve if curve > 0 else math.nan
        if not beta / FAR < new < beta * FAR:
            break
        if abs(new - beta) <= NEAR * beta:
            return new, "finite"
        beta = new
    return best_slope(margin, weight)


def _tempered_many(rows: Rows, loss: float) -> tuple[float, float]:
    """The same of more than two classes, by Newton's method from 1, or else within bounds."""
    if rows.weight is not None:  # a row of no weight may be held impossible
        counts = rows.weight > 0
        rows = replace(rows, y=rows.y[counts], scores=rows.scores[counts], weight=rows.weight[counts])
    scores = _floats(rows.scores)
    above = _above(scores if rows.logits else many.logits_of(scores, False), rows.y)
    share = np.full(len(rows), 1 / len(rows)) if rows.weight is None else rows.weight / rows.weight.sum()
    beta = 1.0
    for _ in range(MOST_STEPS):
        cost, first, second = _at(beta, above, share)
        new = beta - first / second if second > 0 else math.nan
        if not beta / FAR < new < beta * FAR:
            break
        if abs(new - beta) <= NEAR * beta:
            return new, min(loss, cost)
        beta = new
    slope = many.best_slope(replace(rows, scores=scores))
    return (math.inf, _of_ties(rows)) if slope is None else (slope, min(loss, many.mean_loss(rows, slope)))


def _above(z: Float, y: Array) -> Float:
    """How far each class's logit is above the true one's, shape (n, K); what is held impossible far below."""
    with np.errstate(invalid="ignore"):
        above = z - np.take_along_axis(z, y[:, None], axis=1)
    return np.nan_to_num(above, nan=0.0, neginf=IMPOSSIBLE, copy=False)


def _at(beta: float, above: Float, share: Float) -> tuple[float, float, float]:
    """The mean loss at 1/T = β, and its first and second derivative by β."""
    with np.errstate(under="ignore"):
        top = beta * above.max(axis=1)
        p = np.exp(beta * above - top[:, None])
        total = p.sum(axis=1)
        p /= total[:, None]
        mean = np.einsum("nk,nk->n", p, above)
        square = np.einsum("nk,nk,nk->n", p, above, above)
    return float(share @ (top + np.log(total))), float(share @ mean), float(share @ (square - mean**2))


def _of_ties(rows: Rows) -> float:
    """The loss at temperature 0 where no true class has less than another: the top classes share."""
    scores, weight = rows.scores, np.ones(len(rows)) if rows.weight is None else rows.weight
    tops = (scores == scores.max(axis=1, keepdims=True)).sum(axis=1)
    return float(weight @ np.log(tops)) / float(weight.sum())


def _margins(rows: Rows, cost: Float) -> tuple[Float, Float]:
    """By how much the true class's logit exceeds the other's, and the weight, of rows that have one."""
    scores = _floats(rows.scores)
    if rows.logits:
        z = scores if scores.ndim == 1 else scores[:, 1] - scores[:, 0]
        margin = z * (2 * rows.y - 1)
    else:
        margin = row_losses(replace(rows, y=1 - rows.y)) - cost
    if rows.weight is None:
        return margin, np.ones(len(margin))
    counts = rows.weight > 0
    return margin[counts], rows.weight[counts]


@dataclass(frozen=True, eq=False)
class _Bins:
    """Margins that are alike: their weight, their mean, and Σw(m − mean)², each of shape (bins,)."""

    weight: Float
    mean: Float
    spread: Float

    def loss_at(self, beta: float) -> float:
        """Σwℓ at 1/T = β, to the second order of how far margins lie from the mean of their bin."""
        wrong = probability(-beta * self.mean)
        bent = 0.5 * beta**2 * float(self.spread @ (wrong * (1 - wrong)))
        return loss_at(beta, self.mean, self.weight) + bent


def _alike(margin: Float, weight: Float) -> _Bins:
    """Margins one by one, or many in 1,024 bins, which are narrowest where a loss bends most."""
    if len(margin) <= FINE:
        return _Bins(weight, margin, np.zeros(len(margin)))
    place = np.arcsinh(margin)
    low, high = float(place.min()), float(place.max())
    scale = (FINE - 1) / (high - low) if high > low else 0.0
    slot = ((place - low) * scale).astype(np.intp)
    total = _floats(np.bincount(slot, weight, FINE))
    there = total > 0
    mean = np.bincount(slot, weight * margin, FINE)[there] / total[there]
    middle = np.zeros(FINE)
    middle[there] = mean
    spread = _floats(np.bincount(slot, weight * (margin - middle[slot]) ** 2, FINE))
    return _Bins(total[there], mean, spread[there])


def _floats(values: Array) -> Float:
    return values.astype(np.float64, copy=False)
