"""Steps: what the predictions of one moment of a training are worth, in numbers and row by row."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from logloss.checks import Rows
from logloss.errors import DataError
from logloss.kernels.recalibration import recalibrated_loss
from logloss.kernels.reference import Array, Float
from logloss.replay.rows import ValidRows
from logloss.replay.tempering import tempered
from logloss.scores import mean_loss, row_losses

LEAST = float(np.finfo(np.float32).smallest_subnormal)
"""1.4e-45: what a row is given is kept as float32, and is not 0 there unless it is 0."""


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
    loss = mean_loss(rows) if rows.scores.ndim == 1 else _mean(cost, rows.weight)
    slope, recalibrated = tempered(rows, cost, loss)
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
    if scores.dtype.kind not in "fO" or not scores.size:
        return None
    if scores.dtype.kind == "f" and not np.isnan(scores.min()):  # which is NaN where one is
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
        p = np.exp(-cost)
    if p.min() < LEAST:
        p[(p < LEAST) & np.isfinite(cost)] = LEAST
    return Given(p, top == rows.y), cost


def _mean(cost: Float, weight: Float | None) -> float:
    """The mean of what rows cost, in pairwise sums; a row of no weight costs nothing."""
    if weight is None:
        return float(cost.mean())
    counts = weight > 0
    return float((weight[counts] * cost[counts]).sum() / weight.sum())


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
