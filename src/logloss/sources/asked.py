"""What was asked for, as arrays: as they were given, or by the names of columns in a frame or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from logloss.checks import ARRAYS, Names
from logloss.errors import ArgumentError, DataError
from logloss.sources.beside import Beside
from logloss.sources.named import named

if TYPE_CHECKING:
    from logloss.sources.columns import Table


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
    models
        Of further models of the same rows the predictions, as `y_proba`, and what messages call them.
    """

    y_true: Any
    y_proba: Any
    sample_weight: Any
    ids: Sequence[str] | None
    names: Names
    source: str
    cluster: Any = None
    time: Any = None
    by: tuple[tuple[str, Any], ...] = ()
    models: tuple[tuple[Any, Names], ...] = ()


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
    models: Mapping[str, Any] | None = None,
) -> Columns:
    """Find the arrays: as they were given, or by name in a frame or a file.

    `models` are the predictions of further models of the same rows, by name.
    """
    beside = Beside(id, cluster, time, by)
    asked = {"y_true": y_true, "y_proba": y_proba, "sample_weight": sample_weight, "models": models}
    asked |= beside.given
    if data is None:
        return _from_arrays(asked, beside)
    if are_files(data):
        from logloss.sources.files import read_columns  # pyarrow, 150 ms that arrays do not pay

        if isinstance(data, (list, tuple)):
            array = next(name for name, given in asked.items() if given is not None and not named(given))
            raise ArgumentError(
                f"{array} is an array, and there are several files", "Name a column of theirs."
            )
        return of_table(asked, read_columns(data, all_named(asked)))
    return _from_frame(data, asked)


def _from_arrays(asked: Mapping[str, Any], beside: Beside) -> Columns:
    models = asked["models"] or {}
    told = {f"y_proba[{name!r}]": predicted for name, predicted in models.items()}
    for name, argument in {**asked, **told}.items():
        if isinstance(argument, str):
            raise ArgumentError(
                f"{name} names the column {argument!r}, but there is no data",
                "Pass the frame or file as data=.",
            )
    y_true, y_proba = (side_by_side(asked[name], name) for name in ("y_true", "y_proba"))
    further = tuple((side_by_side(p, name), replace(ARRAYS, y_proba=name)) for name, p in told.items())
    ids = _ids(beside.id, [], list)
    also = beside.cluster, beside.time, beside.groups(), further
    return Columns(y_true, y_proba, asked["sample_weight"], ids, ARRAYS, "", *also)


def of_table(asked: Mapping[str, Any], table: Table) -> Columns:
    """The columns that arguments name in what was read from a file: the whole of it, or a piece."""
    beside = _beside(asked)
    place = (f"{table.name}: ", "row", table.first + 1) if table.name else ("", "index", table.first)
    return Columns(
        _pick(asked["y_true"], table.labels, "y_true"),
        _pick(asked["y_proba"], table.numbers, "y_proba"),
        _pick(asked.get("sample_weight"), table.numbers, "sample_weight"),
        _ids(beside.id, named(beside.id), table.names),
        called(asked, *place),
        table.name,
        *beside.columns(table.values),
        _models(asked, table.numbers, *place),
    )


def _models(
    asked: Mapping[str, Any], column: Callable[[str], Any], prefix: str, row: str, first: int
) -> tuple[tuple[Any, Names], ...]:
    """The predictions of further models, and what messages call them."""
    return tuple(
        (
            _pick(columns, column, f"y_proba[{name!r}]"),
            called({**asked, "y_proba": columns}, prefix, row, first),
        )
        for name, columns in (asked.get("models") or {}).items()
    )


def _beside(asked: Mapping[str, Any]) -> Beside:
    return Beside(*(asked.get(name) for name in ("id", "cluster", "time", "by")))


def all_named(asked: Mapping[str, Any]) -> list[str]:
    """Every column that some arguments name."""
    return [name for argument in asked.values() for name in named(argument)]


def _from_frame(data: Any, asked: Mapping[str, Any]) -> Columns:
    from logloss.sources.frames import Frame  # narwhals, 50 ms that arrays do not pay

    frame, beside = Frame(data, all_named(asked)), _beside(asked)
    return Columns(
        _pick(asked["y_true"], frame.column, "y_true"),
        _pick(asked["y_proba"], frame.column, "y_proba"),
        _pick(asked.get("sample_weight"), frame.column, "sample_weight"),
        _ids(beside.id, named(beside.id), frame.texts),
        called(asked, "", "index", 0),
        "",
        *beside.columns(frame.values),
        _models(asked, frame.column, "", "index", 0),
    )


def are_files(data: Any) -> bool:
    """Whether ``data=`` names files or is a stream of bytes, and no data frame.

    Examples
    --------
    >>> are_files("preds/*.parquet"), are_files(["a.csv", "b.csv"]), are_files({"y": [1]})
    (True, True, False)
    """
    if isinstance(data, (list, tuple)):
        return all(map(are_files, data))
    return isinstance(data, (str, PathLike)) or hasattr(data, "read")


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


def _ids(
    id: Any,  # noqa: A002
    columns: list[str],
    texts: Callable[[str], Sequence[str]],
) -> Sequence[str] | None:
    if id is None:
        return None
    from logloss.sources.ids import names_of_rows  # pyarrow again

    return names_of_rows(id, columns, texts)


def called(asked: Mapping[str, Any], prefix: str, row: str, first: int) -> Names:
    """What messages call arguments that name columns."""

    def call(name: str) -> str:
        found = named(asked.get(name))
        if not found:
            return name
        plural = "s" if len(found) > 1 else ""
        return f"{prefix}column{plural} " + ", ".join(repr(n) for n in found)

    return Names(call("y_true"), call("y_proba"), call("sample_weight"), row, first)
