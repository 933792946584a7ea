"""What a model says of rows that it has not seen: each is predicted by a clone fitted without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from logloss.estimators.models import check_classifier, gives_logits, predicted, weight_argument
from logloss.estimators.splits import Splits, left_out
from logloss.kernels.reference import Array, Float


@dataclass(frozen=True)
class Unseen:
    """What a model says of rows it was not fitted to.

    Attributes
    ----------
    scores : shape (n,) or (n, K)
        Logits of two classes where the model has them, else probabilities, one column a class; NaN where a
        row is never left out.
    from_logits : bool
    splits : Splits
        Which rows were left out of which fit.
    """

    scores: Float
    from_logits: bool
    splits: Splits


def unseen_predictions(
    model: Any,
    X: Any,
    y: Array,
    splits: Splits | None = None,
    *,
    classes: Array | None = None,
    weight: Float | None = None,
    n_jobs: int | None = None,
) -> Unseen | None:
    """Predict each row by a clone of the model that was fitted without it.

    Parameters
    ----------
    model : scikit-learn classifier or pipeline
    X : shape (n, features)
    y : shape (n,), class labels
    splits : Splits, optional
        By default those of :func:`logloss.estimators.splits.left_out`.
    classes : shape (K,), optional
        Which classes have columns, in which order; by default those of y, sorted.
    weight : shape (n,), optional
        Given to ``fit`` where the model takes weights.
    n_jobs : int, optional
        How many fits at a time, as scikit-learn has it.

    Returns
    -------
    Unseen, or None where a class is too small to be left out by the default splits.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
    >>> y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    >>> unseen = unseen_predictions(LogisticRegression(), x[:, None], y)
    >>> unseen.splits.method, unseen.from_logits, unseen.scores.shape
    ('leave-one-out', True, (10,))
    """
    from sklearn.utils.parallel import Parallel, delayed

    splits = left_out(y) if splits is None else splits
    if splits is None:
        return None
    check_classifier(model)
    classes = np.unique(y) if classes is None else classes
    from_logits = gives_logits(model) and len(classes) == 2
    done = Parallel(n_jobs=n_jobs)(
        delayed(_fitted_without)(model, X, y, weight, train, tested, classes, from_logits)
        for train, tested in splits.folds
    )
    scores = np.full((len(y),) if from_logits else (len(y), len(classes)), np.nan, np.result_type(*done))
    for (_, tested), found in zip(splits.folds, done, strict=True):
        scores[tested] = found
    return Unseen(scores, from_logits, splits)


def fit(model: Any, X: Any, y: Array, weight: Float | None = None) -> Any:
    """A clone of the model, fitted, with weights where it takes them; the model stays as it was."""
    from sklearn.base import clone

    name = None if weight is None else weight_argument(model)
    return clone(model).fit(X, y, **({} if name is None else {name: weight}))


def _fitted_without(
    model: Any,
    X: Any,
    y: Array,
    weight: Float | None,
    train: Array,
    tested: Array,
    classes: Array,
    from_logits: bool,
) -> Float:
    from sklearn.utils.metaestimators import _safe_split

    X_train, y_train = _safe_split(model, X, y, train)
    X_tested, _ = _safe_split(model, X, y, tested, train)
    fitted = fit(model, X_train, y_train, None if weight is None else weight[train])
    return predicted(fitted, X_tested, classes, from_logits)
