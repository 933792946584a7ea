"""Arrays: whatever was passed, as NumPy arrays of fitting shapes, with nothing converted in silence."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from logloss.checks.rows import Array, Names, first_of, rows_with, shown
from logloss.errors import DataError


def as_arrays(
    y_true: Any, y_proba: Any, sample_weight: Any, names: Names
) -> tuple[Array, Array, Array | None]:
    """Labels, scores and weights as arrays of equally many rows."""
    y = _as_array(y_true, names.y_true, most=2)
    scores = _as_array(y_proba, names.y_proba, most=2)
    weight = None if sample_weight is None else _as_array(sample_weight, names.sample_weight, most=1)
    if len(y) != len(scores):
        turned = scores.ndim == 2 and scores.shape[1] == len(y)
        raise DataError(
            f"{names.y_true} and {names.y_proba} must be of one length, "
            f"got {len(y):,} and {len(scores):,} rows",
            "One row a prediction, one column a class: transpose it."
            if turned
            else "Are they the same rows?",
        )
    if weight is not None:
        check_length(names.sample_weight, len(weight), len(scores), names, "Give one weight a row.")
    if len(y) == 0:
        raise DataError(
            f"{names.y_true} has no rows", "The log loss is a mean: it needs at least one prediction."
        )
    for array, name in ((y, names.y_true), (scores, names.y_proba)):
        if array.size == 0:
            raise DataError(f"{name} has no columns", "Was every column filtered out?")
    return y, scores, weight


def check_length(
    name: str, length: int, rows: int, names: Names, hint: str = "Give one value a row."
) -> None:
    """Refuse a column that has not one value a row."""
    if length != rows:
        raise DataError(
            f"{name} and {names.y_proba} must be of one length, got {length:,} and {rows:,} rows", hint
        )


def numbers(values: Array, name: str, names: Names, hint: str) -> Array:
    """Numbers as numbers: objects that are numbers are converted, others refused with their first rows."""
    if values.dtype.kind in "fiub":
        return values
    if values.dtype.kind in "mM":  # NumPy would count nanoseconds
        other = np.ones(values.shape, dtype=np.bool_)
    else:
        other = ~np.frompyfunc(_is_number, 1, 1)(values).astype(np.bool_)
    if not other.any():
        return values.astype(np.float64)
    raise DataError(
        f"{name} must hold numbers, got {first_of(values, other)} at {names.rows(rows_with(other))}", hint
    )


def _is_number(value: Any) -> bool:
    if isinstance(value, int) and value.bit_length() > 1023:  # more than a float holds
        return False
    return isinstance(value, (Real, Decimal, np.bool_))


def _as_array(values: Any, name: str, most: int) -> Array:
    try:
        array = _converted(values)
    except ValueError as error:  # rows of different lengths
        raise DataError(
            f"{name} must be an array, got rows of different lengths", "One value a row."
        ) from error
    if array.dtype.kind == "c":
        raise DataError(
            f"{name} must hold real numbers, got complex ones", "Take their real part, if it is meant."
        )
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if not 1 <= array.ndim <= most:
        hint = "One weight a row." if most == 1 else "One row a prediction."
        if isinstance(values, str):
            hint = "Names of columns need data=, which explain and summarize take."
        got = f"shape {array.shape}" if array.ndim else shown(values)
        raise DataError(
            f"{name} must be of shape {'(n,)' if most == 1 else '(n,) or (n, K)'}, got {got}", hint
        )
    return array


def _converted(values: Any) -> Array:
    array: Array
    if isinstance(values, np.ma.MaskedArray):  # NumPy would bring to light what is masked
        array = np.ma.getdata(values).astype(object)
        array[np.ma.getmaskarray(values)] = None
        return array
    array = np.asarray(values)
    if array.dtype.kind in "US" and not isinstance(values, np.ndarray):
        # NumPy makes text of all when one is text: 1 and "1" would become one class, NaN the class 'nan'.
        return np.asarray(values, dtype=object)
    return array
