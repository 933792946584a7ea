"""What a prediction expects to lose, against 700 digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logloss.sources import summarize
from logloss.summary.expected import expected_loss

UNTIMED = settings(deadline=None)  # a busy machine is no failure


def exact(p: list[Any]) -> tuple[float, float]:
    """H and Var of a distribution of mpmath numbers."""
    loss = [(q, -mp.log(q)) for q in p if q > 0]
    mean = mp.fsum(q * ell for q, ell in loss)
    return float(mean), float(mp.fsum(q * (ell - mean) ** 2 for q, ell in loss))


def check(scores: Any, logits: bool, p: Callable[[], list[Any]]) -> None:
    mean, variance = expected_loss(np.array([scores, scores]), logits)
    with mp.workdps(700):
        correct = exact(p())
    # e^−ℓ errs by ℓ ulps, and ℓ may be 745; nearly equal surprisals cancel in the variance.
    rel = 2e-13 if logits else 2e-15
    assert mean.tolist() == pytest.approx([correct[0]] * 2, rel=rel, abs=1e-300)
    near_uniform = 1e-15 * correct[1] ** 0.5 + 1e-30 if correct[0] > 0.5 else 1e-300
    assert variance.tolist() == pytest.approx([correct[1]] * 2, rel=rel, abs=near_uniform)


SHARE = st.sampled_from([0.0, 1.0, 0.5, 1e-300, 1e-17, 1 - 2**-53, 5e-324]) | st.floats(0, 1)
LOGIT = st.sampled_from([0.0, math.inf, -math.inf, 37.0, -750.0, 1e300]) | st.floats(-100, 100)


@UNTIMED
@given(SHARE)
def test_two_classes(p: float) -> None:
    check(p, False, lambda: [mp.mpf(p), 1 - mp.mpf(p)] if 1 - p > 0 and p > 0 else [mp.mpf(1)])


@UNTIMED
@given(LOGIT)
def test_two_classes_from_logits(z: float) -> None:
    check(z, True, lambda: [1 / (1 + mp.exp(-mp.mpf(z))), 1 / (1 + mp.exp(mp.mpf(z)))])


@UNTIMED
@given(st.lists(st.integers(0, 9), min_size=2, max_size=6).filter(any))
def test_many_classes(shares: list[int]) -> None:
    p = [s / sum(shares) for s in shares]
    check(p, False, lambda: [mp.mpf(q) for q in p])


@UNTIMED
@given(
    st.lists(LOGIT.filter(lambda z: z < math.inf), min_size=2, max_size=6).filter(
        lambda z: max(z) > -math.inf
    )
)
def test_many_classes_from_logits(z: list[float]) -> None:
    def p() -> list[Any]:
        powers = [mp.exp(mp.mpf(v) - max(z)) for v in z]
        return [q / mp.fsum(powers) for q in powers]

    check(z, True, p)


def test_totals_hold_rows_of_infinite_loss_and_leave_out_weightless_ones() -> None:
    s = summarize([1, 0, 1, 1], [0.0, 0.2, 0.6, 0.7], [1, 2, 3, 0])
    mean, variance = expected_loss(np.array([0.0, 0.2, 0.6]), False)
    w = np.array([1, 2, 3])
    assert s.totals.all("expected") == pytest.approx((w * mean).sum(), rel=1e-15)
    assert s.totals.all("variance") == pytest.approx((w * variance).sum(), rel=1e-15)
    assert s.totals.all("variance2") == pytest.approx((w * w * variance).sum(), rel=1e-15)
