"""Bars that gather rows: infinite ones among themselves, so that the rest keep their height."""

from __future__ import annotations

import numpy as np

from logloss.scenes.bars import bars_of_points


def test_infinite_rows_share_no_bar_with_finite_ones() -> None:
    rng = np.random.default_rng(0)
    y, place = rng.integers(0, 2, 500), rng.normal(size=500)
    loss = rng.exponential(size=500)
    loss[::7] = np.inf
    bars = bars_of_points(y, place, loss, np.full(500, np.nan), most=50)
    infinite = np.isinf(bars.loss)
    assert len(bars) <= 50
    assert bars.rows[infinite].sum() == np.isinf(loss).sum()
    assert np.isclose((bars.loss * bars.share)[~infinite].sum(), loss[np.isfinite(loss)].sum() / 500)
