"""Honesty: Z by the plain formula, under the null, and beside the best temperature."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.honesty import RESOLUTION, honesty
from logloss.analysis.temperature import temperature

Array = NDArray[Any]


def plain(y: Array, p: Array, w: Array, frequency: bool = False) -> float:
    """MATH.md: Σw(ℓ − H) / √Σw² Var, Var = Σp ln²p − H², with 0 ln 0 = 0; p of shape (n, K)."""
    log = np.log(p, out=np.zeros_like(p), where=p > 0)
    entropy, square = -(p * log).sum(axis=1), (p * log**2).sum(axis=1)
    variance = square - entropy**2
    loss = -np.log(p[np.arange(len(y)), y])
    scale = w if frequency else w * w
    return float((w * (loss - entropy)).sum() / math.sqrt((scale * variance).sum()))


@pytest.mark.parametrize("classes", [2, 3, 6])
@pytest.mark.parametrize("kind", ["none", "analytic", "frequency"])
def test_row_by_row(classes: int, kind: Any) -> None:
    random = np.random.default_rng(classes)
    y, p = random.integers(classes, size=400), random.dirichlet(np.ones(classes), 400)
    w = random.integers(0, 4, 400).astype(float)
    if kind == "none":
        found, expected = honesty(ll.summarize(y, p)), plain(y, p, np.ones(400))
    else:
        found = honesty(ll.summarize(y, p, w, weights=kind))
        expected = plain(y, p, w, kind == "frequency")
    assert found is not None
    assert found.z == pytest.approx(expected, rel=1e-10)


def test_of_bins_it_is_the_same() -> None:
    random = np.random.default_rng(0)
    p = random.random(40_000)
    y = (random.random(40_000) < p**0.9).astype(int)
    found = honesty(ll.summarize(y, p))
    assert found is not None
    assert found.z == pytest.approx(plain(y, np.column_stack([1 - p, p]), np.ones(40_000)), rel=1e-9)


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("weighted", [False, True])
def test_of_labels_drawn_from_the_predictions_it_is_standard_normal(classes: int, weighted: bool) -> None:
    random = np.random.default_rng(classes)
    p = random.dirichlet(np.ones(classes), 500)
    w = random.exponential(size=500) if weighted else None
    found = []
    for _ in range(600):
        y = (p.cumsum(axis=1) > random.random((500, 1))).argmax(axis=1)
        h = honesty(ll.summarize(y, p, w, labels=list(range(classes))))
        assert h is not None
        found.append(h.z)
    assert np.mean(found) == pytest.approx(0, abs=0.16)  # 4 standard errors of 600 draws
    assert np.std(found) == pytest.approx(1, abs=0.12)


logits = st.sampled_from([0.0, -1.0, 1.0, 40.0, -40.0, 1e-3, 800.0]) | st.floats(-30, 30)
rows = st.lists(st.tuples(st.booleans(), logits, st.sampled_from([1.0, 0.1, 3.0])), min_size=1, max_size=25)


@settings(deadline=None, max_examples=200)
@given(rows=rows, weighted=st.booleans())
def test_it_is_above_zero_exactly_when_the_best_temperature_is_above_one(
    rows: list[tuple[bool, float, float]], weighted: bool
) -> None:
    y, z, w = (np.array(column) for column in zip(*rows, strict=True))
    s = ll.summarize(y, z, w if weighted else None, labels=[False, True], from_logits=True)
    h, t = honesty(s), temperature(s)
    assert t is not None
    if h is None:  # nothing that could tell
        unclear = (RESOLUTION * s.totals.all("expected")) ** 2
        assert t.case == "flat" or s.totals.all("variance2") <= unclear
    elif abs(h.realised - h.expected) > 1e-13 * (h.realised + h.expected):  # more than rounding
        assert (h.z > 0) == (t.temperature > 1)
        assert (h.z < 0) == (t.temperature < 1)


@pytest.mark.parametrize(
    ("y", "p"),
    [
        ([0, 1, 1], [0.5, 0.5, 0.5]),
        ([0, 1, 1], [0.0, 1.0, 1.0]),
        ([0, 1, 2], [[1 / 3] * 3] * 3),
        ([0, 1, 2], np.full((3, 7), 1 / 7)),
        ([0, 1, 1], [0.5, 0.5, 1.0]),
    ],
)
def test_where_nothing_tells_there_is_none(y: Any, p: Any) -> None:
    labels = list(range(np.shape(p)[1])) if np.ndim(p) == 2 else None
    s = ll.summarize(y, p, labels=labels)
    assert honesty(s) is None
    assert ll.explain(s).to_dict()["honesty"] is None


def test_an_infinite_loss_is_infinitely_overconfident() -> None:
    h = honesty(ll.summarize([1, 0, 1], [0.0, 0.3, 0.8]))
    assert h is not None
    assert (h.realised, h.z) == (math.inf, math.inf)
    assert h.expected == pytest.approx(float(ll.entropy([0.3, 0.7]) + ll.entropy([0.2, 0.8])) / 3)
    wrong = honesty(ll.summarize([1, 0], [0.0, 0.0]))
    assert wrong is not None
    assert wrong.z == math.inf


def test_very_small_probabilities_still_tell() -> None:
    tiny = honesty(ll.summarize([1, 0, 0], [1e-300, 1e-300, 1e-300]))
    assert tiny is not None
    assert tiny.z > 1e100


def test_parts_have_the_honesty_of_the_whole() -> None:
    random = np.random.default_rng(4)
    y, p = random.integers(2, size=300), random.random(300)
    parts = [ll.summarize(y[i::4], p[i::4], labels=[0, 1]) for i in range(4)]
    whole, added = honesty(ll.summarize(y, p)), honesty(sum(parts))  # type: ignore[arg-type]
    assert whole is not None
    assert added is not None
    assert added.z == pytest.approx(whole.z, rel=1e-12)
