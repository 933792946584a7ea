"""Displays: scikit-learn's conventions, and bars whose area is the loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    KFold,
    RepeatedStratifiedKFold,
    StratifiedKFold,
    cross_val_predict,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

import logloss as ll
from logloss.errors import ArgumentError, DataError

Display = ll.LogLossDisplay

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(300, 2))
Y = (RANDOM.random(300) < 1 / (1 + np.exp(-2 * X[:, 0]))).astype(int)
FEW = [1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]


@pytest.fixture(autouse=True)
def _no_figures_stay_open() -> Iterator[None]:
    backend = mpl.get_backend()
    plt.switch_backend("agg")
    plt.close("all")  # an example in a docstring may have left one
    yield
    plt.close("all")
    plt.switch_backend(backend)


def shapes(ax: Any) -> list[np.ndarray]:
    """The corners of every area on Axes; one area may be several bars side by side."""
    found = [c for c in ax.collections if isinstance(c, PolyCollection)]
    return [path.vertices[:-1] for c in found for path in c.get_paths()]


def count(corners: np.ndarray) -> int:
    """How many bars an area is made of: the first has four corners, each further one two more."""
    return (len(corners) - 2) // 2


def area(corners: np.ndarray) -> float:
    """By the shoelace formula."""
    x, y = corners.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def test_from_predictions_draws_on_axes_of_its_own() -> None:
    display = Display.from_predictions(*FEW)
    assert isinstance(display, Display)
    assert display.figure_ is display.ax_.figure
    assert plt.get_fignums() == [display.figure_.number]
    assert display.explanation.loss == pytest.approx(ll.log_loss(*FEW))
    assert "0.4004" in display.ax_.get_title("left")


def test_given_axes_are_drawn_on() -> None:
    figure, axes = plt.subplots(1, 2, figsize=(16, 4))
    display = Display.from_predictions(*FEW, ax=axes[1])
    assert display.ax_ is axes[1]
    assert display.figure_ is figure
    assert shapes(axes[1])
    assert not shapes(axes[0])
    assert len(plt.get_fignums()) == 1


def test_plot_returns_itself_and_can_be_called_again() -> None:
    display = Display(ll.explain(*FEW))
    assert not hasattr(display, "ax_")
    assert display.plot() is display
    first = display.ax_
    assert display.plot(lang="zh-Hans") is display
    assert display.ax_ is not first
    assert display.ax_.get_title("left") != first.get_title("left")


def test_from_estimator_takes_its_predict_proba() -> None:
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    display = Display.from_estimator(model, X, Y)
    assert display.explanation.loss == pytest.approx(ll.log_loss(Y, model.predict_proba(X)))


def test_several_classes_in_the_order_of_the_estimator() -> None:
    names = np.array(["pear", "apple", "quince"])[(X[:, 0] > 0) + (X[:, 1] > 0).astype(int)]
    model = LogisticRegression().fit(X, names)
    display = Display.from_estimator(model, X[:50], names[:50])
    assert list(display.explanation.summary.labels) == ["apple", "pear", "quince"]
    assert display.explanation.loss == pytest.approx(
        ll.log_loss(names[:50], model.predict_proba(X[:50]), labels=list(model.classes_))
    )


def test_rows_of_one_class_do_not_need_labels_when_an_estimator_knows_them() -> None:
    model = LogisticRegression().fit(X, Y)
    display = Display.from_estimator(model, X[Y == 1], Y[Y == 1])
    assert list(display.explanation.summary.labels) == [0, 1]


def test_weights_and_units() -> None:
    w = np.arange(1.0, 5.0)
    display = Display.from_predictions(*FEW, sample_weight=w, unit="bits")
    assert display.explanation.loss == pytest.approx(ll.log_loss(*FEW, w, unit="bits"))
    model = LogisticRegression().fit(X, Y)
    w = RANDOM.random(300)
    weighted = Display.from_estimator(model, X, Y, sample_weight=w).explanation
    assert weighted.loss == pytest.approx(ll.log_loss(Y, model.predict_proba(X), w))


def test_labels_and_pos_label() -> None:
    display = Display.from_predictions(["b", "a"], [0.2, 0.9], pos_label="a")
    assert display.explanation.loss == pytest.approx(ll.log_loss(["b", "a"], [0.2, 0.9], pos_label="a"))


def test_the_palette_and_the_language_can_be_changed() -> None:
    display = Display.from_predictions(*FEW, palette={"positive": "#123456"}, lang="zh-Hant")
    colours = {
        to_hex(c)
        for collection in display.ax_.collections
        if isinstance(collection, PolyCollection)
        for c in collection.get_facecolor()
    }
    assert "#123456" in colours
    assert "#0072b2" not in colours
    assert not display.ax_.get_title("left").startswith("Log loss")
    with pytest.raises(ArgumentError, match="palette"):
        display.plot(palette={"negative": "red"})


def test_a_model_without_probabilities_is_refused() -> None:
    model = LinearSVC().fit(X, Y)
    with pytest.raises(ArgumentError, match="LinearSVC has no predict_proba"):
        Display.from_estimator(model, X, Y)
    assert plt.get_fignums() == []


def test_the_users_settings_stay_as_they_are() -> None:
    with mpl.rc_context({"font.size": 31.0, "axes.grid": True}):
        before = dict(mpl.rcParams)
        Display.from_predictions(*FEW)
        assert dict(mpl.rcParams) == before


def test_few_rows_are_a_bar_each() -> None:
    y, p = RANDOM.integers(2, size=60), RANDOM.random(60)
    found = shapes(Display.from_predictions(y, p).ax_)
    assert sum(map(count, found)) == 60
    heights = sorted(float(y) for s in found for y in np.unique(s[:, 1]) if y > 0)
    assert heights == pytest.approx(sorted(ll.surprisal(y, p)))


@pytest.mark.parametrize("n", [300, 5000, 60_000])
@pytest.mark.parametrize("unit", ["nats", "bits"])
def test_many_rows_are_at_most_a_thousand_bars_whose_area_is_the_loss(n: int, unit: str) -> None:
    random = np.random.default_rng(n)
    p = random.random(n)
    y = (random.random(n) < p).astype(int)
    found = shapes(Display.from_predictions(y, p, unit=unit).ax_)
    assert sum(map(count, found)) <= 1000
    assert sum(map(area, found)) == pytest.approx(ll.log_loss(y, p, unit=unit), rel=1e-9)


def test_the_area_is_the_loss_of_weighted_rows_of_several_classes() -> None:
    y, p, w = RANDOM.integers(4, size=3000), RANDOM.dirichlet(np.ones(4), 3000), RANDOM.random(3000)
    found = shapes(Display.from_predictions(y, p, sample_weight=w).ax_)
    assert sum(map(count, found)) <= 1000
    assert sum(map(area, found)) == pytest.approx(ll.log_loss(y, p, w), rel=1e-9)


def test_each_class_has_an_area_of_its_own_where_rows_are_many() -> None:
    y, p = RANDOM.integers(2, size=3000), RANDOM.random(3000)
    found = sorted(shapes(Display.from_predictions(y, p).ax_), key=lambda s: s[:, 0].min())
    assert len(found) == 2
    assert sorted(np.ptp(s[:, 0]) for s in found) == pytest.approx(sorted([1 - y.mean(), y.mean()]))
    loss = ll.surprisal(y, p)
    parts = sorted(float(loss[y == k].sum() / 3000) for k in (0, 1))
    assert sorted(map(area, found)) == pytest.approx(parts)


def test_an_infinite_loss_is_drawn() -> None:
    display = Display.from_predictions([1, 0, 1], [0.0, 0.2, 0.7])
    display.figure_.canvas.draw()
    assert np.isfinite(display.ax_.get_ylim()).all()
    assert "infinite" in display.ax_.get_title("left")


# ---- reliability and decomposition -------------------------------------------------------------------------

OTHERS = [ll.ReliabilityDisplay, ll.DecompositionDisplay]


@pytest.mark.parametrize("display", OTHERS)
def test_others_draw_predictions_and_estimators(display: Any) -> None:
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    made = display.from_estimator(model, X, Y)
    given = display.from_predictions(Y, model.predict_proba(X)[:, 1])
    assert made.explanation.loss == pytest.approx(given.explanation.loss)
    assert made.figure_ is made.ax_.figure
    assert made.ax_.get_title("left") == given.ax_.get_title("left") != ""


@pytest.mark.parametrize("display", OTHERS)
def test_others_are_of_two_classes(display: Any) -> None:
    with pytest.raises(ArgumentError, match="is of two classes, and these predictions are of 3"):
        display.from_predictions([0, 1, 2], np.full((3, 3), 1 / 3))


def test_the_reliability_curve_is_drawn() -> None:
    made = ll.ReliabilityDisplay.from_predictions(*FEW)
    r = made.explanation.reliability
    assert r is not None
    curve = next(line for line in made.ax_.lines if len(line.get_xdata()) == len(r.forecast))
    assert tuple(curve.get_ydata()) == r.observed


def test_the_finding_of_a_decomposition_is_its_sum() -> None:
    made = ll.DecompositionDisplay.from_predictions([0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9])
    assert made.ax_.get_title("left") == "Log loss 0.6986 = 0.6931 − 0.3183 + 0.3237 nats"


# ---- cross-validation --------------------------------------------------------------------------------------


def _cross_validated(y: Any = Y, **more: Any) -> Any:
    kept = {"return_estimator": True, "return_indices": True}
    return cross_validate(LogisticRegression(), X, y, **kept, **more)


@pytest.mark.parametrize("display", [Display, *OTHERS])
def test_cross_validation_is_of_unseen_predictions(display: Any) -> None:
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    made = display.from_cv_results(_cross_validated(cv=folds), X, Y)
    unseen = cross_val_predict(LogisticRegression(), X, Y, cv=folds, method="predict_proba")
    assert made.explanation.loss == pytest.approx(ll.log_loss(Y, unseen), rel=1e-12)
    worst = made.explanation.culprits[0].row
    assert worst.id == str(int(np.argmax(ll.surprisal(Y, unseen))))


def test_cross_validation_of_a_frame_with_weights_and_text_labels() -> None:
    pandas = pytest.importorskip("pandas")
    y, frame = np.where(Y, "yes", "no"), pandas.DataFrame(X, columns=["a", "b"])
    weight = RANDOM.random(len(Y))
    found = cross_validate(LogisticRegression(), frame, y, cv=4, return_estimator=True, return_indices=True)
    made = Display.from_cv_results(found, frame, y, sample_weight=weight)
    unseen = cross_val_predict(LogisticRegression(), X, y, cv=4, method="predict_proba")
    assert made.explanation.loss == pytest.approx(ll.log_loss(y, unseen, weight, labels=["no", "yes"]))


def test_rows_tested_again_are_one_cluster() -> None:
    twice = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
    e = Display.from_cv_results(_cross_validated(cv=twice), X, Y).explanation
    assert e.summary.rows == 2 * len(Y)
    assert e.uncertainty.method == "clusters"
    once = Display.from_cv_results(_cross_validated(), X, Y).explanation
    assert e.uncertainty.standard_error == pytest.approx(once.uncertainty.standard_error, rel=0.05)


def test_a_class_that_a_fold_did_not_know_was_given_nothing() -> None:
    y = np.r_[np.zeros(150), np.ones(148), [2, 2]].astype(int)
    found = _cross_validated(y, cv=KFold(3))
    assert Display.from_cv_results(found, X, y).explanation.loss == np.inf


def test_what_was_not_kept_is_asked_for() -> None:
    with pytest.raises(ArgumentError, match="must hold the fitted models") as caught:
        Display.from_cv_results(cross_validate(LogisticRegression(), X, Y), X, Y)
    assert "return_estimator=True, return_indices=True" in caught.value.hint


def test_other_rows_than_those_of_the_folds() -> None:
    with pytest.raises(DataError, match="the folds reach to row 299, and y has 10 rows"):
        Display.from_cv_results(_cross_validated(), X[:10], Y[:10])
