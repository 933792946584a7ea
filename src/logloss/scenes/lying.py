"""Lying bars one below the other, each with its name above it: for rows, classes and groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from logloss.messages import Text
from logloss.scenes.common import top_of
from logloss.scenes.marks import Axis, Bar, Label, Mark, Place, Words
from logloss.scenes.ticks import ticks

FEWEST = 4
"""Of fewer bars, each is as high as if they were so many."""

ROOM = 1.15
"""How much longer the axis is than the longest bar may be, for the number behind it."""


@dataclass(frozen=True)
class Item:
    """One bar: its id, role, length, name, and what is written behind it."""

    id: str
    role: str
    value: float
    name: Words
    said: Words


def lying(items: Sequence[Item], label: Text, room: float = ROOM) -> tuple[Axis, Axis, list[Mark]]:
    """The axes and marks; what has no end is broken at the end of the axis."""
    top = top_of([item.value for item in items])
    marks: list[Mark] = []
    for i, item in enumerate(items):
        y, end = -float(i), min(item.value, top)
        bar = Bar(
            item.id,
            item.role,
            0.0,
            end,
            y - 0.93,
            y - 0.62,
            broken=math.isinf(item.value),
            lying=True,
            name=item.name,
        )
        marks += [
            bar,
            Label(f"{item.id}/name", item.role, item.name, (Place(0.0, y - 0.6, "left"),)),
            Label(f"{item.id}/value", item.role, item.said, (Place(end, y - 0.775, "left", "center"),)),
        ]
    x = Axis(0.0, top * room, label, ticks(0, top, 4))
    return x, Axis(-float(max(len(items), FEWEST)), 0.1), marks
