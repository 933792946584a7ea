"""How the command ends, whatever happens: one line for what the user did, and no file half written."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

import click

from logloss.cli.options import in_options
from logloss.cli.output import talk
from logloss.errors import ArgumentError, LogLossError

BAD_DATA, BAD_USAGE = 1, 2
SIGNALLED = 128
INTERRUPTED = SIGNALLED + 2
"""What a shell reports of a program that SIGINT ended."""


def well_behaved(run: Callable[[], Any]) -> int:
    """Run the command, and turn what it raises into a line and an exit status."""
    try:
        with _stopped_cleanly(), warnings.catch_warnings():
            if not sys.warnoptions:  # a warning of a library below us is nothing to the user of a command
                warnings.simplefilter("ignore")
            return _status(run())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ArgumentError as error:
        return _told(in_options(error.line), BAD_USAGE)
    except LogLossError as error:
        return _told(in_options(error.line), BAD_DATA)
    except MemoryError:
        return _told("there is not enough memory for this", BAD_DATA)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _told(f"{where}{(error.strerror or str(error)).lower()}", BAD_DATA)


def gone(run: Callable[[], int]) -> NoReturn:
    """End this process with the status of a command.

    One that was interrupted ends as soon as it has cleared up: threads of libraries may still wait for bytes,
    and Python, on its usual way out, would pull the ground from under them.
    """
    try:
        status = run()
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else 0
    if status > SIGNALLED:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):  # closed, or never there
                stream.flush()
        os._exit(status)
    sys.exit(status)


def _status(result: Any) -> int:
    return result if isinstance(result, int) else 0


def _told(line: str, status: int) -> int:
    talk(f"logloss: {line}")
    return status


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """While the command runs, being told to end lets it remove what it has half written."""
    if threading.current_thread() is not threading.main_thread():  # only there may signals be handled
        yield
        return
    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in asked}
    for number, handler in before.items():
        if handler == signal.SIG_DFL:  # whoever ignores it, as nohup does, has a reason
            signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    signal.signal(number, signal.SIG_IGN)  # a second one must not interrupt the clearing up
    raise SystemExit(SIGNALLED + number)
