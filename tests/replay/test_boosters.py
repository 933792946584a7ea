"""XGBoost and LightGBM: the callbacks record what the trained model says of its first rounds."""

from __future__ import annotations

import sys

import pytest
from sklearn.datasets import make_classification

import logloss as ll
from logloss.errors import ArgumentError, MissingDependencyError

X, Y = make_classification(400, 6, n_informative=4, flip_y=0.2, random_state=0)
X3, Y3 = make_classification(400, 6, n_informative=4, n_classes=3, random_state=0)
CASES = {"two": (X, Y), "three": (X3, Y3)}
ROUNDS = 6


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
def test_a_library_that_is_not_here_is_named(library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingDependencyError, match=f"{library} is not installed"):
        getattr(ll.Replay([0, 1]), library)([[1], [2]])


# ---- XGBoost


@pytest.fixture
def xgboost():
    return pytest.importorskip("xgboost")


@pytest.mark.integration
@pytest.mark.parametrize("case", CASES)
def test_xgboost_train(case, xgboost):
    x, y = CASES[case]
    train, valid = xgboost.DMatrix(x[:300], y[:300]), xgboost.DMatrix(x[300:], y[300:])
    objective = (
        {"objective": "binary:logistic"} if case == "two" else {"objective": "multi:softprob", "num_class": 3}
    )
    replay = ll.Replay(y[300:])
    booster = xgboost.train(
        objective,
        train,
        ROUNDS,
        evals=[(train, "train")],
        verbose_eval=False,
        callbacks=[replay.xgboost(valid)],
    )
    expected = [
        ll.log_loss(y[300:], booster.predict(valid, iteration_range=(0, i + 1))) for i in range(ROUNDS)
    ]
    assert [s.loss for s in replay.steps] == pytest.approx(expected, rel=1e-5)
    seen = ll.log_loss(y[:300], booster.predict(train))
    assert replay.last.train_loss == pytest.approx(seen, rel=1e-4)


@pytest.mark.integration
def test_xgboost_classifier(xgboost):
    replay = ll.Replay(Y[300:])
    model = xgboost.XGBClassifier(n_estimators=ROUNDS, callbacks=[replay.xgboost(X[300:])])
    model.fit(X[:300], Y[:300])
    assert replay.last.loss == pytest.approx(ll.log_loss(Y[300:], model.predict_proba(X[300:])), rel=1e-5)
    assert len(replay) == ROUNDS


@pytest.mark.integration
@pytest.mark.parametrize("objective", ["reg:squarederror", "binary:hinge"])
def test_xgboost_without_probabilities_is_refused(objective, xgboost):
    train, replay = xgboost.DMatrix(X, Y), ll.Replay(Y)
    with pytest.raises(ArgumentError, match=f"the objective {objective} gives no probabilities"):
        xgboost.train({"objective": objective}, train, 2, callbacks=[replay.xgboost(X)])
    with pytest.raises(ArgumentError, match=r"xgboost\.cv trains several"):
        xgboost.cv({"objective": "binary:logistic"}, train, 2, callbacks=[replay.xgboost(X)])


# ---- LightGBM


@pytest.fixture
def lightgbm():
    return pytest.importorskip("lightgbm")


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("boosting", ["gbdt", "dart"])
@pytest.mark.parametrize("case", CASES)
def test_lightgbm_train(case, boosting, lightgbm):
    x, y = CASES[case]
    train = lightgbm.Dataset(x[:300], y[:300])
    how = {"objective": "binary"} if case == "two" else {"objective": "multiclass", "num_class": 3}
    replay, after = ll.Replay(y[300:]), []

    def expected(env):
        after.append(ll.log_loss(y[300:], env.model.predict(x[300:])))

    expected.order = 26
    lightgbm.train(
        {**how, "boosting": boosting, "verbose": -1, "drop_rate": 0.5},
        train,
        ROUNDS,
        valid_sets=[train],
        callbacks=[replay.lightgbm(x[300:]), expected],
    )
    assert [s.loss for s in replay.steps] == pytest.approx(after, rel=1e-9)
    assert 0 < replay.last.train_loss < replay.steps[0].train_loss


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore:The argument 'eval_set' is deprecated")
def test_lightgbm_classifier_stopped_early(lightgbm):
    replay = ll.Replay(Y[300:])
    model = lightgbm.LGBMClassifier(n_estimators=200, verbose=-1, learning_rate=0.5)
    model.fit(
        X[:300],
        Y[:300],
        eval_set=[(X[300:], Y[300:])],
        callbacks=[replay.lightgbm(X[300:]), lightgbm.early_stopping(5, verbose=False)],
    )
    assert replay.best.step == model.best_iteration_
    assert replay.best.loss == pytest.approx(ll.log_loss(Y[300:], model.predict_proba(X[300:])), rel=1e-9)
    assert len(replay) == replay.best.step + 5


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_lightgbm_without_probabilities_is_refused(lightgbm):
    replay = ll.Replay(Y)
    for objective in ("regression", "multiclassova"):
        how = {"objective": objective, "verbose": -1, **({"num_class": 2} if objective[0] == "m" else {})}
        with pytest.raises(ArgumentError, match=f"the objective {objective} gives no probabilities"):
            lightgbm.train(how, lightgbm.Dataset(X, Y), 2, callbacks=[replay.lightgbm(X)])
    with pytest.raises(ArgumentError, match=r"lightgbm\.cv trains several"):
        lightgbm.cv(
            {"objective": "binary", "verbose": -1}, lightgbm.Dataset(X, Y), 2, callbacks=[replay.lightgbm(X)]
        )
