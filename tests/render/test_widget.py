"""The widget's side in Python: what it holds, what it takes and refuses, and what a notebook shows without it."""

from __future__ import annotations

import copy
import json
import math
import pickle
import sys

import numpy as np
import pytest

import logloss as ll
from logloss.errors import (
    ArgumentError,
    DataError,
    FormatError,
    LogLossError,
    MissingDependencyError,
    NoFitError,
)
from logloss.messages import plain
from logloss.render.report_page import report_data
from logloss.scenes.embedded import page_data
from logloss.scenes.reading import held

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TEN = (-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6)
PREDICTIONS = {"y": [0, 1, 1], "y_proba": [0.2, 0.6, 0.9]}


def values(w):
    return {
        name: getattr(w, name)
        for name in ("x", "y", "y_proba", "C", "curve", "loss", "scene", "lang", "unit", "data")
    }


def moved(w, **data):
    """What the page sends after a reader has changed its data."""
    page = copy.deepcopy(w.data) | {"check": None}
    page["data"].update(data)
    return json.loads(json.dumps(page))


# ---- what it holds ------------------------------------------------------------------------------------------


def test_it_holds_the_story():
    told = ll.story()
    w = told.widget()
    assert (w.x, w.y, w.y_proba, w.C, w.curve) == (TEN, (0, 0, 1, 0, 1, 1, 1, 1, 1, 1), None, 1.0, None)
    assert w.loss == told.loss
    assert (w.scene, w.lang, w.unit) == ("feature", None, "nats")
    assert w.data == page_data(told.material)


@pytest.mark.parametrize("unit", ["nats", "bits"])
@pytest.mark.parametrize(
    "told",
    [
        lambda unit: ll.story(unit=unit),
        lambda unit: ll.story(C=math.inf, unit=unit),
        lambda unit: ll.story(**PREDICTIONS, unit=unit),
        lambda unit: ll.story(y=[0, 1], y_proba=[0.2, 0.0], unit=unit),
        lambda unit: ll.story([[1, 2], [2, 1], [3, 3], [4, 0]], [0, 1, 0, 1], unit=unit),
        lambda unit: ll.story(y=[0, 1, 1, 0] * 3000, y_proba=[0.2, 0.7, 0.9, 0.4] * 3000, unit=unit),
        lambda unit: ll.story(y=[0, 1, 1, 0] * 3000, y_proba=[0.2, 0.7, 0.0, 0.4] * 3000, unit=unit),
    ],
    ids=["feature", "no penalty", "predictions", "infinite", "features", "bars", "infinite bars"],
)
def test_its_loss_is_the_storys_whatever_it_is_told_of(told, unit):
    assert told(unit).widget().loss == pytest.approx(told(unit).loss, rel=1e-12)


def test_there_is_one_of_each_story():
    told = ll.story()
    assert told.widget() is told.widget(scene="loss", lang="zh-Hant")
    assert (told.widget().scene, told.widget().lang) == ("loss", "zh-Hant")
    assert ll.story().widget() is not told.widget()
    with pytest.raises(ArgumentError, match="scene must be one of feature, "):
        told.widget(scene="los")


def test_what_it_holds_cannot_be_changed_in_place_unheard():
    w = ll.story().widget()
    with pytest.raises(TypeError):
        w.x[0] = 3


# ---- what the page sends --------------------------------------------------------------------------------------


def test_what_the_page_sends_is_there_and_told_to_who_listens():
    w = ll.story().widget()
    seen = {}
    w.observe(lambda change: seen.update({change.name: change.new}), ["x", "y", "C", "loss"])
    x = [*TEN[:3], 1.5, *TEN[4:]]
    w.set_state({"data": moved(w, x=x), "scene": "curve"})
    assert w.x == tuple(x)
    assert w.loss == ll.story(x, w.y).loss
    assert seen == {"x": tuple(x), "loss": w.loss}
    w.set_state({"curve": [1.0, 0.5]})
    assert w.curve == (1.0, 0.5)
    assert w.loss == pytest.approx(ll.log_loss_from_logits(w.y, [x + 0.5 for x in w.x]))


def test_a_model_without_a_finite_fit_has_no_loss():
    w = ll.story().widget()
    w.set_state({"data": moved(w, x=[0, 0, 1, 0, 1, 1, 1, 1, 1, 1], C=None)})
    assert math.isnan(w.loss)
    assert math.inf == w.C


def test_predictions_that_a_reader_pastes():
    w = ll.story().widget()
    w.set_state(
        {"data": moved(w) | {"data": {"kind": "predictions", "p": [0.5, 0.25], "y": [1, 0]}, "axis": None}}
    )
    assert (w.x, w.C, w.y_proba) == (None, None, (0.5, 0.25))
    assert w.loss == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)
    w.set_state({"data": page_data(ll.story().material), "curve": [1, 2]})  # and takes back
    assert (w.x, w.curve) == (TEN, (1.0, 2.0))


# ---- what Python sets ------------------------------------------------------------------------------------------


def test_what_is_set_goes_to_the_page():
    w = ll.story().widget()
    w.x = np.array(TEN) + 1
    assert w.data["data"]["x"] == list(w.x) == [x + 1 for x in TEN]
    w.y = np.array(w.y) == 0
    assert w.data["data"]["y"] == [1 - k for k in (0, 0, 1, 0, 1, 1, 1, 1, 1, 1)]
    w.C = math.inf
    assert w.data["data"]["C"] is None
    assert w.loss == ll.story(w.x, w.y, C=math.inf).loss
    json.dumps(w.get_state(["data", "curve", "scene", "lang", "unit"]), allow_nan=False)


def test_rows_keep_the_curve_that_was_moved_and_a_penalty_lets_it_be_fitted():
    w = ll.story().widget()
    w.curve = (1, 0)
    w.x = [x + 1 for x in w.x]
    assert w.curve == (1.0, 0.0)
    w.C = 2
    assert w.curve is None


def test_several_at_once_where_one_alone_does_not_fit():
    w = ll.story().widget()
    seen = []
    w.observe(lambda change: seen.append((change.name, change.owner.x, change.owner.loss)), ["x", "y"])
    w.set(x=[1, 2, 3, 4], y=[0, 1, 0, 1], scene="loss", unit="bits")
    assert w.loss == ll.story([1, 2, 3, 4], [0, 1, 0, 1], unit="bits").loss
    assert {(now, loss) for _, now, loss in seen} == {((1.0, 2.0, 3.0, 4.0), w.loss)}


def test_names_of_classes_and_axis_stay():
    told = ll.story(
        x=np.array(TEN), y=["no" if k == 0 else "yes" for k in ll.story().widget().y], pos_label="yes"
    )
    w = told.widget()
    w.x = [x + 1 for x in w.x]
    assert w.data["labels"] == ["no", "yes"]


def test_another_story_takes_its_place():
    w = ll.story().widget()
    w.curve = (1, 2)
    w.show(ll.story(**PREDICTIONS))
    assert (w.x, w.curve, w.y_proba) == (None, None, (0.2, 0.6, 0.9))
    w.y_proba = [0.1, 0.5, 0.5]
    assert w.loss == ll.log_loss([0, 1, 1], [0.1, 0.5, 0.5])


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"x": [1, 2]}, DataError, "y and x must be of one length"),
        ({"x": [*TEN[:9], math.nan]}, DataError, "x .* index 9"),
        ({"x": [*TEN[:9], math.inf]}, DataError, "x must be finite, got inf at index 9"),
        ({"x": ["a"] * 10}, DataError, "x "),
        ({"y": [1] * 10}, NoFitError, "two classes"),
        ({"y": ["no", "yes"] * 5}, DataError, "y "),
        ({"y": [0, 1, 2] * 3 + [0]}, DataError, "y "),
        ({"C": -1}, ArgumentError, "C must be a number above 0"),
        ({"x": [0, 0, 1, 0, 1, 1, 1, 1, 1, 1], "C": math.inf}, NoFitError, "the classes are separable"),
        ({"y_proba": [0.1] * 10}, ArgumentError, "y_proba cannot be set: this story has x, y, C"),
        ({"curve": (1, math.nan)}, ArgumentError, "curve must be two finite numbers"),
        ({"curve": 3}, ArgumentError, "curve must be two finite numbers"),
        ({"curve": (1, 2, 3)}, ArgumentError, "curve must be two finite numbers"),
        ({"curve": "ab"}, ArgumentError, "curve must be two finite numbers"),
        ({"scene": "los"}, ArgumentError, "scene must be one of feature, .* got 'los'"),
        ({"lang": "fr"}, ArgumentError, "lang must be one of en, zh-Hans, zh-Hant"),
        ({"unit": "hartleys"}, ArgumentError, "unit must be one of nats, bits, got 'hartleys'"),
        ({"loss": 0.1}, ArgumentError, "loss follows from the data"),
        ({"data": {"format": "logloss.story"}}, FormatError, "not the data of a story's page"),
        (
            {"data": {"format": "logloss.page", "version": 1, "data": {"kind": "feature", "x": [1]}}},
            FormatError,
            "incomplete",
        ),
    ],
    ids=str,
)
def test_bad_values_are_refused_and_leave_all_as_it_was(bad, error, words):
    w = ll.story().widget()
    w.curve = (1, 0.5)
    before, seen = values(w), []
    w.observe(seen.append)
    setting = (lambda: setattr(w, *next(iter(bad.items())))) if len(bad) == 1 else (lambda: w.set(**bad))
    with pytest.raises(error, match=words):
        setting()
    if "loss" not in bad and "data" not in bad:
        with pytest.raises(LogLossError, match=words):
            w.set(**{"scene": "loss", "unit": "bits"} | bad)
    assert values(w) == before
    assert seen == []


def test_what_a_story_has_not_cannot_be_set():
    w = ll.story(**PREDICTIONS).widget()
    with pytest.raises(ArgumentError, match="x cannot be set: this story has y, y_proba"):
        w.x = [1, 2, 3]
    with pytest.raises(ArgumentError, match="only the curve of a model of one feature"):
        w.curve = (1, 2)
    with pytest.raises(DataError, match=r"y_proba must lie in \[0, 1\], got 1.5 at index 1"):
        w.y_proba = [0.1, 1.5, 0.2]
    with pytest.raises(ArgumentError, match="holds no rows that can be set"):
        ll.story([[1, 2], [2, 1], [3, 3], [4, 0]], [0, 1, 0, 1]).widget().y = [1, 0, 1, 0]
    with pytest.raises(ArgumentError, match="a story has no 'z' that could be set"):
        w.set(z=1)


def test_what_a_page_holds_is_read_whatever_made_it():
    with pytest.raises(FormatError, match="not the data"):
        held([])
    with pytest.raises(DataError, match="x must be finite"):
        held(
            moved(ll.story().widget())
            | {"data": {"kind": "feature", "x": [1, math.inf], "y": [0, 1], "C": 1, "unseen": None}}
        )


# ---- what a notebook shows ----------------------------------------------------------------------------------------


def test_a_notebook_shows_the_widget_and_has_a_picture_for_who_cannot():
    told = ll.story()
    bundle, _ = told._repr_mimebundle_(include=None, exclude=None)
    assert bundle[WIDGET_VIEW]["model_id"] == told.widget().model_id
    assert '<img alt="0.3329' in bundle["text/html"]
    assert bundle["text/plain"].startswith("0.3329")
    assert told._display_() is told.widget()
    assert "logloss[widget]" not in told._repr_html_()


@pytest.fixture
def _no_anywidget(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "logloss.render.widget", raising=False)
    monkeypatch.setattr(
        "logloss.render.interactive.find_spec", lambda name: None if name == "anywidget" else name
    )


@pytest.mark.usefixtures("_no_anywidget")
def test_without_anywidget_it_shows_a_picture_and_says_what_to_install():
    told = ll.story()
    assert told._repr_mimebundle_(include=None, exclude=None) is None
    html = told._repr_html_()
    assert html.startswith("<img")
    assert html.endswith("install logloss[widget].</small></p>")
    assert told._display_()._repr_html_() == html
    with pytest.raises(MissingDependencyError, match=r"pip install 'logloss\[widget\]'"):
        told.widget()


# ---- reports ---------------------------------------------------------------------------------------------------


def results():
    y, p = [1, 0, 1, 1] * 5, [0.9, 0.2, 0.7, 0.4] * 5
    monday, tuesday = ll.summarize(y, p), ll.summarize(y, [0.6, 0.4, 0.6, 0.6] * 5)
    yield ll.explain(y, p)
    yield ll.compare(y, {"a": p, "b": [0.6, 0.4, 0.6, 0.6] * 5})
    yield ll.compare(monday, tuesday)
    yield ll.timeline({"monday": monday, "tuesday": tuesday})


@pytest.mark.parametrize("result", list(results()), ids=lambda result: type(result).__name__)
def test_every_result_is_shown_as_its_page(result):
    bundle, _ = result._repr_mimebundle_(include=None, exclude=None)
    assert bundle[WIDGET_VIEW]["model_id"] == result.widget().model_id
    assert bundle["text/html"] == result._repr_html_()
    assert bundle["text/plain"] == plain(result.headline)
    assert result.widget().data == report_data(result)
    assert result._display_() is result.widget()
    json.dumps(result.widget().get_state(["data", "lang"]), allow_nan=False)


def test_a_result_that_was_shown_can_still_be_pickled_and_copied():
    found = ll.explain([1, 0, 1], [0.9, 0.2, 0.7])
    before = pickle.dumps(found)
    found.widget(lang="zh-Hans")
    again = pickle.loads(pickle.dumps(found))
    assert again.to_json() == pickle.loads(before).to_json()
    assert again.widget() is not found.widget()
    assert copy.deepcopy(found).loss == found.loss


def test_what_is_no_report_is_refused():
    w = ll.explain([1, 0, 1], [0.9, 0.2, 0.7]).widget()
    before = w.data
    with pytest.raises(FormatError, match="not the data of a report"):
        w.data = ll.story().widget().data
    with pytest.raises(ArgumentError, match="lang must be one of"):
        w.lang = "fr"
    assert (w.data, w.lang) == (before, None)


@pytest.mark.usefixtures("_no_anywidget")
def test_without_anywidget_a_result_shows_its_picture():
    found = ll.explain([1, 0, 1], [0.9, 0.2, 0.7])
    assert found._repr_mimebundle_() is None
    assert found._display_()._repr_html_() == found._repr_html_()
    with pytest.raises(MissingDependencyError, match="a widget needs anywidget"):
        found.widget()
