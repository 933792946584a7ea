"""Columns: what was read from a file, and how it becomes NumPy arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    first
        How many rows of the source come before these.
    as_text
        Columns whose labels are text, whatever these rows look like: elsewhere in the column there are words.
    classes
        The classes of label columns where they are settled: labels of text are then given as their places.
    mixed
        Whether a column of distinct values holds text and numbers, by turns, and was made text.
    kinds
        What was found when it was asked for: "numbers" or "truths" in an untyped column, "places" of labels.

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
    first: int = 0
    as_text: frozenset[str] = frozenset()
    classes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    mixed: bool = False
    kinds: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

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
        forced = name in self.as_text
        if forced and not _is_text(column.type):
            column = column.cast(pa.string())
        if _is_text(column.type):
            found, order = _text_labels(column, self.typed, forced), self.classes.get(name)
            places = None if order is None else found.places(order)
            if places is not None:
                self.kinds[name] = "places"
            return found.labels() if places is None else places
        return self._array(name, column, "labels")

    def texts(self, name: str) -> list[str]:
        """Give a column as text, to name rows: dates as ISO, whole numbers without a point, null as ''."""
        column = _plain(self.columns[name])
        try:
            texts: list[str] = pc.fill_null(_written(column), "").to_pylist()
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise self._refusal(name, "text", str(column.type), "one text or number a row") from error
        return texts

    def names(self, name: str) -> Sequence[str]:
        """Give the same text by text, each written when somebody asks for it, as few rows are ever named.

        A text does not depend on the rows around it: midnight is written as a date, 3.0 as 3.
        """
        column = _plain(self.columns[name])
        if not len(column):
            return []
        self._checked_to_be_text(name, column)
        return Texts(self, name, column)

    def _checked_to_be_text(self, name: str, column: pa.ChunkedArray) -> None:
        Table(self.name, 1, {name: column.slice(0, 1)}).texts(name)

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

    def distinct(self, name: str) -> Table:
        """A column's distinct values; whatever is no label is refused when it is asked for as labels."""
        column = _plain(self.columns[name])
        try:
            values = column.unique()
        except pa.ArrowNotImplementedError:
            self.labels(name)  # says so
            raise
        return replace(self, rows=len(values), columns={name: pa.chunked_array([values])})

    def _parsed(self, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        try:
            parsed = pa.chunked_array([_floats(chunk) for chunk in column.chunks], pa.float64())
            if parsed.null_count < len(parsed):
                self.kinds[name] = "numbers"
            return parsed
        except pa.ArrowInvalid as error:
            cleaned = [_cleaned(chunk) for chunk in column.chunks]
            if all(_are_truths(chunk) for chunk in cleaned):
                self.kinds[name] = "truths"
                return pa.chunked_array([chunk.cast(pa.bool_()) for chunk in cleaned], pa.bool_())
            row = first_refused(cleaned, pa.float64())
            value = column[row].as_py()
            raise ColumnError(
                f"{self._prefix}column {name!r} must hold numbers, got {shortened(value)} "
                f"at {self._called(row)}",
                _hint_for_number(value),
            ) from error

    def _refusal(self, name: str, needed: str, got: str, hint: str) -> ColumnError:
        return ColumnError(f"{self._prefix}column {name!r} must hold {needed}, got {got}", f"Name {hint}.")

    @property
    def _prefix(self) -> str:
        return f"{self.name}: " if self.name else ""

    def _called(self, row: int) -> str:
        """A row by its number: from 1 in a file, by its index in a frame."""
        return f"row {self.first + row + 1}" if self.name else f"index {self.first + row}"


def together(a: Table, b: Table, name: str) -> Table:
    """Distinct values of two pieces of one source; JSON lines may have given them two types."""
    one, other = _plain(a.columns[name]), _plain(b.columns[name])
    kinds = {column.type for column in (one, other) if not pa.types.is_null(column.type)}
    numeric = all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in kinds)
    kind = kinds.pop() if len(kinds) == 1 else pa.float64() if numeric else pa.string()
    mixed = a.mixed or b.mixed or (len(kinds) > 0 and not numeric)
    chunks = [chunk.cast(kind, safe=False) for column in (one, other) for chunk in column.chunks]
    values = pa.chunked_array(chunks, kind).unique()
    return replace(a, rows=len(values), columns={name: pa.chunked_array([values])}, mixed=mixed)


class Texts(Sequence[str]):
    """A column as names of rows, written one at a time."""

    def __init__(self, table: Table, name: str, column: pa.ChunkedArray) -> None:
        self._table, self._name, self._column = table, name, column
        self._as_it_stands = _is_text(column.type) or pa.types.is_integer(column.type)

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, place: Any) -> Any:
        """The text of one row."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        if self._as_it_stands:
            value = self._column[int(place)].as_py()
            return "" if value is None else str(value)
        one = Table(self._table.name, 1, {self._name: self._column.slice(int(place), 1)})
        return one.texts(self._name)[0]


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


@dataclass(frozen=True)
class _TextLabels:
    """Distinct labels, and which of them each row has; the last of them is what is missing."""

    distinct: NDArray[Any]
    rows: NDArray[np.int32]
    lacking: bool

    def labels(self) -> NDArray[Any]:
        """Each row's label; rows share one Python string."""
        labels: NDArray[Any] = self.distinct[self.rows]
        return labels

    def places(self, order: Sequence[Any]) -> NDArray[Any] | None:
        """Each row's place among the classes, NaN where it is missing; None where a label is no class."""
        known = {label: place for place, label in enumerate(order)}
        given = self.distinct[:-1] if self.lacking else self.distinct
        found = [known.get(label) for label in given.tolist()]
        if any(place is None for place in found):
            return None
        small = np.uint8 if len(order) <= 256 else np.int32
        places = np.array([*found, np.nan], np.float64) if self.lacking else np.array(found, small)
        return places[self.rows]


def _text_labels(column: pa.ChunkedArray, typed: bool, forced: bool = False) -> _TextLabels:
    """Decide once for each distinct label, whatever the number of rows."""
    encoded = column.dictionary_encode()  # one dictionary for all chunks
    distinct = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], column.type)
    values = distinct.to_numpy(zero_copy_only=False) if typed else recognised(distinct, as_text=forced)
    codes = [chunk.indices.fill_null(len(distinct)) for chunk in encoded.chunks]
    rows: NDArray[np.int32] = pa.chunked_array(codes, pa.int32()).to_numpy()
    if column.null_count:
        missing = None if values.dtype == object and len(values) else np.nan
        values = np.append(values, np.array([missing], dtype=object if missing is None else float))
    return _TextLabels(values, rows, bool(column.null_count))


def recognised(distinct: pa.Array, *, as_text: bool = False) -> NDArray[Any]:
    """Give untyped cells the narrowest kind that holds all of them: booleans, integers, floats or text."""
    cleaned = _cleaned(distinct)
    values: NDArray[Any]
    if as_text:
        values = pc.if_else(cleaned.is_valid(), distinct, None).to_numpy(zero_copy_only=False)
    elif _castable(cleaned, pa.float64()):  # asked first: Arrow reads "0x1F" as an integer, not as a float
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
