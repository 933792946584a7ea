"""``logloss story``: options, targets, scenes."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import logloss as ll
from logloss.scenes import SCENES

X = [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6]
Y = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1]


@pytest.fixture
def ten(tmp_path):
    path = tmp_path / "ten.csv"
    rows = zip(X, Y, np.square(X), np.linspace(0.1, 0.9, 10), strict=True)
    path.write_text("x,y,z,p\n" + "".join(f"{a},{b},{c},{d}\n" for a, b, c, d in rows))
    return path


def test_the_ten_points_from_a_file_are_the_ten_points(run, ten):
    assert run("story", ten, "-x", "x", "-y", "y").out == run("story").out == run().out


def test_json_is_what_python_gives(run, ten):
    assert json.loads(run("story", "--json").out) == ll.story().to_dict()
    said = run(
        "story",
        ten,
        "-x",
        "x",
        "-x",
        "z",
        "-y",
        "y",
        "--json",
        "--unit",
        "bits",
        "--C",
        "inf",
        "--missing",
        "drop",
    )
    told = (
        ll.story(["x", "z"], "y", data=ten, unit="bits", C=np.inf, missing="drop") if said.code == 0 else None
    )
    assert told is None or json.loads(said.out) == told.to_dict()


def test_predictions_instead_of_a_feature(run, ten):
    said = run("story", ten, "-y", "y", "-p", "p", "--json")
    assert json.loads(said.out) == ll.story(y="y", y_proba="p", data=ten).to_dict()


def test_scenes_by_name_and_range(run):
    said = run("story", "--scene", "feature..loss", "--scene", "check", "--json")
    names = [scene["id"] for scene in json.loads(said.out)["scenes"]]
    assert names == list(SCENES)[: names.index("check") + 1]
    shown = run("story", "--scene", "penalty").out
    assert "A low probability costs" in shown
    assert "0.6109" not in shown


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("los", "did you mean loss?"),
        ("loss..feature", "ask for feature..loss"),
        ("loss..zzz", "the scenes are feature,"),
    ],
)
def test_scenes_that_are_none(run, asked, hint):
    said = run("story", "--scene", asked)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "json"])
def test_one_file(run, tmp_path, kind):
    target = tmp_path / f"story.{kind}"
    target.write_text("older")
    said = run("story", "--scene", "loss", "-o", target.name)
    assert (said.code, said.out, said.err) == (0, "", f"Wrote {target.name}: 1 scene.\n")
    assert target.read_bytes() != b"older"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.fixture
def shown(monkeypatch):
    """What a browser was asked to show."""
    asked: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: asked.append(address) or True)
    return asked


def data_in(page):
    return json.loads(re.search(r'id="logloss-data">(.*?)</script>', page.read_text("utf-8"))[1])


def test_a_page(run, ten, tmp_path, shown):
    said = run("story", ten, "-x", "x", "-y", "y", "-o", "mine.html")
    assert (said.code, said.out, said.err) == (0, "", "Wrote mine.html.\n")
    data = data_in(tmp_path / "mine.html")
    assert (data["data"]["x"], data["data"]["y"]) == (X, Y)
    assert (data["lang"], data["scene"], shown) == (None, None, [])


def test_a_page_of_predictions(run, ten, tmp_path):
    assert run("story", ten, "-p", "p", "-y", "y", "-o", "mine.html").code == 0
    assert data_in(tmp_path / "mine.html")["data"]["kind"] == "predictions"


def test_a_page_opens_as_it_is_asked_to(run, tmp_path):
    words = ("--scene", "loss..check", "--lang", "en", "--unit", "bits", "--C", "inf")
    assert run("story", "-o", "a b.html", *words).code == 0
    data = data_in(tmp_path / "a b.html")
    assert (data["scene"], data["lang"], data["unit"], data["data"]["C"]) == ("loss", "en", "bits", None)


def test_open_shows_what_was_written(run, tmp_path, shown):
    assert run("story", "-o", "a b.html", "--open").code == 0
    assert shown == [(tmp_path / "a b.html").as_uri()]


def test_open_needs_something_to_show(run, shown):
    said = run("story", "--open")
    assert (said.code, said.out, shown) == (2, "", [])
    assert "add -o story.html" in said.err


def test_where_there_is_no_browser_the_file_is_named(run, tmp_path, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    said = run("story", "-o", "a.html", "--open")
    assert (said.code, said.err) == (0, "Wrote a.html.\nNo browser was found here: open a.html in one.\n")
    assert (tmp_path / "a.html").exists()


def test_a_folder(run, tmp_path):
    said = run("story", "--scene", "split", "--scene", "loss", "-o", "scenes/")
    assert said.err == "Wrote scenes/: 2 scenes.\n"
    assert [path.suffix for path in (tmp_path / "scenes").iterdir()] == [".png", ".png"]


def test_a_file_and_the_numbers_at_once(run, tmp_path):
    said = run("story", "--scene", "loss", "-o", "loss.json", "--json")
    assert json.loads(said.out)["scenes"][0]["id"] == "loss"
    assert (tmp_path / "loss.json").exists()


@pytest.mark.parametrize("target", ["story.avi", "story", "-"])
def test_a_target_of_no_known_kind(run, tmp_path, target):
    said = run("story", "-o", target)
    assert said.code == 2
    assert ".png, .svg, .pdf, .json" in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["nowhere/story.png", "file/story.png"])
def test_a_target_that_cannot_be_written(run, tmp_path, target):
    (tmp_path / "file").write_text("")
    said = run("story", "--scene", "loss", "-o", target)
    assert said.code == 1
    assert said.err.startswith(f"logloss: {target} cannot be written: ")
    assert said.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_no_finite_fit(run, tmp_path):
    (tmp_path / "apart.csv").write_text("x,y\n1,0\n2,0\n3,1\n4,1\n")
    said = run("story", "apart.csv", "-x", "x", "-y", "y", "--C", "inf")
    assert said.code == 1
    assert "separable" in said.err
    assert run("story", "apart.csv", "-x", "x", "-y", "y").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("-x", "x"),
        ("ten.csv",),
        ("ten.csv", "-x", "x"),
        ("ten.csv", "-y", "y"),
        ("ten.csv", "-y", "y", "-x", "x", "-p", "p"),
        ("--C", "0"),
        ("--C", "much"),
        ("--unit", "bananas"),
        ("--lang", "fr"),
        ("--bogus",),
    ],
)
@pytest.mark.usefixtures("ten")
def test_bad_usage(run, words):
    said = run("story", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_languages(run, lang):
    said = run("story", "--lang", lang)
    assert said.code == 0
    assert "0.3329" in said.out
    assert said.out.isascii() is False
