"""Isotonic regression, exact in its blocks: against its definition, against others, on nasty input."""

from __future__ import annotations

import math
import shutil
import tracemalloc
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.special import xlogy
from sklearn.isotonic import IsotonicRegression

from logloss.kernels import pooling, sieve
from logloss.kernels.pooling import Blocks, pooled, pooled_in_numpy
from logloss.kernels.recalibration import groups_of_rows, recalibrated_blocks, recalibrated_loss

Array = NDArray[Any]

COMPILED = pytest.mark.skipif(
    pooling.native is None and not any(map(shutil.which, ("c++", "g++", "clang++"))),
    reason="no C++ compiler here: NumPy pools",
)
BUSY = settings(deadline=None)  # a busy machine is no bug
BOTH = pytest.mark.parametrize("pool", [pytest.param(pooled, marks=COMPILED), pooled_in_numpy])

counts = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(any),
    min_size=1,
    max_size=12,
)
EDGES = [0.0, -0.0, 5e-324, 1e-300, 0.5, 1 - 2.0**-53, 1.0]
rows = st.lists(
    st.tuples(
        st.booleans(), st.sampled_from(EDGES) | st.floats(0, 1) | st.integers(0, 9).map(lambda k: k / 9)
    ),
    min_size=1,
    max_size=60,
)


def by_definition(groups: Any) -> list[Fraction]:
    """Each group's recalibrated probability: the largest, over starts, of the least mean that reaches past it."""
    p = list(accumulate((Fraction(b) for _, b in groups), initial=Fraction(0)))
    w = list(accumulate((Fraction(a) + Fraction(b) for a, b in groups), initial=Fraction(0)))
    found = [Fraction(0)] * len(groups)
    for start in range(len(groups)):
        least = Fraction(1)
        for end in reversed(range(start, len(groups))):
            least = min(least, (p[end + 1] - p[start]) / (w[end + 1] - w[start]))
            found[end] = max(found[end], least)
    return found


def by_group(blocks: Blocks, groups: int) -> list[Fraction]:
    sizes = np.diff(np.r_[blocks.first, groups]).tolist()
    return [share for size, share in zip(sizes, shares(blocks), strict=True) for _ in range(size)]


def shares(blocks: Blocks) -> list[Fraction]:
    sums = zip(blocks.negatives.tolist(), blocks.positives.tolist(), strict=True)
    return [Fraction(p) / (Fraction(n) + Fraction(p)) for n, p in sums]


def plain_loss(y: Array, r: Array, w: Array | None = None) -> float:
    """The loss of recalibrated probabilities, row by row."""
    return float(np.average(-(xlogy(y, r) + xlogy(1 - y, 1 - r)), weights=w))


def same_blocks(a: Blocks, b: Blocks) -> bool:
    return np.array_equal(a.negatives, b.negatives) and np.array_equal(a.positives, b.positives)


# ---- pooling ----------------------------------------------------------------------------------------------


@BOTH
@settings(BUSY)
@given(groups=counts)
def test_counts_are_pooled_as_the_definition_says(pool: Any, groups: list[tuple[int, int]]) -> None:
    negatives, positives = np.array(groups, np.int64).T
    blocks = pool(negatives, positives)
    assert by_group(blocks, len(groups)) == by_definition(groups)
    assert all(a < b for a, b in pairwise(shares(blocks)))
    assert (blocks.negatives.sum(), blocks.positives.sum()) == (negatives.sum(), positives.sum())


@BOTH
@settings(BUSY)
@given(groups=counts, scale=st.sampled_from([1.0, 0.1, 1e-300, 1e300]))
def test_weights_are_pooled_as_the_definition_says(
    pool: Any, groups: list[tuple[int, int]], scale: float
) -> None:
    negatives, positives = np.array(groups, np.float64).T * scale
    found = [float(r) for r in by_group(pool(negatives, positives), len(groups))]
    assert found == pytest.approx([float(r) for r in by_definition(groups)], rel=1e-14)


@BOTH
def test_equal_shares_are_one_block(pool: Any) -> None:
    for number in (np.int64, np.float64):
        assert len(pool(np.array([1, 2, 0, 0], number), np.array([1, 2, 3, 4], number)).first) == 2


@BOTH
def test_counts_are_compared_exactly(pool: Any) -> None:
    # Shares that differ by 1e-18, which no float can tell apart.
    negatives, positives = np.array([4 * 10**17 + 1, 4 * 10**17]), np.array([4 * 10**17, 4 * 10**17])
    assert len(pool(negatives, positives).first) == 2
    assert len(pool(negatives[::-1], positives).first) == 1


@BOTH
def test_a_little_weight_beside_much_is_not_lost(pool: Any) -> None:
    # Shares of positives that both round to 1.
    blocks = pool(np.array([1e-3, 0.0]), np.array([1e17, 1e20]))
    assert blocks.negatives.tolist() == [1e-3, 0.0]
    assert blocks.loss == pytest.approx(1e-3 * (math.log(1e20) + 1) / (1e20 + 1e17), rel=1e-14, abs=0)


@BOTH
def test_a_staircase_with_one_violator_at_its_end(pool: Any) -> None:
    # Round after round joins one more step: it must not take a pass over all of them each time.
    n = 20_000
    blocks = pool(np.r_[n - np.arange(n), n**3], np.r_[np.arange(n), 0])
    assert blocks.first.tolist() == [0, 1]  # whose share is 0 already is no violator's neighbour


def test_the_loss_of_blocks_keeps_its_digits() -> None:
    # One in 10⁹ is positive: −(1·ln 1e-9 + (10⁹ − 1)·ln(1 − 1e-9)) / 10⁹.
    few, many = np.array([1]), np.array([10**9 - 1])
    exact = (9 * math.log(10) - (10**9 - 1) * math.log1p(-1e-9)) / 10**9
    assert Blocks(few, many, few).loss == pytest.approx(exact, rel=2e-15, abs=0)
    assert Blocks(few, few, many).loss == pytest.approx(exact, rel=2e-15, abs=0)


def test_no_blocks_lose_nothing() -> None:
    assert recalibrated_loss(np.array([], np.uint8), np.array([])) == 0
    assert recalibrated_loss(np.array([1], np.uint8), np.array([0.5]), np.array([0.0])) == 0


# ---- rows, and the sieve ----------------------------------------------------------------------------------


@COMPILED
@settings(BUSY, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, bins=st.sampled_from([1, 2, 7, 64]), single=st.booleans())
def test_the_sieve_loses_no_block(
    monkeypatch: pytest.MonkeyPatch, rows: list[tuple[bool, float]], bins: int, single: bool
) -> None:
    y, p = (np.array(column) for column in zip(*rows, strict=True))
    score = p.astype(np.float32) if single else p
    monkeypatch.setattr(sieve, "_bins", lambda _: (0.0, float(bins), bins))
    assert same_blocks(recalibrated_blocks(y, score), pooled_in_numpy(*groups_of_rows(y, score, None)))


def kind_of_data(kind: str, n: int) -> tuple[Array, Array]:
    random = np.random.default_rng(0)
    truth = random.normal(-1, 2, n)
    scores = {
        "calibrated": lambda: truth,
        "reversed": lambda: -truth,
        "noise": lambda: random.normal(size=n),
        "rounded": lambda: truth.round(1),
        "narrow": lambda: 5 + truth * 1e-12,
        "outlier": lambda: np.r_[truth[:-1], 1e308],
        "infinite": lambda: np.where(np.abs(truth) > 4, np.copysign(np.inf, truth), truth),
        "all infinite": lambda: np.copysign(np.inf, truth),
        "constant": lambda: np.full(n, -0.0),
        "extreme": lambda: np.copysign(1.7e308, truth),
        "subnormal": lambda: np.round(truth) * 5e-324,
    }
    return random.random(n) < 1 / (1 + np.exp(-truth)), scores[kind]()


KINDS = [
    "calibrated", "reversed", "noise", "rounded", "narrow", "outlier", "infinite", "all infinite", "constant",
    "extreme", "subnormal",
]  # fmt: skip


@COMPILED
@pytest.mark.parametrize("kind", KINDS)
def test_the_sieve_on_many_rows(kind: str) -> None:
    y, z = kind_of_data(kind, 100_000)
    expected = pooled_in_numpy(*groups_of_rows(y, z, None))
    assert same_blocks(recalibrated_blocks(y, z), expected)
    assert same_blocks(recalibrated_blocks(y[::-1], z[::-1]), expected)  # tied rows in another order
    assert same_blocks(recalibrated_blocks(y.astype(np.int64), z), expected)


@COMPILED
@pytest.mark.parametrize("kind", ["calibrated", "rounded", "narrow", "infinite"])
def test_bins_are_made_wherever_finite_scores_lie(kind: str) -> None:
    _, z = kind_of_data(kind, 100_000)
    assert sieve._bins(z)[2] > 1000


@COMPILED
def test_the_sieve_lets_most_rows_be() -> None:
    y, z = kind_of_data("calibrated", 1_000_000)
    low, scale, bins = sieve._bins(z)
    counts = np.zeros((bins, 2), np.uint32)
    pooling.native.count(y, z, low, scale, counts.reshape(-1))
    assert counts[sieve.undecided_bins(counts)].sum() < 0.3 * len(y)
    tracemalloc.start()
    try:
        recalibrated_blocks(y, z)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * len(y)  # less than sorted scores alone would take


@pytest.mark.parametrize("kind", KINDS)
def test_numpy_alone_gives_the_same(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    y, z = kind_of_data(kind, 20_000)
    found = recalibrated_loss(y, z)
    monkeypatch.setattr(pooling, "native", None)
    assert recalibrated_loss(y, z) == found


@settings(BUSY)
@given(rows=rows)
def test_rows_are_recalibrated_as_the_definition_says(rows: list[tuple[bool, float]]) -> None:
    y, p = (np.array(column) for column in zip(*rows, strict=True))
    values = np.unique(p)
    groups = [(int((~y[p == v]).sum()), int(y[p == v].sum())) for v in values]
    r = np.array([float(x) for x in by_definition(groups)])
    expected = plain_loss(y, r[np.searchsorted(values, p)])
    assert recalibrated_loss(y, p) == pytest.approx(expected, rel=1e-13, abs=1e-16)


@settings(BUSY)
@given(rows=rows, times=st.lists(st.integers(0, 4), min_size=60, max_size=60))
def test_weights_are_repeated_rows(rows: list[tuple[bool, float]], times: list[int]) -> None:
    y, p = (np.array(column) for column in zip(*rows, strict=True))
    w = np.array(times[: len(y)])
    repeated = recalibrated_loss(np.repeat(y, w), np.repeat(p, w))
    assert recalibrated_loss(y, p, w) == pytest.approx(repeated, rel=1e-14, abs=1e-16)
    assert recalibrated_loss(y, p, w * 1e-200) == pytest.approx(repeated, rel=1e-13, abs=1e-16)


@settings(BUSY)
@given(rows=rows, seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[bool, float]], seed: int) -> None:
    y, p = (np.array(column) for column in zip(*rows, strict=True))
    order = np.random.default_rng(seed).permutation(len(y))
    assert recalibrated_loss(y[order], p[order]) == recalibrated_loss(y, p)


# ---- against others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [50, 5000, 50_000])
@pytest.mark.parametrize("decimals", [1, 3, 15])
def test_scikit_learn_and_scipy_agree(n: int, decimals: int) -> None:
    random = np.random.default_rng(n + decimals)
    p = random.random(n).round(decimals)
    y, w = (random.random(n) < p**2).astype(np.uint8), random.exponential(size=n)
    fit = IsotonicRegression(y_min=0, y_max=1)
    assert recalibrated_loss(y, p) == pytest.approx(plain_loss(y, fit.fit(p, y).predict(p)), rel=1e-10)
    weighted = plain_loss(y, fit.fit(p, y, sample_weight=w).predict(p), w)
    assert recalibrated_loss(y, p, w) == pytest.approx(weighted, rel=1e-10)
    _, place = np.unique(p, return_inverse=True)  # SciPy's does not pool ties itself
    size = np.bincount(place)
    r = isotonic_regression(np.bincount(place, y) / size, weights=size).x[place]
    assert recalibrated_loss(y, p) == pytest.approx(plain_loss(y, r), rel=1e-12)


# ---- what is nearly tied, and what is extreme -------------------------------------------------------------


def test_near_ties_stay_apart() -> None:
    # MATH.md: merged with its neighbour, the 1 that came true would lose ln 2 each; so each is right.
    assert recalibrated_loss(np.array([0, 1]), np.array([1 - 2.0**-53, 1.0])) == 0
    assert recalibrated_loss(np.array([1, 0]), np.array([1 - 2.0**-53, 1.0])) == pytest.approx(math.log(2))
    tiny = np.array([1e-9, 2e-9, 1e-7, 1e-6], np.float32)
    assert recalibrated_loss(np.array([0, 0, 1, 1]), tiny) == 0
    saturated = np.array([40.0, 41.0])  # as probabilities both are 1
    assert recalibrated_loss(np.array([0, 1]), saturated) == 0


def test_minus_zero_is_zero() -> None:
    for z in (np.array([0.0, -0.0]), np.array([-0.0, 0.0])):
        for y in (np.array([0, 1]), np.array([1, 0])):
            assert recalibrated_loss(y, z) == pytest.approx(math.log(2), rel=1e-15)
            assert recalibrated_loss(y, z, np.ones(2)) == pytest.approx(math.log(2), rel=1e-15)


def test_infinite_losses_are_recalibrated_too() -> None:
    y, p = np.array([1, 1, 0, 0]), np.array([0.0, 0.0, 1.0, 0.5])
    assert recalibrated_loss(y, p) == pytest.approx(math.log(2))


@pytest.mark.parametrize("layout", ["strided", "swapped bytes", "unaligned", "integers"])
def test_any_layout_in_memory_is_the_same_rows(layout: str) -> None:
    y, p = np.array([1, 0, 1, 0], np.uint8), np.array([1.0, 0.0, 0.0, 1.0])
    given = {
        "strided": np.stack([1 - p, p], axis=1)[:, 1],
        "swapped bytes": p.astype(">f8"),
        "unaligned": np.frombuffer(b"x" + p.tobytes(), offset=1),
        "integers": p.astype(np.int8),
    }[layout]
    assert recalibrated_loss(y, given) == recalibrated_loss(y, p) == pytest.approx(math.log(2))
    assert recalibrated_loss(np.stack([y, y], axis=1)[:, 0], given, p + 1) == recalibrated_loss(y, p, p + 1)


# ---- foreign memory ---------------------------------------------------------------------------------------

U1, U4, I8, F8 = (lambda n, t=t: np.zeros(n, t) for t in (np.uint8, np.uint32, np.int64, np.float64))


def between(kind: str, n: int) -> memoryview:
    """Numbers that begin between the places where their type may."""
    return memoryview(bytearray(8 * n + 1))[1:].cast(kind)


@COMPILED
@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        ("count", (U1(3), F8(2), 0.0, 1.0, U4(8)), ValueError),
        ("count", (I8(3), F8(3), 0.0, 1.0, U4(8)), TypeError),
        ("count", (U1(3), U4(3), 0.0, 1.0, U4(8)), TypeError),
        ("count", (U1(3), F8(3), 0.0, 1.0, I8(8)), TypeError),
        ("count", (U1(3), F8((3, 1)), 0.0, 1.0, U4(8)), ValueError),
        ("count", (U1(3), F8(3), 0.0, 1.0, U4(0)), ValueError),
        ("count", (U1(3), between("d", 3), 0.0, 1.0, U4(8)), ValueError),
        ("count", (U1(6), between("f", 3), 0.0, 1.0, U4(8)), ValueError),
        ("count", (U1(3), F8(3), 0.0, 1.0, between("I", 4)), ValueError),
        ("count", (U1(3), F8(3), 0.0, math.inf, U4(8)), ValueError),
        ("count", (U1(3), F8(3), 0.0, 0.0, U4(8)), ValueError),
        ("count", (U1(3), F8(3), 0.0, 1.0, bytes(8)), (BufferError, TypeError)),
        ("gather", (U1(3), F8(3), 0.0, 1.0, U1(4) + 1, F8(2), F8(0)), ValueError),
        ("gather", (U1(3), F8(3), 0.0, 1.0, U1(4) + 1, F8(4), F8(0)), ValueError),
        ("gather", (U1(3) + 1, F8(3), 0.0, 1.0, U1(4) + 1, F8(3), F8(0)), ValueError),
        ("gather", (U1(3), F8(3), 0.0, 1.0, U1(0), F8(3), F8(0)), ValueError),
        ("pool_bins", (U4(4), U1(3), F8(0), F8(0), I8(9), I8(9)), ValueError),
        ("pool_bins", (U4(2) + 1, U1(1) + 1, F8(1), F8(0), I8(9), I8(9)), ValueError),
        ("pool_bins", (U4(2) + 1, U1(1) + 1, F8(1), F8(2), I8(9), I8(9)), ValueError),
        ("pool_bins", (U4(2) + 1, U1(1) + 1, F8(1), F8(1), I8(1), I8(9)), ValueError),
        ("pool_bins", (U4(4) + 1, U1(2), F8(0), F8(0), I8(9), I8(1)), ValueError),
        ("pool_groups", (I8(2), F8(2), I8(2), I8(2), I8(2)), TypeError),
        ("pool_groups", (I8(2), I8(2), I8(2), I8(2), I8(1)), ValueError),
        ("pool_groups", (F8(2), F8(2), I8(1), F8(2), F8(2)), ValueError),
        ("pool_groups", (F8(2), F8(2), I8(2), I8(2), F8(2)), TypeError),
    ],
)
def test_what_would_reach_foreign_memory_is_refused(function: str, arguments: Any, error: Any) -> None:
    with pytest.raises(error):
        getattr(pooling.native, function)(*arguments)
