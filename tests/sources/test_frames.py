"""One body of tests for every kind of frame: the same columns give the same Summary."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from logloss.errors import ArgumentError, ColumnError, DataError
from logloss.sources import columns_of, summarize

N = 12
COLUMNS: dict[str, list[Any]] = {
    "won": [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1],
    "truth": [v == 1 for v in [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1]],
    "text": ["yes" if v else "no" for v in [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1]],
    "prob": [0.9, 0.2, 0.7, 0.4, 0.0, 0.5, 1.0, 0.3, 0.25, 0.75, 1.0, 0.6],
    "weight": [1, 2, 3, 4, 1, 2, 3, 4, 1, 0, 3, 4],
    "id": [f"game {i}" for i in range(N)],
    "number": list(range(100, 100 + N)),
    "day": [date(2024, 1, 1 + i) for i in range(N)],
    "time": [datetime(2024, 1, 1 + i, 12) for i in range(N)],
}
MISSING = {
    name: [None if i in (2, 7) else v for i, v in enumerate(values)] for name, values in COLUMNS.items()
}


def pandas_nullable(data: dict[str, list[Any]]) -> pd.DataFrame:
    return pd.DataFrame(data).convert_dtypes(dtype_backend="numpy_nullable")


def pandas_arrow(data: dict[str, list[Any]]) -> pd.DataFrame:
    return pa.table(data).to_pandas(types_mapper=pd.ArrowDtype)


def pandas_shuffled_index(data: dict[str, list[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(data)
    frame.index = frame.index[::-1]
    return frame


def arrow_chunked(data: dict[str, list[Any]]) -> pa.Table:
    table = pa.table(data)
    return pa.concat_tables([table.slice(0, 5), table.slice(5)])


def polars_lazy(data: dict[str, list[Any]]) -> pl.LazyFrame:
    return pl.LazyFrame(data)


def duckdb_relation(data: dict[str, list[Any]]) -> Any:
    table = pa.table(data)
    return duckdb.connect().from_arrow(table)


def categories(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same frame with its text in categories."""

    def made(data: dict[str, list[Any]]) -> Any:
        frame = make(data)
        if isinstance(frame, pd.DataFrame):
            return frame.astype({"text": "category", "won": "category"})
        if isinstance(frame, pl.DataFrame):
            return frame.with_columns(pl.col("text").cast(pl.Categorical))
        for i, name in enumerate(frame.column_names):
            if name in ("text", "won"):
                frame = frame.set_column(i, name, frame[name].dictionary_encode())
        return frame

    made.__name__ = f"{getattr(make, '__name__', make)} categories"
    return made


def polars_enum(data: dict[str, list[Any]]) -> pl.DataFrame:
    return pl.DataFrame(data).with_columns(pl.col("text").cast(pl.Enum(["yes", "no"])))


FRAMES = [
    pd.DataFrame,
    pandas_nullable,
    pandas_arrow,
    pandas_shuffled_index,
    pl.DataFrame,
    polars_lazy,
    polars_enum,
    duckdb_relation,
    pa.table,
    arrow_chunked,
    *[categories(make) for make in (pd.DataFrame, pandas_nullable, pl.DataFrame, pa.table, arrow_chunked)],
]
every_frame = pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f.__name__)


@every_frame
def test_a_frame_is_its_arrays(frame: Callable[..., Any]) -> None:
    data = frame(COLUMNS)
    whole = summarize(COLUMNS["won"], COLUMNS["prob"], COLUMNS["weight"], id=COLUMNS["id"])
    assert summarize("won", "prob", "weight", data=data, id="id").agrees_with(whole)
    truths = summarize("truth", "prob", "weight", data=data, id="id")
    assert truths.agrees_with(whole)
    assert truths.labels == (False, True)
    assert type(truths.labels[0]) is bool
    text = summarize("text", "prob", "weight", data=data, id="id", pos_label="yes")
    assert text.labels == ("no", "yes")
    assert text.agrees_with(
        summarize(COLUMNS["text"], COLUMNS["prob"], COLUMNS["weight"], id=COLUMNS["id"], pos_label="yes")
    )
    assert text.loss == whole.loss


@every_frame
@pytest.mark.parametrize("lacking", ["won", "truth", "text", "prob", "weight"])
def test_missing_values_are_named_or_dropped(frame: Callable[..., Any], lacking: str) -> None:
    data = frame({**COLUMNS, lacking: MISSING[lacking]})
    y = lacking if lacking in ("truth", "text") else "won"
    options = {"pos_label": "yes"} if y == "text" else {}
    with pytest.raises(
        DataError, match=f"column '{lacking}' must not have missing values, got .* at index 2, 7"
    ):
        summarize(y, "prob", "weight", data=data, **options)
    s = summarize(y, "prob", "weight", data=data, id="id", missing="drop", **options)
    keep = [i for i in range(N) if i not in (2, 7)]
    kept = {name: [values[i] for i in keep] for name, values in COLUMNS.items()}
    expected = summarize(kept[y], kept["prob"], kept["weight"], id=kept["id"], **options)
    assert s.notes == {"dropped": 2}
    assert s.labels == expected.labels
    assert list(map(type, s.labels)) == list(map(type, expected.labels)) or lacking == "truth"
    assert s.loss == expected.loss
    assert [row.id for row in s.worst] == [row.id for row in expected.worst]
    assert [row.id for row in s.infinite] == [row.id for row in expected.infinite]
    assert [COLUMNS["id"][row.row] for row in s.worst] == [row.id for row in s.worst]


@every_frame
def test_names_of_rows(frame: Callable[..., Any]) -> None:
    data = frame(COLUMNS)
    expected = [row.row for row in summarize("won", "prob", data=data).worst]
    for id_, name in (
        ("id", lambda i: f"game {i}"),
        ("number", lambda i: f"{100 + i}"),
        ("day", lambda i: f"2024-01-{1 + i:02}"),
        ("time", lambda i: f"2024-01-{1 + i:02}T12:00:00"),
        (["day", "id"], lambda i: f"2024-01-{1 + i:02} game {i}"),
        (np.array(COLUMNS["id"]), lambda i: f"game {i}"),
        (pd.Series(COLUMNS["number"]), lambda i: f"{100 + i}"),
    ):
        s = summarize("won", "prob", data=data, id=id_)
        assert [row.id for row in s.worst] == [name(i) for i in expected]


@every_frame
def test_missing_names_are_empty(frame: Callable[..., Any]) -> None:
    data = frame(MISSING | {name: COLUMNS[name] for name in ("won", "prob")})
    for name, text in (
        ("id", "game 3"),
        ("number", "103"),
        ("day", "2024-01-04"),
        ("time", "2024-01-04T12:00:00"),
    ):
        ids = columns_of("won", "prob", data=data, id=name).ids
        assert ids is not None
        assert ids[2:4] == ["", text]


@every_frame
def test_columns_that_are_not_there(frame: Callable[..., Any]) -> None:
    data = frame(COLUMNS)
    with pytest.raises(ColumnError, match="the frame has no column 'probs'") as caught:
        summarize("won", "probs", data=data)
    assert caught.value.hint == "Did you mean 'prob'?"
    for arguments in ({"id": "game"}, {"sample_weight": "w"}, {"y_true": "y"}, {"y_proba": ["prob", "q"]}):
        with pytest.raises(ColumnError, match="has no column"):
            summarize(**{"y_true": "won", "y_proba": "prob", "data": data, **arguments})


@every_frame
def test_text_is_no_number(frame: Callable[..., Any]) -> None:
    with pytest.raises(DataError, match=r"column 'text' must hold numbers, got 'yes' at index 0"):
        summarize("won", "text", data=frame(COLUMNS))


EXACT = [0.5, 0.25, 0.125]
HALF_FLOATS: list[Any] = [
    pd.DataFrame({"y": [1, 0, 1], "p": [Decimal(str(p)) for p in EXACT]}),
    pa.table({"y": [1, 0, 1], "p": [Decimal(str(p)) for p in EXACT]}),
    pa.table({"y": [1, 0, 1], "p": [Decimal(str(p)) for p in EXACT]}).to_pandas(types_mapper=pd.ArrowDtype),
    pl.DataFrame({"y": [1, 0, 1], "p": [Decimal(str(p)) for p in EXACT]}),
    pa.table({"y": [1, 0, 1], "p": pa.array(EXACT, pa.float16())}),
    pl.DataFrame({"y": [1, 0, 1], "p": EXACT}, schema={"y": pl.UInt8, "p": pl.Float32}),
    pd.DataFrame({"y": pd.arrays.SparseArray([1, 0, 1]), "p": pd.arrays.SparseArray(EXACT)}),
    pd.DataFrame({"y": [Decimal(1), Decimal(0), Decimal(1)], "p": EXACT}),
    pd.DataFrame({"y": pd.Categorical([1, 0, 1]), "p": pd.Categorical(EXACT)}),
]


@pytest.mark.parametrize(
    "data", HALF_FLOATS, ids=[f"{type(d).__module__} {i}" for i, d in enumerate(HALF_FLOATS)]
)
def test_numbers_of_rarer_kinds(data: Any) -> None:
    s, expected = summarize("y", "p", data=data), summarize([1, 0, 1], EXACT)
    assert s.cells.key.tolist() == expected.cells.key.tolist()
    assert s.labels == expected.labels
    assert s.loss == expected.loss


def test_dictionaries_that_differ_from_chunk_to_chunk() -> None:
    chunks = [pa.array(["a", None]).dictionary_encode(), pa.array(["b", "a"]).dictionary_encode()]
    data = pa.table({"y": pa.chunked_array(chunks), "p": [0.5, 0.5, 0.25, 0.5]})
    s = summarize("y", "p", data=data, missing="drop", pos_label="b")
    assert s.totals["rows"].tolist() == [2, 1]
    assert (s.worst[0].row, s.worst[0].cls) == (2, 1)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_classes_and_outcome_columns(make: Callable[..., Any]) -> None:
    p = {"a": [0.5, 0.25, 1.0], "b": [0.25, 0.5, 0.0], "c": [0.25, 0.25, 0.0]}
    data = make({**p, "y": ["a", "c", "b"], "is_a": [1, 0, 0], "is_b": [0, 0, 1], "is_c": [0, 1, 0]})
    whole = summarize(["a", "c", "b"], np.column_stack(list(p.values())))
    assert summarize("y", ["a", "b", "c"], data=data).agrees_with(whole)
    outcomes = summarize(["is_a", "is_b", "is_c"], ("a", "b", "c"), data=data, labels=["a", "b", "c"])
    assert outcomes.agrees_with(whole)
    assert whole.loss == math.inf
    with pytest.raises(DataError, match="columns 'a', 'b' must sum to 1"):
        summarize("y", ["a", "b"], data=data, labels=["a", "b"])


def test_names_and_arrays_mix() -> None:
    data = pl.DataFrame(COLUMNS)
    s = summarize("won", np.array(COLUMNS["prob"]), data=data, sample_weight=COLUMNS["weight"])
    assert s.agrees_with(summarize(COLUMNS["won"], COLUMNS["prob"], COLUMNS["weight"]))
    with pytest.raises(DataError, match="column 'won' and y_proba must be of one length"):
        summarize("won", [0.5], data=data)
    with pytest.raises(ArgumentError, match="id must name every row, got 2 names for 12 rows"):
        summarize("won", "prob", data=data, id=np.array(["a", "b"]))


def test_lazy_frames_compute_only_what_is_named() -> None:
    def fail(_: Any) -> Any:
        raise AssertionError("computed")

    data = pl.LazyFrame(COLUMNS).with_columns(pl.col("number").map_batches(fail, return_dtype=pl.Int64))
    assert summarize("won", "prob", data=data).rows == N


def test_a_reader_is_read_once() -> None:
    whole = summarize(COLUMNS["won"], COLUMNS["prob"], COLUMNS["weight"], id=COLUMNS["id"])
    reader = pa.table(COLUMNS).to_reader(max_chunksize=5)
    assert summarize("won", "prob", "weight", data=reader, id="id").agrees_with(whole)
    with pytest.raises(DataError, match="no rows"):
        summarize("won", "prob", "weight", data=reader)


class OnlyAStream:
    """What speaks Arrow's stream protocol, and is nothing that narwhals knows."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return pa.table(COLUMNS).__arrow_c_stream__(requested_schema)


def test_any_stream_of_arrow_s_will_do() -> None:
    whole = summarize(COLUMNS["text"], COLUMNS["prob"], cluster=COLUMNS["number"], pos_label="yes")
    found = summarize("text", "prob", data=OnlyAStream(), cluster="number", labels=["no", "yes"])
    assert found.agrees_with(whole)


def test_frames_that_are_none() -> None:
    for data in ({"won": [1]}, [1, 2], 3, pd.Series([1]), np.zeros((2, 2))):
        with pytest.raises(ArgumentError, match="data must be a data frame or the path of a file"):
            summarize("won", "prob", data=data)


def test_frames_without_rows_or_names() -> None:
    with pytest.raises(DataError, match="no rows"):
        summarize("won", "prob", data=pl.DataFrame({"won": [], "prob": []}))
    with pytest.raises(ArgumentError, match="y_proba names no column"):
        summarize("won", [], data=pl.DataFrame(COLUMNS))
    with pytest.raises(ArgumentError, match="y_true names no column"):
        summarize((), "prob", data=pl.DataFrame(COLUMNS))


def test_two_columns_of_one_name() -> None:
    data = pd.DataFrame([[1, 0.5, 0.5]], columns=["won", "prob", "prob"])
    with pytest.raises(ColumnError, match="two columns"):
        summarize("won", "prob", data=data)


def test_lists_name_no_rows() -> None:
    data = pl.DataFrame({"won": [1], "prob": [0.5], "tags": [["a", "b"]]})
    with pytest.raises(ColumnError, match="column 'tags' must hold text"):
        summarize("won", "prob", data=data, id="tags")
    mixed = pd.DataFrame({"won": [1, 0], "prob": [0.5, 0.25], "name": [7, "b"]})
    assert [row.id for row in summarize("won", "prob", data=mixed, id="name").worst] == ["7", "b"]


def test_nothing_is_changed() -> None:
    data = pd.DataFrame(COLUMNS)
    before = data.copy(deep=True)
    summarize("won", "prob", "weight", data=data, id="id")
    pd.testing.assert_frame_equal(data, before)


# ---- clusters, times, groups ----------------------------------------------------------------------------


@every_frame
def test_clusters_times_and_groups(frame: Callable[..., Any]) -> None:
    data = frame(COLUMNS)
    ids, p = COLUMNS["id"], COLUMNS["prob"]
    for name in ("day", "time"):
        s = summarize("won", "prob", data=data, cluster="number", time=name, by=["id", "number"], folds=True)
        by = [ids, [str(v) for v in COLUMNS["number"]]]
        alone = summarize(COLUMNS["won"], p, cluster=COLUMNS["number"], time=COLUMNS[name], by=by, folds=True)
        assert s.groups is not None
        assert alone.groups is not None
        assert s.groups.names == ("id", "number")
        assert s.agrees_with(replace(alone, groups=replace(alone.groups, names=("id", "number"))))
    s = summarize("won", "prob", data=data, cluster=np.array(COLUMNS["number"]), by="id", time=list(range(N)))
    assert s.groups is not None
    assert list(s.groups) == sorted((text,) for text in ids)
    assert s.times is not None
    assert s.times.kind == "integer"


@every_frame
def test_missing_clusters_times_and_groups(frame: Callable[..., Any]) -> None:
    data = frame(MISSING | {name: COLUMNS[name] for name in ("won", "prob")})
    for name, column in (("cluster", "id"), ("cluster", "number"), ("time", "day"), ("time", "time")):
        with pytest.raises(DataError, match=f"{name} must not have missing values, got none at index 2"):
            summarize("won", "prob", data=data, **{name: column})
        s = summarize("won", "prob", data=data, missing="drop", **{name: column})
        assert (s.rows, s.notes) == (N - 2, {"dropped": 2})
    for column in ("id", "number", "day"):
        groups = summarize("won", "prob", data=data, by=column).groups
        assert groups is not None
        assert groups[None].rows == 2
        assert len(groups) == N - 1


def test_one_summary_from_files_of_every_kind(tmp_path: Path) -> None:
    n = 500
    rng = np.random.default_rng(4)
    data = pl.DataFrame(
        {
            "won": rng.integers(0, 2, n),
            "prob": rng.random(n),
            "user": rng.integers(0, 40, n),
            "team": rng.choice(["LAL", "BOS", None], n),
            "day": [date(2024, 1, 1) + timedelta(int(v)) for v in rng.integers(0, 30, n)],
            "at": [
                datetime(2024, 1, 1, tzinfo=UTC) + timedelta(0, int(v)) for v in rng.integers(0, 10**6, n)
            ],
            "step": rng.integers(0, 10**6, n),
        }
    )
    data.write_csv(tmp_path / "p.csv", null_value=" NA ")
    data.write_parquet(tmp_path / "p.parquet")
    data.write_ipc(tmp_path / "p.arrow")
    data.with_columns(data["at"].dt.to_string("iso:strict")).write_ndjson(tmp_path / "p.jsonl")
    for time in ("day", "at", "step"):
        kwargs: dict[str, Any] = {"cluster": "user", "time": time, "by": ["team", "user"]}
        whole = summarize("won", "prob", data=data, **kwargs)
        for file in ("p.csv", "p.parquet", "p.arrow", "p.jsonl"):
            s = summarize("won", "prob", data=tmp_path / file, **kwargs)
            assert s.groups is not None
            assert whole.groups is not None
            assert s.groups.kept == whole.groups.kept
            bare = [replace(v, sources=(), worst=()).without("groups") for v in (s, whole)]
            assert bare[0].agrees_with(bare[1]), file
            assert all(s.groups[key].loss == whole.groups[key].loss for key in s.groups)


def test_clusters_are_one_column() -> None:
    data = pl.DataFrame(COLUMNS)
    with pytest.raises(ArgumentError, match="cluster must be one column, got 2 names"):
        summarize("won", "prob", data=data, cluster=["id", "number"])
    for name in ("cluster", "time", "by"):
        with pytest.raises(ColumnError, match="has no column 'game'"):
            summarize("won", "prob", data=data, **{name: "game"})
    data = pl.DataFrame({"won": [1], "prob": [0.5], "tags": [["a", "b"]]})
    for name in ("cluster", "by"):
        with pytest.raises(ColumnError, match="must hold one text, number or date a row, got"):
            summarize("won", "prob", data=data, **{name: "tags"})
