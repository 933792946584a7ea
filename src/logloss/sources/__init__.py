"""Rows from wherever they are, turned into a Summary: arrays, data frames, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any, Literal

import numpy as np

from logloss.checks import ARRAYS, Names, examine
from logloss.errors import ArgumentError
from logloss.summary import Summary

__all__ = ["Columns", "columns", "summarize"]


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
    """

    y_true: Any
    y_proba: Any
    sample_weight: Any
    ids: list[str] | None
    names: Names
    source: str


def summarize(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    data: Any = None,
    id: Any = None,  # noqa: A002  # the word that users of frames know
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    missing: Literal["error", "drop"] = "error",
    renormalize: bool = False,
    weights: Literal["analytic", "frequency"] = "analytic",
    first_row: int = 0,
) -> Summary:
    """Turn predictions into a :class:`Summary`: small, mergeable, exact in total.

    Parameters
    ----------
    y_true, y_proba, sample_weight
        Arrays as in :func:`logloss.log_loss`; with ``data=`` also names of columns (a list of K names for K classes).
    data : data frame or path, optional
        pandas, Polars or PyArrow; or a CSV, TSV, JSON lines, Parquet or Arrow file.
    id : names of the rows, shape (n,), or of one or several columns that together name them, optional
    labels, pos_label, missing, renormalize
        As in :func:`logloss.log_loss`.
    from_logits : bool
        Take ``y_proba`` as logits; cells are then kept by logit.
    weights : "analytic" or "frequency"
        Whether a weight says how much a row counts, or how many rows it stands for. Only the standard error differs.
    first_row : int
        The number of the first row, where the arrays are a part of something longer.

    Returns
    -------
    Summary

    Examples
    --------
    >>> s = summarize([1, 0, 1], [0.9, 0.2, 0.0])
    >>> s.loss, s.rows, [row.row for row in s.infinite]
    (inf, 3, [2])
    """
    if weights not in ("analytic", "frequency"):
        raise ArgumentError(f"weights must be 'analytic' or 'frequency', got {weights!r}", "See docs on weights.")
    found = columns(y_true, y_proba, sample_weight, data=data, id=id)
    rows = examine(
        found.y_true,
        found.y_proba,
        found.sample_weight,
        labels=labels,
        pos_label=pos_label,
        from_logits=from_logits,
        missing=missing,
        renormalize=renormalize,
        names=found.names,
    )
    return Summary.of(
        rows,
        weights=None if rows.weight is None else weights,
        source=found.source,
        first_row=first_row + found.names.first,
        ids=found.ids,
    )


def columns(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    data: Any = None,
    id: Any = None,  # noqa: A002
) -> Columns:
    """Find the arrays: as they were given, or by name in a frame or a file."""
    if data is None:
        ids = None if id is None else [str(v) for v in np.asarray(id).tolist()]
        return Columns(_stacked(y_true), _stacked(y_proba), sample_weight, ids, ARRAYS, "")
    if isinstance(data, (str, PathLike)) or hasattr(data, "read"):
        return _from_file(data, y_true, y_proba, sample_weight, id)
    return _from_frame(data, y_true, y_proba, sample_weight, id)


def _from_file(data: Any, y_true: Any, y_proba: Any, sample_weight: Any, id: Any) -> Columns:  # noqa: A002
    from logloss.sources.files import read_columns  # pyarrow, 150 ms that arrays do not pay

    wanted = [n for a in (y_true, y_proba, sample_weight, id) for n in named(a)]
    table = read_columns(data, wanted)
    return Columns(
        _pick(y_true, table.labels),
        _pick(y_proba, table.numbers),
        _pick(sample_weight, table.numbers),
        _joined_ids([table.texts(name) for name in named(id)]),
        _names(y_true, y_proba, sample_weight, f"{table.name}: ", "row", 1),
        table.name,
    )


def _from_frame(data: Any, y_true: Any, y_proba: Any, sample_weight: Any, id: Any) -> Columns:  # noqa: A002
    from logloss.sources.frames import Frame  # narwhals, 50 ms that arrays do not pay

    frame = Frame(data)
    given = None if id is None or named(id) else [[str(v) for v in np.asarray(id).tolist()]]
    return Columns(
        _pick(y_true, frame.column),
        _pick(y_proba, frame.column),
        _pick(sample_weight, frame.column),
        _joined_ids(given or [frame.texts(name) for name in named(id)]),
        _names(y_true, y_proba, sample_weight, "", "index", 0),
        "",
    )


def named(argument: Any) -> list[str]:
    """The column names in an argument: one, several, or none where it is an array."""
    if isinstance(argument, str):
        return [argument]
    if isinstance(argument, (list, tuple)) and argument and all(isinstance(a, str) for a in argument):
        return list(argument)
    return []


def _pick(argument: Any, column: Any) -> Any:
    names = named(argument)
    if not names:
        return argument
    arrays = [column(name) for name in names]
    return arrays[0] if isinstance(argument, str) else np.column_stack(arrays)


def _stacked(argument: Any) -> Any:
    """A list of K arrays of one length, one a class, stands for K columns."""
    if isinstance(argument, (list, tuple)) and argument and all(isinstance(a, np.ndarray) for a in argument):
        return np.column_stack(argument)
    return argument


def _joined_ids(parts: list[list[str]]) -> list[str] | None:
    return [" ".join(row) for row in zip(*parts, strict=True)] if parts else None


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
