"""The yardstick: published numbers, scikit-learn's D², and the cases in which there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import d2_log_loss_score

import logloss as ll
from logloss.analysis.yardstick import yardstick
from logloss.errors import ArgumentError


@pytest.mark.parametrize(("weight", "published"), [(None, 1.4183), ([5, 1], 3.1087)])
def test_normalized_entropy_as_torcheval_publishes_it(weight: list[float] | None, published: float) -> None:
    found = yardstick(ll.summarize([1, 0], [0.2, 0.3], weight)).normalized
    assert found == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("weighted", [False, True])
def test_skill_is_scikit_learns_d2(classes: int, weighted: bool) -> None:
    random = np.random.default_rng(classes)
    y = random.integers(classes, size=200)
    p = random.dirichlet(np.ones(classes), 200)
    w = random.random(200) if weighted else None
    skill = yardstick(ll.summarize(y, p, w)).skill
    assert skill == pytest.approx(d2_log_loss_score(y, p, sample_weight=w), rel=1e-9)


def test_one_class_has_no_yardstick() -> None:
    found = yardstick(ll.summarize([1, 1], [0.5, 0.25], labels=[0, 1]))
    assert (found.base_loss, found.normalized, found.skill) == (0, None, None)
    assert found.shares == (0, 1)


def test_one_class_has_a_yardstick_when_a_base_rate_is_given() -> None:
    found = yardstick(ll.summarize([1, 1], [0.5, 0.5], labels=[0, 1]), base_rate=0.25)
    assert found.base_loss == pytest.approx(math.log(4))
    assert found.skill == pytest.approx(0.5)


def test_a_given_base_rate_is_guessed_instead_of_the_datas_own() -> None:
    summary = ll.summarize([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
    found = yardstick(summary, 0.5)
    assert found.given
    assert found.base_loss == pytest.approx(math.log(2))
    assert found.normalized == pytest.approx(summary.loss / math.log(2))
    assert found.shares == (0.25, 0.75)
    own = yardstick(summary, 0.75)
    assert own.base_loss == pytest.approx(yardstick(summary).base_loss)
    assert not yardstick(summary).given


def test_a_given_base_rate_of_several_classes() -> None:
    summary = ll.summarize([0, 1, 2], np.full((3, 3), 1 / 3))
    found = yardstick(summary, [0.5, 0.25, 0.25])
    assert found.base_loss == pytest.approx(math.log(2) * 5 / 3)


def test_a_given_base_rate_that_excludes_what_happened_costs_infinity() -> None:
    found = yardstick(ll.summarize([1, 0], [0.5, 0.5]), 0.0)
    assert (found.base_loss, found.normalized, found.skill) == (math.inf, 0, 1)


@pytest.mark.parametrize("rate", [-0.1, 1.1, math.nan, "half", [0.5, 0.6], [0.2, 0.3, 0.5], None.__class__])
def test_a_base_rate_that_is_none_is_refused(rate: object) -> None:
    with pytest.raises(ArgumentError, match="base_rate must be the share of the positive class, got"):
        yardstick(ll.summarize([1, 0], [0.5, 0.5]), rate)  # type: ignore[arg-type]


def test_a_single_share_does_not_do_for_three_classes() -> None:
    with pytest.raises(ArgumentError, match="the share of each of 3 classes, got "):
        yardstick(ll.summarize([0, 1, 2], np.full((3, 3), 1 / 3)), 0.5)


def test_the_loss_in_other_words() -> None:
    found = yardstick(ll.summarize([1, 0, 1], [0.5, 0.75, 0.5], [2, 1, 1]))
    assert found.code_bits == pytest.approx(2 + 2 + 1)
    assert found.geometric_mean == pytest.approx(2 ** (-5 / 4))
    assert found.perplexity == pytest.approx(2 ** (5 / 4))


def test_an_infinite_loss_in_other_words() -> None:
    found = yardstick(ll.summarize([1, 0], [0.0, 0.5]))
    assert (found.geometric_mean, found.perplexity, found.code_bits) == (0, math.inf, math.inf)
    assert (found.normalized, found.skill) == (math.inf, -math.inf)


def test_a_perplexity_beyond_all_floats_is_infinite() -> None:
    summary = ll.summarize([1, 0], [-2000.0, 0.0], from_logits=True)
    assert yardstick(summary).perplexity == math.inf
