"""How few rows make half of the loss: to the row where it can be known, else between bounds that hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.half import Half, half
from logloss.summary import bins

Array = NDArray[Any]


def found(summary: ll.Summary) -> Half:
    result = half(summary)
    assert result is not None
    return result


def counted(cost: Array) -> int:
    """The costliest rows, one after the other, until they make half."""
    cost = np.sort(cost[np.isfinite(cost)])[::-1]
    return int((np.cumsum(cost) >= cost.sum() / 2 * (1 - 1e-12)).argmax()) + 1


@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize("n", [1, 2, 30, 3000])
def test_every_prediction_with_a_cell_of_its_own(n: int, classes: int) -> None:
    random = np.random.default_rng(n)
    y, p = (
        random.integers(classes, size=n),
        random.multinomial(50, random.dirichlet(np.ones(classes), n)) + 1,
    )
    p = p / p.sum(axis=1, keepdims=True)
    loss = ll.surprisal(y, p, labels=list(range(classes)))
    h = found(ll.summarize(y, p, labels=list(range(classes))))
    assert h.is_exact
    assert h.low == counted(loss)
    assert h.rows == np.isfinite(loss).sum()


def test_rows_that_all_cost_the_same() -> None:
    assert found(ll.summarize([0, 1] * 51, [0.5] * 102)) == Half(51, 51, 102)
    assert found(ll.summarize([0, 1] * 51 + [1], [0.5] * 103)) == Half(52, 52, 103)


def test_a_few_costly_rows_are_enough_whatever_the_cells() -> None:
    random = np.random.default_rng(0)
    p = 0.999 + 0.001 * random.random(50_000)
    p[:9] = 1e-9
    w = random.random(50_000)
    for weight in (None, w):
        s = ll.summarize(np.ones(50_000, int), p, weight, labels=[0, 1])
        assert not s.is_exact
        cost = -np.log(p) * (1 if weight is None else w)
        assert found(s).is_exact
        assert found(s).low == counted(cost) < 9


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("level", [0, 4, 8])
def test_bins_give_bounds(classes: int, weighted: bool, level: int) -> None:
    random = np.random.default_rng(classes)
    n = 60_000
    y, p = random.integers(classes, size=n), random.dirichlet(np.ones(classes), n)
    w = random.exponential(size=n) if weighted else None
    s = ll.summarize(y, p, w)
    s = ll.Summary(**{**vars(s), "cells": s.cells.binned(level)})
    h = found(s)
    truth = counted(-np.log(p[np.arange(n), y]) * (1 if w is None else w))
    assert h.low <= truth <= h.high
    if weighted:  # cells do not say how weights and losses go together
        assert truth <= 1.5 * h.low or level > 4
        assert h.high <= 2 * truth or level > 4
    else:
        assert h.high - h.low <= 1e-5 * 4**level * truth


def test_what_weights_may_be_bounds_the_rows_from_below() -> None:
    heavy = np.random.default_rng(0).random(5000) < 0.1
    s = ll.summarize([0, 1] * 2500, [0.5] * 5000, heavy + 0.01)
    truth = counted(heavy + 0.01)
    assert 0.9 * truth < found(s).low <= truth < found(s).high  # no row weighs more than the costliest
    few = np.r_[np.full(21, 10.0), np.full(400, 0.5)]
    least = found(ll.summarize([1] * 421, [0.5] * 421, few, labels=[0, 1]))
    assert least.low == 21 == counted(few)  # more than the twenty that are known by name


def test_classes_in_another_order_give_the_same_bounds() -> None:
    random = np.random.default_rng(6)
    y, p = random.integers(2, size=5000), random.dirichlet(np.ones(3), 5000)  # class 2 does not occur
    bounds = []
    for to in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        s = ll.summarize(np.array(to)[y], p[:, np.argsort(to)], labels=[0, 1, 2])
        bounds.append(found(ll.Summary(**{**vars(s), "cells": s.cells.binned(8)})))
    assert bounds[0] == bounds[1] == bounds[2]
    assert bounds[0].low < bounds[0].high


@pytest.mark.parametrize("binned", [False, True])
def test_a_frequency_is_so_many_rows(binned: bool) -> None:
    random = np.random.default_rng(4)
    y, p, w = random.integers(2, size=500), random.random(500), random.integers(0, 9, 500)
    s = ll.summarize(y, p, w, weights="frequency")
    truth = counted(np.repeat(ll.surprisal(y, p), w))
    if binned:
        h = found(ll.Summary(**{**vars(s), "cells": s.cells.binned(3)}))
        assert h.low <= truth <= h.high
    else:
        assert found(s) == Half(truth, truth, int(w.sum()))


probability = st.sampled_from([0.0, 1e-300, 1e-9, 0.5, 0.9, 1.0]) | st.floats(0, 1)
rows = st.lists(
    st.tuples(st.booleans(), probability, st.sampled_from([1.0, 1.0, 1e-3]) | st.floats(1e-6, 1e6)),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=200)
@given(rows=rows, kind=st.sampled_from(["none", "analytic"]), level=st.sampled_from([None, 0, 5, 12]))
def test_bounds_hold(rows: list[tuple[bool, float, float]], kind: str, level: int | None) -> None:
    y, p, w = (np.array(column) for column in zip(*rows, strict=True))
    s = ll.summarize(y, p, None if kind == "none" else w, labels=[False, True])
    if level is not None:
        s = ll.Summary(**{**vars(s), "cells": s.cells.binned(level)})
    h = half(s)
    cost = ll.surprisal(y, p, labels=[False, True]) * (1 if kind == "none" else w)
    if not (cost[np.isfinite(cost)] > 0).any():
        assert h is None
        return
    assert h is not None
    assert 1 <= h.low <= h.high
    # ties of half itself may go either way by rounding
    ordered = np.sort(cost[np.isfinite(cost)])[::-1]
    share = np.cumsum(ordered) / ordered.sum()
    assert share[h.high - 1] >= 0.5 - 1e-9
    assert h.low == 1 or share[h.low - 2] < 0.5 + 1e-9


def test_rows_of_infinite_loss_are_left_out() -> None:
    assert found(ll.summarize([1, 1, 1, 0], [0.0, 0.5, 0.5, 0.25])) == Half(2, 2, 3)
    assert half(ll.summarize([1, 0], [0.0, 1.0])) is None
    assert half(ll.summarize([1, 0], [1.0, 0.0])) is None
    assert ll.explain([1, 0], [1.0, 0.0]).to_dict()["half"] is None


def test_parts_have_the_half_of_the_whole() -> None:
    random = np.random.default_rng(2)
    y, p, w = random.integers(2, size=400), random.random(400), random.random(400)
    for weight in (None, w):
        parts = [
            ll.summarize(y[i::3], p[i::3], None if weight is None else w[i::3], labels=[0, 1])
            for i in range(3)
        ]
        assert half(sum(parts)) == half(ll.summarize(y, p, weight))  # type: ignore[arg-type]


def test_the_edges_of_bins_are_where_bins_change() -> None:
    z = np.concatenate([np.linspace(-60, 60, 5001), [0.0, -np.inf, np.inf, 1e-9, -1e-9]])
    for level in (0, 1, 5):
        key = bins.coarser(bins.bin_of(z), level)
        low, high = bins.edges(key, level)
        assert ((low <= z) & (z <= high)).all()
        inside = np.isfinite(low) & np.isfinite(high) & (low < high)
        middle = (low[inside] + high[inside]) / 2
        assert (bins.coarser(bins.bin_of(middle), level) == key[inside]).all()
        width = np.unique((high[inside] - low[inside]).round(12))
        assert {2**level / 128} <= {*width} <= {2**level / 128, 2**level / 8}
