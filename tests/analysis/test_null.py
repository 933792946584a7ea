"""The null of miscalibration: published means, the law of the draws, and what it must not depend on."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.distinct import Distinct, distinct
from logloss.analysis.null import Null
from logloss.analysis.resampling import DRAWS, labels_drawn, resamples
from logloss.summary.bins import log_odds

Array = NDArray[Any]


def null(*args: Any, **options: Any) -> Null:
    found = ll.explain(*args, **options).null
    assert found is not None
    return found


def calibrated(n: int, seed: int = 0) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    p = random.random(n)
    return (random.random(n) < p).astype(np.uint8), p


def entropy(p: Array) -> float:
    return float(-np.mean(p * np.log(p) + (1 - p) * np.log1p(-p)))


# ---- published numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "mean"), [(100, 0.074), (1000, 0.018), (10_000, 0.0042), (100_000, 0.00093)])
def test_the_four_means(n: int, mean: float) -> None:
    # MATH.md, "Null": of a calibrated score that is uniform on (0, 1).
    p = (np.arange(n) + 0.5) / n
    ones = np.ones(n, np.int64)
    d = Distinct(p, log_odds(p), ones, 0 * ones, ones.astype(np.float64))
    draws = 100 if n > 50_000 else DRAWS
    found = resamples(d, entropy(p), np.array([0]), draws).miscalibration
    assert found.mean() == pytest.approx(mean, rel=0.03)


def test_nba_forecasts(nba: tuple[Array, Array]) -> None:
    # MATH.md: MCB .0108, of which .0038 is expected of a perfectly calibrated forecast.
    found = null(*nba)
    assert found.mean == pytest.approx(0.0038, abs=5e-5)
    assert found.miscalibration == pytest.approx(0.0108 - 0.0038, abs=1e-4)
    assert found.p_value == 1 / (1 + DRAWS)


# ---- the draws --------------------------------------------------------------------------------------------


def test_p_values_of_calibrated_predictions_are_uniform() -> None:
    values = []
    for seed in range(200):
        y, p = calibrated(60, seed)
        s = ll.summarize(y, p, labels=[0, 1])
        drawn = resamples(distinct(s), entropy(p), np.array([0]), draws=99).miscalibration
        found = s.loss - distinct(s).pooled().loss
        # Draws are from the same seed, but of other predictions each time.
        values.append((1 + (drawn >= found - 1e-12).sum()) / 100)
    assert np.mean(values) == pytest.approx(0.505, abs=4 / math.sqrt(12 * 200))
    assert np.mean(np.array(values) <= 0.1) == pytest.approx(0.1, abs=4 * math.sqrt(0.09 / 200))


def test_a_draw_is_taken_apart_like_rows() -> None:
    p = np.linspace(0.02, 0.98, 40)
    s = ll.summarize(np.arange(40) % 2, p)
    found = resamples(distinct(s), entropy(p), np.arange(40), draws=20)
    drawn = [positives for _, positives in labels_drawn(distinct(s), 20)]
    for y, miscalibration, curve in zip(drawn, found.miscalibration, found.curves, strict=True):
        assert 0 < y.sum() < 40
        d = ll.explain(y, p).decomposition
        assert d is not None
        assert miscalibration == pytest.approx(d.miscalibration, rel=1e-9)
        r = ll.explain(y, p).reliability
        assert r is not None
        assert np.interp(r.forecast, p, curve) == pytest.approx(r.observed)


@pytest.mark.parametrize("kind", ["unweighted", "equal weights", "unequal weights"])
def test_draws_have_the_moments_of_their_rows(kind: str) -> None:
    n, p = 7, 0.3
    w = {"unweighted": np.ones(n), "equal weights": np.full(n, 2.5), "unequal weights": np.arange(1.0, 8)}[
        kind
    ]
    y = np.arange(n) < 3
    s = ll.summarize(y, np.full(n, p), None if kind == "unweighted" else w)
    # One block: its share is the mean of the labels drawn.
    share = resamples(distinct(s), entropy(np.array([p])), np.array([0]), draws=10_000).curves[:, 0]
    variance = p * (1 - p) * (w**2).sum() / w.sum() ** 2
    assert share.mean() == pytest.approx(p, abs=4 * math.sqrt(variance / 10_000))
    assert share.var() == pytest.approx(variance, rel=0.06)
    if kind != "unequal weights":
        assert {*share.round(12)} <= {*(np.arange(n + 1) / n).round(12)}


def test_weighted_cells_say_what_weighted_rows_say() -> None:
    random = np.random.default_rng(3)
    p = random.choice([0.1, 0.3, 0.4, 0.7, 0.8], 400)
    w = random.exponential(size=400)
    found = null((random.random(400) < p).astype(int), p, w)
    means = []
    for _ in range(300):  # row by row
        d = ll.explain((random.random(400) < p).astype(int), p, w).decomposition
        assert d is not None
        means.append(d.miscalibration)
    assert found.mean == pytest.approx(np.mean(means), abs=5 * np.std(means) / math.sqrt(300))


def test_bins_expect_less_and_find_less() -> None:
    y, p = calibrated(20_000)
    s = ll.summarize(y, p)
    exact = null(s)
    binned = null(replace(s, cells=s.cells.binned()))
    assert (exact.is_exact, binned.is_exact) == (True, False)
    assert 0.7 * exact.mean < binned.mean < exact.mean
    assert binned.p_value > 0.05


def test_a_sorted_loss_does_not_meet_binned_draws() -> None:
    y, p = calibrated(100_000)
    e = ll.explain(y, p)
    assert e.decomposition is not None
    assert e.null is not None
    assert (e.decomposition.is_exact, e.null.is_exact) == (True, False)
    assert e.null.p_value > 0.05
    assert e.null.miscalibration + e.null.mean < e.decomposition.miscalibration


# ---- identities -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("binned", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_parts_still_add_up(binned: bool, weighted: bool) -> None:
    y, p = calibrated(300)
    s = ll.summarize(y, p.round(2), p if weighted else None)
    e = ll.explain(replace(s, cells=s.cells.binned()) if binned else s)
    assert e.null is not None
    assert e.decomposition is not None
    whole = e.decomposition.uncertainty - e.null.discrimination + e.null.miscalibration
    assert whole == pytest.approx(s.loss, rel=1e-12)


def test_it_hangs_on_the_cells_alone() -> None:
    y, p = calibrated(500)
    p = p.round(2)
    other = np.random.default_rng(1).permutation(500)
    whole = null(y, p)
    assert null(y[other], p[other]) == whole
    parts = ll.summarize(y[:100], p[:100]) + ll.summarize(y[100:], p[100:])
    assert null(parts) == whole
    w = np.random.default_rng(2).exponential(size=500)
    parts = ll.summarize(y[:100], p[:100], w[:100]) + ll.summarize(y[100:], p[100:], w[100:])
    assert astuple(null(parts)) == pytest.approx(astuple(null(y, p, w)), rel=1e-12)


def test_frequency_weights_are_repeated_rows() -> None:
    y, p = calibrated(200)
    w = np.random.default_rng(1).integers(0, 4, 200)
    weighted = null(y, p, w, weights="frequency")
    repeated = null(np.repeat(y, w), np.repeat(p, w))
    assert astuple(weighted) == pytest.approx(astuple(repeated), rel=1e-12)


def test_logits_say_what_probabilities_say() -> None:
    y, p = calibrated(200)
    from_logits = null(y, log_odds(p), from_logits=True)
    assert astuple(from_logits) == pytest.approx(astuple(null(y, p)), rel=1e-9)


# ---- edges ------------------------------------------------------------------------------------------------


def test_an_infinite_loss_is_never_chance() -> None:
    found = null([1, 0, 1, 0], [0.0, 0.2, 0.8, 0.6])
    assert found.miscalibration == math.inf
    assert math.isfinite(found.mean)
    assert found.p_value == 1 / (1 + DRAWS)


def test_certain_predictions_that_came_true_leave_nothing_to_chance() -> None:
    found = null([1, 0, 1], [1.0, 0.0, 1.0])
    assert (found.mean, found.miscalibration, found.p_value) == (0, 0, 1)


def test_logits_beyond_what_probabilities_hold() -> None:
    found = null([1, 0, 0, 1], [800.0, -900.0, 40.0, -math.inf], from_logits=True)
    assert (found.miscalibration, found.p_value) == (math.inf, 1 / (1 + DRAWS))


def test_one_class() -> None:
    found = null([1, 1, 1], [0.9, 0.8, 0.7], labels=[0, 1])
    assert 0 <= found.mean < 1
    assert found.discrimination == -found.mean


@pytest.mark.parametrize("weight", [1e-99, 1e99])
def test_weights_whose_squares_hardly_fit(weight: float) -> None:
    y, p = calibrated(50)
    w = np.full(50, weight)
    assert astuple(null(y, p, w)) == pytest.approx(astuple(null(y, p)), rel=1e-9)


def test_three_classes_have_none() -> None:
    assert ll.explain([0, 1, 2], np.full((3, 3), 1 / 3)).null is None
