"""Bars on a canvas: as many columns each as fit, or gathered into columns by their share if they are many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from logloss.render.terminal.canvas import Canvas
from logloss.render.terminal.glyphs import EIGHTHS, Glyphs
from logloss.render.terminal.words import STYLES
from logloss.scenes.marks import Bar

NOTHING = 1e-9
NARROW = 10
"""Columns from which a bar is so wide that its middle needs no column of its own."""


@dataclass(frozen=True)
class Frame:
    """Where data coordinates are on a canvas: x in columns, y in rows."""

    columns: int
    rows: int
    x: tuple[float, float]
    y: tuple[float, float]

    def column(self, x: float) -> float:
        """The place of an x, in columns from the left."""
        low, high = self.x
        return (x - low) / (high - low) * self.columns if high > low else self.columns / 2

    def row(self, y: float) -> float:
        """The place of a y, in rows from below."""
        low, high = self.y
        return (y - low) / (high - low) * self.rows if high > low else self.rows / 2


@dataclass(frozen=True)
class Block:
    """A bar in whole columns, its ends still in data coordinates."""

    left: int
    right: int
    role: str
    y0: float
    y1: float
    broken: bool = False


def blocks(bars: Sequence[Bar], frame: Frame) -> list[Block]:
    """One block a bar where each has at least a column of its own; else one a column and role."""
    touching = [_touches(bar, bars) for bar in bars]
    for most in (frame.columns, 1):
        single = [_alone(bar, frame, touches, most) for bar, touches in zip(bars, touching, strict=True)]
        if not _collide(single):
            return single
    return _by_column(bars, frame)


def _alone(bar: Bar, frame: Frame, touches: bool, most: int) -> Block:
    a, b = frame.column(bar.x0), frame.column(bar.x1)
    if touches:  # boxes without air between them share their edges
        left, right = round(a), max(round(b), round(a) + 1)
    else:
        width = max(1, min(most, math.floor(b - a + 0.25)))
        width -= width % 2 == 0 and width < NARROW  # so that a bar has a middle
        left = max(0, math.floor((a + b - width) / 2 + 0.45))  # an odd column of air is always to the right
        right = left + width
    return Block(left, right, bar.role, bar.y0, bar.y1, bar.broken)


def _touches(bar: Bar, bars: Sequence[Bar]) -> bool:
    near = 1e-9 * (1 + abs(bar.x1))
    return any(abs(other.x0 - bar.x1) < near or abs(other.x1 - bar.x0) < near for other in bars)


def _collide(found: list[Block]) -> bool:
    """Whether two blocks want the same cells."""
    by_place = sorted(found, key=lambda b: b.left)
    for i, block in enumerate(by_place):
        for other in by_place[i + 1 :]:
            if other.left >= block.right:
                break
            if min(block.y1, other.y1) - max(block.y0, other.y0) > NOTHING:
                return True
    return False


def _by_column(bars: Sequence[Bar], frame: Frame) -> list[Block]:
    """The mean of what falls into a column, weighted by its share, so that the area stays what it is."""
    columns: list[dict[str, list[float]]] = [{} for _ in range(frame.columns)]
    for bar in bars:
        a, b = frame.column(bar.x0), frame.column(bar.x1)
        b = max(b, a + NOTHING)
        for column in range(max(0, math.floor(a)), min(frame.columns, math.ceil(b))):
            share = min(b, column + 1) - max(a, column)
            sums = columns[column].setdefault(bar.role, [0.0, 0.0, 0.0, 0.0])
            sums[0] += share
            sums[1] += share * bar.y0
            sums[2] += share * bar.y1
            sums[3] += bar.broken
    found = []
    for column, roles in enumerate(columns):
        found += _column(column, roles)
    return found


def _column(column: int, roles: dict[str, list[float]]) -> list[Block]:
    """Roles that stand on one base become one block of the commonest; others keep their own."""
    feet = {role: s[1] / s[0] for role, s in roles.items()}
    if len(roles) > 1 and max(feet.values()) - min(feet.values()) < NOTHING:
        most = max(roles, key=lambda role: roles[role][0])
        roles = {most: [sum(s) for s in zip(*roles.values(), strict=True)]}
    found = []
    for role, (share, y0, y1, broken) in roles.items():
        found.append(Block(column, column + 1, role, y0 / share, y1 / share, broken > 0))
    return found


def draw_block(canvas: Canvas, block: Block, frame: Frame, glyphs: Glyphs) -> None:
    """Fill a block's cells, in eighths of a cell; what is there at all shows at least one."""
    low = max(0, round(frame.row(block.y0) * EIGHTHS))
    high = (
        frame.rows * EIGHTHS
        if block.broken
        else min(frame.rows * EIGHTHS, round(frame.row(block.y1) * EIGHTHS))
    )
    if block.y1 > block.y0:
        high = max(high, low + 1)
    for row in range(low // EIGHTHS, math.ceil(high / EIGHTHS)):
        start, end = max(low - row * EIGHTHS, 0), min(high - row * EIGHTHS, EIGHTHS)
        character = glyphs.fill(block.role)
        if end - start < EIGHTHS:
            character = glyphs.standing[end - start] if start == 0 else glyphs.hanging[end - start]
        _put(canvas, block, row, character, whole=end - start == EIGHTHS)
    if block.broken:
        _tear(canvas, block, frame, glyphs)


def _put(canvas: Canvas, block: Block, row: int, character: str, whole: bool) -> None:
    """Where one bar stands on another within a cell, the cell is whose whole it is."""
    for column in range(block.left, block.right):
        if character != " " and (whole or canvas.kind(column, row) == ""):
            canvas.put(column, row, character, STYLES.get(block.role, ""), "bar")


def _tear(canvas: Canvas, block: Block, frame: Frame, glyphs: Glyphs) -> None:
    """A bar without end is torn below its top, and says so above it."""
    for column in range(block.left, block.right):
        canvas.put(column, frame.rows - 2, glyphs.torn, STYLES.get(block.role, ""), "bar")
    sign = glyphs.endless if block.right - block.left >= len(glyphs.endless) else glyphs.endless_narrow
    start = block.left + (block.right - block.left - len(sign)) // 2
    for i, character in enumerate(sign):
        canvas.put(start + i, frame.rows, character, STYLES.get(block.role, ""), "word")


def draw_outline(canvas: Canvas, bar: Bar, frame: Frame, glyphs: Glyphs) -> None:
    """The outline of a bar, where nothing stands in front of it."""
    block = _alone(bar, frame, touches=False, most=frame.columns)
    top = max(0, min(frame.rows, math.ceil(frame.row(bar.y1) - 0.25)) - 1)
    left, right, roof, side = glyphs.outline
    for column in range(block.left, block.right):
        corner = left if column == block.left else right if column == block.right - 1 else roof
        corner = roof if block.right - block.left == 1 else corner
        for row in range(max(0, round(frame.row(bar.y0))), top + 1):
            wall = block.right - block.left > 1 and column in (block.left, block.right - 1)
            character = corner if row == top else side if wall else " "
            if character != " " and canvas.kind(column, row) == "":
                canvas.put(column, row, character, STYLES.get(bar.role, ""), "line")
