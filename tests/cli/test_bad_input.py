"""What a file can be that it should not be: one line on stderr, exit 1, no traceback, nothing written."""

from __future__ import annotations

import gzip
import io

import polars as pl
import pytest

TABLE = pl.DataFrame({"won": [1, 0] * 500, "prob": [0.25, 0.5] * 500})


def parquet():
    sink = io.BytesIO()
    TABLE.write_parquet(sink)
    return sink.getvalue()


PARQUET = parquet()

BAD = {
    "empty.csv": (b"", "the file is empty"),
    "header.csv": (b"won,prob\n", "no rows"),
    "column.csv": (b"won,probs\n1,0.5\n", "has no column 'prob'; did you mean 'probs'?"),
    "text.csv": (b"won,prob\n1,0.5\n0,half\n", "got 'half' at row 2"),
    "quote.csv": (b'won,prob\n1,0.5\n0,"0.25\n1,0.5\n', "a quote is never closed"),
    "latin.csv": ("won,prob,größe\n1,0.5,1\n".encode("latin-1"), "must be UTF-8"),
    "utf16.csv": ("won,prob\n1,0.5\n".encode("utf-16"), "must be UTF-8, got UTF-16"),
    "cut.parquet": (PARQUET[: len(PARQUET) // 2], "cut short or damaged"),
    "cut.csv.gz": (gzip.compress(b"won,prob\n" + b"1,0.5\n" * 5000)[:-20], "cut short or damaged"),
    "broken.jsonl": (b'{"won": 1, "prob": 0.5}\n{"won": 0, "pr', "line 2 is not JSON"),
    "what.xlsx": (b"PK", "the extension must be one of"),
    "range.csv": (b"won,prob\n1,0.5\n0,55\n", "55"),
    "nan.csv": (b"won,prob\n1,0.5\n0,NaN\n", "--missing drop"),
    "classes.csv": (b"won,prob\n1,0.5\n2,0.5\n3,0.5\n", "two classes"),
    "bad.json": (b"{", "not a saved Summary"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["explain", "story"])
def test_bad_files(run, tmp_path, name, command):
    content, fact = BAD[name]
    if command == "story" and name == "bad.json":
        fact = "the extension must be one of"
    (tmp_path / name).write_bytes(content)
    _refused(run(command, name, "-y", "won", "-p", "prob", "-o", "out.png"), fact)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("command", ["explain", "story"])
def test_a_file_that_is_not_there_or_is_a_folder(run, tmp_path, command):
    (tmp_path / "preds.csv").mkdir()
    columns = ("-y", "won", "-p", "prob")
    _refused(run(command, "nothing.csv", *columns), "nothing.csv: there is no such file")
    _refused(run(command, "pred.csv", *columns), "did you mean 'preds.csv'?")
    _refused(run(command, "preds.csv", *columns), "is a directory")
    _refused(run(command, "-", *columns, stdin=b""), "stdin: the file is empty")


def test_names_cannot_speak_to_the_terminal(run):
    said = run("explain", "\x1b[2J\nno.csv", "-y", "a", "-p", "b")
    _refused(said, "no.csv")
    assert "\x1b" not in said.err


def _refused(said, fact):
    assert (said.code, said.out) == (1, "")
    assert fact in said.err
    assert said.err.startswith("logloss: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
