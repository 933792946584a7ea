"""Between two pictures: shapes of one id move, others come or go, and classes gather from their points.

This is the rule of the page, web/src/views/mixing.ts, function by function; a test runs both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from logloss.render.film.shapes import BarShape, DotShape, LineShape, PathShape, Shape, WordsShape

MOVED: dict[type, tuple[str, ...]] = {
    BarShape: ("x", "y", "w", "h"),
    DotShape: ("x", "y", "r"),
    LineShape: ("x0", "y0", "x1", "y1"),
    WordsShape: ("x", "y", "size"),
}
"""What of a shape moves; of a path all of its points do, if there are as many."""


@dataclass(frozen=True)
class Way:
    """One shape's way: from where, to where, and whether it is there before and after."""

    start: Shape
    end: Shape
    fate: Literal["stays", "comes", "goes"]


def ways(before: Sequence[Shape], after: Sequence[Shape]) -> list[Way]:
    """Every shape's way from what is seen to what will be."""
    old, fresh = _by_id(before), _by_id(after)
    going = [s for s in before if not _is_kind(fresh.get(s.id), s) and s.opacity > 0.01]
    coming = [s for s in after if not _is_kind(old.get(s.id), s)]
    found = [Way(s, _gone(s, coming, going), "goes") for s in going]
    for shape in after:
        was = old.get(shape.id)
        if was is not None and _is_kind(was, shape):
            found.append(Way(was, shape, "stays" if was.opacity > 0.02 else "comes"))
        else:
            found.append(Way(_gone(shape, going, coming), shape, "comes"))
    return found


def mixed(ways: Sequence[Way], t: float) -> list[Shape]:
    """All shapes after a share t of the time, from 0 to 1."""
    if t >= 1:
        return [way.end for way in ways if way.fate != "goes"]
    return [_mix(way, t) for way in ways]


def _mix(way: Way, t: float) -> Shape:
    a, b, s = way.start, way.end, eased(t)
    moved: dict[str, Any] = {"opacity": _between(a.opacity, b.opacity, shown(way, t))}
    if isinstance(a, PathShape) and isinstance(b, PathShape):
        if len(a.points) == len(b.points):
            moved["points"] = tuple(_between(p, q, s) for p, q in zip(a.points, b.points, strict=True))
    else:
        moved |= {name: _between(getattr(a, name), getattr(b, name), s) for name in MOVED[type(b)]}
    return replace(b, **moved)


def shown(way: Way, t: float) -> float:
    """How much of the way to its opacity a shape has gone.

    What comes is seen in the last part of the way, what goes is gone after the first; but bars are seen while
    they grow or gather.
    """
    if way.fate == "stays":
        return t
    a, b = way.start, way.end
    grows = isinstance(a, BarShape) and isinstance(b, BarShape) and (a.h != b.h or a.w != b.w)
    if way.fate == "goes":
        return _clamped((t - 0.5) / 0.4 if grows else t / 0.3)
    return _clamped(t / 0.1 if grows else (t - 0.65) / 0.35)


def _gone(shape: Shape, others: Sequence[Shape], own: Sequence[Shape]) -> Shape:
    """How a shape is when it is not there.

    Bars are flat on their base, or a slice of the box of their class; all else is unseen.
    """
    if isinstance(shape, DotShape):
        return replace(shape, r=0.0, opacity=0.0)
    if not isinstance(shape, BarShape):
        return replace(shape, opacity=0.0)
    if _is_point(shape):
        for box in others:
            if isinstance(box, BarShape) and _is_class(box) and box.role == shape.role:
                return _slice(box, shape, own)
    if _is_class(shape) and any(_is_point(other) for other in others):
        return replace(shape, opacity=0.0)
    if shape.side == "left":
        return replace(shape, w=0.0, opacity=0.0)
    return replace(shape, y=shape.y if shape.side == "top" else shape.y + shape.h, h=0.0, opacity=0.0)


def _is_point(shape: Shape) -> bool:
    return isinstance(shape, BarShape) and shape.id.startswith("bar/") and not shape.outline


def _is_class(shape: Shape) -> bool:
    return isinstance(shape, BarShape) and shape.id.startswith("class/")


def _slice(box: BarShape, bar: BarShape, every: Sequence[Shape]) -> BarShape:
    """The place of a point's bar among those of its class, within the box of the class."""
    same = [other.id for other in every if _is_point(other) and other.role == bar.role]
    w = box.w / len(same)
    return replace(bar, x=box.x + w * same.index(bar.id), y=box.y, w=w, h=box.h, opacity=0.35)


def _is_kind(one: Shape | None, other: Shape) -> bool:
    return one is not None and one.kind == other.kind


def _by_id(shapes: Sequence[Shape]) -> dict[str, Shape]:
    return {shape.id: shape for shape in shapes}


def _between(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


def _clamped(t: float) -> float:
    return max(0.0, min(1.0, t))


def eased(t: float) -> float:
    """Slow at both ends.

    Examples
    --------
    >>> [eased(t) for t in (0, 0.25, 0.5, 1)]
    [0, 0.0625, 0.5, 1.0]
    """
    return 4 * t * t * t if t < 0.5 else 1 - (2 - 2 * t) ** 3 / 2
