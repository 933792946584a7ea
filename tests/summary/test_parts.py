"""Parts add up to the whole: any rows, any split, any order, any grouping; and the whole is right."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logloss.checks import Rows, examine
from logloss.errors import DataError, MergeError
from logloss.scores import mean_loss, row_losses
from logloss.sources import summarize
from logloss.summary import Summary
from logloss.summary.worst import KEPT

FORMS = ("p", "two columns", "classes", "logits", "two logits", "class logits")
PROBABILITY = st.sampled_from([0.0, 1.0, 0.5, 1e-17, 1 - 2**-53, 0.1, 0.9, 1e-300]) | st.floats(0, 1)
LOGIT = st.sampled_from([0.0, -0.0, 40.0, -800.0, 1e-320]) | st.floats(-50, 50)
WEIGHT = st.sampled_from([0.0, 1.0, 2.5]) | st.floats(1e-3, 1e6)

FEWER = settings(max_examples=50, deadline=None)
MANY = settings(max_examples=100, deadline=None)  # a busy machine is no failure


@st.composite
def rows(draw: st.DrawFn, forms: tuple[str, ...] = FORMS) -> Rows:
    """Examined rows with ties, certainties, weights of 0 and infinite losses."""
    form = draw(st.sampled_from(forms))
    n = draw(st.integers(1, 40))
    k = draw(st.integers(3, 5)) if form.startswith("class") else 2
    y = draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    weight = draw(st.none() | st.lists(WEIGHT, min_size=n, max_size=n).filter(any))
    labels = [f"class {i}" for i in range(k)]
    scores = np.array(draw(st.lists(_row(form, k), min_size=n, max_size=n)))
    return examine(
        [labels[i] for i in y], scores, weight, labels=labels, from_logits="logit" in form, missing="error"
    )


def _row(form: str, k: int) -> st.SearchStrategy[Any]:
    if form == "p":
        return PROBABILITY
    if form == "logits":
        return LOGIT | st.sampled_from([math.inf, -math.inf])
    if form == "two columns":
        return PROBABILITY.map(lambda p: (1 - p, p))
    if "logits" in form:
        row = st.lists(LOGIT | st.just(-math.inf), min_size=k, max_size=k)
        return row.filter(lambda z: max(z) > -math.inf).map(tuple)
    shares = st.lists(st.integers(0, 5), min_size=k, max_size=k).filter(any)
    return shares.map(lambda s: tuple(v / sum(s) for v in s))


def slices(whole: Rows, cuts: list[int]) -> list[Summary]:
    """A Summary of each run of rows between the cuts."""
    edges = sorted({0, len(whole), *cuts})
    return [
        Summary.of(
            replace(
                whole,
                y=whole.y[a:b],
                scores=whole.scores[a:b],
                weight=None if whole.weight is None else whole.weight[a:b],
            ),
            first_row=a,
        )
        for a, b in pairwise(edges)
    ]


@st.composite
def merged(draw: st.DrawFn, parts: list[Summary]) -> Summary:
    """The sum of all parts, two at random at a time."""
    left = list(parts)
    while len(left) > 1:
        a = left.pop(draw(st.integers(0, len(left) - 1)))
        b = left.pop(draw(st.integers(0, len(left) - 1)))
        left.append(a + b)
    return left[0]


CUTS = st.lists(st.integers(1, 39), max_size=4)


@MANY
@given(rows(), CUTS, st.data())
def test_parts_are_the_whole(whole: Rows, cuts: list[int], data: st.DataObject) -> None:
    parts = slices(whole, [c for c in cuts if c < len(whole)])
    together, summary = data.draw(merged(parts)), Summary.of(whole)
    assert together.agrees_with(summary)
    assert (together.worst, together.infinite) == (summary.worst, summary.infinite)


@MANY
@given(rows(), CUTS, st.data())
def test_binned_parts_are_the_binned_whole(whole: Rows, cuts: list[int], data: st.DataObject) -> None:
    parts = slices(whole, [c for c in cuts if c < len(whole)])
    binned = [data.draw(st.booleans()) for _ in parts]
    parts = [replace(p, cells=p.cells.binned()) if b else p for p, b in zip(parts, binned, strict=True)]
    summary = Summary.of(whole)
    if any(binned):
        summary = replace(summary, cells=summary.cells.binned())
    assert data.draw(merged(parts)).agrees_with(summary)


@FEWER
@given(rows())
def test_loss_is_the_log_loss(whole: Rows) -> None:
    s = Summary.of(whole)
    assert s.loss == pytest.approx(mean_loss(whole), rel=1e-15, abs=0)


@FEWER
@given(rows())
def test_totals_are_the_exact_sums(whole: Rows) -> None:
    totals, loss = Summary.of(whole).totals, row_losses(whole)
    w = np.ones(len(whole)) if whole.weight is None else whole.weight
    for k in range(len(whole.labels)):
        own = (whole.y == k) & (w > 0)
        finite, infinite = own & np.isfinite(loss), own & ~np.isfinite(loss)
        v, ell = w[finite], loss[finite]
        expected = {
            "rows": finite.sum(),
            "weight": math.fsum(v),
            "weight2": math.fsum(v * v),
            "loss": math.fsum(v * ell),
            "loss2": math.fsum(v * v * ell),
            "infinite": infinite.sum(),
            "infinite_weight": math.fsum(w[infinite]),
            "weightless": ((whole.y == k) & (w == 0)).sum(),
        }
        assert {n: totals[n][k] for n in expected} == pytest.approx(expected, rel=1e-15, abs=0)


@FEWER
@given(rows())
def test_cells_add_up_to_the_totals(whole: Rows) -> None:
    s = Summary.of(whole)
    for cells in (s.cells, s.cells.binned()):
        for k in range(len(whole.labels)):
            own = cells.cls == k
            finite = own & np.isfinite(cells.loss)
            assert cells.rows[own].sum() == s.totals["rows"][k] + s.totals["infinite"][k]
            assert cells.weight[own].sum() == pytest.approx(s.class_weight[k], rel=1e-14)
            if finite.all() or not s.totals["infinite"][k]:
                assert cells.loss[finite].sum() == pytest.approx(s.totals["loss"][k], rel=1e-14)
        assert np.isinf(cells.loss).any() == bool(s.infinite)


@FEWER
@given(rows())
def test_exact_cells_hold_every_tie(whole: Rows) -> None:
    s = Summary.of(whole)
    w = np.ones(len(whole)) if whole.weight is None else whole.weight
    scores = whole.scores.astype(float)
    if len(whole.labels) > 2:
        own = scores[np.arange(len(whole)), whole.y]
        keys = np.exp(-row_losses(whole)) if whole.logits else own
    elif scores.ndim == 1:
        keys = scores
    else:
        keys = scores[:, 1] - scores[:, 0] if whole.logits else scores[:, 1]
    by_place: dict[tuple[int, float], list[int]] = {}
    for i in np.flatnonzero(w > 0):
        by_place.setdefault((int(whole.y[i]), float(keys[i])), []).append(int(i))
    places = list(zip(s.cells.cls.tolist(), s.cells.key.tolist(), strict=True))
    assert places == sorted(by_place)
    assert s.cells.rows.tolist() == [len(by_place[place]) for place in places]
    assert s.cells.logit == (s.key == "logit") == (whole.logits and len(whole.labels) == 2)


# ---- the standard error needs centred moments -----------------------------------------------------------


def squared_error(s: Summary) -> float:
    """SE² of the finite loss for analytic weights, MATH.md, from the moments of each class."""
    t, n, mean = s.totals, s.totals.all("rows"), s.finite_loss
    weight2 = t["weight2"]
    gap = t["loss2"] / np.where(weight2 > 0, weight2, 1) - mean
    residual = t.spread2 + weight2 * gap**2
    return math.fsum(residual) / t.all("weight") ** 2 * n / (n - 1)


def plain_squared_error(loss: np.ndarray, weight: np.ndarray) -> mp.mpf:
    with mp.workdps(60):
        ell, w = [mp.mpf(float(v)) for v in loss], [mp.mpf(float(v)) for v in weight]
        total = mp.fsum(w)
        mean = mp.fsum(a * b for a, b in zip(w, ell, strict=True)) / total
        residual = mp.fsum((a * (b - mean)) ** 2 for a, b in zip(w, ell, strict=True))
        return residual / total**2 * len(w) / (len(w) - 1)


@pytest.mark.parametrize("parts", [1, 3, 200])
@pytest.mark.parametrize("noise", [0.2, 1e-9, 1e-12])
@pytest.mark.parametrize("weighted", [False, True])
def test_standard_error(noise: float, weighted: bool, parts: int) -> None:
    rng = np.random.default_rng(3)
    n = 1000
    # Surprisals near 5 that differ by about `noise`: the plain form Σℓ² − (Σℓ)²/n would cancel.
    loss = 5 + noise * rng.random(n)
    y = rng.integers(0, 2, n)
    p = np.where(y == 1, np.exp(-loss), 1 - np.exp(-loss))
    weight = rng.random(n) + 0.01 if weighted else None
    whole = examine(y, p, weight)
    s = slices(whole, list(range(0, n, max(n // parts, 1))))
    together = s[0]
    for part in s[1:]:
        together += part
    correct = plain_squared_error(row_losses(whole), np.ones(n) if weight is None else weight)
    assert squared_error(together) == pytest.approx(float(correct), rel=1e-9 if noise > 1e-10 else 1e-3)


# ---- many rows ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> Rows:
    rng = np.random.default_rng(7)
    z = rng.normal(-1, 3, 200_000)
    p = 1 / (1 + np.exp(-z))
    p[:50] = rng.integers(0, 2, 50)
    return examine(rng.random(len(p)) < p, p, rng.random(len(p)))


def test_many_rows_split_anywhere(many: Rows) -> None:
    whole = Summary.of(many)
    assert not whole.is_exact
    parts = slices(many, [1, 5000, 40_000, 170_000])
    assert [part.is_exact for part in parts] == [True, True, False, False, True]
    together = parts[4] + (parts[1] + parts[3]) + (parts[2] + parts[0])
    assert together.agrees_with(whole)


def test_many_rows_are_exact_in_total(many: Rows) -> None:
    s, loss = Summary.of(many), row_losses(many)
    assert many.weight is not None
    for k in (0, 1):
        own = (many.y == k) & np.isfinite(loss)
        exact = math.fsum(many.weight[own] * loss[own])
        assert s.totals["loss"][k] == pytest.approx(exact, rel=2.3e-16, abs=0)
        assert s.totals["weight"][k] == pytest.approx(math.fsum(many.weight[own]), rel=2.3e-16, abs=0)
        assert s.cells.weight[s.cells.cls == k].sum() == pytest.approx(s.class_weight[k], rel=1e-13)
    assert len(s.cells) < 2 * 4613


def test_low_parts_survive_many_merges() -> None:
    """A tenth, two thousand times: plain adding errs by 1e-14."""
    one = summarize([1], [math.exp(-0.1)])
    together = sum([one] * 2000)
    assert together.loss == pytest.approx(one.loss, rel=2.3e-16, abs=0)
    assert together.totals.spread.tolist() == pytest.approx([0, 0], abs=1e-25)


def test_a_large_block_is_binned_too(many: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Summary.of(many)
    monkeypatch.setattr("logloss.summary.gather.BLOCK", len(many))
    at_once = Summary.of(many)
    assert not at_once.is_exact
    assert at_once.agrees_with(whole)


def test_zeros_of_both_signs_are_one_zero() -> None:
    for scores in ([-0.0, 0.0], [0.0, -0.0], [-0.0, -0.0]):
        for from_logits in (False, True):
            key = summarize([0, 0], scores, from_logits=from_logits).cells.key
            assert [math.copysign(1, v) for v in key] == [1.0]


# ---- the worst rows -------------------------------------------------------------------------------------


@FEWER
@given(rows(("p", "logits", "classes")))
def test_worst_rows_by_hand(whole: Rows) -> None:
    s, loss = Summary.of(whole), row_losses(whole)
    w = np.ones(len(whole)) if whole.weight is None else whole.weight
    cost = [float(w[i] * loss[i]) if w[i] else 0.0 for i in range(len(whole))]
    order = sorted((i for i in range(len(whole)) if 0 < cost[i] < math.inf), key=lambda i: (-cost[i], i))
    assert [row.row for row in s.worst] == order[:KEPT]
    assert [row.cost for row in s.worst] == [cost[i] for i in order[:KEPT]]
    assert [row.row for row in s.infinite] == [i for i, c in enumerate(cost) if c == math.inf][:KEPT]


@pytest.mark.parametrize("block", [7, 1000, 1 << 15])
def test_worst_rows_with_ties_across_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logloss.summary.gather.BLOCK", block)
    p = np.full(3000, 0.5)
    p[[3, 1500, 2999]] = 0.25
    p[1200:1230] = 0.0
    s = summarize(np.ones(3000, int), p)
    assert [row.row for row in s.worst] == [3, 1500, 2999, 0, 1, 2, *range(4, 18)]
    assert [row.row for row in s.infinite] == list(range(1200, 1220))


def test_rows_of_weight_nothing_are_never_named() -> None:
    s = summarize([1, 1, 1, 0], [0.0, 0.01, 0.5, 0.5], [0, 0, 1, 2])
    assert [row.row for row in s.worst] == [3, 2]
    assert s.infinite == ()
    assert s.loss == pytest.approx(math.log(2), rel=1e-15)
    assert s.rows == 2
    assert s.totals.all("weightless") == 2


@pytest.mark.parametrize("from_logits", [False, True])
def test_wide_rows_are_worked_on_a_few_at_a_time(from_logits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    z = rng.normal(0, 2, (100, 7))
    scores = z if from_logits else np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    whole = examine(rng.integers(0, 7, 100), scores, labels=range(7), from_logits=from_logits)
    expected = Summary.of(whole)
    monkeypatch.setattr("logloss.summary.gather.WIDE", 20)
    monkeypatch.setattr("logloss.summary.gather.BLOCK", 33)
    assert Summary.of(whole).agrees_with(expected)


def test_same_place_twice_is_ordered_all_the_same() -> None:
    a, b = summarize([1], [0.5]), summarize([0], [0.5])
    assert (a + b).worst == (b + a).worst


# ---- refusals -------------------------------------------------------------------------------------------


def test_unlike_summaries_refuse_by_name() -> None:
    a = summarize([1, 0], [0.5, 0.5])
    for b, name in (
        (summarize([1, 0], [0.5, 0.5], labels=[1, 0]), "labels"),
        (summarize([1, 0], [0.5, 0.5], from_logits=True), "key"),
        (summarize([1, 0], [0.5, 0.5], [1, 2]), "weights"),
    ):
        with pytest.raises(MergeError, match=f"differ in {name}"):
            a + b
        with pytest.raises(MergeError, match=f"differ in {name}"):
            b + a
    analytic = summarize([1, 0], [0.5, 0.5], [1, 2])
    with pytest.raises(MergeError, match="'analytic' and 'frequency'"):
        analytic + summarize([1, 0], [0.5, 0.5], [1, 2], weights="frequency")
    with pytest.raises(TypeError):
        a + 1  # type: ignore[operator]


def test_notes_and_sources_add_up() -> None:
    @dataclass
    class Part:
        name: str
        dropped: int

    def of(part: Part) -> Summary:
        p = [0.5] + [math.nan] * part.dropped
        found = examine([1] * len(p), np.array(p, np.float32), missing="drop")
        return Summary.of(found, source=part.name)

    s = of(Part("b.csv", 2)) + of(Part("a.csv", 0)) + of(Part("b.csv", 1))
    assert s.sources == ("a.csv", "b.csv")
    assert s.notes == {"dropped": 3, "float32": 3}


def test_logits_whose_squares_no_float_holds() -> None:
    message = "beyond what a float can hold"
    with pytest.raises(DataError, match=message):
        summarize([1, 1], [-1e200, 5.0], from_logits=True)
    far, near = summarize([1], [-1e200], from_logits=True), summarize([1], [5.0], from_logits=True)
    with pytest.raises(DataError, match=message):
        far + near


def test_masked_logits_are_no_trouble() -> None:
    low = np.finfo(float).min
    s = summarize(
        [0, 1, 0], [[0.0, 1.0, low], [1.0, 2.0, low], [0.0, 0.0, low]], labels=[0, 1, 2], from_logits=True
    )
    minus = summarize(
        [0, 1, 0],
        [[0.0, 1.0, -math.inf], [1.0, 2.0, -math.inf], [0.0, 0.0, -math.inf]],
        labels=[0, 1, 2],
        from_logits=True,
    )
    assert s.agrees_with(minus)


def test_a_tiny_class_beside_a_heavy_one() -> None:
    s = summarize([1, 0, 0], [0.5, 0.25, 0.1], [1, 1e-200, 1e-200])
    assert np.isfinite(s.totals["weight2"]).all()
    assert (s + s).totals.spread[0] >= 0
