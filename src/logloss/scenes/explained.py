"""An Explanation as scenes: the bars by loss, the classes, and the rows that cost most."""

from __future__ import annotations

import math

import numpy as np

from logloss.analysis.groups import GroupPart
from logloss.explanation import Explanation
from logloss.messages import Text, number, text
from logloss.scenes.bars import AIRY, bars_of_summary
from logloss.scenes.common import (
    SHARES,
    height_axis,
    level_label,
    mean_marks,
    role,
    standing,
    top_of,
    value_labels,
)
from logloss.scenes.lying import Item, lying
from logloss.scenes.marks import Axis, Label, Line, Mark, Place, Scene
from logloss.scenes.names import LONGEST_CLASS, short

ROWS_SHOWN = CLASSES_SHOWN = GROUPS_SHOWN = 8
LONGEST_ROW = 60
MOST_NAMED = 12
"""Up to so many classes, each is named beside its colour."""


def bars_scene(e: Explanation) -> Scene:
    """Every prediction as a bar, as wide as its share and as high as its surprisal, the costliest first.

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
    named = _key(e) if len(set(roles)) > 1 and len(labels) <= MOST_NAMED else ()
    x = Axis(0.0, 1.0, text("axis.share_by_class" if many else "axis.share_dearest"), SHARES)
    return Scene("explained-bars", 3, text("explain.bars.title"), (), x, y, tuple(marks), named)


def _key(e: Explanation) -> tuple[tuple[str, Text], ...]:
    """Each class by name, with what its area is."""
    return tuple((role(k, len(e.classes)), _class_part(e, k)) for k in range(len(e.classes)))


def classes_scene(e: Explanation) -> Scene:
    """What each class adds to the loss, its share times its mean, the most first; those beyond together."""
    found = sorted(
        ((c.share * c.loss * e.factor, k) for k, c in enumerate(e.classes) if c.rows), reverse=True
    )
    shown = found if len(found) <= CLASSES_SHOWN else found[: CLASSES_SHOWN - 1]
    items = [
        Item(f"class/{k}", role(k, len(e.classes)), part, _class_part(e, k), number(part))
        for part, k in shown
    ]
    if rest := found[len(shown) :]:
        whole = math.fsum(part for part, _ in rest)
        items.append(
            Item("class/rest", "reference", whole, text("marks.other_classes", n=len(rest)), number(whole))
        )
    x, y, marks = lying(items, text("axis.added", unit=text(f"unit.{e.unit}")))
    return Scene("explained-classes", 3, text("explain.classes.panel"), (), x, y, tuple(marks))


def _class_part(e: Explanation, k: int) -> Text:
    """A class by name, with its share of the rows, times their mean."""
    c = e.classes[k]
    name = short(c.label, LONGEST_CLASS)
    return text("marks.class_part", label=name, share=c.share, mean=c.loss * e.factor)


def groups_scene(e: Explanation) -> Scene | None:
    """What each group adds to the loss above guessing the base rate, the most first; None without groups."""
    shown = [g for g in e.groups or () if not math.isnan(g.above)][:GROUPS_SHOWN]
    if not shown:
        return None
    items = [
        Item(
            f"group/{i + 1}",
            "loss" if g.above > 0 else "reference",
            g.above * e.factor,
            _group_name(g, e.factor),
            ("+" if g.above > 0 else "") + number(g.above * e.factor),
        )
        for i, g in enumerate(shown)
    ]
    x, y, marks = lying(items, text("axis.above_base", unit=text(f"unit.{e.unit}")))
    return Scene("explained-groups", 3, text("explain.groups.panel"), (), x, y, tuple(marks))


def _group_name(g: GroupPart, factor: float) -> Text:
    name = short(g.name, LONGEST_ROW) if g.key is not None else text("explain.groups.other", groups=g.groups)
    return text("marks.group", name=name, rows=g.rows, mean=g.loss * factor)


def rows_scene(e: Explanation) -> Scene | None:
    """The rows that cost most, infinite ones first, without end; None where no row costs anything."""
    rows = [*e.infinite, *(c.row for c in e.culprits if c.row.loss > 0)][:ROWS_SHOWN]
    if not rows:
        return None
    items = [
        Item(
            f"row/{i + 1}",
            role(row.cls, len(e.summary.labels)),
            row.loss * e.factor,
            short(row.id, LONGEST_ROW) if row.id else text("marks.row", row=row.row),
            number(row.loss * e.factor, "n2"),
        )
        for i, row in enumerate(rows)
    ]
    x, y, marks = lying(items, _surprisal(e))
    return Scene("explained-rows", 3, text("explain.rows.panel"), (), x, y, tuple(marks))


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
