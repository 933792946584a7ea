"""The page: one file that asks nothing of anywhere, in which only its own script runs, whatever the data are called."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import logloss as ll
from logloss.errors import ArgumentError, FileError
from logloss.render.page import built, data_block

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    "\u2028\u2029 & ' ` ${alert(1)} $data",
    "\ud800 half of a pair",
]


class Elements(HTMLParser):
    """The elements of a page: names, attributes, and the text of those that hold no elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.open = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), ""))
        self.open = True

    def handle_endtag(self, tag):  # noqa: ARG002
        self.open = False

    def handle_data(self, data):
        if self.open:
            tag, attrs, text = self.found[-1]
            self.found[-1] = (tag, attrs, text + data)

    def of(self, tag):
        return [(attrs, text) for name, attrs, text in self.found if name == tag]


def elements(page: str) -> Elements:
    return Elements(page)


def data_of(page: str) -> dict:
    (text,) = [text for attrs, text in elements(page).of("script") if attrs.get("id") == "logloss-data"]
    return json.loads(text)


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_names_the_one_script_and_the_one_style():
    found = elements(ll.story().to_html())
    (policy,) = [
        a["content"] for a, _ in found.of("meta") if a.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
    (style,) = [text for _, text in found.of("style")]
    (script,) = [text for attrs, text in found.of("script") if not attrs]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == sha256(script)
    assert rules["style-src"] == sha256(style)
    assert (script, style) == (built("page.js"), built("page.css"))


def test_nothing_is_asked_of_anywhere():
    page = ll.story().to_html()
    found = elements(page)
    places = [v for _, attrs, _ in found.found for k, v in attrs.items() if k in ("src", "href", "action")]
    assert places == ["data:,"]
    assert re.findall(r"url\((?!data:)", built("page.css")) == []
    assert not {tag for tag, _, _ in found.found} & {"iframe", "object", "embed", "base"}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_cannot_break_out(name):
    told = ll.story(y=[f"a{name}", f"b{name}"] * 2, y_proba=[0.2, 0.6, 0.4, 0.9], pos_label=f"b{name}")
    page = told.to_html()
    plain = ll.story(y=["a", "b"] * 2, y_proba=[0.2, 0.6, 0.4, 0.9], pos_label="b").to_html()
    assert [(t, a) for t, a, _ in elements(page).found] == [(t, a) for t, a, _ in elements(plain).found]
    assert len(data_of(page)["labels"][0]) > 5
    page.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_data_block_holds_any_text(text):
    block = data_block({text: text})
    assert not set(block) & set("<>&\u2028\u2029")
    assert block.isascii()
    assert json.loads(block) == {text: text}


def test_all_of_it_is_small():
    page = ll.story().to_html()
    assert len(page.encode()) < 250_000


def test_a_page_opens_in_the_language_and_at_the_scene_that_were_asked_for():
    page = ll.story().to_html(lang="zh-Hant", scene="loss")
    assert '<html lang="zh-Hant">' in page
    data = data_of(page)
    assert (data["lang"], data["scene"]) == ("zh-Hant", "loss")
    data = data_of(ll.story().to_html())
    assert (data["lang"], data["scene"]) == (None, None)


def test_what_is_none_is_refused():
    with pytest.raises(ArgumentError, match="there is no scene 'los'"):
        ll.story().to_html(scene="los")
    with pytest.raises(ArgumentError, match="got 'fr'"):
        ll.story().to_html(lang="fr")  # type: ignore[arg-type]


def test_it_is_written_whole_or_not_at_all(tmp_path: Path):
    told, target = ll.story(), tmp_path / "story.html"
    assert told.to_html(target, lang="en") is None
    assert target.read_bytes().decode() == told.to_html(lang="en")
    told.save(tmp_path / "saved.html", lang="en")
    assert (tmp_path / "saved.html").read_bytes() == target.read_bytes()
    with pytest.raises(ArgumentError):
        told.to_html(target, scene="los")
    assert target.read_bytes().decode() == told.to_html(lang="en")
    with pytest.raises(FileError, match="cannot be written"):
        told.to_html(tmp_path / "nowhere" / "story.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["saved.html", "story.html"]


def test_saving_some_scenes_opens_at_the_first(tmp_path: Path):
    ll.story().save(tmp_path / "a.html", ["loss", "check"])
    assert data_of((tmp_path / "a.html").read_text("utf-8"))["scene"] == "loss"
    with pytest.raises(ArgumentError, match="no scene is named"):
        ll.story().save(tmp_path / "b.html", [])
    assert not (tmp_path / "b.html").exists()


def test_many_rows_become_few_bars():
    rng = np.random.default_rng(0)
    y, p = rng.integers(0, 2, 30_000), rng.random(30_000)
    page = ll.story(y=y, y_proba=p).to_html()
    assert data_of(page)["data"]["kind"] == "bars"
    assert len(page.encode()) < 250_000
