"""Standard error and interval, against the plain formulas."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import logloss as ll
from logloss.analysis.uncertainty import uncertainty

Array = NDArray[Any]


def rows(n: int, classes: int = 2, seed: int = 0) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    return random.integers(classes, size=n), random.dirichlet(np.ones(classes), n)


def plain(y: Array, p: Array, w: Array) -> float:
    """SE of MATH.md: Σw²(ℓ−L)² / W² · n/(n−1), every sum rounded once."""
    loss = [-math.log(row[k]) for row, k in zip(p.tolist(), y.tolist(), strict=True)]
    total, n = math.fsum(w), int((w > 0).sum())
    mean = math.fsum(a * b for a, b in zip(w, loss, strict=True)) / total
    square = math.fsum((a * (b - mean)) ** 2 for a, b in zip(w, loss, strict=True))
    return math.sqrt(square / total**2 * n / (n - 1))


@pytest.mark.parametrize("classes", [2, 3, 7])
@pytest.mark.parametrize("n", [10, 1000, 40_000])
def test_without_weights(n: int, classes: int) -> None:
    y, p = rows(n, classes)
    found = uncertainty(ll.summarize(y, p, labels=list(range(classes))))
    assert found.standard_error == pytest.approx(plain(y, p, np.ones(n)), rel=1e-11)
    assert found.rows == n
    assert found.events == np.bincount(y)[np.bincount(y) > 0].min()


@pytest.mark.parametrize("classes", [2, 5])
def test_analytic_weights(classes: int) -> None:
    y, p = rows(500, classes)
    w = np.random.default_rng(1).exponential(size=500)
    w[::7] = 0
    found = uncertainty(ll.summarize(y, p, w))
    assert found.standard_error == pytest.approx(plain(y, p, w), rel=1e-11)
    assert found.rows == (w > 0).sum()
    scaled = uncertainty(ll.summarize(y, p, 1000 * w))
    assert scaled.standard_error == pytest.approx(found.standard_error, rel=1e-12)


def test_frequency_weights_are_repeated_rows() -> None:
    y, p = rows(60)
    w = np.random.default_rng(2).integers(0, 9, 60)
    found = uncertainty(ll.summarize(y, p, w, weights="frequency"))
    repeated = uncertainty(ll.summarize(np.repeat(y, w), np.repeat(p, w, axis=0)))
    assert found.standard_error == pytest.approx(repeated.standard_error, rel=1e-12)
    assert (found.low, found.high) == pytest.approx((repeated.low, repeated.high), rel=1e-12)


def test_of_summaries_that_were_added() -> None:
    y, p = rows(1000, 3)
    parts = [ll.summarize(y[part], p[part], labels=[0, 1, 2]) for part in (slice(0, 10), slice(10, None))]
    found = uncertainty(parts[0] + parts[1])
    assert found.standard_error == pytest.approx(plain(y, p, np.ones(1000)), rel=1e-11)


@pytest.mark.parametrize("n", [2, 5, 100])
def test_the_interval_takes_t_quantiles(n: int) -> None:
    y, p = rows(n)
    summary = ll.summarize(y, p, labels=[0, 1])
    found = uncertainty(summary)
    low, high = stats.t.interval(0.95, n - 1, loc=summary.loss, scale=found.standard_error)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-10)


def test_rows_that_all_cost_the_same_do_not_vary() -> None:
    found = uncertainty(ll.summarize([0, 1] * 50, [0.3, 0.7] * 50))
    assert found.standard_error == pytest.approx(0, abs=1e-16)


def test_nearly_equal_costs_do_not_cancel() -> None:
    y = np.ones(1000, int)
    p = np.exp(-50 - 1e-7 * np.arange(1000))
    p = np.column_stack([1 - p, p])
    found = uncertainty(ll.summarize(y, p, labels=[0, 1]))
    assert found.standard_error == pytest.approx(plain(y, p, np.ones(1000)), rel=1e-6)


@pytest.mark.parametrize(
    ("y", "p", "w"), [([1, 0, 1], [0.0, 0.5, 0.5], None), ([1], [0.5], None), ([1, 0], [0.5, 0.5], [0, 3])]
)
def test_what_cannot_be_told_is_nan(y: list[int], p: list[float], w: list[float] | None) -> None:
    found = uncertainty(ll.summarize(y, p, w, labels=[0, 1]))
    assert all(math.isnan(v) for v in (found.standard_error, found.low, found.high))
    assert found.rows == (3 if w is None and len(y) == 3 else 1)


def test_a_frequency_of_one_tells_nothing_either() -> None:
    found = uncertainty(ll.summarize([1], [0.5], [1], labels=[0, 1], weights="frequency"))
    assert math.isnan(found.standard_error)


def test_an_infinite_row_of_no_weight_changes_nothing() -> None:
    found = uncertainty(ll.summarize([1, 0, 1], [0.0, 0.5, 0.25], [0, 1, 1]))
    assert found.standard_error == pytest.approx(math.log(2) / 2)


# ---- against statsmodels ----------------------------------------------------------------------------------


def fitted(loss: Array, w: Array | None, **how: Any) -> float:
    """The standard error of a constant, the weighted mean, by statsmodels."""
    api = pytest.importorskip("statsmodels.api")
    model = api.WLS(loss, np.ones(len(loss)), 1.0 if w is None else w)
    return float(model.fit(**how).bse[0])


@pytest.mark.parametrize("weighted", [False, True])
def test_rows_are_statsmodels_robust_error(weighted: bool) -> None:
    y, p = rows(300, 3)
    w = np.random.default_rng(5).exponential(size=300) if weighted else None
    found = uncertainty(ll.summarize(y, p, w))
    assert found.standard_error == pytest.approx(fitted(ll.surprisal(y, p), w, cov_type="HC1"), rel=1e-11)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", ["none", "frequency"])
def test_clusters_are_statsmodels_cluster_robust_error(weighted: bool, kind: Any) -> None:
    y, p = rows(900)
    cluster = np.random.default_rng(6).integers(40, size=900)  # so few that each has a bucket of its own
    w = np.random.default_rng(5).integers(1, 5, 900).astype(float) if weighted else None
    how = {} if kind == "none" else {"weights": kind}
    s = ll.summarize(y, p, w, cluster=cluster, **how)
    assert s.clusters is not None
    assert s.clusters.occupied == 40
    found = uncertainty(s)
    grouped = {"groups": cluster, "use_correction": True, "df_correction": False}
    expected = fitted(ll.surprisal(y, p[:, 1]), w, cov_type="cluster", cov_kwds=grouped)
    assert found.standard_error == pytest.approx(expected, rel=1e-11)
    assert (found.method, found.clusters, found.normalized_error) == ("clusters", 40, None)
    assert found.rows_error == uncertainty(s.without("clusters")).standard_error
    low, high = stats.t.interval(0.95, 39, loc=s.loss, scale=found.standard_error)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-10)


@pytest.mark.parametrize("weighted", [False, True])
def test_times_are_statsmodels_newey_west_of_sums_by_time(weighted: bool) -> None:
    y, p = rows(5000)
    time = np.sort(np.random.default_rng(6).integers(200, size=5000))
    w = np.random.default_rng(5).exponential(size=5000) if weighted else None
    found = uncertainty(ll.summarize(y, p, w, time=time))
    lags = math.floor(4 * 2 ** (2 / 9))
    how = {"time": time, "maxlags": lags, "use_correction": "cluster", "df_correction": False}
    expected = fitted(ll.surprisal(y, p[:, 1]), w, cov_type="hac-groupsum", cov_kwds=how)
    assert found.standard_error == pytest.approx(expected, rel=1e-11)
    assert (found.method, found.clusters) == ("times", 200)


def newey_west(e: Array, lags: int) -> float:
    """Σ e_t² + 2 Σ_j (1 − j/(m+1)) Σ_t e_t e_{t−j}, in plain loops."""
    total = math.fsum(v * v for v in e)
    for j in range(1, lags + 1):
        total += 2 * (1 - j / (lags + 1)) * math.fsum(a * b for a, b in zip(e[j:], e[:-j], strict=True))
    return total


def test_times_without_rows_count_as_nothing() -> None:
    y, p = rows(2000)
    time = np.random.default_rng(7).integers(900, size=2000) // 3 * 3 + 5  # two of three never occur
    s = ll.summarize(y, p, time=time)
    assert s.times is not None
    assert s.times.width == 1
    residual = np.bincount(time, ll.surprisal(y, p[:, 1]) - s.loss)
    buckets = len(np.unique(time))
    square = newey_west(residual, math.floor(4 * (buckets / 100) ** (2 / 9)))
    expected = math.sqrt(square * buckets / (buckets - 1)) / 2000
    assert uncertainty(s).standard_error == pytest.approx(expected, rel=1e-11)


def test_rows_of_one_cluster_that_are_alike_count_once() -> None:
    y, p = rows(500)
    once = uncertainty(ll.summarize(y, p))
    many = uncertainty(ll.summarize(np.tile(y, 8), np.tile(p, (8, 1)), cluster=np.tile(np.arange(500), 8)))
    # 500 clusters share 4096 buckets, where a few lie together: within a few per cent
    assert many.standard_error == pytest.approx(once.standard_error, rel=0.03)
    assert many.rows_error == pytest.approx(once.standard_error / math.sqrt(8), rel=0.01)
    assert many.clusters == pytest.approx(500, rel=0.03)


def test_clusters_come_before_times() -> None:
    y, p = rows(50)
    s = ll.summarize(y, p, cluster=np.arange(50) // 5, time=np.arange(50))
    assert uncertainty(s).method == "clusters"
    assert uncertainty(s.without("clusters")).method == "times"


@pytest.mark.parametrize("beside", ["cluster", "time"])
def test_one_cluster_tells_nothing(beside: Any) -> None:
    found = uncertainty(ll.summarize([1, 0, 1], [0.5, 0.4, 0.3], **{beside: [7, 7, 7]}))
    assert math.isnan(found.standard_error)
    assert found.rows_error > 0
    infinite = uncertainty(ll.summarize([1, 0, 1], [0.0, 0.4, 0.3], **{beside: [7, 8, 9]}))
    assert math.isnan(infinite.standard_error)


@pytest.mark.parametrize("beside", ["cluster", "time"])
def test_parts_have_the_error_of_the_whole(beside: Any) -> None:
    y, p = rows(3000)
    kept = np.random.default_rng(8).integers(300, size=3000)
    whole = ll.summarize(y, p, **{beside: kept})
    parts = [
        ll.summarize(y[i::3], p[i::3], labels=[0, 1], **{beside: kept[i::3]}) for i in range(3)
    ]  # each time and cluster is in every part
    assert uncertainty(sum(parts)).standard_error == pytest.approx(
        uncertainty(whole).standard_error, rel=1e-10
    )


# ---- the normalized entropy -------------------------------------------------------------------------------


def plain_normalized(y: Array, p: Array, w: Array, base_rate: Array | None) -> float:
    """MATH.md: Σw²[(ℓ−L) − NE(u−H)]² / (WH)², with n/(n−1) as for the loss; row by row."""
    classes = p.shape[1]
    shares = np.bincount(y, w, classes) / w.sum()
    guess = shares if base_rate is None else base_rate
    with np.errstate(divide="ignore"):
        loss, u = -np.log(p[np.arange(len(y)), y]), -np.log(guess)[y]
    mean, base = np.average(loss, weights=w), np.average(u, weights=w)
    residual = w * ((loss - mean) - mean / base * (u - base))
    n = (w > 0).sum()
    return math.sqrt(math.fsum(residual**2) * n / (n - 1)) / w.sum() / base


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("given", [False, True])
def test_normalized_entropy_row_by_row(classes: int, weighted: bool, given: bool) -> None:
    y, p = rows(700, classes)
    w = np.random.default_rng(1).exponential(size=700) if weighted else np.ones(700)
    base = np.arange(1, classes + 1) / (classes * (classes + 1) / 2) if given else None
    s = ll.summarize(y, p, w if weighted else None)
    found = uncertainty(s, None if base is None else base.tolist())
    assert found.normalized_error == pytest.approx(plain_normalized(y, p, w, base), rel=1e-10)


def test_normalized_entropy_of_frequencies_is_that_of_repeated_rows() -> None:
    y, p = rows(60)
    w = np.random.default_rng(2).integers(0, 9, 60)
    found = uncertainty(ll.summarize(y, p, w, weights="frequency"), 0.3)
    repeated = uncertainty(ll.summarize(np.repeat(y, w), np.repeat(p, w, axis=0)), 0.3)
    assert found.normalized_error == pytest.approx(repeated.normalized_error, rel=1e-11)


def test_beside_a_uniform_guess_the_two_errors_are_one() -> None:
    y, p = rows(90)
    found = uncertainty(ll.summarize(y, p), 0.5)
    assert found.normalized_error == pytest.approx(found.standard_error / math.log(2), rel=1e-12)


def test_normalized_entropy_varies_so_much_when_rows_are_drawn() -> None:
    random = np.random.default_rng(3)
    n, draws = 2000, 1000
    z = random.normal(-2, 1.5, (draws, n))
    y = random.random((draws, n)) < 1 / (1 + np.exp(-z))
    loss = np.logaddexp(0, np.where(y, -1, 1) * 1.3 * z).mean(axis=1)
    rate = y.mean(axis=1)
    normalized = loss / -(rate * np.log(rate) + (1 - rate) * np.log(1 - rate))
    errors = [
        uncertainty(ll.summarize(y[i], 1.3 * z[i], from_logits=True)).normalized_error for i in range(20)
    ]
    assert np.mean(np.array(errors, float)) == pytest.approx(
        normalized.std(), rel=0.08
    )  # 4 sd of an sd of 1000


def test_no_yardstick_no_error_of_it() -> None:
    one = ll.summarize([1, 1], [0.5, 0.6], labels=[0, 1])
    assert uncertainty(one).normalized_error is None
    both = ll.summarize([1, 0], [0.5, 0.6], labels=[0, 1])
    assert uncertainty(both, 1.0).normalized_error is None  # it would lose infinitely much
    infinite = ll.summarize([1, 0], [0.0, 0.6], labels=[0, 1])
    assert math.isnan(uncertainty(infinite).normalized_error or 0)
    absent = ll.summarize([0, 1, 0, 1], [[0.5, 0.4, 0.1]] * 4, labels=[0, 1, 2])
    assert (uncertainty(absent).normalized_error or 0) > 0
