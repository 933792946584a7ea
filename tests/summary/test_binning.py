"""Rows that go to their bins at once are in the bins that they would have come to by sorting."""

from __future__ import annotations

import numpy as np
import pytest

from logloss.summary.binning import surely_more
from logloss.summary.cells import COLUMNS, MOST_EXACT, cells_of, exact_cells, gathered

N = 4 * MOST_EXACT


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("logit", [False, True])
def test_binned_at_once_is_binned_after_sorting(logit: bool, weighted: bool) -> None:
    rng = np.random.default_rng(1)
    y = rng.integers(0, 3, N)
    score = rng.normal(0, 4, N) if logit else rng.random(N)
    score[:2] = (np.inf, -np.inf) if logit else (0.0, 1.0)
    loss, w = rng.exponential(size=N), rng.integers(0, 3, N) * 0.3 if weighted else None
    loss[5] = np.inf
    at_once = cells_of(y, score, logit, loss, w)
    v = np.ones(N) if w is None else w
    there = v > 0
    columns = (
        y[there],
        score[there],
        there[there].astype(np.int64),
        v[there],
        v[there] ** 2,
        v[there] * loss[there],
    )
    sorted_first = gathered(exact_cells(logit, *columns)).binned()
    assert not at_once.exact
    for name in COLUMNS:
        assert getattr(at_once, name) == pytest.approx(getattr(sorted_first, name), rel=1e-12), name


@pytest.mark.parametrize("different", [1, 2, 1000, MOST_EXACT - 1, MOST_EXACT])
@pytest.mark.parametrize("order", ["shuffled", "sorted", "in turn"])
@pytest.mark.parametrize("n", [N, N + 1, 20 * N])
def test_few_different_ones_are_never_taken_for_many(different: int, order: str, n: int) -> None:
    score = np.arange(n) % different + 0.5
    if order == "sorted":
        score.sort()
    elif order == "shuffled":
        np.random.default_rng(n).shuffle(score)
    assert not surely_more(score, MOST_EXACT)


def test_many_different_ones_are_told_from_enough_rows() -> None:
    assert surely_more(np.random.default_rng(2).random(N), MOST_EXACT)
    assert not surely_more(np.random.default_rng(2).random(N - 1), MOST_EXACT)
