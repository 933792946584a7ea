"""Parquet and Arrow: columns with types, of which only the wanted ones are read where the format allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from logloss.sources.files.opening import Data

_ROWS = 1 << 17  # in a batch of Parquet; the others come in the batches that they were written in
_BUFFER = 1 << 20  # bytes of a column read at once where a row group is too large to be read whole


@dataclass(frozen=True)
class Groups:
    """Row groups that are read at once: their numbers, the rows before them, and how many they hold."""

    numbers: tuple[int, ...]
    first: int
    rows: int


class Parquet:
    """Row groups with a footer."""

    def __init__(self, data: Data) -> None:
        self._open = data.opener()
        self._file = pyarrow.parquet.ParquetFile(self._open())
        self._metadata = self._file.metadata
        self.names: list[str] = self._file.schema_arrow.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Read the wanted columns."""
        for batch in self._file.iter_batches(_ROWS, columns=wanted):
            yield batch.select(wanted)

    @property
    def rows(self) -> int:
        """How many rows the footer promises."""
        return int(self._metadata.num_rows)

    def groups(self, most: int) -> Iterator[Groups]:
        """Neighbouring row groups, as many together as hold at most so many rows; a larger one by itself."""
        numbers: list[int] = []
        first = rows = 0
        for number in range(self._metadata.num_row_groups):
            more = self._metadata.row_group(number).num_rows
            if numbers and rows + more > most:
                yield Groups(tuple(numbers), first, rows)
                numbers, first, rows = [], first + rows, 0
            numbers.append(number)
            rows += more
        if rows:
            yield Groups(tuple(numbers), first, rows)

    def tables(self, groups: Groups, wanted: list[str], most: int) -> Iterator[pa.Table]:
        """Read some row groups, with a reader of their own: any thread may do so."""
        large = groups.rows > most
        with pyarrow.parquet.ParquetFile(
            self._open(), metadata=self._metadata, pre_buffer=False, buffer_size=_BUFFER if large else 0
        ) as file:
            if not large:
                yield file.read_row_groups(groups.numbers, columns=wanted, use_threads=False)
                return
            for batch in file.iter_batches(most, groups.numbers, columns=wanted, use_threads=False):
                yield pa.Table.from_batches([batch])


class ArrowFile:
    """Arrow's own format with a footer, which is also what Feather is."""

    def __init__(self, data: Data) -> None:
        self._source = data.opener(mapped=True)()
        self.names: list[str] = pyarrow.ipc.open_file(self._source).schema.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Map the wanted columns, or unpack them."""
        fields = [self.names.index(name) for name in wanted]
        options = pyarrow.ipc.IpcReadOptions(included_fields=fields)
        reader = pyarrow.ipc.open_file(self._source, options=options)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number).select(wanted)


class ArrowStream:
    """Arrow's own format as it is sent through pipes."""

    def __init__(self, data: Data) -> None:
        self._reader = pyarrow.ipc.open_stream(pa.PythonFile(data.stream, mode="r"))
        self.names: list[str] = self._reader.schema.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Read all columns, and give the wanted ones."""
        for batch in self._reader:
            yield batch.select(wanted)
