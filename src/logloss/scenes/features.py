"""The input doctor's rules for a story's features: finite numbers, and labels of two classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from logloss.checks import Names, Rows
from logloss.checks.arrays import as_arrays, numbers
from logloss.checks.labels import class_indices
from logloss.checks.missing import without_missing
from logloss.checks.rows import Array, first_of, rows_with, shown
from logloss.errors import ArgumentError, DataError


def examine_features(
    y_true: Any, x: Any, labels: Sequence[Any] | None, pos_label: Any, missing: Any, names: Names
) -> Rows:
    """Rows whose scores are features, shape (n, features), or a DataError that names argument, rule and rows.

    Examples
    --------
    >>> rows = examine_features([0, 1, 1], [[1, 5], [2, float("nan")], [3, 7]], None, None, "drop", Names())
    >>> rows.scores.tolist(), rows.y.tolist(), rows.notes
    ([[1.0, 5.0], [3.0, 7.0]], [0, 1], {'dropped': 1})
    """
    if missing not in ("error", "drop"):
        raise ArgumentError(
            f"missing must be 'error' or 'drop', got {shown(missing)}", "It says what to do with NaN."
        )
    y, matrix, _ = as_arrays(y_true, x, None, names)
    if y.ndim == 2:
        raise DataError(f"{names.y_true} must be of shape (n,), got shape {y.shape}", "Give one label a row.")
    given = len(y)
    y, matrix, _, kept = without_missing(y, matrix, None, missing == "drop", names)
    names = replace(names, kept=kept)
    matrix = numbers(matrix, names.y_proba, names, "Features are numbers, one a row.").astype(np.float64)
    endless = ~np.isfinite(matrix)
    if endless.any():
        where = f"{first_of(matrix, endless)} at {names.rows(rows_with(endless))}"
        raise DataError(f"{names.y_proba} must be finite, got {where}", "Mend those rows or leave them out.")
    index, classes = _classes(y, labels, pos_label, names)
    notes = {"dropped": given - len(y)} if given > len(y) else {}
    return Rows(index.astype(np.int64), matrix.reshape(len(y), -1), None, classes, index=kept, notes=notes)


def _classes(
    y: Array, labels: Sequence[Any] | None, pos_label: Any, names: Names
) -> tuple[Array, tuple[Any, ...]]:
    try:
        return class_indices(y, 1, labels, pos_label, names)
    except DataError as error:
        if "one column a class" not in error.hint:
            raise
        hint = "Stories are told of two classes; explain takes the predictions of any number."
        raise DataError(error.fact, hint) from None
