"""A training watched in a notebook: its widget follows the steps, seldom enough, and shows the last."""

from __future__ import annotations

import gc
import sys
import types
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import logloss as ll
from logloss.errors import ArgumentError
from logloss.render.watching import SHARE, follow

Y, P = [0, 1, 1], [0.3, 0.6, 0.5]


class Widget:
    """Counts what it is given to show, and takes its time."""

    def __init__(self, now: list[float], takes: float) -> None:
        self.now, self.takes, self.shown = now, takes, []

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "data":
            self.now[0] += self.takes
            self.shown.append(value)
        else:
            object.__setattr__(self, name, value)


def followed(takes: float = 0.0) -> tuple[ll.Replay, Widget, list[float], list[Callable[[], bool]]]:
    now, endings = [0.0], []
    replay, widget = ll.Replay(Y), Widget(now, takes)
    follow(replay, widget, endings.append, clock=lambda: now[0])
    return replay, widget, now, endings


def steps_of(data: dict[str, Any]) -> list[float]:
    return data["steps"]["at"]


def test_drawing_takes_no_more_than_its_share_of_the_time() -> None:
    replay, widget, now, endings = followed(takes=0.05)
    for _ in range(1_000):
        now[0] += 0.1
        replay.record(P)
    spent = 0.05 * len(widget.shown)
    assert 0.5 * SHARE * now[0] < spent <= SHARE * now[0] + 0.05
    seen = len(widget.shown)
    assert endings[0]()
    assert len(widget.shown) == seen + 1
    assert steps_of(widget.shown[-1])[-1] == 1_000
    assert endings[0]()
    assert len(widget.shown) == seen + 1  # there is nothing new


def test_the_last_step_is_seen_at_the_end_of_a_cell_and_when_it_is_closed() -> None:
    replay, widget, _, endings = followed()
    for _ in range(3):
        replay.record(P)
    assert len(widget.shown) == 1  # a moment later is too early
    endings[0]()
    assert steps_of(widget.shown[-1]) == [1, 2, 3]
    assert widget.shown[-1]["steps"]["start"] == 2
    with replay:
        replay.record(P)
    assert steps_of(widget.shown[-1]) == [1, 2, 3, 4]


def test_it_is_followed_once_however_often_it_is_shown() -> None:
    replay, widget, _, endings = followed()
    follow(replay, widget, endings.append)
    assert len(endings) == 1


def test_a_training_that_is_gone_is_not_held() -> None:
    replay, _, _, endings = followed()
    replay.record(P)
    known = weakref.ref(replay)
    del replay
    gc.collect()
    assert known() is None
    assert not endings[0]()


def test_outside_of_a_notebook_it_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"none(.|\n)*with replay.live"):
        ll.Replay(Y).watch()


def test_in_jupyter(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shown at once, before there is a step, and once more after the cell."""
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    shown, hooks = [], {}
    events = types.SimpleNamespace(register=hooks.__setitem__, unregister=lambda name, _: hooks.pop(name))
    shell = types.SimpleNamespace(kernel=object(), events=events)
    display = types.ModuleType("IPython.display")
    display.display = shown.append  # type: ignore[attr-defined]
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: shell  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.delitem(sys.modules, "marimo", raising=False)
    replay = ll.Replay(Y)
    replay.watch(lang="zh-Hans")
    assert shown == [replay.widget()]
    assert shown[0].lang == "zh-Hans"
    assert shown[0].data["headline"]["key"] == "replay.headline.none"
    replay.record(P)
    replay.record(P)
    hooks["post_run_cell"](None)
    assert steps_of(shown[0].data) == [1, 2]
    del replay
    shown.clear()
    gc.collect()
    hooks["post_run_cell"](None)
    assert hooks == {}
