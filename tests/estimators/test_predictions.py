"""Predictions of unseen rows: which rows are left out, and what a model then says of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

import logloss as ll
from logloss.errors import ArgumentError
from logloss.estimators import base_loss_left_out, left_out, unseen_predictions
from logloss.scenes.points import X, Y

TEN = np.array(X)[:, None], np.array(Y)
RANDOM = np.random.default_rng(0)
MANY_X = RANDOM.normal(size=(200, 2))
MANY_Y = (RANDOM.random(200) < 1 / (1 + np.exp(-MANY_X[:, 0]))).astype(int)


def test_the_ten_points_left_out_one_by_one() -> None:
    unseen = unseen_predictions(LogisticRegression(), *TEN)
    assert unseen is not None
    assert (unseen.splits.method, unseen.from_logits) == ("leave-one-out", True)
    assert ll.log_loss_from_logits(Y, unseen.scores) == pytest.approx(0.4777, abs=5e-5)


def test_a_pipeline_is_fitted_anew_for_every_row() -> None:
    unseen = unseen_predictions(make_pipeline(StandardScaler(), LogisticRegression()), *TEN)
    assert unseen is not None
    assert unseen.from_logits
    left = [
        make_pipeline(StandardScaler(), LogisticRegression())
        .fit(np.delete(TEN[0], i, axis=0), np.delete(TEN[1], i))
        .decision_function(TEN[0][[i]])[0]
        for i in range(10)
    ]
    assert unseen.scores.tolist() == pytest.approx(left)


def test_five_folds_for_two_hundred_rows() -> None:
    splits = left_out(MANY_Y)
    assert splits is not None
    assert (splits.method, len(splits.folds)) == ("five-fold", 5)
    assert splits.left_out.tolist() == list(range(200))
    share = MANY_Y.mean()
    assert all(abs(MANY_Y[tested].mean() - share) < 0.03 for _, tested in splits.folds)
    unseen = unseen_predictions(LogisticRegression(), MANY_X, MANY_Y)
    assert unseen is not None
    same = StratifiedKFold(5, shuffle=True, random_state=0)
    scores = cross_val_predict(LogisticRegression(), MANY_X, MANY_Y, cv=same, method="decision_function")
    assert unseen.scores.tolist() == scores.tolist()


@pytest.mark.parametrize(("n", "method"), [(100, "leave-one-out"), (101, "five-fold")])
def test_from_how_many_rows_on(n: int, method: str) -> None:
    found = left_out(np.arange(n) % 2)
    assert found is not None
    assert found.method == method


@pytest.mark.parametrize("y", [[0, 1, 1], [0] * 4 + [1] * 197, [1, 2, 2, 3, 3]])
def test_a_class_too_small_to_be_left_out(y: list[int]) -> None:
    assert left_out(np.array(y)) is None
    assert unseen_predictions(LogisticRegression(), np.zeros((len(y), 1)), np.array(y)) is None


@pytest.mark.parametrize("y", [[0, 0, 1, 1], [0] * 5 + [1] * 196])
def test_a_class_just_large_enough(y: list[int]) -> None:
    assert left_out(np.array(y)) is not None


def test_a_model_without_decision_function_gives_probabilities() -> None:
    unseen = unseen_predictions(GaussianNB(), MANY_X, MANY_Y)
    assert unseen is not None
    assert not unseen.from_logits
    assert unseen.scores.shape == (200, 2)
    assert unseen.scores.sum(axis=1).tolist() == pytest.approx([1] * 200)


def test_the_margin_of_an_svm_is_no_logit() -> None:
    class Sure(SVC):
        def predict_proba(self, X: np.ndarray) -> np.ndarray:
            return np.full((len(X), 2), 0.5)

    unseen = unseen_predictions(Sure(), MANY_X, MANY_Y)
    assert unseen is not None
    assert not unseen.from_logits


def test_several_classes_give_probabilities() -> None:
    y = np.arange(200) % 3
    unseen = unseen_predictions(LogisticRegression(), MANY_X, y)
    assert unseen is not None
    assert not unseen.from_logits
    assert unseen.scores.shape == (200, 3)


def test_a_model_without_probabilities_is_refused() -> None:
    with pytest.raises(ArgumentError, match="LinearSVC has no predict_proba") as caught:
        unseen_predictions(LinearSVC(), MANY_X, MANY_Y)
    assert "CalibratedClassifierCV" in caught.value.hint


def test_a_base_rate_left_out() -> None:
    splits = left_out(TEN[1])
    assert splits is not None
    assert base_loss_left_out(TEN[1], splits) == pytest.approx(-0.3 * np.log(2 / 9) - 0.7 * np.log(6 / 9))
    weight = np.array([0.0, 1, 1, 1, 1, 1, 1, 1, 1, 1])  # the first row counts nowhere
    expected = -(2 * np.log(1 / 8) + 7 * np.log(6 / 8)) / 9
    assert base_loss_left_out(TEN[1], splits, weight) == pytest.approx(expected)
    assert base_loss_left_out(TEN[1], splits, np.eye(10)[0] + np.eye(10)[9]) == np.inf


def test_the_given_model_is_not_fitted() -> None:
    model = LogisticRegression()
    unseen_predictions(model, *TEN)
    assert not hasattr(model, "coef_")
