"""Where the loss comes from: classes, rows, and what makes it infinite."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation


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


def rows(e: Explanation) -> list[Text]:
    """The dearest row of finite loss, and how much the dearest few make together."""
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
