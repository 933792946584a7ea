"""``logloss story -o story.mp4`` and ``.gif``: what it says, what it refuses, and how it ends."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from imageio_ffmpeg import count_frames_and_secs

SMALL = ("--size", "480x270")


def test_it_says_what_it_wrote(run, tmp_path):
    said = run("story", "-o", "a.gif", "--scene", "9..12", "--scene", "loss", *SMALL, "--fps", "5")
    assert (said.code, said.out) == (0, "")
    assert said.err == "Wrote a.gif: 4 scenes, 1:06, 480×270, 5 frames a second.\n"  # no progress in a pipe
    said = run("story", "-o", "b.mp4", "--scene", "loss", *SMALL, "--lang", "zh-Hans")
    assert said.err.startswith("已写入 b.mp4：1 个场景，长 0:")
    assert count_frames_and_secs(tmp_path / "b.mp4")[0] > 300


def test_predictions_are_filmed(run, csv, tmp_path):
    said = run("story", csv, "-y", "won", "-p", "prob", "-o", "a.gif", "--scene", "loss", *SMALL)
    assert said.code == 0
    assert (tmp_path / "a.gif").read_bytes().startswith(b"GIF89a")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("-o", "a.mp4", "--size", "641x360"),
            "size: the width and height of an MP4 must be even, got 641x360",
        ),
        (("-o", "a.gif", "--size", "0x0"), "size must be from 480x270 to 3840x2160 pixels, got 0x0"),
        (
            ("-o", "a.gif", "--size", "720p"),
            "size must be a width and a height in pixels; for example 1280x720",
        ),
        (("-o", "a.gif", "--fps", "0"), "fps must be a whole number from 1 to 50 for a .gif file, got 0"),
        (("-o", "a.gif", "--fps", "fast"), "Invalid value for '--fps'"),
        (("-o", "a.png", "--fps", "5"), "--size and --fps are those of a film"),
        (("--size", "640x360"), "--size and --fps are those of a film"),
        (("-o", "a.gif", "--scene", "0"), "there is no scene 0; they are numbered from 1 to 23"),
        (("-o", "a.gif", "--scene", "12..9"), "--scene 12..9: 9 comes before 12"),
        (
            (
                "-o",
                "a.avi",
            ),
            "what kind of file is to be written cannot be told from its name",
        ),
    ],
)
def test_what_is_refused(run, tmp_path, words, said):
    found = run("story", *words)
    assert found.code == 2
    assert said in found.err
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_said_before_any_work(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    found = run("story", "no-such-file.csv", "-x", "a", "-y", "b", "-o", "a.mp4")
    assert found.code == 1
    assert found.err.count("\n") == 1
    assert "install it by pip install 'logloss[film]'" in found.err


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing(spawn, tmp_path, number, suffix):
    running = spawn("story", "-o", f"a{suffix}", start_new_session=True)
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".a-*")) and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.3)  # in the midst of it
    os.killpg(running.pid, number)  # as a terminal does it
    _, err = running.communicate(timeout=60)
    assert running.returncode in (128 + number, -number)
    assert err.strip() == b""
    assert list(tmp_path.iterdir()) == []


def _little_room() -> None:
    """Files of 20 kB at most: to a program that writes, a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_a_full_disk_leaves_nothing(spawn: Any, tmp_path: Path, suffix: str) -> None:
    running: subprocess.Popen[bytes] = spawn(
        "story", "-o", f"a{suffix}", "--scene", "1..6", *SMALL, preexec_fn=_little_room
    )
    _, err = running.communicate(timeout=120)
    assert running.returncode == 1
    assert err.count(b"\n") == 1
    assert b"cannot be written" in err
    assert list(tmp_path.iterdir()) == []
