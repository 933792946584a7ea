"""Outcomes given as numbers and not as labels: one column a class, and soft labels, the shares of classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.checks.arrays import numbers
from logloss.checks.probabilities import sum_tolerance
from logloss.checks.rows import Array, Names, first_of
from logloss.errors import DataError


def outcome_columns(y: Array, columns: int, soft: bool, names: Names) -> Array:
    """K outcome columns as class indices, or as float64 shares when labels are soft."""
    y = numbers(y, names.y_true, names, "Give one outcome column a class, 1 where it happened, 0 elsewhere.")
    if y.shape[1] != columns:
        raise DataError(
            f"{names.y_true} and {names.y_proba} must have the same columns, got {y.shape[1]} and {columns}",
            "Give one outcome column and one probability column a class, in the same order.",
        )
    _refuse(
        ~((y >= 0) & (y <= 1)).all(axis=1),
        y,
        "hold numbers from 0 to 1",
        "Give one column a class, 1 where it happened and 0 elsewhere.",
        names,
    )
    _refuse(
        np.abs(y.sum(axis=1, dtype=np.float64) - 1) > sum_tolerance(y),
        y,
        "sum to 1 in every row",
        "Each row belongs to one class. None? Drop the row. Several yes-or-no questions? "
        "Score each column by itself.",
        names,
    )
    if soft:
        return y.astype(np.float64)
    _refuse(
        ~((y == 0) | (y == 1)).all(axis=1),
        y,
        "be 0 or 1",
        "For shares of a class (ties, distillation) pass soft_labels=True.",
        names,
    )
    index: Array = y.argmax(axis=1)
    return index


def soft_labels(y: Array, scores: Array, names: Names) -> Array:
    """Shares of the positive class, from 0 to 1, as float64: 1 − y is exact enough there."""
    hint = "Soft labels are each row's share of the positive class."
    if scores.ndim == 2:
        raise DataError(
            f"{names.y_true} must be of shape {scores.shape} with soft_labels=True, got shape {y.shape}",
            "Soft labels of several classes are one column a class, like the probabilities.",
        )
    y = numbers(y, names.y_true, names, hint)
    outside = ~((y >= 0) & (y <= 1))
    if outside.any():
        raise DataError(
            f"{names.y_true} must lie in [0, 1] with soft_labels=True, got {first_of(y, outside)} at "
            f"{names.rows(outside)}",
            hint,
        )
    return y.astype(np.float64)


def _refuse(bad: Any, y: Array, rule: str, hint: str, names: Names) -> None:
    if bad.any():
        raise DataError(
            f"{names.y_true}'s outcome columns must {rule}, got {first_of(y, bad)} at {names.rows(bad)}", hint
        )
