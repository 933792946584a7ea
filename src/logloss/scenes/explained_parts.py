"""What an Explanation's loss is made of: a waterfall of lying bars, by an axis that says where it is cut."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from logloss.explanation import Explanation
from logloss.messages import Text, number, text
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place, Scene, Tear
from logloss.scenes.ticks import Ticks, ticks

CUT = 0.75
"""Where everything but the first of it is common to all bars, so much of the axis is left out."""

LEAD = 0.5
"""How much of a cut axis is before what bars have in common, in what they have not."""

TORN = 0.45
"""Where the bars of a cut axis are torn, in LEADs."""

ROOM = 1.2
"""How much longer the axis is than the longest bar, for the words behind it."""

FOOT, HEAD, NAME = 0.93, 0.5, 0.47
"""From where to where a bar goes in its row, which is 1 high, and the foot of its name above it."""


@dataclass(frozen=True)
class Part:
    """One bar of a waterfall: its name, its role, from where to where it goes, and what is said of it."""

    name: str
    role: str
    start: float
    end: float
    said: Text | str
    expected: float = math.nan  # where it would end by chance alone
    note: Text | str = ""  # and what is said of that
    less: bool = False  # whether it is taken off: then the next begins at its start
    called: Text | None = None  # what stands above it, where its name does not say it


def parts_scene(e: Explanation) -> Scene | None:
    """Uncertainty − discrimination + miscalibration = loss; None where that is not known."""
    d = e.decomposition
    if d is None:
        return None
    f = e.factor
    whole, left = d.uncertainty * f, d.recalibrated * f
    chance = math.nan
    note: Text | str = ""
    if e.null is not None and math.isfinite(e.loss):
        chance = left + e.null.mean * f
        note = text("marks.part.chance", chance=e.null.mean * f, p=e.null.p_value)
    found = (
        Part("uncertainty", "entropy", 0.0, whole, number(whole)),
        Part("discrimination", "discrimination", left, whole, _signed("−", d.discrimination * f), less=True),
        Part(
            "miscalibration", "miscalibration", left, e.loss, _signed("+", d.miscalibration * f), chance, note
        ),
        Part("loss", "loss", 0.0, e.loss, number(e.loss)),
    )
    return waterfall(found, text("explain.parts.panel"), text("axis.loss", unit=text(f"unit.{e.unit}")))


def chain_scene(e: Explanation) -> Scene | None:
    """Of more than two classes: "is it the top class?", taken apart, and which of the others it is."""
    c = e.chain
    if c is None:
        return None
    d, f = c.decomposition, e.factor
    whole, left, first = (v * f for v in (d.uncertainty, d.recalibrated, c.loss))
    found = [
        Part("top", "entropy", 0.0, whole, number(whole)),
        Part("discrimination", "discrimination", left, whole, _signed("−", d.discrimination * f), less=True),
        Part("miscalibration", "miscalibration", left, first, _signed("+", d.miscalibration * f)),
    ]
    if math.isfinite(first):
        found.append(Part("others", "reference", first, e.loss, _signed("+", c.rest * f)))
    found.append(Part("loss", "loss", 0.0, e.loss, number(e.loss)))
    return waterfall(
        tuple(found), text("explain.parts.panel"), text("axis.loss", unit=text(f"unit.{e.unit}"))
    )


def parts_finding(e: Explanation) -> Text:
    """The same as a sum."""
    d, f = e.decomposition, e.factor
    assert d is not None  # parts_scene refuses it
    values = (d.uncertainty * f, d.discrimination * f, d.miscalibration * f)
    sum_ = dict(zip(("uncertainty", "discrimination", "miscalibration"), values, strict=True))
    return text("explain.parts.finding", loss=e.loss, unit=text(f"unit.{e.unit}"), **sum_)


def step(name: str, before: float, after: float, said: Text | str, called: Text) -> Part:
    """A bar between two losses, green where it lowers the loss, violet where it raises it."""
    less = after < before
    start, end = sorted((before, after))
    look = "discrimination" if less else "miscalibration"
    return Part(name, look, start, end, said, less=less, called=called)


def waterfall(parts: tuple[Part, ...], title: Text, unit: Text) -> Scene:
    """Lying bars, each from where the last one ended; what all share may be left out, torn."""
    ends = [v for p in parts for v in (p.start, p.end, p.expected) if math.isfinite(v)]
    endless = any(math.isinf(p.end) for p in parts)
    low, high = _range(parts, max(ends) * (1.5 if endless else 1.0))
    torn = low + TORN * LEAD / (1 + LEAD) * (high - low)
    marks: list[Mark] = []
    at = low
    for i, part in enumerate(parts):
        marks += _bar(i, part, low, high, at)
        if low > 0 and part.start == 0:
            marks.append(Tear(f"part/{part.name}/tear", "quiet", torn, -i - FOOT, -i - HEAD))
        if i + 1 < len(parts) and math.isfinite(part.end):
            at = part.start if part.less else part.end
            marks.append(Line(f"part/step/{i + 1}", "quiet", at, -i - 1 - HEAD, at, -i - FOOT))
    x = Axis(low, low + ROOM * (high - low), unit, _ticks(low, high, torn))
    return Scene("explained-parts", 3, title, (), x, Axis(-float(len(parts)), 0.1), tuple(marks))


def _bar(i: int, part: Part, low: float, high: float, step: float) -> list[Mark]:
    """A bar, its name above it at the left, or behind the step that leads to it, and its value."""
    foot, head = -i - FOOT, -i - HEAD
    start, end = max(part.start, low), min(part.end, high)
    name = text(f"marks.part.{part.name}") if part.called is None else part.called
    said = text("marks.part.is", what=name, value=part.said)
    bar = Bar(f"part/{part.name}", part.role, start, end, foot, head, lying=True, name=said)
    marks: list[Mark] = [replace(bar, broken=math.isinf(part.end))]
    last = end
    if math.isfinite(part.expected):
        last = max(end, part.expected)
        chance = replace(
            bar, id=f"{bar.id}/chance", role="quiet", x1=part.expected, outline=True, name=part.note
        )
        near = Place(start + 0.01 * (high - low), -i - NAME, "left")
        right = Place(low + ROOM * (high - low), -i - NAME, "right")
        marks += [chance, Label(f"{bar.id}/note", "quiet", part.note, (near, right), needed=False)]
    middle, air = (foot + head) / 2, 0.01 * (high - low)
    ends = (Place(last, middle, "left", "center"), Place(start, middle, "right", "center"))
    return [
        *marks,
        Label(f"{bar.id}/name", "plain", name, tuple(Place(x, -i - NAME, "left") for x in (low, step + air))),
        Label(f"{bar.id}/value", "plain", part.said, ends),
    ]


def _range(parts: tuple[Part, ...], high: float) -> tuple[float, float]:
    """From 0, or from a little before what bars have in common; to where the longest ends."""
    high = high if high > 0 else 1.0
    common = min(min(p.start, p.end) if p.start > 0 else p.end for p in parts)
    if not CUT * high < common < high:
        return 0.0, high
    return max(0.0, common - LEAD * (high - common)), high


def _ticks(low: float, high: float, torn: float) -> Ticks:
    """Round numbers; where the axis is cut, 0 before the tear, and the others behind."""
    if low == 0:
        return ticks(0.0, high, 4)
    return ((low, "0"), *(t for t in ticks(low, high, 4) if t[0] > torn))


def _signed(sign: str, value: float) -> str:
    shown = number(value)
    return shown if shown == number(0.0) else sign + shown
