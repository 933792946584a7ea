"""The command as a user meets it: a process with pipes, signals and encodings."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import logloss as ll
from logloss import kernels

EXPLAIN = ("explain", "-y", "won", "-p", "prob")
TEN_POINTS = (
    "0.3329",
    "0.6109",
    "45.5%",
    "0.717",
    "x = 0.2",
    "36%",
    "0.478",
    "0.3052",
    "▁",
    "█",
    "▒",
    "○",
    "●",
)


def test_without_a_word_it_tells_the_ten_points(process):
    said = process()
    assert said.code == 0
    assert [number for number in TEN_POINTS if number not in said.out] == []
    assert set("▁█▒○●") < set(said.out)
    assert 60 <= len(said.out.splitlines()) <= 100
    assert max(map(len, said.out.splitlines())) <= 80
    assert "\x1b" not in said.out
    assert said.err.count("\n") == 1


def test_the_installed_command_is_the_same():
    script = Path(sys.executable).parent / "logloss"
    said = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"logloss {ll.__version__} (kernel: {kernels.description()})\n"
    assert re.fullmatch(r"(native, (baseline|avx2|avx512)|reference, NumPy)", kernels.description())


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_an_output_that_holds_few_characters(process, encoding):
    said = process(env={"PYTHONIOENCODING": encoding}, encoding=encoding)
    assert said.code == 0
    assert "0.3329" in said.out
    assert "####" in said.out
    assert "?" not in said.out


def test_in_the_c_locale(process, csv):
    said = process(
        *EXPLAIN, csv, env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    )
    assert said.code == 0
    assert "mean = the log loss: 0.4004" in said.out


def test_chinese_where_it_cannot_be_written_is_english_and_says_so(process, csv):
    words = (*EXPLAIN, csv, "--lang", "zh-Hans")
    said = process(*words, env={"PYTHONIOENCODING": "ascii"}, encoding="ascii")
    assert said.code == 0
    assert "Log loss" in said.out
    assert "zh-Hans" in said.err


def test_json_is_never_unwritable(process, tmp_path):
    (tmp_path / "größe.csv").write_text("y,p\nä,0.5\nö,0.5\n")
    words = ("explain", "größe.csv", "-y", "y", "-p", "p", "--pos-label", "ö", "--json")
    said = process(*words, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"}, encoding="ascii")
    assert json.loads(said.out)["labels"] == ["ä", "ö"]


def test_stdin(process, csv):
    said = process("explain", "-", "-y", "won", "-p", "prob", "--pos-label", "1", stdin=csv.read_bytes())
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Log loss 0.4004")


def test_a_reader_who_has_seen_enough(spawn, csv):
    running = spawn(*EXPLAIN, csv)
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert running.returncode == 141
    assert err == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk(spawn, csv):
    with Path("/dev/full").open("wb") as full:
        running = spawn(*EXPLAIN, csv, stdout=full)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err == b"logloss: standard output cannot be written: no space left on device\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_write_leaves_nothing(spawn, tmp_path, number, status):
    running = spawn("story", "-o", "story.png")
    until = time.monotonic() + 60
    while not list(tmp_path.iterdir()):  # the temporary file: it is being drawn
        assert running.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert running.returncode == status
    assert list(tmp_path.iterdir()) == []
    assert out + err.strip() == b""


@pytest.mark.parametrize(("term", "blue"), [("truecolor", "38;2;0;114;178"), ("", "38;5;")])
def test_a_terminal_gets_its_colours_and_its_width(term, blue):
    shown = _in_a_terminal(60, term)
    assert blue in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r", "")
    assert max(map(len, plain.splitlines())) == 60


def _in_a_terminal(columns: int, colours: str) -> str:
    child, parent = pty.openpty()[::-1]
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    env |= {"TERM": "xterm-256color", "COLORTERM": colours, "COLUMNS": str(columns)}
    command = [sys.executable, "-m", "logloss"]
    running = subprocess.Popen(command, stdout=child, stderr=subprocess.DEVNULL, env=env)
    os.close(child)
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
    assert running.wait(60) == 0
    return shown.decode()


def test_help_and_version_import_nothing_heavy():
    code = "import sys; from logloss.cli import main; main(['story', '--help']); print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert [
        name for name in ("matplotlib", "sklearn", "scipy", "pyarrow", "rich") if f"'{name}'" in said
    ] == []
