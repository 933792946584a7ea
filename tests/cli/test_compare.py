"""`logloss compare`: models in files, sums that add up; and what a user may get wrong."""

import json
from pathlib import Path

import pytest

import logloss as ll

ROWS = "won,old,new,who\n1,0.9,0.8,Ann\n0,0.2,0.1,Bo\n1,0.7,0.9,Ann\n1,0.4,0.3,Cy\n"
ASK = ("-y", "won", "-p", "old", "-p", "new")


@pytest.fixture
def told(run):
    Path("preds.csv").write_text(ROWS)
    Path("more.csv").write_text("won,old,new,who\n1,0.5,0.6,Dee\n0,0.5,0.4,Ed\n")
    return run


def test_it_tells_which_is_better(told):
    said = told("compare", "preds.csv", *ASK, "--id", "who")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("old and new cannot be told apart on these rows: +0.0091 ± 0.3825 nats")
    assert "Where old is better most: Cy (0.92 → 1.20)" in said.out
    assert told("compare", "preds.csv", *ASK, "--lang", "zh-Hans").out.startswith("在这些样本上分不出")


def test_json_is_what_python_gives(told):
    said = told("compare", "preds.csv", "more.csv", *ASK, "--json")
    y, old, new = [1, 0, 1, 1, 1, 0], [0.9, 0.2, 0.7, 0.4, 0.5, 0.5], [0.8, 0.1, 0.9, 0.3, 0.6, 0.4]
    found = json.loads(said.out)["pairs"][0]["difference"]
    expected = ll.compare(y, {"old": old, "new": new}).pairs[0].loss
    assert found["value"] == pytest.approx(expected.value)
    assert found["standard_error"] == pytest.approx(expected.standard_error)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "md", "json"])
def test_it_is_written(told, ending):
    said = told("compare", "preds.csv", *ASK, "-o", f"out.{ending}")
    assert (said.code, said.out, said.err) == (0, "", f"Wrote out.{ending}.\n")
    assert Path(f"out.{ending}").stat().st_size > 500


def test_kept_sums_add_up(told):
    told("compare", "preds.csv", *ASK, "--keep", "a.json")
    told("compare", "more.csv", *ASK, "--keep", "b.json")
    parts = json.loads(told("compare", "a.json", "b.json", "--json").out)
    whole = json.loads(told("compare", "preds.csv", "more.csv", *ASK, "--json").out)
    assert parts["rows"] == whole["rows"] == 6
    assert parts["pairs"][0]["difference"] == pytest.approx(whole["pairs"][0]["difference"], nan_ok=True)


def test_columns_with_commas_between_are_one_model(told):
    Path("three.csv").write_text(
        "y,a0,a1,a2,b0,b1,b2\n0,.5,.3,.2,.4,.4,.2\n2,.1,.2,.7,.2,.2,.6\n1,.2,.6,.2,.1,.8,.1\n"
    )
    said = told("compare", "three.csv", "-y", "y", "-p", "a0,a1,a2", "-p", "b0,b1,b2")
    assert said.code == 0
    assert "a0,a1,a2 and b0,b1,b2 cannot be told apart" in said.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("preds.csv",), 2, "-p, repeated"),
        (("preds.csv", "-y", "won", "-p", "old"), 2, "-p, repeated"),
        (("preds.csv", "-y", "won", "-p", "old", "-p", "old"), 2, "-p old is named twice"),
        (("preds.csv", "-y", "won", "-p", "old", "-p", "nwe"), 1, "did you mean 'new'?"),
        (("preds.csv", "-y", "won", "-p", "old", "-p", "who"), 1, "'who'"),
        (("preds.csv", *ASK, "-o", "out.docx"), 2, "out.docx: what kind of file"),
        (("preds.csv", *ASK, "--keep", "no/such/folder.json"), 1, "folder"),
        (("no.csv", *ASK), 1, "no.csv"),
        (("pairs.json", "pairs.json"), 2, "named twice"),
        (("pairs.json", "-y", "won"), 2, "which has no columns"),
        (("pairs.json", "one.json"), 1, "one.json is not a saved PairSummary"),
        (("one.json", "pairs.json"), 1, "pairs.json is not a saved Summary"),
        (("one.json",), 2, "two saved Summaries, the old one and the new one, got 1"),
        (("one.json", "preds.csv"), 2, "one.json is a saved Summary and preds.csv is data"),
    ],
)
def test_what_cannot_be_compared(told, words, code, said):
    ll.summarize_pairs([1, 0], {"a": [0.9, 0.2], "b": [0.8, 0.1]}).save("pairs.json")
    ll.summarize([1, 0], [0.9, 0.2]).save("one.json")
    found = told("compare", *words)
    assert (found.code, found.out) == (code, "")
    assert said in found.err
    assert not Path("out.docx").exists()
