"""Labels: which classes there are, which one is positive, and each row's class as an index."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from logloss.checks.parts import UnsettledLabels
from logloss.checks.rows import Array, Names, first_of, listed, python, shown
from logloss.errors import ArgumentError, DataError

BLOCK = 1 << 16
NEAR = 1 << 16
"""Whole numbers that differ by less are counted by value, and not sorted."""
NATURAL_PAIRS = ((0, 1), (-1, 1))
NUMBERS = (bool, int, float, np.bool_, np.integer, np.floating, Decimal)


def class_indices(
    y: Array,
    columns: int,
    labels: Sequence[Any] | None,
    pos_label: Any,
    names: Names,
    part: bool = False,
) -> tuple[Array, tuple[Any, ...]]:
    """Each row's class as an index into the labels, and the labels.

    Parameters
    ----------
    y : shape (n,), no value missing
    columns : 1 where the scores are of the positive class only, else the number of columns
    part : whether these rows are a part of something longer, which alone can tell the classes
    """
    y = _labels_alone(y, names)
    if labels is None and pos_label is None and columns <= 2 and is_zero_one(y):
        return _as_bits(y), (0, 1) if y.dtype != np.bool_ else (False, True)
    values = _distinct(y)
    try:
        order = class_order(values, columns, labels, pos_label, names)
    except DataError as error:
        if part and labels is None:
            raise UnsettledLabels(error) from error
        raise
    if any(v not in order for v in values):
        bad = ~np.logical_or.reduce([y == label for label in order])
        raise DataError(
            f"{names.y_true} must hold the labels {listed(order)}, "
            f"got {first_of(y, bad)} at {names.rows(bad)}",
            "Name every class in labels=, or mend the rows.",
        )
    return _places(y, values, order), tuple(order)


def _places(y: Array, values: list[Any], order: list[Any]) -> Array:
    """Each label's place in the order; all the values that occur are in it."""
    kind = np.uint8 if len(order) <= 256 else np.int32
    low = _narrow(y)
    if low is not None:  # whole numbers near each other are looked up in a table
        table = np.zeros(int(y.max()) - low + 1, dtype=kind)
        for value in values:
            table[value - low] = order.index(value)
        looked_up: Array = table[y.astype(np.int64) - low]
        return looked_up
    index = np.zeros(len(y), dtype=kind)
    for i, label in enumerate(order):
        index[y == label] = i
    return index


def _narrow(y: Array) -> int | None:
    """The least of whole numbers of which none is far from another; None of other labels."""
    if y.dtype.kind not in "iu" or not len(y):
        return None
    low, high = int(y.min()), int(y.max())
    return low if high - low < NEAR and high < 1 << 62 else None


def named_classes(labels: Sequence[Any], columns: int) -> list[Any]:
    """The classes as the caller names them, checked to be as many and as different as the columns."""
    wanted = max(columns, 2)
    try:
        if isinstance(labels, (str, set, frozenset)):  # a word is no list of labels, and a set has no order
            raise TypeError
        given = [python(v) for v in labels]
        different = len(set(given))
    except TypeError:
        raise ArgumentError(
            f"labels must be a list of the classes, got {shown(labels)}",
            "For example labels=['ham', 'spam'].",
        ) from None
    if not different == len(given) == wanted:
        raise ArgumentError(
            f"labels must name {wanted} different classes, got {listed(given)}",
            "Give one label a column, in the order of the columns."
            if columns > 1
            else "With one column of probabilities there are two classes; the second is the positive one.",
        )
    return given


def _labels_alone(y: Array, names: Names) -> Array:
    """Refuse values that are no labels; object arrays of numbers alone become arrays of numbers."""
    if y.dtype.kind in "biufUT":
        return y
    if y.dtype.kind != "O":
        bad = np.ones(len(y), dtype=np.bool_)
    else:
        bad = ~np.frompyfunc(lambda v: isinstance(v, (str, *NUMBERS)), 1, 1)(y).astype(np.bool_)
    if bad.any():
        raise DataError(
            f"{names.y_true} must hold labels that are numbers, booleans or text, "
            f"got {first_of(y, bad)} at {names.rows(bad)}",
            "Write such labels as text.",
        )
    if any(isinstance(v, str) for v in y):
        return y
    values = [float(v) if isinstance(v, Decimal) else v for v in y.tolist()]
    array = np.array(values)
    return array if bool((array == y).all()) else y  # integers that no array of numbers holds stay objects


def is_zero_one(y: Array) -> bool:
    """Whether every label is 0 or 1, without a copy of the array."""
    if y.dtype == np.bool_:
        return True
    if y.dtype.kind in "iu":
        return bool(y.min() >= 0 and y.max() <= 1)
    if y.dtype.kind == "f":
        blocks = (y[i : i + BLOCK] for i in range(0, len(y), BLOCK))
        return all(bool(((b == 0) | (b == 1)).all()) for b in blocks)
    return False


def _as_bits(y: Array) -> Array:
    return y if y.dtype.kind in "biu" else y.astype(np.uint8)


def _distinct(y: Array) -> list[Any]:
    """The distinct labels in order; of mixed types, which have no order, numbers come first."""
    if y.dtype.kind == "O":
        return sorted({python(v) for v in y}, key=lambda v: (isinstance(v, str), v))
    low = _narrow(y)
    if low is not None:
        found: list[Any] = (np.flatnonzero(np.bincount(y.astype(np.int64) - low)) + low).tolist()
        return found
    values: list[Any] = np.unique(y).tolist()
    return values


def class_order(
    values: list[Any], columns: int, labels: Sequence[Any] | None, pos_label: Any, names: Names
) -> list[Any]:
    """The classes in order: of the labels that occur, in order themselves, and of what was said of them."""
    pos_label = python(pos_label)
    if labels is not None:
        return _given_order(named_classes(labels, columns), columns, pos_label)
    if columns == 1:
        return _pair(values, names) if pos_label is None else _pair_with(pos_label, values, names)
    if pos_label is not None:
        raise ArgumentError(
            f"pos_label={shown(pos_label)} names the class of a single column, "
            f"but {names.y_proba} has {columns}",
            "Say the order of the columns with labels= instead.",
        )
    if len(values) != columns:
        raise DataError(
            f"{names.y_proba} has {columns} columns, "
            f"but {names.y_true} holds {len(values)} {_classes(values)}: {listed(values)}",
            "Name the classes in the order of the columns with labels=."
            if len(values) < columns
            else "Give every class a column, or leave out the rows of the classes that have none.",
        )
    return values


def _given_order(labels: list[Any], columns: int, pos_label: Any) -> list[Any]:
    if pos_label is None or (len(labels) == 2 and pos_label == labels[1]):
        return labels
    if columns == 1 and pos_label == labels[0]:
        return labels[::-1]
    raise ArgumentError(
        f"pos_label={shown(pos_label)} does not fit labels=[{listed(labels)}]",
        "With labels= the order says all: of two classes the second is the positive one.",
    )


def _pair(values: list[Any], names: Names) -> list[Any]:
    """The two classes where nobody says which is positive: the natural pairs, or a refusal."""
    for pair in NATURAL_PAIRS:
        if all(v in pair for v in values):
            return list(pair)
    if len(values) > 2:
        raise _not_two(values, names)
    raise DataError(
        f"{names.y_true} holds {listed(values)}, and which class is the positive one is not said",
        f"Say it: pos_label={shown(values[-1])}, if that is the one.",
    )


def _pair_with(pos_label: Any, values: list[Any], names: Names) -> list[Any]:
    """The two classes where the positive one is named."""
    alike = isinstance(pos_label, str) == isinstance(values[0], str)
    if pos_label not in values and (len(values) > 1 or not alike):
        raise DataError(
            f"pos_label={shown(pos_label)} is not among the labels of {names.y_true}: {listed(values)}",
            "Name one of them, or both with labels=.",
        )
    others = [v for v in values if v != pos_label]
    if len(others) > 1:
        raise _not_two(values, names)
    # As the data write it: of booleans, 1 is True.
    positive = next((v for v in values if v == pos_label), pos_label)
    return [others[0] if others else _complement(positive), positive]


def _complement(label: Any) -> Any:
    """The class that the data do not hold, where they hold one alone."""
    if isinstance(label, bool):
        return not label
    natural = [pair[1 - pair.index(label)] for pair in NATURAL_PAIRS if label in pair]
    return natural[0] if natural else f"not {label}"


def _not_two(values: list[Any], names: Names) -> DataError:
    shares = all(not isinstance(v, str) and 0 <= v <= 1 for v in values)
    return DataError(
        f"{names.y_true} must hold two classes, got {len(values)}: {listed(values)}",
        "Shares of the positive class (ties, distillation)? Pass soft_labels=True."
        if shares
        else f"For more classes give {names.y_proba} one column a class.",
    )


def _classes(values: list[Any]) -> str:
    return "class" if len(values) == 1 else "classes"
