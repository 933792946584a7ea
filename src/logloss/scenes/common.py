"""What scenes share: bars side by side with their values, columns, and the line at the mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from logloss.kernels.reference import Float
from logloss.messages import Text, number, text
from logloss.scenes.bars import Bars, alike
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place
from logloss.scenes.ticks import ceiling, ticks

HEADROOM = 1.14
"""How much higher an axis is than its highest mark may be, so that there is room for a label above it."""

SHARES = tuple((q, number(q, "pct")) for q in (0, 0.25, 0.5, 0.75, 1))


def role(k: int, classes: int = 2) -> str:
    """The role of a class's marks: negative and positive of two, numbered of more."""
    return ("negative", "positive")[k] if classes == 2 else f"class-{k}"


def top_of(values: Any, at_least: float = 0.0) -> float:
    """A round number at which an axis may end that shows all finite values."""
    finite = [float(v) for v in values if math.isfinite(v)]
    return ceiling(max([*finite, at_least]))


def height_axis(values: Any, top: float, label: Text) -> Axis:
    """An axis from 0 to a round number, and farther where a label above the highest mark needs room."""
    highest = max((min(float(v), top) for v in values if not math.isnan(v)), default=0.0)
    return Axis(0.0, max(1.02 * top, HEADROOM * highest), label, ticks(0, top, 4))


def standing(
    bars: Bars,
    heights: Float,
    top: float,
    roles: Sequence[str],
    names: Sequence[Text | str] = (),
    emphasis: int = -1,
) -> list[Bar]:
    """Bars side by side; an infinite one ends, broken, at the top."""
    named = names or [""] * len(bars)
    each = zip(bars.ids, roles, bars.slots, heights.tolist(), named, strict=True)
    return [
        Bar(b, look, x0, x1, 0.0, min(h, top), broken=math.isinf(h), emphasis=i == emphasis, name=name)
        for i, (b, look, (x0, x1), h, name) in enumerate(each)
    ]


def value_labels(
    bars: Bars, heights: Float, roles: Sequence[str], top: float, line: float = math.nan
) -> list[Label]:
    """The value of each bar above it; or on a line that runs there, or inside. None where bars are many."""
    if not bars.are_few:
        return []
    found = []
    level = float(alike(np.array(line)))
    below = (alike(np.minimum(heights, top)) <= level) & (level < top)
    each = zip(bars.ids, roles, bars.middles, heights.tolist(), below.tolist(), strict=True)
    for b, look, x, h, under in each:
        y = min(h, top)
        spots = [Place(x, y), *([Place(x, line)] if under else []), Place(x, y, "center", "top")]
        found.append(Label(f"value/{b}", look, number(h, "n2"), tuple(spots), needed=False))
    return found


def level_label(name: str, look: str, words: Text, at: float) -> Label:
    """The label of a line across the whole picture: above or below it, at the right first."""
    spots: tuple[tuple[float, Any], ...] = (
        (1.0, "right"),
        (0.75, "center"),
        (0.5, "center"),
        (0.25, "center"),
        (0.0, "left"),
    )
    places = tuple(Place(x, at, across, along) for along in ("bottom", "top") for x, across in spots)
    return Label(name, look, words, places)


def mean_marks(loss: float) -> list[Mark]:
    """The line at the loss, across bars that stand side by side, and its label."""
    return [
        Line("mean", "loss", 0.0, loss, 1.0, loss),
        level_label("mean/label", "loss", text("marks.mean", loss=loss), loss),
    ]


def columns(values: Sequence[tuple[str, str, float]], unit: Text) -> tuple[Axis, Axis, list[Mark]]:
    """Losses side by side: of each a name, a role and a value in the unit; with both axes."""
    top = top_of([v * 1.05 for _, _, v in values])
    marks: list[Mark] = []
    for i, (name, look, value) in enumerate(values):
        height, said = min(value, top), text(f"marks.yardstick.{name}")
        words = text("marks.yardstick.value", what=said, value=value, unit=unit)
        marks.append(
            Bar(
                f"yardstick/{name}",
                look,
                i + 0.15,
                i + 0.85,
                0.0,
                height,
                look == "unseen",
                math.isinf(value),
                name=words,
            )
        )
        places = (Place(i + 0.5, height), Place(i + 0.5, height, "center", "top"))
        marks.append(Label(f"yardstick/{name}/value", look, number(value), places))
    names = tuple((i + 0.5, text(f"marks.yardstick.{name}")) for i, (name, _, _) in enumerate(values))
    y = height_axis([v for _, _, v in values], top, text("axis.loss", unit=unit))
    return Axis(0.0, float(len(values)), "", names), y, marks


def class_boxes(
    shares: Sequence[float],
    heights: Sequence[float],
    top: float,
    names: Sequence[Text | str],
    words: Sequence[Text],
) -> list[Mark]:
    """Each class a box as wide as its share, and its label; a class without rows has none."""
    marks: list[Mark] = []
    start = 0.0
    for k, (share, height) in enumerate(zip(shares, heights, strict=True)):
        if share <= 0:
            continue
        look, end, y = role(k, len(shares)), min(start + share, 1.0), min(height, top)
        marks.append(Bar(f"class/{k}", look, start, end, 0.0, y, broken=math.isinf(height), name=names[k]))
        middle = (start + end) / 2
        spots = (
            Place(middle, y),
            Place(middle, y / 2, "center", "center"),
            Place(middle, y, "center", "top"),
        )
        marks.append(Label(f"class/{k}/value", look, words[k], spots, needed=False, within=end - start))
        start = end
    return marks
