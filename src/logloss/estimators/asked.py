"""``explain_estimator``: a model and rows in; its loss seen and unseen out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from logloss.errors import ArgumentError, DataError
from logloss.estimators.models import (
    check_classifier,
    gives_logits,
    is_fitted,
    is_frozen,
    known_classes,
    predicted,
    weight_argument,
)
from logloss.estimators.predictions import fit, unseen_predictions
from logloss.estimators.result import EstimatorExplanation, Rows
from logloss.estimators.splits import Splits, base_loss_left_out, splits_of
from logloss.explanation import explain
from logloss.information import unit_factor
from logloss.kernels.reference import Array, Float
from logloss.messages import Text, text
from logloss.scores import surprisal


def explain_estimator(
    model: Any,
    X: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    cv: Any = None,
    groups: Any = None,
    id: Any = None,  # noqa: A002  # the word that users of frames know
    base_rate: float | Sequence[float] | None = None,
    unit: Literal["nats", "bits"] = "nats",
    n_jobs: int | None = None,
) -> EstimatorExplanation:
    """Explain the log loss of a scikit-learn classifier, on rows that it has seen and on rows it has not.

    Every row is predicted twice: by the model fitted to all rows, and by a clone of it fitted without that
    row. What the second costs more is optimism; the second is what to expect of new rows.

    Parameters
    ----------
    model : scikit-learn classifier, pipeline or search
        Anything with ``predict_proba``. If it is fitted, seen rows are predicted by it as it is; else by a
        clone that is fitted here. The model itself is left as it was.
    X : shape (n, features)
        Whatever the model takes: an array, a sparse matrix, a data frame.
    y : shape (n,)
        Labels of two or more classes.
    sample_weight : shape (n,), optional
        Weights of the rows in both losses, and in every fit whose model takes them; in a pipeline, for its
        last step.
    cv : int, "leave-one-out", scikit-learn splitter or pairs of index arrays, optional
        Which rows are left out together. By default one row at a time up to 100 rows, else stratified
        five-fold, shuffled with seed 0; a number of folds is stratified and shuffled likewise. A splitter may
        leave rows out never (TimeSeriesSplit): they are in neither loss.
    groups : shape (n,), optional
        Rows of one group are left out together, and count as one in standard errors.
    id : shape (n,), optional
        Names of the rows.
    base_rate, unit
        As in :func:`logloss.explain`.
    n_jobs : int, optional
        How many fits at a time, as scikit-learn has it.

    Returns
    -------
    EstimatorExplanation

    Raises
    ------
    ArgumentError
        For a model that gives no probabilities, and for a cv that is none or leaves a row out twice.
    DataError
        Where X, y and the rest differ in length, where y is no class labels, or where a class is left out
        as a whole, so that a fit cannot know it.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> model = make_pipeline(StandardScaler(), LogisticRegression())
    >>> e = explain_estimator(model, *load_breast_cancer(return_X_y=True))
    >>> e.method, e.seen.loss < e.unseen.loss < e.base_loss
    ('five-fold', True)
    """
    check_classifier(model)
    unit_factor(unit)
    rows = _rows(X, y, sample_weight, groups, id)
    splits = splits_of(cv, X, rows.y, rows.groups)
    given = is_fitted(model)
    fitted = model if given else fit(model, X, rows.y, rows.weight)
    classes = known_classes(fitted, rows.y)
    from_logits = gives_logits(model) and len(classes) == 2
    unseen = unseen_predictions(model, X, rows.y, splits, classes=classes, weight=rows.weight, n_jobs=n_jobs)
    assert unseen is not None  # it may be only where no splits are given
    both = (predicted(fitted, X, classes, from_logits), unseen.scores)
    kept = splits.left_out
    labels, told = classes.tolist(), rows.only(kept)
    explained = [told.explain(s[kept], labels, from_logits, base_rate, unit) for s in both]
    costs = [surprisal(told.y, s[kept], labels=labels, from_logits=from_logits) for s in both]
    code = {label: k for k, label in enumerate(labels)}
    cls = np.array([code[label] for label in rows.y.tolist()])
    return EstimatorExplanation(
        seen=explained[0],
        unseen=explained[1],
        method=splits.method,
        fits=len(splits.folds),
        base_loss=base_loss_left_out(cls, splits, rows.weight),
        rows=Rows(kept, cls[kept], told.weights, costs[0], costs[1], told.names, told.groups),
        given=given,
        odd=tuple(_odd(model, rows, splits)),
    )


@dataclass(frozen=True)
class _Rows:
    """What is known of the rows beside their features, every array of shape (n,)."""

    y: Array
    weight: Float | None
    groups: Array | None
    names: Array | None

    @property
    def weights(self) -> Float:
        return np.ones(len(self.y)) if self.weight is None else self.weight

    def only(self, kept: Array) -> _Rows:
        """Some of the rows; without names, and where they are not all, numbers are names."""
        names = self.names
        if names is None and len(kept) < len(self.y):
            names = np.array([f"X[{i}]" for i in range(len(self.y))])
        weight, groups, names = (None if a is None else a[kept] for a in (self.weight, self.groups, names))
        return _Rows(self.y[kept], weight, groups, names)

    def explain(self, scores: Float, labels: list[Any], from_logits: bool, base_rate: Any, unit: Any) -> Any:
        return explain(
            self.y,
            scores,
            self.weight,
            id=self.names,
            labels=labels,
            from_logits=from_logits,
            cluster=self.groups,
            base_rate=base_rate,
            unit=unit,
        )


def _rows(X: Any, y: Any, sample_weight: Any, groups: Any, names: Any) -> _Rows:
    """Labels, weights, groups and names as arrays of one length, which is that of X."""
    from sklearn.utils.multiclass import type_of_target
    from sklearn.utils.validation import _num_samples

    try:
        n = _num_samples(X)
    except TypeError as error:
        raise ArgumentError(f"X must hold a row for every label: {error}") from error
    given = {"y": y, "sample_weight": sample_weight, "groups": groups, "id": names}
    found = {name: None if values is None else np.asarray(values) for name, values in given.items()}
    for name, values in found.items():
        if values is not None and values.shape != (n,):
            raise DataError(f"{name} must have shape ({n},), one value for each row of X, got {values.shape}")
    labels = found["y"]
    assert labels is not None or y is None
    if labels is None or (kind := type_of_target(labels, input_name="y")) not in ("binary", "multiclass"):
        got = "None" if labels is None else f"{kind} values such as {labels[0]!r}"
        raise DataError(f"y must be labels of classes, got {got}", "Regression has no log loss.")
    if len(np.unique(labels)) < 2:
        raise DataError(
            f"a classifier needs two classes to tell apart, and all {n:,} rows are of class {labels[0]}",
            "Give rows of both classes.",
        )
    return _Rows(labels, _weight(found["sample_weight"]), found["groups"], found["id"])


def _weight(weight: Array | None) -> Float | None:
    """Weights that are none are refused before anything is fitted."""
    if weight is None:
        return None
    if weight.dtype.kind not in "biuf" or not (np.isfinite(weight) & (weight >= 0)).all() or not weight.any():
        raise DataError(
            "sample_weight must be finite numbers that are not negative, at least one of them above 0"
        )
    return weight.astype(np.float64)


def _odd(model: Any, rows: _Rows, splits: Splits) -> list[Text]:
    """What is odd about how this is found."""
    never = len(rows.y) - len(splits.left_out)
    found = [text("doubt.never_left_out", rows=never, method=splits.method)] if never else []
    if is_frozen(model):
        found.append(text("doubt.frozen"))
    if rows.weight is not None and weight_argument(model) is None:
        found.append(text("doubt.unweighted_fit", model=type(model).__name__))
    return found
