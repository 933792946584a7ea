"""Steps: what the predictions of one moment of a training are worth, in numbers and row by row."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from logloss.analysis.temperature import best_slope, loss_at
from logloss.checks import Rows
from logloss.errors import DataError
from logloss.kernels.recalibration import recalibrated_loss
from logloss.kernels.reference import Array, Float
from logloss.recalibration import many
from logloss.replay.rows import ValidRows
from logloss.scores import mean_loss, row_losses
from logloss.summary.bins import probability

FINE = 1024
"""Up to so many rows of two classes the temperature is fitted to each; of more to so many bins."""


MOST_STEPS, NEAR, FAR = 20, 1e-9, 8.0
"""Of Newton's method: how many, which is the last, and which is so long that it is not to be trusted."""


IMPOSSIBLE = -1e5
"""A logit so far below another that its share is 0 at every temperature that is looked at."""


@dataclass(frozen=True)
class Step:
    """One moment of a training, in nats.

    Attributes
    ----------
    step
        Its number: an epoch, a boosting round, a batch.
    loss
        Log loss of the validation rows; NaN where some prediction is NaN, as training diverged.
    accuracy
        Share of the weight whose most probable class is the true one.
    discrimination, miscalibration
        DSC and MCB: loss = uncertainty − DSC + MCB, by the best monotone map of two classes (isotonic
        regression), by the best temperature of more.
    recalibrated
        The loss after all logits are divided by the temperature that is best for these rows.
    temperature
        That temperature: above 1 predictions are too sharp, below too soft; 0 or ∞ where there is no end.
    class_loss
        Mean loss of each class; NaN of one without rows.
    infinite, missing
        How many rows were given 0 for what happened, and how many have NaN.
    train_loss
        Loss of the training rows, if it was given.
    numbers
        What else was given, by name.
    """

    step: float
    loss: float
    accuracy: float
    discrimination: float
    miscalibration: float
    recalibrated: float
    temperature: float
    class_loss: tuple[float, ...]
    infinite: int = 0
    missing: int = 0
    train_loss: float | None = None
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def diverged(self) -> bool:
        """Whether some prediction is NaN."""
        return self.missing > 0


@dataclass(frozen=True, eq=False)
class Given:
    """What each row is given at a step, shape (n,): the probability of its class, and whether that is on top.

    NaN, and not the top one, where there is no prediction.
    """

    p: Float
    right: Array


def measured(
    valid: ValidRows,
    p: Any,
    from_logits: bool,
    step: float,
    train_loss: float | None,
    numbers: dict[str, float],
) -> tuple[Step, Given]:
    """Measure the predictions of a step.

    Raises
    ------
    DataError
        Where they are of other rows, or no probabilities. NaN is none of this: training diverged.
    """
    scores = np.asarray(p)
    if scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if scores.ndim == 0 or len(scores) != len(valid):
        got = "one number" if scores.ndim == 0 else f"{len(scores):,} rows"
        raise DataError(
            f"step {step:g} must be of {len(valid):,} rows, as y_valid is, and p has {got}",
            "Predict the same validation rows, in the same order, at every step.",
        )
    if scores.ndim == 2 and scores.shape[1] != valid.classes:
        raise DataError(
            f"step {step:g} has {scores.shape[1]} columns, and there are {valid.classes} classes",
            "A class that no validation row is of is named by labels= when the Replay is made.",
        )
    lost = _lost(scores)
    if lost is not None and lost.any():
        return _diverged(valid, scores, from_logits, lost, step, train_loss, numbers)
    rows = valid.examined(scores, from_logits)
    given, cost = _given(rows)
    loss = mean_loss(rows)
    slope, recalibrated = _tempered(rows, cost, loss)
    left = _left(rows, loss, recalibrated, valid.uncertainty)
    found = Step(
        step,
        loss,
        accuracy=_share(given.right, valid.weight),
        discrimination=valid.uncertainty - left,
        miscalibration=loss - left,
        recalibrated=recalibrated,
        temperature=1 / slope if slope else math.inf,
        class_loss=_by_class(valid, cost),
        infinite=0 if math.isfinite(loss) else int((np.isinf(cost) & (valid.weights > 0)).sum()),
        train_loss=train_loss,
        numbers=numbers,
    )
    return found, given


def _lost(scores: Array) -> Array | None:
    """Which rows have NaN, shape (n,); None of scores that are no floats."""
    if scores.dtype.kind not in "fO":
        return None
    where: Array = np.isnan(scores.astype(np.float64)) if scores.dtype.kind == "O" else np.isnan(scores)
    return np.asarray(where if where.ndim == 1 else where.any(axis=tuple(range(1, where.ndim))))


def _diverged(
    valid: ValidRows,
    scores: Array,
    from_logits: bool,
    lost: Array,
    step: float,
    train_loss: float | None,
    numbers: dict[str, float],
) -> tuple[Step, Given]:
    """A step at which some rows are NaN: what the others were given is kept, and no number is made up."""
    p, right = np.full(len(valid), np.nan), np.zeros(len(valid), np.bool_)
    kept = ~lost
    if kept.any():
        some = ValidRows(valid.y[kept], None, None, valid.labels)
        given, _ = _given(some.examined(scores[kept], from_logits))
        p[kept], right[kept] = given.p, given.right
    nothing = tuple(math.nan for _ in valid.labels)
    nan = math.nan
    found = Step(step, nan, nan, nan, nan, nan, nan, nothing, 0, int(lost.sum()), train_loss, numbers)
    return found, Given(p, right)


def _given(rows: Rows) -> tuple[Given, Float]:
    """What each row's true class was given, whether another was given more, and what it cost."""
    cost = row_losses(rows)
    scores = rows.scores
    if scores.ndim == 1:
        top = scores > (0.0 if rows.logits else 0.5)
    elif scores.shape[1] == 2:
        top = scores[:, 1] > scores[:, 0]
    else:
        top = scores.argmax(axis=1)
    with np.errstate(under="ignore"):
        return Given(np.exp(-cost), top == rows.y), cost


def _share(right: Array, weight: Float | None) -> float:
    return float(right.mean() if weight is None else weight[right].sum() / weight.sum())


def _by_class(valid: ValidRows, cost: Float) -> tuple[float, ...]:
    counted = cost
    if valid.weight is not None:  # a row of no weight costs nothing, not 0·∞
        counted = np.multiply(valid.weight, cost, out=np.zeros(len(cost)), where=valid.weight > 0)
    with np.errstate(invalid="ignore"):
        means = np.bincount(valid.y, counted, valid.classes) / valid.class_weight
    return tuple(means.tolist())


def _left(rows: Rows, loss: float, recalibrated: float, uncertainty: float) -> float:
    """The loss that recalibration leaves: at most the loss, and at most that of the base rate."""
    if rows.scores.ndim == 2 and rows.scores.shape[1] > 2:
        return min(recalibrated, loss, uncertainty)
    scores = rows.scores if rows.scores.ndim == 1 else rows.scores[:, 1]
    if rows.scores.ndim == 2 and rows.logits:
        scores = rows.scores[:, 1] - rows.scores[:, 0]
    return min(recalibrated_loss(rows.y, scores, rows.weight), loss, uncertainty)


def _tempered(rows: Rows, cost: Float, loss: float) -> tuple[float, float]:
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
        margin = np.where(rows.y == 1, z, -z)
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
