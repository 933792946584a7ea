"""What is asked of a scikit-learn model: whether it fits, is fitted, takes weights, and what it predicts."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.errors import ArgumentError, DataError
from logloss.kernels.reference import Array, Float


def check_classifier(model: Any) -> None:
    """Refuse what is no classifier that gives probabilities.

    Examples
    --------
    >>> from sklearn.svm import LinearSVC
    >>> check_classifier(LinearSVC())
    Traceback (most recent call last):
    ...
    logloss.errors.ArgumentError: LinearSVC has no predict_proba, and a log loss is of probabilities
    <BLANKLINE>
    Wrap it in scikit-learn's CalibratedClassifierCV.
    """
    name = type(model).__name__
    if isinstance(model, type) or not (hasattr(model, "fit") and hasattr(model, "get_params")):
        got = f"the class {model.__name__}" if isinstance(model, type) else name
        raise ArgumentError(
            f"model must be a scikit-learn classifier or pipeline, got {got}",
            "Of predictions that are made already: explain(y_true, y_proba).",
        )
    if not _is_classifier(model):
        raise ArgumentError(
            f"{name} is no classifier, and a log loss is of the probabilities of classes",
            "Pass a classifier, or a pipeline that ends in one.",
        )
    if not hasattr(model, "predict_proba"):
        raise ArgumentError(
            f"{name} has no predict_proba, and a log loss is of probabilities",
            "Wrap it in scikit-learn's CalibratedClassifierCV.",
        )


def is_fitted(model: Any) -> bool:
    """Whether the model can predict already."""
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(model)
    except NotFittedError:
        return False
    return True


def gives_logits(model: Any) -> bool:
    """Whether σ of the decision function is the probability, which in an SVM, say, it is not."""
    from sklearn.linear_model import LogisticRegression

    last = _last(model)
    return isinstance(last, LogisticRegression) and getattr(last, "multi_class", "") != "multinomial"


def is_frozen(model: Any) -> bool:
    """Whether a part of the model stays as it was fitted when a clone of the model is fitted anew."""
    parts = [model, *model.get_params(deep=True).values()]
    return any(type(part).__name__ == "FrozenEstimator" for part in parts)


def weight_argument(model: Any) -> str | None:
    """By what name ``fit`` takes weights: in a pipeline they are for its last step; None where it takes none.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> weight_argument(make_pipeline(StandardScaler(), LogisticRegression()))
    'logisticregression__sample_weight'
    >>> weight_argument(KNeighborsClassifier())
    """
    from sklearn import get_config
    from sklearn.pipeline import Pipeline
    from sklearn.utils.validation import has_fit_parameter

    if isinstance(model, Pipeline):
        if get_config()["enable_metadata_routing"]:  # the steps say themselves what they take
            return "sample_weight"
        inner = weight_argument(model.steps[-1][1])
        return None if inner is None else f"{model.steps[-1][0]}__{inner}"
    if has_fit_parameter(model, "sample_weight"):
        return "sample_weight"
    searched = getattr(model, "estimator", None)  # searches over parameters hand on what their fit is given
    if searched is not None and has_fit_parameter(model, "params"):
        return weight_argument(searched)
    return None


def predicted(model: Any, X: Any, classes: Array, from_logits: bool) -> Float:
    """Logits of two classes, shape (n,), or probabilities, shape (n, K), a column for each of ``classes``.

    A class that this fit has not met is given probability 0.
    """
    if from_logits:
        logits: Float = np.asarray(model.decision_function(X), dtype=np.float64)
        return logits
    p = np.asarray(model.predict_proba(X))
    known = model.classes_.tolist()
    if known == classes.tolist():
        return p
    place = {label: k for k, label in enumerate(known)}
    found = np.zeros((len(p), len(classes)), p.dtype)
    for k, label in enumerate(classes.tolist()):
        if label in place:
            found[:, k] = p[:, place[label]]
    return found


def known_classes(model: Any, y: Array) -> Array:
    """The classes that a fitted model gives probabilities to, in the order of its columns."""
    classes = np.asarray(model.classes_)
    unknown = sorted(set(y.tolist()) - set(classes.tolist()), key=str)
    if unknown:
        known = ", ".join(str(label) for label in classes.tolist()[:5])
        raise DataError(
            f"y holds class {unknown[0]}, which the fitted model does not know ({known})",
            "Leave those rows out, or pass a model that is not fitted, and it is fitted to these rows.",
        )
    return classes


def _last(model: Any) -> Any:
    from sklearn.pipeline import Pipeline

    return _last(model.steps[-1][1]) if isinstance(model, Pipeline) else model


def _is_classifier(model: Any) -> bool:
    from sklearn.base import is_classifier

    if (
        getattr(model, "_estimator_type", None) is not None
    ):  # scikit-learn before 1.6, and others of that time
        return bool(model._estimator_type == "classifier")
    return hasattr(model, "__sklearn_tags__") and is_classifier(model)
