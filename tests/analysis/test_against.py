"""A model against its base rate: the paired difference, its interval, who is ahead, and what can be said of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import logloss as ll
from logloss.analysis.against import against_base

ROWS = st.lists(st.tuples(st.sampled_from([0, 1]), st.floats(0.001, 0.999)), min_size=2, max_size=60)


def half(values: np.ndarray) -> float:
    """Half of the 95% interval of a mean, by SciPy."""
    return float(stats.sem(values) * stats.t.ppf(0.975, len(values) - 1))


@given(ROWS)
def test_it_is_what_the_rows_themselves_say(rows: list[tuple[int, float]]) -> None:
    y, p = np.array([k for k, _ in rows]), np.array([chance for _, chance in rows])
    found = against_base(ll.summarize(y, p, labels=[0, 1]))
    loss = -np.log(np.where(y == 1, p, 1 - p))
    base = -np.log(np.bincount(y, minlength=2)[y] / len(y))
    assert found.difference == pytest.approx((base - loss).mean(), abs=1e-11)
    wanted = [half(base - loss), half(loss), half(base)]
    # In a mean of equal numbers SciPy's rounding is of the size of the root of what it sums.
    assert [found.reach, found.loss_reach, found.base_reach] == pytest.approx(wanted, rel=1e-9, abs=1e-11)
    assert found.ahead == (loss.astype(np.float32) < base.astype(np.float32)).sum()


@given(ROWS)
def test_a_difference_beyond_both_intervals_is_beyond_its_own(rows: list[tuple[int, float]]) -> None:
    found = against_base(ll.summarize([k for k, _ in rows], [p for _, p in rows], labels=[0, 1]))
    assert found.reach <= found.loss_reach + found.base_reach + 1e-12


def test_rare_positives_are_told_apart_only_row_by_row() -> None:
    y = np.r_[np.zeros(970), np.ones(30)].astype(int)
    found = against_base(ll.summarize(y, 0.03 + 0.1 * y * np.arange(1000) / 1000))
    assert found.verdict == "paired"
    assert found.reach < abs(found.difference) < found.loss_reach + found.base_reach


@pytest.mark.parametrize(
    ("y", "p", "verdict"),
    [
        ([0, 1], [0.5, 0.5], "equal"),
        ([0, 1, 0, 1], [0.1, 0.6, 0.7, 0.8], "noise"),
        ([0, 1] * 50, [0.1, 0.9] * 50, "clear"),
    ],
)
def test_verdicts(y: list[int], p: list[float], verdict: str) -> None:
    assert against_base(ll.summarize(y, p)).verdict == verdict


def test_an_infinite_loss_has_no_interval_and_rows_that_are_ahead_none_the_less() -> None:
    found = against_base(ll.summarize([0, 1, 1, 0], [0.2, 0.0, 0.7, 0.6]))
    assert found.difference == -math.inf
    assert math.isnan(found.reach)
    assert found.ahead == 2


def test_rows_in_bins_are_counted_by_bins() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(40_000)
    y = (rng.random(40_000) < p).astype(int)
    found = against_base(ll.summarize(y, p))
    loss = -np.log(np.where(y == 1, p, 1 - p))
    ahead = int((loss < -np.log(np.bincount(y)[y] / len(y))).sum())
    assert not found.is_exact
    assert abs(found.ahead - ahead) < 100  # two bins hold about so many


def test_the_interval_covers() -> None:
    """Of 2,000 draws of 200 rows about 95% of the intervals hold the difference from a base rate that is known."""
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(2_000):
        y = np.r_[np.zeros(100), np.ones(100)].astype(int)
        p = 1 / (1 + np.exp(-(rng.normal(size=200) + 2 * y - 1)))
        found = against_base(ll.summarize(y, p))
        held += abs(found.difference - 0.28629) <= found.reach
    assert 0.93 < held / 2_000 < 0.97
