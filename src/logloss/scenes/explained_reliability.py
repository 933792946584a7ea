"""Can an Explanation's numbers be believed: how often it happened, at each probability that was said."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from logloss.analysis.reliability import Reliability
from logloss.explanation import Explanation
from logloss.kernels.reference import Float
from logloss.messages import Text, number, text
from logloss.scenes.marks import Axis, Band, Bar, Curve, Dot, Label, Line, Mark, Place, Scene
from logloss.scenes.names import LONGEST_CLASS, short
from logloss.scenes.ticks import ceiling, ticks

DENSITY = 0.16
"""How high the highest bar of the histogram is, as a share of the picture."""

SQUEEZED = 0.25
"""Where nearly all predictions are within this much of 0, or of 1, only that part is drawn."""

MANY = 30
"""Points from which it is said what above and below mean: the band of fewer fills the picture."""

BEYOND = 0.002
"""The share of the weight that may be left out for that."""


def reliability_scene(e: Explanation) -> Scene | None:
    """The recalibrated curve, the band of chance about the diagonal, and where predictions lie."""
    r = e.reliability
    if r is None:
        return None
    low, high = _ends(r)
    marks: list[Mark] = [
        *_density(r, low, high),
        *_band(r, low, high),
        Line("calibrated", "quiet", low, low, high, high, dashed=True),
        *_curve(r, low, high),
        *(_corners(low, high) if len(r.forecast) >= MANY else ()),
    ]
    name = short(e.summary.labels[1], LONGEST_CLASS)
    marks_at = tuple((at, number(at, "pct")) for at, _ in ticks(low, high, 5))
    x = Axis(low, high, text("axis.said", label=name), marks_at)
    y = Axis(low, high, text("axis.happened", label=name), marks_at)
    return Scene("explained-reliability", 3, text("explain.reliability.panel"), (), x, y, tuple(marks))


def reliability_finding(e: Explanation) -> Text:
    """How miscalibrated they are, and what of that chance alone would show."""
    d, n = e.decomposition, e.null
    assert d is not None  # reliability_scene refuses it
    assert n is not None
    wrong, unit = d.miscalibration * e.factor, text(f"unit.{e.unit}")
    key = "explain.reliability.finding" if math.isfinite(wrong) else "explain.reliability.finding.infinite"
    return text(key, miscalibration=wrong, chance=n.mean * e.factor, p=n.p_value, unit=unit)


def _ends(r: Reliability) -> tuple[float, float]:
    """From 0 to 1, or the part in which nearly all predictions lie."""
    weight = np.add(r.negatives, r.positives)
    edges = np.array(r.edges)
    below = np.cumsum(weight) - weight
    high = ceiling(float(edges[1:][below < (1 - BEYOND) * weight.sum()].max()))
    low = 1 - ceiling(1 - float(edges[:-1][below + weight > BEYOND * weight.sum()].min()))
    if high <= SQUEEZED:
        return 0.0, high
    return (low, 1.0) if low >= 1 - SQUEEZED else (0.0, 1.0)


def _density(r: Reliability, low: float, high: float) -> list[Mark]:
    weight = np.add(r.negatives, r.positives)
    scale = DENSITY * (high - low) / weight.max()
    each = zip(r.edges[:-1], r.edges[1:], weight.tolist(), strict=True)
    return [
        Bar(f"density/{i}", "reference", max(a, low), min(b, high), low, low + scale * w)
        for i, (a, b, w) in enumerate(each)
        if w > 0 and a < high and b > low and max(a, low) < min(b, high)
    ]


def _band(r: Reliability, low: float, high: float) -> list[Mark]:
    inside = [low <= f <= high for f in r.forecast]
    x, lows, highs = (np.array(v)[inside] for v in (r.forecast, r.low, r.high))
    if len(x) == 0:
        return []
    lows, highs = lows.clip(low, high), highs.clip(low, high)
    if len(x) == 1:
        return [Line("band", "reference", float(x[0]), float(lows[0]), float(x[0]), float(highs[0]))]
    return [Band("band", "reference", *(tuple(v.tolist()) for v in (x, lows, highs)))]


def _curve(r: Reliability, low: float, high: float) -> list[Mark]:
    x, y = _within(np.array(r.forecast), np.array(r.observed), low, high)
    if len(x) == 1:
        return [Dot("reliability", "model", float(x[0]), float(y[0]))]
    return [Curve("reliability", "model", tuple(x.tolist()), tuple(y.tolist()))] if len(x) else []


def _within(x: Float, y: Float, low: float, high: float) -> tuple[Float, Float]:
    """What of a rising curve is in a square; where it leaves it upright, up to its edge."""
    inside = (low <= x) & (x <= high) & (low <= y) & (y <= high)
    if not inside.any():
        return x[:0], y[:0]
    i, j = int(inside.argmax()), len(x) - int(inside[::-1].argmax()) - 1
    xs, ys = x[i : j + 1], y[i : j + 1]
    if j + 1 < len(x):
        t = min((high - a) / (b - a) for a, b in ((x[j], x[j + 1]), (y[j], y[j + 1])) if b > high)
        xs, ys = (np.r_[v[i : j + 1], v[j] + t * (v[j + 1] - v[j])] for v in (x, y))
    if i > 0:
        t = min((b - low) / (b - a) for a, b in ((x[i - 1], x[i]), (y[i - 1], y[i])) if a < low)
        xs, ys = (np.r_[v[i] - t * (v[i] - v[i - 1]), w] for v, w in ((x, xs), (y, ys)))
    return xs, ys


def _corners(low: float, high: float) -> list[Label]:
    """What it means to be above the diagonal, and below."""
    size = high - low

    def at(x: float, y: float, across: str, along: str) -> Place:
        return Place(low + x * size, low + y * size, across, along)  # type: ignore[arg-type]

    above = (at(0.03, 0.98, "left", "top"), at(0.03, 0.86, "left", "top"))
    below: Sequence[Place] = [at(0.98, y, "right", "bottom") for y in (DENSITY + 0.02, 0.28, 0.02)]
    return [
        Label("above", "quiet", text("marks.more_often"), above, needed=False, within=0.45 * size),
        Label("below", "quiet", text("marks.less_often"), tuple(below), needed=False, within=0.45 * size),
    ]
