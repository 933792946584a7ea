"""The three recalibrating maps, against scikit-learn, and in the cases that have no fit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from logloss.analysis.maps import (
    Sigmoid,
    fitted_isotonic,
    fitted_sigmoid,
    fitted_temperature,
    losses_of,
    total_loss,
)

Array = NDArray[Any]

score = st.sampled_from([-math.inf, -745.0, -1.0, 0.0, 1e-9, 1.0, 36.0, math.inf]) | st.floats(-30, 30)
scores = st.lists(st.tuples(score, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12)


def rows(n: int, seed: int = 0) -> tuple[Array, Array, Array]:
    """Log-odds that are too steep and off by some, weights by class, and each row's class."""
    random = np.random.default_rng(seed)
    z = np.sort(random.normal(0, 2, n))
    y = random.random(n) < 1 / (1 + np.exp(-(0.6 * z + 0.4)))
    w = random.exponential(size=n)
    return z, np.stack([w * ~y, w * y]), y


def logistic(z: Array, weight: Array, intercept: bool) -> tuple[float, float]:
    """Logistic regression without a penalty, by scikit-learn."""
    model = LogisticRegression(C=np.inf, fit_intercept=intercept, solver="newton-cholesky", tol=1e-12)
    model.fit(z[:, None], weight[1] > 0, weight.sum(axis=0))
    return float(model.coef_[0, 0]), float(model.intercept_[0]) if intercept else 0.0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shift", [0.0, -6.0])
def test_sigmoid_and_temperature_are_logistic_regression(seed: int, shift: float) -> None:
    z, weight, _ = rows(200, seed)
    for fit, intercept in ((fitted_temperature, False), (fitted_sigmoid, True)):
        found = fit(z + shift, weight)
        assert found is not None
        slope, moved = logistic(z + shift, weight, intercept)
        if slope > 0:
            assert (found.slope, found.intercept) == pytest.approx((slope, moved), rel=1e-6, abs=1e-6)
        else:
            assert found.slope == 0


@pytest.mark.parametrize("outlier", [1e3, 1e9])
def test_one_huge_logit_does_not_hide_the_rest(outlier: float) -> None:
    z, weight, _ = rows(200)
    expected = fitted_temperature(z, weight)
    found = fitted_temperature(np.r_[z, outlier], np.c_[weight, [0, 1]])
    assert expected is not None
    assert found is not None
    assert found.slope == pytest.approx(expected.slope, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_isotonic_is_scikit_learns_between_its_ends(seed: int) -> None:
    z, weight, y = rows(300, seed)
    expected = IsotonicRegression(y_min=0, y_max=1).fit(z, y, weight.sum(axis=0)).predict(z)
    found = 1 / (1 + np.exp(-fitted_isotonic(z, weight)(z)))
    inner = (expected > 0) & (expected < 1)
    assert inner.sum() > 100
    assert found[inner] == pytest.approx(expected[inner], rel=1e-9)
    assert ((found > 0) & (found < 1)).all()


def test_isotonic_takes_its_ends_for_less_than_certain() -> None:
    z = np.array([-3.0, -1.0, 0.0, 2.0])
    found = fitted_isotonic(z, np.array([[9, 1, 1, 0], [0, 1, 1, 4]]))
    p = 1 / (1 + np.exp(-found(np.array([-9.0, -3.0, -1.0, 0.0, 2.0, 9.0]))))
    assert p == pytest.approx([0.5 / 10, 0.5 / 10, 0.5, 0.5, 4.5 / 5, 4.5 / 5])
    half = found(np.array([1.0]))  # halfway between log-odds 0 and log 9
    assert half == pytest.approx(math.log(9) / 2)
    # One row at the end says little: not less than the block beside it does.
    steep = fitted_isotonic(np.array([0.0, 1.0, 2.0]), np.array([[1, 99, 0], [0, 1, 1]]))
    assert 1 / (1 + np.exp(-steep(np.array([0.0])))) == pytest.approx(0.01)
    # Weights count as rows by their unit.
    assert fitted_isotonic(z, np.array([[27, 3, 3, 0], [0, 3, 3, 12.0]]), unit=3)(z) == pytest.approx(
        found(z)
    )


def test_isotonic_maps_certain_scores_by_what_happened() -> None:
    z = np.array([-math.inf, 0.0, math.inf])
    found = fitted_isotonic(z, np.array([[3, 1, 1], [1, 1, 3]]))
    assert found(z) == pytest.approx([-math.log(3), 0, math.log(3)])
    assert found(np.array([-5.0, 5.0])) == pytest.approx(
        [0, 0]
    )  # a line to infinity is flat where it is finite


@settings(deadline=None, max_examples=80)
@given(scores)
def test_what_is_fitted_is_best(given_scores: list[tuple[float, int, int]]) -> None:
    given_scores = [s for s in given_scores if s[1] + s[2]]
    if not given_scores:
        return
    table = {s[0]: s[1:] for s in given_scores}
    z = np.array(sorted(table))
    weight = np.array([table[s] for s in z]).T
    at = np.linspace(-40, 40, 99)
    isotonic = fitted_isotonic(z, weight)(np.r_[-math.inf, at, math.inf])
    assert np.isfinite(isotonic).all()
    assert (np.diff(isotonic) >= -1e-9).all()
    finite = np.isfinite(z)
    before = total_loss(z[finite], weight[:, finite])
    for found in (fitted_temperature(z, weight), fitted_sigmoid(z, weight)):
        if found is None:
            continue
        assert found.slope >= 0
        least = total_loss(found(z[finite]), weight[:, finite])
        assert least <= before + 1e-9
        for slope in (found.slope * 0.99, found.slope * 1.01):
            beside = Sigmoid(slope, found.intercept)
            assert total_loss(beside(z[finite]), weight[:, finite]) >= least - 1e-9


# ---- without a fit, or at its edge ------------------------------------------------------------------------


def test_all_on_the_right_side_of_a_half_has_no_temperature() -> None:
    z = np.array([-1.0, 0.0, 2.0])
    assert fitted_temperature(z, np.array([[1, 1, 0], [0, 1, 1]])) is None
    assert fitted_temperature(z, np.array([[1, 1, 0], [1, 1, 1]])) is not None


def test_worse_than_a_coin_has_an_infinite_temperature() -> None:
    found = fitted_temperature(np.array([-1.0, 2.0]), np.array([[1, 3], [3, 1]]))
    assert found == Sigmoid(0.0)
    assert found(np.array([-1.0, 2.0, math.inf])).tolist() == [0, 0, math.inf]


def test_scores_that_say_nothing_keep_their_temperature() -> None:
    assert fitted_temperature(np.array([0.0, math.inf]), np.array([[1, 0], [5, 1]])) == Sigmoid(1.0)


def test_a_score_that_divides_the_classes_has_no_sigmoid() -> None:
    z = np.array([-1.0, 0.0, 2.0])
    assert fitted_sigmoid(z, np.array([[1, 1, 0], [0, 1, 1]])) is None
    assert fitted_sigmoid(z, np.array([[1, 1, 1], [0, 0, 0]])) is None


def test_a_score_that_divides_them_the_wrong_way_becomes_the_base_rate() -> None:
    found = fitted_sigmoid(np.array([-1.0, 2.0]), np.array([[0, 3], [1, 0]]))
    assert found == Sigmoid(0.0, -math.log(3))


def test_one_score_alone_is_shifted() -> None:
    found = fitted_sigmoid(np.array([2.0]), np.array([[1], [1]]))
    assert found == Sigmoid(1.0, -2.0)


def test_certain_scores_do_not_count() -> None:
    z, weight, _ = rows(50)
    certain = np.r_[-math.inf, z, math.inf], np.c_[[5, 2], weight, [0, 7]]
    assert fitted_sigmoid(*certain) == fitted_sigmoid(z, weight)
    assert fitted_temperature(*certain) == fitted_temperature(z, weight)


def test_losses_of_certain_scores() -> None:
    assert losses_of(np.array([-math.inf, 0.0])).round(4).tolist() == [[0.0, 0.6931], [math.inf, 0.6931]]
    assert total_loss(np.array([math.inf]), np.array([[0], [1]])) == 0
    assert total_loss(np.array([math.inf]), np.array([[1], [1]])) == math.inf
