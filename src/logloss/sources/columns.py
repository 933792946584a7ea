"""Columns: what was read from a file, and how it becomes NumPy arrays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from logloss.errors import ColumnError

# How a missing value is spelled in text: the usual output of R, pandas, SQL and Python.
MISSING = ("", "NA", "NaN", "nan", "null", "NULL", "None")

_TRUTHS = ("true", "false")


@dataclass(frozen=True)
class Table:
    """Columns of one source, not yet arrays.

    Parameters
    ----------
    name
        What to call the source in messages: the path as it was given, or ``stdin``.
    rows
        The number of rows.
    columns
        The columns that were asked for.
    typed
        Whether the format says what a column holds. The cells of a CSV are text until somebody asks for
        numbers or labels; a text column of a Parquet file is text.

    Examples
    --------
    >>> won, prob = pa.chunked_array([["1", "0"]]), pa.chunked_array([[" 0.75", "NA"]])
    >>> table = Table("preds.csv", 2, {"won": won, "prob": prob}, typed=False)
    >>> table.labels("won")
    array([1, 0])
    >>> table.numbers("prob")
    array([0.75,  nan])
    >>> table.texts("won")
    ['1', '0']
    """

    name: str
    rows: int
    columns: dict[str, pa.ChunkedArray]
    typed: bool = True

    def numbers(self, name: str) -> NDArray[Any]:
        """Give a column as numbers, one a row; what is missing becomes NaN.

        Integers, booleans and float32 stay what they are while nothing is missing; text is parsed to float64,
        or to booleans when every cell is a true or a false. The array may be read-only.
        """
        column = _plain(self.columns[name])
        if _is_text(column.type):
            column = self._parsed(name, column)
        return self._array(name, column, "numbers")

    def labels(self, name: str) -> NDArray[Any]:
        """Give a column as class labels: booleans, integers, floats, or text in an object array.

        What is missing becomes NaN, or None among text labels. A CSV's cells become numbers where all of them
        are, or booleans where all are true or false.
        """
        column = _plain(self.columns[name])
        if _is_text(column.type):
            return _text_labels(column, self.typed)
        return self._array(name, column, "labels")

    def texts(self, name: str) -> list[str]:
        """Give a column as text, to name rows: dates as ISO, whole numbers without a point, null as ''."""
        column = _plain(self.columns[name])
        try:
            texts: list[str] = pc.fill_null(_written(column), "").to_pylist()
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise self._refusal(name, "text", str(column.type), "one text or number a row") from error
        return texts

    def values(self, name: str) -> pa.ChunkedArray:
        """Give a column as Arrow holds it, null where a value is missing; the cells of a CSV are trimmed."""
        column = _plain(self.columns[name])
        if self.typed or not _is_text(column.type):
            return column
        return pa.chunked_array([_cleaned(chunk) for chunk in column.chunks], column.type)

    def _array(self, name: str, column: pa.ChunkedArray, needed: str) -> NDArray[Any]:
        kind = column.type
        if pa.types.is_boolean(kind) and column.null_count:
            column = column.cast(pa.uint8())
        elif pa.types.is_decimal(kind) or pa.types.is_float16(kind) or pa.types.is_null(kind):
            column = column.cast(pa.float64())
        elif not (pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)):
            raise self._refusal(name, needed, str(kind), "a column with one of them a row")
        array: NDArray[Any] = column.to_numpy()  # integers with nulls become float64 with NaN here
        return array

    def _parsed(self, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        try:
            return pa.chunked_array([_floats(chunk) for chunk in column.chunks], pa.float64())
        except pa.ArrowInvalid as error:
            cleaned = [_cleaned(chunk) for chunk in column.chunks]
            if all(_are_truths(chunk) for chunk in cleaned):
                return pa.chunked_array([chunk.cast(pa.bool_()) for chunk in cleaned], pa.bool_())
            row = first_refused(cleaned, pa.float64())
            value = column[row].as_py()
            raise ColumnError(
                f"{self.name}: column {name!r} must hold numbers, got {shortened(value)} at row {row + 1}",
                _hint_for_number(value),
            ) from error

    def _refusal(self, name: str, needed: str, got: str, hint: str) -> ColumnError:
        return ColumnError(f"{self.name}: column {name!r} must hold {needed}, got {got}", f"Name {hint}.")


def first_refused(chunks: list[pa.Array], kind: pa.DataType) -> int:
    """Find the row of the first value that cannot be cast, by halving: Arrow itself says what it refuses.

    Examples
    --------
    >>> first_refused([pa.array(["1", "2"]), pa.array(["3", "x", "4"])], pa.float64())
    3
    """
    before = 0
    for chunk in chunks:
        if not _castable(chunk, kind):
            break
        before += len(chunk)
    low, high = 0, len(chunk)  # the first refused value lies in chunk[low:high]
    while high - low > 1:
        middle = (low + high) // 2
        if _castable(chunk[low:middle], kind):
            low = middle
        else:
            high = middle
    return before + low


def shortened(value: object, limit: int = 60) -> str:
    """Write a value for a message on one line.

    Examples
    --------
    >>> shortened("n/a"), shortened("x" * 100, 9)
    ("'n/a'", "'xxxxx...")
    """
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _castable(values: pa.Array, kind: pa.DataType) -> bool:
    try:
        values.cast(kind)
    except pa.ArrowInvalid:
        return False
    return True


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Take off what only concerns storage: extension types, dictionaries, views."""
    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string_view(column.type):  # few compute functions know views
        column = column.cast(pa.large_string())
    return column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _cleaned(text: pa.Array) -> pa.Array:
    """Trim cells, and turn what spells a missing value into null."""
    trimmed = pc.utf8_trim_whitespace(text)
    missing = pc.is_in(trimmed, value_set=pa.array(MISSING, text.type))
    return pc.if_else(missing, pa.scalar(None, text.type), trimmed) if pc.any(missing).as_py() else trimmed


def _floats(text: pa.Array) -> pa.Array:
    try:
        return text.cast(pa.float64())  # most files need no cleaning, which takes twice as long as this
    except pa.ArrowInvalid:
        return _cleaned(text).cast(pa.float64())


def _are_truths(cleaned: pa.Array) -> bool:
    lower = pc.utf8_lower(cleaned.drop_null())
    return bool(pc.all(pc.is_in(lower, value_set=pa.array(_TRUTHS, lower.type))).as_py() is not False)


def _text_labels(column: pa.ChunkedArray, typed: bool) -> NDArray[Any]:
    """Decide once for each distinct label, then hand it to all its rows; rows share one Python string."""
    encoded = column.dictionary_encode()  # one dictionary for all chunks
    distinct = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], column.type)
    values = distinct.to_numpy(zero_copy_only=False) if typed else _recognised(distinct)
    codes = [chunk.indices.fill_null(len(distinct)) for chunk in encoded.chunks]
    rows: NDArray[np.int32] = pa.chunked_array(codes, pa.int32()).to_numpy()
    if column.null_count:
        missing = None if values.dtype == object and len(values) else np.nan
        values = np.append(values, np.array([missing], dtype=object if missing is None else float))
    labels: NDArray[Any] = values[rows]
    return labels


def _recognised(distinct: pa.Array) -> NDArray[Any]:
    """Give untyped cells the narrowest kind that holds all of them: booleans, integers, floats or text."""
    cleaned = _cleaned(distinct)
    values: NDArray[Any]
    if _castable(cleaned, pa.float64()):  # asked first: Arrow reads "0x1F" as an integer, and not as a float
        whole = _castable(cleaned, pa.int64())
        values = cleaned.cast(pa.int64() if whole else pa.float64()).to_numpy(zero_copy_only=False)
    elif _are_truths(cleaned):
        truths = cleaned.cast(pa.bool_())
        values = (truths.cast(pa.uint8()) if truths.null_count else truths).to_numpy(zero_copy_only=False)
    else:  # as it stands, spaces and all
        values = pc.if_else(cleaned.is_valid(), distinct, None).to_numpy(zero_copy_only=False)
    return values


def _written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _iso(column.cast(pa.string()))
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), None, column) if pa.types.is_floating(kind) else column
        if _castable(column, pa.int64()):  # pandas makes floats of integers as soon as one is missing
            column = column.cast(pa.int64())
    return column.cast(pa.string())


def _iso(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write times as ISO 8601: the date alone where every time is midnight, no empty fractions."""
    if pc.all(pc.match_substring_regex(text, r" 00:00:00(\.0+)?$")).as_py():
        return pc.utf8_slice_codeunits(text, 0, 10)
    text = pc.replace_substring_regex(text, r"\.0+(Z|[+-]\d\d:?\d\d)?$", r"\1")
    return pc.replace_substring(text, " ", "T", max_replacements=1)


def _hint_for_number(value: str) -> str:
    number = value.strip()
    if re.fullmatch(r"[-+]?\d*,\d+(e[-+]?\d+)?", number, re.IGNORECASE):
        return f"Write decimals with a point: {number.replace(',', '.')}."
    if re.fullmatch(r"[-+]?[\d.]+\s*%", number):
        return "Percents? Divide by 100 and leave out the sign."
    return "Correct the value, or leave the cell empty where a number is missing."
