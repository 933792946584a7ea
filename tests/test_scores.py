"""The log loss and its rows: identities for any input, the rules at 0 and ∞, and scikit-learn's numbers."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics

from logloss.errors import ArgumentError
from logloss.scores import log_loss, log_loss_from_logits, surprisal

Array = NDArray[Any]

LN2 = math.log(2)
close = pytest.approx


def near(value: float, rel: float = 1e-14) -> Any:
    return pytest.approx(value, rel=rel, abs=1e-300)  # a weight times a subnormal has few digits


# ---- what is tried: two classes and K, with p at and next to 0 and 1 --------------------------------------

inside = st.floats(1e-300, 1 - 2.0**-53)
probability = inside | st.sampled_from([0.0, 5e-324, 2.0**-53, 0.5, 1 - 2.0**-53, 1.0])
dyadic = st.integers(1, 2**20 - 1).map(lambda k: k / 2**20)  # 1 − p is exact
weight = st.floats(1e-6, 1e6) | st.sampled_from([0.0, 1.0])


def columns(*elements: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Array]]:
    """Rows, as one array for each kind of element."""
    rows = st.lists(st.tuples(*elements), min_size=1, max_size=40)
    return rows.map(lambda found: [np.array(column) for column in zip(*found, strict=True)])


@st.composite
def classes(draw: st.DrawFn, least: float = 1e-12) -> tuple[Array, Array, Array]:
    """Class indices, K columns of probabilities that sum to 1, and weights; every class is there."""
    k = draw(st.integers(2, 5))
    y = np.array([*range(k), *draw(st.lists(st.integers(0, k - 1), max_size=20))])
    shares = st.lists(st.floats(least, 1.0), min_size=k, max_size=k)
    p = np.array([draw(shares) for _ in y])
    w = np.array([draw(st.floats(1e-3, 1e3)) for _ in y])
    return y, p / p.sum(axis=1, keepdims=True), w


# ---- identities -------------------------------------------------------------------------------------------


@given(columns(st.booleans(), probability))
def test_the_mean_of_surprisal_is_the_log_loss(rows: list[Array]) -> None:
    y, p = rows
    assert log_loss(y, p) == near(math.fsum(surprisal(y, p)) / len(y))


@given(columns(st.booleans(), inside, weight).filter(lambda r: r[2].max() > 0))
def test_the_weighted_mean_of_surprisal_is_the_log_loss(rows: list[Array]) -> None:
    y, p, w = rows
    assert log_loss(y, p, w) == near(math.fsum(w * surprisal(y, p)) / math.fsum(w))


@given(classes())
def test_the_mean_of_surprisal_is_the_log_loss_of_classes(rows: tuple[Array, Array, Array]) -> None:
    y, p, w = rows
    assert log_loss(y, p, w) == near(math.fsum(w * surprisal(y, p)) / math.fsum(w))


@given(columns(st.booleans(), probability, weight).filter(lambda r: r[2].max() > 0), st.integers(-60, 60))
def test_only_ratios_of_weights_matter(rows: list[Array], power: int) -> None:
    y, p, w = rows
    assert log_loss(y, p, w * 2.0**power) == near(log_loss(y, p, w), 0)
    assert log_loss(y, p, w / 3) == near(log_loss(y, p, w))


@given(columns(st.booleans(), probability, st.integers(0, 4)).filter(lambda r: r[2].max() > 0))
def test_whole_weights_are_repeated_rows(rows: list[Array]) -> None:
    y, p, times = rows
    assert log_loss(y, p, times) == near(log_loss(y.repeat(times), p.repeat(times)))


@given(columns(st.booleans(), probability), st.floats(1e-3, 1e3))
def test_equal_weights_are_none(rows: list[Array], w: float) -> None:
    y, p = rows
    assert log_loss(y, p, np.full(len(y), w)) == near(log_loss(y, p))


@given(columns(st.booleans(), probability, weight).filter(lambda r: r[2].max() > 0), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Array], random: Any) -> None:
    order = list(range(len(rows[0])))
    random.shuffle(order)
    assert log_loss(*(column[order] for column in rows)) == near(log_loss(*rows))


@given(columns(st.booleans(), dyadic, weight).filter(lambda r: r[2].max() > 0))
def test_two_columns_are_one_column(rows: list[Array]) -> None:
    y, p, w = rows
    assert log_loss(y, np.stack([1 - p, p], axis=1), w) == near(log_loss(y, p, w))


@given(columns(st.booleans(), dyadic, weight).filter(lambda r: r[2].max() > 0))
def test_classes_reversed_cost_the_same(rows: list[Array]) -> None:
    y, p, w = rows
    assert log_loss(~y, 1 - p, w) == near(log_loss(y, p, w))
    assert log_loss(y, 1 - p, w, pos_label=False) == near(log_loss(y, p, w))
    assert log_loss(y, 1 - p, w, labels=[True, False]) == near(log_loss(y, p, w))


@given(classes(), st.randoms())
def test_columns_may_come_in_any_order_that_labels_tell(
    rows: tuple[Array, Array, Array], random: Any
) -> None:
    y, p, w = rows
    order = list(range(p.shape[1]))
    random.shuffle(order)
    assert log_loss(y, p[:, order], w, labels=order) == near(log_loss(y, p, w))


@given(classes())
def test_outcome_columns_are_labels(rows: tuple[Array, Array, Array]) -> None:
    y, p, w = rows
    one_hot = np.eye(p.shape[1])[y]
    for outcomes in (one_hot, one_hot.astype(int), one_hot.astype(bool)):
        assert log_loss(outcomes, p, w) == log_loss(y, p, w)


@given(columns(st.booleans(), probability))
def test_bits_are_nats_by_ln_2(rows: list[Array]) -> None:
    y, p = rows
    assert log_loss(y, p, unit="bits") == near(log_loss(y, p) / LN2)
    assert surprisal(y, p, unit="bits").tolist() == [near(nats / LN2) for nats in surprisal(y, p)]


def test_a_fair_coin_costs_one_bit() -> None:
    assert log_loss([0, 1], [0.5, 0.5], unit="bits") == near(1.0)
    assert log_loss_from_logits([0, 1], [0.0, 0.0], unit="bits") == near(1.0)


# ---- soft labels ------------------------------------------------------------------------------------------


@given(columns(st.booleans(), probability))
def test_soft_labels_of_0_and_1_are_hard_labels(rows: list[Array]) -> None:
    y, p = rows
    for given_as in (y, y.astype(int), y.astype(np.float32)):
        assert log_loss(given_as, p, soft_labels=True) == near(log_loss(y, p))


@given(columns(st.floats(0, 1), inside))
def test_the_loss_is_linear_in_soft_labels(rows: list[Array]) -> None:
    y, p = rows
    ones, zeros = surprisal(np.ones(len(y)), p), surprisal(np.zeros(len(y)), p)
    found = surprisal(y, p, soft_labels=True)
    assert found.tolist() == close((y * ones + (1 - y) * zeros).tolist(), rel=1e-14, abs=0)
    assert log_loss(y, p, soft_labels=True) == near(math.fsum(found) / len(y))


@given(classes(), st.floats(0, 1))
def test_soft_labels_of_classes_are_mixtures_of_hard_ones(
    rows: tuple[Array, Array, Array], share: float
) -> None:
    y, p, w = rows
    one_hot = np.eye(p.shape[1])[y]
    assert log_loss(one_hot, p, w, soft_labels=True) == near(log_loss(y, p, w))
    other = np.roll(one_hot, 1, axis=1)
    mixed = share * one_hot + (1 - share) * other
    expected = share * log_loss(one_hot, p, w) + (1 - share) * log_loss(other, p, w)
    assert log_loss(mixed, p, w, soft_labels=True) == near(expected, 1e-13)


def test_a_share_of_0_in_an_impossible_class_costs_nothing() -> None:
    assert log_loss([1.0, 0.0], [1.0, 0.0], soft_labels=True) == 0.0
    assert log_loss([0.999, 0.0], [1.0, 0.0], soft_labels=True) == math.inf
    assert log_loss([[1, 0, 0]], [[1.0, 0.0, 0.0]], soft_labels=True) == 0.0
    assert log_loss_from_logits([[0.5, 0.5, 0]], [[0.0, 0.0, -math.inf]], soft_labels=True) == near(LN2)


def test_float32_soft_labels_are_widened() -> None:
    y = np.array([0.1], dtype=np.float32)
    share = float(y[0])
    expected = -share * math.log(0.25) - (1 - share) * math.log(0.75)
    assert log_loss(y, [0.25], soft_labels=True) == near(expected)
    thirds = np.array([[0.3, 0.3, 0.4]], dtype=np.float32)  # their sum is off by float32's rounding
    assert log_loss(thirds, [[1 / 3] * 3], soft_labels=True) == close(math.log(3), rel=1e-7)


# ---- 0, ∞ and weight 0 ------------------------------------------------------------------------------------


def test_impossible_events_that_happened_cost_infinity() -> None:
    assert log_loss([1, 0], [0.0, 0.5]) == math.inf
    assert log_loss([1, 0], [0.5, 1.0]) == math.inf
    assert log_loss([0, 1, 2], [[0.0, 0.5, 0.5], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]]) == math.inf
    assert log_loss_from_logits([1], [-math.inf]) == math.inf
    assert log_loss_from_logits([0], [math.inf]) == math.inf
    assert surprisal([1, 0, 0], [0.0, 0.5, 1.0]).tolist() == [math.inf, near(LN2), math.inf]


@pytest.mark.parametrize("least", [5e-324, 1e-310, 1e-300])
def test_nothing_is_clipped_not_even_subnormals(least: float) -> None:
    assert log_loss([1], [least]) == near(-math.log(least))
    assert log_loss([0], [least]) == least  # −ln(1 − p) is p


def test_rows_of_weight_0_contribute_nothing() -> None:
    for weight_type in (float, int, bool, np.float32):
        w = np.array([0, 1, 1], dtype=weight_type)
        assert log_loss([1, 0, 1], [0.0, 0.5, 0.5], w) == near(LN2)
        assert log_loss([0, 1, 1], [[0.0, 1.0], [0.5, 0.5], [0.5, 0.5]], w) == near(LN2)
        assert log_loss_from_logits([1, 0, 1], [-math.inf, 0.0, 0.0], w) == near(LN2)
        assert log_loss([1, 0, 1], [0.0, 0.5, 0.5], w, soft_labels=True) == near(LN2)


def test_certainty_that_came_true_costs_0_and_not_minus_0() -> None:
    assert str(log_loss([1, 0], [1.0, 0.0])) == "0.0"
    assert str(log_loss([1, 0], [[0.0, 1.0], [1.0, 0.0]])) == "0.0"
    assert [str(loss) for loss in surprisal([1, 0], [1.0, -0.0]).tolist()] == ["0.0", "0.0"]


# ---- float32 ----------------------------------------------------------------------------------------------


def test_float32_probabilities_are_widened_and_not_clipped() -> None:
    # MATH.md: 1000 rows at p = 1e-12 in float32 with one positive. A clip at float32's eps gives 0.0159.
    y = np.zeros(1000, dtype=int)
    y[17] = 1
    p = np.full(1000, 1e-12, dtype=np.float32)
    assert round(log_loss(y, p), 4) == 0.0276
    assert log_loss(y, p) == log_loss(y, p.astype(np.float64))


# ---- logits -----------------------------------------------------------------------------------------------


@given(columns(st.booleans(), st.floats(-30, 30)))
def test_logits_give_what_probabilities_give_where_those_are_safe(rows: list[Array]) -> None:
    y, z = rows
    own = np.where(
        y, 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    )  # of the true class: the smaller has all digits
    assert log_loss_from_logits(y, z) == close(log_loss(np.ones(len(y)), own), rel=1e-12, abs=1e-15)


@given(classes(least=1e-6))
def test_logits_of_classes_give_what_probabilities_give(rows: tuple[Array, Array, Array]) -> None:
    y, p, w = rows
    assert log_loss_from_logits(y, np.log(p), w) == close(log_loss(y, p, w), rel=1e-12, abs=1e-15)


@given(columns(st.booleans(), st.floats(-1e6, 1e6)))
def test_two_logits_are_their_difference(rows: list[Array]) -> None:
    y, z = rows
    assert log_loss_from_logits(y, np.stack([0 * z, z], axis=1)) == near(log_loss_from_logits(y, z))


@given(classes(), st.integers(-1000, 1000))
def test_adding_to_all_logits_of_a_row_changes_nothing(rows: tuple[Array, Array, Array], shift: int) -> None:
    y, p, w = rows
    z = np.round(np.log(p) * 1024) / 1024  # shifted without rounding
    assert log_loss_from_logits(y, z + shift, w) == log_loss_from_logits(y, z, w)


@given(columns(st.booleans(), st.floats(-800, 800)))
def test_surprisal_takes_logits_too(rows: list[Array]) -> None:
    y, z = rows
    assert log_loss_from_logits(y, z) == near(math.fsum(surprisal(y, z, from_logits=True)) / len(y))


def test_logits_do_not_saturate() -> None:
    assert log_loss_from_logits([0], [50.0]) == 50.0
    assert log_loss_from_logits([1], [50.0]) == near(math.exp(-50))
    assert log_loss_from_logits([1], [800.0]) == 0.0
    assert log_loss_from_logits([0], [[0.0, 800.0, 0.0]], labels=[0, 1, 2]) == 800.0


# ---- scikit-learn -----------------------------------------------------------------------------------------


@given(columns(st.booleans(), st.floats(1e-15, 1 - 1e-15), st.floats(1e-3, 1e3)))
def test_scikit_learn_agrees_where_it_does_not_clip(rows: list[Array]) -> None:
    y, p, w = rows
    for weights in (None, w):
        theirs = metrics.log_loss(y, p, sample_weight=weights, labels=[False, True])
        assert log_loss(y, p, weights) == close(theirs, rel=1e-12, abs=1e-15)


@given(classes())
def test_scikit_learn_agrees_on_classes(rows: tuple[Array, Array, Array]) -> None:
    y, p, w = rows
    assert log_loss(y, p, w) == close(metrics.log_loss(y, p, sample_weight=w), rel=1e-12, abs=1e-15)


# ---- the call ---------------------------------------------------------------------------------------------


def test_what_is_given_stays_as_it_was() -> None:
    y, p, w = np.array([1, 0, 1]), np.array([[0.1, 0.8], [0.5, 0.5], [0.4, 0.6]]), np.array([0.0, 1.0, 2.0])
    before = y.copy(), p.copy(), w.copy()
    log_loss(y, p, w, renormalize=True)
    surprisal(y, p, renormalize=True)
    log_loss_from_logits(y, p, w)
    for array, copy in zip((y, p, w), before, strict=True):
        assert np.array_equal(array, copy)


def test_results_are_plain_numbers() -> None:
    assert type(log_loss([1, 0], np.array([0.5, 0.5], np.float32))) is float
    assert type(log_loss_from_logits([1, 0], np.array([[0, 1], [1, 0]], np.int8))) is float
    assert surprisal([1, 0], np.array([0.5, 0.5], np.float32)).dtype == np.float64


@pytest.mark.parametrize("score", [log_loss, log_loss_from_logits, surprisal])
def test_a_unit_that_does_not_exist_is_refused(score: Any) -> None:
    with pytest.raises(ArgumentError, match=r"unit must be .*got 'bit'"):
        score([1, 0], [0.5, 0.5], unit="bit")


@pytest.mark.parametrize("labels", [np.uint8, np.int64, np.float64, np.bool_])
def test_a_million_rows_need_a_few_megabytes(labels: type) -> None:
    y, p, w = np.ones(1_000_000, labels), np.full(1_000_000, 0.5), np.ones(1_000_000)
    tracemalloc.start()
    try:
        log_loss(y, p, w)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
