"""The story's model: scikit-learn's logistic regression, driven to its true optimum."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from logloss.errors import ArgumentError, NoFitError
from logloss.kernels.reference import Array, Float

ROUNDING = 1e-12


@dataclass(frozen=True)
class Fit:
    """A fitted logistic regression.

    Attributes
    ----------
    weight : shape (features,)
    bias : float
    C : float
        scikit-learn's inverse strength of the penalty; inf for none.
    """

    weight: Float
    bias: float
    C: float

    def logits(self, X: Array) -> Float:
        """Log-odds of the positive class, shape (n,)."""
        result: Float = X @ self.weight + self.bias
        return result


def estimator(C: float) -> Any:
    """The unfitted scikit-learn model."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, solver="newton-cholesky", tol=1e-10, max_iter=1000)


def fit(X: Array, y: Array, C: float = 1.0) -> Fit:
    """Fit P(positive) = σ(weight·x + bias).

    Parameters
    ----------
    X : shape (n, features)
    y : shape (n,), 0 or 1
    C : scikit-learn's: loss summed over rows times C, plus half the squared weight; inf for no penalty

    Raises
    ------
    NoFitError
        Where there is one class only, or no penalty and the classes can be separated: then no fit is finite.

    Examples
    --------
    >>> from logloss.scenes.points import X, Y
    >>> ten = fit(np.array(X)[:, None], np.array(Y))
    >>> round(float(ten.weight[0]), 2), round(ten.bias, 2)
    (0.97, 0.66)
    """
    if not _is_positive(C):
        raise ArgumentError(
            f"C must be a number above 0, got {C!r}", "scikit-learn's default is 1; inf means no penalty."
        )
    if len(np.unique(y)) < 2:
        raise NoFitError(
            f"a model needs two classes to tell apart, and all {len(y):,} rows are of one",
            "Give rows of both classes.",
        )
    if math.isinf(C) and is_separable(X, y):
        raise NoFitError(
            "without a penalty (C = inf) there is no finite fit: the classes are separable, "
            "and a steeper curve is always better",
            "Give a finite C; scikit-learn's default is 1.",
        )
    from scipy.linalg import LinAlgWarning
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        for kind in (ConvergenceWarning, LinAlgWarning, RuntimeWarning):
            warnings.simplefilter("error", kind)
        try:
            model = estimator(C).fit(X, y)
        except (ConvergenceWarning, LinAlgWarning, RuntimeWarning) as warning:
            raise NoFitError(
                "the fit did not converge",
                "Are features very large, or of very different size? Standardize them, or give a smaller C.",
            ) from warning
    return Fit(_told_apart(X, model.coef_[0]), float(model.intercept_[0]), float(C))


def _told_apart(X: Array, weight: Float) -> Float:
    """A weight that moves log-odds by no more than rounding is 0, or chance would order the rows."""
    return np.where(np.abs(weight) * np.ptp(X, axis=0) <= ROUNDING, 0.0, weight)


def _is_positive(value: Any) -> bool:
    return isinstance(value, Real) and float(value) > 0


def is_separable(X: Array, y: Array) -> bool:
    """Whether some plane has no row of either class on its wrong side, and not every row on itself.

    Then the likelihood grows for ever along that plane's normal (Albert & Anderson 1984). Found by a linear
    programme: the largest total margin of a bounded plane that misplaces nothing is above 0.

    Examples
    --------
    >>> is_separable(np.array([[0.0], [1.0], [2.0]]), np.array([0, 0, 1]))
    True
    >>> is_separable(np.array([[0.0], [1.0], [2.0]]), np.array([0, 1, 0]))
    False
    """
    from scipy.optimize import linprog

    side = np.where(y == 1, 1.0, -1.0)[:, None]
    spread = X.std(axis=0)
    scaled = (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    margins = side * np.column_stack([scaled, np.ones(len(X))])
    best = linprog(-margins.sum(axis=0), A_ub=-margins, b_ub=np.zeros(len(X)), bounds=(-1, 1))
    return bool(best.status == 0 and -best.fun > 1e-7 * len(X))
