"""Lines and curves on a canvas: behind the bars, as close to their true place as half a cell."""

from __future__ import annotations

import bisect
import math
from itertools import pairwise

from logloss.render.terminal.bars import NOTHING, Frame
from logloss.render.terminal.canvas import Canvas
from logloss.render.terminal.glyphs import Glyphs
from logloss.render.terminal.words import STYLES
from logloss.scenes.marks import Band, Curve, Line

BRAILLE = 0x2800
DOTS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""The bits of braille's dots, by column, from below."""


def draw_line(canvas: Canvas, line: Line, frame: Frame, glyphs: Glyphs) -> None:
    """A straight line: level, upright, or else as a curve of two points."""
    if abs(line.y1 - line.y0) < NOTHING:
        _level(canvas, line, frame, glyphs)
    elif abs(line.x1 - line.x0) < NOTHING:
        _upright(canvas, line, frame, glyphs)
    else:
        ends = Curve(line.id, line.role, (line.x0, line.x1), (line.y0, line.y1))
        draw_curve(canvas, ends, frame, glyphs)


def _level(canvas: Canvas, line: Line, frame: Frame, glyphs: Glyphs) -> None:
    """On the upper edge of a cell or through its middle, whichever is nearer."""
    halves = round(frame.row(line.y0) * 2)
    row = max(0, math.ceil(halves / 2) - 1)
    character = glyphs.edge if halves % 2 == 0 else glyphs.dashed if line.dashed else glyphs.level
    start, end = sorted((frame.column(line.x0), frame.column(line.x1)))
    for column in range(max(0, round(start)), min(frame.columns, round(end))):
        if canvas.kind(column, row) == "" and not (line.dashed and character == glyphs.edge and column % 2):
            canvas.put(column, row, character, STYLES.get(line.role, ""), "line")


def _upright(canvas: Canvas, line: Line, frame: Frame, glyphs: Glyphs) -> None:
    """Through the cells it crosses; within one cell it is the tick of a level line."""
    low, high = sorted((frame.row(line.y0), frame.row(line.y1)))
    column = min(frame.columns - 1, math.floor(frame.column(line.x0)))
    first, last = math.floor(low), max(math.floor(low), math.ceil(high) - 1)
    for row in range(first, last + 1):
        kind = canvas.kind(column, row)
        if first == last and kind == "line":
            canvas.put(column, row, glyphs.tick_across, STYLES.get(line.role, ""), "line")
        elif kind == "" and first < last and "word" not in canvas.kinds(column - 1, row, 3):
            canvas.put(column, row, glyphs.upright, STYLES.get(line.role, ""), "line")


def draw_band(canvas: Canvas, band: Band, frame: Frame, glyphs: Glyphs) -> None:
    """Every cell whose middle lies between the two curves."""
    x = [frame.column(v) for v in band.x]
    for column in range(frame.columns):
        at = column + 0.5
        after = bisect.bisect_left(x, at)
        if not 0 < after < len(x):
            continue
        t = (at - x[after - 1]) / (x[after] - x[after - 1])
        low, high = (frame.row(v[after - 1] + t * (v[after] - v[after - 1])) for v in (band.low, band.high))
        for row in range(frame.rows):
            if low <= row + 0.5 <= high and canvas.kind(column, row) == "":
                canvas.put(column, row, glyphs.band, "dim", "band")


def draw_curve(canvas: Canvas, curve: Curve, frame: Frame, glyphs: Glyphs) -> None:
    """Braille dots, two by four in a cell; or one dot in each cell that the curve crosses."""
    fine = (2, 4) if glyphs.curve else (1, 1)
    cells: dict[tuple[int, int], int] = {}
    for x, y in _dots(curve, frame, fine):
        column, row = x // fine[0], y // fine[1]
        bit = DOTS[x % 2][y % 4] if glyphs.curve else 1
        cells[column, row] = cells.get((column, row), 0) | bit
    for (column, row), bits in cells.items():
        if row < frame.rows and canvas.kind(column, row) in ("", "band"):
            character = chr(BRAILLE + bits) if glyphs.curve else glyphs.dot
            canvas.put(column, row, character, STYLES.get(curve.role, ""), "line")


def _dots(curve: Curve, frame: Frame, fine: tuple[int, int]) -> list[tuple[int, int]]:
    """The dots that a curve touches, without gaps where it is steep."""
    points = [
        (frame.column(x) * fine[0], frame.row(y) * fine[1]) for x, y in zip(curve.x, curve.y, strict=True)
    ]
    found: list[tuple[int, int]] = []
    for (xa, ya), (xb, yb) in pairwise(points):
        steps = max(1, math.ceil(max(abs(xb - xa), abs(yb - ya))))
        along = [i / steps for i in range(steps + 1)]
        found += [(math.floor(xa + (xb - xa) * t), math.floor(ya + (yb - ya) * t)) for t in along]
    most = (frame.columns * fine[0] - 1, frame.rows * fine[1] - 1)
    return [(min(x, most[0]), min(y, most[1])) for x, y in found if x >= 0 and y >= 0]
