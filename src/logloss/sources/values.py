"""Values of any kind as texts, each on its own: the same from arrays, frames and files."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from logloss.errors import ArgumentError, ColumnError, DataError
from logloss.kernels.reference import Array

_MIDNIGHT = r" 00:00:00$"


def column_of(values: Any, name: str) -> pa.ChunkedArray:
    """A column, or whatever an argument gave, as Arrow holds it: one value a row, null where it is missing.

    Examples
    --------
    >>> column_of([1.0, None], "cluster").to_pylist(), column_of([1, "a", None], "cluster").to_pylist()
    ([1.0, None], ['1', 'a', None])
    """
    if isinstance(values, (pa.ChunkedArray, pa.Array)):
        column = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    else:
        try:
            column = pa.chunked_array([_arrow(_array(values, name))])
        except UnicodeEncodeError as error:
            raise DataError(
                f"{name} must hold text that UTF-8 can write, got {error.object!r}", "Mend or rename it."
            ) from error
    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.chunked_array([c.storage for c in column.chunks], column.type.storage_type)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_null(column.type):  # nulls would be a value, and not be missing
        column = column.cast(pa.string())
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return column


def _array(values: Any, name: str) -> Array:
    array = np.asarray(values)
    if array.dtype.kind in "US" and not isinstance(values, np.ndarray):
        array = np.asarray(values, dtype=object)  # NumPy would make text of all where one is text
    if array.ndim != 1:
        raise ArgumentError(f"{name} must be of shape (n,), got shape {array.shape}", "Give one value a row.")
    return array


def _arrow(array: Array) -> pa.Array:
    """The same as Arrow; as texts where it knows no such type, or none for all of the values."""
    try:
        found = pa.array(array, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        found = None
    if found is not None and not isinstance(found.type, pa.BaseExtensionType):  # a UUID would come as bytes
        return found
    listed = array.tolist()
    return pa.array([None if v is None or v != v else str(v) for v in listed], pa.string())


def coded(column: pa.ChunkedArray, name: str) -> tuple[Array, list[str]]:
    """Each row's place among the distinct values, −1 where it has none; and these values as texts.

    Several values may read the same.

    Examples
    --------
    >>> codes, texts = coded(pa.chunked_array([["b", None, "a", "b"]]), "by")
    >>> codes.tolist(), texts
    ([0, -1, 1, 0], ['b', 'a'])
    """
    try:
        encoded = column.dictionary_encode().combine_chunks()
        encoded = encoded if isinstance(encoded, pa.Array) else encoded.chunk(0)
        texts = written(encoded.dictionary).to_pylist()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ColumnError(
            f"{name} must hold one text, number or date a row, got {column.type}", "Name another column."
        ) from error
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), texts


def integers(column: pa.ChunkedArray) -> tuple[Array, Array] | None:
    """A column of numbers as int64, and where one is missing; None where int64 does not hold them."""
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return None
    try:
        whole = column.cast(pa.int64())
    except pa.ArrowInvalid:
        return None
    lacking = pc.is_null(whole).to_numpy().astype(np.bool_)
    return pc.fill_null(whole, 0).to_numpy().astype(np.int64), lacking


def written(values: pa.Array) -> pa.Array:
    """Each value as a text: numbers without needless zeros, dates and times as ISO, midnight by its date.

    Examples
    --------
    >>> written(pa.array([1.0, 0.5, -3.0])).to_pylist(), written(pa.array([True])).to_pylist()
    (['1', '0.5', '-3'], ['true'])
    """
    kind = values.type
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 2.0**63))
        plain = pc.if_else(whole, values, pa.scalar(0, kind)).cast(pa.int64())
        return pc.if_else(whole, plain.cast(pa.string()), values.cast(pa.string()))
    if pa.types.is_timestamp(kind):
        zoned = kind.tz is not None
        text = values.cast(pa.timestamp(kind.unit, "UTC") if zoned else kind).cast(pa.string())
        text = pc.replace_substring_regex(_shortest(text), _MIDNIGHT, "")
        return pc.replace_substring(text, " ", "T", max_replacements=1)
    text = values.cast(pa.string())
    return _shortest(text) if pa.types.is_decimal(kind) else text


def _shortest(text: pa.Array) -> pa.Array:
    """Without zeros at the end of a fraction, and without one that is empty."""
    text = pc.replace_substring_regex(text, r"(\.\d*?)0+(Z?)$", r"\1\2")
    return pc.replace_substring_regex(text, r"\.(Z?)$", r"\1")
