"""CSV and TSV: cells as text, and exact words for what breaks one."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv

from logloss.errors import FormatError
from logloss.sources.columns import first_refused, shortened
from logloss.sources.files import text
from logloss.sources.files.damage import first_sentence
from logloss.sources.files.opening import Data

_END = "\x03logloss: end of file\x03"  # a row of these is put behind a file; see Csv.batches


class Csv:
    """Cells as bytes: what they hold is decided where somebody asks for numbers or labels."""

    def __init__(self, data: Data) -> None:
        text.check_is_text(data)
        self._data = data
        delimiters = "\t" if data.format == "tsv" else ",;\t"
        headers = [(_first_row(data, delimiter), delimiter) for delimiter in delimiters]
        self.names, self._delimiter = max(headers, key=lambda header: len(header[0]))
        if not self.names:
            hint = "The first line must name the columns; is it a CSV file, and is every quote closed?"
            raise FormatError(f"{data.name}: the header cannot be read", hint)

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Put a row of our own behind the file, and see that it comes out as the last row.

        Arrow takes a quote that is never closed for a value that lasts to the end, and swallows those rows in
        silence. It would swallow our row too.
        """
        self._data.stream.tail = ("\n" + self._delimiter.join([_END] * len(self.names))).encode()
        rows, last = 0, None
        try:
            for batch in self._cells(wanted):
                if not batch.num_rows:
                    continue
                if last is not None:
                    yield _decoded(self._data.name, last, rows - last.num_rows)
                rows, last = rows + batch.num_rows, batch
        except pa.ArrowInvalid as error:
            raise self._refusal(error, rows) from error
        if last is None or last.column(0)[-1].as_py() != _END.encode():
            raise self._open_quote(f"at row {rows}" if rows else "in the header")
        yield _decoded(self._data.name, last.slice(0, last.num_rows - 1), rows - last.num_rows)

    def _cells(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        # One thread knows the numbers of rows, and is as fast as several where values may hold newlines.
        yield from pyarrow.csv.open_csv(
            pa.PythonFile(self._data.stream, mode="r"),
            pyarrow.csv.ReadOptions(use_threads=False, block_size=text.BLOCK),
            pyarrow.csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(wanted, pa.binary()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _refusal(self, error: pa.ArrowInvalid, rows: int) -> FormatError:
        """Say it in our words, where Arrow's are known; its handler of such rows fails on invalid UTF-8."""
        name, said = self._data.name, str(error)
        if "Empty CSV" in said:  # yet there is a header and our row behind it
            return self._open_quote("in the header")
        if "straddling" in said:
            fact = f"{name}: what follows row {rows} is longer than {text.BLOCK / 2**20:g} MB"
            return FormatError(fact, "Is a quote never closed?")
        uneven = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+): (.*)", said, re.DOTALL)
        if uneven is None:
            fact = f"{name}: cannot be read as CSV ({first_sentence(error)})"
            return FormatError(fact, "Is it a CSV file?")
        row = int(uneven[1]) - 1  # Arrow counts the header as row 1
        if _END in uneven[4]:
            return self._open_quote(f"at row {row}")
        fact = f"{name}: row {row} must have {uneven[2]} fields like the header, got {uneven[3]}"
        hint = f"Quote values that hold the delimiter {self._delimiter!r}, and close every quote."
        return FormatError(f"{fact}: {shortened(uneven[4])}", hint)

    def _open_quote(self, where: str) -> FormatError:
        hint = 'Close it; a quote within a quoted value is written twice ("").'
        return FormatError(f"{self._data.name}: a quote is never closed {where}", hint)


def _first_row(data: Data, delimiter: str) -> list[str]:
    size = 1 << 16
    while True:
        head = data.stream.peek(size)
        lines = head.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
        # Decoded line by line as asked for: what stands below the header is not looked at here.
        reader = csv.reader((line.decode() for line in lines), delimiter=delimiter)
        try:
            row = next((row for row in reader if row), [])
        except UnicodeDecodeError as error:
            raise text.not_utf8(data.name, shortened(error.object), "in the header") from error
        except csv.Error:  # a name longer than 128 kB: this is not the delimiter, or there is no header
            return []
        if reader.line_num < len(lines) or len(head) < size:
            return row
        size *= 2  # the header may go on


def _decoded(name: str, batch: pa.RecordBatch, before: int) -> pa.RecordBatch:
    texts = []
    for column, cells in zip(batch.schema.names, batch.columns, strict=True):
        try:
            texts.append(cells.cast(pa.string()))
        except pa.ArrowInvalid as error:
            row = first_refused([cells], pa.string())
            where = f"in column {column!r} at row {before + row + 1}"
            raise text.not_utf8(name, shortened(cells[row].as_py()), where) from error
    return pa.record_batch(texts, names=batch.schema.names)
