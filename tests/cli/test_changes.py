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


def test_check_speaks_other_units_and_languages(saved):
    said = saved("check", "new.json", "--against", "old.json", "--unit", "bits")
    assert said.out.startswith("Failed: log loss 1.1360 bits after 0.8113, up 0.3247")
    ask = ("check", "new.json", "--against", "old.json", "--max-loss-increase")
    assert (saved(*ask, "0.3", "--unit", "bits").code, saved(*ask, "0.3").code) == (0, 0)
    assert (saved(*ask, "0.15", "--unit", "bits").code, saved(*ask, "0.15").code) == (1, 0)
    said = saved("check", "new.json", "--against", "old.json", "--json", "--lang", "zh-Hans")
    assert json.loads(said.out)["reasons"][0].startswith("不合格")


def test_more_rows_of_infinite_loss_fail_the_check(saved):
    y, p = [1] * 1000, [0.5] * 1000
    for name, rows in (("few", 2), ("same", 3), ("more", 12)):
        ll.summarize(y, [0.0] * rows + p[rows:]).save(f"{name}.json")
    assert saved("check", "same.json", "--against", "few.json").code == 0
    said = saved("check", "more.json", "--against", "few.json")
    assert said.code == 1
    assert said.out.startswith("Failed: 12 of 1,000 rows were given 0 for what happened, after 2 of 1,000.")


def test_one_summary_may_come_from_stdin(saved, tmp_path):
    new = (tmp_path / "new.json").read_bytes()
    assert saved("check", "-", "--against", "old.json", stdin=new).code == 1
    assert saved("check", "old.json", "--against", "-", stdin=new).code == 0
    assert saved("compare", "old.json", "-", stdin=new).out.startswith("The loss rose, +0.2251")
    said = saved("compare", "old.json", "-", stdin=b"{}")
    assert said.code == 1
    assert said.err.startswith("logloss: stdin is not a saved Summary; such files are made by")
    said = saved("check", "-", "--against", "-")
    assert (said.code, "one of the Summaries only" in said.err) == (2, True)


def test_compare_draws_what_moved(saved, tmp_path):
    said = saved("compare", "old.json", "new.json", "-o", "change.png")
    assert (said.code, said.err) == (0, "Wrote change.png.\n")
    assert (tmp_path / "change.png").stat().st_size > 10_000


def test_timeline_tells_and_draws(saved, tmp_path):
    said = saved("timeline", "old.json", "new.json", "--unit", "bits")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The loss rose at new, +0.3247")
    assert json.loads(saved("timeline", "*.json", "--json").out)["points"][0]["name"] == "new"
    assert saved("timeline", "old.json", "new.json", "--lang", "zh-Hant").out.startswith("損失在 new 變大")
    assert saved("timeline", "old.json", "new.json", "-o", "line.svg").err == "Wrote line.svg.\n"
    assert (tmp_path / "line.svg").stat().st_size > 5_000


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
        (("timeline", "old.json"), 2, "at least two Summaries, got 1"),
        (("timeline", "old.json", "old.json"), 2, "named twice"),
        (("timeline", "old.json", "other.json"), 1, "other does not go with old"),
        (("timeline", "old.json", "empty.json"), 1, "empty.json is not a saved Summary"),
        (("timeline", "no*.json"), 1, "no file matches"),
    ],
)
def test_what_cannot_be_compared(saved, tmp_path, words, code, words_said):
    (tmp_path / "empty.json").write_text("")
    ll.summarize(["ham", "spam"], [0.1, 0.7], pos_label="spam").save("other.json")
    said = saved(*words)
    assert (said.code, said.out) == (code, "")
    assert words_said in said.err
