"""``logloss summarize`` and ``logloss merge``: many files become small ones that add up; and explain tells them."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest

import logloss as ll
from logloss.cli.options import in_options
from logloss.cli.progress import Progress

ROWS = pl.DataFrame(
    {"name": list("abcd"), "won": [1, 0, 1, 1], "prob": [0.9, 0.2, 0.7, 0.4], "weight": [1, 2, 1, 1]}
)
COLUMNS = ("-y", "won", "-p", "prob")
LOSS = ll.log_loss(ROWS["won"], ROWS["prob"])


@pytest.fixture
def days(tmp_path):
    """Two days of two rows each, in two formats, in folders that name them."""
    for day, part in ((1, ROWS[:2]), (2, ROWS[2:])):
        (tmp_path / f"preds/day={day}").mkdir(parents=True)
        part.write_parquet(tmp_path / f"preds/day={day}/part.parquet")
        part.write_csv(tmp_path / f"{day}.csv")
    return tmp_path / "preds"


@pytest.mark.parametrize(
    "files", [("preds",), ("preds/**/*.parquet",), ("preds/day=1", "2.csv"), ("1.csv", "2.csv"), ("?.csv",)]
)
@pytest.mark.usefixtures("days")
def test_files_of_any_kind_become_one_summary(run, files):
    said = run("summarize", *files, *COLUMNS, "--id", "name", "-o", "week.json")
    assert (said.code, said.out) == (0, "")
    assert said.err == "Wrote week.json: 4 rows, log loss 0.4004 nats.\n"
    found = ll.Summary.load("week.json")
    assert found.agrees_with(ll.summarize("won", "prob", data=list(files), id="name"))
    assert found.loss == LOSS
    printed = run("summarize", *files, *COLUMNS, "--id", "name")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out == Path("week.json").read_text() + "\n"
    explained = run("explain", *files, *COLUMNS, "--id", "name", "--json")
    assert json.loads(explained.out)["log_loss"] == LOSS


@pytest.mark.usefixtures("days")
def test_folders_are_columns(run):
    said = run("summarize", "preds", *COLUMNS, "--id", "day", "--id", "name", "-w", "day")
    assert {row["id"] for row in json.loads(said.out)["worst"]} == {"1 a", "1 b", "2 c", "2 d"}


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("lang", "wrote", "merged"),
    [
        (
            "en",
            "Wrote 1.json: 2 rows, log loss 0.1643 nats.",
            "Merged 2 Summaries: 4 rows, log loss 0.4004 nats.",
        ),
        (
            "zh-Hans",
            "已写入 1.json：2 个样本，",
            "2 个 Summary 合为一个：共 4 个样本，对数损失 0.4004 奈特。",
        ),
        (
            "zh-Hant",
            "已寫入 1.json：2 個樣本，",
            "2 個 Summary 合為一個：共 4 個樣本，對數損失 0.4004 奈特。",
        ),
    ],
)
def test_parts_add_up_to_the_week(run, lang, wrote, merged):
    for day in (1, 2):
        said = run("summarize", f"{day}.csv", *COLUMNS, "-o", f"{day}.json", "--lang", lang)
        assert said.err.startswith(wrote.replace("1.json", f"{day}.json")[: 14 if day == 2 else None])
    said = run("merge", "1.json", "2.json", "-o", "week.json", "--lang", lang)
    assert (said.code, said.out, said.err) == (0, "", f"{merged}\n")
    whole = run("summarize", "1.csv", "2.csv", *COLUMNS, "-o", "whole.json")
    assert whole.code == 0
    assert ll.Summary.load("week.json").agrees_with(ll.Summary.load("whole.json"))
    assert run("merge", "[12].json").out == Path("week.json").read_text() + "\n"
    for files in (("week.json",), ("1.json", "2.json"), ("[12].json",)):
        assert json.loads(run("explain", *files, "--json").out)["log_loss"] == LOSS


def test_what_does_not_merge(run, tmp_path):
    ll.summarize([1, 0], [0.9, 0.2]).save(tmp_path / "a.json")
    ll.summarize([1, 0], [0.9, 0.2], [1, 2]).save(tmp_path / "b.json")
    ll.summarize(["x", "y"], [0.9, 0.2], pos_label="y").save(tmp_path / "c.json")
    (tmp_path / "d.json").write_text("{}")
    for words, code, fact in (
        (("a.json", "b.json"), 1, "b.json does not go with a.json: Summaries differ in weights: 'none'"),
        (("a.json", "c.json"), 1, "c.json does not go with a.json: Summaries differ in labels: (0, 1)"),
        (
            ("a.json", "d.json"),
            1,
            "d.json is not a saved Summary; such files are made by `logloss summarize`",
        ),
        (("a.json", "e.json"), 1, "e.json cannot be read: no such file"),
        (("a.json", "*e.json"), 1, "*e.json: no file matches"),
        (("a.json", "*a.json"), 2, "a.json is named twice; its rows would count twice"),
        (("a.json", "-o", "a.json"), 2, "a.json is one of the Summaries to be merged"),
        (("a.json", "-o", "week.csv"), 2, "week.csv: a Summary is written as JSON"),
        (("a.json", "-o", "no/week.json"), 1, "no/week.json cannot be written: there is no such folder"),
    ):
        said = run("merge", *words)
        assert (said.code, said.out) == (code, "")
        assert said.err.startswith(f"logloss: {fact}")
        assert said.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b.json", "c.json", "d.json"]
    assert run("merge").code == 2


def test_summaries_and_data_do_not_mix(run, csv):
    ll.summarize([1, 0], [0.9, 0.2]).save("a.json")
    said = run("explain", csv, "a.json", *COLUMNS)
    assert said.code == 2
    assert "a.json is a saved Summary and" in said.err
    said = run("explain", "a.json", "a.json")
    assert "a.json is named twice" in said.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("f.csv",),
        ("f.csv", "-y", "won"),
        ("f.csv", *COLUMNS, "-o", "x.png"),
        ("f.csv", *COLUMNS, "--json"),
    ],
)
def test_bad_usage(run, tmp_path, words):
    (tmp_path / "f.csv").write_text("won,prob\n1,0.5\n")
    said = run("summarize", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]


def test_options_reach_the_library(run, csv):
    said = run("summarize", csv, *COLUMNS, "-w", "weight", "--weights", "frequency", "--id", "name")
    expected = ll.summarize("won", "prob", "weight", data=csv, weights="frequency", id="name")
    expected.save("expected.json")
    assert said.out == Path("expected.json").read_text() + "\n"


def test_the_third_of_ten_files_is_named(run, tmp_path):
    for i in range(1, 11):
        rows = ROWS.with_columns(prob=pl.lit(55.0)) if i == 3 else ROWS
        rows.write_csv(tmp_path / f"{i:02}.csv")
    said = run("summarize", "*.csv", *COLUMNS, "-o", "a.json")
    assert said.code == 1
    assert said.err.startswith(
        "logloss: 03.csv: column 'prob' must lie in [0, 1], got 55 at row 1, 2, 3 and 1 more;"
    )
    assert not Path("a.json").exists()


def test_threads_by_the_environment(run, csv, monkeypatch):
    monkeypatch.setenv("LOGLOSS_THREADS", "many")
    said = run("summarize", csv, *COLUMNS)
    assert said.code == 2
    assert "LOGLOSS_THREADS must be a whole number" in said.err


# --- Labels ---


@pytest.mark.parametrize("words", [("--pos-label", "spam"), ("--labels", "ham,spam")])
def test_words_as_labels(run, tmp_path, words):
    (tmp_path / "p.csv").write_text("y,p\nham,0.5\nspam,0.25\n")
    columns = ("-y", "y", "-p", "p")
    said = run("summarize", "p.csv", *columns, *words)
    assert json.loads(said.out)["labels"] == ["ham", "spam"]
    piped = run("summarize", "-", *columns, *words, stdin=(tmp_path / "p.csv").read_bytes())
    assert json.loads(piped.out)["labels"] == ["ham", "spam"]


def test_a_pipe_cannot_be_read_twice(process):
    content = b"y,p\n" + b"ham,0.5\nspam,0.5\n" * 300_000
    words = ("summarize", "-", "-y", "y", "-p", "p")
    said = process(*words, stdin=content)
    assert said.code == 2
    assert (
        "which classes column 'y' holds shows only at the end, and a stream cannot be read twice" in said.err
    )
    assert said.err.endswith("--labels ham,spam\n")
    said = process(*words, "--labels", "ham,spam", stdin=content)
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["labels"] == ["ham", "spam"]


GIVEN = "Give each row once a class, its share of it as the weight (-w)"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "shares of the positive class (ties, distillation)? Pass soft_labels=True",
            "shares of the positive class (ties, distillation)? " + GIVEN,
        ),
        ("pass from_logits=True, or call log_loss_from_logits", "pass --from-logits"),
        ("name the classes in the order of the columns with labels=", "name the classes in the order of the columns with --labels"),
        ("with labels= the order says all", "with --labels the order says all"),
        ("missing must be 'error'", "missing must be 'error'"),
    ],
)  # fmt: skip
def test_hints_name_options(line, said):
    assert in_options(line) == said


def test_no_hint_names_what_the_command_lacks(run, tmp_path):
    (tmp_path / "soft.csv").write_text("y,p\n0.25,0.5\n0.5,0.5\n0.75,0.5\n")
    (tmp_path / "swapped.csv").write_text("y,p\n0.25,1\n0.5,0\n")
    for name in ("soft.csv", "swapped.csv"):
        said = run("explain", name, "-y", "y", "-p", "p")
        assert said.code == 1
        assert "soft_labels" not in said.err
        assert "(-w)" in said.err


# --- Interrupts and progress ---

BLOCK = b"1,0.5\n0,0.25\n" * 350_000  # more than is parsed at once


def _fed(running, blocks, pause):
    """Feed a process through its standard input, without end."""

    def feed():
        try:
            running.stdin.write(b"won,prob\n")
            for _ in range(blocks):
                running.stdin.write(BLOCK)
                running.stdin.flush()
                time.sleep(pause)
        except (BrokenPipeError, ValueError):  # it has ended
            pass

    thread = threading.Thread(target=feed)
    thread.start()
    return thread


def _wait_until_it_reads(running):
    """While Python starts, a signal ends Python and not the command; a busy machine takes long to start it."""
    held = Path(f"/proc/{running.pid}/fd")
    until = time.monotonic() + 60
    if not held.exists():
        time.sleep(3)
    while held.exists() and running.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError):  # what was open is closed, or the process is gone
            if any(str(file.readlink()).endswith(".parquet") for file in held.iterdir()):
                return
        time.sleep(0.01)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_nothing(spawn, tmp_path, number, status):
    running = spawn("summarize", "-", *COLUMNS, "-o", "a.json", env={"LOGLOSS_THREADS": "3"})
    feeding = _fed(running, 3, 0)
    feeding.join(60)  # all is in the pipe or past it: it is reading and computing, and waits for more
    time.sleep(0.3)
    assert running.poll() is None
    start = time.monotonic()
    running.send_signal(number)
    assert running.wait(30) == status
    assert time.monotonic() - start < 10
    assert running.stderr.read().strip() + running.stdout.read() == b""
    assert list(tmp_path.iterdir()) == []
    for pipe in (running.stdin, running.stdout, running.stderr):
        pipe.close()


def test_an_interrupted_run_over_row_groups(spawn, tmp_path):
    rows = 1_500_000
    table = pl.DataFrame({"won": [0, 1] * (rows // 2), "prob": pl.Series([0.25, 0.5] * (rows // 2))})
    for i in range(30):  # one file under thirty names
        path = tmp_path / f"{i}.parquet"
        if not i:
            table.write_parquet(path, row_group_size=100_000)
        else:
            path.hardlink_to(tmp_path / "0.parquet")
    running = spawn("summarize", "*.parquet", *COLUMNS, "-o", "a.json", env={"LOGLOSS_THREADS": "2"})
    _wait_until_it_reads(running)
    time.sleep(0.2)
    if running.poll() is None:  # a fast machine may be through
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
        assert not (tmp_path / "a.json").exists()
    out, err = running.communicate(timeout=60)
    assert (out, running.returncode in (0, 130)) == (b"", True)
    assert err.strip() == b"" or running.returncode == 0


def test_progress_on_a_terminal(tmp_path):
    shown, out, code = _on_a_terminal(tmp_path, 3, 0.4)
    assert code == 0
    assert json.loads(out)["format"]
    assert "rows, " in shown
    assert "/s" in shown
    assert shown.count("\n") <= 2  # one line, wiped at the end
    assert "\x1b[2K" in shown
    assert shown.endswith("\x1b[?25h") or "\x1b[?25h" in shown  # the cursor is back


def test_silence_where_it_is_quick(tmp_path):
    assert _on_a_terminal(tmp_path, 0, 0)[0] == ""


def test_silence_in_a_pipe(spawn):
    running = spawn("summarize", "-", *COLUMNS)
    _fed(running, 3, 0.4).join(60)
    running.stdin.close()
    running.stdin = None
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")
    assert json.loads(out)["format"]


def _on_a_terminal(folder, blocks, pause):
    """What a terminal on stderr shows, what is on stdout, and the exit status."""
    parent, child = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
    command = [sys.executable, "-m", "logloss", "summarize", "-", *COLUMNS]
    running = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=child,
        env=env | {"TERM": "xterm-256color", "COLUMNS": "80"},
    )
    os.close(child)
    if blocks:
        _fed(running, blocks, pause).join(60)
    else:
        running.stdin.write(b"won,prob\n1,0.5\n")
    running.stdin.close()
    out = running.stdout.read()
    running.stdout.close()
    shown = b""
    while select.select([parent], [], [], 60)[0]:
        try:
            part = os.read(parent, 1 << 16)
        except OSError:  # how Linux says that the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(parent)
    return shown.decode(), out, running.wait(60)


class Terminal:
    encoding = "utf-8"

    def __init__(self):
        self.shown = ""

    def isatty(self):
        return True

    def write(self, text):
        self.shown += text

    def flush(self):
        pass


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "3,000,000 of 12,000,000 rows, 1,000,000/s, 0:09 left"),
        ("zh-Hans", "3,000,000 行，共 12,000,000 行，1,000,000/s，还要 0:09"),
    ],
)
def test_progress_says_how_long_it_will_take(monkeypatch, lang, words):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    now = 0.0
    with Progress(lang, lambda: now) as progress:
        progress(0, 12_000_000)
        now = 0.45
        progress(400_000, 12_000_000)
        assert terminal.shown == ""
        now = 3.0
        progress(3_000_000, 12_000_000)
        assert words in terminal.shown
        before = terminal.shown
        now = 3.05
        progress(4_000_000, 12_000_000)
        assert terminal.shown == before
        now = 4.0
        progress(4_000_000, None)
        assert "4,000,000 " in terminal.shown[len(before) :]
