"""Parquet and Arrow: columns with types, of which only the wanted ones are read where the format allows."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from logloss.sources.files.opening import Data

_ROWS = 1 << 17  # in a batch of Parquet; the others come in the batches that they were written in


class Parquet:
    """Row groups with a footer."""

    def __init__(self, data: Data) -> None:
        self._file = pyarrow.parquet.ParquetFile(data.random_access())
        self.names: list[str] = self._file.schema_arrow.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Read the wanted columns."""
        for batch in self._file.iter_batches(_ROWS, columns=wanted):
            yield batch.select(wanted)


class ArrowFile:
    """Arrow's own format with a footer, which is also what Feather is."""

    def __init__(self, data: Data) -> None:
        self._source = data.random_access()
        self.names: list[str] = pyarrow.ipc.open_file(self._source).schema.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Read the wanted columns."""
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
