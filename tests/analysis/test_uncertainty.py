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
