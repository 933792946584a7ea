"""Data files: CSV, Parquet, Arrow and JSON lines, plain or compressed, as batches of the wanted columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from logloss.errors import DataError
from logloss.sources.columns import Table
from logloss.sources.files.damage import reported
from logloss.sources.files.finding import files_of
from logloss.sources.files.formats import FORMATS
from logloss.sources.files.opening import Source, opened
from logloss.sources.files.reading import UNTYPED, checked_batches, joined, reader_of

__all__ = ["FORMATS", "batches", "column_names", "files_of", "read_columns"]


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
        What is compressed by gzip or zstd is unpacked.

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
        parts = list(checked_batches(data, wanted))
    rows = sum(part.num_rows for part in parts)
    if not rows:
        raise DataError(f"{data.name}: no rows", "There must be at least one row under the header.")
    found = {name: joined(data.name, name, [part.column(name) for part in parts]) for name in wanted}
    return Table(data.name, rows, found, typed=data.format not in UNTYPED)


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
        yield from checked_batches(data, list(dict.fromkeys(columns)))


def column_names(source: Source, *, format: str | None = None) -> list[str]:  # noqa: A002
    r"""Give the names of a data file's columns; of JSON lines, those in its first four megabytes.

    Examples
    --------
    >>> import io
    >>> column_names(io.BytesIO(b"won;prob\n1;0.75\n"))
    ['won', 'prob']
    """
    with opened(source, format) as data, reported(data.name, data.title):
        return reader_of(data).names
