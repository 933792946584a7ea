"""Against those who did it before: model-diagnostics, scikit-learn and SciPy, on random and on nasty rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_diagnostics.scoring import LogLoss, decompose
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from sklearn.metrics import d2_log_loss_score, log_loss

import logloss as ll
from logloss.analysis.decomposition import decomposition
from logloss.analysis.distinct import distinct

Array = NDArray[Any]

SEEDS = range(12)


def rows(seed: int) -> tuple[Array, Array, Array]:
    """Labels, predictions and weights: tied or not, rare or not, extreme or not."""
    random = np.random.default_rng(seed)
    n = int(random.integers(5, 400))
    z = random.normal(random.choice([-5, 0, 1]), random.choice([0.3, 2, 8]), n)
    p = 1 / (1 + np.exp(-z))
    if seed % 3 == 0:
        p = p.round(2).clip(0.005, 0.995)
    y = (random.random(n) < p ** random.choice([0.5, 1, 2])).astype(int)
    y[:2] = 0, 1
    return y, p, random.choice([random.exponential(size=n), random.integers(1, 5, n).astype(float)])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weighted", [False, True])
def test_model_diagnostics_takes_the_loss_apart_the_same_way(seed: int, weighted: bool) -> None:
    y, p, w = rows(seed)
    weight = w if weighted else None
    s = ll.summarize(y, p, weight)
    d = decomposition(s)
    assert d is not None
    theirs = decompose(y_obs=y, y_pred=p, weights=weight, scoring_function=LogLoss()).to_dicts()[0]
    assert d.miscalibration == pytest.approx(theirs["miscalibration"], rel=1e-9, abs=1e-12)
    assert d.discrimination == pytest.approx(theirs["discrimination"], rel=1e-9, abs=1e-12)
    assert d.uncertainty == pytest.approx(theirs["uncertainty"], rel=1e-12)
    assert s.loss == pytest.approx(theirs["score"], rel=1e-12)


def test_where_model_diagnostics_has_no_number() -> None:
    # MATH.md: near-ties merged give NaN there, p = 1 beside 1 − 1e-16; here each keeps its own place.
    s = ll.summarize([1, 0, 1, 1], [1.0, 0.5, 1 - 2.0**-53, 0.25])
    d = decomposition(s)
    assert d is not None
    assert math.isfinite(d.miscalibration)
    assert d.uncertainty - d.discrimination + d.miscalibration == pytest.approx(s.loss, rel=1e-12)
    assert len(distinct(s)) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_scikit_learns_loss_and_d2(seed: int) -> None:
    y, p, w = rows(seed)
    e = ll.explain(y, p, w)
    assert e.loss == pytest.approx(log_loss(y, p, sample_weight=w), rel=1e-9)
    both = np.stack([1 - p, p], axis=1)
    assert e.yardstick.skill == pytest.approx(d2_log_loss_score(y, both, sample_weight=w), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_scipys_isotonic_regression(seed: int) -> None:
    y, p, w = rows(seed)
    d = distinct(ll.summarize(y, p, w))
    theirs = isotonic_regression(d.positives / d.weight, weights=d.weight)
    blocks = d.pooled()
    rate = blocks.positives / (blocks.negatives + blocks.positives)
    mine = rate[np.searchsorted(blocks.first, np.arange(len(d)), side="right") - 1]
    assert mine == pytest.approx(theirs.x, rel=1e-9, abs=1e-12)


score = st.sampled_from([0.0, 1e-300, 1e-16, 0.5, 1 - 2.0**-53, 1.0]) | st.floats(0, 1)
tied = st.lists(st.tuples(st.booleans(), score, st.floats(1e-3, 1e3)), min_size=2, max_size=40)


@settings(deadline=None, max_examples=15)
@given(tied, st.booleans(), st.integers(1, 39), st.randoms(use_true_random=False))
def test_order_and_parts_leave_no_trace(
    given_rows: list[tuple[bool, float, float]], weighted: bool, cut: int, random: Any
) -> None:
    """Null, reliability and worth among all the rest."""

    def of(some: list[tuple[bool, float, float]]) -> ll.Summary:
        y, p, w = (np.array(column) for column in zip(*some, strict=True))
        return ll.summarize(y, p, w if weighted else None, labels=[False, True])

    whole = told(of(given_rows))
    other = random.sample(given_rows, len(given_rows))
    assert told(of(other)) == pytest.approx(whole, rel=1e-9, abs=1e-9, nan_ok=True)
    cut = min(cut, len(given_rows) - 1)
    parts = of(given_rows[:cut]) + of(given_rows[cut:])
    assert told(parts) == pytest.approx(whole, rel=1e-9, abs=1e-9, nan_ok=True)


def told(summary: ll.Summary) -> dict[str, float]:
    """Every number about the scores, by its name."""
    said = ll.explain(summary).to_dict()
    return {
        name: value
        for part in ("decomposition", "null", "reliability", "worth")
        for name, value in flat(part, said[part])
    }


def flat(name: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in flat(f"{name}.{key}", inner)]
    if isinstance(value, list):
        return [found for i, inner in enumerate(value) for found in flat(f"{name}.{i}", inner)]
    return [(name, math.nan if value is None else value)] if not isinstance(value, str) else []
