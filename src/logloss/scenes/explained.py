"""An Explanation as scenes: the bars by loss, the yardstick, the classes, and the rows that cost most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from logloss.explanation import Explanation
from logloss.messages import Text, number, text
from logloss.scenes.bars import Bars, bars_of_summary
from logloss.scenes.common import ROLES, mean_marks
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place, Scene
from logloss.scenes.ticks import ceiling, ticks

ROWS_SHOWN = 8
LONGEST_NAME = 40
FEW = 14


def role(k: int, classes: int) -> str:
    """The role of a class's marks: negative and positive of two, numbered of more."""
    return ROLES[k] if classes == 2 else f"class-{k}"


def bars_scene(e: Explanation, bars: Bars | None = None) -> Scene:
    """Every prediction as a bar, as wide as its share and as high as its surprisal, the dearest first."""
    bars = bars or bars_of_summary(e.summary)
    heights = bars.loss * e.factor
    finite = heights[np.isfinite(heights)]
    base = e.yardstick.base_loss * e.factor
    top = ceiling(max(float(finite.max()) if len(finite) else 1.0, base) * 1.02)
    marks: list[Mark] = []
    for i, height in enumerate(heights.tolist()):
        x1, share = float(bars.ends[i]), float(bars.share[i])
        air = 0.07 * share if len(bars) <= 60 else 0.0
        y1 = height if math.isfinite(height) else top
        k = int(bars.cls[i])
        name = role(k, len(e.summary.labels))
        marks.append(Bar(bars.ids[i], name, x1 - share + air, x1 - air, 0.0, y1, broken=math.isinf(height)))
    marks += _levels(e, base, top)
    marks += _values(e, bars, heights, top)
    infinite = int(e.summary.totals.all("infinite"))
    if infinite and len(bars) > FEW:
        end = float(bars.ends[np.isinf(heights)].max())
        words = text("marks.infinite", rows=infinite)
        marks.append(Label("infinite", "plain", words, (Place(end + 0.01, top, "left", "top"),)))
    x = Axis(0.0, 1.0, text("axis.share_dearest"), tuple((t, number(t, "pct")) for t in (0, 0.25, 0.5, 0.75, 1)))
    y = Axis(0.0, top * 1.04, text("axis.surprisal", unit=text(f"unit.{e.unit}")), ticks(0, top, 4))
    return Scene("explained-bars", 3, text("explain.bars.title"), (), x, y, tuple(marks))


def yardstick_scene(e: Explanation) -> Scene:
    """The loss beside what guessing the base rate costs."""
    columns = [
        ("base", "reference", e.yardstick.base_loss * e.factor),
        ("given", "loss", e.loss),
    ]
    finite = [v for _, _, v in columns if math.isfinite(v)]
    top = ceiling(max(finite) * 1.05)
    marks: list[Mark] = []
    for i, (name, look, value) in enumerate(columns):
        height = value if math.isfinite(value) else top
        marks.append(Bar(f"yardstick/{name}", look, i + 0.15, i + 0.85, 0.0, height, broken=math.isinf(value)))
        marks.append(Label(f"yardstick/{name}/value", look, number(value), (Place(i + 0.5, height),)))
    names = tuple((i + 0.5, text(f"marks.yardstick.{name}")) for i, (name, _, _) in enumerate(columns))
    y = Axis(0.0, top * 1.1, text("axis.loss", unit=text(f"unit.{e.unit}")), ticks(0, top, 4))
    return Scene("explained-yardstick", 3, text("explain.yardstick.panel"), (), Axis(0.0, 2.0, "", names), y, tuple(marks))


def classes_scene(e: Explanation) -> Scene:
    """Each class a box: as wide as its share, as high as its mean surprisal; the areas add up to the loss."""
    means = [c.loss * e.factor for c in e.classes]
    finite = [v for v in means if math.isfinite(v)]
    top = ceiling(max(finite, default=1.0) * 1.05)
    marks: list[Mark] = []
    start = 0.0
    for k, (c, mean) in enumerate(zip(e.classes, means, strict=True)):
        if c.share > 0:
            height = mean if math.isfinite(mean) else top
            look = role(k, len(e.classes))
            marks.append(Bar(f"class/{k}", look, start, start + c.share, 0.0, height, broken=math.isinf(mean)))
            words = text("marks.class_part", label=_short(str(c.label), 16), share=c.share, mean=mean)
            middle = start + c.share / 2
            inside = (Place(middle, height / 2, "center", "center"), Place(middle, height, "center", "top"))
            marks.append(Label(f"class/{k}/value", look, words, (Place(middle, height), *inside), needed=False))
        start += c.share
    y = Axis(0.0, top * 1.1, text("axis.surprisal", unit=text(f"unit.{e.unit}")), ticks(0, top, 4))
    x = Axis(0.0, 1.0, text("axis.share"), tuple((t, number(t, "pct")) for t in (0, 0.25, 0.5, 0.75, 1)))
    return Scene("explained-classes", 3, text("explain.classes.panel"), (), x, y, tuple(marks))


def rows_scene(e: Explanation) -> Scene:
    """The rows that cost most, by name; infinite ones first, without end."""
    rows = [*e.infinite, *(c.row for c in e.culprits)][:ROWS_SHOWN]
    costs = [r.loss * e.factor for r in rows]
    finite = [v for v in costs if math.isfinite(v)]
    top = ceiling(max(finite, default=1.0))
    marks: list[Mark] = []
    for i, (row, cost) in enumerate(zip(rows, costs, strict=True)):
        y = float(len(rows) - i)
        end = cost if math.isfinite(cost) else top
        look = role(row.cls, len(e.summary.labels))
        marks.append(Bar(f"row/{i + 1}", look, 0.0, end, y - 0.4, y + 0.4))
        marks.append(Label(f"row/{i + 1}/value", look, number(cost, "n2"), (Place(end + 0.02 * top, y, "left", "center"),)))
        name = _short(row.id, LONGEST_NAME) if row.id else text("marks.row", row=row.row)
        spots = (Place(0.02 * top, y, "left", "center"), Place(end + 0.16 * top, y, "left", "center"))
        marks.append(Label(f"row/{i + 1}/name", look, name, spots, needed=False))
    x = Axis(0.0, top * 1.12, text("axis.surprisal", unit=text(f"unit.{e.unit}")), ticks(0, top, 4))
    return Scene("explained-rows", 3, text("explain.rows.panel"), (), x, Axis(0.3, max(len(rows), 3) + 0.7), tuple(marks))


def _levels(e: Explanation, base: float, top: float) -> list[Mark]:
    """The lines at the loss and at the base rate's."""
    marks: list[Mark] = []
    if math.isfinite(e.loss) and 0 < abs(e.loss - base) < 0.12 * top and base > 0:
        # The two lines leave no room between them: the label stands above both, with a line down to its own.
        above = max(e.loss, base) + 0.16 * top
        marks.append(Line("mean", "loss", 0.0, e.loss, 1.0, e.loss))
        marks.append(Line("mean/leader", "quiet", 0.6, e.loss, 0.6, above))
        marks.append(Label("mean/label", "loss", text("marks.mean", loss=e.loss), (Place(0.6, above),)))
    elif math.isfinite(e.loss):
        marks += mean_marks(e.loss)
    else:
        rest = e.summary.finite_loss * e.factor
        if math.isfinite(rest):
            marks.append(Line("mean", "loss", 0.0, rest, 1.0, rest))
            marks.append(_level_label("mean/label", "loss", text("marks.rest", rest=rest), rest))
    if base > 0:
        marks.append(Line("base", "reference", 0.0, base, 1.0, base, dashed=True))
        marks.append(_level_label("base/label", "reference", text("marks.base", base=base), base))
    return marks


def _level_label(name: str, look: str, words: Text, at: float) -> Label:
    spots: Sequence[tuple[float, Any]] = ((1.0, "right"), (0.7, "center"), (0.4, "left"))
    places = tuple(Place(x, at, across, along) for along in ("bottom", "top") for x, across in spots)
    return Label(name, look, words, places)


def _values(e: Explanation, bars: Bars, heights: np.ndarray, top: float) -> list[Label]:
    """The value on each bar where bars are few."""
    if len(bars) > FEW:
        return []
    found = []
    for i, h in enumerate(heights.tolist()):
        x, y = float(bars.ends[i] - bars.share[i] / 2), h if math.isfinite(h) else top
        places = [Place(x, y), *(Place(x, line) for line in (e.loss,) if y <= line < math.inf), Place(x, y, "center", "top")]
        look = role(int(bars.cls[i]), len(e.summary.labels))
        found.append(Label(f"value/{bars.ids[i]}", look, number(h, "n2"), tuple(places), needed=False))
    return found


def _short(name: str, most: int) -> str:
    """A name cut to so many characters."""
    line = " ".join(name.split())
    return line if len(line) <= most else line[: most - 1] + "…"
