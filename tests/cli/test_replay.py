"""``logloss replay``: a file in, words, JSON, a picture or a film out; and what is wrong, in a line."""

from __future__ import annotations

import json

import pytest

import logloss as ll
from logloss.cli import main


@pytest.fixture
def runs(tmp_path):
    for name, p in (("one", 0.6), ("two", 0.8)):
        replay = ll.Replay([0, 1, 1], names=["<b>", "b", "c"])
        for i in range(3):
            replay.record([0.4 - i / 10, p, 0.5 + i / 10])
        replay.save(tmp_path / f"{name}.arrows")
    return tmp_path


def test_words_and_json(runs, capsys):
    assert main(["replay", str(runs / "one.arrows")]) == 0
    assert capsys.readouterr().out.startswith("Loss is least at the last step, 3")
    assert main(["replay", str(runs / "one.arrows"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["steps"]) == 3
    assert main(["replay", str(runs / "one.arrows"), "--lang", "zh-Hans"]) == 0
    assert "损失" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a.png", "a.json", "a.gif"])
def test_files(name, runs, capsys):
    assert main(["replay", str(runs / "one.arrows"), "-o", str(runs / name)]) == 0
    assert (runs / name).stat().st_size > 500
    assert "Wrote" in capsys.readouterr().err


def test_two_runs(runs, capsys):
    two = ["replay", str(runs / "one.arrows"), "--against", str(runs / "two.arrows")]
    assert main(two) == 0
    assert capsys.readouterr().out.startswith("two is better at its best")
    assert main([*two, "-o", str(runs / "both.png")]) == 0
    assert main([*two, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["names"] == ["one", "two"]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["nothing.arrows"], 1, "cannot be read"),
        (["one.arrows", "-o", "a.xyz"], 2, "what kind of file"),
        (["one.arrows", "--against", "two.arrows", "-o", "a.gif"], 2, "what kind of file"),
        (["text.arrows"], 1, "cut short or damaged"),
        (["one.arrows", "--against", "other.arrows"], 2, "different rows: 3, and 2"),
        (["one.arrows", "-o", "nowhere/a.png"], 1, "cannot be written"),
    ],
)
def test_what_goes_wrong_is_a_line(words, status, message, runs, capsys, monkeypatch):
    monkeypatch.chdir(runs)
    (runs / "text.arrows").write_text("no replay")
    other = ll.Replay([0, 1])
    other.record([0.4, 0.6])
    other.save(runs / "other.arrows")
    assert main(["replay", *words]) == status
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
