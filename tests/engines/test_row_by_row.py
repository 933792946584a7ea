"""Comparisons and reconciliations of rows that engines have: the same as of arrays, and refused in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import logloss as ll
from logloss.errors import ColumnError, DataError

pytestmark = pytest.mark.integration

N = 400
RANDOM = np.random.default_rng(6)
P, Q = RANDOM.random(N), RANDOM.random(N)
Y = (RANDOM.random(N) < P).astype(int)
DATA: dict[str, list[Any]] = {
    "y": Y.tolist(),
    "text": np.where(Y == 1, "yes", "no").tolist(),
    "p": P.tolist(),
    "q": Q.tolist(),
    "user": RANDOM.integers(0, 40, N).tolist(),
    "team": RANDOM.choice(["LAL", "BOS"], N).tolist(),
}


@pytest.fixture(params=["dask", "spark", "ibis"])
def frame(request: pytest.FixtureRequest) -> Callable[[dict[str, list[Any]]], Any]:
    """Makes a frame in an engine, in more than one part where it has parts."""
    if request.param == "spark":
        session = request.getfixturevalue("spark")
        return lambda data: session.createDataFrame(pa.table(data)).repartition(3)
    if request.param == "ibis":
        ibis = pytest.importorskip("ibis", reason="Ibis is not installed, which `make integrations` would do")
        return lambda data: ibis.memtable(pa.table(data))
    dask = pytest.importorskip(
        "dask.dataframe", reason="Dask is not installed, which `make integrations` would do"
    )
    return lambda data: dask.from_pandas(pa.table(data).to_pandas(), npartitions=3)


def test_a_comparison_is_that_of_arrays(frame):
    expected = ll.compare(Y, {"p": P, "q": Q}, cluster=DATA["user"], by=DATA["team"]).pairs[0]
    found = ll.compare("y", ["p", "q"], data=frame(DATA), cluster="user", by="team").pairs[0]
    assert found.loss.value == pytest.approx(expected.loss.value, abs=1e-12)
    assert found.loss.standard_error == pytest.approx(expected.loss.standard_error)
    assert (found.loss.rows, found.loss.method) == (N, "clusters")
    assert [g.name for g in found.groups] == [g.name for g in expected.groups]
    costs = [[row.cost for row in pair.pair.first_better] for pair in (found, expected)]
    assert costs[0] == pytest.approx(costs[1])


def test_labels_that_are_words_are_settled_over_all_parts(frame):
    expected = ll.compare(DATA["text"], {"p": P, "q": Q}, pos_label="yes").pairs[0].loss
    found = ll.compare("text", ["p", "q"], data=frame(DATA), pos_label="yes")
    assert found.labels == ("no", "yes")
    assert found.pairs[0].loss.value == pytest.approx(expected.value, abs=1e-12)


def test_a_reconciliation_is_that_of_arrays(frame):
    bits = ll.log_loss(Y, P) / np.log(2)
    r = ll.reconcile("y", "p", data=frame(DATA), said=f"{bits:.7f}")
    assert r.rows == N
    assert [step.convention for step in r.matches[0].steps] == ["bits"]


def test_bad_rows_are_refused_as_everywhere(frame):
    bad = {**DATA, "q": [*DATA["q"][:-1], 1.5]}
    with pytest.raises(DataError, match=r"column 'q' must lie in \[0, 1\], got 1.5"):
        ll.compare("y", ["p", "q"], data=frame(bad))
    with pytest.raises(ColumnError, match="no column 'r'"):
        ll.compare("y", ["p", "r"], data=frame(DATA))
