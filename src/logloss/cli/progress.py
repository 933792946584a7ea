"""Progress: one line on a terminal while rows are read, and nothing anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from logloss.cli.output import can_hold, language

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

PATIENCE = 0.5
"""Seconds after which somebody who waits wants to know."""
OFTEN = 0.1
"""Seconds between two looks."""


class Progress:
    """Called with the number of rows, or of frames, that are done, and with all of them where that is known.

    Parameters
    ----------
    lang : language of the words
    clock : seconds
    said : the messages that tell what is done, and that and what is left
    """

    def __init__(
        self,
        lang: str,
        clock: Callable[[], float] = time.monotonic,
        said: tuple[str, str] = ("cli.progress", "cli.progress.left"),
    ) -> None:
        self._done, self._left = said
        self._clock = clock
        self._lang = language(lang, sys.stderr)
        self._start = self._last = clock()
        self._first: tuple[float, int] | None = None
        self._live: Live | None = None
        self._shown = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()  # which wipes the line

    def __call__(self, done: int, total: int | None) -> None:
        """Show it, if somebody looks and has waited for a while."""
        now = self._clock()
        if self._first is None:  # from here speed is counted: before it, Python was loading
            self._first = now, done
            return
        if not self._shown or now - self._start < PATIENCE or now - self._last < OFTEN:
            return
        self._last = now
        if self._live is None:
            self._live = _line()
            self._live.start()
        self._live.update(_drawn(self._said(done, total, now), done, total), refresh=True)

    def _said(self, done: int, total: int | None, now: float) -> str:
        from logloss.messages import plain, text

        start, before = self._first or (now, 0)
        speed = (done - before) / max(now - start, OFTEN)
        if total is None or speed <= 0:
            return plain(text(self._done, rows=done, speed=speed), self._lang)
        left = round(max(total - done, 0) / speed)
        facts = {"rows": done, "total": total, "speed": speed, "left": f"{left // 60}:{left % 60:02d}"}
        return plain(text(self._left, **facts), self._lang)


def _line() -> Live:
    from rich.console import Console
    from rich.live import Live

    return Live(console=Console(file=sys.stderr), transient=True, auto_refresh=False)


def _drawn(said: str, done: int, total: int | None) -> Table:
    """A bar, where the end is known, and words."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    line = Table.grid(padding=(0, 1))
    said = said if can_hold(said, sys.stderr) else said.encode("ascii", "replace").decode()
    if total:
        line.add_row(ProgressBar(total, min(done, total), width=24), said)
    else:
        line.add_row(said)
    return line
