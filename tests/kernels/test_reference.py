"""The specification itself: against exactly rounded sums, and against 50 digits of mpmath."""

from __future__ import annotations

import math
import tracemalloc
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray

from logloss.kernels import reference
from logloss.kernels.reference import BLOCK, CompensatedSum

Array = NDArray[np.generic]

TINY = 5e-324  # the smallest subnormal
NEXT_TO_ONE = [1 - 2.0**-53, 1 - 2.0**-52, 1 - 1e-12]
NASTY = [TINY, 2.2e-308, 1e-300, 1e-20, 2.0**-54, 2.0**-53, 3 * 2.0**-54, 1e-9, 0.5, *NEXT_TO_ONE]
LENGTHS = [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5]


def exact(p: float, y: int) -> float:
    """−ln p or −ln(1 − p) to 50 digits, rounded once."""
    with mpmath.workdps(400):  # 1 − 5e-324 needs them
        return float(-mpmath.log(mpmath.mpf(p) if y else 1 - mpmath.mpf(p)))


def predictions(seed: int, n: int) -> tuple[Array, Array]:
    """Random rows, a third of them nasty, whose losses span 300 orders of magnitude."""
    rng = np.random.default_rng(seed)
    p = np.where(rng.random(n) < 1 / 3, rng.choice(NASTY, n), rng.random(n))
    return (rng.random(n) < 0.5).astype(np.uint8), p


def fsum_of(y: Array, p: Array, weight: Array | None = None) -> tuple[float, float]:
    """Exactly rounded sums of row losses, by math.fsum."""
    loss = reference.surprisal(y, p)
    w = np.ones(len(p)) if weight is None else weight.astype(np.float64)
    counted = w > 0
    return math.fsum(w[counted]), math.fsum((w[counted] * loss[counted]).tolist())


# ---- rows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("p", NASTY)
def test_surprisal_has_every_digit(p: float, y: int) -> None:
    assert reference.surprisal(np.array([y]), np.array([p]))[0] == pytest.approx(
        exact(p, y), rel=1e-15, abs=0
    )


@pytest.mark.parametrize(
    ("p", "y", "loss"),
    [(0.0, 1, math.inf), (1.0, 0, math.inf), (0.0, 0, 0.0), (1.0, 1, 0.0), (-0.0, 1, math.inf)],
)
def test_certainty_costs_all_or_nothing(p: float, y: int, loss: float) -> None:
    found = reference.surprisal(np.array([y]), np.array([p]))[0]
    assert found == loss
    assert math.copysign(1, found) == 1  # a loss of -0 would be printed as such


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int8, np.int64, np.float64])
def test_labels_of_any_type_are_the_same_labels(dtype: type) -> None:
    y, p = predictions(1, 100)
    assert np.array_equal(reference.surprisal(y.astype(dtype), p), reference.surprisal(y, p))
    assert reference.total(y.astype(dtype), p) == reference.total(y, p)


def test_float32_is_widened_before_the_logarithm() -> None:
    p = np.array([1e-12, 0.3, 1 - 2.0**-24], dtype=np.float32)
    for y in (np.zeros(3, np.uint8), np.ones(3, np.uint8)):
        assert np.array_equal(reference.surprisal(y, p), reference.surprisal(y, p.astype(np.float64)))
        assert reference.total(y, p) == reference.total(y, p.astype(np.float64))


def test_integers_and_booleans_are_probabilities_too() -> None:
    y = np.array([1, 0, 1])
    for p in (np.array([1, 0, 0]), np.array([True, False, False]), np.array([1, 0, 0], dtype=np.uint8)):
        assert reference.surprisal(y, p).tolist() == [0.0, 0.0, math.inf]


# ---- sums ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", LENGTHS)
def test_total_is_the_exactly_rounded_sum(n: int) -> None:
    y, p = predictions(n, n)
    weight, loss = reference.total(y, p)
    expected = fsum_of(y, p)
    assert weight == n
    assert loss == pytest.approx(expected[1], rel=1e-15, abs=0)


@pytest.mark.parametrize("n", LENGTHS)
def test_weighted_total_is_the_exactly_rounded_sum(n: int) -> None:
    y, p = predictions(n, n)
    w = 10.0 ** np.random.default_rng(n).uniform(-12, 12, n)
    assert reference.total(y, p, w) == pytest.approx(fsum_of(y, p, w), rel=1e-15, abs=0)


def test_total_of_losses_that_plain_addition_loses() -> None:
    # 10,000 losses of 1e-17 beside one of 1: added one by one in floats, they would vanish.
    p = np.concatenate([[math.exp(-1)], np.full(10_000, 1e-17)])
    y = np.array([1] + [0] * 10_000)
    assert reference.total(y, p)[1] == pytest.approx(float(1 + Fraction(10_000, 10**17)), rel=1e-15, abs=0)
    assert reference.total(y, p)[1] > 1 + 9e-14


@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 2 * BLOCK + 3])
def test_one_infinite_row_makes_the_sum_infinite(place: int) -> None:
    y, p = predictions(2, 2 * BLOCK + 4)
    y[place], p[place] = 1, 0.0
    assert reference.total(y, p)[1] == math.inf
    assert reference.total(y, p, np.ones(len(p)))[1] == math.inf


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.bool_])
def test_an_infinite_row_of_weight_0_contributes_nothing(dtype: type) -> None:
    y, p, w = np.array([1, 0, 1]), np.array([0.0, 0.5, 0.5]), np.array([0, 1, 1]).astype(dtype)
    assert reference.total(y, p, w) == (2.0, pytest.approx(2 * math.log(2), rel=1e-15))


def test_strided_and_reversed_columns_are_the_same_rows() -> None:
    y, p = predictions(3, BLOCK + 7)
    both = np.stack([1 - p, p], axis=1)
    assert reference.total(y, both[:, 1], p[::1]) == reference.total(y, p, p)
    assert reference.total(y[::-1], p[::-1])[1] == pytest.approx(reference.total(y, p)[1], rel=1e-15, abs=0)


def test_any_order_and_any_split_give_the_same_sum() -> None:
    y, p = predictions(4, 3 * BLOCK)
    whole = reference.total(y, p)[1]
    order = np.random.default_rng(4).permutation(len(p))
    assert reference.total(y[order], p[order])[1] == pytest.approx(whole, rel=1e-15, abs=0)
    parts = [reference.total(y[a:b], p[a:b])[1] for a, b in [(0, 1), (1, 5000), (5000, 3 * BLOCK)]]
    assert math.fsum(parts) == pytest.approx(whole, rel=1e-15, abs=0)


def test_no_rows_have_no_sum() -> None:
    empty = np.array([])
    assert reference.total(empty, empty) == (0.0, 0.0)
    assert reference.total(empty, empty, empty) == (0.0, 0.0)


def sum_of(*blocks: list[float]) -> float:
    total = CompensatedSum()
    for block in blocks:
        total.add(np.array(block))
    return total.value


def test_one_lane_loses_nothing_over_many_blocks() -> None:
    assert sum_of([1.0], *[[1e-17]] * 10_000) == 1 + 1e-13
    assert sum_of(*[[1e-17]] * 10_000, [1.0]) == 1 + 1e-13
    assert sum_of([0.5], [2.0**53], [1.0]) == 2.0**53 + 2
    values = [float(v) for v in 10.0 ** np.random.default_rng(5).uniform(-15, 15, 2000)]
    assert sum_of(*[[v] for v in values]) == math.fsum(values)
    assert sum_of(*[[v] for v in sorted(values)]) == math.fsum(values)


@pytest.mark.parametrize(
    "blocks", [[[1.7e308, 1.7e308]], [[1.7e308], [1.7e308]], [[1.7e308] * BLOCK, [1.7e308]]]
)
def test_a_sum_beyond_floats_is_infinite_and_not_nan(blocks: list[list[float]]) -> None:
    assert sum_of(*blocks) == math.inf


def test_total_makes_no_copy_of_its_input() -> None:
    y, p = np.ones(1_000_000), np.full(1_000_000, 0.5)
    w = np.ones(1_000_000)
    tracemalloc.start()
    try:
        reference.total(y, p, w)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_nothing_warns_or_raises_whatever_numpy_is_told() -> None:
    y, p = np.array([1, 0, 1, 0]), np.array([0.0, 1.0, TINY, TINY])
    z = np.array([[800.0, -800.0], [-math.inf, 0.0], [1.7e308, -1.7e308], [0.0, 1e-320]])
    with np.errstate(all="raise"):
        reference.total(y, p, np.array([1.0, 0.0, 1.0, 1.0]))
        reference.surprisal_of_classes(y, np.stack([1 - p, p], axis=1))
        for own in (y, 1 - y):
            reference.surprisal_of_classes_from_logits(own, z)
            reference.surprisal_from_logits(own, z[:, 0])


# ---- logits -------------------------------------------------------------------------------------------

LOGITS = [0.0, 1e-300, 1.0, 37.0, 40.0, 700.0, 800.0, math.inf]


def softplus(z: float) -> float:
    with mpmath.workdps(800):  # e^-1600 beside 1
        return float(mpmath.log1p(mpmath.exp(mpmath.mpf(z))))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("size", LOGITS)
def test_two_class_logits_against_mpmath(size: float, sign: int) -> None:
    z = sign * size
    found = reference.surprisal_from_logits(np.array([1, 0]), np.array([z, z]))
    assert found.tolist() == pytest.approx([softplus(-z), softplus(z)], rel=1e-15, abs=0)


def cost_of_class(z: list[float], k: int) -> float:
    """logsumexp(z) − z_k to 50 digits and more."""
    with mpmath.workdps(800):
        terms = [mpmath.exp(mpmath.mpf(v) - mpmath.mpf(z[k])) for v in z]
        return float(mpmath.log(mpmath.fsum(terms)))


CLASS_LOGITS = [
    [0.0, 0.0, 0.0],
    [1.0, 1e-300, -1.0],
    [37.0, 0.0, 0.0],
    [40.0, -40.0, 0.0],
    [700.0, -700.0, 0.0],
    [1e4, 1e4 - 50, 1e4 - 800],
    [-800.0, -801.0, -1600.0],
    [-math.inf, 0.0, 1.0],
    [0.0, -1e-12, -745.0, 3.0, 3.0],
    [1e-8, 0.0],
]


@pytest.mark.parametrize("z", CLASS_LOGITS, ids=str)
def test_logits_of_k_classes_against_mpmath(z: list[float]) -> None:
    for k, own in enumerate(z):
        found = reference.surprisal_of_classes_from_logits(np.array([k]), np.array([z]))[0]
        expected = math.inf if own == -math.inf else cost_of_class(z, k)
        assert found == pytest.approx(expected, rel=1e-15, abs=0)


def test_logits_too_far_apart_for_a_float_are_infinite_and_not_nan() -> None:
    z = np.array([[1.7e308, -1.7e308, 0.0]] * 3)
    assert reference.surprisal_of_classes_from_logits(np.arange(3), z).tolist() == [0.0, math.inf, 1.7e308]
    z = np.array([[1.7e308, 1.7e308, -1.7e308]])
    assert reference.surprisal_of_classes_from_logits(np.array([2]), z).tolist() == [math.inf]


def test_integer_and_float32_logits_are_widened() -> None:
    for dtype in (np.int8, np.uint8, np.float32):
        z = np.array([[100, 3], [0, 7]], dtype=dtype)
        y = np.array([1, 0])
        expected = reference.surprisal_of_classes_from_logits(y, z.astype(np.float64))
        assert np.array_equal(reference.surprisal_of_classes_from_logits(y, z), expected)
        column = reference.surprisal_from_logits(y, z[:, 0])
        assert np.array_equal(column, reference.surprisal_from_logits(y, z[:, 0].astype(np.float64)))


def test_classes_cost_what_their_own_column_says() -> None:
    p = np.array([[0.25, 0.25, 0.5], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [TINY, 1.0, 0.0]])
    found = reference.surprisal_of_classes(np.array([2, 0, 1, 0]), p)
    assert found.tolist() == [math.log(2), 0.0, math.inf, -math.log(TINY)]
    assert math.copysign(1, found[1]) == 1
