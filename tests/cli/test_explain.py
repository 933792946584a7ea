"""``logloss explain``: formats, columns, classes, targets."""

from __future__ import annotations

import gzip
import json
import math
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import logloss as ll

WORLD_CUP = Path(__file__).parents[3] / "shared" / "data" / "538_world_cup_matches_women.csv"
ROWS = pl.DataFrame(
    {"name": ["a", "b", "c", "d"], "won": [1, 0, 1, 1], "prob": [0.9, 0.2, 0.7, 0.4], "weight": [1, 2, 1, 1]}
)
LOSS = ll.log_loss([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
COLUMNS = ("-y", "won", "-p", "prob")


@pytest.mark.parametrize("name", ["p.csv", "p.csv.gz", "p.tsv", "p.parquet", "p.arrow", "p.jsonl"])
def test_every_format_gives_the_same(run, tmp_path, name):
    path = tmp_path / name
    text = ROWS.write_csv(separator="\t" if "tsv" in name else ",").encode()
    writers = {
        "p.csv": lambda: path.write_bytes(text),
        "p.tsv": lambda: path.write_bytes(text),
        "p.csv.gz": lambda: path.write_bytes(gzip.compress(text)),
        "p.parquet": lambda: ROWS.write_parquet(path),
        "p.arrow": lambda: ROWS.write_ipc(path, compression="uncompressed"),
        "p.jsonl": lambda: ROWS.write_ndjson(path),
    }
    writers[name]()
    said = run("explain", name, *COLUMNS, "--id", "name", "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert found["log_loss"] == LOSS
    assert found == json.loads(ll.explain("won", "prob", data=name, id="name").to_json())
    piped = run("explain", "-", *COLUMNS, "--id", "name", "--json", stdin=path.read_bytes())
    assert json.loads(piped.out)["log_loss"] == LOSS


def test_what_is_told(run, csv):
    said = run("explain", csv, *COLUMNS, "--id", "name", "-w", "weight")
    assert said.code == 0
    assert said.out.startswith("Log loss ")
    assert "Where it hurts most" in said.out
    assert "█" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_options_reach_the_library(run, csv):
    more = ("--unit", "bits", "--base-rate", "0.3", "--weights", "frequency", "-w", "weight")
    said = run("explain", csv, *COLUMNS, *more, "--json")
    e = ll.explain("won", "prob", "weight", data=csv, unit="bits", base_rate=0.3, weights="frequency")
    assert json.loads(said.out) == json.loads(e.to_json())


def test_logits(run, tmp_path):
    (tmp_path / "z.csv").write_text("y,z\n1,2.0\n0,-1.0\n")
    said = run("explain", "z.csv", "-y", "y", "-p", "z", "--from-logits", "--json")
    assert json.loads(said.out)["log_loss"] == pytest.approx(
        ll.log_loss_from_logits([1, 0], [2.0, -1.0]), rel=1e-15
    )
    said = run("explain", "z.csv", "-y", "y", "-p", "z")
    assert said.code == 1
    assert "--from-logits" in said.err


@pytest.mark.parametrize(
    ("cells", "word", "positive"),
    [
        ("0 1", "0", 0),
        ("1 2", "2", 2),
        ("True False", "False", False),
        ("True False", "0", False),
        ("a b", "a", "a"),
        ("0.5 1.5", "1.5", 1.5),
        ("1 0", "True", 1),
    ],
)
def test_a_label_on_the_command_line_is_text_and_means_what_the_file_holds(
    run, tmp_path, cells, word, positive
):
    first, second = cells.split()
    (tmp_path / "y.csv").write_text(f"y,p\n{first},0.9\n{second},0.2\n{first},0.6\n")
    said = run("explain", "y.csv", "-y", "y", "-p", "p", "--pos-label", word, "--json")
    assert json.loads(said.out)["labels"][1] == positive


def test_a_label_that_is_not_there(run, csv):
    said = run("explain", csv, *COLUMNS, "--pos-label", "yes")
    assert said.code == 1
    assert said.err.startswith("logloss: --pos-label yes is not among the labels of ")


def test_many_classes(run, tmp_path):
    p = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.1, 0.1, 0.8], [0.3, 0.4, 0.3]])
    lines = [
        ",".join([*map(str, row), name, *("1" if name == n else "0" for n in "abc")])
        for row, name in zip(p, "abcb", strict=True)
    ]
    (tmp_path / "k.csv").write_text("\n".join(["pa,pb,pc,y,ya,yb,yc", *lines]) + "\n")
    columns = ("-p", "pa", "-p", "pb", "-p", "pc")
    whole = ll.log_loss(list("abcb"), p)
    one = json.loads(run("explain", "k.csv", "-y", "y", *columns, "--json").out)
    named = json.loads(run("explain", "k.csv", "-y", "y", *columns, "--labels", "a,b,c", "--json").out)
    outcomes = json.loads(run("explain", "k.csv", "-y", "ya", "-y", "yb", "-y", "yc", *columns, "--json").out)
    assert one["log_loss"] == named["log_loss"] == outcomes["log_loss"] == whole
    assert one["labels"] == named["labels"] == ["a", "b", "c"]
    assert outcomes["labels"] == ["ya", "yb", "yc"]


def test_a_saved_summary(run, tmp_path):
    ll.summarize([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]).save(tmp_path / "s.json")
    said = run("explain", "s.json", "--json")
    assert json.loads(said.out)["log_loss"] == LOSS
    said = run("explain", "s.json", *COLUMNS)
    assert said.code == 2
    assert "leave out -y, -p and all else" in said.err


def test_json_lines_in_disguise(run, tmp_path):
    (tmp_path / "p.json").write_text('{"won": 1, "prob": 0.5}\n{"won": 0, "prob": 0.5}\n')
    said = run("explain", "p.json", *COLUMNS)
    assert said.code == 1
    assert "JSON lines? Rename it to .jsonl" in said.err


def test_missing_values(run, tmp_path):
    (tmp_path / "m.csv").write_text("y,p\n1,0.5\n0,\n")
    said = run("explain", "m.csv", "-y", "y", "-p", "p")
    assert said.code == 1
    assert "--missing drop" in said.err
    assert run("explain", "m.csv", "-y", "y", "-p", "p", "--missing", "drop").code == 0


def test_renormalize(run, tmp_path):
    (tmp_path / "r.csv").write_text("y,a,b\n1,0.5,0.6\n0,0.5,0.5\n")
    words = ("explain", "r.csv", "-y", "y", "-p", "a", "-p", "b")
    said = run(*words)
    assert said.code == 1
    assert "--renormalize" in said.err
    assert run(*words, "--renormalize").code == 0


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "json"])
def test_a_report(run, csv, tmp_path, kind):
    said = run("explain", csv, *COLUMNS, "-o", f"r.{kind}")
    assert (said.code, said.out, said.err) == (0, "", f"Wrote r.{kind}.\n")
    assert (tmp_path / f"r.{kind}").stat().st_size > 500


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("-y", "won"),
        ("-p", "prob"),
        (*COLUMNS, "--base-rate", "x"),
        (*COLUMNS, "--base-rate", "1.5"),
        (*COLUMNS, "-o", "r.gif"),
        (*COLUMNS, "-o", "r/"),
    ],
)
def test_bad_usage(run, csv, words):
    said = run("explain", csv, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err


@pytest.mark.skipif(not WORLD_CUP.exists(), reason=f"{WORLD_CUP} is not here")
def test_football_from_three_columns_of_forecasts_and_three_of_outcomes(run):
    three = ("prob1", "probtie", "prob2")
    words = ["explain", WORLD_CUP, *(w for p in three for w in ("-y", f"{p}_outcome", "-p", p))]
    said = run(*words)
    assert (said.code, said.err) == (0, "")
    assert "Is it the top class?" in said.out
    assert "by a temperature of" in said.out
    found = json.loads(run(*words, "--json").out)
    assert found["labels"] == [f"{p}_outcome" for p in three]
    chain = found["chain"]
    assert chain["loss"] + chain["rest"] == pytest.approx(found["log_loss"], rel=1e-12)
    assert found["temperature"]["case"] == "finite"
    assert math.fsum(part["nats"] for part in found["waterfall"]["parts"]) == pytest.approx(found["log_loss"])


def test_groups_and_clusters_are_told_of(run, csv):
    done = run("explain", str(csv), "-y", "won", "-p", "prob", "--by", "won", "--cluster", "won", "--json")
    told = json.loads(done.out)
    assert {group["name"] for group in told["groups"]} == {"0", "1"}
    assert told["uncertainty"]["method"] == "clusters"


def test_a_saved_summary_has_no_columns_to_group_by(run, csv, tmp_path):
    saved = tmp_path / "s.json"
    assert run("summarize", str(csv), "-y", "won", "-p", "prob", "-o", str(saved)).code == 0
    for option in ("-y", "-w", "--id", "--by", "--cluster", "--time"):
        done = run("explain", str(saved), option, "won")
        assert (done.code, done.out) == (2, "")
        assert "is a saved Summary, which has no columns" in done.err


@pytest.mark.parametrize("command", ["explain", "summarize", "merge", "story"])
def test_help_shows_examples_line_by_line(run, command):
    said = run(command, "--help").out
    assert "\\b" not in said
    assert f"\n    logloss {command} " in said


@pytest.mark.parametrize(
    ("asked", "lang"), [([], None), (["--lang", "en"], "en"), (["--lang", "zh-Hant"], "zh-Hant")]
)
def test_a_page_opens_in_the_reader_s_language_unless_one_was_named(asked, lang, run, csv, tmp_path):
    assert run("explain", csv, *COLUMNS, "-o", "r.html", *asked).code == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    data = re.search(r'type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert json.loads(data[1])["lang"] == lang
