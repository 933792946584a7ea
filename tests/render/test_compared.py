"""A Comparison drawn: its scenes say its numbers, and every kind of it has a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

import logloss as ll
from logloss.errors import ArgumentError
from logloss.render.compared import panels
from logloss.scenes.compared import both_scene, groups_scene, way_scene, where_scene
from logloss.scenes.marks import Bar, Dot, Line


def comparison(n: int = 3_000, **how) -> ll.comparison.Comparison:
    rng = np.random.default_rng(0)
    z = 1.5 * rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int)
    p, q = (1 / (1 + np.exp(-z - s * rng.normal(size=n))) for s in (0.5, 0.2))
    return ll.compare(y, {"p": p, "q": q}, **how)


@pytest.mark.parametrize("n", [20, 3_000])
def test_areas_of_bars_and_outlines_are_the_losses(n):
    c = comparison(n)
    marks = both_scene(c, c.main).marks
    air = 1 / 0.86 if len([m for m in marks if isinstance(m, Bar)]) <= 200 else 1
    for outline, name in ((False, "p"), (True, "q")):
        area = sum(
            (m.x1 - m.x0) * (m.y1 - m.y0) for m in marks if isinstance(m, Bar) and m.outline == outline
        )
        # An outline too flat to be told from the line on which all stand is left out.
        assert area * air == pytest.approx(c.losses[name], rel=0.01)


def test_bars_of_few_rows_are_those_rows():
    c = ll.compare([1, 0, 1], {"p": [0.5, 0.25, 0.0], "q": [0.25, 0.5, 0.5]})
    bars = [m for m in both_scene(c, c.main).marks if isinstance(m, Bar)]
    assert [(b.role, b.outline, b.broken) for b in bars] == [
        ("positive", False, True),
        ("positive", False, False),
        ("negative", False, False),
        *[("unseen", True, False)] * 3,
    ]
    assert [b.y1 for b in bars[3:]] == pytest.approx([math.log(2), math.log(4), math.log(2)])


def test_the_way_ends_where_it_should():
    c = comparison()
    scene = way_scene(c, c.main)
    assert scene is not None
    bar = {m.id: m for m in scene.marks if isinstance(m, Bar)}
    assert bar["part/first"].x1 == pytest.approx(c.losses["p"])
    assert bar["part/second"].x1 == pytest.approx(c.losses["q"])
    parts = c.main.parts
    width = bar["part/discrimination"].x1 - bar["part/discrimination"].x0
    assert width == pytest.approx(abs(parts.discrimination))


def test_intervals_are_those_of_the_pieces():
    c = comparison(by=["a", "b"] * 1_500, unit="bits")
    for scene, pieces in (
        (where_scene(c, c.main), [*c.main.classes, *c.main.ranges]),
        (groups_scene(c, c.main), c.main.groups),
    ):
        dots = [m for m in scene.marks if isinstance(m, Dot)]
        assert [d.x for d in dots] == pytest.approx([p.value / math.log(2) for p in pieces])
        lines = [m for m in scene.marks if isinstance(m, Line) and m.id.endswith("/interval")]
        assert [(m.x1 - m.x0) / 2 for m in lines] == pytest.approx(
            [1.959964 * p.standard_error / math.log(2) for p in pieces], rel=1e-5
        )


def test_what_does_not_apply_is_not_drawn():
    c = ll.compare([0, 1, 2], {"a": [[0.5, 0.3, 0.2]] * 3, "b": [[0.2, 0.3, 0.5]] * 3})
    assert [scene.id for row in panels(c) for scene, _ in row] == ["compared-bars", "compared-where"]
    never = ll.compare([1, 1], {"a": [0.0, 0.5], "b": [0.5, 0.0]})
    assert [scene.id for row in panels(never) for scene, _ in row] == ["compared-bars"]


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_it_is_drawn_and_shown(lang, tmp_path):
    c = ll.compare([1, 0, 1, 1] * 9, {"<b>": [0.9, 0.2, 0.7, 0.4] * 9, "$q_1$": [0.8, 0.1, 0.9, 0.3] * 9})
    c.save(tmp_path / "c.svg", lang=lang)
    again = (tmp_path / "c.svg").read_bytes()
    c.save(tmp_path / "c.svg", lang=lang)
    assert (tmp_path / "c.svg").read_bytes() == again
    assert "&lt;b&gt;" in c._repr_html_()
    assert "<b> " not in c._repr_html_()


def test_the_display_follows_scikit_learn():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(200, 2))
    y = (X[:, 0] + rng.normal(size=200) > 0).astype(int)
    models = {"rate": DummyClassifier().fit(X, y), "fit": LogisticRegression().fit(X, y)}
    display = ll.ComparisonDisplay.from_estimators(models, X, y)
    assert display.comparison.pairs[0].better == "fit"
    assert display.ax_.get_title("left").startswith("fit is better than rate")
    again = ll.ComparisonDisplay(display.comparison).plot(display.ax_, lang="zh-Hans")
    assert again.ax_ is display.ax_
    with pytest.raises(ArgumentError, match="other is a object, which has no predict_proba"):
        ll.ComparisonDisplay.from_estimators({"other": object(), "fit": models["fit"]}, X, y)
    other = LogisticRegression().fit(X, np.where(y, "b", "a"))
    with pytest.raises(ArgumentError, match="must be of the same classes"):
        ll.ComparisonDisplay.from_estimators({"other": other, "fit": models["fit"]}, X, y)
