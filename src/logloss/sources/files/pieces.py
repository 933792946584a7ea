"""Pieces: the rows of files, cut by what the files are, never by how many threads read them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from logloss.sources.columns import Table
from logloss.sources.files.arrow import Groups, Parquet
from logloss.sources.files.damage import reported
from logloss.sources.files.finding import File
from logloss.sources.files.formats import TITLES
from logloss.sources.files.header import check_header
from logloss.sources.files.partitions import Partition, column_of
from logloss.sources.files.reading import UNTYPED, Reader, joined, reader_of, valid
from logloss.sources.supply import Task

VALUES = 1 << 22
"""How many values a piece holds at most: some 32 MB."""
LEAST, MOST = 1 << 12, 1 << 21
"""Rows of a piece, however many its columns: at most so many."""
ENOUGH = 1 << 18
"""Smaller batches are put together until there are so many rows, or a tenth of the time goes into adding."""
SMALL = 1 << 25
"""Bytes of a file of text that one thread reads by itself, while others read the next ones."""


@dataclass(frozen=True)
class Files:
    """Files as a supply of rows."""

    files: Sequence[File]

    @property
    def title(self) -> str:
        """The first by name, and how many more."""
        more = self.parts - 1
        return self.files[0].name + (f" and {more:,} more file{'s'[: more - 1]}" if more else "")

    @property
    def parts(self) -> int:
        """How many there are."""
        return len(self.files)

    @property
    def size(self) -> float:
        """Their bytes together."""
        return sum(math.inf if file.size is None else file.size for file in self.files)

    @property
    def can_be_read_again(self) -> bool:
        """Whether a second look finds the same rows, in every one."""
        return all(file.can_be_read_again for file in self.files)

    def tasks(self, wanted: Sequence[str]) -> Iterator[Task]:
        """Their rows."""
        return tasks(self.files, wanted)

    def row_count(self) -> int | None:
        """How many rows Parquet's footers tell."""
        return row_count(self.files)

    def halt(self) -> None:
        """Let a stream's reader wait no longer."""
        for file in self.files:
            file.halt()


def tasks(files: Sequence[File], wanted: Sequence[str]) -> Iterator[Task]:
    """The rows of some files, in order, as tasks that can be done at the same time, and again."""
    columns = list(dict.fromkeys(wanted))
    for file in files:
        if len(files) > 1 and file.size is not None and file.size <= SMALL and not _is_parquet(file):
            yield partial(_whole, file, columns)
        else:
            yield from _parts(file, columns)


def row_count(files: Sequence[File]) -> int | None:
    """How many rows there are, where that is told without reading them."""
    if len(files) > FOOTERS or not all(_is_parquet(file) for file in files):
        return None
    rows = 0
    for file in files:
        with file.opened() as data, reported(data.name, data.title):
            rows += Parquet(data).rows
    return rows


FOOTERS = 1000
"""Of more files than this nobody counts the rows beforehand."""


def _is_parquet(file: File) -> bool:
    return file.size is not None and file.name.lower().endswith(".parquet")


def _whole(file: File, wanted: list[str]) -> Iterator[Table]:
    for task in _parts(file, wanted):
        yield from task()


def _parts(file: File, wanted: list[str]) -> Iterator[Task]:
    most = max(LEAST, min(MOST, VALUES // len(wanted)))
    with file.opened() as data, reported(data.name, data.title):
        reader = reader_of(data)
        here = _here(data.name, reader, wanted, file.partition)
        kind = Kind(data.name, data.format not in UNTYPED, wanted, file.partition)
        if isinstance(reader, Parquet):
            for groups in reader.groups(most // 2):
                yield partial(_row_groups, kind, reader, groups, here, most)
        else:
            first = 0
            for batches in grouped(valid(reader.batches(here)), most):
                yield partial(ready, kind, first, batches)
                first += sum(batch.num_rows for batch in batches)


def _here(name: str, reader: Reader, wanted: list[str], partition: Partition) -> list[str]:
    """The wanted columns that are in the file itself; one at least, by which rows are counted."""
    here = [column for column in wanted if column in reader.names or column not in partition]
    check_header(name, [*reader.names, *(key for key in partition if key not in reader.names)], wanted)
    return here or reader.names[:1]


@dataclass(frozen=True)
class Kind:
    """What all pieces of a file have in common."""

    name: str
    typed: bool
    wanted: list[str]
    partition: Partition

    def table(self, first: int, rows: int, given: dict[str, pa.ChunkedArray]) -> Table:
        """One piece, with the columns that its folders make."""
        columns = {
            column: given[column]
            if column in given
            else pa.chunked_array([column_of(self.partition[column], rows)])
            for column in self.wanted
        }
        return Table(self.name, rows, columns, self.typed, first)


def _row_groups(kind: Kind, reader: Parquet, groups: Groups, here: list[str], most: int) -> Iterator[Table]:
    first = groups.first
    with reported(kind.name, TITLES["parquet"]):
        for table in reader.tables(groups, here, most):
            table.validate(full=True)
            yield kind.table(first, table.num_rows, {name: table.column(name) for name in here})
            first += table.num_rows


def ready(kind: Kind, first: int, batches: list[pa.RecordBatch]) -> Iterator[Table]:
    """A piece that has been read already."""
    rows = sum(batch.num_rows for batch in batches)
    names = batches[0].schema.names
    columns = {name: joined(kind.name, name, [batch.column(name) for batch in batches]) for name in names}
    yield kind.table(first, rows, columns)


def grouped(batches: Iterator[pa.RecordBatch], most: int) -> Iterator[list[pa.RecordBatch]]:
    """Small batches together, large ones cut."""
    held: list[pa.RecordBatch] = []
    rows = 0
    enough = min(ENOUGH, most)
    for batch in batches:
        for start in range(0, batch.num_rows, most):
            part = batch.slice(start, most)
            if held and rows + part.num_rows > most:
                yield held
                held, rows = [], 0
            held.append(part)
            rows += part.num_rows
            if rows >= enough:
                yield held
                held, rows = [], 0
    if held:
        yield held
