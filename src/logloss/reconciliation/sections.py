"""What is said of a Reconciliation: the finding, the way step by step, what else would do, and chance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from logloss.messages import Text, text
from logloss.reconciliation.matching import Match, Step

if TYPE_CHECKING:
    from logloss.reconciliation.result import Reconciliation

MOST = 5
"""How many further matches are told."""


def headline(r: Reconciliation) -> Text:
    """The finding in one line."""
    if not r.matches:
        return text("reconcile.headline.none", said=r.said)
    first = r.matches[0]
    if not first.steps:
        return text("reconcile.headline.same", said=r.said)
    key = "reconcile.headline.found" if r.found else "reconcile.headline.perhaps"
    return text(key, said=r.said, what=together(first.steps))


def sections(r: Reconciliation) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """Every section that has something to say."""
    found = {"way": way(r), "others": others(r), "nearest": nearest(r), "chance": by_chance(r)}
    return tuple((text(f"reconcile.{name}.title"), tuple(said)) for name, said in found.items() if said)


def way(r: Reconciliation) -> list[Text]:
    """From the log loss to the reported number."""
    if not r.matches:
        return [text("reconcile.way.start", loss=r.loss)]
    first = r.matches[0]
    alike = [text("reconcile.way.alike", what=convention(name)) for name in first.alike]
    return [text("reconcile.way.start", loss=r.loss), *map(_stepped, first.steps), *alike]


def _stepped(step: Step) -> Text:
    said = text("reconcile.way.step", value=step.value, what=convention(step.convention))
    for source, url in zip(step.sources, step.urls, strict=True):
        said = text("reconcile.way.source", step=said, source=source, url=url.removeprefix("https://"))
    return said


def others(r: Reconciliation) -> list[Text]:
    """What else would give the number."""
    more = r.matches[1:]
    said = [text("reconcile.others.one", value=m.value, what=what(m)) for m in more[:MOST]]
    return [*said, text("reconcile.others.more", n=len(more) - MOST)] if len(more) > MOST else said


def nearest(r: Reconciliation) -> list[Text]:
    """Where nothing gives it: what comes nearest, and what to look for."""
    if r.nearest is None:
        return []
    return [
        text("reconcile.nearest.one", value=r.nearest.value, what=what(r.nearest)),
        text("reconcile.nearest.advice"),
    ]


def by_chance(r: Reconciliation) -> list[Text]:
    """How many choices were tried, and how often a random number would be met as well."""
    if not r.matches:
        return [text("reconcile.chance.tried", tried=r.tried, chance=r.odds)]
    first = r.matches[0]
    said = text("reconcile.chance.share", tried=r.tried, chance=first.chance)
    return [said] if r.found else [said, text("reconcile.chance.more")]


def what(match: Match) -> Text:
    """The conventions of a match together."""
    return together(match.steps) if match.steps else text("reconcile.step.none")


def together(steps: Sequence[Step]) -> Text:
    """Several conventions in a row."""
    return reduce(
        lambda a, b: text("reconcile.and", first=a, second=b), [convention(step.convention) for step in steps]
    )


def convention(name: str) -> Text:
    """What a convention does, in few words."""
    kind, _, order = name.partition(".")
    if kind == "columns":
        return text("reconcile.step.columns", order=order.replace("-", ", "))
    return text(f"reconcile.step.{name}")
