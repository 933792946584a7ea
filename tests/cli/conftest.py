from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from logloss.cli import main


@dataclass
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    """The command within this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def running(*words: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return running


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """The command as a process of its own."""

    def spawning(*words: object, **more: object) -> subprocess.Popen[bytes]:
        env = {
            k: v
            for k, v in os.environ.items()
            if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONWARNINGS")
        }
        env |= more.pop("env", {})  # type: ignore[arg-type]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        command = [sys.executable, "-m", "logloss", *(str(word) for word in words)]
        return subprocess.Popen(command, cwd=tmp_path, env=env, **pipes)  # type: ignore[call-overload, no-any-return]

    return spawning


@pytest.fixture
def process(spawn: Callable[..., subprocess.Popen[bytes]]) -> Callable[..., Said]:
    """The same, run to its end."""

    def running(*words: object, stdin: bytes = b"", encoding: str = "utf-8", **more: object) -> Said:
        running = spawn(*words, **more)
        out, err = running.communicate(stdin, timeout=120)
        return Said(running.returncode, out.decode(encoding), err.decode(encoding))

    return running


ROWS = "name,won,prob,weight\na,1,0.9,1\nb,0,0.2,2\nc,1,0.7,1\nd,1,0.4,1\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "preds.csv"
    path.write_text(ROWS)
    return path
