"""Where the loss comes from: classes, rows, and what makes it infinite."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation

FEW = 3
"""Groups that are named."""


def by_class(e: Explanation) -> list[Text]:
    """The loss, class by class."""
    return [
        text(
            "explain.classes.one" if math.isfinite(c.part) else "explain.classes.no_part",
            label=str(c.label),
            rows=c.rows,
            share=c.share,
            mean=c.loss * e.factor,
            part=c.part,
            unit=text(f"unit.{e.unit}"),
        )
        for c in e.classes
        if c.rows
    ]


def by_group(e: Explanation) -> list[Text]:
    """The few groups that cost most above guessing the base rate."""
    if not e.groups:
        return []
    said = [text("explain.groups.order", groups=sum(g.groups for g in e.groups))]
    for g in e.groups[:FEW]:
        known = math.isfinite(g.above)
        said.append(
            text(
                "explain.groups.below" if known and g.above < 0 else "explain.groups.above",
                name=text("explain.groups.other", groups=g.groups) if g.key is None else g.name,
                rows=g.rows,
                mean=g.loss * e.factor,
                above=abs(g.above) * e.factor,
                unit=text(f"unit.{e.unit}"),
            )
        )
    return said


def rows(e: Explanation) -> list[Text]:
    """The costliest row of finite loss, and how much the costliest few make together."""
    if not e.culprits:
        return []
    first = e.culprits[0]
    key = "explain.rows.finite" if e.summary.infinite else "explain.rows.first"
    said = [
        text(
            f"{key}.id" if first.row.id else key,
            id=first.row.id,
            row=first.row.row,
            label=str(first.label),
            p=first.row.p,
            cost=first.row.loss * e.factor,
            share=first.share,
            unit=text(f"unit.{e.unit}"),
        )
    ]
    if 1 < len(e.culprits) < e.summary.totals.all("rows"):
        together = sum(c.share for c in e.culprits)
        said.append(text("explain.rows.together", rows=len(e.culprits), share=together))
    h = e.half
    if h is not None and h.rows > 1:
        key = "explain.rows.half" if h.is_exact else "explain.rows.half.between"
        said.append(text(key, rows=h.high, low=h.low, share=h.share))
    return said


def infinite(e: Explanation) -> list[Text]:
    """Which rows make the loss infinite, and what it would be without them or with a clip."""
    rows = int(e.summary.totals.all("infinite"))
    if not rows:
        return []
    shown = e.infinite[:5]
    which = ", ".join(row.id or str(row.row) for row in shown)
    rest = e.summary.finite_loss * e.factor
    facts = {
        "rows": rows,
        "share": e.summary.totals.all("infinite_weight") / e.summary.weight,
        "which": which + (f" +{rows - len(shown):,}" if rows > len(shown) else ""),
        "rest": rest,
        "unit": text(f"unit.{e.unit}"),
    }
    after = "explain.infinite.no_rest" if math.isnan(rest) else "explain.infinite.rest"
    clips = [text("explain.infinite.clip", who=w, value=v * e.factor) for w, v in e.clipped.items()]
    return [text("explain.infinite.which", **facts), text(after, **facts), *clips]
