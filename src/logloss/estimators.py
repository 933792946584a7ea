"""Predictions of rows that a model has not seen: left out one by one, or fold by fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from logloss.errors import ArgumentError
from logloss.kernels.reference import Array, Float

MOST_LEFT_OUT_SINGLY = 100
FOLDS = 5

Method = Literal["leave-one-out", "five-fold"]


@dataclass(frozen=True)
class Unseen:
    """What a model says of rows it was not fitted to.

    Attributes
    ----------
    scores : shape (n,) or (n, K)
        Logits of two classes where the model has them, else probabilities, one column a class.
    from_logits : bool
    method : "leave-one-out" or "five-fold"
    """

    scores: Float
    from_logits: bool
    method: Method


def left_out(y: Array) -> tuple[Method, list[tuple[Array, Array]]] | None:
    """Which rows a model is fitted to, and which it then predicts, one pair of index arrays a fit.

    Leave-one-out up to 100 rows, else stratified five-fold, shuffled with seed 0. None where a class is too
    small to be left out: one row, or fewer than five for five-fold.

    Examples
    --------
    >>> method, folds = left_out(np.array([0, 0, 1, 1]))
    >>> method, len(folds)
    ('leave-one-out', 4)
    """
    from sklearn.model_selection import LeaveOneOut, StratifiedKFold

    smallest = int(np.unique(y, return_counts=True)[1].min())
    if len(y) <= MOST_LEFT_OUT_SINGLY:
        return ("leave-one-out", list(LeaveOneOut().split(y))) if smallest > 1 else None
    if smallest < FOLDS:
        return None
    return "five-fold", list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(y, y))


def unseen_predictions(model: Any, X: Any, y: Array) -> Unseen | None:
    """Predict each row by a clone of the model that was fitted without it.

    Parameters
    ----------
    model : scikit-learn classifier or pipeline
    X : shape (n, features)
    y : shape (n,), class labels

    Returns
    -------
    Unseen, or None where a class is too small to be left out (see :func:`left_out`).

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
    >>> y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    >>> unseen = unseen_predictions(LogisticRegression(), x[:, None], y)
    >>> unseen.method, unseen.from_logits, unseen.scores.shape
    ('leave-one-out', True, (10,))
    """
    from sklearn.model_selection import cross_val_predict

    found = left_out(y)
    if found is None:
        return None
    method, folds = found
    if not hasattr(model, "predict_proba"):
        raise ArgumentError(
            f"{type(model).__name__} has no predict_proba, and a log loss is of probabilities",
            "Wrap it in scikit-learn's CalibratedClassifierCV.",
        )
    from_logits = _gives_logits(model) and len(np.unique(y)) == 2
    how = "decision_function" if from_logits else "predict_proba"
    return Unseen(cross_val_predict(model, X, y, cv=folds, method=how), from_logits, method)


def _gives_logits(model: Any) -> bool:
    """Whether σ of the decision function is the probability, which in an SVM, say, it is not."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    last = model.steps[-1][1] if isinstance(model, Pipeline) else model
    return isinstance(last, LogisticRegression) and getattr(last, "multi_class", "") != "multinomial"
