"""A time line as scenes: the loss with its intervals, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from logloss.changes import Timeline
from logloss.changes.parts import Measured
from logloss.messages import number, text
from logloss.scenes.intervals import REACH
from logloss.scenes.marks import Axis, Band, Curve, Dot, Label, Mark, Place, Scene
from logloss.scenes.names import short
from logloss.scenes.ticks import ticks

MOST_NAMES = 7
"""Names below the axis; of more Summaries every so many is named."""
LONGEST = 14
MOST_DOTS = 60


def losses_scene(t: Timeline) -> Scene:
    """The loss of each Summary in order, a band as wide as its 95% interval, and the steps that moved."""
    line = _Line(t, t.losses)
    low, high = min(line.low), max(line.high)
    room = 0.12 * (high - low) or 0.1 * (high or 1.0)
    marks: list[Mark] = [
        Band("loss/interval", "reference", line.x, tuple(line.low), tuple(line.high)),
        *line.marks("loss", "loss"),
    ]
    for name in t.moved:
        i = t.names.index(name)
        before, now = line.y[i - 1], line.y[i]
        role = "miscalibration" if now > before else "discrimination"
        places = (
            Place(float(i), line.high[i] + 0.2 * room, "center", "bottom"),
            Place(float(i), line.low[i] - 0.2 * room, "center", "top"),
        )
        said = number(now - before) if now < before else "+" + number(now - before)
        marks += [
            Dot(f"moved/{i}", role, float(i), now, name=name),
            Label(f"moved/{i}/value", role, said, places),
        ]
    y = Axis(low - room, high + 2 * room, text("axis.loss", unit=text(f"unit.{t.unit}")), ticks(low, high, 4))
    return Scene("timeline-loss", 3, text("timeline.loss.panel"), (), _axis(t), y, tuple(marks))


def parts_scene(t: Timeline) -> Scene:
    """Uncertainty, discrimination and miscalibration of each Summary in order."""
    named = [("uncertainty", "entropy", [p.uncertainty for p in t.parts])]
    for name in ("discrimination", "miscalibration"):
        found = [getattr(p, name) for p in t.parts]
        if None not in found:
            named.append((name, name, found))
    marks: list[Mark] = []
    values = []
    for name, role, measured in named:
        line = _Line(t, measured)
        values += [*line.low, *line.high]
        marks += [Band(f"{name}/interval", role, line.x, tuple(line.low), tuple(line.high))]
        marks += line.marks(name, role)
        last = line.x[-1]
        spots = tuple(
            Place(x, y, across, along)  # type: ignore[arg-type]
            for x, y, across in ((last, line.y[-1], "right"), (0.0, line.y[0], "left"))
            for along in ("bottom", "top")
        )
        marks.append(Label(f"{name}/label", role, text(f"change.name.{name}"), spots))
    low, high = min([0.0, *values]), max(values)
    y = Axis(low, 1.12 * high, text("axis.loss", unit=text(f"unit.{t.unit}")), ticks(low, high, 4))
    return Scene("timeline-parts", 3, text("timeline.parts.panel"), (), _axis(t), y, tuple(marks))


class _Line:
    """One number of each Summary, in the unit, with the ends of its interval."""

    def __init__(self, t: Timeline, measured: Sequence[Measured]) -> None:
        self.x = tuple(float(i) for i in range(len(measured)))
        self.y = [m.value * t.factor for m in measured]
        reach = [REACH * m.standard_error * t.factor if m.standard_error > 0 else 0.0 for m in measured]
        self.low = [v - r for v, r in zip(self.y, reach, strict=True)]
        self.high = [v + r for v, r in zip(self.y, reach, strict=True)]
        self.names = t.names

    def marks(self, name: str, role: str) -> list[Mark]:
        """The line, and a dot for each while they can be told apart."""
        found: list[Mark] = [Curve(name, role, self.x, tuple(self.y))]
        if len(self.x) <= MOST_DOTS:
            found += [
                Dot(f"{name}/{i}", role, x, y, name=self.names[i])
                for i, (x, y) in enumerate(zip(self.x, self.y, strict=True))
            ]
        return found


def _axis(t: Timeline) -> Axis:
    """Places from 0 on, with so many names that they do not touch."""
    n = len(t.names)
    step = -(-n // MOST_NAMES)
    named = tuple((float(i), short(t.names[i], LONGEST)) for i in range(0, n, step))
    return Axis(-0.3, n - 0.7, "", named)
