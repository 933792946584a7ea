"""Sentences: what a time line says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logloss.changes.sections import signed, why
from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.changes.line import Timeline
    from logloss.changes.result import Change

NORMAL = 1.959964
"""How many standard errors a 95% interval reaches."""


def headline(t: Timeline) -> Text:
    """Whether the loss moved, and where most."""
    n = len(t.names)
    infinite = [name for name, rows in zip(t.names, t.infinite_rows, strict=True) if rows]
    if infinite and len(infinite) < n:
        return text("timeline.headline.infinite", n=n, times=len(infinite), first=infinite[0])
    if not t.moved:
        key = "timeline.headline.drift" if t.p_value < 0.05 else "timeline.headline.same"
        return text(key, n=n, first=_loss(t, 0), last=_loss(t, -1), p=t.p_value, unit=_unit(t))
    change, new = max(
        ((c, name) for c, name in zip(t.changes, t.names[1:], strict=True) if name in t.moved),
        key=lambda each: abs(each[0].loss.value),
    )
    key = "timeline.headline.rose" if change.loss.value > 0 else "timeline.headline.fell"
    return text(key, name=new, change=_change(t, change), why=why(change))


def sections(t: Timeline) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """The losses in order, the steps that are more than noise, and what noise is."""
    steps = [
        text("timeline.step", name=name, change=_change(t, c), why=why(c))
        for c, name in zip(t.changes, t.names[1:], strict=True)
        if name in t.moved
    ]
    return (
        (text("timeline.losses.title"), tuple(_point(t, i) for i in range(len(t.names)))),
        (
            text("timeline.steps.title"),
            (*(steps or [text("timeline.steps.none")]), text("timeline.steps.method", steps=len(t.changes))),
        ),
        (text("timeline.all.title"), (text("timeline.all.chance", p=t.p_value),)),
    )


def _unit(t: Timeline) -> Text:
    return text(f"unit.{t.unit}")


def _loss(t: Timeline, i: int) -> float:
    return t.losses[i].value * t.factor


def _point(t: Timeline, i: int) -> Text:
    loss, rows, infinite = t.losses[i], t.summaries[i].rows, t.infinite_rows[i]
    reach = NORMAL * loss.standard_error * t.factor
    told = {"name": t.names[i], "loss": loss.value * t.factor, "reach": reach, "rows": rows, "unit": _unit(t)}
    if infinite:
        return text("timeline.point.infinite", infinite=infinite, **told)
    return text("timeline.point", **told)


def _change(t: Timeline, c: Change) -> Text:
    d = c.loss
    reach = (d.high - d.value) * t.factor
    return text("change.number", change=signed(d.value * t.factor), reach=reach, unit=_unit(t))
