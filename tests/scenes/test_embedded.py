"""What a page embeds fits its contract, and holds enough to tell the same story again."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import logloss as ll
from logloss.scenes.embedded import page_data
from logloss.scenes.material import MOST_ROWS

SCHEMA = json.loads((Path(__file__).parents[2] / "schema/page.v1.json").read_text("utf-8"))


def embedded(*args, scene=None, lang=None, **kwargs):
    """The data of a page, as they come out of its JSON."""
    data = json.loads(json.dumps(page_data(ll.story(*args, **kwargs).material, scene, lang), allow_nan=False))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data


def rows(n, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x, (rng.random(n) < 1 / (1 + np.exp(-x[:, 0]))).astype(int)


def test_the_ten_points():
    page = embedded(scene="loss", lang="zh-Hans", unit="bits")
    assert page["data"] == {
        "kind": "feature",
        "x": [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6],
        "y": [0, 0, 1, 0, 1, 1, 1, 1, 1, 1],
        "C": 1.0,
        "unseen": None,
    }
    assert (page["scene"], page["lang"], page["unit"], page["axis"]) == ("loss", "zh-Hans", "bits", "x")
    assert page["labels"] == ["0", "1"]
    assert "0.3329" in page["check"]["output"]


def test_rows_stay_in_the_order_of_the_input_without_those_dropped():
    data = embedded([3.0, np.nan, 1.0, 2.0], [1, 0, 0, 1], missing="drop")["data"]
    assert (data["x"], data["y"]) == ([3.0, 1.0, 2.0], [1, 0, 1])


def test_no_penalty_is_a_null():
    assert embedded(C=np.inf)["data"]["C"] is None


def test_unseen_rows_are_left_out_by_python_where_there_are_many():
    x, y = rows(101)
    told = ll.story(x[:, 0], y)
    unseen = embedded(x[:, 0], y)["data"]["unseen"]
    assert unseen == {
        "loss": told.material.unseen.loss,
        "base_loss": told.material.unseen.base_loss,
        "method": "five-fold",
    }
    assert embedded(x[:100, 0], y[:100])["data"]["unseen"] is None


def test_several_features_are_seen_through_their_log_odds():
    x, y = rows(60)
    told, page = ll.story(x, y), embedded(x, y)
    data = page["data"]
    assert (data["kind"], data["features"], page["axis"]) == ("features", 2, None)
    assert ll.log_loss_from_logits(data["y"], data["z"]) == pytest.approx(told.loss, rel=1e-14)
    assert np.mean(data["twins"]) == pytest.approx(data["unseen"]["loss"], rel=1e-12)
    assert data["free"] <= told.loss


def test_predictions_stay_as_they_are():
    page = embedded(y=["lost", "won", "won"], y_proba=[0.0, 1.0, 0.25], pos_label="won")
    assert page["data"] == {"kind": "predictions", "p": [0.0, 1.0, 0.25], "y": [0, 1, 1]}
    assert page["labels"] == ["lost", "won"]


def test_a_class_without_rows_is_none_the_less_called_something():
    assert embedded(y=[1, 1], y_proba=[0.5, 0.75])["labels"] == ["0", "1"]


@pytest.mark.parametrize("kind", ["feature", "features", "predictions"])
def test_more_rows_than_that_are_bars(kind):
    n = MOST_ROWS + 1
    x, y = rows(n)
    p = 1 / (1 + np.exp(-x[:, 0]))
    p[:2], y[:2] = [0, 1], [1, 0]
    given = (
        {"y": y, "y_proba": p}
        if kind == "predictions"
        else {"x": x if kind == "features" else x[:, 0], "y": y}
    )
    told, data = ll.story(**given), embedded(**given)["data"]
    assert data["kind"] == "bars"
    assert sum(data["rows"]) == sum(data["totals"]["rows"]) == n
    assert data["totals"]["infinite"] == ([1, 1] if kind == "predictions" else [0, 0])
    loss = np.sum(data["totals"]["loss"]) / (n - sum(data["totals"]["infinite"]))
    assert loss == pytest.approx(told.summary.finite_loss, rel=1e-14)
    assert data["clipped"] is (kind == "predictions")
    assert (data["model"] is None) is (kind == "predictions")
    if kind == "feature":
        z = 0.5 * data["model"]["weight"] + data["model"]["bias"]
        assert told.material.curve(np.array([0.5])) == pytest.approx(1 / (1 + np.exp(-z)))
    assert embedded(**{k: v[:MOST_ROWS] for k, v in given.items()})["data"]["kind"] == kind


def test_names_are_one_line_of_a_length_that_a_page_can_bear():
    page = embedded([1, 2, 3, 4], ["a\nb", "x" * 99] * 2, pos_label="a\nb")
    assert page["labels"][1] == "a b"
    assert len(page["labels"][0]) == 40
