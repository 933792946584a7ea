"""scikit-learn's models that learn in steps: what is recorded is what the model says at each."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import logloss as ll
from logloss.errors import ArgumentError, DataError

X, Y = make_classification(300, 6, n_informative=4, flip_y=0.2, random_state=0)
X3, Y3 = make_classification(300, 6, n_informative=4, n_classes=3, random_state=0)


@pytest.mark.parametrize(
    "model",
    [
        GradientBoostingClassifier(n_estimators=8, random_state=0),
        HistGradientBoostingClassifier(max_iter=3, max_leaf_nodes=4, early_stopping=False),
        AdaBoostClassifier(n_estimators=8, random_state=0),
    ],
    ids=lambda m: type(m).__name__,
)
@pytest.mark.parametrize("data", [(X, Y), (X3, Y3)], ids=["two", "three"])
def test_stages_are_steps(model, data):
    replay = ll.replay_estimator(model, *data)
    train, valid = train_test_split(np.arange(300), test_size=0.25, random_state=0, stratify=data[1])
    valid = np.sort(valid)
    fitted = model.fit(data[0][train], data[1][train])
    stages = list(fitted.staged_predict_proba(data[0][valid]))
    assert [s.loss for s in replay.steps] == pytest.approx([ll.log_loss(data[1][valid], p) for p in stages])
    seen = [ll.log_loss(data[1][train], p) for p in fitted.staged_predict_proba(data[0][train])]
    assert [s.train_loss for s in replay.steps] == pytest.approx(seen)
    assert replay.kept.rows[0].name == f"X[{valid[0]}]"


def test_a_fitted_model_is_taken_as_it_is_where_rows_are_given():
    model = GradientBoostingClassifier(n_estimators=5, random_state=0).fit(X[:200], Y[:200])
    replay = ll.replay_estimator(model, X[:200], Y[:200], validation=(X[200:], Y[200:]))
    assert replay.last.loss == pytest.approx(ll.log_loss(Y[200:], model.predict_proba(X[200:])))
    assert replay.rows == 100


@pytest.mark.parametrize(
    "last",
    [
        SGDClassifier(loss="log_loss", alpha=0.1, random_state=0),
        MLPClassifier((5,), random_state=0),
        GaussianNB(),
    ],
    ids=lambda m: type(m).__name__,
)
def test_passes_are_steps_also_in_a_pipeline(last):
    replay = ll.replay_estimator(make_pipeline(StandardScaler(), last), X, Y, steps=6)
    assert len(replay) == 6
    assert replay.best.loss < replay.uncertainty
    assert replay.steps[0].train_loss > 0
    assert not hasattr(last, "classes_")  # it is left as it was


def test_weights_are_for_fits_and_losses():
    w = np.where(Y == 1, 3.0, 1.0)
    weighted = ll.replay_estimator(GaussianNB(), X, Y, w, steps=1)
    plain = ll.replay_estimator(GaussianNB(), X, Y, steps=1)
    assert weighted.class_weight[1] == pytest.approx(3 * plain.class_weight[1])
    assert not np.array_equal(weighted.kept.given(), plain.kept.given())


def test_words_and_names():
    words = np.where(Y == 1, "yes", "no")
    names = [f"row {i}" for i in range(300)]
    replay = ll.replay_estimator(GaussianNB(), X, words, steps=1, names=names)
    assert replay.labels == ("no", "yes")
    assert replay.kept.rows[0].name.startswith("row ")


@pytest.mark.parametrize(
    ("model", "how", "error", "message"),
    [
        (LogisticRegression(), {}, ArgumentError, "LogisticRegression learns in one go"),
        (SGDClassifier(), {}, ArgumentError, "no predict_proba"),
        (GaussianNB(), {"steps": 0}, ArgumentError, "steps must be 1 or more"),
        (GaussianNB(), {"validation": (X,)}, ArgumentError, "validation must be"),
        (GaussianNB(), {"test_size": 2.0}, DataError, "no rows can be left out to watch"),
        (
            GaussianNB(),
            {"validation": (X[:9], [0, 1, 2] * 3)},
            DataError,
            "class 2 is in the validation rows",
        ),
    ],
)
def test_what_cannot_be_replayed_is_refused(model, how, error, message):
    with pytest.raises(error, match=message):
        ll.replay_estimator(model, X, Y, **how)
