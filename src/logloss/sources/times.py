"""``time=``: when each row was, in steps, days or microseconds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from logloss.errors import ColumnError, DataError
from logloss.kernels.reference import Array
from logloss.sources.columns import shortened
from logloss.sources.values import column_of
from logloss.summary.times import Kind, Ticks

_HINT = "Give whole numbers (steps), dates (2024-12-24), or times (2024-12-24T18:00:00, with Z or without)."
_DATE, _INTEGER, _ZONED = r"^\d{4}-\d\d-\d\d$", r"^[-+]?\d+$", r"(Z|[+-]\d\d:?\d\d)$"
_YEARS = tuple(np.datetime64(year, "us").astype(np.int64) for year in ("0001", "10000"))


def ticks_of(values: Any, name: str = "time") -> tuple[Ticks, Array]:
    """When each row was, and where it does not say.

    Whole numbers are steps; dates are days; times are microseconds, in UTC where they name a zone. Text is
    read as ISO 8601, or as whole numbers.

    Parameters
    ----------
    values : shape (n,), NumPy, Arrow, or what either can read
    name : what to call it in messages

    Raises
    ------
    ColumnError
        For values of another kind, or of several.
    DataError
        For times before the year 1 or after 9999.

    Examples
    --------
    >>> ticks, lacking = ticks_of(["2024-12-24", None, "1970-01-02"])
    >>> ticks.kind, ticks.ticks.tolist(), lacking.tolist()
    ('date', [20081, 0, 1], [False, True, False])
    """
    column = column_of(values, name)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = _parsed(column, name)
    kind, whole = _whole(column, name)
    lacking: Array = pc.is_null(whole).to_numpy().astype(np.bool_)
    ticks: Array = pc.fill_null(whole, 0).to_numpy().astype(np.int64)
    if kind != "integer":
        first, end = (v if kind != "date" else v // 86_400_000_000 for v in _YEARS)
        if ((ticks < first) | (ticks >= end)).any():
            raise DataError(f"{name} must lie in the years 1 to 9999", "Is it in another unit?")
    return Ticks(kind, ticks), lacking


def _whole(column: pa.ChunkedArray, name: str) -> tuple[Kind, pa.ChunkedArray]:
    """What kind of time a column holds, and its ticks."""
    kind = column.type
    if pa.types.is_date(kind):
        return "date", column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
    if pa.types.is_timestamp(kind):
        try:
            micro = _microseconds(column)
        except pa.ArrowInvalid as error:
            raise DataError(f"{name} must lie in the years 1 to 9999", "Is it in another unit?") from error
        return ("utc" if kind.tz else "timestamp"), micro
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        try:
            return "integer", column.cast(pa.int64())
        except pa.ArrowInvalid as error:
            raise ColumnError(f"{name} must hold whole numbers where it holds numbers", _HINT) from error
    raise ColumnError(f"{name} must hold times, got {kind}", _HINT)


def _microseconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Microseconds since 1970, those of nanoseconds rounded down."""
    unit = column.type.unit
    ticks = column.cast(pa.int64())
    if unit == "ns":
        down = pc.divide(ticks, 1000)
        below = pc.less(pc.subtract(ticks, pc.multiply(down, 1000)), 0)
        return pc.subtract(down, below.cast(pa.int64()))
    return pc.multiply_checked(ticks, {"s": 1_000_000, "ms": 1000, "us": 1}[unit])


def _parsed(text: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Text as integers, dates or times: of one kind all of it."""
    if _all(text, _INTEGER):
        kind: pa.DataType = pa.int64()
    elif _all(text, _DATE):
        kind = pa.date32()
    else:
        kind = pa.timestamp("us", "UTC" if _all(text, _ZONED) else None)
        # Beyond microseconds nothing is kept.
        text = pc.replace_substring_regex(text, r"(\.\d{6})\d+", r"\1")
    try:
        return text.cast(kind)
    except pa.ArrowInvalid as error:
        raise ColumnError(f"{name} must hold times of one kind, got {_refused(text, kind)}", _HINT) from error


def _all(text: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(text, pattern)).as_py() is not False)


def _refused(text: pa.ChunkedArray, kind: pa.DataType) -> str:
    """The first value that is no time of this kind."""
    for chunk in text.chunks:
        for value in chunk:
            try:
                value.cast(kind)
            except pa.ArrowInvalid:
                return shortened(value.as_py())
    return "text"
