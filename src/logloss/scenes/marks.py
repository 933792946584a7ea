"""Marks: what a scene shows, in data coordinates, each with a name that it keeps from scene to scene.

A mark has a role, not a colour: whoever draws it decides how that looks. schema/story.v1.json says the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal

import numpy as np

from logloss.messages import Text, number

Words = Text | str

ROLES = (
    "plain",
    "positive",
    "negative",
    "model",
    "loss",
    "reference",
    "unseen",
    "quiet",
    "entropy",
    "discrimination",
    "miscalibration",
    "divergence",
)
"""What a mark stands for; and ``class-0``, ``class-1`` and so on where there are more than two classes."""


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
    """A rectangle from (x0, y0) to (x1, y1).

    It stands, its height being the value, or lies (``lying``), its width being the value; it may be outlined
    only, or be ``broken`` at its end because it has none.
    """

    kind: ClassVar[str] = "bar"
    id: str
    role: str
    x0: float
    x1: float
    y0: float
    y1: float
    outline: bool = False
    broken: bool = False
    lying: bool = False
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
class Band:
    """An area between two curves: ``low`` and ``high`` at each x. Of an Explanation's pictures alone."""

    kind: ClassVar[str] = "band"
    id: str
    role: str
    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Tear:
    """Where lying bars, from y0 to y1, are torn because their axis leaves out what is before.

    Only pictures of an Explanation have one.
    """

    kind: ClassVar[str] = "tear"
    id: str
    role: str
    x: float
    y0: float
    y1: float


@dataclass(frozen=True)
class Place:
    """Where a label may stand: a point, and which side of the words is there."""

    x: float
    y: float
    across: Literal["left", "center", "right"] = "center"
    along: Literal["bottom", "center", "top"] = "bottom"


@dataclass(frozen=True)
class Label:
    """Words at the first of some places where they touch nothing.

    They are left out where no place is free and they are not ``needed``. Where ``within`` is given they are
    at most so wide, in units of x, and broken into lines if need be.
    """

    kind: ClassVar[str] = "label"
    id: str
    role: str
    text: Words
    places: tuple[Place, ...]
    needed: bool = True
    within: float | None = None


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


Mark = Dot | Bar | Curve | Line | Label | Formula | Listing | Band | Tear


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
        The scene's name (STORY's), and which of the three parts it belongs to; 0 for none.
    title, sentences
        What it finds, and a few sentences of meaning; where there is room for one, the first is shown.
    x, y, marks
        Axes and marks.
    key
        What to call which role, where nothing else says it.
    """

    id: str
    part: int
    title: Text
    sentences: tuple[Text, ...]
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    key: tuple[tuple[str, Words], ...] = ()

    def mark(self, name: str) -> Any:
        """The mark of that id."""
        return next(m for m in self.marks if m.id == name)


def to_dict(thing: Any) -> Any:
    """Scenes, marks and messages as JSON.

    Only in messages and in arrays may numbers be infinite: they become words; NaN in an array is null.
    """
    if thing is None or isinstance(thing, (str, float, int)):
        return thing
    if isinstance(thing, Text):
        return {"key": thing.key, "values": {k: _value(v) for k, v in thing.values.items()}}
    if hasattr(thing, "__dataclass_fields__"):
        kind = {"kind": thing.kind} if hasattr(thing, "kind") else {}
        return kind | {f.name: to_dict(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, np.ndarray) and thing.ndim > 1:
        return [to_dict(row) for row in thing]
    if isinstance(thing, np.ndarray):
        return [v if math.isfinite(v) else None if math.isnan(v) else number(v) for v in thing.tolist()]
    if isinstance(thing, (tuple, list)):
        return [to_dict(v) for v in thing]
    return thing


def _value(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return number(value)
    return to_dict(value)
