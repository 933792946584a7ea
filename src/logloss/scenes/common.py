"""What scenes share: bars side by side, their values, their names, and the line at their mean."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from logloss.messages import Text, number, text
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place
from logloss.scenes.material import FEW, Material
from logloss.scenes.ticks import ticks

ROLES = ("negative", "positive")

def number_line(m: Material, y: float) -> list[Mark]:
    """The axis as a line through the points, with its round numbers below it."""
    marks: list[Mark] = [Line("axis", "reference", m.low, y, m.high, y)]
    for at, name in ticks(m.low, m.high):
        marks.append(Line(f"axis/{name}", "reference", at, y - 0.03, at, y))
        marks.append(Label(f"axis/{name}/label", "quiet", name, (Place(at, y - 0.05, "center", "top"),)))
    marks.append(Label("axis/label", "quiet", m.axis, (Place((m.low + m.high) / 2, y - 0.17, "center", "top"),)))
    return marks


def mean_marks(loss: float) -> list[Mark]:
    """The line at the loss, across bars that stand side by side, and its label."""
    label = Label(
        "mean/label",
        "loss",
        text("marks.mean", loss=loss),
        tuple(Place(x, loss, across, along) for along in ("bottom", "top") for x, across in _SPOTS),
    )
    return [Line("mean", "loss", 0.0, loss, 1.0, loss), label]


_SPOTS: tuple[tuple[float, Any], ...] = ((1.0, "right"), (0.75, "center"), (0.5, "center"), (0.0, "left"))


def surprisal_bars(m: Material, top: float, emphasis: int | None = None) -> list[Bar]:
    """Bars of −log p side by side; an infinite one ends, broken, at the top."""
    bars = []
    for i, h in enumerate(m.heights.tolist()):
        y1 = h if math.isfinite(h) else top
        bars.append(bar(m, i, *slot(m, i), 0.0, y1, broken=math.isinf(h), emphasis=i == emphasis))
    return bars


def bar(m: Material, i: int, x0: float, x1: float, y0: float, y1: float, **more: bool) -> Bar:
    return Bar(m.bars.ids[i], ROLES[m.bars.cls[i]], x0, x1, y0, y1, name=bar_name(m, i), **more)


def slot(m: Material, i: int) -> tuple[float, float]:
    """The place of a bar among bars side by side, as wide as its share, with a little air between few."""
    end, share = float(m.bars.ends[i]), float(m.bars.share[i])
    air = 0.07 * share if len(m.bars) <= 100 else 0.0
    return end - share + air, end - air


def slots(m: Material) -> Axis:
    """The axis of bars side by side: each with its place named where there are few."""
    if len(m.bars) > FEW or not m.bars.is_single:
        return Axis(0.0, 1.0, text("axis.share_by", axis=m.axis), tuple((t, number(t, "pct")) for t in (0, 0.5, 1)))
    middle = m.bars.ends - m.bars.share / 2
    names = [place_name(x) for x in m.bars.place.tolist()]
    return Axis(0.0, 1.0, text("axis.points_by", axis=m.axis), tuple(zip(middle.tolist(), names, strict=True)))


def place_name(x: float) -> str:
    """A place on the axis as a tick label, four digits at most."""
    return number(x, "sig")


def value_labels(m: Material, values: Any, top: float = 1.0, line: float = math.nan) -> list[Label]:
    """The value of each bar above it; or on a line that runs there, or inside. None where bars are many."""
    if len(m.bars) > FEW:
        return []
    found = []
    for i, v in enumerate(values.tolist()):
        x = float(m.bars.ends[i] - m.bars.share[i] / 2)
        y = v if math.isfinite(v) else top
        places = [Place(x, y), Place(x, line), Place(x, y, "center", "top")]
        where = tuple(p for p in places if math.isfinite(p.y) and (p.y >= y))
        found.append(Label(f"value/{m.bars.ids[i]}", ROLES[m.bars.cls[i]], number(v, "n2"), where))
    return found


def tallest(m: Material) -> float:
    finite = m.heights[np.isfinite(m.heights)]
    return float(finite.max()) if len(finite) else 1.0


def who(m: Material, i: int) -> Text:
    """A bar as a sentence names it."""
    facts = {"class": text(f"class.{ROLES[m.bars.cls[i]]}"), "rows": int(m.bars.rows[i]), "axis": m.axis}
    if not m.bars.is_single:
        return text("who.group", x=place_name(float(m.bars.place[i])), **facts)
    return text("who.point", n=_point_number(m, i), x=place_name(float(m.bars.place[i])), **facts)


def _point_number(m: Material, i: int) -> str:
    return m.bars.ids[i].removeprefix("bar/")


def bar_name(m: Material, i: int) -> Text:
    """What a screen reader says of a bar, and a pointer shows."""
    whole = m.summary.totals.all("loss")
    finite = math.isfinite(m.bars.loss[i]) and whole > 0
    share = float(m.bars.loss[i] * m.bars.share[i] * m.summary.weight / whole) if finite else math.nan
    return text(
        "bar.name",
        who=who(m, i),
        given=float(m.bars.given[i]),
        cost=float(m.heights[i]),
        unit=m.unit_name,
        share=share,
    )


