"""A training as it goes on, in a terminal: loss, parts and worst rows, drawn as seldom as it must be."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from logloss.messages import text
from logloss.render.due import Due
from logloss.render.terminal.glyphs import ASCII, BLOCKS, EIGHTHS
from logloss.render.terminal.words import Page
from logloss.replay import Replay
from logloss.replay.findings import best
from logloss.replay.sections import called

SHARE = 0.002
"""Of the time, so much at most is spent on drawing."""

OFTEN = 0.1
"""Seconds between two pictures at least."""

WIDEST = 100
ROWS = 5
"""How many of the worst rows are shown."""


@contextmanager
def live(
    replay: Replay,
    *,
    lang: str = "en",
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[None]:
    """Draw a replay after a step, if it is due; and once at the end.

    Parameters
    ----------
    replay : Replay
    lang : language of the words
    stream : where to draw, by default stderr
    clock : seconds
    """
    target = sys.stderr if stream is None else stream
    if target is None:  # a program without a terminal shows nothing
        yield
        return
    console = Console(file=target)
    page = _page(target, lang, min(WIDEST, console.width))
    drawn = Live(console=console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
    due, seen = Due(SHARE, OFTEN, clock), _Seen(target)

    def draw(recorded: Replay) -> None:
        if console.is_terminal and due():
            with due.counted(), seen:
                drawn.update(picture(recorded, page), refresh=True)

    leave = replay.on_record(draw)
    with seen:
        drawn.start()
    try:
        yield
    finally:
        leave()
        with seen:
            drawn.update(picture(replay, page), refresh=console.is_terminal)
            drawn.stop()


class _Seen:
    """Lets be drawn what the terminal can show; where that has gone, training goes on without it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._has_gone = stream, False

    def __enter__(self) -> None:
        if getattr(self._stream, "closed", False):
            self._has_gone = True

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        self._has_gone |= isinstance(error, OSError)
        return self._has_gone and isinstance(error, (OSError, ValueError))  # a closed file is a ValueError


def picture(replay: Replay, page: Page) -> Group:
    """What is shown after a step."""
    if not len(replay) or best(replay.steps, "loss") is None:
        return Group(*page.paragraph(replay.headline, 0, "strong"))
    step, least = replay.steps[-1], replay.best
    if step.diverged:
        lines = page.paragraph(text("replay.film.title.diverged", step=step.step), 0, "strong")
        lines += page.paragraph(text("replay.film.diverged", rows=step.missing, n=replay.rows), 0)
    else:
        parts = {"discrimination": step.discrimination, "miscalibration": step.miscalibration}
        said = {"accuracy": step.accuracy, "uncertainty": replay.uncertainty, **parts}
        lines = page.paragraph(text("replay.film.title", step=step.step, loss=step.loss), 0, "strong")
        lines += page.paragraph(text("replay.film.parts", **said), 0)
    lines += page.paragraph(text("replay.film.best", step=least.step, loss=least.loss), 0)
    lines.append(Text(sparks([s.loss for s in replay.steps], page)))
    lines += page.paragraph(text("replay.live.worst"), 0, "quiet")
    for row in replay.worst[:ROWS]:
        said_row = text("replay.live.row", row=called(row), label=str(row.label), p=row.after)
        lines += page.paragraph(said_row)
    return Group(*lines)


def sparks(losses: list[float], page: Page) -> str:
    """The losses as a line of bars, from the least to the highest of those that are drawn; the last ones.

    Examples
    --------
    >>> sparks([3.0, 2.0, 1.0, 1.5], Page())
    '█▅▁▃'
    """
    shown = losses[-page.width :]
    finite = [v for v in shown if math.isfinite(v)]
    if not finite:
        return ""
    low, high = min(finite), max(finite)
    glyphs = page.glyphs.standing

    def level(v: float) -> str:
        if not math.isfinite(v):
            return page.glyphs.endless_narrow if v == math.inf else " "
        return glyphs[1 + round((EIGHTHS - 1) * (v - low) / (high - low))] if high > low else glyphs[1]

    return "".join(level(v) for v in shown)


def _page(stream: TextIO, lang: str, width: int) -> Page:
    """In characters that the stream can show."""
    try:
        "█▁−·".encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return Page(width, "en", ASCII)
    return Page(width, lang, BLOCKS)
