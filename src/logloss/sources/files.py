"""Data files: CSV, Parquet, Arrow and JSON lines, plain or gzipped, become batches of the wanted columns."""

from __future__ import annotations

import codecs
import csv
import difflib
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.json
import pyarrow.parquet

from logloss.errors import ArgumentError, ColumnError, DataError, FileError, FormatError, LogLossError
from logloss.sources.columns import Table, first_refused, shortened

FORMATS = {
    "csv": "csv",
    "tsv": "tsv",
    "parquet": "parquet",
    "arrow": "arrow",
    "feather": "arrow",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
}

BLOCK = 1 << 22  # bytes of text parsed at once: 4 MB is where larger blocks stop being faster
_MOST = 1 << 24  # bytes to read at once
_END = "\x03logloss: end of file\x03"  # a row of these is put behind a CSV; see _csv_batches
_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "arrow"}  # the last opens a stream
_TITLES = {"csv": "CSV", "tsv": "TSV", "parquet": "Parquet", "arrow": "Arrow", "jsonl": "JSON lines"}


def read_columns(
    source: str | PathLike[str] | BinaryIO,
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
        One of ``FORMATS``; without it a path's extension decides, and a stream's first bytes. Whatever is
        gzipped is unpacked.

    Raises
    ------
    FileError
        If the file cannot be opened, or its extension says nothing.
    FormatError
        If its content is not what the format promises.
    ColumnError
        If a column is not there.
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
    with _opened(source, format) as data:
        parts = list(_batches(data, wanted))
    rows = sum(part.num_rows for part in parts)
    if not rows:
        raise DataError(f"{data.name}: no rows", "There must be at least one row under the header.")
    joined = {name: _joined([part.column(name) for part in parts]) for name in wanted}
    return Table(data.name, rows, joined, typed=data.format not in ("csv", "tsv"))


def batches(
    source: str | PathLike[str] | BinaryIO,
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
    with _opened(source, format) as data:
        yield from _batches(data, list(dict.fromkeys(columns)))


def column_names(source: str | PathLike[str] | BinaryIO, *, format: str | None = None) -> list[str]:  # noqa: A002
    r"""Give the names of a data file's columns; of JSON lines, those in its first four megabytes.

    Examples
    --------
    >>> import io
    >>> column_names(io.BytesIO(b"won;prob\n1;0.75\n"))
    ['won', 'prob']
    """
    with _opened(source, format) as data, _reported(data.name, _TITLES[data.format]):
        return _READERS[data.format](data).names


# --- Opening ---


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Stream:
    """Bytes of which the first can be looked at before they are read, with a tail put behind them."""

    closed = False

    def __init__(self, source: _Readable) -> None:
        self._source = source
        self._head = b""
        self.tail = b""

    def peek(self, size: int) -> bytes:
        while len(self._head) < size and (more := self._source.read(size - len(self._head))):
            self._head += more
        return self._head[:size]

    def read(self, size: int = -1) -> bytes:
        wanted = size if size >= 0 else sys.maxsize
        found, self._head = self._head[:wanted], self._head[wanted:]
        parts, missing = [found], wanted - len(found)
        # A pipe may give less than it was asked for, which Arrow takes for the end; and a damaged file may
        # make Arrow ask for more than there is memory.
        while missing and (more := self._source.read(min(missing, _MOST))):
            parts.append(more)
            missing -= len(more)
        if missing and self.tail:
            parts.append(self.tail[:missing])
            self.tail = self.tail[missing:]
        return b"".join(parts)

    def close(self) -> None:
        """Leave the source open: it belongs to whoever opened it."""


class _Gunzipped:
    """What a gzipped stream holds; says so itself when the stream is cut short."""

    def __init__(self, packed: _Stream, name: str) -> None:
        self._unpacked = pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "gzip")
        self._name = name

    def read(self, size: int = -1) -> bytes:
        try:
            unpacked: bytes = self._unpacked.read(None if size < 0 else size)
        except OSError as error:
            if error.errno is not None:
                raise
            fact = f"{self._name}: the gzip file is cut short or damaged ({_sentence(error)})"
            raise FormatError(fact, "Copy or download it again, or write it again.") from error
        return unpacked


@dataclass(frozen=True)
class _Data:
    """An opened source: its name in messages, format and bytes, and its path if Arrow may open it itself."""

    name: str
    format: str
    stream: _Stream
    path: str | None = None

    def random_access(self) -> pa.NativeFile:
        """Parquet and Arrow files are read from their end; what is no plain file has to fit in memory."""
        return pa.OSFile(self.path) if self.path is not None else pa.BufferReader(self.stream.read())


@contextmanager
def _opened(source: str | PathLike[str] | BinaryIO, format_name: str | None) -> Iterator[_Data]:
    if format_name is not None and format_name not in FORMATS:
        raise ArgumentError(f"format must be one of {_listed(FORMATS)}, got {format_name!r}")
    if not isinstance(source, (str, PathLike)) or str(source) == "-":
        stream = sys.stdin.buffer if isinstance(source, (str, PathLike)) else source
        yield _recognised(stream, "stdin", format_name)
        return
    name = str(source)
    try:
        file = Path(source).open("rb")  # noqa: SIM115 - closed below; what fails in between is not about opening
    except (OSError, ValueError) as error:  # a ValueError where the path holds a null byte
        raise _cannot_open(name, error) from error
    with file:
        regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        yield _recognised(file, name, format_name or _format_of(name), name if regular else None)


def _recognised(file: _Readable, name: str, format_name: str | None, path: str | None = None) -> _Data:
    """Unpack gzip, look at the first bytes, and settle the format."""
    stream = _Stream(file)
    if not isinstance(file.read(0), bytes):
        raise ArgumentError("source must give bytes, got a stream of text", 'Open it in the mode "rb".')
    with _reported(name, "data"):
        if stream.peek(2) == b"\x1f\x8b":
            stream, path = _Stream(_Gunzipped(stream, name)), None
        head = stream.peek(8)
    if not head:
        raise FormatError(f"{name}: the file is empty", "Was it written to the end?")
    found = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    if format_name is None:
        text = head.removeprefix(codecs.BOM_UTF8).lstrip()
        return _Data(name, found or ("jsonl" if text.startswith(b"{") else "csv"), stream, path)
    kind = FORMATS[format_name]
    if found is not None and found != kind:
        fact = f"{name}: must hold {_TITLES[kind]}, got {_TITLES[found]}"
        raise FormatError(fact, f"Rename it to .{found}, or give the format {found!r}.")
    if found is None and kind in _MAGIC.values():
        fact = f"{name}: must hold {_TITLES[kind]}, got {head!r} at its start"
        raise FormatError(fact, f"Give the format that it has: {_listed(FORMATS)}.")
    return _Data(name, kind, stream, path)


def _format_of(name: str) -> str:
    extension = Path(name.lower().removesuffix(".gz")).suffix
    if extension[1:] in FORMATS:
        return extension[1:]
    fact = f"{name}: the extension must be one of {', '.join(f'.{known}' for known in FORMATS)}"
    raise FileError(f"{fact}, got {extension!r}", "Rename the file, or give its format.")


def _cannot_open(name: str, error: OSError | ValueError) -> FileError:
    if isinstance(error, FileNotFoundError):
        return _missing(name)
    if isinstance(error, IsADirectoryError) or Path(name).is_dir():
        return FileError(f"{name}: is a directory, not a file", "Name the files in it.")
    if isinstance(error, PermissionError):
        return FileError(f"{name}: you have no permission to read it", "Ask its owner, or change its mode.")
    return FileError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})")


def _missing(name: str) -> FileError:
    folder = Path(name).parent
    if not folder.is_dir():
        return FileError(f"{name}: there is no such file", f"There is no directory {str(folder)!r} either.")
    try:
        neighbours = [neighbour.name for neighbour in folder.iterdir()]
    except OSError:  # a directory that may be entered and not listed: nothing can be offered
        neighbours = []
    typed = name[: len(name) - len(Path(name).name)]
    near = [typed + match for match in difflib.get_close_matches(Path(name).name, neighbours)]
    hint = f"Did you mean {_listed(near)}?" if near else "Check the path."
    return FileError(f"{name}: there is no such file", hint)


@contextmanager
def _reported(name: str, title: str) -> Iterator[None]:
    """Turn what Arrow and the system raise into our own errors."""
    try:
        yield
    except LogLossError:
        raise
    except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise FileError(f"{name}: cannot be read ({error.strerror})") from error
        fact = f"{name}: the {title} file is cut short or damaged ({_sentence(error)})"
        raise FormatError(fact, "Copy or download it again, or write it again.") from error


def _sentence(error: Exception) -> str:
    """Arrow's first sentence; the rest of its messages speaks of Arrow."""
    return str(error).splitlines()[0].split(". ")[0].rstrip(".")


# --- Columns ---


class _Reader(Protocol):
    """What a format is to the rest: the names of its columns, and batches of some of them."""

    names: list[str]

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]: ...


def _batches(data: _Data, wanted: list[str]) -> Iterator[pa.RecordBatch]:
    if not wanted:
        raise ArgumentError("columns must name at least one column, got none")
    with _reported(data.name, _TITLES[data.format]):
        reader = _READERS[data.format](data)
        _check_columns(data.name, reader.names, wanted)
        for batch in reader.batches(wanted):
            batch.validate(full=True)  # a damaged file may point outside of memory, or hold text that is none
            if batch.num_rows:
                yield batch


def _check_columns(source: str, names: list[str], wanted: list[str]) -> None:
    for name in wanted:
        if name not in names:
            raise ColumnError(f"{source} has no column {name!r}", _hint_for_column(name, names))
        if names.count(name) > 1:
            fact = f"{source}: column {name!r} must be there once, is there {names.count(name)} times"
            raise FormatError(fact, "Rename the others.")


def _hint_for_column(name: str, names: list[str]) -> str:
    if names and all(_is_number(known) for known in names):
        return "The file seems to have no header: add a first line with the names of its columns."
    plain = {known.strip().casefold(): known for known in reversed(names)}
    near = difflib.get_close_matches(name.strip().casefold(), plain)
    if near:
        return f"Did you mean {_listed(plain[match] for match in near)}?"
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"There are {_listed(names[:12])}{more}." if names else "There are no columns."


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _joined(parts: list[pa.Array]) -> pa.ChunkedArray:
    """Put the batches of one column together; JSON lines may have given them several types."""
    kinds = {part.type for part in parts} - {pa.null()}
    kind = kinds.pop() if kinds else pa.null()
    if kinds:
        kind = pa.float64() if kinds | {kind} == {pa.int64(), pa.float64()} else pa.string()
    return pa.chunked_array([part.cast(kind, safe=False) for part in parts], kind)


# --- CSV and TSV ---


class _Csv:
    """Cells as bytes: what they hold is decided where somebody asks for numbers or labels."""

    def __init__(self, data: _Data) -> None:
        _check_is_text(data)
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
            pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK),
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
            fact = f"{name}: what follows row {rows} is longer than {BLOCK / 2**20:g} MB"
            return FormatError(fact, "Is a quote never closed?")
        uneven = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+): (.*)", said, re.DOTALL)
        if uneven is None:
            return FormatError(f"{name}: cannot be read as CSV ({_sentence(error)})", "Is it a CSV file?")
        row = int(uneven[1]) - 1  # Arrow counts the header as row 1
        if _END in uneven[4]:
            return self._open_quote(f"at row {row}")
        fact = f"{name}: row {row} must have {uneven[2]} fields like the header, got {uneven[3]}"
        hint = f"Quote values that hold the delimiter {self._delimiter!r}, and close every quote."
        return FormatError(f"{fact}: {shortened(uneven[4])}", hint)

    def _open_quote(self, where: str) -> FormatError:
        hint = 'Close it; a quote within a quoted value is written twice ("").'
        return FormatError(f"{self._data.name}: a quote is never closed {where}", hint)


def _first_row(data: _Data, delimiter: str) -> list[str]:
    size = 1 << 16
    while True:
        head = data.stream.peek(size)
        lines = head.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
        # Decoded line by line as asked for: what stands below the header is not looked at here.
        reader = csv.reader((line.decode() for line in lines), delimiter=delimiter)
        try:
            row = next((row for row in reader if row), [])
        except UnicodeDecodeError as error:
            raise _not_utf8(data.name, shortened(error.object), "in the header") from error
        except csv.Error:  # a name longer than 128 kB: this is not the delimiter, or there is no header
            return []
        if reader.line_num < len(lines) or len(head) < size:
            return row
        size *= 2  # the header may go on


def _check_is_text(data: _Data) -> None:
    head = data.stream.peek(1024)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _not_utf8(data.name, "UTF-16", "")
    if b"\0" in head:
        fact = f"{data.name}: must hold {_TITLES[data.format]} in UTF-8, got binary data or UTF-16"
        raise FormatError(fact, f"Save it as UTF-8, or give the format that it has: {_listed(FORMATS)}.")


def _not_utf8(name: str, got: str, where: str) -> FormatError:
    charset = "UTF-16" if got == "UTF-16" else "LATIN1"
    hint = f"Save it as UTF-8, for example with iconv -f {charset} -t UTF-8."
    return FormatError(f"{name}: must be UTF-8, got {got} {where}".rstrip(), hint)


def _decoded(name: str, batch: pa.RecordBatch, before: int) -> pa.RecordBatch:
    texts = []
    for column, cells in zip(batch.schema.names, batch.columns, strict=True):
        try:
            texts.append(cells.cast(pa.string()))
        except pa.ArrowInvalid as error:
            row = first_refused([cells], pa.string())
            where = f"in column {column!r} at row {before + row + 1}"
            raise _not_utf8(name, shortened(cells[row].as_py()), where) from error
    return pa.record_batch(texts, names=batch.schema.names)


# --- Parquet and Arrow ---


class _Parquet:
    def __init__(self, data: _Data) -> None:
        self._file = pyarrow.parquet.ParquetFile(data.random_access())
        self.names: list[str] = self._file.schema_arrow.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        for batch in self._file.iter_batches(1 << 17, columns=wanted):
            yield batch.select(wanted)


class _ArrowFile:
    """Arrow's own format with a footer, which is also what Feather is; unwanted columns are not read."""

    def __init__(self, data: _Data) -> None:
        self._source = data.random_access()
        self.names: list[str] = pyarrow.ipc.open_file(self._source).schema.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        fields = [self.names.index(name) for name in wanted]
        options = pyarrow.ipc.IpcReadOptions(included_fields=fields)
        reader = pyarrow.ipc.open_file(self._source, options=options)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number).select(wanted)


class _ArrowStream:
    """Arrow's own format as it is sent through pipes."""

    def __init__(self, data: _Data) -> None:
        self._reader = pyarrow.ipc.open_stream(pa.PythonFile(data.stream, mode="r"))
        self.names: list[str] = self._reader.schema.names

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        for batch in self._reader:
            yield batch.select(wanted)


def _arrow(data: _Data) -> _Reader:
    return _ArrowFile(data) if data.stream.peek(6) == b"ARROW1" else _ArrowStream(data)


# --- JSON lines ---


class _JsonLines:
    """Blocks of whole lines, each parsed by itself, by Arrow or, where that fails, line by line."""

    def __init__(self, data: _Data) -> None:
        _check_is_text(data)
        self._data = data
        self.names = _JsonBlock(data.name, _first_lines(data.stream), 1).names()
        # What is known of the wanted columns' types: text that looks like times must stay text.
        self._types: dict[str, pa.DataType] = {}

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        line = 1
        for lines in self._blocks():
            block = _JsonBlock(self._data.name, lines, line)
            batch = block.parsed(wanted, self._types)
            self._types = dict(zip(wanted, batch.schema.types, strict=True))
            line += lines.count(b"\n")
            yield batch

    def _blocks(self) -> Iterator[bytes]:
        rest = b""
        while more := self._data.stream.read(BLOCK):
            lines, newline, begun = more.rpartition(b"\n")
            if newline:
                yield rest + lines + newline
                rest = begun
            else:
                rest += more
        if rest.strip():
            yield rest


def _first_lines(stream: _Stream) -> bytes:
    size = BLOCK
    while True:
        head = stream.peek(size)
        if len(head) < size:
            return head
        if b"\n" in head:
            return head[: head.rindex(b"\n") + 1]
        size *= 2


@dataclass(frozen=True)
class _JsonBlock:
    """Whole lines of a source, and the number of the first."""

    source: str
    lines: bytes
    first: int

    def names(self) -> list[str]:
        try:
            names: list[str] = self._arrow({}, "infer").schema.names
        except (pa.ArrowInvalid, UnicodeDecodeError):  # whether it is wrong, and where, the lines will tell
            return list(dict.fromkeys(name for pairs in self._objects() for name, _ in pairs))
        return names

    def parsed(self, wanted: list[str], types: dict[str, pa.DataType]) -> pa.RecordBatch:
        """Try the types of the block before, which lets Arrow pass over other columns; then any types."""
        text = {name: kind for name, kind in types.items() if kind == pa.string()}
        attempts = [(text, "infer")]
        if types and not any(pa.types.is_null(kind) for kind in types.values()):
            attempts.insert(0, (types, "ignore"))
        for known, unexpected in attempts:
            try:
                table = self._arrow(known, unexpected)
                times = [name for name in wanted if name in table.schema.names and _is_time(table[name].type)]
                if times:  # JSON has no times: what Arrow took for them was text
                    table = self._arrow(known | dict.fromkeys(times, pa.string()), unexpected)
                return _chosen(table, wanted)
            except (pa.ArrowInvalid, UnicodeDecodeError):  # the next attempt is wider, the last line by line
                continue
        return self._line_by_line(wanted)

    def _arrow(self, types: dict[str, pa.DataType], unexpected: str) -> pa.Table:
        return pyarrow.json.read_json(
            pa.BufferReader(self.lines),
            pyarrow.json.ReadOptions(block_size=len(self.lines) + 1),
            pyarrow.json.ParseOptions(
                explicit_schema=pa.schema(types.items()) if types else None,
                unexpected_field_behavior=unexpected,
            ),
        )

    def _line_by_line(self, wanted: list[str]) -> pa.RecordBatch:
        columns: dict[str, list[Any]] = {name: [] for name in wanted}
        for pairs in self._objects():
            names = [name for name, _ in pairs]
            _check_columns(self.source, names, [name for name in wanted if name in names])
            found = dict(pairs)
            for name, values in columns.items():
                values.append(found.get(name))
        return pa.record_batch([_json_column(values) for values in columns.values()], names=wanted)

    def _objects(self) -> Iterator[tuple[tuple[str, Any], ...]]:
        for number, line in enumerate(self.lines.split(b"\n"), self.first):
            if not line.strip():
                continue
            try:
                found = json.loads(line.decode("utf-8-sig"), object_pairs_hook=tuple)
            except UnicodeDecodeError as error:
                raise _not_utf8(self.source, shortened(line), f"in line {number}") from error
            except json.JSONDecodeError as error:
                fact = f"{self.source}: line {number} is not JSON ({error.msg} at character {error.colno})"
                raise FormatError(f"{fact}: {shortened(line.decode())}", _JSON_HINT) from error
            if not isinstance(found, tuple):
                fact = f"{self.source}: line {number} must hold a JSON object, got {shortened(line.decode())}"
                raise FormatError(fact, _JSON_HINT)
            yield found


_JSON_HINT = 'Write one object a line: {"y": 1, "p": 0.75}.'


def _chosen(table: pa.Table, wanted: list[str]) -> pa.RecordBatch:
    """Take the wanted columns, null where no line of the block has them."""
    absent = pa.chunked_array([pa.nulls(table.num_rows)])
    columns = [table[name] if name in table.schema.names else absent for name in wanted]
    batch = pa.record_batch([column.combine_chunks() for column in columns], names=wanted)
    batch.validate(full=True)  # Arrow's parser takes any bytes for text
    return batch


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_temporal(kind))


def _json_column(values: list[Any]) -> pa.Array:
    """Give a column the type that its values share, or make them all text, as JSON spells them."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([v if v is None or isinstance(v, str) else json.dumps(v) for v in values])


_READERS: dict[str, Callable[[_Data], _Reader]] = {
    "csv": _Csv,
    "tsv": _Csv,
    "parquet": _Parquet,
    "arrow": _arrow,
    "jsonl": _JsonLines,
}
