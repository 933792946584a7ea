"""Bins of log-odds, version 1: their edges, their order, and which predictions are alone."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logloss.summary.bins import INFINITE, LAST, bin_of, log_odds, probability

UNTIMED = settings(deadline=None)  # a busy machine is no failure


def edges(b: int) -> tuple[float, float]:
    """Lower and upper edge of the bin, from the words of the schema."""
    if b < 0:
        low, high = edges(-b)
        return -high, -low
    if b == 0:
        return 0.0, 0.0
    if b <= 2048:
        return (b - 1) / 128, b / 128
    if b <= 2304:
        return 16 + (b - 2049) / 8, 16 + (b - 2048) / 8
    return (48.0, math.inf) if b == 2305 else (math.inf, math.inf)


def one(z: float) -> int:
    return int(bin_of(np.array([z]))[0])


def odds(p: float) -> float:
    return float(log_odds(np.array([p]))[0])


def test_the_edges_of_every_bin() -> None:
    for b in range(1, 2305):
        low, high = edges(b)
        assert one(np.nextafter(low, math.inf)) == b
        assert one(np.nextafter(high, 0)) == b
        assert one(high) == b + 1
    assert [one(z) for z in (0.0, -0.0, 48.0, 1e308, math.inf)] == [0, 0, LAST, LAST, INFINITE]
    assert (LAST, INFINITE) == (2305, 2306)


@UNTIMED
@given(st.floats(allow_nan=False))
def test_symmetric_and_within_its_edges(z: float) -> None:
    b = one(z)
    assert one(-z) == -b
    low, high = edges(b)
    assert low <= z <= high
    assert (b == 0) == (z == 0)
    assert (abs(b) == INFINITE) == math.isinf(z)


@UNTIMED
@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_monotone(a: float, b: float) -> None:
    assert one(min(a, b)) <= one(max(a, b))


NEAR_HALF = st.integers(-1000, 1000).map(lambda k: 0.5 + k * 2.0**-54)
P = st.floats(0, 1) | NEAR_HALF | st.floats(0, 1e-12) | st.floats(0, 1e-12).map(lambda d: 1 - d)


@UNTIMED
@given(P)
def test_log_odds(p: float) -> None:
    z = odds(p)
    assert (z == 0) == (p == 0.5)
    assert (z > 0) == (p > 0.5)
    assert math.isinf(z) == (p in (0, 1))
    if not math.isinf(z):
        with mp.workdps(40):
            exact = mp.log(mp.mpf(p)) - mp.log1p(-mp.mpf(p))
            assert abs(z - exact) <= 4e-16 * max(1, abs(exact))
        low, high = edges(one(z))
        assert low <= z <= high
    assert odds(1 - p) == pytest.approx(-odds(1 - (1 - p)), rel=1e-15, abs=5e-16)


@UNTIMED
@given(P, P)
def test_log_odds_keep_the_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert odds(low) <= odds(high)


@UNTIMED
@given(st.floats(-745, 745))
def test_probability(z: float) -> None:
    with mp.workdps(40):
        exact = 1 / (1 + mp.exp(-mp.mpf(z)))
        assert float(probability(np.array([z]))[0]) == pytest.approx(float(exact), rel=4e-16, abs=5e-324)
