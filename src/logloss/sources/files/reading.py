"""Reading a source of any format: the names of its columns, and checked batches of some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from logloss.errors import ArgumentError, ColumnError
from logloss.sources.files.arrow import ArrowFile, ArrowStream, Parquet
from logloss.sources.files.damage import reported
from logloss.sources.files.delimited import Csv
from logloss.sources.files.header import check_header
from logloss.sources.files.jsonl import JsonLines
from logloss.sources.files.opening import Data

UNTYPED = ("csv", "tsv")
"""Formats whose cells are text until somebody asks for numbers or labels."""


class Reader(Protocol):
    """What a format is to the rest: the names of its columns, and batches of some of them."""

    names: list[str]

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Read the wanted columns."""


def reader_of(data: Data) -> Reader:
    """The reader of a source's format."""
    match data.format:
        case "parquet":
            return Parquet(data)
        case "arrow":
            return ArrowFile(data) if data.stream.peek(6) == b"ARROW1" else ArrowStream(data)
        case "jsonl":
            return JsonLines(data)
        case _:
            return Csv(data)


def checked_batches(data: Data, wanted: list[str]) -> Iterator[pa.RecordBatch]:
    """Batches of the wanted columns, or what is wrong with them."""
    if not wanted:
        raise ArgumentError("columns must name at least one column, got none")
    with reported(data.name, data.title):
        reader = reader_of(data)
        check_header(data.name, reader.names, wanted)
        yield from valid(reader.batches(wanted))


def valid(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same without empty ones, each checked: a damaged file may point outside of memory."""
    for batch in batches:
        batch.validate(full=True)  # text may also be none
        if batch.num_rows:
            yield batch


def joined(source: str, name: str, parts: Sequence[pa.Array]) -> pa.ChunkedArray:
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
