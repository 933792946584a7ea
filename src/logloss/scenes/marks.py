"""Marks: what a scene shows, in data coordinates, each with a name that it keeps from scene to scene.

A mark has a role, not a colour: whoever draws it decides how a role looks. schema/story.v1.json describes the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

from logloss.messages import Text

Role = Literal[
    "plain", "positive", "negative", "model", "loss", "reference", "unseen", "quiet", "entropy", "divergence"
]
Words = Text | str


@dataclass(frozen=True)
class Dot:
    """A point; hollow where ``filled`` is false (negatives, so that colour is not the only cue)."""

    kind: ClassVar[str] = "dot"
    id: str
    role: str
    x: float
    y: float
    filled: bool = True
    name: Words = ""


@dataclass(frozen=True)
class Bar:
    """A rectangle from (x0, y0) to (x1, y1): outlined only, or broken at its top because it has no end."""

    kind: ClassVar[str] = "bar"
    id: str
    role: str
    x0: float
    x1: float
    y0: float
    y1: float
    outline: bool = False
    broken: bool = False
    emphasis: bool = False
    name: Words = ""


@dataclass(frozen=True)
class Curve:
    """A line through points."""

    kind: ClassVar[str] = "curve"
    id: str
    role: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Line:
    """A straight line; ``dashed`` where it is a reference."""

    kind: ClassVar[str] = "line"
    id: str
    role: str
    x0: float
    y0: float
    x1: float
    y1: float
    dashed: bool = False


@dataclass(frozen=True)
class Place:
    """Where a label may stand: a point, and which side of the words is there."""

    x: float
    y: float
    across: Literal["left", "center", "right"] = "center"
    along: Literal["bottom", "center", "top"] = "bottom"


@dataclass(frozen=True)
class Label:
    """Words at the first of some places where they touch nothing; left out if none is free and ``needed`` is false."""

    kind: ClassVar[str] = "label"
    id: str
    role: str
    text: Words
    places: tuple[Place, ...]
    needed: bool = True


@dataclass(frozen=True)
class Term:
    """A piece of a formula in TeX, and what it means."""

    id: str
    role: str
    tex: str
    note: Words = ""


@dataclass(frozen=True)
class Formula:
    """A formula in pieces, each of which can be pointed at."""

    kind: ClassVar[str] = "formula"
    id: str
    role: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Listing:
    """Lines of code, and what they printed when they were run."""

    kind: ClassVar[str] = "listing"
    id: str
    role: str
    code: str
    output: str


Mark = Dot | Bar | Curve | Line | Label | Formula | Listing


@dataclass(frozen=True)
class Axis:
    """One axis of a scene: its range, its ticks, and what it is; without ticks it is not drawn."""

    low: float
    high: float
    label: Words = ""
    ticks: tuple[tuple[float, Words], ...] = ()


@dataclass(frozen=True)
class Scene:
    """One picture of the story: what it is called, what is said beside it, and its marks.

    Attributes
    ----------
    id, part
        The scene's name (STORY's), and which of the three parts it belongs to.
    title, sentences
        What it finds, and a few sentences of meaning; the first is the one to show where there is room for one.
    x, y, marks
        Axes and marks.
    """

    id: str
    part: int
    title: Text
    sentences: tuple[Text, ...]
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    values: Mapping[str, float] = field(default_factory=dict)

    def mark(self, name: str) -> Any:
        """The mark of that id."""
        return next(m for m in self.marks if m.id == name)


def to_dict(thing: Any) -> Any:
    """Scenes, marks and messages as JSON; an infinite number becomes null (a broken bar says so by itself)."""
    if isinstance(thing, Text):
        return {"key": thing.key, "values": {k: to_dict(v) for k, v in thing.values.items()}}
    if hasattr(thing, "__dataclass_fields__"):
        kind = {"kind": thing.kind} if hasattr(thing, "kind") else {}
        return kind | {f.name: to_dict(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, Mapping):
        return {k: to_dict(v) for k, v in thing.items()}
    if isinstance(thing, (tuple, list)):
        return [to_dict(v) for v in thing]
    if isinstance(thing, float):
        return thing if abs(thing) < float("inf") else None
    return thing
