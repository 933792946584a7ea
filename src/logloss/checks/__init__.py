"""The input doctor: it refuses what has no log loss, names the rows, says what to do, and never guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from logloss.checks.arrays import as_arrays, check_length, numbers
from logloss.checks.labels import class_indices, class_order, is_zero_one, named_classes
from logloss.checks.missing import without_missing
from logloss.checks.outcomes import outcome_columns, soft_labels
from logloss.checks.parts import NothingLeft, UnsettledLabels, nothing_left
from logloss.checks.plain import plain_rows
from logloss.checks.probabilities import check_logits, check_range, check_sums
from logloss.checks.rows import ARRAYS, Array, Names, Rows, first_of, listed, shown
from logloss.checks.weights import SMALLEST, check_weights, odd_weights
from logloss.errors import ArgumentError, DataError

__all__ = [
    "ARRAYS",
    "SMALLEST",
    "Names",
    "NothingLeft",
    "Rows",
    "UnsettledLabels",
    "class_order",
    "examine",
    "nothing_left",
    "odd_weights",
    "plain_rows",
]

Missing = Literal["error", "drop"]


def examine(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    soft: bool = False,
    missing: Missing = "error",
    renormalize: bool = False,
    names: Names = ARRAYS,
    lacking: Mapping[str, Array] | None = None,
    part: bool = False,
) -> Rows:
    """Turn labels, predictions and weights into rows that can be scored, or say why not.

    Parameters
    ----------
    lacking : optional
        Of further columns that every row needs a value in, by name: where it has none, shape (n,).
    part : bool
        Whether rows are a part of something longer, and not blamed for what only the whole can be guilty of.

    Raises
    ------
    DataError
        Naming the argument, the rule, the value and the first rows.
    ArgumentError
        For options that do not exist or do not fit each other.
    NothingLeft, UnsettledLabels
        Of a part: where no row is left, and where it does not tell the classes.

    Examples
    --------
    >>> rows = examine([1, 0, 1], [0.9, 0.2, 0.7])
    >>> rows.labels, len(rows)
    ((0, 1), 3)
    >>> examine([1, 0], [90, 20])
    Traceback (most recent call last):
        ...
    logloss.errors.DataError: y_proba must lie in [0, 1], got 90 at index 0, 1
    <BLANKLINE>
    Percents? Divide them by 100.
    """
    if missing not in ("error", "drop"):
        raise ArgumentError(
            f"missing must be 'error' or 'drop', got {shown(missing)}", "It says what to do with NaN."
        )
    y, scores, weight = as_arrays(y_true, y_proba, sample_weight, names)
    given = len(y)
    lacking = lacking or {}
    for name, where in lacking.items():
        check_length(name, len(where), len(scores), names)
    y, scores, weight, kept = without_missing(y, scores, weight, missing == "drop", names, lacking, part)
    names = replace(names, kept=kept)
    if not from_logits:
        _refuse_swapped(y, scores, soft, names)
    scores = numbers(scores, names.y_proba, names, "Predictions are numbers, one a row or one a class.")
    float32 = len(scores) if scores.dtype == np.float32 else 0
    scores, off = _scores(scores, from_logits, renormalize, names)
    y, order = _labels(y, scores, labels, pos_label, soft, names, part)
    _refuse_reordered(y_proba, order, names)
    if weight is not None:
        weight = check_weights(weight, names, part)
    counts = {"dropped": given - len(y), "float32": float32, "renormalized": off}
    notes = {name: count for name, count in counts.items() if count}
    return Rows(y, scores, weight, order, from_logits, soft, kept, notes)


def _scores(scores: Array, from_logits: bool, renormalize: bool, names: Names) -> tuple[Array, int]:
    """Scores that hold, and how many rows of them were renormalized."""
    if from_logits:
        check_logits(scores, names)
        return scores, 0
    check_range(scores, names)
    return check_sums(scores, names, renormalize) if scores.ndim == 2 else (scores, 0)


def _labels(
    y: Array,
    scores: Array,
    labels: Sequence[Any] | None,
    pos_label: Any,
    soft: bool,
    names: Names,
    part: bool = False,
) -> tuple[Array, tuple[Any, ...]]:
    """Each row's class, or its shares of the classes, and the classes."""
    columns = 1 if scores.ndim == 1 else scores.shape[1]
    if y.ndim == 1 and not soft:
        return class_indices(y, columns, labels, pos_label, names, part)
    if pos_label is not None:
        given = "outcome columns" if y.ndim == 2 else "soft_labels=True"
        raise ArgumentError(
            f"pos_label={shown(pos_label)} does not fit {given}",
            "It picks one label out of two; here y_true already says how much of each class a row is.",
        )
    if y.ndim == 2:
        y = outcome_columns(y, columns, soft, names)
    else:
        y = soft_labels(y, scores, names)
    return y, tuple(range(max(columns, 2)) if labels is None else named_classes(labels, columns))


def _refuse_swapped(y: Array, scores: Array, soft: bool, names: Names) -> None:
    """Labels that look like probabilities beside predictions that look like labels were swapped."""
    if soft or y.ndim == 2 or scores.ndim == 2 or y.dtype.kind != "f" or is_zero_one(y):
        return
    fractions = (y > 0) & (y < 1)
    text = scores.dtype.kind in "OUT" and all(isinstance(v, str) for v in scores)
    bits = scores.dtype.kind in "biufO" and bool(((scores == 0) | (scores == 1)).all())
    if fractions.any() and (text or bits):
        raise DataError(
            f"{names.y_true} and {names.y_proba} look swapped: "
            f"{names.y_true} has {first_of(y, fractions)} at {names.rows(fractions)}, "
            f"{names.y_proba} only {'text' if text else '0 and 1'}",
            "Labels come first, predictions second."
            + ("" if text else " If it is meant, pass soft_labels=True."),
        )


def _refuse_reordered(y_proba: Any, order: tuple[Any, ...], names: Names) -> None:
    """A frame whose columns bear the classes' names must have them in the classes' order."""
    columns = getattr(y_proba, "column_names", getattr(y_proba, "columns", None))
    if columns is None:
        return
    called = {str(label): label for label in order}
    given = [called.get(str(column)) for column in columns]
    if given != list(order) and set(given) == set(order):
        raise DataError(
            f"{names.y_proba} has the columns {listed(given)}, but the classes in order are {listed(order)}",
            f"Pass labels=[{listed(given)}], or bring the columns into the order of the classes.",
        )
