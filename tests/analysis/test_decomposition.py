"""The three parts of a loss: published numbers, the identity, and what bins may and may not do to them."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import xlogy
from sklearn.isotonic import IsotonicRegression

import logloss as ll
from logloss.analysis.decomposition import Decomposition, decomposition
from logloss.checks import examine
from logloss.scores import recalibrated_rows
from logloss.summary import Summary, cells

Array = NDArray[Any]

NBA = Path(__file__).parents[3] / "shared" / "data" / "538_nba_games.csv"

probability = st.sampled_from([0.0, 1e-300, 0.5, 1 - 2.0**-53, 1.0]) | st.floats(0, 1)
rows = st.lists(
    st.tuples(st.booleans(), probability, st.sampled_from([0.0, 1.0, 1e-3]) | st.floats(1e-6, 1e6)),
    min_size=2,
    max_size=40,
)


def parts(summary: Summary) -> Decomposition:
    found = decomposition(summary)
    assert found is not None
    return found


def in_bins(summary: Summary) -> Summary:
    return summarized(summary, cells=summary.cells.binned())


def summarized(summary: Summary, **changes: Any) -> Summary:
    """The same Summary with some of its fields changed, whether or not it has such a field yet."""
    copy = object.__new__(Summary)
    for name, value in {**vars(summary), **changes}.items():
        object.__setattr__(copy, name, value)
    return copy


def assert_identity(d: Decomposition, loss: float) -> None:
    assert d.discrimination >= 0
    assert d.miscalibration >= 0
    assert np.isfinite([d.uncertainty, d.discrimination, d.recalibrated]).all()
    whole = d.uncertainty - d.discrimination + d.miscalibration
    assert whole == (loss if math.isinf(loss) else pytest.approx(loss, rel=1e-15, abs=1e-15))
    assert d.uncertainty - d.discrimination == pytest.approx(d.recalibrated, rel=1e-15, abs=1e-15)


# ---- published numbers ------------------------------------------------------------------------------------


def test_model_diagnostics() -> None:
    # model-diagnostics, scoring/tests/test_scoring.py, decompose with LogLoss, against R's reliabilitydiag.
    d = parts(ll.summarize([0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]))
    expected = pytest.approx((0.3237327, 0.3182571, 0.6931472), abs=5e-8)
    assert (d.miscalibration, d.discrimination, d.uncertainty) == expected
    assert d.is_exact


def test_nba_forecasts() -> None:
    # MATH.md: MCB .0108 of FiveThirtyEight's forecasts.
    if not NBA.exists():
        pytest.skip(f"{NBA} is not here")
    with NBA.open(encoding="utf-8", newline="") as file:
        games = list(csv.DictReader(file))
    s = ll.summarize([int(g["prob1_outcome"]) for g in games], [float(g["prob1"]) for g in games])
    d = parts(s)
    assert d.miscalibration == pytest.approx(0.0108, abs=5e-5)
    assert d.uncertainty == pytest.approx(0.682834, abs=5e-7)
    assert_identity(d, s.loss)


def test_the_ten_points_of_the_story() -> None:
    # MATH.md, "MCB and KL": .1943 on the ten points, whose probabilities the story's model gives.
    from logloss.scenes.fit import fit

    x = np.array([[-2.2], [-1.4], [-0.8], [0.2], [0.4], [0.8], [1.2], [2.2], [2.9], [4.6]])
    y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    d = parts(ll.summarize(y, fit(x, y).logits(x), from_logits=True))
    assert d.miscalibration == pytest.approx(0.1943, abs=5e-5)


# ---- identities -------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(rows=rows, weighted=st.booleans())
def test_the_parts_add_up_and_bins_only_lower_them(
    rows: list[tuple[bool, float, float]], weighted: bool
) -> None:
    y, p, w = (np.array(column) for column in zip(*rows, strict=True))
    if not w.any():
        w[0] = 1
    s = ll.summarize(y, p, w if weighted else None, labels=[False, True])
    exact, binned = parts(s), parts(in_bins(s))
    assert_identity(exact, s.loss)
    assert_identity(binned, s.loss)
    assert (exact.is_exact, binned.is_exact) == (True, False)
    assert binned.uncertainty == exact.uncertainty
    assert binned.discrimination <= exact.discrimination + 1e-15
    assert binned.miscalibration <= exact.miscalibration + 1e-15


@settings(deadline=None)
@given(rows=rows, weighted=st.booleans(), logits=st.booleans())
def test_cells_say_what_rows_say(rows: list[tuple[bool, float, float]], weighted: bool, logits: bool) -> None:
    y, p, w = (np.array(column) for column in zip(*rows, strict=True))
    w[0] += 1
    weight = w if weighted else None
    score = p * 100 - 50 if logits else p
    from_rows = recalibrated_rows(examine(y, score, weight, labels=[False, True], from_logits=logits))
    s = ll.summarize(y, score, weight, labels=[False, True], from_logits=logits)
    assert parts(s).recalibrated == pytest.approx(from_rows, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("n", [30, 3000])
def test_scikit_learn_recalibrates_to_the_same_loss(n: int) -> None:
    random = np.random.default_rng(n)
    p = random.random(n).round(2)
    y = (random.random(n) < p**2).astype(np.uint8)
    r = IsotonicRegression(y_min=0, y_max=1).fit(p, y).predict(p)
    p = p.clip(1e-3, 1 - 1e-3)
    d = parts(ll.summarize(y, p))
    assert d.recalibrated == pytest.approx(-np.mean(xlogy(y, r) + xlogy(1 - y, 1 - r)), rel=1e-12)
    information = np.mean(xlogy(y, r / y.mean()) + xlogy(1 - y, (1 - r) / (1 - y.mean())))
    assert d.discrimination == pytest.approx(
        information, rel=1e-9
    )  # the mutual information of block and label


def test_two_columns_and_merged_parts_say_the_same() -> None:
    random = np.random.default_rng(0)
    p = random.random(500)
    y = (random.random(500) < p).astype(np.uint8)
    both = np.stack([1 - p, p], axis=1)
    whole = parts(ll.summarize(y, p))
    assert parts(ll.summarize(y[:200], p[:200]) + ll.summarize(y[200:], p[200:])) == whole
    assert parts(ll.summarize(y, both)).recalibrated == whole.recalibrated
    assert recalibrated_rows(examine(y, both)) == pytest.approx(whole.recalibrated, rel=1e-15)
    logits = np.log(both)
    assert recalibrated_rows(examine(y, logits, from_logits=True)) == pytest.approx(whole.recalibrated)


# ---- edges ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("binned", [False, True])
def test_an_infinite_loss_is_miscalibration_alone(binned: bool) -> None:
    s = ll.summarize([1, 0, 1, 0], [0.0, 0.2, 0.8, 0.6])
    d = parts(in_bins(s) if binned else s)
    assert d.miscalibration == math.inf
    assert_identity(d, math.inf)
    # The impossible positive comes first, so it shares a block with the negatives behind it.
    assert d.recalibrated == pytest.approx(-(math.log(1 / 3) + 2 * math.log(2 / 3)) / 4)


@pytest.mark.parametrize("cls", [0, 1])
def test_one_class_leaves_nothing_open(cls: int) -> None:
    s = ll.summarize([cls] * 3, [0.2, 0.7, 0.4], labels=[0, 1])
    assert parts(s) == Decomposition(0.0, 0.0, s.loss, pytest.approx(s.loss), 0.0, is_exact=True)


def test_a_constant_score_tells_nothing() -> None:
    s = ll.summarize([1, 0, 0], [0.5, 0.5, 0.5])
    d = parts(s)
    assert d.discrimination == 0
    assert d.miscalibration == pytest.approx(math.log(2) - d.uncertainty)


def test_a_recalibrated_score_is_not_below_its_own_loss() -> None:
    s = ll.summarize([0, 0, 1, 0, 1, 1], [1 / 3, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 2 / 3])
    assert 0 <= parts(s).miscalibration <= 3e-16


def test_three_classes_are_not_taken_apart() -> None:
    assert decomposition(ll.summarize([0, 1, 2], np.full((3, 3), 1 / 3))) is None
    assert recalibrated_rows(examine([0, 1, 2], np.full((3, 3), 1 / 3))) is None
    assert recalibrated_rows(examine([0.5, 1.0], [0.5, 0.5], soft=True)) is None


def test_frequency_weights_are_repeated_rows() -> None:
    random = np.random.default_rng(1)
    p, w = random.random(300).round(2), random.integers(0, 4, 300)
    y = (random.random(300) < p).astype(np.uint8)
    p = p.clip(0.005, 0.995)
    weighted = parts(ll.summarize(y, p, w, weights="frequency"))
    repeated = parts(ll.summarize(np.repeat(y, w), np.repeat(p, w)))
    for name in ("uncertainty", "discrimination", "miscalibration", "recalibrated"):
        assert getattr(weighted, name) == pytest.approx(getattr(repeated, name), rel=1e-12)


def test_an_exact_recalibrated_loss_goes_before_bins() -> None:
    s = ll.summarize([0, 1, 0, 1], [0.1, 0.2, 0.8, 0.9])
    d = parts(summarized(in_bins(s), recalibrated=0.25))
    assert (d.recalibrated, d.is_exact) == (0.25, True)
    assert_identity(d, s.loss)


# ---- how much bins lose (KERNELS.md, "Binned recalibration") ----------------------------------------------

FIVE = ["calibrated", "overconfident", "1%, noisy score", "1%, narrow scores", "tied, three decimals"]


def five_kinds(kind: str, n: int) -> tuple[Array, Array]:
    random = np.random.default_rng(0)
    rare, narrow = kind == "1%, noisy score", kind == "1%, narrow scores"
    truth = (
        random.normal(-5.5, 1.3, n)
        if rare
        else random.normal(-4.6, 0.05, n)
        if narrow
        else random.normal(-1, 2, n)
    )
    z = truth + random.normal(0, 0.7, n) if rare else 1.5 * truth + 0.3 if kind == "overconfident" else truth
    p = 1 / (1 + np.exp(-z))
    if kind == "tied, three decimals":
        p = p.round(3).clip(0.0005, 0.9995)
    return (random.random(n) < 1 / (1 + np.exp(-truth))).astype(np.uint8), p


@pytest.mark.parametrize("kind", FIVE)
def test_bins_lose_less_than_7e_5_of_a_million_rows(kind: str) -> None:
    y, p = five_kinds(kind, 1_000_000)
    s = in_bins(ll.summarize(y, p))
    exact = parts(summarized(s, recalibrated=recalibrated_rows(examine(y, p))))
    binned = parts(s)
    assert (binned.is_exact, exact.is_exact) == (False, True)
    for part in ("discrimination", "miscalibration"):
        assert 0 <= getattr(binned, part) <= getattr(exact, part) <= getattr(binned, part) + 7e-5
    assert_identity(binned, s.loss)


def test_a_certainty_by_rounding_is_finite() -> None:
    s = ll.summarize([0, 1, 1, 1], [[1e-20, 1], [1e-20, 1], [0.3, 0.7], [0.6, 0.4]])
    d = parts(s)
    assert_identity(d, s.loss)
    assert d.divergence == pytest.approx(d.miscalibration)  # all rows are one block


def test_many_distinct_scores_are_binned() -> None:
    y, p = five_kinds("calibrated", cells.MOST_EXACT + 10)
    assert not parts(ll.summarize(y, p)).is_exact


# Divergence


def test_divergence_of_the_ten_points() -> None:
    """MATH.md, "MCB and KL": .1457 of .1943."""
    d = parts(ll.story().summary)
    assert (round(d.miscalibration, 4), round(d.divergence, 4)) == (0.1943, 0.1457)


# scikit-learn's isotonic regression pools near-ties, and gives NaN of 1 beside 1 − 1e-16
apart = st.lists(
    st.tuples(st.booleans(), st.integers(0, 20).map(lambda k: k / 20), st.sampled_from([0.5, 1.0, 3.0])),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(apart, st.booleans())
def test_divergence_is_the_mean_kl_from_the_recalibrated(
    found: list[tuple[bool, float, float]], binned: bool
) -> None:
    y, p, w = (np.array(column, np.float64) for column in zip(*found, strict=True))
    s = ll.summarize(y, p, w, labels=[0, 1])
    d = parts(in_bins(s) if binned else s)
    r = IsotonicRegression(y_min=0, y_max=1).fit(p, y, w).predict(p)
    assert 0 <= d.divergence <= d.miscalibration
    assert d.divergence == pytest.approx(float(kl_rows(r, p) @ w / w.sum()), rel=1e-9, abs=1e-9)


def kl_rows(r: Array, p: Array) -> Array:
    """KL of Bernoulli(r) from Bernoulli(p), row by row."""
    with np.errstate(divide="ignore"):
        cross = np.where(r > 0, -np.log(p), 0) * r + np.where(r < 1, -np.log1p(-p), 0) * (1 - r)
    return np.asarray(cross + xlogy(r, r) + xlogy(1 - r, 1 - r))


def test_divergence_is_all_where_scores_are_constant_in_blocks() -> None:
    d = parts(ll.summarize([0, 1, 0, 1, 1, 1], [0.2, 0.2, 0.2, 0.9, 0.9, 0.9]))
    assert d.divergence == pytest.approx(d.miscalibration)


def test_divergence_of_the_impossible_is_infinite() -> None:
    assert parts(ll.summarize([1, 0, 1], [0.0, 0.2, 0.8])).divergence == math.inf
