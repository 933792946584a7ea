"""Arrays in, Summary out: whatever holds numbers, and the traps around it."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from logloss.errors import ArgumentError, DataError
from logloss.explanation import explain
from logloss.scores import log_loss
from logloss.sources import summarize
from logloss.sources.clusters import cluster_hashes
from logloss.sources.times import ticks_of
from logloss.summary import Summary

Y = [1, 0, 1, 0]
P = [0.5, 0.25, 1.0, 0.0]
"""Values that every kind of float holds exactly."""


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.array, pd.Series, pl.Series, pa.array, lambda v: pa.chunked_array([v[:1], v[1:]])],
    ids=["list", "tuple", "numpy", "pandas", "polars", "arrow", "chunked"],
)
def test_every_kind_of_array(kind: Any) -> None:
    s = summarize(kind(Y), kind(P), kind([1.0, 2.0, 3.0, 4.0]))
    assert s.agrees_with(summarize(Y, P, [1, 2, 3, 4]))
    assert s.labels == (0, 1)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_every_width_of_float(dtype: Any) -> None:
    s = summarize(Y, np.array(P, dtype))
    assert s.cells.key.dtype == s.cells.loss.dtype == np.float64
    assert s.cells.key.tolist() == [0.0, 0.25, 0.5, 1.0]
    assert s.loss == pytest.approx(log_loss(Y, P), rel=1e-15)
    columns = np.array([P, P], dtype).T
    columns[:, 0] = 1 - columns[:, 1]
    assert summarize(Y, columns).cells.key.tolist() == s.cells.key.tolist()
    logits = np.array([1.5, -2.0, 40.0, -0.0], dtype)
    assert summarize(Y, logits, from_logits=True).cells.key.tolist() == [-2.0, 0.0, 1.5, 40.0]


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int64])
def test_integers_and_truths_as_scores(dtype: Any) -> None:
    s = summarize([1, 0, 1], np.array([1, 0, 0], dtype))
    assert s.loss == math.inf
    assert s.finite_loss == 0
    assert [row.row for row in s.infinite] == [2]
    if dtype is not bool:
        logits = np.array([3, 0, 1], dtype)
        s = summarize([1, 0, 0], logits, from_logits=True)
        assert s.agrees_with(summarize([1, 0, 0], [3.0, 0.0, 1.0], from_logits=True))


def test_float32_is_noted_and_widened() -> None:
    s = summarize([1, 0], np.array([0.1, 0.2], np.float32))
    assert s.notes == {"float32": 2}
    assert s.cells.key.tolist() == [float(np.float32(0.2)), float(np.float32(0.1))]


# ---- p: what the true class was given -------------------------------------------------------------------


def test_given_probability() -> None:
    s = summarize([1, 0, 0, 0], [0.75, 0.75, 1 - 2**-53, 1e-20])
    assert {row.row: row.p for row in s.worst} == {0: 0.75, 1: 0.25, 2: 2**-53, 3: 1.0}
    s = summarize([0, 1], [[1e-20, 1.0], [0.125, 0.875]])
    assert [row.p for row in s.worst] == [1e-20, 0.875]
    s = summarize(["a", "c"], [[1e-20, 1.0, 0.0], [0.5, 0.25, 0.25]], labels=["a", "b", "c"])
    assert [row.p for row in s.worst] == [1e-20, 0.25]


@pytest.mark.parametrize("z", [-700.0, -40.0, -1.0, 0.0, 1.0, 40.0, 700.0])
def test_given_probability_from_logits(z: float) -> None:
    for s in (
        summarize([0], [z], from_logits=True),
        summarize([0], [[0.0, z]], from_logits=True, labels=[0, 1]),
        summarize([0], [[0.0, z, -math.inf]], from_logits=True, labels=[0, 1, 2]),
    ):
        row = (*s.worst, *s.infinite)[0]
        # Not 1 − 1/(1 + e^−z), which is 0 from z = 37 on.
        assert row.p == pytest.approx(math.exp(-z) / (1 + math.exp(-z)), rel=1e-12)
        assert row.loss == pytest.approx(math.log1p(math.exp(z)) if z < 50 else z, rel=1e-15)


def test_two_columns_of_logits_are_one_logit() -> None:
    y, z = [0, 1, 1], np.array([[1.0, 2.5], [0.25, -1.0], [3.0, 3.0]])
    s = summarize(y, z, from_logits=True)
    assert s.key == "logit"
    assert s.agrees_with(summarize(y, z[:, 1] - z[:, 0], from_logits=True))
    assert summarize([0, 1], [[0, -math.inf], [-math.inf, 0]], from_logits=True).cells.key.tolist() == [
        -math.inf,
        math.inf,
    ]


# ---- names of rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "texts"),
    [
        (["a", "b"], ["a", "b"]),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.array([7, 8], np.uint64), ["7", "8"]),
        ([7.0, None], ["7", ""]),
        (np.array([0.5, np.nan]), ["0.5", ""]),
        (np.array([1, "b"], object), ["1", "b"]),
        ([UUID(int=1), None], ["00000000-0000-0000-0000-000000000001", ""]),
        ([True, False], ["true", "false"]),
        (np.array(["2024-01-02", "2024-01-03"], "datetime64[ns]"), ["2024-01-02", "2024-01-03"]),
        ([date(2024, 1, 2), None], ["2024-01-02", ""]),
        ([datetime(2024, 1, 2, 3, 4), datetime(2024, 1, 2)], ["2024-01-02T03:04:00", "2024-01-02T00:00:00"]),
        (pd.Series(["a", pd.NA], dtype="string"), ["a", ""]),
        (pd.Series([1, pd.NA], dtype="Int64"), ["1", ""]),
        (pl.Series([1, None]), ["1", ""]),
        (pa.array(["a", None]), ["a", ""]),
    ],
    ids=str,  # pyarrow's repr holds an address, and every worker must call a test the same
)
def test_names_of_every_kind(ids: Any, texts: list[str]) -> None:
    s = summarize([1, 1], [0.25, 0.5], id=ids)
    assert [row.id for row in s.worst] == texts


@pytest.mark.parametrize("n", [1, 2, 4])
def test_names_of_the_wrong_length(n: int) -> None:
    with pytest.raises(ArgumentError, match=f"id must name every row, got {n} names? for 3 rows"):
        summarize([1, 0, 1], [0.5, 0.5, 0.5], id=["x"] * n)


def test_names_of_the_wrong_shape() -> None:
    with pytest.raises(ArgumentError, match=r"id must be of shape \(n,\), got shape \(2, 2\)"):
        summarize([1, 0], [0.5, 0.5], id=[["a", "b"], ["c", "d"]])
    with pytest.raises(ArgumentError, match="id names the column 'name', but there is no data"):
        summarize([1, 0], [0.5, 0.5], id="name")


def test_names_stay_beside_their_rows_when_others_are_dropped() -> None:
    ids = ["a", "b", "c", "d"]
    s = summarize([1, 1, 1, 1], [0.5, math.nan, 0.25, 0.0], id=ids, missing="drop", first_row=10)
    assert [(row.row, row.id) for row in (*s.worst, *s.infinite)] == [(12, "c"), (10, "a"), (13, "d")]
    assert s.notes == {"dropped": 1}
    with pytest.raises(ArgumentError, match="got 3 names for 4 rows"):
        summarize([1, 1, 1, 1], [0.5, math.nan, 0.25, 0.0], id=ids[:3], missing="drop")


def test_names_in_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logloss.summary.gather.BLOCK", 3)
    n = 50
    p = np.linspace(0.9, 0.1, n)
    p[::7] = np.nan
    s = summarize(np.ones(n, int), p, id=[f"row {i}" for i in range(n)], missing="drop")
    assert [row.id for row in s.worst] == [f"row {row.row}" for row in s.worst]
    assert [row.p for row in s.worst] == [p[row.row] for row in s.worst]


# ---- K columns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [np.array, pd.Series, pl.Series])
def test_lists_of_columns(kind: Any) -> None:
    p = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]])
    whole = summarize([0, 2], p, labels=[0, 1, 2])
    assert summarize([0, 2], [kind(column) for column in p.T], labels=[0, 1, 2]).agrees_with(whole)
    outcomes = [kind(column) for column in ([1, 0], [0, 0], [0, 1])]
    assert summarize(outcomes, [kind(column) for column in p.T]).agrees_with(whole)


def test_lists_that_could_be_columns_or_rows() -> None:
    p = [np.array([0.5, 0.5]), np.array([0.25, 0.75])]
    with pytest.raises(ArgumentError, match="are they columns or rows") as caught:
        summarize([0, 1], p)
    assert "np.column_stack(y_proba) if each array is a class" in caught.value.hint
    with pytest.raises(DataError, match="y_proba must be columns of one length, got 2 and 3 rows"):
        summarize([0, 1], [np.array([0.5, 0.5]), np.array([0.25, 0.75, 0.1])])


def test_numbers_of_numpy_in_a_list_are_no_columns() -> None:
    assert summarize([np.int64(1), np.int64(0)], [np.float64(0.5)] * 2).rows == 2
    assert summarize([np.array(1), np.array(0)], [np.array(0.5)] * 2).rows == 2


# ---- clusters, times, groups ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        [7, 8],
        (7, 8),
        np.array([7, 8], np.uint64),
        np.array([7, 8], np.int8),
        [7.0, 8.0],
        np.array([7, 8], np.float32),
        ["7", "8.0"],
        np.array(["7", "8"]),
        np.array([7, "8"], object),
        [Decimal(7), Decimal("8.00")],
        pd.Series([7, 8]),
        pd.Series([7, 8], dtype="Int64"),
        pd.Series(["7", "8"], dtype="category"),
        pl.Series([7, 8]),
        pl.Series(["7", "8"], dtype=pl.Categorical),
        pa.array([7, 8]),
        pa.chunked_array([["7"], ["8"]]),
        pa.array(["7", "8"]).dictionary_encode(),
    ],
    ids=str,  # pyarrow's repr holds an address, and every worker must call a test the same
)
def test_one_cluster_by_any_other_name(values: Any) -> None:
    expected = summarize([1, 0], [0.5, 0.25], cluster=np.array([7, 8]), folds=True)
    assert summarize([1, 0], [0.5, 0.25], cluster=values, folds=True).agrees_with(expected)


def test_clusters_of_other_kinds() -> None:
    texts = ["true", "0.5", "2024-12-24", "2024-12-24T18:00:00.25", "9223372036854775808"]
    values: list[list[Any]] = [
        [True],
        [0.5],
        [date(2024, 12, 24)],
        [datetime(2024, 12, 24, 18, 0, 0, 250_000)],
        [2**63],
    ]
    for text, value in zip(texts, values, strict=True):
        expected = cluster_hashes([text])[0]
        assert cluster_hashes(value)[0] == expected
    assert cluster_hashes([UUID(int=1)])[0] == cluster_hashes([str(UUID(int=1))])[0]
    assert cluster_hashes(np.array([2**63], np.uint64))[0] == cluster_hashes([texts[-1]])[0]
    midnight = np.array(["2024-12-24", "2024-12-24T01:00"], "datetime64[ns]")
    assert cluster_hashes(midnight)[0][0] == cluster_hashes([texts[2]])[0][0]


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, pd.NaT])
def test_clusters_and_times_must_be_there(missing: Any) -> None:
    for name in ("cluster", "time"):
        column = pd.Series([1, missing, 2], dtype=object)
        with pytest.raises(DataError, match=f"{name} must not have missing values, got none at index 1"):
            summarize([1, 0, 1], [0.5, 0.25, 0.75], **{name: column})
        s = summarize([1, 0, 1], [0.5, 0.25, 0.75], **{name: column}, missing="drop")
        assert s.notes == {"dropped": 1}
        assert s.agrees_with(
            replace(summarize([1, 1], [0.5, 0.75], **{name: [1, 2]}), notes={"dropped": 1}, worst=s.worst)
        )
        assert [row.row for row in s.worst] == [0, 2]
        with pytest.raises(DataError, match="every row lacks a value in"):
            summarize([1, 0], [0.5, 0.25], **{name: [None, None]}, missing="drop")


def test_what_lies_beside_dropped_rows_is_dropped_with_them() -> None:
    p = [0.5, math.nan, 0.25, 0.125]
    s = summarize([1, 0, 1, 0], p, cluster=list("abca"), time=[1, 2, 3, 4], by=list("xyzx"), missing="drop")
    assert s.clusters is not None
    assert s.times is not None
    assert s.groups is not None
    assert sorted(s.clusters.weight[s.clusters.weight > 0]) == [1, 2]
    assert s.times.starts == ["1", "3", "4"]
    assert list(s.groups) == [("x",), ("z",)]
    assert [row.row for row in s.groups["z"].worst] == [2]


@pytest.mark.parametrize("name", ["cluster", "time", "by"])
def test_columns_of_the_wrong_length(name: str) -> None:
    with pytest.raises(DataError, match=f"{name} and y_proba must be of one length, got 2 and 3 rows"):
        summarize([1, 0, 1], [0.5, 0.5, 0.5], **{name: [1, 2]})
    with pytest.raises(ArgumentError, match=f"{name} names the column 'a', but there is no data"):
        summarize([1, 0], [0.5, 0.5], **{name: "a"})
    if name != "by":
        with pytest.raises(ArgumentError, match=rf"{name} must be of shape \(n,\), got shape \(2, 2\)"):
            summarize([1, 0], [0.5, 0.5], **{name: [[1, 2], [3, 4]]})
    with pytest.raises(DataError, match=f"{name}.* must hold text that UTF-8 can write"):
        summarize([1], [0.5], **{name: ["\ud800"]})


DAY = 20081  # 2024-12-24


@pytest.mark.parametrize(
    ("values", "kind", "ticks"),
    [
        ([3, -1], "integer", [3, -1]),
        ([3.0, -1.0], "integer", [3, -1]),
        (["3", "-1"], "integer", [3, -1]),
        (np.array([2**62, 0], np.uint64), "integer", [2**62, 0]),
        ([date(2024, 12, 24), date(1, 1, 1)], "date", [DAY, -719162]),
        (["2024-12-24", "9999-12-31"], "date", [DAY, 2932896]),
        (np.array(["2024-12-24", "1969-12-31"], "datetime64[D]"), "date", [DAY, -1]),
        (np.array(["2024-12-24", "1969-12-31"], "datetime64[s]"), "timestamp", [DAY * 86400e6, -86400e6]),
        (np.array([-1, -1000], "datetime64[ns]"), "timestamp", [-1, -1]),
        ([datetime(2024, 12, 24), datetime(1970, 1, 1)], "timestamp", [DAY * 86400e6, 0]),
        (["2024-12-24 00:00", "1970-01-01T00:00:00.0000019"], "timestamp", [DAY * 86400e6, 1]),
        ([datetime(1970, 1, 1, tzinfo=UTC), None], "utc", [0, 0]),
        (["1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z"], "utc", [0, 0]),
        (pd.Series(pd.to_datetime(["1970-01-01 01:00"] * 2)).dt.tz_localize("Europe/Vienna"), "utc", [0, 0]),
    ],
    ids=repr,
)
def test_times_of_every_kind(values: Any, kind: str, ticks: list[int]) -> None:
    found, lacking = ticks_of(values)
    assert (found.kind, found.ticks.tolist(), found.ticks.dtype) == (kind, ticks, np.dtype(np.int64))
    assert lacking.tolist() == [v is None for v in values]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.5, 1.0], "time must hold whole numbers"),
        ([True, False], "time must hold times, got bool"),
        (["soon", "2024-12-24"], "time must hold times of one kind, got 'soon'"),
        (
            ["2024-12-24T00:00Z", "2024-12-24T00:00"],
            "time must hold times of one kind, got '2024-12-24T00:00Z'",
        ),
        (["3", "2024-12-24"], "time must hold times of one kind, got '3'"),
        (np.array([1, 2], "timedelta64[s]"), "time must hold times, got duration"),
        (np.array([10**15, 0], "datetime64[s]"), "time must lie in the years 1 to 9999"),
        (np.array(["10000-01-01"], "datetime64[D]"), "time must lie in the years 1 to 9999"),
    ],
    ids=repr,
)
def test_times_that_are_none(values: Any, message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        ticks_of(values)


def test_groups_by_one_and_by_several() -> None:
    team, year = ["LAL", "BOS", "LAL"], np.array([2024.0, math.nan, 2025.0])
    for by in ([team, year], (team, year), np.array([team, [2024, None, 2025]], object).T):
        groups = summarize([1, 0, 1], [0.5, 0.25, 0.75], by=by).groups
        assert groups is not None
        assert list(groups) == [("BOS", None), ("LAL", "2024"), ("LAL", "2025")]
        assert groups["LAL", 2024].rows == 1
        assert ("LAL", 2025) in groups
        assert ("LAL", 2026) not in groups
        assert groups.title(("BOS", None)) == "BOS · null"
        with pytest.raises(KeyError):
            groups["LAL"]
    groups = summarize([1, 0, 1], [0.5, 0.25, 0.75], by=year).groups
    assert groups is not None
    assert [groups[None].rows, groups[2024].rows, groups["2025"].rows] == [1, 1, 1]
    assert groups.names == ("by",)
    with pytest.raises(DataError, match="by must be columns of one length, got 3 and 2 rows"):
        summarize([1, 0, 1], [0.5, 0.25, 0.75], by=[team, team[:2]])


def test_a_group_is_explained_like_any_other_summary() -> None:
    groups = summarize([1, 0, 1, 0], [0.5, 0.25, 0.75, 0.5], by=list("aabb"), id=list("wxyz")).groups
    assert groups is not None
    e = explain(groups["b"])
    assert e.loss == pytest.approx((math.log(4 / 3) + math.log(2)) / 2)
    assert e.yardstick.base_loss == pytest.approx(math.log(2))
    assert e.culprits[0].row.id == "z"


def test_explain_passes_on_what_is_asked() -> None:
    more: dict[str, Any] = {"cluster": [1, 2], "time": [1, 2], "by": [1, 2], "folds": True}
    s = explain([1, 0], [0.5, 0.25], temperatures=True, **more).summary
    assert s.agrees_with(summarize([1, 0], [0.5, 0.25], temperatures=True, **more))
    assert s.cells.folds is not None
    for option in (*({name: value} for name, value in more.items()), {"temperatures": True}):
        with pytest.raises(ArgumentError, match="explain takes a Summary alone"):
            explain(s, **option)


def test_integers_as_clusters_pay_for_no_frames() -> None:
    code = (
        "import sys, numpy as np; from logloss.sources import summarize;"
        "summarize([1, 0], [0.5, 0.5], cluster=np.array([1, 2]), folds=True); print('pyarrow' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


# ---- options --------------------------------------------------------------------------------------------


def test_weights() -> None:
    assert summarize(Y, P).weights == "none"
    assert summarize(Y, P, [1, 1, 1, 1]).weights == "analytic"
    assert summarize(Y, P, [1, 1, 1, 1], weights="frequency").weights == "frequency"
    assert summarize(Y, P, weights="frequency").weights == "none"
    equal, none = summarize(Y, P, [2, 2, 2, 2]), summarize(Y, P)
    assert equal.loss == none.loss
    assert equal.rows == none.rows
    assert equal.weight == 2 * none.weight
    with pytest.raises(ArgumentError, match="weights must be 'analytic' or 'frequency', got 'counts'"):
        summarize(Y, P, weights="counts")  # type: ignore[arg-type]


def test_soft_labels_are_told_what_to_do() -> None:
    y, p = [0.25, 1.0, 0.5], [0.5, 0.75, 0.125]
    with pytest.raises(DataError, match="must hold two classes") as doctor:
        summarize(y, p)
    assert "soft_labels=True" in doctor.value.hint
    with pytest.raises(ArgumentError, match="Soft labels have no Summary") as caught:
        summarize(y, p, soft_labels=True)
    assert "once a class, with its share as sample_weight" in caught.value.hint
    # What the hint says gives the same loss.
    split = summarize([1] * 3 + [0] * 3, p * 2, [*y, *(1 - v for v in y)])
    assert split.loss == pytest.approx(log_loss(y, p, soft_labels=True), rel=1e-15)
    with pytest.raises(ArgumentError, match="Soft labels have no Summary"):
        summarize(np.array([[0.5, 0.5], [1, 0], [0, 1]]), np.full((3, 2), 0.5), soft_labels=True)


def test_rows_of_a_file_are_numbered_from_one(tmp_path: Path) -> None:
    file = tmp_path / "preds.csv"
    file.write_text("won,prob,game\n1,0.5,a\n1,0.25,b\n1,0,c\n")
    s = summarize("won", "prob", data=file, id="game", first_row=100)
    assert [(row.row, row.id) for row in (*s.worst, *s.infinite)] == [(102, "b"), (101, "a"), (103, "c")]
    assert s.sources == (str(file),)
    s = summarize("won", "prob", data=str(file), id=np.array(["x", "y", "z"]))
    assert [(row.row, row.id) for row in s.worst] == [(2, "y"), (1, "x")]
    with pytest.raises(ArgumentError, match="id must name every row, got 2 names for 3 rows"):
        summarize("won", "prob", data=file, id=np.array(["x", "y"]))


def test_column_names_without_data() -> None:
    with pytest.raises(ArgumentError, match="y_proba names the column 'prob', but there is no data"):
        summarize([1, 0], "prob")
    with pytest.raises(ArgumentError, match=re.escape("Pass the frame or file as data=.")):
        summarize("won", [0.5, 0.5])


def test_one_row_and_one_class() -> None:
    s = summarize([1], [0.5])
    assert (s.rows, s.labels, s.class_weight.tolist()) == (1, (0, 1), [0, 1])
    s = summarize([0, 0], [0.5, 1.0])
    assert (s.rows, s.loss, s.class_weight.tolist()) == (2, math.inf, [2, 0])
    assert math.isnan(summarize([0], [1.0]).finite_loss)


def test_the_example_of_the_class() -> None:
    whole = summarize([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
    parts = summarize([1, 0], [0.9, 0.2]) + summarize([1, 1], [0.7, 0.4], first_row=2)
    assert isinstance(whole, Summary)
    assert parts.agrees_with(whole)
    assert not parts.agrees_with(summarize([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.41]))
    assert not parts.agrees_with(summarize([1, 0], [0.9, 0.2]) + summarize([1, 1], [0.7, 0.4]))


def test_arrays_pay_for_no_frames() -> None:
    code = (
        "import sys; from logloss.sources import summarize; summarize([1, 0], [0.5, 0.5]);"
        "print(*{'pyarrow', 'narwhals', 'pandas', 'sklearn', 'matplotlib', 'scipy'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
