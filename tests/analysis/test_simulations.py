"""Simulations: 95% intervals cover 95%, and Z is a standard normal where predictions are true.

Each trial is a group of one Summary, so that a thousand of them are summarized at once; all numbers are the
library's own. Seeds are fixed, and so are the results.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.uncertainty import Uncertainty, uncertainty

Array = NDArray[Any]

TRIALS = 1000  # as many groups as are kept apart
CLOSE = 0.015


def s(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def drawn(n: int, mean: float = 0.0, sharp: float = 1.3, seed: int = 0) -> tuple[Array, Array]:
    """Labels and predictions of each trial, shape (TRIALS, n): overconfident unless sharp is 1."""
    random = np.random.default_rng(seed)
    z = random.normal(size=(TRIALS, n)) + mean
    return (random.random(z.shape) < s(z)).astype(int), s(sharp * z)


def summarized(y: Array, p: Array, w: Array | None = None, **how: Any) -> ll.Summary:
    trial = np.repeat(np.arange(TRIALS), y.shape[1])
    flat = p.reshape(len(trial), *p.shape[2:])
    return ll.summarize(y.ravel(), flat, None if w is None else w.ravel(), by=trial, **how)


def intervals(y: Array, p: Array, w: Array | None = None, **how: Any) -> list[Uncertainty]:
    """Of each trial."""
    groups = summarized(y, p, w, **how).groups
    assert groups is not None
    return [uncertainty(groups[key]) for key in groups]


def coverage(found: list[Uncertainty], truth: float) -> float:
    return float(np.mean([u.low <= truth <= u.high for u in found]))


def expected(mean: float = 0.0, sharp: float = 1.3, common: float = 0.0) -> float:
    """The loss to expect: E of the cross-entropy of s(z) and s(sharp z), z normal, by quadrature.

    With ``common`` the truth has another normal of that size in its log-odds, which predictions do not know.
    """
    node, weight = np.polynomial.hermite_e.hermegauss(61)
    w, v = np.meshgrid(weight / weight.sum(), weight / weight.sum())
    z, shared = np.meshgrid(node, node)
    true, given = s(z + mean + common * shared), sharp * (z + mean)
    return float((w * v * (true * np.logaddexp(0, -given) + (1 - true) * np.logaddexp(0, given))).sum())


def test_intervals_cover() -> None:
    found = intervals(*drawn(1000))
    assert coverage(found, expected()) == pytest.approx(0.95, abs=CLOSE)


def test_intervals_cover_with_a_hundred_events() -> None:
    y, p = drawn(1600, mean=-3.0)
    found = intervals(y, p)
    assert 100 <= y.sum(axis=1).mean() <= 130
    assert coverage(found, expected(mean=-3.0)) == pytest.approx(0.95, abs=CLOSE)


def test_intervals_cover_with_weights() -> None:
    w = np.random.default_rng(1).exponential(size=(TRIALS, 1000))
    assert coverage(intervals(*drawn(1000), w), expected()) == pytest.approx(0.95, abs=CLOSE)


def test_intervals_cover_with_a_hundred_clusters() -> None:
    """Ten rows of a cluster have predictions in common, and what those do not know."""
    random = np.random.default_rng(3)
    common, z = np.repeat(random.normal(size=(2, TRIALS, 100)), 10, axis=2)
    y, p, cluster = (
        (random.random(z.shape) < s(z + common)).astype(int),
        s(1.3 * z),
        np.repeat(np.arange(100), 10),
    )
    found = [uncertainty(ll.summarize(a, b, cluster=cluster)) for a, b in zip(y, p, strict=True)]
    truth = expected(common=1.0)
    assert coverage(found, truth) == pytest.approx(0.95, abs=CLOSE)
    alone = [abs(u.low + u.high - 2 * truth) / 2 <= 1.962 * u.rows_error for u in found]
    assert np.mean(alone) < 0.85


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("classes", [2, 3])
def test_z_is_a_standard_normal_where_predictions_are_true(classes: int, weighted: bool) -> None:
    random = np.random.default_rng(4)
    w = random.exponential(size=(TRIALS, 300)) if weighted else None
    if classes == 2:
        y, p = drawn(300, sharp=1.0)
    else:
        p = random.dirichlet([1.0, 1.0, 1.0], size=(TRIALS, 300))
        y = (random.random((TRIALS, 300, 1)) > np.cumsum(p, axis=2)[:, :, :2]).sum(axis=2)
    groups = ll.explain(summarized(y, p, w)).groups
    assert groups is not None
    z = np.array([group.z for group in groups], dtype=float)
    assert len(z) == TRIALS
    assert z.mean() == pytest.approx(0, abs=3 / np.sqrt(TRIALS))
    assert z.var() == pytest.approx(1, abs=3 * np.sqrt(2 / TRIALS))


def test_z_of_overconfident_predictions_is_far_above() -> None:
    groups = ll.explain(summarized(*drawn(300, sharp=1.5))).groups
    assert groups is not None
    assert np.mean([group.z for group in groups]) > 1
