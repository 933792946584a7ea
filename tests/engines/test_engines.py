"""One body for every engine: what it gathers where its rows are is the Summary of the same rows in memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import logloss as ll
from logloss.errors import ArgumentError, ColumnError, DataError
from logloss.sources.engine import doctor, groups
from logloss.summary import Summary
from logloss.summary.worst import Row

N = 400
RANDOM = np.random.default_rng(11)


def _data() -> dict[str, list[Any]]:
    p = RANDOM.random(N).round(2)
    y = (RANDOM.random(N) < p).astype(int)
    p[:6], y[:6] = [0.0, 1.0, 0.0, 1.0, 0.5, 1e-17], [1, 0, 0, 1, 1, 0]
    z = RANDOM.normal(0, 3, N)
    z[:5] = [0.0, -0.0, 40.0, -800.0, 17.3]
    three = RANDOM.dirichlet([1, 1, 1], N)
    three[0], three[1], three[2] = [0, 0.5, 0.5], [1, 0, 0], [0.25, 0.25, 0.5]
    classes = RANDOM.integers(0, 3, N)
    classes[:3] = [0, 1, 2]
    return {
        "y": y.tolist(),
        "truth": (y == 1).tolist(),
        "text": np.where(y == 1, "yes", "no").tolist(),
        "p": p.tolist(),
        "z": z.tolist(),
        "w": RANDOM.choice([0.0, 0.5, 1.0, 3.0], N).tolist(),
        "n": RANDOM.integers(0, 4, N).tolist(),
        "id": [f"row {i:03}" for i in range(N)],
        "team": RANDOM.choice(["LAL", "BOS", "GSW"], N).tolist(),
        "year": RANDOM.integers(2020, 2023, N).tolist(),
        "kind": RANDOM.choice(["a", "b", "c"], N).tolist(),
        "class": classes.tolist(),
        "c0": three[:, 0].tolist(),
        "c1": three[:, 1].tolist(),
        "c2": three[:, 2].tolist(),
        "is0": (classes == 0).astype(int).tolist(),
        "is1": (classes == 1).astype(int).tolist(),
        "is2": (classes == 2).astype(int).tolist(),
    }


DATA = _data()
THREE = ["c0", "c1", "c2"]


def unnumbered(summary: Summary) -> Summary:
    """The same without what a frame in memory knows and an engine does not: numbers of rows."""

    def bare(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(replace(row, row=-1) for row in rows)

    groups_ = summary.groups
    if groups_ is not None:
        nobody = (None,) * len(groups_.worst)
        groups_ = replace(groups_, worst=nobody, infinite=nobody)
    return replace(summary, worst=bare(summary.worst), infinite=bare(summary.infinite), groups=groups_)


CASES: dict[str, dict[str, Any]] = {
    "plain": {"y_true": "y", "y_proba": "p", "id": "id"},
    "weights": {"y_true": "y", "y_proba": "p", "sample_weight": "w", "id": "id"},
    "frequencies": {"y_true": "y", "y_proba": "p", "sample_weight": "n", "weights": "frequency", "id": "id"},
    "truths": {"y_true": "truth", "y_proba": "p", "id": "id"},
    "words": {"y_true": "text", "y_proba": "p", "pos_label": "yes", "id": ["id", "team"]},
    "labels": {"y_true": "text", "y_proba": "p", "labels": ["no", "yes"], "id": "id"},
    "logits": {"y_true": "y", "y_proba": "z", "from_logits": True, "id": "id"},
    "classes": {"y_true": "class", "y_proba": THREE, "id": "id", "sample_weight": "w"},
    "outcomes": {"y_true": ["is0", "is1", "is2"], "y_proba": THREE, "id": "id"},
    "by": {"y_true": "y", "y_proba": "p", "sample_weight": "w", "by": ["team", "year"], "id": "id"},
    "classes by": {"y_true": "class", "y_proba": THREE, "by": "team", "id": "id"},
}


@pytest.mark.parametrize("case", CASES)
def test_an_engine_gathers_what_memory_does(
    case: str, make: Callable[..., Any], in_engine: Any, in_memory: Any
) -> None:
    options = dict(CASES[case])
    asked = options.pop("y_true"), options.pop("y_proba"), options.pop("sample_weight", None)
    there, here = in_engine(make(DATA), *asked, **options), in_memory(DATA, *asked, **options)
    assert there.agrees_with(unnumbered(here), 1e-12)
    assert there.labels == here.labels
    assert list(map(type, there.labels)) == list(map(type, here.labels))
    assert there.loss == pytest.approx(here.loss, rel=1e-12) or math.isinf(here.loss)


@pytest.mark.parametrize("key", ["probability", "logit"])
def test_many_predictions_are_binned(
    key: str, make: Callable[..., Any], in_engine: Any, in_memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logloss.sources.engine.MOST_EXACT", 50)
    column, logits = ("p", False) if key == "probability" else ("z", True)
    there = in_engine(make(DATA), "y", column, "w", from_logits=logits, id="id")
    here = unnumbered(in_memory(DATA, "y", column, "w", from_logits=logits, id="id"))
    assert not there.is_exact
    here = replace(here, cells=here.cells.binned())
    bare = replace(there, cells=replace(there.cells, most=here.cells.most))
    if len(there.cells) > 50:
        assert there.cells.level == 0
    here = replace(here, cells=replace(here.cells.binned(there.cells.level)))
    assert bare.agrees_with(here, 1e-12)


@pytest.mark.parametrize("missing", [None, math.nan])
@pytest.mark.parametrize("lacking", ["y", "p", "w"])
def test_what_is_missing_is_named_or_dropped(
    lacking: str, missing: Any, make: Callable[..., Any], in_engine: Any, in_memory: Any
) -> None:
    values = [float(v) for v in DATA[lacking]]
    data = DATA | {lacking: [missing if i in (2, 7) else v for i, v in enumerate(values)]}
    frame = make(data)
    with pytest.raises(DataError, match=f"column '{lacking}' must not have missing values.*row 002"):
        in_engine(frame, "y", "p", "w", id="id")
    with pytest.raises(DataError, match=r"must not have missing values.* at 2 rows"):
        in_engine(frame, "y", "p", "w")
    there = in_engine(frame, "y", "p", "w", id="id", missing="drop")
    assert there.notes == {"dropped": 2}
    assert there.agrees_with(unnumbered(in_memory(data, "y", "p", "w", id="id", missing="drop")), 1e-12)


@pytest.mark.parametrize(
    ("change", "asked", "message"),
    [
        ({"p": 90.0}, {}, r"column 'p' must lie in \[0, 1\], got 90 at row row 002"),
        ({"p": -0.5}, {}, r"column 'p' must lie in \[0, 1\], got -0.5 at row row 002"),
        ({"w": -1.0}, {"sample_weight": "w"}, "column 'w' must be finite and not negative, got -1 at row row 002"),
        ({"c0": 0.9}, {"y_true": "class", "y_proba": THREE}, "must sum to 1 in every row, got .* at row row 002"),
        ({"is0": 1}, {"y_true": ["is0", "is1", "is2"], "y_proba": THREE}, "must sum to 1 in every row"),
        ({"text": "maybe"}, {"y_true": "text", "labels": ["no", "yes"]}, "must hold the labels 'no', 'yes', got 'maybe'"),
        ({"text": "maybe"}, {"y_true": "text", "pos_label": "yes"}, "must hold two classes, got 3"),
        ({}, {"y_true": "text"}, "which class is the positive one is not said"),
        ({}, {"y_proba": "text"}, "column 'text' must hold numbers, got"),
        ({}, {"y_true": "class", "y_proba": ["c0", "c1"]}, "must sum to 1 in every row|holds 3 classes"),
    ],
)  # fmt: skip
def test_the_doctor_refuses_in_his_own_words(
    change: dict[str, Any], asked: dict[str, Any], message: str, make: Callable[..., Any], in_engine: Any
) -> None:
    data = DATA | {
        name: [value if i == 2 else v for i, v in enumerate(DATA[name])] for name, value in change.items()
    }
    with pytest.raises(DataError, match=message):
        in_engine(make(data), **{"y_true": "y", "y_proba": "p", "id": "id"} | asked)


def test_rounded_columns_are_renormalized(make: Callable[..., Any], in_engine: Any, in_memory: Any) -> None:
    data = DATA | {name: [round(v, 2) for v in DATA[name]] for name in THREE}
    there = in_engine(make(data), "class", THREE, renormalize=True, id="id")
    here = in_memory(data, "class", THREE, renormalize=True, id="id")
    assert there.notes == here.notes
    assert there.notes["renormalized"] > 0
    # Whose sum is rounded otherwise may be in a cell of its own; the sums are the same.
    for name in ("rows", "loss", "infinite", "expected", "variance"):
        assert there.totals[name] == pytest.approx(here.totals[name], rel=1e-12)


def test_too_many_groups_are_others(
    make: Callable[..., Any], in_engine: Any, in_memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logloss.summary.groups.MOST", 5)
    data = DATA | {"team": [None if i % 9 == 0 else v for i, v in enumerate(DATA["team"])]}
    there = in_engine(make(data), "y", "p", by=["team", "year", "kind"])
    here = unnumbered(in_memory(data, "y", "p", by=["team", "year", "kind"]))
    assert there.groups is not None
    assert here.groups is not None
    assert there.groups.kept == here.groups.kept
    assert there.groups.other is not None
    assert replace(there, worst=()).agrees_with(replace(here, worst=(), infinite=()), 1e-12)


def test_columns_that_are_not_there_and_arguments_that_name_none(
    make: Callable[..., Any], in_engine: Any
) -> None:
    frame = make(DATA)
    with pytest.raises(ColumnError, match="the frame has no column 'q'"):
        in_engine(frame, "y", "q")
    with pytest.raises(ArgumentError, match="sample_weight must name a column of this frame, got list"):
        in_engine(frame, "y", "p", [1.0] * N)
    with pytest.raises(ArgumentError, match="cluster looks at rows one by one"):
        in_engine(frame, "y", "p", cluster="id")
    with pytest.raises(ArgumentError, match="Logits of several classes"):
        in_engine(frame, "class", THREE, from_logits=True)


def test_nothing_to_score(make: Callable[..., Any], in_engine: Any) -> None:
    nothing = {"y": [1], "p": [0.5], "w": [0.0]}
    with pytest.raises(DataError, match="column 'w' is 0 in every row"):
        in_engine(make(nothing), "y", "p", "w")
    with pytest.raises(DataError, match="every row lacks a value"):
        in_engine(make({"y": [1, 0], "p": [math.nan, math.nan]}), "y", "p", missing="drop")


def test_groups_and_labels_have_a_limit(
    make: Callable[..., Any], in_engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_DISTINCT", 20)
    with pytest.raises(DataError, match="by must be columns of at most 20 groups"):
        in_engine(make(DATA), "y", "p", by="id")
    monkeypatch.setattr(doctor, "MOST_LABELS", 20)
    with pytest.raises(ColumnError, match="holds more than 20 different values"):
        in_engine(make(DATA), "id", "p")


def test_remote_rows_stay_where_they_are(make: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """`summarize` takes rows of this process to the kernel, and leaves all others in their engine."""
    local = any(name in request.node.name for name in ("polars", "duckdb"))
    found = ll.summarize("y", "p", "w", data=make(DATA), id="id")
    assert {row.row >= 0 for row in found.worst} == {local}
