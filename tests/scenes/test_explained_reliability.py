"""The reliability picture: its curve is the Explanation's, and where all lies near an end only that is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logloss as ll
from logloss.scenes.explained_reliability import _within, reliability_scene
from logloss.scenes.marks import Band, Bar, Curve, Dot, Line, Scene


def drawn(y: Any, p: Any) -> Scene:
    scene = reliability_scene(ll.explain(y, p, labels=[0, 1]))
    assert scene is not None
    return scene


def test_the_curve_is_the_recalibrated_one() -> None:
    y, p = [0, 1, 0, 1, 1], [0.2, 0.4, 0.6, 0.8, 0.9]
    curve = drawn(y, p).mark("reliability")
    assert isinstance(curve, Curve)
    assert curve.x == (0.2, 0.4, 0.6, 0.8, 0.9)
    assert curve.y == (0.0, 0.5, 0.5, 1.0, 1.0)


def test_areas_of_the_histogram_are_shares_of_the_rows() -> None:
    p = np.r_[np.full(30, 0.305), np.full(10, 0.705)]
    scene = drawn([0, 1] * 20, p)
    bars = [m for m in scene.marks if isinstance(m, Bar)]
    assert [(round(b.x0, 2), round(b.x1, 2)) for b in bars] == [(0.3, 0.32), (0.7, 0.72)]
    assert bars[0].y1 / bars[1].y1 == pytest.approx(3)


def test_one_prediction_is_a_dot() -> None:
    scene = drawn([0, 1, 1, 0], [0.5] * 4)
    assert scene.mark("reliability") == Dot("reliability", "model", 0.5, 0.5)
    assert isinstance(scene.mark("band"), Line)


@pytest.mark.parametrize("turned", [False, True])
def test_rare_events_are_seen_from_near(turned: bool) -> None:
    random = np.random.default_rng(0)
    p = random.beta(1, 99, 20_000)
    y = (random.random(20_000) < p).astype(int)
    scene = drawn(1 - y, 1 - p) if turned else drawn(y, p)
    ends = (scene.x.low, scene.x.high)
    assert ends == (scene.y.low, scene.y.high)
    assert (1 - ends[0] if turned else ends[1]) <= 0.1
    for mark in scene.marks:
        if isinstance(mark, (Curve, Band)):
            values = (*mark.x, *(mark.y if isinstance(mark, Curve) else (*mark.low, *mark.high)))
            assert ends[0] - 1e-12 <= min(values) <= max(values) <= ends[1] + 1e-12


def test_of_more_classes_there_is_no_curve() -> None:
    assert reliability_scene(ll.explain([0, 1, 2], np.full((3, 3), 1 / 3))) is None


rising = st.lists(st.floats(0, 1), min_size=2, max_size=8, unique=True).map(sorted)


@settings(max_examples=100, deadline=None)
@given(rising, rising, st.sampled_from([(0.0, 1.0), (0.0, 0.3), (0.7, 1.0)]))
def test_what_is_cut_stays_on_the_curve(x: list[float], y: list[float], ends: tuple[float, float]) -> None:
    n = min(len(x), len(y))
    xs, ys = np.array(x[:n]), np.array(y[:n])
    cut_x, cut_y = _within(xs, ys, *ends)
    assert np.allclose(np.interp(cut_x, xs, ys), cut_y, atol=1e-6) or np.diff(xs).min() < 1e-6
    for cut in (cut_x, cut_y):
        assert (cut >= ends[0] - 1e-9).all()
        assert (cut <= ends[1] + 1e-9).all()
