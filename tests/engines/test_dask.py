"""Dask's partitions, summarized one by one, are the Summary of the same rows in memory, with all that is kept on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import logloss as ll
from logloss.errors import ColumnError, DataError
from logloss.summary import Summary

pytestmark = pytest.mark.integration

N = 500
RANDOM = np.random.default_rng(5)
THREE = RANDOM.dirichlet([1, 1, 1], N)
P = RANDOM.random(N).round(3)
Y = (RANDOM.random(N) < P).astype(int)
P[:3], Y[:3] = [0.0, 1.0, 0.5], [1, 0, 1]
DATA = pd.DataFrame(
    {
        "y": Y,
        "text": np.where(Y == 1, "yes", "no"),
        "p": P,
        "z": RANDOM.normal(0, 3, N),
        "w": RANDOM.choice([0.0, 1.0, 2.5], N),
        "id": [f"row {i:03}" for i in range(N)],
        "user": RANDOM.integers(0, 40, N),
        "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(RANDOM.integers(0, 60, N), unit="D"),
        "team": RANDOM.choice(["LAL", "BOS", "GSW"], N),
        "class": RANDOM.integers(0, 3, N),
        **{f"c{k}": THREE[:, k] for k in range(3)},
    }
)
CASES: dict[str, dict[str, Any]] = {
    "plain": {"y_true": "y", "y_proba": "p", "id": "id"},
    "weights": {"y_true": "y", "y_proba": "p", "sample_weight": "w", "id": "id"},
    "words": {"y_true": "text", "y_proba": "p", "pos_label": "yes", "id": "id"},
    "logits": {"y_true": "y", "y_proba": "z", "from_logits": True, "id": "id"},
    "classes": {"y_true": "class", "y_proba": ["c0", "c1", "c2"], "id": "id", "temperatures": True},
    "on request": {"y_true": "y", "y_proba": "p", "id": "id", "cluster": "user", "time": "day", "by": "team"},
    "folds": {"y_true": "y", "y_proba": "p", "id": "id", "cluster": "user", "folds": True},
}


@pytest.fixture
def of_dask() -> Callable[..., Any]:
    frames = pytest.importorskip(
        "dask.dataframe", reason="Dask is not installed, which `make integrations` would do"
    )
    return lambda data, parts=7: frames.from_pandas(data, npartitions=parts)


def bare(summary: Summary) -> Summary:
    """Without sources, and without numbers of rows, which are each partition's own."""

    def unnumbered(rows: Any) -> Any:
        return tuple(row and replace(row, row=0, source="") for row in rows)

    groups = summary.groups
    if groups is not None:
        groups = replace(groups, worst=unnumbered(groups.worst), infinite=unnumbered(groups.infinite))
    rows = {name: unnumbered(getattr(summary, name)) for name in ("worst", "infinite")}
    return replace(summary, **rows, sources=(), more_sources=False, groups=groups)


@pytest.mark.parametrize("case", CASES)
def test_partitions_add_up_to_memory(case: str, of_dask: Callable[..., Any]) -> None:
    found = ll.summarize(data=of_dask(DATA), **CASES[case])
    assert bare(found).agrees_with(bare(ll.summarize(data=DATA, **CASES[case])), 1e-12)
    assert found.worst[0].source.startswith("partition ")
    named = DATA.iloc[int(found.worst[0].id[4:])]
    part = of_dask(DATA).partitions[int(found.worst[0].source.split()[1])].compute()
    assert part.iloc[found.worst[0].row - 1]["id"] == named["id"]


def test_missing_values_are_dropped_or_named_by_partition(of_dask: Callable[..., Any]) -> None:
    data = DATA.assign(p=DATA["p"].where(DATA.index != 400))
    with pytest.raises(DataError, match=r"partition 5: column 'p' must not have missing values.* at row \d+"):
        ll.summarize("y", "p", data=of_dask(data))
    found = ll.summarize("y", "p", data=of_dask(data), missing="drop", id="id")
    assert bare(found).agrees_with(bare(ll.summarize("y", "p", data=data, missing="drop", id="id")), 1e-12)


def test_refusals(of_dask: Callable[..., Any]) -> None:
    with pytest.raises(ColumnError, match="the frame has no column 'q'"):
        ll.summarize("y", "q", data=of_dask(DATA))
    with pytest.raises(DataError, match="which class is the positive one is not said"):
        ll.summarize("text", "p", data=of_dask(DATA))
    with pytest.raises(DataError, match=r"partition \d: column 'z' must lie in \[0, 1\]"):
        ll.summarize("y", "z", data=of_dask(DATA))
    with pytest.raises(DataError, match="no rows"):
        ll.summarize("y", "p", data=of_dask(DATA.head(0), 1))
