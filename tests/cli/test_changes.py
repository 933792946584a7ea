"""``logloss check`` and ``logloss compare``: what they print, and how they end."""

import json

import pytest

import logloss as ll


@pytest.fixture
def saved(run):
    y = [0, 0, 0, 1, 0, 1, 1, 1] * 50
    ll.summarize(y, ([0.25] * 4 + [0.75] * 4) * 50).save("old.json")
    ll.summarize(y, ([0.05] * 4 + [0.95] * 4) * 50).save("new.json")
    return run


def test_check_ends_as_it_finds(saved):
    said = saved("check", "new.json", "--against", "old.json")
    assert (said.code, said.err, said.out.count("\n")) == (1, "", 1)
    assert said.out.startswith("Failed: log loss 0.7874 nats after 0.5623, up 0.2251")
    said = saved("check", "old.json", "--against", "new.json", "--max-miscalibration", "0.01")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Passed: ")
    assert saved("check", "new.json", "--against", "old.json", "--max-loss-increase", "60%").code == 0
    said = saved("check", "new.json", "--against", "old.json", "--json", "--max-miscalibration", "0.01")
    assert (said.code, json.loads(said.out)["passed"], len(json.loads(said.out)["reasons"])) == (1, False, 2)
    said = saved("check", "new.json", "--against", "old.json", "--lang", "zh-Hans")
    assert said.out.startswith("不合格")


def test_compare_tells_what_moved(saved):
    said = saved("compare", "old.json", "new.json")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The loss rose, +0.2251")
    said = saved("compare", "old.json", "new.json", "--json")
    assert json.loads(said.out)["moved"] == ["less_honest"]


@pytest.mark.parametrize(
    ("words", "code", "words_said"),
    [
        (("check", "new.json"), 2, "--against"),
        (("check", "new.json", "--against", "old.json", "--max-loss-increase", "lots"), 2, "number of nats"),
        (("check", "new.json", "--against", "no.json"), 1, "no.json cannot be read"),
        (("check", "new.json", "--against", "."), 1, "is a directory"),
        (("compare", "old.json"), 2, "got 1"),
        (("compare", "old.json", "empty.json"), 1, "empty.json is not a saved Summary"),
        (("compare", "old.json", "other.json"), 1, "differ in labels"),
    ],
)
def test_what_cannot_be_compared(saved, tmp_path, words, code, words_said):
    (tmp_path / "empty.json").write_text("")
    ll.summarize(["ham", "spam"], [0.1, 0.7], pos_label="spam").save("other.json")
    said = saved(*words)
    assert (said.code, said.out) == (code, "")
    assert words_said in said.err
