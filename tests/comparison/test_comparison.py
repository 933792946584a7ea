"""Paired differences: against SciPy, by identities, and how often intervals cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

import logloss as ll
from logloss.errors import ArgumentError, DataError

P = st.floats(0.001, 0.999)
ROWS = st.lists(st.tuples(st.booleans(), P, P), min_size=3, max_size=60)


def models(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    z = 1.5 * rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int)
    return y, *(1 / (1 + np.exp(-z - s * rng.normal(size=n))) for s in (0.5, 0.3))


def pair(y, p, q, *args, **how):
    return ll.compare(y, {"p": p, "q": q}, *args, **how).pairs[0]


@given(ROWS)
def test_the_difference_is_that_of_a_paired_t_test(rows):
    y, p, q = (np.array(column) for column in zip(*rows, strict=True))
    a, b = ll.surprisal(y, p, labels=[False, True]), ll.surprisal(y, q, labels=[False, True])
    found = pair(y, p, q, labels=[False, True]).loss
    assert found.value == pytest.approx((b - a).mean(), abs=1e-12)
    error = (b - a).std(ddof=1) / math.sqrt(len(y))
    assert found.standard_error == pytest.approx(error, abs=1e-9)
    if error > 1e-6:
        test = ttest_rel(b, a)
        interval = test.confidence_interval()
        assert (found.z, found.p_value) == pytest.approx((test.statistic, test.pvalue), rel=1e-6, abs=1e-9)
        assert (found.low, found.high) == pytest.approx(tuple(interval), rel=1e-6, abs=1e-9)


@given(ROWS, st.booleans())
def test_parts_and_pieces_add_up(rows, other):
    y, p, q = (np.array(column) for column in zip(*rows, strict=True))
    group = np.where(np.arange(len(y)) % 3 == other, "a", "b")
    found = pair(y, p, q, labels=[False, True], by=group)
    assert found.parts is not None
    assert found.parts.miscalibration - found.parts.discrimination == pytest.approx(
        found.loss.value, abs=1e-9
    )
    for pieces in (found.classes, found.ranges, found.groups):
        assert math.fsum(piece.part for piece in pieces) == pytest.approx(found.loss.value, abs=1e-9)
        assert math.fsum(piece.share for piece in pieces) == pytest.approx(1)


@given(ROWS)
def test_swapping_models_turns_the_sign(rows):
    y, p, q = (np.array(column) for column in zip(*rows, strict=True))
    one, other = pair(y, p, q, labels=[False, True]), pair(y, q, p, labels=[False, True])
    assert one.loss.value == pytest.approx(-other.loss.value, abs=1e-12)
    assert one.loss.standard_error == pytest.approx(other.loss.standard_error, abs=1e-9)
    assert [r.row for r in one.pair.first_better] == [r.row for r in other.pair.second_better]


@given(ROWS)
def test_a_frequency_weight_is_so_many_rows(rows):
    y, p, q = (np.array(column) for column in zip(*rows, strict=True))
    times = np.arange(len(y)) % 3 + 1
    weighted = pair(y, p, q, times, labels=[False, True], weights="frequency")
    repeated = pair(*(np.repeat(v, times) for v in (y, p, q)), labels=[False, True])
    for name in ("value", "standard_error", "low", "high"):
        assert getattr(weighted.loss, name) == pytest.approx(getattr(repeated.loss, name), abs=1e-9)


def test_the_interval_covers():
    """Of 400 samples of 200 rows the 95% interval has the true difference in 92% to 98%."""
    y, p, q = models(400_000, 1)
    true = float(np.mean(ll.surprisal(y, q) - ll.surprisal(y, p)))
    covered = 0
    for i in range(400):
        rows = slice(200 * i, 200 * (i + 1))
        found = pair(y[rows], p[rows], q[rows]).loss
        covered += found.low <= true <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_equal_models_seldom_differ_by_more_than_noise():
    """Two models that err alike: z is standard normal, so 5% of 400 pairs look different."""
    y, p, _ = models(80_000, 2)
    rng = np.random.default_rng(3)
    z = np.log(p / (1 - p))
    a, b = (1 / (1 + np.exp(-z - 0.3 * rng.normal(size=len(z)))) for _ in range(2))
    found = [pair(*(v[200 * i : 200 * i + 200] for v in (y, a, b))).loss for i in range(400)]
    assert 0.02 <= np.mean([not gap.is_noise for gap in found]) <= 0.08
    assert np.std([gap.z for gap in found]) == pytest.approx(1, abs=0.12)


def test_clusters_widen_the_interval_so_that_it_covers():
    """60 clusters of 10 rows that the second model misjudges together: by rows the interval is too short."""
    rng = np.random.default_rng(4)
    by_rows = by_clusters = 0
    cluster = np.repeat(np.arange(60), 10)
    for _ in range(200):
        z = 1.5 * rng.normal(size=600)
        y = rng.random(600) < 1 / (1 + np.exp(-z))
        shift = np.repeat(rng.normal(size=60), 10)
        p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(-z - shift))
        plain, clustered = pair(y, p, q).loss, pair(y, p, q, cluster=cluster).loss
        by_rows += plain.low <= TRUE_SHIFTED <= plain.high
        by_clusters += clustered.low <= TRUE_SHIFTED <= clustered.high
        assert clustered.method == "clusters"
    assert by_rows < by_clusters
    assert 0.9 <= by_clusters / 200 <= 0.99


def _true_shifted() -> float:
    """E[ℓ(q) − ℓ(p)] = E KL(Bernoulli(p) ‖ Bernoulli(q)), logit q − logit p a standard normal."""
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    z, s = np.meshgrid(1.5 * points, points)
    w = np.outer(weights, weights) / weights.sum() ** 2
    p = 1 / (1 + np.exp(-z))
    kl = p * (np.logaddexp(0, -z - s) - np.logaddexp(0, -z)) + (1 - p) * (
        np.logaddexp(0, z + s) - np.logaddexp(0, z)
    )
    return float((w * kl).sum())


TRUE_SHIFTED = _true_shifted()


def test_so_many_rows_show_the_difference_four_times_of_five():
    y, p, q = models(400_000, 6)
    needed = pair(y, p, q).rows_needed
    assert needed is not None
    seen = [
        not pair(*(v[i * needed : (i + 1) * needed] for v in (y, p, q))).loss.is_noise
        for i in range(min(300, 400_000 // needed))
    ]
    assert np.mean(seen) == pytest.approx(0.8, abs=0.07)


def test_rows_of_infinite_loss_are_told_apart():
    y = [1, 1, 1, 1, 0]
    found = pair(y, [0.0, 0.5, 0.0, 0.5, 0.5], [0.5, 0.0, 0.0, 0.25, 0.25])
    assert found.infinite_rows == (1, 1, 1)
    assert [[r.row for r in rows] for rows in found.pair.infinite] == [[0], [1], [2]]
    assert found.better is None
    assert found.parts is None
    assert found.loss.rows == 2
    assert found.loss.value == pytest.approx((math.log(2) + math.log(0.5 / 0.75)) / 2)
    only = pair(y, [0.5, 0.5, 0.25, 0.5, 0.5], [0.5, 0.0, 0.5, 0.5, 0.5])
    assert only.better == "p"
    nothing = pair([1, 1], [0.0, 0.5], [0.5, 0.0])
    assert nothing.loss.rows == 0
    assert "No row has a finite loss under both." in str(
        ll.compare([1, 1], {"a": [0.0, 0.5], "b": [0.5, 0.0]})
    )


def test_the_best_of_several_is_named_and_the_level_shared():
    y, p, q = models(2_000)
    c = ll.compare(y, {"half": np.full(len(y), 0.5), "p": p, "q": q})
    assert list(c.losses) == ["q", "p", "half"]
    assert c.main.second == "q"
    assert [round(each.level, 3) for each in c.pairs] == [0.025, 0.025]
    assert str(c).startswith("Of 3 models q has the least loss")


def test_classes_and_logits():
    rng = np.random.default_rng(7)
    p = rng.dirichlet([1, 1, 1], 400)
    y = [rng.choice(3, p=row) for row in p]
    q = (p + 0.2) / 1.6
    found = pair(y, p, q)
    assert found.better == "p"
    assert found.parts is None
    assert len(found.classes) == 3
    logits = pair(y, np.log(p), np.log(q), from_logits=True)
    assert logits.loss.value == pytest.approx(found.loss.value)
    assert math.fsum(r.part for r in logits.ranges) == pytest.approx(found.loss.value)


def test_what_noise_cannot_tell_says_how_many_rows_would():
    y, p, _ = models(300)
    q = np.clip(p + 0.002, 0, 1)
    found = pair(y, p, q)
    assert found.loss.is_noise
    assert found.rows_needed > 300
    same = pair(y, p, p)
    assert (same.loss.value, same.loss.z, same.loss.p_value, same.rows_needed) == (0, 0, 1, None)
    assert "give every row the same loss" in str(ll.compare(y, {"p": p, "q": p}))


REFUSED = [
    (lambda: ll.compare([1, 0], [0.9, 0.2]), ArgumentError, "models by name, got list"),
    (lambda: ll.compare([1, 0], {"a": [0.9, 0.2]}), ArgumentError, "at least two models, got 1"),
    (
        lambda: ll.compare([1, 0], {"a": [0.9, 0.2], "b": [0.9, 0.2, 0.1]}),
        DataError,
        r"y_proba\['b'\] must be of one length, got 2 and 3",
    ),
    (
        lambda: ll.compare([1, 0], {"a": [0.9, 0.2], "b": [0.9, 1.2]}),
        DataError,
        r"y_proba\['b'\] must lie in \[0, 1\], got 1.2 at index 1",
    ),
    (
        lambda: ll.compare([1, 0], {"a": [0.9, 0.2], "b": [0.9, math.nan]}),
        DataError,
        r"y_proba\['b'\] must not have missing values, got nan at index 1",
    ),
    (
        lambda: ll.compare([1, 0, 2], {"a": [[0.2, 0.3, 0.5]] * 3, "b": [0.9, 0.2, 0.3]}),
        DataError,
        "y_proba",
    ),
    (lambda: ll.compare("y", {"a": "p", "b": "q"}), ArgumentError, "there is no data"),
    (lambda: ll.compare("y", ["p", "p"], data={"y": [1]}), ArgumentError, "names the column 'p' twice"),
    (lambda: ll.compare(ll.summarize([1, 0], [0.9, 0.2]), [0.9, 0.2]), ArgumentError, "two Summaries"),
    (
        lambda: ll.compare(ll.summarize_pairs([1, 0], {"a": [0.9, 0.2], "b": [0.8, 0.1]}), [1, 0]),
        ArgumentError,
        "PairSummary alone",
    ),
]


@pytest.mark.parametrize(("asks", "error", "said"), REFUSED)
def test_bad_input_is_refused(asks, error, said):
    with pytest.raises(error, match=said):
        asks()


def test_a_row_that_one_model_lacks_is_dropped_of_all():
    y, p, q = [1, 0, 1, 0], [0.9, math.nan, 0.7, 0.2], [0.8, 0.1, None, 0.3]
    found = pair(y, p, q, missing="drop", cluster=list("abcd"))
    assert found.loss.rows == 2
    assert found.summaries[0].notes == {"dropped": 2}
    kept = pair([1, 0], [0.9, 0.2], [0.8, 0.3])
    assert found.loss.value == pytest.approx(kept.loss.value)
    assert [r.row for r in found.pair.few] == [0, 3]
