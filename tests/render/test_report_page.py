"""What a report page embeds: it fits the schema, says what the result says, and holds nothing that could be code."""

from __future__ import annotations

import json
import math
import re
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from sklearn.linear_model import LogisticRegression

import logloss as ll
from logloss.errors import ArgumentError, DataError
from logloss.messages import LANGUAGES, messages, plain
from logloss.render.report_page import report_data, report_html

SCHEMA = Path(__file__).parents[2] / "schema"
Y, P = [1, 0, 1, 1, 0, 0] * 20, [0.9, 0.2, 0.7, 0.4, 0.6, 0.0] * 20

RESULTS = {
    "explanation": lambda: ll.explain(Y, P, by=list("abc") * 40),
    "truths": lambda: ll.explain([True, False] * 9, [0.9, 0.4] * 9, by=[0.5, 1.5] * 9),
    "infinite": lambda: ll.explain([1, 0], [0.0, 1.0]),
    "classes": lambda: ll.explain([0, 1, 2], [[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]]),
    "comparison": lambda: ll.compare(Y, {"a": P, "b": [0.5] * 120, "c": P[::-1]}, by=list("ab") * 60),
    "change": lambda: ll.compare(ll.summarize(Y, P), ll.summarize(Y[::-1], P[::-1])),
    "timeline": lambda: ll.timeline([ll.summarize(Y, P)] * 3),
    "reconciled": lambda: ll.reconcile(Y, P, said="0.5"),
    "reconciled, infinite": lambda: ll.reconcile([1, 0, 1], [0.9, 0.2, 0.0], said="12.1241"),
    "seen and unseen": lambda: ll.explain_estimator(
        LogisticRegression(), np.linspace(-2, 2, 12)[:, None], [0, 0, 0, 1, 0, 1] * 2
    ),
    "replay": lambda: trained(),
    "no step yet": lambda: trained(0),
    "diverged at once": lambda: trained(1, math.nan),
    "two runs": lambda: trained().compare(trained(2)),
}


def trained(steps: int = 3, first: float = 0.5) -> ll.Replay:
    """A training of which a step diverges, and another has an infinite loss."""
    replay = ll.Replay(["a", "b", "b", "a"], names=["x", "y", "</script>", ""], pos_label="b")
    for step in range(steps):
        replay.record([first, 0.6, 0.0 if step == 1 else 0.5 + step / 10, math.nan if step == 2 else 0.3])
    return replay


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads((SCHEMA / "report.v1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_fits_the_schema(name: str, validator: Draft202012Validator) -> None:
    found = RESULTS[name]()
    data = json.loads(json.dumps(report_data(found), allow_nan=False))
    validator.validate(data)
    assert data["headline"]["key"] == found.headline.key
    assert [s["title"]["key"] for s in data["sections"]] == [title.key for title, _ in found.sections]
    assert len({table["id"] for table in data["tables"]}) == len(data["tables"])
    for table in data["tables"]:
        for row in table["rows"]:
            for cell, column in zip(row, table["columns"], strict=True):
                assert (
                    isinstance(cell, (str, dict)) if column["form"] == "text" else not isinstance(cell, bool)
                )


@pytest.mark.parametrize("name", RESULTS)
def test_all_that_is_said_can_be_said_in_every_language(name: str) -> None:
    data = report_data(RESULTS[name]())

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["key"]} if set(value) == {"key", "values"} else set()
            return own.union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    for lang in LANGUAGES:
        said = data["messages"][lang]
        assert keys(
            {k: data[k] for k in ("headline", "subtitle", "panels", "steps", "sections", "tables")}
        ) == set(said)
        assert all(messages(lang)[key] == template for key, template in said.items())


def test_the_story_is_that_of_the_same_rows() -> None:
    validator = Draft202012Validator(json.loads((SCHEMA / "page.v1.json").read_text("utf-8")))
    rng = np.random.default_rng(0)
    p = rng.random(5_000)
    e = ll.explain((rng.random(5_000) < p).astype(int), p)
    story = report_data(e)["story"]
    validator.validate(story)
    bars = story["data"]
    assert sum(bars["totals"]["rows"]) == 5_000
    assert sum(bars["totals"]["loss"]) / 5_000 == pytest.approx(e.loss)
    assert sum(bars["rows"]) == 5_000
    assert story["check"]["output"].startswith(f"mean: {e.loss:.12f}"[:16])


def test_a_story_of_weights_or_many_classes_is_not_told() -> None:
    assert report_data(ll.explain([1, 0], [0.9, 0.2], [1.0, 2.0]))["story"] is None
    assert report_data(RESULTS["classes"]())["story"] is None
    assert report_data(RESULTS["change"]())["story"] is None


def test_a_page_is_written_whole(tmp_path: Path) -> None:
    e = RESULTS["explanation"]()
    assert e.to_html(tmp_path / "a.html", lang="zh-Hant") is None
    e.save(tmp_path / "b.html", lang="zh-Hant")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page == (tmp_path / "b.html").read_text("utf-8") == report_html(e, "zh-Hant")
    assert page.startswith('<!doctype html>\n<html lang="zh-Hant">')
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "unsafe" not in policy[1]
    with pytest.raises(ArgumentError, match="got 'fr'"):
        e.to_html(lang="fr")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_the_embedded_data_hold_no_sign_of_markup() -> None:
    names = ['</script><b onclick="x">', "<!--"]
    page = ll.explain(Y, P, by=names * 60, id=[f"{names[0]}{i}" for i in range(120)]).to_html()
    block = page.split('id="logloss-data">')[1].split("</script>")[0]
    assert not set(block) & set("<>&")
    assert names[0] in json.loads(block)["tables"][2]["rows"][0][0] or names[1] in str(
        json.loads(block)["tables"][2]
    )


@pytest.mark.parametrize("kind", [".html", ".md", ".json", ".svg"])
@pytest.mark.parametrize("name", RESULTS)
def test_every_result_is_written_as_every_kind_of_file(name: str, kind: str, tmp_path: Path) -> None:
    found = RESULTS[name]()
    path = tmp_path / f"r{kind}"
    if name in ("no step yet", "diverged at once") and kind in (".html", ".svg"):
        with pytest.raises(DataError, match="no step has a loss"):
            found.save(path)
        assert list(tmp_path.iterdir()) == []
        return
    found.save(path, lang="en")
    text = path.read_text("utf-8")
    assert text.startswith({".html": "<!doctype html>", ".md": "# ", ".json": "{", ".svg": "<?xml"}[kind])
    if kind == ".md":
        assert text.count("\n## ") >= len(found.sections)
    with pytest.raises(ArgumentError, match=r"Known are .*\.html.*\.md"):
        found.save(tmp_path / "r.xyz")


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_shows_itself_in_a_notebook(name: str) -> None:
    found = RESULTS[name]()
    said = found._repr_html_()
    assert escape(plain(found.headline)) in said
    assert "</script>" not in said
