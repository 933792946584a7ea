"""The scorer in scikit-learn's tools: the same as their own where that is exact, and −∞ where theirs clips."""

from __future__ import annotations

import math
import pickle
import warnings

import numpy as np
import pytest
from sklearn import config_context
from sklearn.datasets import load_iris
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import log_loss, make_scorer
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

import logloss as ll
from logloss.errors import ArgumentError, DataError

RANDOM = np.random.default_rng(1)
N = 200
X = RANDOM.normal(size=(N, 2))
Y = np.array(["no", "yes"])[(RANDOM.random(N) < 1 / (1 + np.exp(-2 * X[:, 0]))).astype(int)]
W = RANDOM.random(N)


@pytest.mark.parametrize("model", [GaussianNB(), make_pipeline(StandardScaler(), LogisticRegression())])
def test_it_is_scikit_learns_where_nothing_is_clipped(model: object) -> None:
    found = cross_validate(model, X, Y, scoring={"ours": ll.log_loss_scorer, "theirs": "neg_log_loss"})
    assert found["test_ours"].tolist() == pytest.approx(found["test_theirs"].tolist(), rel=1e-9)


def test_several_classes() -> None:
    x, y = load_iris(return_X_y=True)
    ours = cross_val_score(GaussianNB(), x, y, scoring=ll.log_loss_scorer)
    assert ours.tolist() == pytest.approx(
        cross_val_score(GaussianNB(), x, y, scoring="neg_log_loss").tolist()
    )


def test_nothing_is_clipped() -> None:
    tree = DecisionTreeClassifier(random_state=0).fit(X[:100], Y[:100])
    assert ll.log_loss_scorer(tree, X, Y) == -math.inf
    sure = LogisticRegression()
    sure.classes_, sure.coef_, sure.intercept_ = np.array([0, 1]), np.array([[1.0]]), np.zeros(1)
    assert ll.log_loss_scorer(sure, [[500.0], [-1.0]], [0, 0]) == pytest.approx(-250.1566, abs=1e-4)


def test_the_labels_are_the_estimators() -> None:
    model = GaussianNB().fit(X, Y)
    yes = Y == "yes"
    p = model.predict_proba(X[yes])
    assert ll.log_loss_scorer(model, X[yes], Y[yes]) == pytest.approx(float(np.log(p[:, 1]).mean()))
    with pytest.raises(DataError, match="y holds class perhaps"):
        ll.log_loss_scorer(model, X[:1], ["perhaps"])
    with pytest.raises(ArgumentError, match="LinearSVC has no predict_proba"):
        ll.log_loss_scorer(LinearSVC().fit(X, Y), X, Y)


def test_searches_choose_by_it() -> None:
    grid = {"C": [1e-3, 1.0, 1e3]}
    ours = GridSearchCV(LogisticRegression(), grid, scoring=ll.log_loss_scorer).fit(X, Y)
    theirs = GridSearchCV(LogisticRegression(), grid, scoring="neg_log_loss").fit(X, Y)
    assert ours.cv_results_["mean_test_score"].tolist() == pytest.approx(
        theirs.cv_results_["mean_test_score"].tolist(), rel=1e-9
    )
    assert ours.best_params_ == theirs.best_params_
    assert ours.score(X, Y) == pytest.approx(-ll.log_loss(Y, ours.predict_proba(X), labels=["no", "yes"]))


def test_logistic_regression_with_its_own_search() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # defaults of theirs that are to change
        ours = LogisticRegressionCV(Cs=[1e-3, 1.0], cv=3, scoring=ll.log_loss_scorer).fit(X, Y)
        theirs = LogisticRegressionCV(Cs=[1e-3, 1.0], cv=3, scoring="neg_log_loss").fit(X, Y)
    assert ours.C_ == theirs.C_
    assert ours.score(X, Y) == pytest.approx(theirs.score(X, Y))


def test_weights() -> None:
    model = GaussianNB().fit(X, Y)
    p = model.predict_proba(X)
    assert ll.log_loss_scorer(model, X, Y, W) == -ll.log_loss(Y, p, W, labels=["no", "yes"])
    grid = {"var_smoothing": [1e-9, 1.0]}
    weighted = [
        GridSearchCV(GaussianNB(), grid, scoring=scoring).fit(X, Y, sample_weight=W).cv_results_
        for scoring in (ll.log_loss_scorer, "neg_log_loss")
    ]
    means = [found["mean_test_score"].tolist() for found in weighted]
    assert means[0] == pytest.approx(means[1], rel=1e-9)


def test_weights_by_metadata_routing() -> None:
    with config_context(enable_metadata_routing=True):
        model = GaussianNB().set_fit_request(sample_weight=True)
        own = make_scorer(log_loss, response_method="predict_proba", greater_is_better=False)
        theirs = own.set_score_request(sample_weight=True)
        ours = ll.log_loss_scorer.set_score_request(sample_weight=True)
        found = [
            cross_validate(model, X, Y, scoring=s, params={"sample_weight": W})["test_score"].tolist()
            for s in (ours, theirs)
        ]
        assert found[0] == pytest.approx(found[1], rel=1e-9)
        with pytest.raises(UnsetMetadataPassedError):
            cross_validate(model, X, Y, scoring=ll.log_loss_scorer, params={"sample_weight": W})


def test_it_can_be_kept() -> None:
    again = pickle.loads(pickle.dumps(ll.log_loss_scorer))
    model = GaussianNB().fit(X, Y)
    assert again(model, X, Y) == ll.log_loss_scorer(model, X, Y)
    assert repr(again) == "log_loss_scorer"
