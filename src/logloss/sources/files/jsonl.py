"""JSON lines: blocks of whole lines, each parsed by Arrow or, where that fails, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.json

from logloss.errors import FormatError
from logloss.sources.columns import shortened
from logloss.sources.files import text
from logloss.sources.files.header import check_header
from logloss.sources.files.opening import Data
from logloss.sources.files.streams import Stream


class JsonLines:
    """Columns whose names and types nobody promised: they are found block by block."""

    def __init__(self, data: Data) -> None:
        text.check_is_text(data)
        self._data = data
        self.names = _Block(data.name, _first_lines(data.stream), 1).names()

    def batches(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        """Parse a block at a time; what is absent from it is null."""
        line, types = 1, dict[str, pa.DataType]()
        for lines in _blocks(self._data.stream):
            batch = _Block(self._data.name, lines, line).parsed(wanted, types)
            yield batch
            line += lines.count(b"\n")
            types = dict(zip(wanted, batch.schema.types, strict=True))


def _first_lines(stream: Stream) -> bytes:
    size = text.BLOCK
    while True:
        head = stream.peek(size)
        if len(head) < size:
            return head
        if b"\n" in head:
            return head[: head.rindex(b"\n") + 1]
        size *= 2


def _blocks(stream: Stream) -> Iterator[bytes]:
    rest = b""
    while more := stream.read(text.BLOCK):
        lines, newline, begun = more.rpartition(b"\n")
        if newline:
            yield rest + lines + newline
            rest = begun
        else:
            rest += more
    if rest.strip():
        yield rest


@dataclass(frozen=True)
class _Block:
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
        # What was text stays text, even where it now looks like times.
        attempts = [({name: kind for name, kind in types.items() if kind == pa.string()}, "infer")]
        if types and not any(pa.types.is_null(kind) for kind in types.values()):
            attempts.insert(0, (types, "ignore"))
        for known, unexpected in attempts:
            try:
                table = self._arrow(known, unexpected)
                typed = zip(table.schema.names, table.schema.types, strict=True)
                times = [name for name, kind in typed if name in wanted and pa.types.is_temporal(kind)]
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
            check_header(self.source, names, [name for name in wanted if name in names])
            found = dict(pairs)
            for name, values in columns.items():
                values.append(found.get(name))
        return pa.record_batch([_column(values) for values in columns.values()], names=wanted)

    def _objects(self) -> Iterator[tuple[tuple[str, Any], ...]]:
        for number, line in enumerate(self.lines.split(b"\n"), self.first):
            if not line.strip():
                continue
            try:
                found = json.loads(line.decode("utf-8-sig"), object_pairs_hook=tuple)
            except UnicodeDecodeError as error:
                raise text.not_utf8(self.source, shortened(line), f"in line {number}") from error
            except json.JSONDecodeError as error:
                why = f"is not JSON ({error.msg} at character {error.colno}):"
                raise self._refusal(number, why, line) from error
            except RecursionError as error:
                raise self._refusal(number, "is nested too deeply:", line) from error
            if not isinstance(found, tuple):
                raise self._refusal(number, "must hold a JSON object, got", line)
            yield found

    def _refusal(self, number: int, why: str, line: bytes) -> FormatError:
        got = f"{why} {shortened(line.decode())}"
        return FormatError(
            f"{self.source}: line {number} {got}", 'Write one object a line: {"y": 1, "p": 0.75}.'
        )


def _chosen(table: pa.Table, wanted: list[str]) -> pa.RecordBatch:
    """Take the wanted columns, null where no line of the block has them."""
    absent = pa.chunked_array([pa.nulls(table.num_rows)])
    columns = [table[name] if name in table.schema.names else absent for name in wanted]
    batch = pa.record_batch([column.combine_chunks() for column in columns], names=wanted)
    batch.validate(full=True)  # Arrow's parser takes any bytes for text
    return batch


def _column(values: list[Any]) -> pa.Array:
    """Give a column the type that its values share, or make them all text, as JSON spells them."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([v if v is None or isinstance(v, str) else json.dumps(v) for v in values])
