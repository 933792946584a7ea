"""Lying bars one below the other, each with its name above it: for rows, classes and groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


def lying(items: Sequence[Item], label: Text) -> tuple[Axis, Axis, list[Mark]]:
    """The axes and marks: bars from 0, to the left of it where they are negative.

    What has no end is broken at the end of the axis.
    """
    values = [item.value for item in items]
    low = -top_of([-v for v in values]) if min(values) < 0 else 0.0
    top = top_of(values) if low == 0 or max(values) > 0 else 0.0
    room = ROOM * (top - low)
    marks: list[Mark] = []
    for i, item in enumerate(items):
        y, start, end = -float(i), min(item.value, 0.0), min(max(item.value, 0.0), top)
        bar = Bar(item.id, item.role, start, end, y - 0.93, y - 0.62, lying=True, name=item.name)
        marks += [
            replace(bar, broken=math.isinf(item.value)),
            Label(f"{item.id}/name", item.role, item.name, (Place(low, y - 0.6, "left"),)),
            Label(f"{item.id}/value", item.role, item.said, (Place(end, y - 0.775, "left", "center"),)),
        ]
    x = Axis(low, low + room, label, ticks(low, top, 4))
    return x, Axis(-float(max(len(items), FEWEST)), 0.1), marks
