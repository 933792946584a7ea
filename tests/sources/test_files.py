"""Columns out of data files: one body over all formats, and a table of what can be wrong with one."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
import pytest

from logloss.errors import ArgumentError, ColumnError, DataError, FileError, FormatError, LogLossError
from logloss.sources.columns import Table
from logloss.sources.files import batches, column_names, read_columns, text

NBA = Path(__file__).parents[3] / "shared" / "data" / "538_nba_games.csv"
needs_nba = pytest.mark.skipif(not NBA.exists(), reason=f"{NBA} is not here")

BODY = {
    "won": [1, 0, 1, 0],
    "prob ability": [0.75, None, 1e-320, 0.1],
    "größe": [1, 2, None, 4],
    "team": ['a "quoted", name', "two\nlines", None, "李"],
    "unwanted": ["x", "y", "z", "w"],
}


def csv_bytes(delimiter: str = ",", newline: str = "\n") -> bytes:
    return pd.DataFrame(BODY).astype({"größe": "Int64"}).to_csv(
        index=False, sep=delimiter, lineterminator=newline
    ).encode()  # fmt: skip


def json_bytes() -> bytes:
    rows = zip(*BODY.values(), strict=True)
    return "".join(json.dumps(dict(zip(BODY, row, strict=True))) + "\n" for row in rows).encode()


def written(write: Callable[[pa.BufferOutputStream], object]) -> bytes:
    sink = pa.BufferOutputStream()
    write(sink)
    return bytes(sink.getvalue().to_pybytes())


def polars_bytes(method: str) -> bytes:
    sink = io.BytesIO()
    getattr(pl.DataFrame(BODY), method)(sink)
    return sink.getvalue()


def ipc(table: pa.Table, new: Callable[..., Any]) -> bytes:
    def write(sink: pa.BufferOutputStream) -> None:
        with new(sink, table.schema) as writer:
            writer.write_table(table, 3)

    return written(write)


def parquet(table: pa.Table) -> bytes:
    return written(lambda sink: pyarrow.parquet.write_table(table, sink, row_group_size=3))


ARROW = pa.table(BODY)
CODED = ARROW.set_column(3, "team", ARROW["team"].dictionary_encode())
CONTENTS = {
    "p.csv": csv_bytes(),
    "windows.csv": b"\xef\xbb\xbf" + csv_bytes(newline="\r\n").removesuffix(b"\r\n"),
    "semicolons.csv": csv_bytes(";"),
    "p.CSV": csv_bytes(),
    "p.csv.gz": gzip.compress(csv_bytes()),
    "members.csv.gz": gzip.compress(csv_bytes()[:40]) + gzip.compress(csv_bytes()[40:]),
    "p.tsv": csv_bytes("\t"),
    "p.tsv.gz": gzip.compress(csv_bytes("\t")),
    "p.parquet": parquet(ARROW),
    "coded.parquet": parquet(CODED),
    "pandas.parquet": pd.DataFrame(BODY).to_parquet(),
    "polars.parquet": polars_bytes("write_parquet"),
    "p.parquet.gz": gzip.compress(parquet(ARROW)),
    "p.arrow": ipc(ARROW, pa.ipc.new_file),
    "stream.arrow": ipc(ARROW, pa.ipc.new_stream),
    "coded.arrow": ipc(CODED, pa.ipc.new_file),
    "polars.arrow": polars_bytes("write_ipc"),
    "polars-stream.arrow": polars_bytes("write_ipc_stream"),
    "p.feather": written(lambda sink: pyarrow.feather.write_feather(ARROW, sink)),
    "p.jsonl": json_bytes(),
    "p.ndjson": json_bytes().replace(b"\n", b"\r\n\r\n").removesuffix(b"\r\n\r\n"),
    "p.jsonl.gz": gzip.compress(json_bytes()),
    "polars.ndjson": polars_bytes("write_ndjson"),
}


class Dribble(io.BytesIO):
    """A pipe that gives a few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation("seek")


def check_body(table: Table) -> None:
    assert table.rows == 4
    assert list(table.columns) == ["won", "prob ability", "größe", "team"]
    won = table.labels("won")
    assert won.dtype == np.int64
    assert won.tolist() == [1, 0, 1, 0]
    np.testing.assert_array_equal(table.numbers("won"), [1, 0, 1, 0])
    prob = table.numbers("prob ability")
    assert prob.dtype == np.float64
    np.testing.assert_array_equal(prob, [0.75, np.nan, 1e-320, 0.1])
    np.testing.assert_array_equal(table.labels("größe"), [1, 2, np.nan, 4])
    assert table.texts("größe") == ["1", "2", "", "4"]
    assert table.labels("team").tolist() == BODY["team"]
    assert table.texts("team") == ['a "quoted", name', "two\nlines", "", "李"]


WANTED = ["won", "prob ability", "größe", "team", "won"]


@pytest.mark.parametrize("name", CONTENTS)
def test_every_format_gives_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CONTENTS[name])
    table = read_columns(path, WANTED)
    assert table.name == str(path)
    check_body(table)
    check_body(read_columns(str(path), WANTED))
    assert column_names(path) == list(BODY)


@pytest.mark.parametrize("name", [name for name in CONTENTS if "tsv" not in name])
def test_a_stream_is_recognised_by_its_first_bytes(name: str) -> None:
    stream = Dribble(CONTENTS[name])
    table = read_columns(stream, WANTED)
    assert table.name == "stdin"
    check_body(table)
    assert not stream.closed
    assert column_names(Dribble(CONTENTS[name])) == list(BODY)


@pytest.mark.parametrize("size", [90, 200])
@pytest.mark.parametrize("name", [name for name in CONTENTS if "csv" in name or "json" in name])
def test_the_size_of_blocks_changes_nothing(name: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", size)
    check_body(read_columns(io.BytesIO(CONTENTS[name]), WANTED))


def test_a_dash_is_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"y\tp\n1\t0.5\n")))
    table = read_columns("-", ["p"], format="tsv")
    assert table.name == "stdin"
    assert table.numbers("p").tolist() == [0.5]


def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(CONTENTS["p.parquet"],))
    writer.start()
    check_body(read_columns(path, WANTED, format="parquet"))
    writer.join()


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no /dev/fd on this system")
@pytest.mark.parametrize("name", ["p.csv", "p.csv.gz", "p.parquet", "p.arrow", "stream.arrow", "p.jsonl"])
def test_a_pipe_without_an_extension_is_recognised(name: str) -> None:
    reader, writer = os.pipe()  # as in: logloss explain <(zcat preds.csv.gz)
    os.write(writer, CONTENTS[name])
    os.close(writer)
    check_body(read_columns(f"/dev/fd/{reader}", WANTED))
    os.close(reader)


def test_a_pipe_that_does_not_wait_is_not_taken_for_its_end() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.write(writer, CONTENTS["p.csv"])
    with (
        os.fdopen(reader, "rb") as stream,
        pytest.raises(FileError, match=r"^stdin: cannot be read \(Resource temp"),
    ):
        read_columns(stream, WANTED)
    os.close(writer)


def test_stdin_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(FileError, match=r"^stdin: is closed\n"):
        read_columns("-", ["p"])


@needs_nba
def test_the_forecasts_of_nba_games(tmp_path: Path) -> None:
    # Facts from shared/data/README.md.
    table = read_columns(NBA, ["prob1", "prob1_outcome", "date"])
    won, prob = table.labels("prob1_outcome"), table.numbers("prob1")
    assert table.rows == 8886
    assert won.dtype == np.int64
    assert won.mean() == pytest.approx(0.571686, abs=1e-6)
    assert -np.log(np.where(won == 1, prob, 1 - prob)).mean() == pytest.approx(0.619093, abs=1e-6)
    np.testing.assert_array_equal(prob, pd.read_csv(NBA, float_precision="round_trip")["prob1"])
    assert table.texts("date")[0] == "2022-06-16"
    pd.read_csv(NBA, float_precision="round_trip").to_parquet(tmp_path / "nba.parquet")
    np.testing.assert_array_equal(read_columns(tmp_path / "nba.parquet", ["prob1"]).numbers("prob1"), prob)


@needs_nba
def test_a_file_without_a_header_is_told_from_a_wrong_name() -> None:
    with pytest.raises(ColumnError) as caught:
        read_columns(NBA.with_name("spambase.csv"), ["spam"])
    assert caught.value.hint == (
        "The file seems to have no header: add a first line with the names of its columns."
    )


def test_batches_come_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 64)
    content = b"y,p\n" + b"".join(b"%d,0.%03d\n" % (i % 2, i) for i in range(100))
    parts = list(batches(io.BytesIO(content), ["p"]))
    assert len(parts) > 5
    assert {tuple(part.schema.names) for part in parts} == {("p",)}
    assert [p for part in parts for p in part["p"].to_pylist()] == [f"0.{i:03d}" for i in range(100)]


# --- What cells become ---


def cells(text: str) -> Table:
    """One CSV column, each word a cell; _ is a space."""
    content = "c,d\n" + "".join(f"{cell.replace('_', ' ')},\n" for cell in text.split("|"))
    return read_columns(io.BytesIO(content.encode()), ["c"])


NAN = np.nan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5|1|-2e-3", [0.5, 1, -0.002]),
        ("_0.5|1__|+1", [0.5, 1, 1]),
        ("0.5||NA|NaN|null|None|nan|_|_NA_", [0.5] + [NAN] * 8),
        ("1e-400|inf|-inf", [0, np.inf, -np.inf]),
        ("true|False|TRUE", [True, False, True]),
        ("true||False", [1, NAN, 0]),
        ("NA|", [NAN, NAN]),
    ],
)
def test_numbers_of_a_csv(text: str, expected: list[float]) -> None:
    numbers = cells(text).numbers("c")
    assert numbers.dtype == np.array(expected).dtype
    np.testing.assert_array_equal(numbers, expected)


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ("0|1|_1", [0, 1, 1], "i"),
        ("0|1.0|0.5", [0, 1, 0.5], "f"),
        ("0|NA|1|", [0, NAN, 1, NAN], "f"),
        ("true|False", [True, False], "b"),
        ("true|NA|False", [1, NAN, 0], "f"),
        ("yes|no|_no", ["yes", "no", " no"], "O"),
        ("yes|NA||no", ["yes", None, None, "no"], "O"),
        ("true|1", ["true", "1"], "O"),
        ("0x1F|0x20", ["0x1F", "0x20"], "O"),
        ("NA|", [NAN, NAN], "f"),
        ("9007199254740993", [9007199254740993], "i"),
    ],
)
def test_labels_of_a_csv(text: str, expected: list[Any], kind: str) -> None:
    labels = cells(text).labels("c")
    assert labels.dtype.kind == kind
    np.testing.assert_array_equal(labels, np.array(expected, labels.dtype))


def test_texts_of_a_csv_stay_as_they_are() -> None:
    assert cells("007|NA|_x|").texts("c") == ["007", "NA", " x", ""]


COLUMNS = {
    "float32": pa.array([0.5, None], pa.float32()),
    "float32 whole": pa.array([0.5, 0.1], pa.float32()),
    "float16": pa.array(np.array([0.5, 0.25], np.float16)),
    "decimal": pa.array([Decimal("0.25"), Decimal("1.50")]),
    "bool": pa.array([True, False]),
    "bool missing": pa.array([True, None]),
    "uint8": pa.array([1, 255], pa.uint8()),
    "null": pa.nulls(2),
    "text": pa.array(["0.5", "NA"]),
    "category": pa.array(["0", "1"]).dictionary_encode(),
    "numbers coded": pa.array([7, None]).dictionary_encode(),
    "a.b": pa.array([1, 2]),
    "date": pa.array([date(2022, 6, 16), None]),
    "day": pa.array([datetime(2022, 6, 16), datetime(2022, 6, 17)]),
    "time": pa.array([datetime(2022, 6, 16, 20, 30), datetime(2022, 6, 17)]),
    "zone": pa.array([datetime(2022, 6, 16, 20, 30), None], pa.timestamp("us", "UTC")),
    "list": pa.array([[0.5, 0.5], [1.0]]),
    "float id": pa.array([3.0, NAN]),
    "binary": pa.array([b"ab", b"\xff"]),
}


@pytest.fixture(params=["p.parquet", "p.arrow"])
def typed(request: pytest.FixtureRequest, tmp_path: Path) -> Table:
    table = pa.table(COLUMNS)
    content = parquet(table) if request.param == "p.parquet" else ipc(table, pa.ipc.new_file)
    path = tmp_path / request.param
    path.write_bytes(content)
    return read_columns(path, list(COLUMNS))


def test_numbers_of_typed_columns(typed: Table) -> None:
    for name, expected in {
        "float32": np.array([0.5, NAN], np.float32),
        "float32 whole": np.array([0.5, 0.1], np.float32),
        "float16": np.array([0.5, 0.25]),
        "decimal": np.array([0.25, 1.5]),
        "bool": np.array([True, False]),
        "bool missing": np.array([1, NAN]),
        "uint8": np.array([1, 255], np.uint8),
        "null": np.array([NAN, NAN]),
        "text": np.array([0.5, NAN]),
        "numbers coded": np.array([7, NAN]),
        "a.b": np.array([1, 2]),
    }.items():
        numbers = typed.numbers(name)
        assert numbers.dtype == expected.dtype, name
        np.testing.assert_array_equal(numbers, expected, name)


def test_labels_of_typed_text_stay_text(typed: Table) -> None:
    assert typed.labels("category").tolist() == ["0", "1"]
    assert typed.labels("text").tolist() == ["0.5", "NA"]
    assert typed.labels("bool").tolist() == [True, False]


def test_texts_of_typed_columns(typed: Table) -> None:
    for name, expected in {
        "date": ["2022-06-16", ""],
        "day": ["2022-06-16", "2022-06-17"],
        "time": ["2022-06-16T20:30:00", "2022-06-17T00:00:00"],
        "zone": ["2022-06-16T20:30:00Z", ""],
        "float id": ["3", ""],
        "decimal": ["0.25", "1.50"],
        "a.b": ["1", "2"],
        "category": ["0", "1"],
        "bool": ["true", "false"],
        "null": ["", ""],
    }.items():
        assert typed.texts(name) == expected, name


@pytest.mark.parametrize(
    ("name", "method", "got"),
    [
        ("list", "numbers", "must hold numbers, got list<"),
        ("list", "labels", "must hold labels, got list<"),
        ("list", "texts", "must hold text, got list<"),
        ("binary", "texts", "must hold text, got binary"),
        ("date", "numbers", "must hold numbers, got date32[day]"),
    ],
)
def test_columns_that_hold_something_else(typed: Table, name: str, method: str, got: str) -> None:
    with pytest.raises(ColumnError) as caught:
        getattr(typed, method)(name)
    assert caught.value.fact.startswith(f"{typed.name}: column {name!r} {got}")
    assert caught.value.hint


# --- JSON lines, which name no types ---


@pytest.mark.parametrize("size", [30, 1 << 20])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['{"c": 1}', '{"c": 0.5}', '{"c": 1}'], ["1.0", "0.5", "1.0"]),
        (['{"c": "2022-06-16"}', '{"c": "2022-06-17"}'], ["2022-06-16", "2022-06-17"]),
        (['{"c": "2022-06-16 10:00:00"}', '{"c": "2022-06-17"}'], ["2022-06-16 10:00:00", "2022-06-17"]),
        (['{"c": "a"}', '{"c": "2022-06-17"}'], ["a", "2022-06-17"]),
        (['{"c": null}', '{"c": "2022-06-17"}'], ["", "2022-06-17"]),
        (['{"c": 1, "d": 1}', '{"c": 2, "d": "mixed"}', '{"c": 3, "d": []}'], ["1", "2", "3"]),
        (['{"c": 1, "d": 1, "d": 2}', '{"c": 2}'], ["1", "2"]),
        (['{"c": 1}', '{"c": "n/a"}', '{"c": true}'], ["1", "n/a", "true"]),
        (['{"c": 1}', '{"d": 2}', "{}", '{"c": 9007199254740993}'], ["1", "", "", "9007199254740993"]),
        (['{"c": 1, "d": {"c": 1}}', '{"c": 2, "d": 5}'], ["1", "2"]),
    ],
)
def test_json_values(
    lines: list[str], expected: list[str], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "BLOCK", size)
    table = read_columns(io.BytesIO("\n".join(lines).encode()), ["c"])
    written = [text.removesuffix(".0") for text in table.texts("c")]
    assert written == [text.removesuffix(".0") for text in expected]


def test_numbers_of_json_stay_numbers_over_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 20)
    labels = read_columns(io.BytesIO(b'{"c": 1}\n{"c": null}\n{"c": 0.5}\n{"c": 2}\n'), ["c"]).labels("c")
    np.testing.assert_array_equal(labels, [1, NAN, 0.5, 2])


def test_a_word_among_the_numbers_of_json_is_told_by_row() -> None:
    table = read_columns(io.BytesIO(b'{"c": 1}\n{"c": 0.5}\n{"c": "n/a"}\n'), ["c"])
    with pytest.raises(ColumnError, match=r"^stdin: column 'c' must hold numbers, got 'n/a' at row 3\n"):
        table.numbers("c")


# --- What can be wrong ---


CUT = "Copy or download it again, or write it again."
UTF8 = "Save it as UTF-8, for example with iconv -f LATIN1 -t UTF-8."
QUOTE = 'Close it; a quote within a quoted value is written twice ("").'
FIELDS = "Quote values that hold the delimiter ',', and close every quote."
OBJECT = 'Write one object a line: {"y": 1, "p": 0.75}.'
CORRECT = "Correct the value, or leave the cell empty where a number is missing."
MANY = ",".join(f"k{i}" for i in range(20)).encode()
BROKEN: dict[str, tuple[str, bytes, type[LogLossError], str, str]] = {
    # case: (file, content, exception, how the fact goes on after the file's name, how the hint begins)
    "empty csv": ("p.csv", b"", FormatError, ": the file is empty", "Was it written to the end?"),
    "empty parquet": ("p.parquet", b"", FormatError, ": the file is empty", "Was it written to the end?"),
    "empty gzip": ("p.csv.gz", gzip.compress(b""), FormatError, ": the file is empty", ""),
    "blank lines": (
        "p.csv",
        b"\n\n",
        FormatError,
        ": the header cannot be read",
        "The first line must name the columns;",
    ),
    "header only": (
        "p.csv",
        b"y,p\n",
        DataError,
        ": no rows",
        "There must be at least one row under the header.",
    ),
    "header without newline": ("p.csv", b"y,p", DataError, ": no rows", ""),
    "no rows in parquet": (
        "p.parquet",
        parquet(pa.table({"p": pa.array([], pa.float64())})),
        DataError,
        ": no rows",
        "",
    ),
    "no rows in arrow": (
        "p.arrow",
        ipc(pa.table({"p": pa.array([], pa.float64())}), pa.ipc.new_stream),
        DataError,
        ": no rows",
        "",
    ),
    "a word": (
        "p.csv",
        b"y,p\n1,0.5\n0,1\n1,\n0,n/a\n",
        ColumnError,
        ": column 'p' must hold numbers, got 'n/a' at row 4",
        CORRECT,
    ),
    "a word after two lines": (
        "p.csv",
        b'y,p\n"1\n2",0.5\n0,x\n',
        ColumnError,
        ": column 'p' must hold numbers, got 'x' at row 2",
        CORRECT,
    ),
    "decimal comma": (
        "p.csv",
        b"y;p\n1;0,53\n",
        ColumnError,
        ": column 'p' must hold numbers, got '0,53' at row 1",
        "Write decimals with a point: 0.53.",
    ),
    "percent": (
        "p.csv",
        b"y,p\n1,53%\n",
        ColumnError,
        ": column 'p' must hold numbers, got '53%' at row 1",
        "Percents? Divide by 100 and leave out the sign.",
    ),
    "a word in parquet": (
        "p.parquet",
        parquet(pa.table({"p": ["0.5"] * 5 + ["?"]})),
        ColumnError,
        ": column 'p' must hold numbers, got '?' at row 6",
        CORRECT,
    ),
    "few fields": (
        "p.csv",
        b"y,p\n1,0.5\n\n0\n",
        FormatError,
        ": row 2 must have 2 fields like the header, got 1: '0'",
        FIELDS,
    ),
    "many fields": (
        "p.csv",
        b'y,p\n"1\n",0.5\n0,1,2\n',
        FormatError,
        ": row 2 must have 2 fields like the header, got 3: '0,1,2'",
        FIELDS,
    ),
    "open quote": (
        "p.csv",
        b'y,p\n1,0.5\n0,"0.6\n1,0.7\n',
        FormatError,
        ": a quote is never closed at row 2",
        QUOTE,
    ),
    "open quote, first": (
        "p.csv",
        b'p,y\n0.5,1\n"0.6,0\n0.7,1\n',
        FormatError,
        ": a quote is never closed at row 2",
        QUOTE,
    ),
    "open quote, header": (
        "p.csv",
        b'p,"y\n0.5,1\n',
        FormatError,
        ": a quote is never closed in the header",
        QUOTE,
    ),
    "open quote, long": (
        "p.csv",
        b'y,p\n1,0.5\n0,"' + b"0.6\n" * (text.BLOCK // 2),
        FormatError,
        ": what follows row 1 is longer than 4 MB",
        "Is a quote never closed?",
    ),
    "latin 1": (
        "p.csv",
        b"y,p\n1,0.5\n0,\xe9\n",
        FormatError,
        r": must be UTF-8, got b'\xe9' in column 'p' at row 2",
        UTF8,
    ),
    "latin 1 header": (
        "p.csv",
        b"\xe9t\xe9,p\n1,0.5\n",
        FormatError,
        r": must be UTF-8, got b'\xe9t\xe9,p\n' in the header",
        UTF8,
    ),
    "latin 1 json": (
        "p.jsonl",
        b'{"p": 1}\n{"p": "\xe9"}\n',
        FormatError,
        r""": must be UTF-8, got b'{"p": "\xe9"}' in line 2""",
        UTF8,
    ),
    "utf-16": (
        "p.csv",
        "y,p\n1,0.5\n".encode("utf-16"),
        FormatError,
        ": must be UTF-8, got UTF-16",
        UTF8.replace("LATIN1", "UTF-16"),
    ),
    "utf-16 json": ("p.jsonl", '{"p": 1}\n'.encode("utf-16"), FormatError, ": must be UTF-8, got UTF-16", ""),
    "utf-16 without a mark": (
        "p.csv",
        "y,p\n1,0.5\n".encode("utf-16-le"),
        FormatError,
        ": must hold CSV in UTF-8, got binary data or UTF-16",
        "",
    ),
    "cut gzip": (
        "p.csv.gz",
        gzip.compress(b"y,p\n" + b"1,0.5\n" * 99_999)[:-9],
        FormatError,
        ": the gzip file is cut short or damaged (Truncated compressed stream)",
        CUT,
    ),
    "half a gzip": (
        "p.jsonl.gz",
        gzip.compress(json_bytes() * 999)[:99],
        FormatError,
        ": the gzip file is cut short or damaged (Truncated compressed stream)",
        CUT,
    ),
    "cut parquet": (
        "p.parquet",
        parquet(ARROW)[:-1],
        FormatError,
        ": the Parquet file is cut short or damaged (Parquet magic bytes not found in footer)",
        CUT,
    ),
    "start of a parquet": (
        "p.parquet",
        parquet(ARROW)[:20],
        FormatError,
        ": the Parquet file is cut short or damaged (Parquet magic bytes not found in footer)",
        CUT,
    ),
    "cut arrow": (
        "p.arrow",
        ipc(ARROW, pa.ipc.new_file)[:-1],
        FormatError,
        ": the Arrow file is cut short or damaged (Not an Arrow file)",
        CUT,
    ),
    "cut stream": (
        "p.arrow",
        ipc(pa.table({"p": [0.5] * 99}), pa.ipc.new_stream)[:-99],
        FormatError,
        ": the Arrow file is cut short or damaged (Expected to read",
        CUT,
    ),
    "not parquet": (
        "p.parquet",
        b"y,p\n1,0.5\n",
        FormatError,
        r": must hold Parquet, got b'y,p\n1,0.' at its start",
        "Give the format that it has: 'csv',",
    ),
    "not arrow": (
        "p.feather",
        b"FEA1....",
        FormatError,
        ": must hold Arrow, got b'FEA1....' at its start",
        "",
    ),
    "parquet in csv": (
        "p.csv",
        parquet(ARROW),
        FormatError,
        ": must hold CSV, got Parquet",
        "Rename it to .parquet, or give the format 'parquet'.",
    ),
    "arrow in parquet": (
        "p.parquet",
        ipc(ARROW, pa.ipc.new_file),
        FormatError,
        ": must hold Parquet, got Arrow",
        "",
    ),
    "pickle": (
        "p.csv",
        pickle.dumps(BODY, 5),
        FormatError,
        ": must hold CSV in UTF-8, got binary data or UTF-16",
        "",
    ),
    "broken json": (
        "p.jsonl",
        b'{"p": 1}\n\n{"p": tru\n',
        FormatError,
        """: line 3 is not JSON (Expecting value at character 7): '{"p": tru'""",
        OBJECT,
    ),
    "cut json": (
        "p.jsonl",
        b'{"p": 1}\n{"p": 1',
        FormatError,
        """: line 2 is not JSON (Expecting ',' delimiter at character 8): '{"p": 1'""",
        OBJECT,
    ),
    "json array": (
        "p.jsonl",
        b'[{"p": 1}]',
        FormatError,
        ": line 1 must hold a JSON object, got '[{\"p\": 1}]'",
        OBJECT,
    ),
    "json number": (
        "p.jsonl",
        b'{"p": 1}\n5\n',
        FormatError,
        ": line 2 must hold a JSON object, got '5'",
        OBJECT,
    ),
    "deep json": (
        "p.jsonl",
        b'{"p": ' + b"[" * 2000 + b"\n",
        FormatError,
        """: line 1 is nested too deeply: '{"p": [[""",
        OBJECT,
    ),
    "half a character": (
        "p.jsonl",
        b'{"p": "\\ud800"}\n{"p": 1}\n',
        FormatError,
        ": the JSON lines file is cut short or damaged ('utf-8' codec can't encode character '\\ud800'",
        CUT,
    ),
    "twice in csv": (
        "p.csv",
        b"y,p,p\n1,2,3\n",
        FormatError,
        ": column 'p' must be there once, is there 2 times",
        "Rename the others.",
    ),
    "twice in parquet": (
        "p.parquet",
        parquet(pa.table([[1], [2]], ["p", "p"])),
        FormatError,
        ": column 'p' must be there once, is there 2 times",
        "",
    ),
    "twice in arrow": (
        "p.arrow",
        ipc(pa.table([[1], [2]], ["p", "p"]), pa.ipc.new_file),
        FormatError,
        ": column 'p' must be there once, is there 2 times",
        "",
    ),
    "twice in json": (
        "p.jsonl",
        b'{"p": 1}\n{"p": 1, "p": 2}\n',
        FormatError,
        ": column 'p' must be there once, is there 2 times",
        "",
    ),
    "near": ("p.csv", b"y,Prob, p\n1,2,3\n", ColumnError, " has no column 'p'", "Did you mean ' p'?"),
    "near in parquet": (
        "p.parquet",
        parquet(pa.table({"P": [1]})),
        ColumnError,
        " has no column 'p'",
        "Did you mean 'P'?",
    ),
    "near in json": ("p.jsonl", b'{"P": 1}', ColumnError, " has no column 'p'", "Did you mean 'P'?"),
    "nothing near": (
        "p.csv",
        b"team,won\n1,2\n",
        ColumnError,
        " has no column 'p'",
        "There are 'team', 'won'.",
    ),
    "many names": (
        "p.csv",
        MANY + b"\n" + b",".join([b"1"] * 20),
        ColumnError,
        " has no column 'p'",
        "There are 'k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9', 'k10', 'k11' and 8 more.",
    ),
    "no header": (
        "p.csv",
        b"0.5,1\n0.6,0\n",
        ColumnError,
        " has no column 'p'",
        "The file seems to have no header: add a first line with the names of its columns.",
    ),
    "unknown extension": (
        "p.xlsx",
        b"y,p\n",
        FileError,
        ": the extension must be one of .csv, .tsv, .parquet, .arrow, .feather, .jsonl, .ndjson, got '.xlsx'",
        "Rename the file, or give its format.",
    ),
    "no extension": ("p", b"y,p\n", FileError, ": the extension must be one of .csv,", ""),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, content, kind, fact, hint = BROKEN[case]
    (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LogLossError) as caught:
        read_columns(name, ["p"]).numbers("p")
    assert type(caught.value) is kind
    assert caught.value.fact.startswith(name + fact)
    assert "\n" not in caught.value.fact
    assert caught.value.hint.startswith(hint)
    assert caught.value.hint


def test_row_numbers_go_on_over_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 64)
    good = b'y,p\n"a\nb",0.5\n\n' + b"1,0.5\n" * 99
    for bad, message in {
        b"1,x\n1,0.5\n" + b"1,0.5\n" * 99: "must hold numbers, got 'x' at row 101",
        b"1,\xe9\n" + b"1,0.5\n" * 99: r"must be UTF-8, got b'\xe9' in column 'p' at row 101",
        b"1,2,3\n" + b"1,0.5\n" * 99: "row 101 must have 2 fields like the header, got 3: '1,2,3'",
        b'1,"0.5\n1': "a quote is never closed at row 101",
    }.items():
        with pytest.raises(LogLossError) as caught:
            read_columns(io.BytesIO(good + bad), ["p"]).numbers("p")
        assert message in caught.value.fact


def test_json_line_numbers_go_on_over_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 64)
    with pytest.raises(FormatError, match=r"^stdin: line 102 is not JSON"):
        read_columns(io.BytesIO(b'{"p": 1}\n\n' + b'{"p": 1}\n' * 99 + b"{p\n" + b'{"p": 1}\n' * 9), ["p"])


def test_lists_among_numbers_are_no_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 64)
    with pytest.raises(ColumnError, match="column 'p' must hold values of one kind, got int64 and list<"):
        read_columns(io.BytesIO(b'{"p": 1}\n' * 20 + b'{"p": [1]}\n' * 20), ["p"])


def test_columns_that_nobody_wants_do_no_harm() -> None:
    assert read_columns(io.BytesIO(b"p,q,q\n0.5,\xe9,2\n"), ["p"]).numbers("p").tolist() == [0.5]


def test_a_stray_quote_within_a_value_is_a_quote() -> None:
    table = read_columns(io.BytesIO(b'p,size\n0.5,5" x\n0.6,6\n'), ["p", "size"])
    assert table.texts("size") == ['5" x', "6"]


def test_a_header_longer_than_the_first_look() -> None:
    names = [f"column {i}" for i in range(20_000)]
    content = (",".join(names) + "\n" + ",".join("1" for _ in names)).encode()
    assert column_names(io.BytesIO(content)) == names
    assert read_columns(io.BytesIO(content), ["column 19999"]).labels("column 19999").tolist() == [1]


def test_a_missing_file_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/preds.csv").touch()
    for name, hint in {
        "sub/pred.csv": "Did you mean 'sub/preds.csv'?",
        "./sub/pred.csv": "Did you mean './sub/preds.csv'?",
        "sub/other": "Check the path.",
        "nowhere/preds.csv": "There is no directory 'nowhere' either.",
    }.items():
        with pytest.raises(FileError) as caught:
            read_columns(name, ["p"])
        assert (caught.value.fact, caught.value.hint) == (f"{name}: there is no such file", hint)


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"is a directory, not a file\n\nName the files in it\.$"):
        read_columns(tmp_path, ["p"])


def test_a_file_may_be_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:  # root, who runs tests in containers, may read everything
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileError, match=r"p\.csv: you have no permission to read it\n"):
        read_columns(tmp_path / "p.csv", ["p"])


class Failing(io.BytesIO):
    """A disk that goes wrong after 128 kB."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 1 << 17:
            raise OSError(5, "Input/output error")
        return super().read(size)


NOISE = "".join(f"0.{n}\n" for n in np.random.default_rng(0).integers(1 << 60, size=1 << 16)).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"p\n" + NOISE,
        gzip.compress(b"p\n" + NOISE),
        b'{"p": 1}\n' * (1 << 18),
        ipc(pa.table({"p": [0.5] * (1 << 18)}), pa.ipc.new_stream),
        b"PAR1" + NOISE,
    ],
)
def test_a_disk_may_fail(content: bytes) -> None:
    with pytest.raises(FileError) as caught:
        read_columns(Failing(content), ["p"])
    assert type(caught.value) is FileError
    assert caught.value.fact == "stdin: cannot be read (Input/output error)"


def test_options_that_make_no_sense() -> None:
    with pytest.raises(ArgumentError, match=r"^format must be one of 'csv', .*, got 'xls'$"):
        read_columns(io.BytesIO(b"p\n1\n"), ["p"], format="xls")
    with pytest.raises(ArgumentError, match=r"^columns must name at least one column, got none$"):
        read_columns(io.BytesIO(b"p\n1\n"), [])
    with pytest.raises(ArgumentError, match=r"^source must give bytes, got a stream of text"):
        read_columns(io.StringIO("p\n1\n"), ["p"])  # type: ignore[arg-type]
    with pytest.raises(FileError, match="cannot be read"):
        read_columns("a\0b.csv", ["p"])


def outcome(path: Path) -> str:
    try:
        table = read_columns(path, WANTED)
        for column in table.columns:
            table.labels(column)
            table.texts(column)
            table.numbers(column)
    except LogLossError as error:
        return error.fact
    return ""


@pytest.mark.parametrize("name", ["p.csv", "p.parquet", "p.arrow", "stream.arrow", "p.jsonl", "p.csv.gz"])
def test_no_damage_escapes_as_something_else(name: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    path = tmp_path / name
    for trial in range(300):
        content = bytearray(CONTENTS[name])
        for place in rng.integers(len(content), size=rng.integers(1, 5)):
            content[place] = rng.integers(256)
        path.write_bytes(content[: rng.integers(1, len(content)) if trial % 3 == 0 else None])
        assert "\n" not in outcome(path)
