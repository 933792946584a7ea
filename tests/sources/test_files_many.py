"""Files of any size and number, piece by piece: the same Summary as of arrays, whatever reads them."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.fs
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logloss as ll
from logloss.checks import UnsettledLabels
from logloss.errors import ArgumentError, ColumnError, DataError, FileError, FormatError, LogLossError
from logloss.sources import workers
from logloss.sources.columns import Table
from logloss.sources.files import files_of, pieces, remote, text
from logloss.sources.files.pieces import row_count, tasks
from logloss.sources.outcome import outcome_of
from logloss.sources.part import Reading, summary_of_piece
from logloss.sources.workers import Stopped, Tree, in_order
from logloss.summary import Summary
from logloss.summary.encode import to_dict

ROWS = 1000
RANDOM = np.random.default_rng(7)
P = RANDOM.random(ROWS).round(4)
P[[17, 500]] = 0, 1
Y = (RANDOM.random(ROWS) < P).astype(np.int64)
Y[17], Y[500] = 1, 0  # infinite rows
W = RANDOM.choice([0.0, 0.5, 2.0], ROWS)
W[100:500] = 0  # whole pieces without weight
NAMES = [f"row {i}" for i in range(ROWS)]
TABLE = pa.table({"y": Y, "p": P, "w": W, "name": NAMES, "unwanted": ["x"] * ROWS})
ASKED: dict[str, Any] = {"y_true": "y", "y_proba": "p", "sample_weight": "w", "id": "name"}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of at most 256 rows, so that a thousand rows are several."""
    monkeypatch.setattr(pieces, "MOST", 256)
    monkeypatch.setattr(pieces, "LEAST", 16)
    monkeypatch.setattr(pieces, "ENOUGH", 100)
    monkeypatch.setattr(text, "BLOCK", 4096)


def as_csv(table: pa.Table, delimiter: str = ",") -> bytes:
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(delimiter=delimiter))
    return sink.getvalue()


def as_json(table: pa.Table) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in table.to_pylist()).encode()


def as_parquet(table: pa.Table, group: int = 120) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=group)
    return sink.getvalue()


def as_arrow(table: pa.Table, new: Any = pa.ipc.new_file, batch: int = 60, **more: Any) -> bytes:
    sink = io.BytesIO()
    with new(sink, table.schema, **more) as writer:
        writer.write_table(table, batch)
    return sink.getvalue()


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, "zstd", asbytes=True))


LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")
WRITTEN = {
    "p.csv": lambda t: as_csv(t),
    "p.tsv": lambda t: as_csv(t, "\t"),
    "p.csv.gz": lambda t: gzip.compress(as_csv(t)),
    "p.csv.zst": lambda t: zstd(as_csv(t)),
    "two.csv.zst": lambda t: zstd(as_csv(t)[:5000]) + zstd(as_csv(t)[5000:]),
    "p.jsonl": as_json,
    "p.jsonl.zst": lambda t: zstd(as_json(t)),
    "p.parquet": as_parquet,
    "one group.parquet": lambda t: as_parquet(t, 10_000),
    "small groups.parquet": lambda t: as_parquet(t, 7),
    "p.parquet.zst": lambda t: zstd(as_parquet(t)),
    "p.arrow": as_arrow,
    "one batch.arrow": lambda t: as_arrow(t, batch=10_000),
    "lz4.feather": lambda t: as_arrow(t, options=LZ4),
    "stream.arrow": lambda t: as_arrow(t, pa.ipc.new_stream),
    "p.arrow.gz": lambda t: gzip.compress(as_arrow(t)),
}


def write(folder: Path, name: str, table: pa.Table = TABLE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    suffix = next(known for known in WRITTEN if known.endswith(name.partition(".")[2]))
    path.write_bytes(WRITTEN.get(name, WRITTEN[suffix])(table))
    return path


def whole(source: str = "", table: pa.Table = TABLE, first_row: int = 1, **more: Any) -> Summary:
    """The same from arrays, with the name that the file gives its rows."""
    y, p, w, names = (table[column].to_numpy(zero_copy_only=False) for column in ("y", "p", "w", "name"))
    found = ll.summarize(y, p, w, id=names.tolist(), first_row=first_row, **more)
    called = [tuple(_replaced(row, source) for row in rows) for rows in (found.worst, found.infinite)]
    return Summary(
        **{
            **found.__dict__,
            "worst": called[0],
            "infinite": called[1],
            "sources": (source,) if source else (),
        }
    )


def _replaced(row: Any, source: str) -> Any:
    return type(row)(**{**row.__dict__, "source": source})


def read(data: Any, threads: int = 2, **more: Any) -> Summary:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGLOSS_THREADS", str(threads))
        return ll.summarize(**{**ASKED, **more}, data=data)


# --- One file ---


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_is_summarized_as_arrays_are(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, name)
    found = [read(path, threads) for threads in (1, 2, 3)]
    assert found[0].agrees_with(whole(str(path)))
    assert found[0].infinite[0].row == 18
    assert found[0].infinite[0].id == "row 17"
    assert to_dict(found[0]) == to_dict(found[1]) == to_dict(found[2])  # to the last bit
    assert len(list(tasks(files_of(path), ["y", "p"]))) > 1 or "one group" in name


@pytest.mark.parametrize("name", WRITTEN)
def test_a_stream_is_summarized_as_a_file_is(name: str, tmp_path: Path) -> None:
    content = write(tmp_path, name).read_bytes()
    stream = io.BytesIO(b"something before" + content)
    stream.seek(16)
    assert read(stream).agrees_with(whole("stdin"))
    assert not stream.closed


@given(st.lists(st.integers(1, 80), min_size=1, max_size=12), st.integers(1, 90), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_batches_of_any_size_add_up(sizes: list[int], most: int, threads: int) -> None:
    table = TABLE.slice(0, sum(sizes))
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        start = 0
        for size in sizes:
            writer.write_table(table.slice(start, size))
            start += size
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MOST", most)
        patch.setattr(pieces, "LEAST", 1)
        if not table["w"].to_numpy().any():
            return
        sink.seek(0)
        assert read(sink, threads).agrees_with(whole("stdin", table))


def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(as_csv(TABLE),))
    writer.start()
    assert read(path).rows == whole().rows
    writer.join()


def test_rows_are_numbered_on_from_the_first(tmp_path: Path) -> None:
    assert read(write(tmp_path, "p.parquet"), first_row=100).infinite[0].row == 118


def test_ids_of_several_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "p.parquet")
    assert read(path, id=["name", "unwanted"]).infinite[0].id == "row 17 x"
    table = TABLE.set_column(3, "name", pa.array(np.arange(ROWS), pa.timestamp("s")))
    assert read(write(tmp_path, "times.parquet", table)).infinite[0].id == "1970-01-01T00:00:17"


# --- Many files ---


@pytest.mark.parametrize("name", ["p.csv", "p.jsonl.zst", "p.parquet", "p.arrow"])
def test_split_files_add_up(name: str, tmp_path: Path) -> None:
    cuts = [0, 130, 131, 400, 990, ROWS]
    paths = [write(tmp_path, f"{i}-{name}", TABLE.slice(a, b - a)) for i, (a, b) in enumerate(pairwise(cuts))]
    found = read(str(tmp_path / "*"), 1)
    assert to_dict(found) == to_dict(read(paths, 3)) == to_dict(read(tmp_path, 2))
    parts = [
        whole(str(path), TABLE.slice(a, b - a)) if W[a:b].any() else None
        for path, a, b in zip(paths, cuts[:-1], cuts[1:], strict=True)
    ]
    expected = whole()
    assert found.totals.all("rows") == expected.totals.all("rows")
    assert found.loss == expected.loss
    assert found.finite_loss == pytest.approx(expected.finite_loss, rel=1e-14)
    assert [row.id for row in found.worst] == [row.id for row in expected.worst]
    assert {part.sources[0] for part in parts if part} <= set(found.sources) == set(map(str, paths))


def test_a_list_of_globs_folders_and_files(tmp_path: Path) -> None:
    third = ROWS // 4
    for i, name in enumerate(("a/1.csv", "a/deep/2.parquet", "b/3.jsonl", "c.arrow")):
        write(tmp_path, name, TABLE.slice(i * third, third))
    for hidden in ("a/_SUCCESS", "a/.part.csv.crc", "a/.hidden/x.csv", "a/_temporary/x.csv", "a/README"):
        (tmp_path / hidden).parent.mkdir(exist_ok=True)
        (tmp_path / hidden).write_text("no data")
    found = read([tmp_path / "a", f"{tmp_path}/b/*.jsonl", tmp_path / "c.arrow"])
    assert found.finite_loss == pytest.approx(whole().finite_loss, rel=1e-14)
    assert [Path(source).name for source in found.sources] == ["1.csv", "2.parquet", "3.jsonl", "c.arrow"]
    deep = [file.name for file in files_of(f"{tmp_path}/**/*.parquet")]
    assert deep == [str(tmp_path / "a/deep/2.parquet")]
    assert len(files_of(f"{tmp_path}/[ab]")) == 3


def test_a_name_with_brackets_is_a_name_where_it_is_there(tmp_path: Path) -> None:
    assert read(write(tmp_path, "[1].csv")).rows == whole().rows


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        ("nothing/*.csv", FileError, "nothing/*.csv: no file matches"),
        ("empty", FileError, "empty: is a directory without data files"),
        (["p.csv", "*.csv"], ArgumentError, "p.csv is named twice"),
        ([], ArgumentError, "data names no file"),
        ("missing.csv", FileError, "missing.csv: there is no such file"),
        ("ftp://host/p.csv", ArgumentError, "there is no way to read ftp://"),
        ("file:///nothing/p.csv", FileError, "file:///nothing/p.csv: there is no such file"),
        ("file:///nothing/*.csv", FileError, "file:///nothing/*.csv: no file matches"),
    ],
)
def test_what_is_not_there(
    data: Any, kind: type[LogLossError], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    write(tmp_path, "p.csv")
    with pytest.raises(kind) as caught:
        read(data)
    assert said in caught.value.fact
    assert caught.value.hint


def test_types_that_differ_from_file_to_file(tmp_path: Path) -> None:
    types = [(np.int64, np.float64), (np.float64, np.float32), (np.bool_, np.float64), (np.int8, np.float16)]
    quarter = ROWS // 4
    exact = (P * 64).round() / 64
    for i, (label, score) in enumerate(types):
        rows = slice(i * quarter, (i + 1) * quarter)
        columns = {"y": Y[rows].astype(label), "p": exact[rows].astype(score)}
        write(tmp_path, f"{i}.parquet", pa.table(columns))
    write(tmp_path, "4.csv", pa.table({"y": ["True", "False"], "p": [0.5, 0.5]}))
    found = ll.summarize("y", "p", data=tmp_path)
    assert found.labels == (0, 1)
    expected = ll.summarize([*Y, 1, 0], [*exact, 0.5, 0.5])
    assert found.finite_loss == pytest.approx(expected.finite_loss, rel=1e-14)
    assert found.notes == {"float32": quarter}


# --- Hive partitions ---


def test_folders_are_columns(tmp_path: Path) -> None:
    for label in (0, 1):
        for team in ("New%20York", "7", "__HIVE_DEFAULT_PARTITION__"):
            name = f"won={label}/team={team}/part-0.parquet"
            write(tmp_path, name, pa.table({"p": [0.25, 0.75], "n": [1, 2]}))
    found = ll.summarize("won", "p", "n", data=tmp_path, id=["team", "won"])
    assert found.labels == (0, 1)
    assert found.rows == 12
    assert {row.id for row in found.worst} == {f"{t} {y}" for t in ("New York", "7", "") for y in (0, 1)}
    glob = ll.summarize("won", "p", data=f"{tmp_path}/won=*/team=7/*.parquet")
    assert glob.rows == 4
    assert ll.summarize("won", "won", data=f"{tmp_path}/**/*.parquet").loss == 0  # no column of the files
    with pytest.raises(ColumnError, match="has no column 'teem'"):
        ll.summarize("won", "p", data=tmp_path, id="teem")


def test_a_column_of_the_file_goes_before_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "y=5/p.csv", pa.table({"y": [0, 1], "p": [0.5, 0.5]}))
    assert ll.summarize("y", "p", data=tmp_path).labels == (0, 1)


# --- Elsewhere ---


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> pyarrow.fs.FileSystem:
    """A file system in memory, behind addresses of s3://."""
    system = pyarrow.fs._MockFileSystem()

    def system_of(uri: str) -> tuple[pyarrow.fs.FileSystem, str]:
        return system, uri.removeprefix("s3://").partition("?")[0]

    monkeypatch.setattr(remote, "system_of", system_of)
    for i, name in enumerate(("day=1/a.parquet", "day=1/b.csv.gz", "day=2/deep/c.arrow", "day=2/_no.csv")):
        system.create_dir(f"bucket/preds/{name.rpartition('/')[0]}")
        kind = "." + name.partition(".")[2]
        with system.open_output_stream(f"bucket/preds/{name}", compression=None) as file:
            file.write(next(w for k, w in WRITTEN.items() if k.endswith(kind))(TABLE.slice(i * 100, 100)))
    return system


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("s3://bucket/preds", 3),
        ("s3://bucket/preds/", 3),
        ("s3://bucket/preds/day=*", 0),
        ("s3://bucket/preds/day=1/*", 2),
        ("s3://bucket/preds/*/*.parquet?region=eu-west-1", 1),
        ("s3://bucket/preds/**/*.*", 3),
        ("s3://bucket/preds/day=2/**/c.arrow", 1),
        ("s3://bucket/preds/day=1/a.parquet", 1),
    ],
)
def test_files_elsewhere(address: str, count: int) -> None:
    if not count:
        with pytest.raises(FileError, match="no file matches"):
            files_of(address)
        return
    files = files_of(address)
    assert len(files) == count
    assert all(file.name.startswith("s3://bucket/preds/day=") for file in files)
    found = ll.summarize("y", "p", data=address, id="day")
    assert found.rows == 100 * count
    assert {row.id for row in found.worst} == {str(file.partition["day"]) for file in files}


@pytest.mark.usefixtures("bucket")
def test_what_is_not_there_elsewhere() -> None:
    with pytest.raises(FileError, match=r"^s3://bucket/other\.csv: there is no such file\n"):
        files_of("s3://bucket/other.csv")


@pytest.mark.parametrize(
    ("error", "said", "hint"),
    [
        (
            OSError("When getting information: ACCESS DENIED: no. And more"),
            "ACCESS DENIED: no",
            "credentials",
        ),
        (OSError("Bucket 'b' not found, cannot resolve region"), "Bucket 'b' not found", "region="),
        (OSError("Network timeout\nsecond line"), "(Network timeout)", "network"),
    ],
)
def test_what_stands_between(error: OSError, said: str, hint: str) -> None:
    with pytest.raises(FileError) as caught, remote.unreachable("s3://b/p.csv"):
        raise error
    assert said in caught.value.fact
    assert hint in caught.value.hint
    assert "\n" not in caught.value.fact


def test_an_address_of_this_machine(tmp_path: Path) -> None:
    path = write(tmp_path, "p.parquet")
    assert read(path.as_uri()).agrees_with(whole(path.as_uri()))
    assert read(f"{tmp_path.as_uri()}/*.parquet").rows == read(tmp_path.as_uri()).rows == whole().rows
    with pytest.raises(FileError, match="the extension must be one of"):
        read((tmp_path / "p.parquet").rename(tmp_path / "p.xlsx").as_uri())


# --- Labels ---


def labelled(labels: list[Any], **more: Any) -> pa.Table:
    return pa.table({"y": labels, "p": [0.25] * len(labels), **more})


@pytest.mark.parametrize("name", ["p.csv", "p.parquet", "p.jsonl"])
@pytest.mark.parametrize(
    ("first", "then", "more", "labels"),
    [
        ([0, 1], [1, 1], {}, (0, 1)),
        ([1, 1], [-1, 1], {}, (-1, 1)),
        ([1, 1], [1, 1], {}, (0, 1)),
        (["a", "b"], ["a", "a"], {"pos_label": "a"}, ("b", "a")),
        (["a", "a"], ["b", "b"], {"pos_label": "a"}, ("b", "a")),
        (["a", "a"], ["b", "b"], {"labels": ["a", "b"]}, ("a", "b")),
        ([2, 2], [5, 2], {"pos_label": 5}, (2, 5)),
        ([0, 1], [1, 1], {"pos_label": 0}, (1, 0)),
        ([True, False], [True, True], {}, (False, True)),
    ],
)
def test_labels_of_the_whole(
    name: str,
    first: list[Any],
    then: list[Any],
    more: dict[str, Any],
    labels: tuple[Any, ...],
    tmp_path: Path,
) -> None:
    table = labelled(first * 300 + then * 300)
    found = ll.summarize("y", "p", data=write(tmp_path, name, table), **more)
    assert found.labels == labels
    assert [type(label) for label in found.labels] == [type(label) for label in labels]
    expected = ll.summarize(np.array(first * 300 + then * 300), [0.25] * 1200, **more)
    assert found.loss == pytest.approx(expected.loss, rel=1e-15)


@pytest.mark.parametrize("name", ["p.csv", "p.jsonl"])
def test_a_word_among_numbers_makes_words_of_all(name: str, tmp_path: Path) -> None:
    mixed: list[Any] = [0, 1] * 600 + ["spam"]
    lines = "".join(json.dumps({"y": y, "p": 0.5}) + "\n" for y in mixed).encode()
    content = lines if "json" in name else as_csv(labelled([str(y) for y in mixed]))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="must hold two classes, got 3: '0', '1', 'spam'"):
        ll.summarize("y", "p", data=tmp_path / name)
    two: list[Any] = [1] * 1200 + ["spam"] * 1200
    lines = "".join(json.dumps({"y": y, "p": 0.5}) + "\n" for y in two).encode()
    (tmp_path / name).write_bytes(lines if "json" in name else as_csv(labelled([str(y) for y in two])))
    assert ll.summarize("y", "p", data=tmp_path / name, pos_label="spam").labels == ("1", "spam")
    if name == "p.csv":
        assert ll.summarize("y", "p", data=tmp_path / name, labels=["1", "spam"]).rows == 2400


def test_truths_among_numbers_are_words(tmp_path: Path) -> None:
    path = write(tmp_path, "p.csv", labelled(["0", "1"] * 500 + ["True", "False"] * 500))
    with pytest.raises(DataError, match="must hold two classes, got 4: '0', '1', 'False', 'True'"):
        ll.summarize("y", "p", data=path)
    number = pa.table({"y": [0, 1] * 1000, "p": ["0.5"] * 1000 + ["true"] * 1000})
    with pytest.raises(ColumnError, match="'p' must hold numbers, got 'true' at row 1001"):
        ll.summarize("y", "p", data=write(tmp_path, "q.csv", number))


@pytest.mark.parametrize("cells", [("0.5", "true"), ("true", "0.5")])
def test_numbers_do_not_become_truths_where_pieces_meet(cells: tuple[str, str]) -> None:
    found = []
    for first, cell in enumerate(cells):
        columns = {"y": pa.chunked_array([["1"]]), "p": pa.chunked_array([[cell]])}
        table = Table("q.csv", 1, columns, typed=False, first=first)
        found.append(outcome_of(table, {"y_true": "y", "y_proba": "p"}, Reading(), 0, summary_of_piece))
    with pytest.raises(ColumnError, match=r"'p' must hold values of one kind, .* before row 2, and"):
        found[0] + found[1]
    assert (found[0] + found[0]).rows == 2


def test_numbers_and_truths_are_two_kinds_of_labels_where_pieces_meet() -> None:
    found = []
    for first, cells in enumerate((["0", "1"], ["False", "True"])):
        columns = {"y": pa.chunked_array([cells]), "p": pa.chunked_array([["0.5", "0.5"]])}
        table = Table("p.csv", 2, columns, typed=False, first=2 * first)
        found.append(outcome_of(table, {"y_true": "y", "y_proba": "p"}, Reading(), 0, summary_of_piece))
    with pytest.raises(UnsettledLabels):
        found[0] + found[1]


def test_labels_are_told_once_and_looked_up(tmp_path: Path) -> None:
    words = ["ham" if i % 3 else "spam" for i in range(ROWS)]
    words[7] = words[700] = ""  # missing
    path = write(tmp_path, "p.csv", pa.table({"y": words, "p": P}))
    y = [word or None for word in words]
    for more in (
        {"labels": ["ham", "spam"]},
        {"pos_label": "spam"},
        {"labels": ["spam", "ham"], "pos_label": "spam"},
    ):
        found = ll.summarize("y", "p", data=path, missing="drop", **more)
        expected = ll.summarize(y, P, missing="drop", first_row=1, **more)
        assert found.labels == expected.labels == ("ham", "spam")
        assert found.notes == {"dropped": 2}
        assert found.finite_loss == pytest.approx(expected.finite_loss, rel=1e-14)
        assert [row.row for row in found.worst] == [row.row for row in expected.worst]
    with pytest.raises(DataError, match=r"must hold the labels 'ham', 'eggs', got 'spam' at row 1, 4, 7"):
        ll.summarize("y", "p", data=path, missing="drop", labels=["ham", "eggs"])


@pytest.mark.parametrize("low", [-128, 0, 2**40])
@pytest.mark.parametrize("far", [3, 2**20])
def test_whole_numbers_as_labels(low: int, far: int, tmp_path: Path) -> None:
    y = np.where(Y == 1, low + far, low)
    path = write(tmp_path, "p.parquet", pa.table({"y": y, "p": P}))
    found = ll.summarize("y", "p", data=path, pos_label=low + far)
    assert found.labels == (low, low + far)
    assert found.finite_loss == pytest.approx(ll.summarize(Y, P).finite_loss, rel=1e-14)
    with pytest.raises(DataError, match=f"must hold the labels {low}, {low + 1.5}, got {low + far} at row"):
        ll.summarize("y", "p", data=path, labels=[low, low + 1.5])


def test_many_classes(tmp_path: Path) -> None:
    names = np.array(["x", "y", "z"])
    y = names[RANDOM.integers(0, 3, ROWS)]
    y[:900][y[:900] == "z"] = "x"  # the first pieces know two classes alone
    p = RANDOM.dirichlet([1, 1, 1], ROWS)
    columns = {f"p{i}": p[:, i] for i in range(3)}
    for name in ("p.csv", "p.parquet", "p.jsonl"):
        path = write(tmp_path, name, pa.table({"y": y, **columns}))
        found = [
            ll.summarize("y", [*columns], data=path, **more) for more in ({}, {"labels": ["x", "y", "z"]})
        ]
        assert to_dict(found[0]) == to_dict(found[1])
        assert found[0].labels == ("x", "y", "z")
        assert found[0].loss == pytest.approx(ll.log_loss(y, p), rel=1e-14)
    outcomes = {f"o{c}": (y == c).astype(int) for c in names}
    path = write(tmp_path, "outcomes.parquet", pa.table({**outcomes, **columns}))
    assert ll.summarize([*outcomes], [*columns], data=path).loss == pytest.approx(found[0].loss, rel=1e-14)


def test_a_column_that_holds_no_labels(tmp_path: Path) -> None:
    path = write(tmp_path, "p.parquet", labelled([f"user {i}" for i in range(11_000)]))
    with pytest.raises(ColumnError, match="column 'y' holds more than 10,000 different values"):
        ll.summarize("y", "p", data=path)
    path = write(tmp_path, "list.parquet", labelled([[1]] * 3))
    with pytest.raises(ColumnError, match="column 'y' must hold labels, got list"):
        ll.summarize("y", "p", data=path)


class Pipe(io.BytesIO):
    """A stream that can be read once."""

    def seekable(self) -> bool:
        return False


def test_a_stream_must_be_told_what_only_its_end_would_tell() -> None:
    content = as_csv(labelled(["ham", "spam"] * 600))
    with pytest.raises(ArgumentError) as caught:
        ll.summarize("y", "p", data=Pipe(content))
    assert "stdin: which classes column 'y' holds shows only at the end" in caught.value.fact
    assert "labels=['ham', 'spam']" in caught.value.hint
    assert ll.summarize("y", "p", data=Pipe(content), labels=["ham", "spam"]).rows == 1200
    assert ll.summarize("y", "p", data=Pipe(as_csv(labelled([0, 1] * 600)))).rows == 1200
    short = as_csv(labelled(["ham", "spam"]))  # one piece: it is still there
    assert ll.summarize("y", "p", data=Pipe(short), pos_label="spam").labels == ("ham", "spam")


# --- What only the whole is guilty of, and where the guilty rows are ---


def test_dropped_rows_are_counted_over_all_pieces(tmp_path: Path) -> None:
    p = P.copy()
    p[200:800] = np.nan  # whole pieces
    table = TABLE.set_column(1, "p", pa.array(p, from_pandas=True))
    for name in ("p.csv", "p.parquet", "p.jsonl"):
        path = write(tmp_path, name, table)
        found = read(path, missing="drop", sample_weight=None)
        assert found.notes == {"dropped": 600}
        assert found.rows == 400
        expected = ll.summarize(Y, p, missing="drop", first_row=1, id=NAMES)
        assert [(r.row, r.id, r.loss) for r in found.worst] == [(r.row, r.id, r.loss) for r in expected.worst]
        with pytest.raises(
            DataError, match=r"column 'p' must not have missing values, got nan at row 201, 202"
        ):
            read(path, sample_weight=None)
    nothing = write(
        tmp_path, "n.csv", pa.table({"y": [1] * ROWS, "p": pa.nulls(ROWS), "w": W, "name": NAMES})
    )
    with pytest.raises(DataError, match=r"every row lacks a value in .*n\.csv: column 'p'"):
        read(nothing, missing="drop")


@pytest.mark.parametrize("weight", [0.0, 1e-150])
def test_weights_of_nothing(weight: float, tmp_path: Path) -> None:
    table = TABLE.set_column(2, "w", pa.array([weight] * ROWS))
    path = write(tmp_path, "p.parquet", table)
    said = " is 0 in every row" if not weight else "'s largest must lie between 1e-100 and 1e"
    with pytest.raises(DataError, match=f"column 'w'{said}"):
        read(path)
    write(tmp_path, "q.parquet")
    assert read(tmp_path).rows == whole().rows + ROWS * (weight > 0)


def test_files_without_rows(tmp_path: Path) -> None:
    empty = write(tmp_path, "0.parquet", TABLE.slice(0, 0))
    with pytest.raises(DataError, match=r"0\.parquet: no rows"):
        read(empty)
    write(tmp_path, "1.csv", TABLE.slice(0, 0))
    with pytest.raises(DataError, match=r"0\.parquet and 1 more file: no rows"):
        read(tmp_path)
    write(tmp_path, "2.csv")
    assert read(tmp_path).rows == whole().rows


@pytest.mark.parametrize("name", ["p.csv", "p.parquet", "p.jsonl", "p.arrow"])
@pytest.mark.parametrize("threads", [1, 3])
def test_the_first_guilty_row_is_named_with_its_file(name: str, threads: int, tmp_path: Path) -> None:
    for i in range(10):
        p = P.copy()
        if i in (3, 7):
            p[[612, 700]] = 55
        write(tmp_path, f"{i}-{name}", TABLE.set_column(1, "p", pa.array(p)))
    with pytest.raises(DataError) as caught:
        read(tmp_path, threads)
    said = f"{tmp_path}/3-{name}: column 'p' must lie in [0, 1], got 55 at row 613"
    assert caught.value.fact.startswith(said)


def test_text_among_numbers_is_named_by_its_row(tmp_path: Path) -> None:
    p = [str(v) for v in P]
    p[777] = "half"
    path = write(tmp_path, "p.csv", TABLE.set_column(1, "p", pa.array(p)))
    with pytest.raises(ColumnError, match="got 'half' at row 778"):
        read(path)


@pytest.mark.parametrize("name", ["p.csv.gz", "p.csv.zst", "p.parquet", "p.arrow", "lz4.feather", "p.jsonl"])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_file_that_is_cut_short(name: str, threads: int, tmp_path: Path) -> None:
    for i in range(3):
        write(tmp_path, f"{i}-{name}")
    path = tmp_path / f"1-{name}"
    path.write_bytes(path.read_bytes()[:-700])
    with pytest.raises(FormatError) as caught:
        read(tmp_path, threads)
    assert caught.value.fact.startswith(f"{path}: ")


def test_a_damaged_row_group(tmp_path: Path) -> None:
    path = write(tmp_path, "p.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = b"\xff" * 400
    path.write_bytes(content)
    with pytest.raises(FormatError, match="cut short or damaged"):
        read(path)


def test_arrays_beside_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "p.csv")
    assert ll.summarize(Y, "p", data=path).rows == ROWS
    with pytest.raises(ArgumentError, match="y_true is an array, and there are several files"):
        ll.summarize(Y, "p", data=[path, write(tmp_path, "q.csv")])


def test_soft_labels_are_refused_as_ever(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="Soft labels have no Summary"):
        read(write(tmp_path, "p.csv"), soft_labels=True)


def test_logits(tmp_path: Path) -> None:
    z = np.linspace(-30, 800, ROWS)
    path = write(tmp_path, "z.parquet", pa.table({"y": Y, "z": z}))
    found = ll.summarize("y", "z", data=path, from_logits=True)
    expected = ll.summarize(Y, z, from_logits=True, first_row=1)
    assert found.loss == pytest.approx(expected.loss, rel=1e-14)
    assert found.key == "logit"


# --- Progress, threads, memory ---


@pytest.mark.parametrize("name", ["p.parquet", "p.csv"])
def test_progress(name: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    here = threading.get_ident()

    def tell(done: int, total: int | None) -> None:
        assert threading.get_ident() == here
        told.append((done, total))

    read(write(tmp_path, name), progress=tell)
    assert told == sorted(told)
    assert told[-1] == (ROWS, ROWS if "parquet" in name else None)
    assert len(told) > 2
    assert row_count(files_of([tmp_path / name] * 1)) == (ROWS if "parquet" in name else None)


def test_whoever_interrupts_leaves_no_thread(tmp_path: Path) -> None:
    before = threading.active_count()

    def stop(done: int, total: int | None) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(write(tmp_path, "small groups.parquet"), 3, progress=stop)
    assert threading.active_count() == before


def test_workers_stop_when_nobody_listens() -> None:
    begun, go = [], threading.Event()

    def work(thing: int, stop: workers.Stop) -> int:
        begun.append(thing)
        while thing and not go.wait(0.01):
            stop.check()
        return thing

    running = in_order(iter(range(1000)), work, 2)
    assert next(running) == 0
    running.close()
    assert len(begun) <= 2 * workers.AHEAD + 1
    go.set()
    assert list(in_order(iter(range(5)), work, 2)) == [0, 1, 2, 3, 4]
    stop = workers.Stop()
    stop.ask()
    with pytest.raises(Stopped):
        stop.check()


@given(st.lists(st.text(max_size=2), max_size=40))
def test_a_tree_adds_up_in_order(parts: list[str]) -> None:
    tree = Tree[str]()
    for part in parts:
        tree.add(part)
    assert (tree.total() or "") == "".join(parts)


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "99999999999", "٣"])
def test_threads_are_a_number(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGLOSS_THREADS", value)
    with pytest.raises(ArgumentError, match="LOGLOSS_THREADS must be a whole number from 1 to 1024, got"):
        ll.summarize("y", "p", data=write(tmp_path, "p.csv"))


PEAK = """
import sys, logloss as ll
from pathlib import Path
from logloss.sources.files import pieces
pieces.MOST = 1 << 18
found = ll.summarize("y", "p", data=sys.argv[1])
status = Path("/proc/self/status").read_text()
print(found.rows, status.split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
@pytest.mark.parametrize("group", [1 << 17, 1 << 24])
def test_memory_does_not_grow_with_the_file(group: int, tmp_path: Path) -> None:
    """Six times the rows, and hardly more memory: 2.5 million more would be 20 MB a column and copy."""
    peaks = []
    for rows in (500_000, 3_000_000):
        y = np.arange(rows) % 2
        path = tmp_path / f"{rows}.parquet"
        pq.write_table(
            pa.table({"y": y, "p": (np.arange(rows) % 9973 + 1) / 9974}), path, row_group_size=group
        )
        command = [sys.executable, "-c", PEAK, str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert int(said[0]) == rows
        peaks.append(int(said[1]) / 1024)
    assert peaks[1] - peaks[0] < 30, peaks


def test_groups_are_of_the_same_classes_as_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "mail.parquet"
    pq.write_table(labelled(["spam", "ham", "spam", "ham"], team=["a", "a", "b", "b"]), path)
    found = ll.summarize("y", "p", data=path, by="team", pos_label="spam")
    assert found.groups is not None
    assert found.groups["a"].labels == found.labels == ("ham", "spam")
