"""The reliability diagram: its curve is isotonic regression, its band covers, its bars hold every row."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

import logloss as ll
from logloss.analysis.reliability import LEVEL, MOST_EDGES, Reliability

Array = NDArray[Any]


def reliability(*args: Any, **options: Any) -> Reliability:
    found = ll.explain(*args, **options).reliability
    assert found is not None
    return found


def rows(n: int, seed: int = 0) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    p = random.beta(0.5, 2, n)
    return (random.random(n) < p).astype(np.uint8), p


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("n", [2, 30, 3000])
def test_the_curve_is_scikit_learns_isotonic_regression(n: int, weighted: bool) -> None:
    y, p = rows(n)
    p = p.round(2)
    w = np.random.default_rng(1).exponential(size=n) if weighted else None
    r = reliability(y, p, w, labels=[0, 1])
    expected = IsotonicRegression(y_min=0, y_max=1).fit(p, y, w).predict(r.forecast)
    assert r.observed == pytest.approx(expected, abs=1e-12)
    assert {*p} >= {*r.forecast}


def test_both_ends_of_each_block_are_points() -> None:
    y, p = rows(5000)
    r = reliability(y, p)
    curve = IsotonicRegression(y_min=0, y_max=1).fit(p, y).predict(np.sort(p))
    jumps = np.flatnonzero(np.diff(curve) > 1e-12)
    edges = {*np.sort(p)[jumps].tolist(), *np.sort(p)[jumps + 1].tolist(), p.min(), p.max()}
    assert edges <= {*r.forecast}


def test_the_band_is_where_calibrated_curves_lie() -> None:
    inside = []
    for seed in range(40):
        y, p = rows(100, seed)
        r = reliability(y, p)
        low, observed, high = (np.array(column) for column in (r.low, r.observed, r.high))
        assert (low <= high).all()
        inside.append(np.mean((low <= observed) & (observed <= high)))
    assert np.mean(inside) == pytest.approx(LEVEL, abs=0.03)


def test_what_is_not_calibrated_leaves_the_band() -> None:
    y, p = rows(3000)
    r = reliability(y, p**0.5)
    assert np.mean(np.array(r.observed) < np.array(r.low)) > 0.8


def test_bars_hold_every_row() -> None:
    y, p = rows(1000)
    w = np.random.default_rng(1).exponential(size=1000)
    r = reliability(y, p, w)
    assert len(r.edges) == len(r.negatives) + 1 == len(r.positives) + 1
    counted, _ = np.histogram(p[y == 1], r.edges, weights=w[y == 1])
    assert r.positives == pytest.approx(counted / w.sum(), abs=1e-12)
    assert sum(r.negatives) + sum(r.positives) == pytest.approx(1)


def test_bins_say_nearly_the_same() -> None:
    y, p = rows(20_000)
    s = ll.summarize(y, p)
    exact, binned = reliability(s), reliability(replace(s, cells=s.cells.binned()))
    assert (exact.is_exact, binned.is_exact) == (True, False)
    points = np.linspace(0.01, 0.9, 50)
    for column in ("observed", "low", "high"):
        apart = [np.interp(points, r.forecast, getattr(r, column)) for r in (exact, binned)]
        assert apart[0] == pytest.approx(apart[1], abs=0.05)


def test_a_smooth_curve_has_few_points() -> None:
    # Each of 2000 predictions with rows enough to be a block of its own.
    p = np.repeat(np.linspace(0.01, 0.99, 2000), 2)
    y = np.tile([0, 1], 2000)
    w = np.where(y == 1, p, 1 - p)
    r = reliability(y, p, w)
    assert len(r.forecast) <= MOST_EDGES
    assert r.observed == pytest.approx(r.forecast, abs=1e-9)


def test_certain_predictions() -> None:
    r = reliability([0, 1, 0, 1, 0], [0.0, 0.5, 0.5, 1.0, 1.0])
    assert r.forecast == (0.0, 0.5, 1.0)
    assert r.observed == (0.0, 0.5, 0.5)
    assert (r.low[0], r.high[0], r.low[-1], r.high[-1]) == (0, 0, 1, 1)


def test_infinite_logits() -> None:
    r = reliability([0, 1, 0, 1], [-np.inf, 0.0, 0.0, np.inf], from_logits=True)
    assert r.forecast == (0.0, 0.5, 1.0)
    assert r.observed == (0.0, 0.5, 1.0)


def test_json_and_k_classes() -> None:
    e = ll.explain([0, 1, 1], [0.2, 0.4, 0.6])
    said = json.loads(e.to_json())["reliability"]
    assert said["forecast"] == [0.2, 0.4, 0.6]
    three = ll.explain([0, 1, 2], np.full((3, 3), 1 / 3))
    assert three.reliability is None
    assert json.loads(three.to_json())["null"] is None
