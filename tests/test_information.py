"""Entropy and its relatives: known numbers, the identities, the infinities, the refusals."""

from __future__ import annotations

import math
import re
import warnings
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from logloss.errors import ArgumentError, DataError, LogLossError
from logloss.information import cross_entropy, entropy, kl_divergence, perplexity, unit_factor

if TYPE_CHECKING:
    from collections.abc import Callable

LN2 = math.log(2)
MEASURES: list[Callable[..., Any]] = [entropy, perplexity]
PAIRWISE: list[Callable[..., Any]] = [cross_entropy, kl_divergence]


# ---- distributions to try: with zeros, nearly certain ones, and pairs that are nearly equal ---------------


def normalised(weights: np.ndarray) -> np.ndarray:
    shares: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return shares


def distributions(*shape: int, least: float = 0.0) -> st.SearchStrategy[np.ndarray]:
    """Arrays of `shape`, each last axis a distribution; `least=0` allows p = 0."""
    tiny = st.sampled_from([max(least, 1e-300), max(least, 1e-9), 1.0])
    weight = st.floats(1e-3, 1.0) | tiny | (st.just(0.0) if least == 0 else st.nothing())
    arrays = hnp.arrays(np.float64, shape, elements=weight)
    return arrays.filter(lambda a: bool((a.sum(axis=-1) >= 1e-6).all())).map(normalised)


@st.composite
def pairs(draw: st.DrawFn, *batch: int, least: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """q and p with equally many classes; p is far from q, near it or q itself."""
    classes = draw(st.integers(1, 7))
    q = draw(distributions(*batch, classes, least=least))
    p = draw(distributions(*batch, classes, least=least))
    nearness = draw(st.sampled_from([0.0, 1e-12, 1e-6, 1e-2, 1.0]))
    return q, normalised((1 - nearness) * q + nearness * p)


def near(expected: Any, rel: float) -> Any:
    """Close in relation to its size only: pytest.approx alone also lets 1e-12 pass for 0."""
    return pytest.approx(expected, rel=rel, abs=0)


vectors = st.integers(1, 9).flatmap(distributions)


# ---- known numbers ----------------------------------------------------------------------------------------


def test_base_rate_of_the_ten_points() -> None:
    # MATH.md: always predicting the base rate, three of ten against seven of ten.
    assert entropy([0.3, 0.7]) == pytest.approx(0.6109, abs=5e-5)
    assert entropy([0.3, 0.7], unit="bits") == pytest.approx(0.8813, abs=5e-5)
    assert perplexity([0.3, 0.7]) == near(math.exp(0.6108643020548935), 1e-15)


def test_cover_and_thomas_examples() -> None:
    # Elements of Information Theory, 2nd ed.: example 2.1.2 (7/4 bits) and example 2.3.1, r = 1/2, s = 1/4.
    assert entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8], unit="bits") == near(1.75, 1e-15)
    assert kl_divergence([0.5, 0.5], [0.75, 0.25], unit="bits") == pytest.approx(0.2075, abs=5e-5)
    assert kl_divergence([0.75, 0.25], [0.5, 0.5], unit="bits") == pytest.approx(0.1887, abs=5e-5)


@pytest.mark.parametrize("classes", [1, 2, 3, 10, 1000])
def test_uniform_has_the_logarithm_of_the_number_of_classes(classes: int) -> None:
    uniform = np.full(classes, 1 / classes)
    assert entropy(uniform) == near(math.log(classes), 1e-14)
    assert perplexity(uniform) == near(classes, 1e-13)


def test_unit_factor() -> None:
    assert unit_factor("nats") == 1.0
    assert unit_factor("bits") == near(1 / LN2, 1e-15)


# ---- identities -------------------------------------------------------------------------------------------


@given(vectors)
def test_entropy_lies_between_zero_and_log_classes(q: np.ndarray) -> None:
    h = entropy(q)
    assert isinstance(h, float)
    assert 0 <= h <= math.log(len(q)) + 1e-15
    assert math.copysign(1, h) == 1, "a certain outcome has entropy 0, not -0"
    assert perplexity(q) == near(math.exp(h), 1e-15)


@given(pairs())
def test_cross_entropy_is_entropy_plus_divergence(pair: tuple[np.ndarray, np.ndarray]) -> None:
    q, p = pair
    total = entropy(q) + kl_divergence(q, p)
    assert cross_entropy(q, p) == pytest.approx(total, rel=1e-14, abs=1e-14)


@given(pairs())
def test_divergence_is_zero_only_between_equals(pair: tuple[np.ndarray, np.ndarray]) -> None:
    q, p = pair
    assert kl_divergence(q, q) == 0
    assert kl_divergence(q, p) >= 0
    if np.abs(q - p).max() > 1e-15:
        assert kl_divergence(q, p) > 0


def exact_divergence(q: np.ndarray, p: np.ndarray) -> float:
    """Σ q ln(q / p) − q + p in 150 digits, of the very doubles passed."""
    with localcontext() as context:
        context.prec = 150  # any double of this size is exact
        terms = [(Decimal(float(a)), Decimal(float(b))) for a, b in zip(q, p, strict=True)]
        return float(sum((a * (a / b).ln() - a + b for a, b in terms), Decimal(0)))


@given(pairs(least=1e-9))
def test_divergence_is_accurate_however_close(pair: tuple[np.ndarray, np.ndarray]) -> None:
    q, p = pair
    assert kl_divergence(q, p) == pytest.approx(exact_divergence(q, p), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("shift", [1e-14, 1e-10, 1e-5, 1e-2, 0.05, 0.066, 0.1, 0.11, 0.2, 0.3, 0.6])
def test_divergence_is_accurate_on_both_sides_of_its_two_formulas(shift: float) -> None:
    q, p = np.array([0.3, 0.7]), np.array([0.3 + shift, 0.7 - shift])
    assert kl_divergence(q, p) == near(exact_divergence(q, p), 1e-14)
    assert kl_divergence(p, q) == near(exact_divergence(p, q), 1e-14)


@given(pairs(), st.randoms(use_true_random=False))
def test_order_of_classes_does_not_matter(pair: tuple[np.ndarray, np.ndarray], random: Any) -> None:
    q, p = pair
    order = list(range(len(q)))
    random.shuffle(order)
    assert entropy(q[order]) == near(entropy(q), 1e-14)
    assert cross_entropy(q[order], p[order]) == near(cross_entropy(q, p), 1e-14)
    assert kl_divergence(q[order], p[order]) == near(kl_divergence(q, p), 1e-14)


@given(pairs(least=1e-9), pairs(least=1e-9))
def test_independent_events_add(
    one: tuple[np.ndarray, np.ndarray], two: tuple[np.ndarray, np.ndarray]
) -> None:
    q, p = (np.outer(a, b).ravel() for a, b in zip(one, two, strict=True))
    assert entropy(q) == pytest.approx(entropy(one[0]) + entropy(two[0]), rel=1e-13, abs=1e-14)
    for measure in PAIRWISE:
        assert measure(q, p) == pytest.approx(measure(*one) + measure(*two), rel=1e-13, abs=1e-14)


@given(pairs())
def test_bits_are_nats_over_log_two(pair: tuple[np.ndarray, np.ndarray]) -> None:
    q, p = pair
    assert entropy(q, unit="bits") == near(entropy(q) / LN2, 1e-15)
    for measure in PAIRWISE:
        assert measure(q, p, unit="bits") == near(measure(q, p) / LN2, 1e-15)


@given(vectors, st.data())
def test_cross_entropy_of_what_happened_is_its_surprisal(p: np.ndarray, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(p) - 1))
    expected = -math.log(p[k]) if p[k] > 0 else math.inf
    assert cross_entropy(np.eye(len(p), dtype=int)[k], p) == near(expected, 1e-15)


# ---- batches ----------------------------------------------------------------------------------------------


@given(pairs(4, 3), st.sampled_from([0, 1, 2, -1, -2, -3]))
def test_batch_equals_loop_over_rows_along_any_axis(pair: tuple[np.ndarray, np.ndarray], axis: int) -> None:
    q, p = pair
    q_moved, p_moved = np.moveaxis(q, -1, axis), np.moveaxis(p, -1, axis)
    for measure in MEASURES:
        batch = measure(q_moved, axis=axis)
        assert isinstance(batch, np.ndarray)
        np.testing.assert_allclose(batch, [[measure(row) for row in rows] for rows in q], rtol=1e-15)
    for pairwise in PAIRWISE:
        loop = [[pairwise(q[i, j], p[i, j]) for j in range(3)] for i in range(4)]
        np.testing.assert_allclose(pairwise(q_moved, p_moved, axis=axis), loop, rtol=1e-15)


def test_a_row_alone_gives_the_last_bit_it_gives_in_a_batch() -> None:
    q, p = (normalised(np.random.default_rng(seed).random((5, 300))) for seed in (0, 1))
    np.testing.assert_array_equal(entropy(q.T.copy("C"), axis=0), [entropy(row) for row in q])
    for measure in PAIRWISE:
        loop = [measure(a, b) for a, b in zip(q, p, strict=True)]
        np.testing.assert_array_equal(measure(q.T.copy("C"), p.T.copy("C"), axis=0), loop)


SQUARE = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]])  # as many rows as classes
VECTOR = np.array([0.5, 0.25, 0.25])


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("measure", PAIRWISE)
def test_a_vector_goes_with_every_row_whatever_the_axis(measure: Callable[..., Any], axis: int) -> None:
    square = SQUARE.T if axis == 0 else SQUARE
    np.testing.assert_array_equal(measure(VECTOR, square, axis=axis), [measure(VECTOR, p) for p in SQUARE])
    np.testing.assert_array_equal(measure(square, VECTOR, axis=axis), [measure(q, VECTOR) for q in SQUARE])


@pytest.mark.parametrize("measure", PAIRWISE)
def test_batches_broadcast_as_in_numpy(measure: Callable[..., Any]) -> None:
    q = SQUARE[:2]  # (2, 3)
    p = SQUARE[[[2, 0], [1, 2], [0, 1], [0, 1]]]  # (4, 2, 3)
    expected = np.array([[measure(q[j], p[i, j]) for j in range(2)] for i in range(4)])
    np.testing.assert_array_equal(measure(q, p), expected)
    np.testing.assert_array_equal(measure(q, p, axis=2), expected)
    np.testing.assert_array_equal(measure(q.T, np.moveaxis(p, -1, 1), axis=1), expected)
    np.testing.assert_array_equal(measure(q[:, None], p[:, 0])[1], [measure(q[1], row) for row in p[:, 0]])


def test_shapes_of_results() -> None:
    assert type(entropy([1])) is float
    assert type(perplexity([0.5, 0.5])) is float
    assert type(kl_divergence([0.5, 0.5], [1, 0])) is float
    assert np.shape(entropy([[0.5, 0.5]])) == (1,)
    assert np.shape(entropy(np.empty((0, 3)))) == (0,), "no rows, no numbers: each row has its own"


# ---- zeros and infinities ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "p", "cross", "divergence"),
    [
        ([0.5, 0.5], [1, 0], math.inf, math.inf),
        ([0, 1], [1, 0], math.inf, math.inf),
        ([1, 0], [1, 0], 0.0, 0.0),
        ([0, 1], [0.5, 0.5], LN2, LN2),
        ([0.5, 0.5, 0], [0.5, 0.5, 0], LN2, 0.0),
        ([0.5, 0.5], [1, 1e-320], 368.41362, 368.41362 - LN2),  # nearly infinite: ½ ln 1e320
    ],
)
def test_zeros_and_infinities_without_warnings(
    q: list[float], p: list[float], cross: float, divergence: float
) -> None:
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        assert cross_entropy(q, p) == near(cross, 1e-5)
        assert kl_divergence(q, p) == near(divergence, 1e-5)
        assert entropy([1, 0, 0]) == 0
        assert kl_divergence([1, 1e-300], [1, 1.1e-300]) == near(4.7e-303, 1e-2)
        assert kl_divergence([1, 1e-300], [1, 1.0000001e-300]) >= 0  # underflows


# ---- dtypes -----------------------------------------------------------------------------------------------


def test_float32_is_widened_before_the_logarithm() -> None:
    q, p = np.array([0.3, 0.7], np.float32), np.array([1e-12, 1], np.float32)
    assert entropy(q) == entropy(q.astype(np.float64))
    for measure in PAIRWISE:
        assert measure(q, p) == near(measure(q.astype(np.float64), p.astype(np.float64)), 1e-15)


@pytest.mark.parametrize(
    "dtype", [bool, np.int8, np.uint64, np.float16, np.float32, np.float64, np.longdouble]
)
def test_every_real_dtype_is_read(dtype: type) -> None:
    assert cross_entropy(np.array([0, 1], dtype), np.array([0, 1], dtype)) == 0


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_sums_to_one_within_the_root_of_the_precision(dtype: type[np.floating[Any]]) -> None:
    tolerance = math.sqrt(np.finfo(dtype).eps)
    entropy(np.array([0.5, 0.5 + 0.8 * tolerance], dtype))
    with pytest.raises(DataError, match="q must sum to 1 within"):
        entropy(np.array([0.5, 0.5 + 1.3 * tolerance], dtype))


def test_above_one_by_rounding_counts_as_one() -> None:
    p = [1 + 1e-9, 0]
    assert entropy(p) == cross_entropy([1, 0], p) == kl_divergence([1, 0], p) == 0


def test_input_is_left_as_it_was() -> None:
    q = np.array([1 + 1e-9, 0.0])
    entropy(q)
    assert q[0] == 1 + 1e-9


# ---- refusals ---------------------------------------------------------------------------------------------

HALF: Any = [0.5, 0.5]
ANY: Any = None  # what a type checker would refuse
REFUSALS: list[tuple[str, Callable[[], object], type[LogLossError], str, str]] = [
    ("scalar", lambda: entropy(0.3), DataError,
     "q must be a distribution over classes, got the scalar 0.3", "as [1 - q, q]"),
    ("scalar p", lambda: kl_divergence(HALF, np.float64(0.3)), DataError,
     "p must be a distribution over classes, got the scalar 0.3", "as [1 - p, p]"),
    ("text", lambda: entropy(["a", "b"]), DataError,
     "q must be numeric, got dtype <U1", "convert"),
    ("None", lambda: entropy([0.5, ANY]), DataError,
     "q must be numeric, got dtype object", "convert"),
    ("complex", lambda: entropy([0.5, 0.5j]), DataError,
     "q must be numeric, got dtype complex128", "convert"),
    ("ragged", lambda: entropy([HALF, [1.0]]), DataError,
     "q must be an array of numbers", "equally many"),
    ("empty", lambda: entropy([]), DataError,
     "q must have at least one class, got shape (0,)", "empty"),
    ("no classes", lambda: entropy(np.ones((3, 0))), DataError,
     "q must have at least one class, got shape (3, 0)", "empty"),
    ("nan", lambda: entropy([math.nan, 1]), DataError,
     "q must be finite, got nan", "missing"),
    ("infinite", lambda: cross_entropy(HALF, [HALF, [0.0, math.inf]]), DataError,
     "p must be finite, got inf in row 1", "missing"),
    ("negative", lambda: entropy([[1.0, 0.0], [1.5, -0.5]]), DataError,
     "q must be non-negative, got -0.5 in row 1", "softmax"),
    ("sum", lambda: entropy([3, 7]), DataError,
     "q must sum to 1 within 1.5e-08, got 10", "Divide by their sum"),
    ("sums", lambda: kl_divergence(HALF, [[1, 0], [1, 1], HALF, [0.2, 0.2]]), DataError,
     "p must sum to 1 within 1.5e-08, got 2 first in rows 1, 3", "[1 - p, p]"),
    ("many sums", lambda: entropy(np.ones((9, 2))), DataError,
     "got 2 first in rows 0, 1, 2, 3, 4, … (9 in all)", "Counts"),
    ("other axis", lambda: entropy([[1, 0], [0, 1], [0, 0]]), DataError,
     "q must sum to 1 within 1.5e-08, got 0 in row 2", "axis="),
    ("deep", lambda: entropy([[HALF, HALF], [HALF, [0.5, 0.6]]]), DataError,
     "q must sum to 1 within 1.5e-08, got 1.1 in row (1, 1)", "axis="),
    ("class counts", lambda: cross_entropy(HALF, [0.2, 0.3, 0.5]), DataError,
     "q and p must have equally many classes, got 2 and 3: shapes (2,) and (3,) along axis -1", "or do"),
    ("one class", lambda: kl_divergence([[1.0]], [HALF]), DataError,
     "q and p must have equally many classes, got 1 and 2", "probability 0"),
    ("batches", lambda: kl_divergence([HALF] * 2, [HALF] * 3), DataError,
     "q and p must broadcast, got shapes (2, 2) and (3, 2)", "equally many"),
    ("no such axis in q", lambda: kl_divergence([HALF] * 2, [[HALF] * 2] * 2, axis=0), DataError,
     "q must have the axis of the classes, got shape (2, 2) and axis 0 of 3", "put the classes last"),
    ("axis above", lambda: entropy(HALF, axis=1), ArgumentError,
     "axis must lie in [-1, 0] for 1-dimensional input, got 1", "classes"),
    ("axis below", lambda: cross_entropy(HALF, [HALF], axis=-3), ArgumentError,
     "axis must lie in [-2, 1] for 2-dimensional input, got -3", "classes"),
    ("no axis", lambda: perplexity(HALF, axis=ANY), ArgumentError,
     "axis must be one integer, got None", "one axis"),
    ("unit", lambda: unit_factor("bit"), ArgumentError,
     'unit must be "nats" or "bits", got \'bit\'', "ln 2"),
    ("no unit", lambda: kl_divergence(HALF, HALF, unit=ANY), ArgumentError,
     'unit must be "nats" or "bits", got None', "ln 2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "kind", "fact", "hint"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS]
)
def test_refusals_say_what_and_what_to_do(
    call: Callable[[], object], kind: type[LogLossError], fact: str, hint: str
) -> None:
    with pytest.raises(kind, match=re.escape(fact)) as caught:
        call()
    assert fact in caught.value.fact
    assert hint in caught.value.hint
    assert caught.value.hint
