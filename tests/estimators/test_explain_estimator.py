"""``explain_estimator``: seen and unseen, for all that scikit-learn calls a classifier, and what it refuses."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.sparse import csr_matrix
from sklearn import config_context
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    LeaveOneOut,
    RepeatedStratifiedKFold,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_val_predict,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

import logloss as ll
from logloss.errors import ArgumentError, DataError
from logloss.estimators.optimism import optimism
from logloss.messages import LANGUAGES, plain
from logloss.scenes.points import X as TEN_X
from logloss.scenes.points import Y as TEN_Y

TEN = np.array(TEN_X)[:, None], np.array(TEN_Y)
RANDOM = np.random.default_rng(0)
N = 240
X = RANDOM.normal(size=(N, 3))
Y = (RANDOM.random(N) < 1 / (1 + np.exp(-2 * X[:, 0]))).astype(int)
W = RANDOM.random(N)
IRIS = load_iris(return_X_y=True)
FIVE = StratifiedKFold(5, shuffle=True, random_state=0)


def said(e: ll.EstimatorExplanation, lang: str = "en") -> str:
    for other in LANGUAGES:
        assert all("{" not in plain(words, other) for _, sentences in e.sections for words in sentences)
    return "\n".join(plain(words, lang) for _, sentences in e.sections for words in sentences)


def keys(e: ll.EstimatorExplanation) -> list[str]:
    return [words.key for _, sentences in e.sections for words in sentences]


# ---- the numbers ------------------------------------------------------------------------------------------


def test_the_ten_points() -> None:
    e = ll.explain_estimator(LogisticRegression(solver="newton-cholesky", tol=1e-10), *TEN)
    assert e.seen.loss == pytest.approx(0.332911, abs=5e-7)
    assert e.unseen.loss == pytest.approx(0.478, abs=5e-4)
    assert e.base_loss == pytest.approx(0.735, abs=5e-4)
    assert e.optimism.value == pytest.approx(e.unseen.loss - e.seen.loss)
    assert (e.method, e.fits, e.given) == ("leave-one-out", 10, False)
    assert [twin.row for twin in e.twins[:2]] == [3, 2]


def test_the_story_tells_the_same_numbers() -> None:
    from logloss.scenes.fit import estimator

    story, e = ll.story(), ll.explain_estimator(estimator(1.0), *TEN)
    left: Any = story.material.unseen
    assert story.loss == pytest.approx(e.seen.loss, rel=1e-12)
    assert (left.loss, left.base_loss) == pytest.approx((e.unseen.loss, e.base_loss), rel=1e-12)
    twins = {twin.row: twin.unseen for twin in e.twins}
    told = story["culprits"]
    for row in range(10):
        assert told.mark(f"twin/{row + 1}").y1 == pytest.approx(twins[row], rel=1e-9)


MODELS: dict[str, Any] = {
    "logistic": LogisticRegression(),
    "bayes": GaussianNB(),
    "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    "search": GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2, scoring=ll.log_loss_scorer),
    "calibrated": CalibratedClassifierCV(LinearSVC(random_state=0), cv=2),
    "calibrated pipeline": CalibratedClassifierCV(make_pipeline(StandardScaler(), GaussianNB()), cv=2),
}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        *((name, np.array(["ham", "spam"])) for name in MODELS),
        ("bayes", np.array([0, 1])),
        ("bayes", np.array([-1.0, 1.0])),
        ("bayes", np.array([False, True])),
    ],
)
def test_models_and_labels(name: str, labels: np.ndarray) -> None:
    y = labels[Y]
    e = ll.explain_estimator(MODELS[name], X, y)
    p = cross_val_predict(MODELS[name], X, y, cv=FIVE, method="predict_proba")
    assert e.method == "five-fold"
    assert e.unseen.loss == pytest.approx(ll.log_loss(y, p, labels=labels), rel=1e-9)
    fitted = clone(MODELS[name]).fit(X, y)
    assert e.seen.loss == pytest.approx(ll.log_loss(y, fitted.predict_proba(X), labels=labels), rel=1e-9)
    again = ll.explain_estimator(fitted, X, y)
    assert again.given
    assert (again.seen.loss, again.unseen.loss) == pytest.approx((e.seen.loss, e.unseen.loss), rel=1e-12)


def test_several_classes_by_name() -> None:
    x, y = IRIS
    names = np.array(["setosa", "versicolor", "virginica"])
    e = ll.explain_estimator(GaussianNB(), x, names[y])
    p = cross_val_predict(GaussianNB(), x, y, cv=FIVE, method="predict_proba")
    assert e.unseen.summary.labels == tuple(names)
    assert e.unseen.loss == pytest.approx(ll.log_loss(y, p), rel=1e-9)
    assert {twin.label for twin in e.twins} <= set(names)


def test_frames_and_sparse_matrices() -> None:
    e = ll.explain_estimator(LogisticRegression(), X, Y)
    frame = pd.DataFrame(X, columns=list("abc"), index=np.arange(N)[::-1])
    for x, y in ((frame, pd.Series(Y, index=frame.index)), (csr_matrix(X), Y.tolist()), (X.tolist(), Y)):
        assert ll.explain_estimator(LogisticRegression(), x, y).unseen.loss == pytest.approx(e.unseen.loss)


@pytest.mark.parametrize(
    ("cv", "splitter", "method", "fits"),
    [
        (5, FIVE, "five-fold", 5),
        (3, StratifiedKFold(3, shuffle=True, random_state=0), "3-fold", 3),
        ("leave-one-out", LeaveOneOut(), "leave-one-out", 240),
        (StratifiedKFold(4), StratifiedKFold(4), "StratifiedKFold", 4),
        (list(StratifiedKFold(4).split(X, Y)), StratifiedKFold(4), "given", 4),
    ],
)
def test_ways_to_leave_out(cv: Any, splitter: Any, method: str, fits: int) -> None:
    e = ll.explain_estimator(GaussianNB(), X, Y, cv=cv)
    p = cross_val_predict(GaussianNB(), X, Y, cv=splitter, method="predict_proba")
    assert (e.method, e.fits) == (method, fits)
    assert e.unseen.loss == pytest.approx(ll.log_loss(Y, p), rel=1e-12)
    assert "{" not in said(e)


def test_groups_are_left_out_together_and_count_as_one() -> None:
    groups = np.repeat(np.arange(N // 4), 4)
    for cv, method in ((None, "five-fold"), (3, "3-fold"), ("leave-one-out", "leave-one-group-out")):
        e = ll.explain_estimator(GaussianNB(), X, Y, cv=cv, groups=groups)
        assert e.method == method
    given = ll.explain_estimator(GaussianNB(), X, Y, cv=GroupKFold(6), groups=groups)
    p = cross_val_predict(GaussianNB(), X, Y, cv=GroupKFold(6), groups=groups, method="predict_proba")
    assert given.unseen.loss == pytest.approx(ll.log_loss(Y, p), rel=1e-12)
    assert given.unseen.summary.clusters is not None
    alone = optimism(given.rows.seen, given.rows.unseen)
    assert given.optimism.value == pytest.approx(alone.value)
    assert given.optimism.standard_error != pytest.approx(alone.standard_error)


def test_rows_that_are_never_left_out_are_in_neither_loss() -> None:
    e = ll.explain_estimator(GaussianNB(), X, Y, cv=TimeSeriesSplit(4))
    rows = np.concatenate([tested for _, tested in TimeSeriesSplit(4).split(X)])
    p = np.vstack([GaussianNB().fit(X[a], Y[a]).predict_proba(X[b]) for a, b in TimeSeriesSplit(4).split(X)])
    assert e.unseen.summary.rows == e.seen.summary.rows == len(rows) == 192
    assert e.unseen.loss == pytest.approx(ll.log_loss(Y[rows], p), rel=1e-12)
    assert e.seen.loss == pytest.approx(ll.log_loss(Y[rows], GaussianNB().fit(X, Y).predict_proba(X[rows])))
    assert min(twin.row for twin in e.twins) >= 48
    assert e.unseen.culprits[0].row.id == f"X[{rows[e.unseen.culprits[0].row.row]}]"
    assert "48 rows are never left out by TimeSeriesSplit" in said(e)


@pytest.mark.parametrize(
    ("model", "weighted"),
    [
        (GaussianNB(), True),
        (make_pipeline(StandardScaler(), LogisticRegression()), True),
        (GridSearchCV(make_pipeline(GaussianNB()), {"gaussiannb__var_smoothing": [1e-9, 1e-2]}, cv=2), True),
        (CalibratedClassifierCV(GaussianNB(), cv=2), True),
        (KNeighborsClassifier(30), False),
        (make_pipeline(StandardScaler(), KNeighborsClassifier(30)), False),
    ],
)
def test_weights_go_to_the_fits_that_take_them(model: Any, weighted: bool) -> None:
    heavy = np.where(X[:, 1] > 0, 5.0, 0.5)
    e = ll.explain_estimator(model, X, Y, heavy)
    p = ll.explain_estimator(model, X, Y).rows.seen
    assert (e.rows.seen.tolist() != p.tolist()) == weighted
    assert e.seen.loss == pytest.approx(float(heavy @ e.rows.seen / heavy.sum()), rel=1e-12)
    assert e.unseen.loss == pytest.approx(float(heavy @ e.rows.unseen / heavy.sum()), rel=1e-12)
    assert ("doubt.unweighted_fit" in keys(e)) != weighted


def test_weights_are_those_of_the_rows_fitted_to() -> None:
    e = ll.explain_estimator(GaussianNB(), X, Y, W)
    costs = np.empty(N)
    for train, tested in FIVE.split(X, Y):
        p = GaussianNB().fit(X[train], Y[train], sample_weight=W[train]).predict_proba(X[tested])
        costs[tested] = -np.log(p[np.arange(len(tested)), Y[tested]])
    assert e.rows.unseen.tolist() == pytest.approx(costs.tolist())


def test_weights_by_metadata_routing() -> None:
    expected = ll.explain_estimator(make_pipeline(LogisticRegression()), X, Y, W)
    with config_context(enable_metadata_routing=True):
        model = make_pipeline(LogisticRegression().set_fit_request(sample_weight=True))
        assert ll.explain_estimator(model, X, Y, W).unseen.loss == expected.unseen.loss


def test_a_whole_number_of_weight_is_so_many_rows_in_the_losses() -> None:
    times = RANDOM.integers(0, 3, N)
    e = ll.explain_estimator(KNeighborsClassifier(30), X, Y, times)
    assert e.unseen.loss == pytest.approx(float(np.repeat(e.rows.unseen, times).mean()))


def test_the_model_is_left_as_it_was() -> None:
    model = LogisticRegression()
    ll.explain_estimator(model, X, Y)
    assert not hasattr(model, "coef_")
    fitted = LogisticRegression().fit(X[:50], Y[:50])
    before = fitted.coef_.copy()
    e = ll.explain_estimator(fitted, X, Y)
    assert fitted.coef_.tolist() == before.tolist()
    assert e.seen.loss == pytest.approx(ll.log_loss(Y, fitted.predict_proba(X)))


def test_a_fitted_model_may_know_more_classes() -> None:
    x, y = IRIS
    fitted = GaussianNB().fit(x, y)
    e = ll.explain_estimator(fitted, x[:100], y[:100])
    assert e.unseen.summary.labels == (0, 1, 2)
    assert e.seen.loss == pytest.approx(ll.log_loss(y[:100], fitted.predict_proba(x[:100]), labels=[0, 1, 2]))
    assert e.unseen.loss < e.base_loss


# ---- optimism ---------------------------------------------------------------------------------------------


def test_optimism_is_a_paired_mean() -> None:
    e = ll.explain_estimator(make_pipeline(StandardScaler(), LogisticRegression()), X, Y)
    d = e.rows.unseen - e.rows.seen
    assert e.optimism.value == pytest.approx(d.mean())
    assert e.optimism.standard_error == pytest.approx(stats.sem(d))
    low, high = stats.t.interval(0.95, N - 1, d.mean(), stats.sem(d))
    assert (e.optimism.low, e.optimism.high) == pytest.approx((low, high))


def test_optimism_with_weights_is_that_of_the_summary() -> None:
    costs = RANDOM.exponential(size=N)
    u = ll.explain(np.ones(N), np.exp(-costs), W, labels=[0, 1]).uncertainty
    found = optimism(np.zeros(N), costs, W)
    assert (found.standard_error, found.low, found.high) == pytest.approx((u.standard_error, u.low, u.high))


def test_optimism_of_whole_clusters() -> None:
    d, groups = np.repeat(RANDOM.normal(size=30), 4), np.repeat(np.arange(30), 4)
    found = optimism(np.zeros(120), d, None, groups)
    assert found.standard_error == pytest.approx(stats.sem(d[::4]))


@pytest.mark.parametrize(
    ("seen", "unseen", "value"),
    [
        ([0.1, 0.2], [0.3, math.inf], math.inf),
        ([0.1, math.inf], [0.3, 0.2], -math.inf),
        ([0.1, math.inf], [0.3, math.inf], math.nan),
    ],
)
def test_optimism_of_infinite_losses(seen: list[float], unseen: list[float], value: float) -> None:
    found = optimism(np.array(seen), np.array(unseen))
    assert found.value == value or math.isnan(found.value) == math.isnan(value)
    assert math.isnan(found.standard_error)
    assert optimism(np.array(seen), np.array(unseen), np.array([1.0, 0.0])).value == pytest.approx(0.2)


def test_what_is_said_of_optimism() -> None:
    assert "explain.estimator.optimism.clear" in keys(ll.explain_estimator(LogisticRegression(), *TEN))
    forest = ll.explain_estimator(RandomForestClassifier(9, random_state=0), X, Y)
    assert "explain.estimator.optimism.infinite" in keys(forest)
    assert math.isinf(forest.optimism.value)
    assert "unseen rows were given probability 0" in said(forest)
    tree = DecisionTreeClassifier(random_state=0).fit(X[:120], Y[:120])
    assert "explain.estimator.optimism.undefined" in keys(ll.explain_estimator(tree, X, Y))
    other = LogisticRegression().fit(-X, Y)  # as bad as can be on these rows
    assert "explain.estimator.optimism.turned" in keys(ll.explain_estimator(other, X, Y))
    sure = DecisionTreeClassifier(max_depth=1).fit(X, X[:, 0] > 0)
    assert "explain.estimator.optimism.seen_infinite" in keys(ll.explain_estimator(sure, X, Y > 0))
    blind = ll.explain_estimator(LogisticRegression(C=1e-9), X[:, 1:2], Y)
    assert blind.optimism.value == pytest.approx(0, abs=1e-3)


def test_noise_is_not_explained() -> None:
    e = ll.explain_estimator(DecisionTreeClassifier(max_leaf_nodes=9, random_state=0), X, Y[::-1])
    assert e.skill is not None
    assert "explain.estimator.skill" in keys(ll.explain_estimator(LogisticRegression(), X, Y))
    e = ll.explain_estimator(make_pipeline(StandardScaler(), LogisticRegression(C=1e6)), X, Y[::-1])
    assert e.skill is not None
    assert e.skill < 0
    assert "explain.estimator.skill.worse" in keys(e)


# ---- what is said, drawn and kept -------------------------------------------------------------------------


def test_the_doubt_that_it_has_seen_them_is_told() -> None:
    e = ll.explain_estimator(LogisticRegression(), X, Y)
    assert e.doubts[0].key == "doubt.seen"
    assert "0.4" in plain(e.doubts[0]) or "0.5" in plain(e.doubts[0])
    given = ll.explain_estimator(LogisticRegression().fit(X, Y), X, Y)
    assert given.doubts[0].key == "doubt.given_fit"
    assert "few" in said(ll.explain_estimator(LogisticRegression(), *TEN))


def test_a_frozen_part_is_doubted() -> None:
    frozen = FrozenEstimator(make_pipeline(StandardScaler()).fit(X))
    assert "doubt.frozen" in keys(ll.explain_estimator(make_pipeline(frozen, LogisticRegression()), X, Y))
    assert "doubt.frozen" not in keys(ll.explain_estimator(LogisticRegression(), X, Y))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_in_every_language(lang: str) -> None:
    e = ll.explain_estimator(LogisticRegression(), X, Y, unit="bits", id=[f"row {i}" for i in range(N)])
    words = said(e, lang) + plain(e.headline, lang)
    assert "{" not in words
    assert f"{e.unseen.loss:.4f}" in words
    assert e.unseen.loss == pytest.approx(e.unseen.summary.loss / math.log(2))
    assert e.unseen.culprits[0].row.id in words


def test_plain_data() -> None:
    for model in (LogisticRegression(), RandomForestClassifier(9, random_state=0)):
        e = ll.explain_estimator(model, X, Y)
        found = json.loads(e.to_json())
        assert found == e.to_dict()
        assert found["method"] == "five-fold"
        assert len(found["twins"]) == 100
        assert found["unseen"]["rows"] == N
    assert found["optimism"]["value"] is None
    assert found["twins"][0]["unseen"] is None


def test_text_html_and_pictures(tmp_path: Any) -> None:
    e = ll.explain_estimator(GaussianNB(), X, Y, id=["</script>" if i == 7 else str(i) for i in range(N)])
    text = str(e)
    assert plain(e.headline) in text
    assert max(map(len, text.splitlines())) <= 80
    page = e._repr_html_()
    assert "<script" not in page
    assert page.count("<img") == 1
    for name in ("e.png", "e.svg", "e.json"):
        e.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    with pytest.raises(ArgumentError, match="what kind of file"):
        e.save(tmp_path / "e.xyz")


# ---- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (LinearSVC(), "LinearSVC has no predict_proba"),
        (LinearRegression(), "LinearRegression is no classifier"),
        (KMeans(), "KMeans is no classifier"),
        (make_pipeline(StandardScaler(), LinearRegression()), "Pipeline is no classifier"),
        (make_pipeline(StandardScaler(), LinearSVC()), "Pipeline has no predict_proba"),
        (LogisticRegression, "got the class LogisticRegression"),
        ("model", "got str"),
        (None, "got NoneType"),
    ],
)
def test_no_classifier(model: Any, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        ll.explain_estimator(model, X, Y)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"y": Y[:-1]}, r"y must have shape \(240,\), one value for each row of X, got \(239,\)"),
        ({"y": np.stack([Y, Y], axis=1)}, r"y must have shape \(240,\)"),
        ({"y": X[:, 0]}, "y must be labels of classes, got continuous values"),
        ({"y": None}, "y must be labels of classes, got None"),
        ({"y": np.ones(N)}, "all 240 rows are of class 1.0"),
        ({"sample_weight": W[:-1]}, r"sample_weight must have shape \(240,\)"),
        ({"sample_weight": -W}, "sample_weight must be finite numbers that are not negative"),
        ({"sample_weight": np.zeros(N)}, "at least one of them above 0"),
        ({"groups": Y[:-1]}, r"groups must have shape \(240,\)"),
        ({"id": ["a"]}, r"id must have shape \(240,\)"),
        ({"groups": Y}, "5 folds of whole groups need 5 groups, and groups has 2"),
        ({"y": np.arange(N) < 3}, "5 folds need 5 rows of every class, and class True has 3"),
        ({"y": np.arange(N) < 1, "cv": "leave-one-out"}, "leaves all 1 rows of class True out of a fit"),
        ({"y": np.arange(N) < 120, "cv": TimeSeriesSplit(2)}, "leaves all 120 rows of class False"),
        ({"cv": 130}, "130 folds need 130 rows of every class"),
    ],
)
def test_rows_that_do_not_fit(given: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        ll.explain_estimator(LogisticRegression(), X, **({"y": Y} | given))


@pytest.mark.parametrize(
    ("cv", "words"),
    [
        (1, "cv must be at least 2 folds, got 1"),
        ("ten", "cv must be a number of folds"),
        (2.5, "cv must be a number of folds"),
        (RepeatedStratifiedKFold(), "RepeatedStratifiedKFold leaves row 0 out 10 times"),
        ([], "cv leaves no row out"),
        ([(np.arange(200), np.arange(200, 300))], "cv must give numbers of rows from 0 to 239"),
    ],
)
def test_no_way_to_leave_out(cv: Any, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        ll.explain_estimator(LogisticRegression(), X, Y, cv=cv)


def test_a_class_too_small_for_leave_one_out() -> None:
    with pytest.raises(DataError, match="class 2 has 1 row"):
        ll.explain_estimator(LogisticRegression(), TEN[0], np.append(TEN[1][:9], 2))


def test_a_class_that_a_fitted_model_does_not_know() -> None:
    with pytest.raises(DataError, match="y holds class 2, which the fitted model does not know"):
        ll.explain_estimator(LogisticRegression().fit(X, Y), X, np.where(X[:, 0] > 1, 2, Y))
