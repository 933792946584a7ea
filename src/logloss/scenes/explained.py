"""An Explanation as scenes: the bars by loss, the yardstick, the classes, and the rows that cost most."""

from __future__ import annotations

import math

import numpy as np

from logloss.explanation import Explanation
from logloss.messages import Text, number, text
from logloss.scenes.bars import AIRY, bars_of_summary
from logloss.scenes.common import (
    SHARES,
    class_boxes,
    columns,
    height_axis,
    level_label,
    mean_marks,
    role,
    standing,
    top_of,
    value_labels,
)
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place, Scene
from logloss.scenes.names import short
from logloss.scenes.ticks import ticks

ROWS_SHOWN = 8
LONGEST_ROW = 60
LONGEST_CLASS = 24
MOST_NAMED = 12
"""Up to so many classes, each is named beside its colour."""


def bars_scene(e: Explanation) -> Scene:
    """Every prediction as a bar, as wide as its share and as high as its surprisal, the dearest first.

    Where bars are too thin to be told apart, each class has an area of its own.
    """
    bars = bars_of_summary(e.summary)
    many = len(bars) > AIRY
    if many:
        bars = bars.ordered(np.argsort(bars.cls, kind="stable"))
    labels, heights = e.summary.labels, bars.loss * e.factor
    roles = [role(k, len(labels)) for k in bars.cls.tolist()]
    base = e.yardstick.base_loss * e.factor
    top = top_of(heights, base if math.isfinite(base) else 0.0)
    marks: list[Mark] = [*standing(bars, heights, top, roles), *_levels(e, base)]
    marks += value_labels(bars, heights, roles, top, e.loss)
    infinite = int(e.summary.totals.all("infinite"))
    if infinite and not bars.are_few:
        end = max(x1 for (_, x1), h in zip(bars.slots, heights, strict=True) if math.isinf(h))
        spots = (Place(end + 0.01, top, "left", "top"), Place(end / 2, top), Place(0.0, top, "left"))
        marks.append(Label("infinite", "plain", text("marks.infinite", rows=infinite), spots))
    y = height_axis([*heights, base], top, _surprisal(e))
    key = tuple((role(k, len(labels)), short(name, LONGEST_CLASS)) for k, name in enumerate(labels))
    named = key if len(set(roles)) > 1 and len(labels) <= MOST_NAMED else ()
    x = Axis(0.0, 1.0, text("axis.share_by_class" if many else "axis.share_dearest"), SHARES)
    return Scene("explained-bars", 3, text("explain.bars.title"), (), x, y, tuple(marks), named)


def yardstick_scene(e: Explanation) -> Scene:
    """The loss beside what guessing the base rate costs."""
    values = [("base", "reference", e.yardstick.base_loss * e.factor), ("given", "loss", e.loss)]
    x, y, marks = columns(values, text(f"unit.{e.unit}"))
    return Scene("explained-yardstick", 3, text("explain.yardstick.panel"), (), x, y, tuple(marks))


def classes_scene(e: Explanation) -> Scene:
    """Each class a box: as wide as its share, as high as its mean surprisal; the areas add up to the loss."""
    means = [c.loss * e.factor for c in e.classes]
    shares = [c.share for c in e.classes]
    names = [short(c.label, LONGEST_CLASS) for c in e.classes]
    words = [
        text("marks.class_part", label=name, share=share, mean=mean)
        for name, share, mean in zip(names, shares, means, strict=True)
    ]
    top = top_of(means)
    marks = class_boxes(shares, means, top, names, words)
    x = Axis(0.0, 1.0, text("axis.share"), SHARES)
    return Scene(
        "explained-classes",
        3,
        text("explain.classes.panel"),
        (),
        x,
        height_axis(means, top, _surprisal(e)),
        tuple(marks),
    )


def rows_scene(e: Explanation) -> Scene:
    """The rows that cost most, each a lying bar with its name above it; infinite ones first, without end."""
    rows = [*e.infinite, *(c.row for c in e.culprits)][:ROWS_SHOWN]
    costs = [r.loss * e.factor for r in rows]
    top = top_of(costs)
    marks: list[Mark] = []
    for i, (row, cost) in enumerate(zip(rows, costs, strict=True)):
        y, end = -float(i), min(cost, top)
        look = role(row.cls, len(e.summary.labels))
        name = short(row.id, LONGEST_ROW) if row.id else text("marks.row", row=row.row)
        marks += [
            Bar(
                f"row/{i + 1}",
                look,
                0.0,
                end,
                y - 0.93,
                y - 0.62,
                broken=math.isinf(cost),
                lying=True,
                name=name,
            ),
            Label(f"row/{i + 1}/name", look, name, (Place(0.0, y - 0.6, "left"),)),
            Label(f"row/{i + 1}/value", look, number(cost, "n2"), (Place(end, y - 0.775, "left", "center"),)),
        ]
    x = Axis(0.0, top * 1.15, _surprisal(e), ticks(0, top, 4))
    y_axis = Axis(-float(max(len(rows), 4)), 0.1)
    return Scene("explained-rows", 3, text("explain.rows.panel"), (), x, y_axis, tuple(marks))


def _surprisal(e: Explanation) -> Text:
    return text("axis.surprisal", unit=text(f"unit.{e.unit}"))


def _levels(e: Explanation, base: float) -> list[Mark]:
    """The lines at the loss and at the base rate's."""
    marks: list[Mark] = []
    rest = e.summary.finite_loss * e.factor
    if math.isfinite(e.loss):
        marks += mean_marks(e.loss)
    elif math.isfinite(rest):
        marks.append(Line("mean", "loss", 0.0, rest, 1.0, rest))
        marks.append(level_label("mean/label", "loss", text("marks.rest", rest=rest), rest))
    if 0 < base < math.inf:
        marks.append(Line("base", "reference", 0.0, base, 1.0, base, dashed=True))
        marks.append(level_label("base/label", "reference", text("marks.base", base=base), base))
    return marks
