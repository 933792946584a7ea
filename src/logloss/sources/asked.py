"""What was asked for, as arrays: as they were given, or by the names of columns in a frame or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from logloss.checks import ARRAYS, Names
from logloss.errors import ArgumentError, DataError
from logloss.sources.beside import Beside
from logloss.sources.named import named


@dataclass(frozen=True)
class Columns:
    """What was asked for, as arrays, with what messages call them.

    Attributes
    ----------
    y_true, y_proba, sample_weight
        Arrays that the doctor has not yet seen.
    ids
        Names of the rows, or None.
    names, source
        What the arguments and the source are called.
    cluster, time
        Columns that the doctor has not seen either, NumPy or Arrow, or what either can read; or None.
    by
        Columns that say which group a row is in, with their names.
    """

    y_true: Any
    y_proba: Any
    sample_weight: Any
    ids: list[str] | None
    names: Names
    source: str
    cluster: Any = None
    time: Any = None
    by: tuple[tuple[str, Any], ...] = ()


def columns_of(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    data: Any = None,
    id: Any = None,  # noqa: A002
    cluster: Any = None,
    time: Any = None,
    by: Any = None,
) -> Columns:
    """Find the arrays: as they were given, or by name in a frame or a file."""
    beside = Beside(id, cluster, time, by)
    if data is None:
        return _from_arrays(y_true, y_proba, sample_weight, beside)
    if isinstance(data, (str, PathLike)) or hasattr(data, "read"):
        return _from_file(data, y_true, y_proba, sample_weight, beside)
    return _from_frame(data, y_true, y_proba, sample_weight, beside)


def _from_arrays(y_true: Any, y_proba: Any, sample_weight: Any, beside: Beside) -> Columns:
    given = {"y_true": y_true, "y_proba": y_proba, "sample_weight": sample_weight, **beside.given}
    for name, argument in given.items():
        if isinstance(argument, str):
            raise ArgumentError(
                f"{name} names the column {argument!r}, but there is no data",
                "Pass the frame or file as data=.",
            )
    y_true, y_proba = side_by_side(y_true, "y_true"), side_by_side(y_proba, "y_proba")
    ids = _ids(beside.id, [], list)
    return Columns(
        y_true, y_proba, sample_weight, ids, ARRAYS, "", beside.cluster, beside.time, beside.groups()
    )


def _from_file(data: Any, y_true: Any, y_proba: Any, sample_weight: Any, beside: Beside) -> Columns:
    from logloss.sources.files import read_columns  # pyarrow, 150 ms that arrays do not pay

    table = read_columns(data, _all_named(y_true, y_proba, sample_weight, *beside.given.values()))
    return Columns(
        _pick(y_true, table.labels, "y_true"),
        _pick(y_proba, table.numbers, "y_proba"),
        _pick(sample_weight, table.numbers, "sample_weight"),
        _ids(beside.id, named(beside.id), table.texts),
        _names(y_true, y_proba, sample_weight, f"{table.name}: ", "row", 1),
        table.name,
        *beside.columns(table.values),
    )


def _from_frame(data: Any, y_true: Any, y_proba: Any, sample_weight: Any, beside: Beside) -> Columns:
    from logloss.sources.frames import Frame  # narwhals, 50 ms that arrays do not pay

    frame = Frame(data, _all_named(y_true, y_proba, sample_weight, *beside.given.values()))
    return Columns(
        _pick(y_true, frame.column, "y_true"),
        _pick(y_proba, frame.column, "y_proba"),
        _pick(sample_weight, frame.column, "sample_weight"),
        _ids(beside.id, named(beside.id), frame.texts),
        _names(y_true, y_proba, sample_weight, "", "index", 0),
        "",
        *beside.columns(frame.values),
    )


def _all_named(*arguments: Any) -> list[str]:
    return [name for argument in arguments for name in named(argument)]


def _pick(argument: Any, column: Callable[[str], Any], name: str) -> Any:
    """The column or columns that an argument names, or the arrays that it is."""
    if isinstance(argument, (list, tuple)) and not argument:
        raise ArgumentError(f"{name} names no column", "Name one column, or one a class.")
    names = named(argument)
    if not names:
        return side_by_side(argument, name)
    return column(names[0]) if isinstance(argument, str) else np.column_stack([column(n) for n in names])


def side_by_side(argument: Any, name: str) -> Any:
    """A list of K arrays of one length, one a class, as K columns; anything else as it is.

    Examples
    --------
    >>> side_by_side([np.array([0.1, 0.8, 0.5]), np.array([0.9, 0.2, 0.5])], "y_proba").shape
    (3, 2)
    """
    if not isinstance(argument, (list, tuple)) or not all(hasattr(a, "__array__") for a in argument):
        return argument
    if not argument or np.ndim(argument[0]) != 1:
        return argument
    arrays = [np.asarray(a) for a in argument]
    lengths = {len(a) for a in arrays}
    if len(lengths) > 1:
        raise DataError(
            f"{name} must be columns of one length, got {' and '.join(map(str, sorted(lengths)))} rows",
            "Give one array a class, each with all rows.",
        )
    if lengths == {len(arrays)} and len(arrays) > 1:
        raise ArgumentError(
            f"{name} is a list of {len(arrays)} arrays of length {len(arrays)}: are they columns or rows?",
            f"Pass np.column_stack({name}) if each array is a class, np.stack({name}) if each is a row.",
        )
    return np.column_stack(arrays)


def _ids(id: Any, columns: list[str], texts: Callable[[str], list[str]]) -> list[str] | None:  # noqa: A002
    if id is None:
        return None
    from logloss.sources.ids import names_of_rows  # pyarrow again

    return names_of_rows(id, columns, texts)


def _names(y_true: Any, y_proba: Any, sample_weight: Any, prefix: str, row: str, first: int) -> Names:
    def call(argument: Any, name: str) -> str:
        found = named(argument)
        if not found:
            return name
        plural = "s" if len(found) > 1 else ""
        return f"{prefix}column{plural} " + ", ".join(repr(n) for n in found)

    return Names(
        call(y_true, "y_true"), call(y_proba, "y_proba"), call(sample_weight, "sample_weight"), row, first
    )
