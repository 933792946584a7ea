"""Culprits: rows in order of cost, and classes whose parts add up to the loss."""

from __future__ import annotations

import math

import numpy as np
import pytest

import logloss as ll
from logloss.analysis.culprits import by_class, culprits


def test_shares_of_all_rows_sum_to_one_dearest_first() -> None:
    random = np.random.default_rng(0)
    found = culprits(ll.summarize(random.integers(2, size=20), random.random(20)))
    assert len(found) == 20
    assert math.fsum(c.share for c in found) == pytest.approx(1)
    assert [c.share for c in found] == sorted((c.share for c in found), reverse=True)


def test_the_twenty_dearest_of_many() -> None:
    random = np.random.default_rng(1)
    y, p = random.integers(3, size=5000), random.dirichlet(np.ones(3), 5000)
    loss = -np.log(p[np.arange(5000), y])
    found = culprits(ll.summarize(y, p))
    assert [c.row.row for c in found] == np.argsort(-loss)[:20].tolist()
    assert [c.share for c in found] == pytest.approx(np.sort(loss)[::-1][:20] / loss.sum())
    assert [c.label for c in found] == [y[c.row.row] for c in found]


def test_a_weight_counts() -> None:
    first, second = culprits(ll.summarize(["no", "yes"], [0.5, 0.5], [1, 3], labels=["no", "yes"]))
    assert (first.row.row, first.label, first.share) == (1, "yes", pytest.approx(0.75))
    assert (second.row.row, second.label, second.share) == (0, "no", pytest.approx(0.25))


def test_rows_of_infinite_loss_are_kept_apart() -> None:
    found = culprits(ll.summarize([1, 1, 0], [0.0, 0.5, 0.5]))
    assert [c.row.row for c in found] == [1, 2]
    assert math.fsum(c.share for c in found) == pytest.approx(1)


def test_a_loss_of_zero_is_nobodys() -> None:
    summary = ll.summarize([1, 0], [1.0, 0.0])
    assert all(c.share == 0 for c in culprits(summary))
    assert all(c.loss == 0 and math.isnan(c.part) for c in by_class(summary))


@pytest.mark.parametrize("classes", [2, 3, 12])
@pytest.mark.parametrize("weighted", [False, True])
def test_classes_add_up_to_the_loss(classes: int, weighted: bool) -> None:
    random = np.random.default_rng(classes)
    y, p = random.integers(classes, size=400), random.dirichlet(np.ones(classes), 400)
    w = random.random(400) if weighted else None
    summary = ll.summarize(y, p, w, labels=list(range(classes)))
    found = by_class(summary)
    assert [c.label for c in found] == list(range(classes))
    assert [c.rows for c in found] == np.bincount(y, minlength=classes).tolist()
    assert math.fsum(c.share for c in found) == pytest.approx(1)
    assert math.fsum(c.share * c.loss for c in found) == pytest.approx(summary.loss, rel=1e-14)
    assert math.fsum(c.part for c in found) == pytest.approx(1)
    assert [c.part for c in found] == pytest.approx([c.share * c.loss / summary.loss for c in found])


def test_a_class_that_does_not_occur() -> None:
    absent = by_class(ll.summarize([0, 2], np.full((2, 3), 1 / 3), labels=[0, 1, 2]))[1]
    assert (absent.rows, absent.share) == (0, 0)
    assert math.isnan(absent.loss)


def test_a_class_of_infinite_loss() -> None:
    negative, positive = by_class(ll.summarize([1, 1, 0], [0.0, 0.5, 0.5]))
    assert (positive.rows, positive.loss) == (2, math.inf)
    assert negative.loss == pytest.approx(math.log(2))
    assert math.isnan(positive.part)
    assert math.isnan(negative.part)
