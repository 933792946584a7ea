"""The recalibrators: as scikit-learn has them, on rows, Summaries and nonsense."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.utils import estimator_checks

import logloss as ll
from logloss.errors import ArgumentError, DataError, NoFitError
from logloss.summary.bins import log_odds, probability

Array = NDArray[Any]

KINDS = [ll.IsotonicRecalibrator, ll.TemperatureRecalibrator, ll.SigmoidRecalibrator]
OF_TWO = [ll.IsotonicRecalibrator, ll.SigmoidRecalibrator]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)


def rows(n: int = 500, steep: float = 1.7, seed: int = 0) -> tuple[Array, Array]:
    """Predictions whose log-odds are so many times too large, and what happened."""
    random = np.random.default_rng(seed)
    z = random.normal(-0.5, 1.5, n)
    return probability(steep * z), (random.random(n) < probability(z)).astype(int)


def three(n: int = 600, steep: float = 1.7, seed: int = 0) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    z = random.normal(0, 1.5, (n, 3))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    y = np.array([random.choice(3, p=row) for row in p])
    sharp = np.exp(steep * z)
    return sharp / sharp.sum(axis=1, keepdims=True), y


# ---- scikit-learn's manners -------------------------------------------------------------------------------

# check_estimator's other checks fit random numbers with several features; here X holds predictions, and what
# lies outside [0, 1], or has a column too many, is refused.
CHECKS = [
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_mixin_order",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
]


@every_kind
@pytest.mark.parametrize("check", CHECKS)
def test_scikit_learns_checks(kind: Any, check: str) -> None:
    found = getattr(estimator_checks, check, None)
    if found is None:
        pytest.skip(f"this scikit-learn has no {check}")
    found(kind.__name__, kind())


@every_kind
def test_clone_pickle_and_scorers(kind: Any) -> None:
    p, y = rows()
    fitted = kind().fit(p, y)
    with pytest.raises(NotFittedError):
        clone(fitted).predict_proba(p)
    assert np.array_equal(pickle.loads(pickle.dumps(fitted)).predict_proba(p), fitted.predict_proba(p))
    scores = cross_val_score(kind(), p[:, None], y, scoring="neg_log_loss", cv=5)
    assert -scores.mean() == pytest.approx(fitted.cross_validated_loss_, abs=0.01)
    assert fitted.score(p, y) == np.mean(fitted.predict(p) == y)


@every_kind
def test_losses_are_those_of_the_rows(kind: Any) -> None:
    p, y = rows()
    w = np.random.default_rng(1).exponential(size=len(p))
    fitted = kind().fit(p, y, w)
    out = fitted.predict_proba(p)
    assert out.shape == (500, 2)
    assert out.sum(axis=1) == pytest.approx(1)
    assert fitted.in_sample_loss_ == pytest.approx(ll.log_loss(y, out[:, 1], w), rel=1e-12)
    assert fitted.in_sample_loss_ < fitted.cross_validated_loss_


@every_kind
def test_a_summary_says_what_its_rows_say(kind: Any) -> None:
    p, y = rows()
    whole = ll.summarize(y[:200], p[:200]) + ll.summarize(y[200:], p[200:])
    one, other = kind().fit(p, y), kind().fit_summary(whole)
    assert np.array_equal(one.predict_proba(p), other.predict_proba(p))
    assert one.cross_validated_loss_ == other.cross_validated_loss_


@every_kind
def test_losses_are_those_of_the_explanation(kind: Any) -> None:
    p, y = rows()
    e = ll.explain(y, p)
    fitted = kind().fit(p, y)
    gain = getattr(e.worth, fitted.kind)
    assert e.loss - fitted.cross_validated_loss_ == pytest.approx(gain.cross_validated, rel=1e-9)
    # The isotonic map takes its ends for less than certain, so it loses a little.
    assert e.loss - fitted.in_sample_loss_ == pytest.approx(gain.in_sample, abs=0.003)
    assert e.loss - fitted.in_sample_loss_ <= gain.in_sample + 1e-12


@every_kind
def test_columns_frames_and_logits_are_the_same_predictions(kind: Any) -> None:
    p, y = rows()
    fitted = kind().fit(p, y)
    both = np.stack([1 - p, p], axis=1)
    frame = pd.DataFrame(both, columns=["no", "yes"])
    words = np.where(y == 1, "yes", "no")
    assert kind().fit(both, y).predict_proba(both) == pytest.approx(fitted.predict_proba(p))
    named = kind().fit(frame, words)
    assert named.classes_.tolist() == ["no", "yes"]
    assert named.predict_proba(frame) == pytest.approx(fitted.predict_proba(p))
    assert set(named.predict(frame)) == {"no", "yes"}
    assert kind(pos_label="yes").fit(p, words).predict_proba(p) == pytest.approx(fitted.predict_proba(p))
    from_logits = kind(from_logits=True).fit(log_odds(p), y)
    assert from_logits.predict_proba(log_odds(p)) == pytest.approx(fitted.predict_proba(p))
    two = np.stack([np.zeros(500), log_odds(p)], axis=1)
    assert kind(from_logits=True).fit(two, y).predict_proba(two) == pytest.approx(fitted.predict_proba(p))


@every_kind
def test_none_falls_anywhere(kind: Any) -> None:
    p, y = rows(100)
    grid = np.r_[0, np.geomspace(1e-300, 0.5, 500), 1 - np.geomspace(1e-15, 0.5, 500)[::-1], 1]
    out = kind().fit(p, y).predict_proba(grid)[:, 1]
    assert (np.diff(out) >= -1e-15).all()
    assert ((out >= 0) & (out <= 1)).all()


# ---- each kind --------------------------------------------------------------------------------------------


def test_isotonic_is_scikit_learns_at_the_rows() -> None:
    p, y = rows()
    fitted = ll.IsotonicRecalibrator().fit(p, y)
    expected = IsotonicRegression(y_min=0, y_max=1).fit(p, y).predict(p)
    inner = (expected > 0) & (expected < 1)
    assert fitted.predict_proba(p)[inner, 1] == pytest.approx(expected[inner], rel=1e-9)
    assert math.isfinite(log_loss(y, fitted.predict_proba(p)))
    known = {*expected[inner].round(12)}
    assert known <= {*fitted.y_thresholds_.round(12)}


def test_isotonic_of_many_predictions_goes_by_bins() -> None:
    p, y = rows(50_000)
    fitted = ll.IsotonicRecalibrator().fit(p, y)
    expected = IsotonicRegression(y_min=0, y_max=1).fit(p, y).predict(p)
    assert np.mean(np.abs(fitted.predict_proba(p)[:, 1] - expected)) < 0.003
    assert fitted.in_sample_loss_ < 1.001 * log_loss(y, expected.clip(1e-9, 1 - 1e-9))


def test_sigmoid_is_logistic_regression_of_log_odds() -> None:
    p, y = rows()
    fitted = ll.SigmoidRecalibrator().fit(p, y)
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12).fit(log_odds(p)[:, None], y)
    assert (fitted.slope_, fitted.intercept_) == pytest.approx(
        (model.coef_[0, 0], model.intercept_[0]), rel=1e-6
    )
    assert fitted.predict_proba(p) == pytest.approx(model.predict_proba(log_odds(p)[:, None]), rel=1e-6)


def test_it_undoes_what_was_done() -> None:
    p, y = rows(20_000, steep=2.0)
    fitted = ll.TemperatureRecalibrator().fit(p, y)
    assert fitted.temperature_ == pytest.approx(2, abs=0.06)
    moved = probability(0.5 * log_odds(p) + 1)
    sigmoid = ll.SigmoidRecalibrator().fit(moved, y)
    assert (sigmoid.slope_, sigmoid.intercept_) == pytest.approx((1, -1), abs=0.08)


def test_after_a_model_of_scikit_learns() -> None:
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 900)
    X = random.normal(size=(900, 1)) * 1.5 + y[:, None] + random.normal(size=(900, 6)) * 0.1
    model = GaussianNB().fit(X[:300], y[:300])
    p = model.predict_proba(X[300:600])
    fitted = ll.TemperatureRecalibrator().fit(p, y[300:600])
    assert fitted.temperature_ > 1.5  # naive: it counts one feature six times
    unseen = model.predict_proba(X[600:])
    assert ll.log_loss(y[600:], fitted.predict_proba(unseen)) < ll.log_loss(y[600:], unseen) - 0.1


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_three_classes_against_a_grid(from_logits: bool, weighted: bool) -> None:
    p, y = three()
    w = np.random.default_rng(1).exponential(size=len(y)) if weighted else np.ones(len(y))
    fitted = ll.TemperatureRecalibrator(from_logits=from_logits)
    fitted.fit(np.log(p) + 3 if from_logits else p, y, w if weighted else None)
    z, slopes = np.log(p), np.linspace(0.3, 1.2, 91)
    losses = [float(np.average(_softmax_loss(slope * z, y), weights=w)) for slope in slopes]
    assert 1 / fitted.temperature_ == pytest.approx(slopes[int(np.argmin(losses))], abs=0.011)
    best = float(np.average(_softmax_loss(z / fitted.temperature_, y), weights=w))
    assert best <= min(losses)
    assert fitted.in_sample_loss_ == pytest.approx(best, rel=1e-12)
    for nudge in (0.9999, 1.0001):
        assert np.average(_softmax_loss(nudge * z / fitted.temperature_, y), weights=w) >= best
    assert best < fitted.cross_validated_loss_ < ll.log_loss(y, p, w)


def _softmax_loss(z: Array, y: Array) -> Array:
    found: Array = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]
    return found


def test_three_classes_of_a_summary() -> None:
    p, y = three()
    exact = ll.TemperatureRecalibrator().fit(p, y)
    s = ll.summarize(y[:200], p[:200], temperatures=True) + ll.summarize(y[200:], p[200:], temperatures=True)
    fitted = ll.TemperatureRecalibrator().fit_summary(s)
    assert fitted.temperature_ == pytest.approx(exact.temperature_, rel=1e-4)
    assert fitted.in_sample_loss_ == pytest.approx(exact.in_sample_loss_, abs=1e-5)
    assert fitted.cross_validated_loss_ is None
    assert fitted.predict_proba(p) == pytest.approx(exact.predict_proba(p), abs=1e-4)
    with pytest.raises(ArgumentError, match="keeps no temperatures"):
        ll.TemperatureRecalibrator().fit_summary(s.without("temperatures"))
    right = ll.summarize(p.argmax(axis=1), p, labels=[0, 1, 2], temperatures=True)
    with pytest.raises(NoFitError, match="no best temperature"):
        ll.TemperatureRecalibrator().fit_summary(right)


def test_two_classes_as_many() -> None:
    p, y = rows()
    third = np.stack([1 - p, p, np.zeros(500)], axis=1)  # a class that is impossible and never happens
    of_three = ll.TemperatureRecalibrator(labels=[0, 1, 2]).fit(third, y)
    of_two = ll.TemperatureRecalibrator().fit(p, y)
    assert of_three.temperature_ == pytest.approx(of_two.temperature_, rel=1e-9)
    assert of_three.predict_proba(third)[:, :2] == pytest.approx(of_two.predict_proba(p))
    assert (of_three.predict_proba(third)[:, 2] == 0).all()
    assert of_three.in_sample_loss_ == pytest.approx(of_two.in_sample_loss_, rel=1e-12)


# ---- edges ------------------------------------------------------------------------------------------------


def test_infinite_losses_are_said_and_isotonic_heals_them() -> None:
    p, y = rows(100)
    p[np.flatnonzero(y == 1)[:2]] = 0
    for kind in (ll.TemperatureRecalibrator, ll.SigmoidRecalibrator):
        fitted = kind().fit(p, y)
        assert fitted.in_sample_loss_ == fitted.cross_validated_loss_ == math.inf
        assert fitted.predict_proba([0.0, 1.0]).tolist() == [[1, 0], [0, 1]]
        finite = p > 0
        assert fitted.predict_proba(p) == pytest.approx(kind().fit(p[finite], y[finite]).predict_proba(p))
    assert math.isfinite(ll.IsotonicRecalibrator().fit(p, y).cross_validated_loss_)
    columns = three()[0]
    columns[0] = [0, 0.5, 0.5]
    many = ll.TemperatureRecalibrator().fit(columns, np.r_[0, three()[1][1:]])
    assert many.in_sample_loss_ == many.cross_validated_loss_ == math.inf


@every_kind
def test_a_first_column_that_knows_more_than_the_second(kind: Any) -> None:
    p, y = rows(200)
    both = np.stack([1 - p, p], axis=1)
    both[:3] = [1e-20, 1], [1e-20, 1], [1e-20, 1]
    y[:3] = 0, 1, 1
    e = ll.explain(y, both)
    assert math.isfinite(e.loss)
    assert e.worth is not None
    assert e.worth.temperature.in_sample is not None
    fitted = kind().fit(both, y)
    out = fitted.predict_proba(both)
    assert math.isfinite(fitted.in_sample_loss_)
    assert ll.log_loss(y, out) == pytest.approx(fitted.in_sample_loss_, rel=1e-9)
    if fitted.kind != "isotonic":
        gain = getattr(e.worth, fitted.kind).in_sample
        assert e.loss - fitted.in_sample_loss_ == pytest.approx(gain, rel=1e-9)


def test_scores_the_wrong_way_round() -> None:
    p, y = rows()
    assert ll.TemperatureRecalibrator().fit(1 - p, y).temperature_ == math.inf
    sigmoid = ll.SigmoidRecalibrator().fit(1 - p, y)
    assert sigmoid.slope_ == 0
    assert sigmoid.predict_proba([0.3])[0, 1] == pytest.approx(y.mean())
    p, y = three()
    backwards = ll.TemperatureRecalibrator().fit(p[:, [1, 2, 0]], y)
    if backwards.temperature_ == math.inf:
        assert backwards.predict_proba(p) == pytest.approx(1 / 3)
    uniform = ll.TemperatureRecalibrator().fit(np.full((6, 3), 1 / 3), [0, 1, 2] * 2)
    assert uniform.temperature_ == 1


def test_what_has_no_fit_is_said() -> None:
    p = np.linspace(0.1, 0.9, 10)
    with pytest.raises(NoFitError, match="no best temperature"):
        ll.TemperatureRecalibrator().fit(p, p > 0.5)
    with pytest.raises(NoFitError, match="no best temperature"):
        ll.TemperatureRecalibrator().fit(np.eye(3) * 0.4 + 0.2, [0, 1, 2])
    with pytest.raises(NoFitError, match="no best sigmoid"):
        ll.SigmoidRecalibrator().fit(p, p > 0.7)
    with pytest.raises(NoFitError, match="no best sigmoid"):
        ll.SigmoidRecalibrator(labels=[0, 1]).fit(p, np.ones(10))
    one = ll.IsotonicRecalibrator(labels=[0, 1]).fit(p, np.ones(10))
    assert one.predict_proba([0.5])[0, 1] == pytest.approx(10.5 / 11)
    assert one.cross_validated_loss_ is None


@pytest.mark.parametrize("kind", OF_TWO)
def test_three_classes_are_refused(kind: Any) -> None:
    p, y = three()
    with pytest.raises(DataError, match="is for two classes, got 3"):
        kind().fit(p, y)
    with pytest.raises(DataError, match="is for two classes, got 3"):
        kind().fit_summary(ll.summarize(y, p))


@every_kind
def test_bad_input_is_named(kind: Any) -> None:
    p, y = rows()
    with pytest.raises(DataError, match=r"X must lie in \[0, 1\], got 55 at index 0"):
        kind().fit(p * 0 + 55, y)
    with pytest.raises(DataError, match="y and X must be of one length, got 500 and 499 rows"):
        kind().fit(p[1:], y)
    with pytest.raises(DataError, match="sample_weight must be finite and not negative"):
        kind().fit(p, y, -p)
    with pytest.raises(ArgumentError, match="fit_summary takes a Summary, got ndarray"):
        kind().fit_summary(p)
    fitted = kind().fit(p, y)
    with pytest.raises(DataError, match=r"X must lie in \[0, 1\], got -1 at index 1"):
        fitted.predict_proba([0.5, -1])
    with pytest.raises(DataError, match="X must have a column for each of 2 classes, as in the fit, got 3"):
        fitted.predict_proba(np.full((2, 3), 1 / 3))
    with pytest.raises(DataError, match="X has no rows"):
        fitted.predict_proba([])
    with pytest.raises(DataError, match="X must be an array, got rows of different lengths"):
        fitted.predict_proba([[0.5], [0.5, 0.5]])
    with pytest.raises(DataError, match="must be of shape"):
        fitted.predict_proba(0.5)
    with pytest.raises(DataError, match="X must not have missing values, got nan at index 1"):
        fitted.predict_proba([0.5, math.nan])
