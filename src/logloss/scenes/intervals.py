"""Intervals one below the other: a dot for each number, a line as long as its 95% interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from logloss.messages import Text
from logloss.scenes.lying import FEWEST
from logloss.scenes.marks import Axis, Dot, Label, Line, Mark, Place, Words
from logloss.scenes.ticks import ticks

REACH = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Measure:
    """One number: its id, role, value and standard error, name, and what is written behind it."""

    id: str
    role: str
    value: float
    error: float
    name: Words
    said: Words


def intervals(measures: Sequence[Measure], label: Text) -> tuple[Axis, Axis, list[Mark]]:
    """The axes and marks; a line at 0 stands behind each, and leaves room for its name."""
    ends = [e for m in measures for e in _ends(m)]
    left, right = min([0.0, *ends]), max([0.0, *ends])
    right = right if right > left else left + 1.0
    rows = max(len(measures), FEWEST)
    marks: list[Mark] = []
    for i, m in enumerate(measures):
        y = -float(i) - 0.8
        start, end = _ends(m)
        air = 0.01 * (right - left)
        behind = 0.0 if -0.15 * (right - left) < end < 0 else end  # not across the line at 0
        marks += [
            Line(f"{m.id}/zero", "quiet", 0.0, y - 0.15, 0.0, y + 0.15, dashed=True),
            Line(f"{m.id}/interval", m.role, start, y, end, y),
            Dot(m.id, m.role, m.value, y, name=m.name),
            Label(f"{m.id}/name", "plain", m.name, (Place(left, -float(i) - 0.5, "left"),)),
            Label(
                f"{m.id}/value",
                m.role,
                m.said,
                (Place(behind + air, y, "left", "center"), Place(start - air, y, "right", "center")),
            ),
        ]
    room = 0.15 * (right - left)
    x = Axis(left, right + room, label, ticks(left, right, 4))
    return x, Axis(-float(rows), 0.1), marks


def _ends(m: Measure) -> tuple[float, float]:
    reach = REACH * m.error if math.isfinite(m.error) else 0.0
    return m.value - reach, m.value + reach
