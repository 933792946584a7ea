"""Predictions of rows that a model has not seen: left out one by one, or fold by fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

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
        Logits where the model has them, else probabilities.
    from_logits : bool
    method : "leave-one-out" or "five-fold"
    """

    scores: Float
    from_logits: bool
    method: Method


def unseen_predictions(model: Any, X: Array, y: Array) -> Unseen | None:
    """Predict each row by a clone of the model that was fitted without it.

    Leave-one-out up to 100 rows, else stratified five-fold, shuffled with seed 0.

    Parameters
    ----------
    model : scikit-learn classifier
    X : shape (n, features)
    y : shape (n,), class labels

    Returns
    -------
    Unseen, or None where a class is too small to be left out (one row, or fewer than five for five-fold).

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
    >>> y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    >>> unseen = unseen_predictions(LogisticRegression(), x[:, None], y)
    >>> unseen.method, unseen.from_logits, unseen.scores.shape
    ('leave-one-out', True, (10,))
    """
    from sklearn.model_selection import LeaveOneOut, StratifiedKFold, cross_val_predict

    smallest = int(np.unique(y, return_counts=True)[1].min())
    singly = len(y) <= MOST_LEFT_OUT_SINGLY
    if smallest < (2 if singly else FOLDS):
        return None
    folds = LeaveOneOut() if singly else StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    from_logits = hasattr(model, "decision_function") and len(np.unique(y)) == 2
    scores = cross_val_predict(
        model, X, y, cv=folds, method="decision_function" if from_logits else "predict_proba"
    )
    return Unseen(scores, from_logits, "leave-one-out" if singly else "five-fold")
