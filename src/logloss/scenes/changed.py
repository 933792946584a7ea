"""A Change as scenes: the way from the old loss to the new, what of it is noise, which classes and groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logloss.changes import Change
from logloss.changes.result import Difference
from logloss.changes.sections import signed
from logloss.changes.split import Moved
from logloss.explanation import Explanation
from logloss.messages import Text, number, text
from logloss.scenes.explained import LONGEST_ROW
from logloss.scenes.explained_parts import Part, step, waterfall
from logloss.scenes.explained_reliability import reliability_scene
from logloss.scenes.intervals import Measure, intervals
from logloss.scenes.lying import Item, lying
from logloss.scenes.marks import Scene
from logloss.scenes.names import short

SHOWN = 8
"""Classes or groups in one panel."""


def effects(c: Change) -> list[tuple[str, float, Difference]]:
    """Each part by name, what its change did to the loss in nats, and its Difference."""
    parts = (
        ("uncertainty", 1, c.uncertainty),
        ("discrimination", -1, c.discrimination),
        ("miscalibration", 1, c.miscalibration),
    )
    return [(name, sign * part.value, part) for name, sign, part in parts if part is not None]


def way_scene(c: Change) -> Scene | None:
    """From the old loss to the new, part by part; None of more than two classes."""
    if c.miscalibration is None:
        return None
    f, at = c.factor, c.loss.old.value
    found = [_loss("old", "entropy", c.loss.old.value * f)]
    for name, effect, _ in effects(c):
        before, at = at, at + effect
        found.append(step(name, before * f, at * f, signed(effect * f), text(f"change.name.{name}")))
    found.append(_loss("new", "loss", c.loss.new.value * f))
    return waterfall(tuple(found), text("change.way.panel"), text("axis.loss", unit=text(f"unit.{c.unit}")))


def _loss(name: str, look: str, value: float) -> Part:
    return Part(name, look, 0.0, value, number(value), called=text(f"change.way.{name}"))


def noise_scene(c: Change) -> Scene:
    """What the loss and each of its parts changed by, with its interval."""
    told = [("loss", c.loss.value, c.loss), *effects(c)]
    measures = [
        Measure(
            f"effect/{name}",
            "quiet" if d.is_noise else "discrimination" if effect < 0 else "miscalibration",
            effect * c.factor,
            d.standard_error * c.factor,
            text(f"change.name.{name}"),
            signed(effect * c.factor),
        )
        for name, effect, d in told
    ]
    x, y, marks = intervals(measures, text("change.axis.effect", unit=text(f"unit.{c.unit}")))
    return Scene("changed-noise", 3, text("change.noise.panel"), (), x, y, tuple(marks))


def classes_scene(c: Change) -> Scene:
    """What each class did to the loss: more or fewer of its rows, and what they cost."""
    return _kinds("changed-classes", text("change.classes.panel"), c.classes, c, classes=True)


def groups_scene(c: Change) -> Scene | None:
    """What each group did to the loss, the most first; None without groups."""
    if not c.groups:
        return None
    return _kinds("changed-groups", text("change.groups.panel"), c.groups, c, classes=False)


def honesty_scenes(c: Change) -> list[Scene]:
    """The reliability curves, old and new; none of more than two classes."""
    found = []
    for name, summary in (("old", c.old), ("new", c.new)):
        scene = reliability_scene(Explanation(summary, c.unit))
        if scene is not None:
            title = text(f"change.honesty.{name}")
            found.append(replace(scene, id=f"changed-honesty-{name}", title=title))
    return found


def _kinds(name: str, title: Text, moved: Sequence[Moved], c: Change, *, classes: bool) -> Scene:
    items = []
    for i, m in enumerate(moved[:SHOWN]):
        effect = (m.composition + m.within) * c.factor
        rest = m.name == "" and not classes
        called = text("change.kinds.rest") if rest else short(m.name, LONGEST_ROW)
        look = "discrimination" if effect < 0 else "miscalibration"
        share = text("change.kinds.share", name=called, old=m.old_share, new=m.new_share)
        items.append(Item(f"kind/{i + 1}", look, effect, share, signed(effect)))
    x, y, marks = lying(items, text("change.axis.kinds", unit=text(f"unit.{c.unit}")))
    return Scene(name, 3, title, (), x, y, tuple(marks))
