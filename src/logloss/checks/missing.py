"""Missing values: refused with their rows, or dropped when asked to, whatever they are called."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from logloss.checks.parts import NothingLeft, nothing_left
from logloss.checks.rows import Array, Names, first_of, rows_with
from logloss.errors import DataError


def without_missing(
    y: Array,
    scores: Array,
    weight: Array | None,
    drop: bool,
    names: Names,
    lacking: Mapping[str, Array] | None = None,
    part: bool = False,
) -> tuple[Array, Array, Array | None, Array | None]:
    """Refuse rows that lack a value, or drop them; the last result is the places of the rows that are left.

    It is None where no row lacks anything. `lacking` says of further columns where they have no value.
    """
    given = [(names.y_true, y), (names.y_proba, scores)]
    if weight is not None:
        given.append((names.sample_weight, weight))
    found = [(n, rows_with(where), first_of(v, where)) for n, v in given if (where := is_missing(v)).any()]
    found += [(name, where, "none") for name, where in (lacking or {}).items() if where.any()]
    if not found:
        return y, scores, weight, None
    if not drop:
        name, where, value = found[0]
        raise DataError(
            f"{name} must not have missing values, got {value} at {names.rows(where)}",
            "Leave such rows out: log_loss and explain do, and count them, with missing='drop'.",
        )
    keep = ~np.logical_or.reduce([where for _, where, _ in found])
    if not keep.any():
        named = [name for name, _, _ in found]
        raise NothingLeft(len(y), named) if part else nothing_left(named)
    return y[keep], scores[keep], None if weight is None else weight[keep], np.flatnonzero(keep)


def is_missing(values: Array) -> Array:
    """Where an array has no value: NaN, None, NA, NaT. One False for all where that is clear at a glance."""
    if values.dtype.kind == "f":
        # The least of some floats is NaN if one of them is; most often none is, and no mask is made.
        return np.asarray(np.isnan(values if np.isnan(values.min()) else 0.0))
    if values.dtype.kind in "mM":
        return np.isnat(values)
    if values.dtype.kind == "O":
        return np.asarray(np.frompyfunc(_lacks, 1, 1)(values), dtype=np.bool_)
    return np.array(False)


def _lacks(value: Any) -> bool:
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    return isinstance(value, (float, np.floating, Decimal)) and value != value
