"""What is said of a model's loss, seen and unseen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.estimators.result import EstimatorExplanation

METHODS = {
    "leave-one-out": "explain.estimator.method.leave-one-out",
    "leave-one-group-out": "explain.estimator.method.leave-one-group-out",
    "given": "explain.estimator.method.given",
}
"""Methods with a sentence of their own; others are folds by number, or a splitter by name."""


def headline(e: EstimatorExplanation) -> Text:
    """The finding in one line."""
    error = e.unseen.uncertainty.standard_error * e.factor
    key = "explain.estimator.headline.error" if math.isfinite(error) else "explain.estimator.headline"
    return text(key, error=error, **_losses(e))


def seen_and_unseen(e: EstimatorExplanation) -> list[Text]:
    """How rows were left out, what they cost so, and by how much the seen ones flatter."""
    return [_method(e), _optimism(e), *_skill(e), *_farthest(e)]


def notes(e: EstimatorExplanation) -> tuple[Text, ...]:
    """What is odd about the way this was found; that seen rows flatter, above all."""
    return (text("doubt.given_fit" if e.given else "doubt.seen", **_losses(e)), *e.odd)


def _losses(e: EstimatorExplanation) -> dict[str, Any]:
    return {"seen": e.seen.loss, "unseen": e.unseen.loss, "unit": text(f"unit.{e.unit}")}


def _method(e: EstimatorExplanation) -> Text:
    folds = "explain.estimator.method.folds", "explain.estimator.method.splitter"
    key = METHODS.get(e.method, folds[0] if e.method.endswith("-fold") else folds[1])
    return text(key, method=e.method, fits=e.fits, **_losses(e))


def _optimism(e: EstimatorExplanation) -> Text:
    o = e.optimism
    facts = {"value": abs(o.value) * e.factor, "error": o.standard_error * e.factor, **_losses(e)}
    if math.isnan(o.value):
        return text("explain.estimator.optimism.undefined", **facts)
    if math.isinf(o.value):
        which = e.unseen if o.value > 0 else e.seen
        facts |= {"rows": int(which.summary.totals.all("infinite"))}
        if o.value < 0:
            return text("explain.estimator.optimism.seen_infinite", **facts)
        rest = which.summary.finite_loss * e.factor
        return text("explain.estimator.optimism.infinite", rest=rest, **facts)
    if math.isnan(o.standard_error):
        return text("explain.estimator.optimism.value", **facts)
    if o.low > 0:
        return text("explain.estimator.optimism.clear", **facts)
    return text(
        "explain.estimator.optimism.turned" if o.high < 0 else "explain.estimator.optimism.chance", **facts
    )


def _skill(e: EstimatorExplanation) -> list[Text]:
    if e.skill is None or not math.isfinite(e.skill):
        return []
    key = "explain.estimator.skill" if e.skill >= 0 else "explain.estimator.skill.worse"
    return [text(key, base=e.base_loss * e.factor, skill=abs(e.skill), **_losses(e))]


def _farthest(e: EstimatorExplanation) -> list[Text]:
    """The row whose loss grows most when the model has not seen it."""
    r = e.rows
    with np.errstate(invalid="ignore"):
        grown = np.where(r.weight > 0, r.unseen - r.seen, -math.inf)
    grown = np.where(np.isnan(grown), -math.inf, grown)
    i = int(np.argmax(grown))
    if not grown[i] > 0:
        return []
    return [
        text(
            "explain.estimator.farthest" if r.names is None else "explain.estimator.farthest.id",
            row=int(r.row[i]),
            id="" if r.names is None else str(r.names[i]),
            label=str(e.seen.summary.labels[int(r.cls[i])]),
            **(_losses(e) | {"seen": float(r.seen[i]) * e.factor, "unseen": float(r.unseen[i]) * e.factor}),
        )
    ]
