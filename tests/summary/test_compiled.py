"""The compiled pass keeps of rows what the reference keeps, over tiles of every kind and whatever the processor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import logloss as ll
from logloss import kernels
from logloss.checks import Rows, examine
from logloss.errors import DataError
from logloss.kernels.shares import LEAST
from logloss.summary import Summary

SETS = kernels.native.instruction_sets() if kernels.native else ()

pytestmark = pytest.mark.skipif(not SETS, reason="no compiled kernel here: there is nothing to compare")

N = 6000  # a dozen tiles, the last one cut short
KINDS = {
    "everyday": lambda rng, _: rng.random(N),
    "float32": lambda rng, _: rng.random(N).astype(np.float32),
    "sorted": lambda rng, _: np.sort(rng.random(N)),
    "rare": lambda rng, _: rng.random(N) * 1e-4,
    "next to 0": lambda rng, _: rng.random(N) * 10.0 ** rng.uniform(-30, -6, N),
    "certain and right": lambda rng, y: np.where(rng.random(N) < 0.3, y, rng.random(N)),
    "certain and wrong": lambda rng, y: np.where(rng.random(N) < 0.002, 1.0 - y, rng.random(N)),
    "subnormal": lambda rng, _: np.where(rng.random(N) < 0.01, 1e-310, rng.random(N)),
    "narrow": lambda rng, _: 0.3 + rng.random(N) * 1e-6,
    "spread over few slots": lambda rng, _: 0.5 + rng.normal(0, 0.01, N),
    "far out": lambda rng, _: 10.0 ** -rng.uniform(0, 25, N),
    "halves": lambda rng, _: np.where(rng.random(N) < 0.5, 0.5, rng.random(N)),
    # No prediction is another's complement: −ln p and −ln1p(p − 1) of one loss may differ by an ulp, and so the worst rows' order.
    "few different": lambda rng, _: np.round(0.9 * rng.random(N), 2) + 0.003,
    "few different, some wrong": lambda rng, _: np.round(rng.random(N), 1),
    "logits": lambda rng, _: rng.normal(0, 3, N),
    "logits at the ends of bins": lambda rng, _: rng.integers(-7000, 7000, N) / 128,
    "narrow logits": lambda rng, _: rng.normal(0, 0.05, N),
    "wide logits": lambda rng, _: rng.normal(0, 100, N),
    "logits of −0, ±∞ and 0": lambda rng, _: np.where(
        rng.random(N) < 0.1, rng.choice([-0.0, 0.0, np.inf, -np.inf], N), rng.normal(0, 1, N)
    ),
    "logits that cost nothing": lambda rng, y: np.where(y, 1, -1) * rng.uniform(750, 900, N),
    "extreme logits": lambda rng, _: rng.normal(0, 500, N),
}


def rows_of(kind: str, weights: str) -> Rows:
    rng = np.random.default_rng(len(kind))
    y = rng.random(N) < 0.3
    scores = KINDS[kind](rng, y)
    if not kind.startswith("few"):
        scores = scores + 0.0
    weight = {
        "none": None,
        "some": rng.random(N) * 3,
        "with zeros": rng.integers(0, 3, N) * 0.7,
        "of all sizes": 10.0 ** rng.uniform(-12, 2, N),
    }[weights]
    return examine(y, scores, weight, from_logits="logits" in kind)


def plain(rows: Rows, monkeypatch: pytest.MonkeyPatch, binned: bool) -> tuple[Summary, Summary]:
    """Compiled, and by the reference, in bins where that is wanted and there are more than a few predictions."""
    if binned:
        monkeypatch.setattr("logloss.summary.compiled.MOST_EXACT", 1000)
    compiled = Summary.of(rows)
    with monkeypatch.context() as without:
        without.setattr("logloss.kernels.native", None)
        reference = Summary.of(rows)
    return compiled, reference if compiled.is_exact else replace(reference, cells=reference.cells.binned())


@pytest.fixture(params=SETS)
def instructions(request: pytest.FixtureRequest) -> Iterator[str]:
    assert kernels.native is not None
    kernels.native.use(request.param)
    yield request.param
    kernels.native.use(SETS[-1])


@pytest.mark.parametrize("binned", [True, False], ids=["bins", "exact"])
@pytest.mark.parametrize("weights", ["none", "some", "with zeros", "of all sizes"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("instructions")
def test_compiled_is_the_reference(
    kind: str, weights: str, binned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of(kind, weights)
    compiled, reference = plain(rows, monkeypatch, binned)
    assert compiled.is_exact == (not binned or kind.startswith("few"))
    assert compiled.agrees_with(reference)
    assert (compiled.worst, compiled.infinite) == (reference.worst, reference.infinite)
    for name in ("loss", "weight", "weight2", "loss2"):
        assert compiled.totals[name] == pytest.approx(reference.totals[name], rel=1e-15, abs=0)
    for name in ("spread", "spread2"):  # where rows are all but equal, agrees_with would take anything
        found, expected = getattr(compiled.totals, name), getattr(reference.totals, name)
        assert found == pytest.approx(expected, rel=1e-7 if kind == "narrow" else 1e-11, abs=0)


@pytest.mark.parametrize("scores", ["p", "tied", "logits"])
def test_the_number_of_threads_changes_no_bit(scores: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    n = 3 * LEAST + 11
    y, z = rng.random(n) < 0.5, rng.normal(0, 2, n)
    given = {"p": 1 / (1 + np.exp(-z)), "tied": np.round(1 / (1 + np.exp(-z)), 3), "logits": z}[scores]
    found = []
    for threads in ("1", "2", "5"):
        monkeypatch.setenv("LOGLOSS_THREADS", threads)
        found.append(ll.summarize(y, given, from_logits=scores == "logits"))
    a, *others = (s.agrees_with(found[0], 0.0) for s in found)
    assert a
    assert all(others)
    for s in found[1:]:
        assert np.array_equal(s.totals.high, found[0].totals.high)
        assert np.array_equal(s.totals.low, found[0].totals.low)
        assert np.array_equal(s.cells.loss, found[0].cells.loss)
        assert s.worst == found[0].worst


@pytest.mark.usefixtures("instructions")
def test_more_rows_in_one_slot_than_are_counted_at_once() -> None:
    native = kernels.native
    assert native is not None
    n = (1 << 26) + (1 << 24) + 777  # at the end of a slot, so that fourth powers alone would count as a row
    y, z, w = (np.broadcast_to(np.array([value]), n) for value in (1, 2.0, 3.0))  # one row in memory
    for weight, rows, total in ((None, n, n), (w, 700, 2100)):
        sums, table, *_ = native.cells(y, z, weight, True, 0, rows)
        loss = np.frombuffer(sums).reshape(-1)[4 * 3 :][:4].sum()
        assert loss == pytest.approx(total * np.log1p(np.exp(-2.0)), rel=1e-15)
        assert np.frombuffer(table).reshape(-1, 4)[:, 0].sum() == total


def test_different_scores_that_come_late_turn_ties_into_bins() -> None:
    rng = np.random.default_rng(8)
    n = 2 * LEAST
    y = rng.random(n) < 0.5
    p = np.where(np.arange(n) < LEAST + 5, 0.25, rng.random(n))
    s = ll.summarize(y, p)
    assert not s.is_exact
    parts = ll.summarize(y[:LEAST], p[:LEAST]) + ll.summarize(y[LEAST:], p[LEAST:], first_row=LEAST)
    assert parts.agrees_with(s, 1e-11)  # of a quarter of a million equal terms in one cell, added one by one


def test_weights_of_0_everywhere_are_the_doctors_case() -> None:
    with pytest.raises(DataError, match="sample_weight is 0 in every row"):
        ll.summarize(np.array([0, 1]), np.array([0.5, 0.5]), np.zeros(2))
    with pytest.raises(DataError, match="sample_weight is 0 in every row"):
        ll.log_loss(np.array([0, 1]), np.array([0.5, 0.5]), np.zeros(2))


@pytest.mark.parametrize("value", [np.nan, 1.5, -0.1])
def test_rows_that_were_not_examined_go_to_the_doctor(value: float) -> None:
    y, p = np.arange(2000) % 2, np.linspace(0.1, 0.9, 2000)
    p[1234] = value
    for call in (ll.log_loss, ll.summarize):
        with pytest.raises(DataError, match="index 1234"):
            call(y, p)


def test_labels_that_are_not_0_and_1_go_to_the_doctor() -> None:
    y, p = np.array([-1, 1, 1]), np.array([0.2, 0.7, 0.9])
    assert ll.log_loss(y, p) == ll.log_loss(y > 0, p)
    assert ll.summarize(y, p).labels == (-1, 1)
    with pytest.raises(DataError, match="pos_label"):
        ll.summarize(np.array([1, 2, 2]), p)


def test_plain_arrays_and_examined_rows_are_summarized_alike() -> None:
    rng = np.random.default_rng(9)
    y, p, w = rng.random(N) < 0.5, rng.random(N), rng.random(N)
    rows = examine(y, p, w)
    assert Summary.of(rows).agrees_with(ll.summarize(y, p, w), 0.0)
    assert Summary.of(replace(rows, examined=False)).agrees_with(Summary.of(rows), 0.0)


@pytest.mark.parametrize("different", [1 << 15, (1 << 15) - 1])
@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_as_many_as_are_kept_apart_are_kept_apart(different: int, order: str) -> None:
    n = 1 << 18
    p = np.arange(n) % different / different
    if order == "sorted":
        p.sort()
    else:
        np.random.default_rng(1).shuffle(p)
    s = ll.summarize(np.zeros(n, np.uint8), p)
    assert s.is_exact
    assert len(s.cells) == different
    one_more = ll.summarize(np.zeros(n, np.uint8), np.r_[p[:-1], 0.123456789])
    assert one_more.is_exact == (different < 1 << 15)
