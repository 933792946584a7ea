"""Shapes: what is seen of a scene, in pixels; each keeps the id of its mark, so that it can move.

They are those of the page (web/src/views/shapes.ts), y running down; but words are pictures of words here,
as matplotlib has written them in the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from logloss.render.style import Z


@dataclass(frozen=True)
class BarShape:
    """A rectangle; ``side`` is that from which it grows. Texture and seams are up to whoever paints it."""

    kind: ClassVar[str] = "bar"
    id: str
    role: str
    opacity: float
    x: float
    y: float
    w: float
    h: float
    outline: bool = False
    emphasis: bool = False
    side: Literal["bottom", "top", "left"] = "bottom"


@dataclass(frozen=True)
class DotShape:
    """A circle, filled or hollow; ``edge`` is how wide its line is, in points."""

    kind: ClassVar[str] = "dot"
    id: str
    role: str
    opacity: float
    x: float
    y: float
    r: float
    filled: bool = True
    edge: float = 1.0


@dataclass(frozen=True)
class PathShape:
    """A line through points x0, y0, x1, y1 …; closed and filled with paper where it is a torn edge."""

    kind: ClassVar[str] = "path"
    id: str
    role: str
    opacity: float
    points: tuple[float, ...]
    tear: bool = False


@dataclass(frozen=True)
class LineShape:
    """A straight line."""

    kind: ClassVar[str] = "line"
    id: str
    role: str
    opacity: float
    x0: float
    y0: float
    x1: float
    y1: float
    look: Literal["solid", "dashed", "rule", "leader"] = "solid"


@dataclass(frozen=True, eq=False)
class WordsShape:
    """Words, or anything else that only comes, goes and moves as a whole.

    ``x`` and ``y`` are its middle; ``size`` that of its type, in points, and ``drawn`` that of the type in
    ``picture``, of shape (height, width, 4), whose top left corner is ``left`` and ``top`` off the middle.
    What has a larger ``z`` lies above.
    """

    kind: ClassVar[str] = "words"
    id: str
    role: str
    opacity: float
    x: float
    y: float
    size: float
    drawn: float
    left: float
    top: float
    picture: np.ndarray
    z: float = Z["label"]


Shape = BarShape | DotShape | PathShape | LineShape | WordsShape
