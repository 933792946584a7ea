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
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

import logloss as ll
from logloss.errors import ArgumentError

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
