"""``logloss reconcile``: what it says, hands on and draws, and what it refuses."""

from __future__ import annotations

import json


def test_it_says_which(run, csv):
    said = run("reconcile", csv, "-y", "won", "-p", "prob", "--said", "12345")
    assert said.code == 0
    assert said.out.startswith("No convention that we know gives 12345\n")
    found = json.loads(run("explain", csv, "-y", "won", "-p", "prob", "--json").out)
    said = run("reconcile", csv, "-y", "won", "-p", "prob", "--said", f"{found['bits']:.6f}", "--json")
    assert [step["convention"] for step in json.loads(said.out)["matches"][0]["steps"]] == ["bits"]


def test_it_draws_in_chinese(run, csv, tmp_path):
    said = run(
        "reconcile", csv, "-y", "won", "-p", "prob", "--said", "0.7", "-o", "a.svg", "--lang", "zh-Hans"
    )
    assert (said.code, said.out, said.err) == (0, "", "已写入 a.svg。\n")
    assert (tmp_path / "a.svg").read_text("utf-8").startswith("<?xml")


def test_it_refuses(run, csv):
    said = run("reconcile", csv, "-y", "won", "-p", "prob", "--said", "much")
    assert said.code == 2
    assert (
        said.err
        == "logloss: said must be a number, got 'much'; copy the digits as they were printed: 1.93, or 2.5e-3\n"
    )
    assert run("reconcile", csv, "-y", "won", "-p", "prob").code == 2
    assert run("reconcile", csv, "-y", "won", "-p", "nothing", "--said", "1").code == 1
    assert run("reconcile", "nowhere.csv", "-y", "won", "-p", "prob", "--said", "1").code == 1
    assert run("reconcile", csv, "-y", "won", "-p", "prob", "--said", "1", "-o", "a.xyz").code != 0


def test_it_takes_several_files_and_stdin(run, tmp_path):
    (tmp_path / "a.csv").write_text("won,prob\n1,0.9\n0,0.2\n")
    (tmp_path / "b.csv").write_text("won,prob\n1,0.7\n1,0.4\n")
    ask = ("-y", "won", "-p", "prob", "--said", "0.577608", "--json")
    whole = b"won,prob\n1,0.9\n0,0.2\n1,0.7\n1,0.4\n"
    for said in (run("reconcile", "a.csv", "b.csv", *ask), run("reconcile", "-", *ask, stdin=whole)):
        found = json.loads(said.out)
        assert (said.code, found["rows"]) == (0, 4)
        assert [step["convention"] for step in found["matches"][0]["steps"]] == ["bits"]
