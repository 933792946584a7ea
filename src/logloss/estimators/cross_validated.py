"""What ``cross_validate`` returned, as unseen predictions: each row by the model fitted without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from logloss.errors import ArgumentError, DataError
from logloss.estimators.models import check_classifier, known_classes, predicted
from logloss.kernels.reference import Array, Float

KEPT = "return_estimator=True, return_indices=True"
"""What ``cross_validate`` must be asked for."""


@dataclass(frozen=True)
class CrossValidated:
    """Predictions of rows that were left out, one after the other in the order of the folds.

    Attributes
    ----------
    y, p
        Labels, shape (m,), and probabilities, shape (m, K), a column for each of ``labels``.
    weight : shape (m,), or None
    row
        Number of each row in X, shape (m,).
    labels : list of K
    cluster
        The same as ``row`` where some rows were left out more than once; else None.
    """

    y: Array
    p: Float
    weight: Float | None
    row: Array
    labels: list[Any]
    cluster: Array | None


def cross_validated(cv_results: Any, X: Any, y: Any, sample_weight: Any = None) -> CrossValidated:
    """Predict every fold's left-out rows by the model that was fitted without them.

    Parameters
    ----------
    cv_results : dict
        What ``cross_validate(..., return_estimator=True, return_indices=True)`` returned.
    X, y
        What it was given.
    sample_weight : shape (n,), optional

    Raises
    ------
    ArgumentError
        Where the models or the indices were not kept.
    DataError
        Where X and y are not as long as the folds say.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_validate
    >>> X, y = np.arange(10.0)[:, None], np.array([0, 1] * 5)
    >>> kept = cross_validate(LogisticRegression(), X, y, return_estimator=True, return_indices=True)
    >>> found = cross_validated(kept, X, y)
    >>> sorted(found.row.tolist()) == list(range(10)), found.p.shape
    (True, (10, 2))
    """
    from sklearn.utils import _safe_indexing

    models, folds = _kept(cv_results)
    labels = np.asarray(y)
    row = np.concatenate([np.asarray(fold) for fold in folds])
    if row.max(initial=-1) >= len(labels):
        raise DataError(
            f"the folds reach to row {row.max()}, and y has {len(labels)} rows",
            "Give the X and y that cross_validate was given.",
        )
    classes = np.unique(np.concatenate([known_classes(model, labels[:0]) for model in models]))
    given = [
        predicted(model, _safe_indexing(X, fold), classes, False)
        for model, fold in zip(models, folds, strict=True)
    ]
    weight = None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)[row]
    twice = len(np.unique(row)) < len(row)
    return CrossValidated(
        labels[row], np.concatenate(given), weight, row, classes.tolist(), row if twice else None
    )


def _kept(cv_results: Any) -> tuple[list[Any], list[Array]]:
    """Models, and the rows that each has not seen."""
    if not isinstance(cv_results, Mapping) or not {"estimator", "indices"} <= cv_results.keys():
        raise ArgumentError(
            "cv_results must hold the fitted models and the indices of their folds",
            f"Call cross_validate(..., {KEPT}).",
        )
    models = list(cv_results["estimator"])
    for model in models:
        check_classifier(model)
    return models, list(cv_results["indices"]["test"])
