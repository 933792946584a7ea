"""Sentences: what a Change says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logloss.messages import Text, number, text

if TYPE_CHECKING:
    from logloss.changes.result import Change, Difference
    from logloss.changes.split import Moved

WHY = {
    "harder": "change.why.harder",
    "easier": "change.why.easier",
    "blinder": "change.why.blinder",
    "sharper": "change.why.sharper",
    "less_honest": "change.why.less_honest",
    "more_honest": "change.why.more_honest",
}
MOST = 5
"""Classes or groups that are told."""


def signed(value: float) -> str:
    """A number with its sign, also where it rose."""
    return ("+" if value > 0 else "") + number(value)


def headline(c: Change) -> Text:
    """Whether it got worse, and whose doing that is."""
    old, new = c.infinite_rows
    if new and not old:
        return text("change.headline.infinite", rows=new)
    if old and not new:
        return text("change.headline.finite", rows=old)
    change = text(
        "change.number",
        change=signed(c.loss.value * c.factor),
        reach=(c.loss.high - c.loss.value) * c.factor,
        unit=text(f"unit.{c.unit}"),
    )
    if c.loss.is_noise:
        return text("change.headline.same" if not c.moved else "change.headline.inside", change=change)
    key = "change.headline.worse" if c.loss.value > 0 else "change.headline.better"
    return text(key, change=change, why=why(c))


def why(c: Change) -> Text:
    """The part that made most of the change, if one of them alone is beyond noise."""
    worse = c.loss.value > 0
    ours = [name for name in c.moved if (name in ("harder", "blinder", "less_honest")) == worse]
    return text(WHY[ours[0]] if ours else "change.why.unclear")


def sections(c: Change) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """The loss, its parts, classes and groups."""
    found = [
        (text("change.loss.title"), tuple(_loss(c))),
        (text("change.parts.title"), tuple(_parts(c))),
        (text("change.classes.title"), tuple(_kinds(c, c.classes, classes=True))),
    ]
    if c.groups is not None:
        found.append((text("change.groups.title"), tuple(_kinds(c, c.groups, classes=False))))
    return tuple(found)


def _loss(c: Change) -> list[Text]:
    old, new = c.infinite_rows
    said = [] if not (old or new) else [text("change.loss.infinite", old=old, new=new)]
    said.append(_told(c, c.loss, "change.name.loss"))
    return [*said, text("change.loss.noise")]


def _parts(c: Change) -> list[Text]:
    parts = [("change.name.uncertainty", c.uncertainty), ("change.name.discrimination", c.discrimination)]
    parts.append(("change.name.miscalibration", c.miscalibration))
    said = [_told(c, part, name) for name, part in parts if part is not None]
    return [*said, text("change.parts.method" if c.miscalibration is not None else "change.parts.many")]


def _told(c: Change, d: Difference, name: str) -> Text:
    return text(
        "change.part.noise" if d.is_noise else "change.part.moved",
        name=text(name),
        old=d.old.value * c.factor,
        new=d.new.value * c.factor,
        change=signed(d.value * c.factor),
        reach=(d.high - d.value) * c.factor,
        unit=text(f"unit.{c.unit}"),
    )


def _kinds(c: Change, moved: tuple[Moved, ...], *, classes: bool) -> list[Text]:
    composition, within = (sum(getattr(m, name) for m in moved) for name in ("composition", "within"))
    said = [
        text(
            "change.kinds.all",
            composition=signed(composition * c.factor),
            within=signed(within * c.factor),
            unit=text(f"unit.{c.unit}"),
        )
    ]
    said += [
        text(
            "change.kinds.one",
            name=text("change.kinds.rest") if m.name == "" and not classes else str(m.name),
            old=m.old_share,
            new=m.new_share,
            before=m.old_loss * c.factor,
            after=m.new_loss * c.factor,
            change=signed((m.composition + m.within) * c.factor),
        )
        for m in moved[:MOST]
    ]
    return said
