"""Data files: CSV, Parquet, Arrow and JSON lines, plain or gzipped, become batches of the wanted columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from logloss.errors import ArgumentError, ColumnError, DataError
from logloss.sources.columns import Table
from logloss.sources.files.arrow import ArrowFile, ArrowStream, Parquet
from logloss.sources.files.damage import reported
from logloss.sources.files.delimited import Csv
from logloss.sources.files.formats import FORMATS
from logloss.sources.files.header import check_header
from logloss.sources.files.jsonl import JsonLines
from logloss.sources.files.opening import Data, Source, opened

__all__ = ["FORMATS", "batches", "column_names", "read_columns"]


def read_columns(
    source: Source,
    columns: Sequence[str],
    *,
    format: str | None = None,  # noqa: A002
) -> Table:
    r"""Read some columns of a data file, and nothing else of it where the format allows.

    Parameters
    ----------
    source
        A path, ``-`` for stdin, or a stream of bytes, which is read and left open.
    columns
        The names of the columns; one that is named twice is read once.
    format
        One of ``FORMATS``; without it a path's extension decides, and a stream's or pipe's first bytes.
        Whatever is gzipped is unpacked.

    Raises
    ------
    FileError
        If the file cannot be opened, or its extension says nothing.
    FormatError
        If its content is not what the format promises.
    ColumnError
        If a column is not there, or holds values that no type has in common.
    DataError
        If there are no rows.

    Examples
    --------
    >>> import io
    >>> table = read_columns(io.BytesIO(b"won,prob\n1,0.75\n0,\n"), ["won", "prob"])
    >>> table.rows, table.labels("won"), table.numbers("prob")
    (2, array([1, 0]), array([0.75,  nan]))
    """
    wanted = list(dict.fromkeys(columns))
    with opened(source, format) as data:
        parts = list(_batches(data, wanted))
    rows = sum(part.num_rows for part in parts)
    if not rows:
        raise DataError(f"{data.name}: no rows", "There must be at least one row under the header.")
    joined = {name: _joined(data.name, name, [part.column(name) for part in parts]) for name in wanted}
    return Table(data.name, rows, joined, typed=data.format not in ("csv", "tsv"))


def batches(
    source: Source,
    columns: Sequence[str],
    *,
    format: str | None = None,  # noqa: A002
) -> Iterator[pa.RecordBatch]:
    """Read some columns of a data file piece by piece, so that a file may be larger than memory.

    The arguments and errors are those of `read_columns`, but a file without rows gives no batches. The cells
    of a CSV are text. In JSON lines, which name no types, a column's type may differ from batch to batch.

    Examples
    --------
    >>> import io
    >>> [batch.to_pydict() for batch in batches(io.BytesIO(b'{"prob": 0.5}'), ["prob"])]
    [{'prob': [0.5]}]
    """
    with opened(source, format) as data:
        yield from _batches(data, list(dict.fromkeys(columns)))


def column_names(source: Source, *, format: str | None = None) -> list[str]:  # noqa: A002
    r"""Give the names of a data file's columns; of JSON lines, those in its first four megabytes.

    Examples
    --------
    >>> import io
    >>> column_names(io.BytesIO(b"won;prob\n1;0.75\n"))
    ['won', 'prob']
    """
    with opened(source, format) as data, reported(data.name, data.title):
        return _reader(data).names


class _Reader(Protocol):
    """What a format is to the rest: the names of its columns, and batches of some of them."""

    names: list[str]

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]: ...


def _reader(data: Data) -> _Reader:
    match data.format:
        case "parquet":
            return Parquet(data)
        case "arrow":
            return ArrowFile(data) if data.stream.peek(6) == b"ARROW1" else ArrowStream(data)
        case "jsonl":
            return JsonLines(data)
        case _:
            return Csv(data)


def _batches(data: Data, wanted: list[str]) -> Iterator[pa.RecordBatch]:
    if not wanted:
        raise ArgumentError("columns must name at least one column, got none")
    with reported(data.name, data.title):
        reader = _reader(data)
        check_header(data.name, reader.names, wanted)
        for batch in reader.batches(wanted):
            batch.validate(full=True)  # a damaged file may point outside of memory, or hold text that is none
            if batch.num_rows:
                yield batch


def _joined(source: str, name: str, parts: list[pa.Array]) -> pa.ChunkedArray:
    """Put the batches of one column together; JSON lines may have given them several types."""
    kinds = {part.type for part in parts} - {pa.null()}
    if len(kinds) > 1:
        kind = pa.float64() if kinds == {pa.int64(), pa.float64()} else pa.string()
    else:
        kind = kinds.pop() if kinds else pa.null()
    try:
        return pa.chunked_array([part.cast(kind, safe=False) for part in parts], kind)
    except pa.ArrowNotImplementedError as error:  # a list or an object is no text
        fact = f"{source}: column {name!r} must hold values of one kind"
        raise ColumnError(
            f"{fact}, got {' and '.join(sorted(map(str, kinds)))}", "Name another column."
        ) from error
