"""Lying bars in characters: a line each, its name before it and its value behind."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from logloss.render.terminal.words import STYLES, Page, shortened
from logloss.scenes.marks import Bar, Label, Scene, Tear

LONGEST_NAME = 38
"""Columns of a name before a bar."""

FEWEST = 16
"""Columns of the longest bar for which it is worth drawing."""


@dataclass(frozen=True)
class _Row:
    """A bar, the words before it and behind it, and where it is torn, if it is."""

    bar: Bar
    name: str
    value: str
    tear: float | None


def lying(scene: Scene, page: Page) -> list[Text]:
    """A scene of lying bars: of a waterfall, of classes, of groups. Nothing where the page is too narrow."""
    rows = _rows(scene, page)
    names = max(cell_len(row.name) for row in rows)
    values = max(cell_len(row.value) for row in rows)
    room = page.width - names - values - 2
    if room < FEWEST:
        return []
    ends = max(row.bar.x1 for row in rows)
    scale = room / (ends - scene.x.low) if ends > scene.x.low else 0.0
    return [_drawn(row, names, scene.x.low, scale, room, page) for row in rows]


def _rows(scene: Scene, page: Page) -> list[_Row]:
    labels = {mark.id: mark for mark in scene.marks if isinstance(mark, Label)}
    torn = {mark.id: mark.x for mark in scene.marks if isinstance(mark, Tear)}
    found = []
    for bar in scene.marks:
        if not isinstance(bar, Bar) or bar.outline:
            continue
        name = page.words(labels[f"{bar.id}/name"].text).plain
        value = page.words(labels[f"{bar.id}/value"].text).plain
        found.append(
            _Row(bar, shortened(name, LONGEST_NAME, page.glyphs.cut), value, torn.get(f"{bar.id}/tear"))
        )
    return found


def _drawn(row: _Row, names: int, low: float, scale: float, room: int, page: Page) -> Text:
    start, end = (round((x - low) * scale) for x in (row.bar.x0, row.bar.x1))
    if row.bar.x1 > row.bar.x0:  # what is there at all is seen
        start = min(start, room - 1)
        end = max(end, start + 1)
    cells = [page.glyphs.fill(row.bar.role)] * (end - start)
    if row.tear is not None and cells:
        cells[min(round((row.tear - low) * scale), len(cells) - 1)] = page.glyphs.torn
    if row.bar.broken and cells:
        cells[max(0, len(cells) - 3)] = page.glyphs.torn
    line = Text(" " * (names - cell_len(row.name))).append(row.name, "dim").append(" " * (start + 1))
    return line.append("".join(cells), STYLES.get(row.bar.role, "")).append(" ").append(row.value)
