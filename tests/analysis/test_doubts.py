"""Doubts: each where it belongs, and not where it does not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import logloss as ll
from logloss.analysis.doubts import doubts, flipped_loss
from logloss.messages import LANGUAGES, plain
from logloss.summary import Summary

RANDOM = np.random.default_rng(0)
P = RANDOM.random(400)
Y = (RANDOM.random(400) < P).astype(int)


def found(*given: Any, **options: Any) -> list[str]:
    return [doubt.key for doubt in doubts(ll.summarize(*given, **options))]


def test_good_predictions_raise_none() -> None:
    assert found(Y, P) == []
    assert found(Y, P.astype(np.float32)) == []


CASES: dict[str, Summary] = {
    "one_class": ll.summarize(np.ones(400), 0.5 + P / 2, labels=[0, 1]),
    "all_certain": ll.summarize(Y, Y.astype(float)),
    "saturated": ll.summarize([*Y[:399].tolist(), 1], np.append(P[:399], 1 - 1e-9).astype(np.float32)),
    "reversed": ll.summarize(Y, 1 - P),
    "columns": ll.summarize(np.arange(600) % 3, np.eye(3)[(np.arange(600) + 1) % 3] * 0.97 + 0.01),
    "uneven": ll.summarize(Y, P, np.where(np.arange(400) < 4, 60.0, 1.0)),
    "few_rows": ll.summarize(Y[:99], P[:99]),
    "few_events": ll.summarize([0] * 200 + [1] * 99, [0.3] * 200 + [0.4] * 99),
    "few_clusters": ll.summarize(Y, P, cluster=np.arange(400) // 8),
    "few_times": ll.summarize(Y, P, time=np.arange(400) // 8),
    "dropped": ll.summarize(np.append(Y, 1), np.append(P, np.nan), missing="drop"),
    "renormalized": ll.summarize(Y, np.column_stack([1 - P, P]) * 0.98, renormalize=True),
}


@pytest.mark.parametrize("doubt", CASES)
def test_each_is_raised_alone(doubt: str) -> None:
    assert [d.key for d in doubts(CASES[doubt])] == [f"doubt.{doubt}"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("doubt", CASES)
def test_each_can_be_said(doubt: str, lang: str) -> None:
    words = plain(doubts(CASES[doubt])[0], lang)
    assert words
    assert "{" not in words


def test_numbers_of_each() -> None:
    numbers = {name: dict(doubts(summary)[0].values) for name, summary in CASES.items()}
    assert numbers["one_class"] == {"label": "1"}
    assert numbers["all_certain"] == {"rows": 400}
    assert numbers["saturated"] == {"rows": 1}
    assert numbers["few_rows"] == {"rows": 99}
    assert numbers["few_events"] == {"rows": 99}
    assert numbers["few_clusters"] == numbers["few_times"] == {"clusters": 50}
    assert numbers["dropped"] == {"rows": 1}
    assert numbers["reversed"]["flipped"] == pytest.approx(ll.log_loss(Y, P))
    assert numbers["reversed"]["base"] == pytest.approx(float(ll.entropy([1 - Y.mean(), Y.mean()])))


def test_just_enough_rows_and_events() -> None:
    assert found(Y[:300], P[:300]) == []
    assert found([0] * 50 + [1] * 50, [0.3] * 50 + [0.4] * 50) == ["doubt.few_events"]
    assert found([0] * 200 + [1] * 100, [0.3] * 200 + [0.4] * 100) == []


def test_certain_in_float64_is_no_saturation() -> None:
    assert found(np.append(Y, 1), np.append(P, 1.0)) == []


def test_certain_of_all_rows_but_one() -> None:
    p = Y.astype(float)
    p[0] = 0.5
    assert found(Y, p) == []


def test_bad_is_not_yet_reversed() -> None:
    assert found(Y, np.where(P < 0.5, 0.5 - P / 2, 1 - P / 2)) == []  # worse than it was, and still better
    assert found([0, 1] * 200, [1e-9, 1e-9] * 200) == []  # far above, and the flipped one too


def test_an_infinite_loss_may_be_reversed() -> None:
    p = 1.0 - Y
    p[:10] = 0.5
    assert found(Y, p) == ["doubt.reversed"]


def test_several_classes_are_not_called_reversed() -> None:
    y = np.arange(600) % 3
    p = np.full((600, 3), 0.495)
    p[np.arange(600), y] = 0.01
    assert found(y, p) == ["doubt.columns"]
    assert found(y, p[:, [1, 2, 0]]) == found(y, np.full((600, 3), 1 / 3)) == []


def test_several_classes_decided_or_saturated() -> None:
    y = np.arange(600) % 3
    assert found(y, np.eye(3)[y]) == ["doubt.all_certain"]
    half = np.full((600, 3), 0.5)
    half[np.arange(600), y] = 0  # impossible, and yet no decisions
    assert found(y, half) == ["doubt.columns"]
    p = np.full((600, 3), 1 / 3, np.float32)
    p[0] = [1, 0, 0]
    assert found(y, p) == ["doubt.saturated"]


def test_uneven_weights() -> None:
    w = np.ones(400)
    assert found(Y, P, w) == []
    w[:4] = 60.0  # (Σw)² / Σw² = 636² / 14 796 = 27
    assert found(Y, P, w) == ["doubt.uneven"]
    assert doubts(ll.summarize(Y, P, w))[0].values["alike"] == pytest.approx(636**2 / 14_796)
    assert found(Y, P, w, weights="frequency") == []


@pytest.mark.parametrize("weighted", [False, True])
def test_flipped_is_the_loss_of_the_other_probabilities(weighted: bool) -> None:
    w = RANDOM.random(400) if weighted else None
    assert flipped_loss(ll.summarize(Y, P, w)) == pytest.approx(ll.log_loss(Y, 1 - P, w), rel=1e-12)


@pytest.mark.parametrize(
    ("y", "p"),
    [
        ([1, 0, 1], [0.0, 1.0, 0.25]),  # impossible now, certain then
        ([1, 0, 1], [1.0, 0.0, 0.25]),  # certain now, impossible then
        ([1, 1, 0], [0.0, 1.0, 0.25]),
        ([1, 0], [0.0, 1.0]),
    ],
)
def test_flipped_with_zeros_and_ones(y: list[int], p: list[float]) -> None:
    assert flipped_loss(ll.summarize(y, p)) == pytest.approx(ll.log_loss(y, [1 - q for q in p]))


def test_flipped_logits() -> None:
    z = np.array([-800.0, 3.0, 40.0, -2.0])
    y = [1, 0, 1, 1]
    summary = ll.summarize(y, z, from_logits=True)
    assert flipped_loss(summary) == pytest.approx(ll.log_loss_from_logits(y, -z), rel=1e-12)


def test_flipped_from_bins_is_near() -> None:
    random = np.random.default_rng(3)
    p = random.random(100_000)
    y = (random.random(100_000) < p).astype(int)
    summary = ll.summarize(y, p)
    assert not summary.is_exact
    assert math.isclose(flipped_loss(summary), ll.log_loss(y, 1 - p), rel_tol=1e-9)
