"""A training shown in a notebook while it goes on: its page, drawn anew as seldom as it must be."""

from __future__ import annotations

import sys
import time
import weakref
from collections.abc import Callable
from importlib import import_module
from typing import Any

from logloss.errors import ArgumentError
from logloss.render.due import Due
from logloss.render.report_page import report_data
from logloss.replay import Replay

SHARE = 0.005
"""Of the time, so much at most is spent on drawing."""

OFTEN = 0.5
"""Seconds between two pictures at least."""


def watch(replay: Replay, lang: Any = None) -> None:
    """Show a replay's widget in the notebook, and have it follow the steps from now on.

    Raises
    ------
    ArgumentError
        Where this is no notebook.
    """
    put, ended = _notebook()
    follow(replay, replay.widget(lang=lang), ended)
    put(replay.widget())


def follow(
    replay: Replay,
    widget: Any,
    ended: Callable[[Callable[[], bool]], None],
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Have a widget show each step that is due, and at the end of a cell, or of the replay, the last.

    Parameters
    ----------
    replay : Replay
    widget : ReportWidget
    ended : what calls a function at the end of each cell, as long as that returns True
    clock : seconds
    """
    if replay in _followed:
        return  # its widget is shown once more, and follows already
    _followed.add(replay)
    due, shown = Due(SHARE, OFTEN, clock), len(replay)

    def draw(recorded: Replay) -> None:
        nonlocal shown
        with due.counted():
            widget.data = report_data(recorded, live=True)
        shown = len(recorded)

    def draw_if_due(recorded: Replay) -> None:
        if due():
            draw(recorded)

    def draw_last(recorded: Replay) -> None:
        if shown < len(recorded):
            draw(recorded)

    replay.on_record(draw_if_due)
    replay.on_close(draw_last)
    known = weakref.ref(replay)

    def at_the_end_of_a_cell() -> bool:
        living = known()
        if living is not None:
            draw_last(living)
        return living is not None

    ended(at_the_end_of_a_cell)


_followed: weakref.WeakSet[Replay] = weakref.WeakSet()


def _notebook() -> tuple[Callable[[Any], None], Callable[[Callable[[], bool]], None]]:
    """What shows a widget in the notebook that runs this, and what tells when a cell has run."""
    marimo, ipython = sys.modules.get("marimo"), sys.modules.get("IPython")
    if marimo is not None and marimo.running_in_notebook():
        return marimo.output.append, lambda _: None
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        raise ArgumentError(
            "watch() shows a widget in a notebook, and this is none",
            "In a terminal, train within `with replay.live():`.",
        )

    def ended(tell: Callable[[], bool]) -> None:
        def after(*_: Any) -> None:
            if not tell():
                shell.events.unregister("post_run_cell", after)

        shell.events.register("post_run_cell", after)

    return import_module("IPython.display").display, ended
