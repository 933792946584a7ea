"""Axes in characters: values along the side, names below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from logloss.render.terminal.bars import Frame
from logloss.render.terminal.canvas import Canvas
from logloss.render.terminal.words import Page, broken, shortened
from logloss.scenes.marks import Axis

MOST_LINES = 3
"""Of a name below the axis."""


def along(axis: Axis, page: Page) -> list[tuple[float, str]]:
    """The ticks of an upright axis, their words in this language."""
    return [(at, page.words(words).plain) for at, words in axis.ticks]


def across(axis: Axis, frame: Frame, page: Page, signs: Text | None) -> list[Text]:
    """The axis below a plot: its line, the classes of its bars, and its ticks."""
    glyphs = page.glyphs
    line = [glyphs.axis] * frame.columns
    ticks = [(frame.column(at), page.words(words).plain) for at, words in axis.ticks]
    if signs is None:
        for at, _ in ticks:
            line[min(frame.columns - 1, math.floor(at))] = glyphs.tick_across
    rows = [Text("".join(line), "dim")]
    rows += [signs] if signs is not None else []
    rows += tick_rows(ticks, frame.columns, page)
    return rows


def axis_name(axis: Axis, frame: Frame, page: Page, room: int) -> list[Text]:
    """What an axis is, under its middle where there is room for that; on two lines if it is long."""
    lines = ["".join(run.text for run in line) for line in broken(page.runs(axis.label), room)]
    if len(lines) > MOST_LINES - 1:
        lines = [lines[0], shortened(" ".join(lines[1:]), room, page.glyphs.cut)]
    starts = (min(max(0, (frame.columns - cell_len(name)) // 2), room - cell_len(name)) for name in lines)
    return [Text(" " * start).append(name, "dim") for start, name in zip(starts, lines, strict=True) if name]


def tick_rows(ticks: Sequence[tuple[float, str]], columns: int, page: Page) -> list[Text]:
    """Names below their places: numbers thinned out where they would touch, words broken or cut."""
    if any(any(c.isalpha() for c in words) for _, words in ticks):
        return _names(ticks, columns, page)
    for step in range(1, len(ticks) + 1):
        kept = [(_start(at, words, columns), words) for at, words in ticks[::step]]
        if all(a + cell_len(words) < b for (a, words), (b, _) in pairwise(kept)):
            break
    canvas = Canvas(columns, 1)
    for start, words in kept:
        canvas.write(start, 0, Text(words, "dim"))
    return canvas.lines()


def _names(ticks: Sequence[tuple[float, str]], columns: int, page: Page) -> list[Text]:
    """Each name in the middle of its place, on as many lines as it needs and may have."""
    canvas = Canvas(columns, MOST_LINES)
    for i, (at, words) in enumerate(ticks):
        before = (at - ticks[i - 1][0]) / 2 if i else at
        after = (ticks[i + 1][0] - at) / 2 if i + 1 < len(ticks) else columns - at
        room = max(1, math.floor(2 * min(before, after)) - 2)
        lines = ["".join(run.text for run in line) for line in broken(page.runs(words), room)]
        if len(lines) > MOST_LINES:
            lines = [
                *lines[: MOST_LINES - 1],
                shortened(" ".join(lines[MOST_LINES - 1 :]), room, page.glyphs.cut),
            ]
        for k, line in enumerate(lines):
            canvas.write(_start(at, line, columns), MOST_LINES - 1 - k, Text(line, "dim"))
    return [line for line in canvas.lines() if line.plain]


def _start(at: float, words: str, columns: int) -> int:
    """Where words begin whose middle is at a place."""
    return max(0, min(columns - cell_len(words), math.floor(at - cell_len(words) / 2 + 0.45)))
