"""A scene's marks as a plot of characters: it knows kinds of marks and their roles, and no scene by name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from logloss.messages import plain, text
from logloss.render.terminal.axes import across, along, axis_name
from logloss.render.terminal.bars import Block, Frame, blocks, draw_block, draw_outline
from logloss.render.terminal.canvas import Canvas
from logloss.render.terminal.labels import draw_labels
from logloss.render.terminal.lines import draw_band, draw_curve, draw_line
from logloss.render.terminal.words import STYLES, Page
from logloss.scenes.marks import Band, Bar, Curve, Dot, Label, Line, Mark, Scene, Words

ROWS = 9
"""About how many rows a plot has."""

ROWS_OF_MANY = 12
"""The same where bars are many, most of them low, and none has its value written on it."""

ROWS_OF_WORDS = 13
"""The rows of one without a scale along its side, where words stand close below each other."""

WIDEST_SLOT = 12
"""Columns of a bar and its gap, where bars are few and have names."""

LONGEST_WORD = 16
"""Columns of a word of such a name that is not broken if there is room."""

HEADROOM = 1
"""Rows above the highest value, for its label."""

MOST_SIGNS = 30
"""Up to so many bars, the sign of its class stands below each."""

Key = Sequence[tuple[str, Words]]
"""What to call which role."""


def plot(scene: Scene, page: Page, key: Key = ()) -> list[Text]:
    """Draw a scene's dots, bars, curves, lines and labels, with its axes, on lines that fit the page."""
    values = along(scene.y, page)
    margin = max((len(words) for _, words in values), default=-2) + 2
    frame = _frame(scene, page.width - margin, page)
    if frame.columns < 2:
        return []
    canvas = Canvas(frame.columns, frame.rows + HEADROOM)
    found = blocks(_bars(scene.marks, filled=True), frame)
    _draw(scene, canvas, frame, found, page)
    above = canvas.lines()
    below = _below(scene, frame, found, page, page.width - margin) if scene.x.ticks else []
    rows = _with_values(above, below, values, margin, frame, page) if values else _closed(above) + below
    return [*_caption(scene, page, key), *_trimmed(rows)]


def _below(scene: Scene, frame: Frame, found: list[Block], page: Page, room: int) -> list[Text]:
    return [*across(scene.x, frame, page, _signs(scene, found, page)), *axis_name(scene.x, frame, page, room)]


def _draw(scene: Scene, canvas: Canvas, frame: Frame, found: list[Block], page: Page) -> None:
    """Bars first, the rest around them, words where they touch nothing, upright lines last."""
    for block in found:
        draw_block(canvas, block, frame, page.glyphs)
    for bar in _bars(scene.marks, filled=False):
        draw_outline(canvas, bar, frame, page.glyphs)
    for mark in scene.marks:
        if isinstance(mark, Band):
            draw_band(canvas, mark, frame, page.glyphs)
    for mark in scene.marks:
        if isinstance(mark, Curve):
            draw_curve(canvas, mark, frame, page.glyphs)
    lines = [mark for mark in scene.marks if isinstance(mark, Line)]
    for line in lines:
        if line.x0 != line.x1:
            draw_line(canvas, line, frame, page.glyphs)
    for mark in scene.marks:
        if isinstance(mark, Dot):
            _draw_dot(canvas, mark, frame, page)
    draw_labels(canvas, [mark for mark in scene.marks if isinstance(mark, Label)], frame, page)
    for line in lines:
        if line.x0 == line.x1:
            draw_line(canvas, line, frame, page.glyphs)


def _bars(marks: Sequence[Mark], filled: bool) -> list[Bar]:
    return [mark for mark in marks if isinstance(mark, Bar) and mark.outline != filled]


def _draw_dot(canvas: Canvas, dot: Dot, frame: Frame, page: Page) -> None:
    column = max(0, min(frame.columns - 1, math.floor(frame.column(dot.x) - 0.05)))  # as bars are rounded
    row = min(frame.rows - 1, max(0, math.floor(frame.row(dot.y))))
    canvas.put(
        column, row, page.glyphs.filled if dot.filled else page.glyphs.hollow, STYLES.get(dot.role, ""), "dot"
    )


def _frame(scene: Scene, room: int, page: Page) -> Frame:
    low, high = _range(scene)
    steps = len(scene.y.ticks) - 1
    about = ROWS_OF_MANY if len(_bars(scene.marks, filled=True)) > MOST_SIGNS else ROWS
    whole = steps > 0 and high == scene.y.ticks[-1][0]
    rows = steps * max(1, round(about / steps)) if whole else about if steps > 0 else ROWS_OF_WORDS
    return Frame(_columns(scene, room, page), rows, (scene.x.low, scene.x.high), (low, high))


def _range(scene: Scene) -> tuple[float, float]:
    """From the first tick to the last, without the margins that a picture needs, if nothing lies beyond."""
    low, high = scene.y.low, scene.y.high
    if len(scene.y.ticks) < 2:
        return low, high
    heights = [y for mark in scene.marks for y in _heights(mark)]
    first, last = scene.y.ticks[0][0], scene.y.ticks[-1][0]
    near = 1e-9 * (last - first)
    return (
        first if all(y >= first - near for y in heights) else low,
        last if all(y <= last + near for y in heights) else high,
    )


def _heights(mark: Mark) -> tuple[float, ...]:
    if isinstance(mark, (Bar, Line)):
        return mark.y0, mark.y1
    if isinstance(mark, Curve):
        return mark.y
    return (mark.y,) if isinstance(mark, Dot) else ()


def _columns(scene: Scene, room: int, page: Page) -> int:
    """As many columns as there is room for, and the same for each of several equal bars side by side."""
    lefts = sorted({bar.x0 for bar in _bars(scene.marks, filled=True)})
    span = scene.x.high - scene.x.low
    steps = [b - a for a, b in pairwise(lefts)]
    if not steps or max(steps) - min(steps) > 1e-6 * span:
        return room
    each = int(room * steps[0] / span + 1e-9)
    if each < 1:
        return room
    if len(scene.x.ticks) == len(lefts) > 3:  # named bars
        longest = max(cell_len(word) for _, name in along(scene.x, page) for word in name.split())
        each = min(each, max(WIDEST_SLOT, min(longest, LONGEST_WORD) + 3))
    return min(room, round(each * span / steps[0]))


def _signs(scene: Scene, found: list[Block], page: Page) -> Text | None:
    """The class of each bar below it, by the sign that its point has."""
    bars = _bars(scene.marks, filled=True)
    two = {block.role for block in found} == {"positive", "negative"}
    dots = any(isinstance(mark, Dot) for mark in scene.marks)
    if not two or dots or len(found) != len(bars) or len(bars) > MOST_SIGNS:
        return None
    canvas = Canvas(max(block.right for block in found), 1)
    for block in found:
        sign = page.glyphs.filled if block.role == "positive" else page.glyphs.hollow
        canvas.put((block.left + block.right - 1) // 2, 0, sign, STYLES[block.role], "dot")
    return canvas.lines()[0]


def _caption(scene: Scene, page: Page, key: Key) -> list[Text]:
    """What the values are, and what the textures mean, above the plot."""
    lines = page.paragraph(scene.y.label, 0, "quiet") if plain(scene.y.label, page.lang) else []
    roles = {bar.role for bar in _bars(scene.marks, filled=True)}
    found = Text("   ").join(
        Text(page.glyphs.fill(role) * 2, STYLES.get(role, ""))
        .append(" ")
        .append_text(page.words(words, "quiet"))
        for role, words in key
        if role in roles
    )
    if found.cell_len == 0 or found.cell_len > page.width or len(roles) < 2:
        return lines
    if lines and lines[-1].cell_len + 3 + found.cell_len <= page.width:
        return [*lines[:-1], lines[-1].append("   ").append_text(found)]
    return [*lines, found]


def _with_values(
    above: list[Text],
    below: list[Text],
    values: list[tuple[float, str]],
    margin: int,
    frame: Frame,
    page: Page,
) -> list[Text]:
    """All rows behind the axis of values: a tick at the row whose upper edge it is, 0 at the axis itself."""
    at = {round(frame.row(value)) - 1: words for value, words in reversed(values)}
    lines = []
    for row, line in enumerate(reversed(above)):
        rule = page.glyphs.tick_along if row in at else page.glyphs.upright if row < frame.rows else " "
        lines.append(_behind(f"{at.get(row, ''):>{margin - 2}} {rule}", line))
    lines.reverse()
    for i, line in enumerate(below):
        words, corner = (at.get(-1, ""), page.glyphs.corner) if i == 0 else ("", " ")
        lines.append(_behind(f"{words:>{margin - 2}} {corner}", line))
    return lines


def _behind(axis: str, line: Text) -> Text:
    return Text().append(axis, "dim").append_text(line)


def _closed(rows: list[Text]) -> list[Text]:
    """Without a scale along the side, empty rows mean nothing: two of a gap remain."""
    return [row for i, row in enumerate(rows) if any(r.plain.strip() for r in rows[max(0, i - 2) : i + 1])]


def _trimmed(rows: list[Text]) -> list[Text]:
    """Without empty rows at the top and the end."""
    filled = [i for i, row in enumerate(rows) if row.plain.strip()]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def class_key(labels: Sequence[object]) -> Key:
    """What the textures of classes mean."""
    if len(labels) == 2:
        names = ("negative", "positive")
        return [(names[k], text(f"class.{names[k]}.named", label=str(labels[k]))) for k in (1, 0)]
    return [(f"class-{k}", str(label)) for k, label in enumerate(labels)] if len(labels) <= 4 else []
