"""The chain rule of K classes: its two parts by brute force, the first taken apart, each infinite case."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.chain import TopClass, chain, top_class
from logloss.analysis.decomposition import decomposition
from logloss.kernels.recalibration import recalibrated_loss

Array = NDArray[Any]

WORLD_CUP = Path(__file__).parents[3] / "shared" / "data" / "538_world_cup_matches_women.csv"
OUTCOMES = ["prob1_outcome", "probtie_outcome", "prob2_outcome"]
FORECASTS = ["prob1", "probtie", "prob2"]


def found(summary: ll.Summary) -> TopClass:
    result = chain(summary)
    assert result is not None
    return result


@pytest.mark.parametrize("classes", [3, 8])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("logits", [False, True])
@pytest.mark.parametrize("n", [300, 20_000])
def test_row_by_row(classes: int, weighted: bool, logits: bool, n: int) -> None:
    random = np.random.default_rng(classes)
    y, p = random.integers(classes, size=n), random.dirichlet(np.full(classes, 0.7), n)
    w = random.exponential(size=n) if weighted else np.ones(n)
    scores = np.log(p) + random.normal(size=(n, 1)) if logits else p
    s = ll.summarize(y, scores, w if weighted else None, from_logits=logits)
    c = found(s)
    highest, hit = p.max(axis=1), p.argmax(axis=1) == y
    first = np.where(hit, -np.log(highest), -np.log1p(-highest))
    rest = np.where(hit, 0, -np.log(p[np.arange(n), y] / (1 - highest)))
    assert c.loss == pytest.approx(np.average(first, weights=w), rel=1e-11)
    assert c.rest == pytest.approx(np.average(rest, weights=w), rel=1e-11)
    assert c.loss + c.rest == pytest.approx(s.loss, rel=1e-13)
    assert c.accuracy == pytest.approx(np.average(hit, weights=w), rel=1e-12)
    assert c.missed == (~hit).sum()
    d = c.decomposition
    assert d.uncertainty - d.discrimination + d.miscalibration == pytest.approx(c.loss, rel=1e-13)
    left = recalibrated_loss(hit.astype(np.uint8), highest, w if weighted else None)
    assert d.recalibrated >= left - 1e-12
    if n == 300:
        assert d.is_exact
        assert d.recalibrated == pytest.approx(left, rel=1e-12)
        alone = decomposition(ll.summarize(hit, highest, w if weighted else None, labels=[False, True]))
        assert alone is not None
        assert d.miscalibration == pytest.approx(alone.miscalibration, rel=1e-9)
    else:
        assert not d.is_exact
        assert d.recalibrated == pytest.approx(left, abs=2e-3)


def test_certain_of_another_class() -> None:
    c = found(ll.summarize([0, 1, 2], [[1, 0, 0], [1, 0, 0], [0.2, 0.2, 0.6]]))
    assert (c.loss, c.rest, c.missed) == (math.inf, 0, 1)
    assert c.decomposition.miscalibration == math.inf
    assert c.decomposition.recalibrated < math.inf


def test_a_top_class_that_is_certain_by_rounding() -> None:
    s = ll.summarize([0, 1, 2, 2], [[1, 1e-20, 1e-30]] * 3 + [[1e-20, 0, 1]])
    c = found(s)
    assert c.loss == pytest.approx(-2 * math.log(1e-20 + 1e-30) / 4, rel=1e-12)
    assert c.rest == pytest.approx(-math.log(1e-10) / 4, rel=1e-9)
    assert c.loss + c.rest == pytest.approx(s.loss, rel=1e-13)
    assert c.missed == 2


def test_impossible_beside_the_top_class() -> None:
    p = [[0.6, 0.4, 0], [0.5, 0.3, 0.2], [0.6, 0.4, 0]]
    c = found(ll.summarize([0, 1, 2], p))
    assert (c.rest, c.missed) == (math.inf, 2)
    assert c.loss == pytest.approx(-(math.log(0.6) + math.log(0.5) + math.log(0.4)) / 3)
    assert ll.explain([0, 1, 2], p).to_dict()["chain"]["rest"] is None


def test_of_several_top_classes_the_first_is_meant() -> None:
    c = found(ll.summarize([0, 1, 2], [[0.4, 0.4, 0.2]] * 3))
    assert (c.accuracy, c.missed) == (pytest.approx(1 / 3), 2)


def test_of_two_classes_there_is_none() -> None:
    assert chain(ll.summarize([0, 1], [0.2, 0.6])) is None
    assert top_class(ll.summarize([0, 1], [0.2, 0.6])) is None
    assert ll.explain([0, 1], [0.2, 0.6]).to_dict()["chain"] is None


def test_parts_have_the_chain_of_the_whole() -> None:
    random = np.random.default_rng(1)
    y, p = random.integers(3, size=400), random.dirichlet(np.ones(3), 400)
    some = [ll.summarize(y[i::4], p[i::4], labels=[0, 1, 2]) for i in range(4)]
    a, b = found(sum(some)), found(ll.summarize(y, p))  # type: ignore[arg-type]
    assert (a.loss, a.rest, a.accuracy) == pytest.approx((b.loss, b.rest, b.accuracy), rel=1e-13)
    assert a.decomposition.recalibrated == pytest.approx(b.decomposition.recalibrated, rel=1e-13)


@pytest.mark.skipif(not WORLD_CUP.exists(), reason=f"{WORLD_CUP} is not here")
def test_three_outcomes_of_football() -> None:
    e = ll.explain(OUTCOMES, FORECASTS, data=WORLD_CUP, id=["team1", "team2"], by="season")
    c = e.chain
    assert c is not None
    assert e.summary.rows > 50
    assert c.loss + c.rest == pytest.approx(e.loss, rel=1e-12)
    assert math.fsum(c.share * c.loss for c in e.classes) == pytest.approx(e.loss, rel=1e-12)
    assert e.honesty is not None
    assert e.temperature is not None
    assert e.half is not None
    assert e.groups is not None
    assert {g.name for g in e.groups} == {"2015", "2019"}
