"""The best temperature: against a plain search over the rows, and each case by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

import logloss as ll
from logloss.analysis.temperature import Temperature, temperature

Array = NDArray[Any]


def found(summary: ll.Summary) -> Temperature:
    result = temperature(summary)
    assert result is not None
    return result


def loss_at(t: float, z: Array, y: Array, w: Array) -> float:
    """The mean of logsumexp(z/T) − z_y/T, row by row; z of shape (n, K)."""
    z = z / t
    top = z.max(axis=1)
    loss = top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - z[np.arange(len(y)), y]
    return float(np.average(loss, weights=w))


def searched(z: Array, y: Array, w: Array) -> tuple[float, float]:
    """The best T and the loss there, by bounded search of ln T."""
    best = minimize_scalar(
        lambda log_t: loss_at(math.exp(log_t), z, y, w),
        bounds=(-4, 4),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return math.exp(best.x), float(best.fun)


def drawn(n: int, classes: int, sharper: float, seed: int = 0) -> tuple[Array, Array, Array]:
    """Labels drawn from the softmax of z, z made sharper, and weights."""
    random = np.random.default_rng(seed)
    z = 2 * random.normal(size=(n, classes))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    y = (p.cumsum(axis=1) > random.random((n, 1))).argmax(axis=1)
    return sharper * z, y, random.exponential(size=n)


@pytest.mark.parametrize("sharper", [0.3, 1, 3])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("logits", [False, True])
def test_two_classes_exactly(sharper: float, weighted: bool, logits: bool) -> None:
    z, y, w = drawn(3000, 2, sharper)
    scores = z[:, 1] - z[:, 0]
    if not logits:
        scores = 1 / (1 + np.exp(-scores))
    s = ll.summarize(y, scores, w if weighted else None, from_logits=logits)
    t = found(s)
    best, least = searched(z, y, w if weighted else np.ones(3000))
    assert t.temperature == pytest.approx(best, rel=1e-6)  # the search finds no better
    assert t.loss == pytest.approx(least, rel=1e-12)
    assert t.gain == pytest.approx(s.loss - least, rel=1e-9, abs=1e-15)
    assert (t.case, t.is_exact) == ("finite", True)


def test_two_classes_in_bins() -> None:
    z, y, w = drawn(60_000, 2, 2)
    s = ll.summarize(y, z[:, 1] - z[:, 0], w, from_logits=True)
    t = found(s)
    best, least = searched(z, y, w)
    assert not t.is_exact
    assert t.temperature == pytest.approx(best, rel=1e-5)
    assert t.loss == pytest.approx(least, rel=1e-6)


def test_coarse_bins_still_tell_the_gain() -> None:
    z, y, w = drawn(5000, 2, 1.2)
    s = ll.summarize(y, z[:, 1] - z[:, 0], w, from_logits=True)
    coarse = ll.Summary(**{**vars(s), "cells": s.cells.binned(5)})  # a quarter of a unit of log-odds wide
    t = found(coarse)
    assert t.gain == pytest.approx(found(s).gain, rel=0.02)
    assert t.loss + t.gain == pytest.approx(s.loss, rel=1e-14)


@pytest.mark.parametrize("sharper", [0.15, 0.3, 1, 3, 7])
@pytest.mark.parametrize("classes", [3, 10])
@pytest.mark.parametrize("n", [60, 3000])
def test_more_classes_between_the_temperatures_kept(sharper: float, classes: int, n: int) -> None:
    z, y, w = drawn(n, classes, sharper)
    s = ll.summarize(y, z, w, from_logits=True, temperatures=True, labels=list(range(classes)))
    t = found(s)
    best, least = searched(z, y, w)
    assert t.case == "finite"
    assert not t.is_exact
    assert t.temperature == pytest.approx(best, rel=1e-4)
    assert t.loss == pytest.approx(least, rel=1e-5)
    assert t.gain == pytest.approx(s.loss - least, abs=1e-5)
    assert t.gain >= 0


logits = st.sampled_from([0.0, 1.0, -1.0, 1e-8, -1e-8, 1e5, -1e5]) | st.floats(-50, 50)
rows = st.lists(st.tuples(st.booleans(), logits, st.floats(0.01, 10)), min_size=1, max_size=20)


@settings(deadline=None, max_examples=200)
@given(rows=rows)
@example(rows=[(False, -4.0, 1.0), (False, -4.5e-115, 3.0), (True, -4.5e-115, 0.01)])
def test_no_other_temperature_is_better(rows: list[tuple[bool, float, float]]) -> None:
    y, z, w = (np.array(column) for column in zip(*rows, strict=True))
    s = ll.summarize(y, z, w, labels=[False, True], from_logits=True)
    t = found(s)
    margin = np.where(y, z, -z)
    assert t.gain >= 0
    assert t.loss == pytest.approx(s.loss - t.gain, rel=1e-12, abs=1e-15)
    for other in (1e-9, 1e-3, 0.3, 1, 1.1, 5, 1e3, 1e9, t.temperature * 0.99, t.temperature * 1.01):
        if 0 < other < math.inf:
            loss = np.average(np.logaddexp(0, -margin / other), weights=w)
            assert t.loss <= loss * (1 + 1e-10) + 1e-13


# ---- the cases --------------------------------------------------------------------------------------------


def test_always_right_the_sharper_the_better() -> None:
    t = found(ll.summarize([1, 0, 1], [0.6, 0.2, 0.9]))
    assert (t.temperature, t.loss, t.case) == (0, 0, "zero")
    undecided = found(ll.summarize([1, 0, 1, 0], [0.6, 0.2, 0.9, 0.5]))
    assert undecided.case == "zero"
    assert undecided.loss == pytest.approx(math.log(2) / 4)
    three = found(ll.summarize([0, 1, 2], 0.2 + 0.4 * np.eye(3), temperatures=True))
    assert (three.temperature, three.loss, three.case) == (0, 0, "zero")


def test_wrong_on_average_the_softer_the_better() -> None:
    t = found(ll.summarize([1, 0, 1], [0.4, 0.8, 0.7]))
    assert (t.temperature, t.loss, t.case) == (math.inf, pytest.approx(math.log(2)), "infinite")
    # Σ(z_y − mean z) = 0 to the last bit is the edge, and belongs to it
    assert found(ll.summarize([1, 0], [1.0, 1.0], from_logits=True)).case == "infinite"
    # a row that is certain and right costs nothing at any temperature
    certain = found(ll.summarize([1, 0, 1, 1], [0.4, 0.8, 0.7, 1.0]))
    assert certain.case == "infinite"
    assert certain.loss == pytest.approx(3 * math.log(2) / 4)


def test_impossible_at_every_temperature() -> None:
    t = found(ll.summarize([1, 0, 1], [0.0, 0.8, 0.7]))
    assert (t.loss, t.case) == (math.inf, "impossible")
    assert math.isnan(t.temperature)
    three = ll.summarize([0, 1, 2], [[0.5, 0.5, 0], [0.5, 0.5, 0], [0.5, 0.5, 0]], temperatures=True)
    assert found(three).case == "impossible"
    assert ll.explain(three).to_dict()["temperature"]["loss"] is None


def test_a_certainty_by_rounding_is_not_impossible() -> None:
    # the second column is 1, and the first is not 0
    t = found(ll.summarize([0, 1, 1, 1], [[1e-20, 1], [0.01, 0.99], [0.01, 0.99], [0.01, 0.99]]))
    z = np.log([[1e-20, 1], [0.01, 0.99], [0.01, 0.99], [0.01, 0.99]])
    assert t.case == "infinite"
    few = np.repeat(z, [1, 30, 1, 1], axis=0)
    y = np.array([0] + [1] * 32)
    t = found(ll.summarize(y, np.exp(few)))
    best, least = searched(few, y, np.ones(33))
    assert (t.temperature, t.loss) == (pytest.approx(best, rel=1e-6), pytest.approx(least, rel=1e-12))


@pytest.mark.parametrize("p", [0.5, 1.0])
def test_nothing_to_soften(p: float) -> None:
    t = found(ll.summarize([1, 1], [p, p], labels=[0, 1]))
    assert (t.temperature, t.gain, t.case) == (1, 0, "flat")
    three = ll.summarize([0, 1, 2], np.full((3, 3), 1 / 3) if p < 1 else np.eye(3), temperatures=True)
    assert found(three).case == "flat"


def test_beyond_the_temperatures_kept() -> None:
    nearly = np.array([[0.334, 0.333, 0.333]] * 20)
    below = found(ll.summarize([0] * 19 + [1], nearly, labels=[0, 1, 2], temperatures=True))
    assert (below.temperature, below.case) == (1 / 8, "below")
    sure = np.array([[0.98, 0.01, 0.01]] * 9)
    above = found(ll.summarize([0, 1, 2] * 3, sure, temperatures=True))
    assert (above.temperature, above.case) == (8, "above")
    assert 0 < above.gain == pytest.approx(ll.log_loss([0, 1, 2] * 3, sure) - above.loss)


def test_ties_at_the_top_are_right_but_not_for_nothing() -> None:
    s = ll.summarize([0, 0, 0], [[0.4, 0.4, 0.2]] * 3, labels=[0, 1, 2], temperatures=True)
    t = found(s)
    assert t.case == "zero"
    assert t.loss == pytest.approx(math.log(2), rel=0.01)  # the loss at 1/8, where its limit is not known


# ---- where it is kept -------------------------------------------------------------------------------------


def test_more_classes_keep_temperatures_unasked_where_that_is_cheap(tmp_path: Any) -> None:
    z, y, _ = drawn(200, 3, 2)
    few = ll.explain(y, z, from_logits=True)
    assert few.temperature is not None
    assert few.to_dict()["temperature"]["case"] == "finite"
    many = np.tile(z, (300, 1)), np.tile(y, 300)
    assert ll.explain(many[1], many[0], from_logits=True).temperature is None
    assert ll.explain(many[1], many[0], from_logits=True, temperatures=True).temperature is not None
    assert ll.explain(y, z, from_logits=True, temperatures=False).temperature is None
    assert ll.summarize(y, z, from_logits=True).temperatures is None
    file = tmp_path / "three.csv"
    file.write_text(
        "y,a,b,c\n" + "".join(f"{k},{','.join(map(repr, r))}\n" for k, r in zip(y, z.tolist(), strict=True))
    )
    read = ll.explain("y", ["a", "b", "c"], data=file, from_logits=True)
    assert read.temperature is not None
    assert read.temperature.temperature == pytest.approx(few.temperature.temperature)


def test_parts_have_the_temperature_of_the_whole() -> None:
    for classes in (2, 3):
        z, y, w = drawn(400, classes, 2)
        how: dict[str, Any] = {"from_logits": True, "temperatures": True, "labels": list(range(classes))}
        parts = [ll.summarize(y[i::4], z[i::4], w[i::4], **how) for i in range(4)]
        whole, added = found(ll.summarize(y, z, w, **how)), found(sum(parts))  # type: ignore[arg-type]
        assert added.temperature == pytest.approx(whole.temperature, rel=1e-9)
        assert added.loss == pytest.approx(whole.loss, rel=1e-12)
