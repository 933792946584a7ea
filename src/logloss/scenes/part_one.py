"""Part one of the story: from points to a number. One function a scene."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from logloss.messages import Text, number, text
from logloss.scenes.bars import alike
from logloss.scenes.common import SHARES, height_axis, mean_marks, role, standing, top_of, value_labels
from logloss.scenes.marks import (
    Axis,
    Bar,
    Curve,
    Dot,
    Formula,
    Label,
    Line,
    Listing,
    Mark,
    Place,
    Scene,
    Term,
)
from logloss.scenes.material import Material
from logloss.scenes.ticks import ticks

HIDDEN = Axis(-0.06, 1.06)
QUARTERS = ((0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1, "1"))
PROBABILITY = Axis(-0.06, 1.06, text("axis.positive"), QUARTERS)
GIVEN = Axis(0.0, 1.1, text("axis.given"), QUARTERS)


def feature(m: Material) -> Scene:
    """The points on the axis, without colour."""
    key = "scene.feature" if m.feature else "scene.feature.scores"
    said = [text(f"{key}.1", **m.facts())]
    if not m.bars.is_single:
        said.append(text("dots.gathered", rows=m.summary.rows))
    return _scene(
        m, "feature", HIDDEN, [*_number_line(m, 0.5), *_dots(m, 0.5, coloured=False)], said, m.bare_axis
    )


def labels(m: Material) -> Scene:
    """The same points, coloured by class."""
    return _scene(m, "labels", HIDDEN, [*_number_line(m, 0.5), *_dots(m, 0.5)], x=m.bare_axis)


def formula(m: Material) -> Scene:
    """The loss as a formula whose terms can be pointed at."""
    terms = (
        Term("formula/mean", "loss", r"L = -\frac{1}{N}\sum_{i=1}^{N}", text("formula.mean")),
        Term("formula/positive", "positive", r"\left[\,y_i\,\log\,p_i\right.", text("formula.positive")),
        Term(
            "formula/negative",
            "negative",
            r"\left.+\;(1-y_i)\,\log\,(1-p_i)\,\right]",
            text("formula.negative"),
        ),
    )
    marks = [Formula("formula", "plain", terms), *_number_line(m, 0.15), *_dots(m, 0.15)]
    return _scene(m, "formula", HIDDEN, marks, x=m.bare_axis)


def split(m: Material) -> Scene:
    """The classes drift apart: negatives up, positives down."""
    return _scene(m, "split", HIDDEN, _dots(m))


def curve(m: Material) -> Scene:
    """The model's probability of the positive class along the axis."""
    if m.fit is None:
        said = text("scene.curve.scores.1", **m.facts())
    elif not m.feature:
        said = text("scene.curve.features.1", **m.facts(features=len(m.fit.weight)))
    else:
        key = "scene.curve.1" if m.fit.bias >= 0 else "scene.curve.minus.1"
        said = text(key, **m.facts(w=float(m.fit.weight[0]), b=abs(m.fit.bias)))
    return _scene(m, "curve", PROBABILITY, [_curve(m), *_dots(m)], [said, *penalty_sentences(m)])


def positives(m: Material) -> Scene:
    """Under the curve: the probability that positive points were given."""
    marks = [*_bars_on_axis(m, (1,)), _curve(m), *_dots(m)]
    return _scene(
        m, "positives", PROBABILITY, marks, [text("scene.positives.1", **m.facts()), *_about_bars(m)]
    )


def negatives(m: Material) -> Scene:
    """From 1 down to the curve: the probability that negative points were given."""
    return _scene(m, "negatives", PROBABILITY, [*_bars_on_axis(m, (0,)), _curve(m), *_dots(m)])


def together(m: Material) -> Scene:
    """All bars at once, still where their points are."""
    return _scene(m, "together", PROBABILITY, [*_bars_on_axis(m, (0, 1)), _curve(m), *_dots(m)])


def lineup(m: Material) -> Scene:
    """The bars side by side, negatives still hanging from 1."""
    hanging = [
        replace(bar, y0=1.0 - bar.y1, y1=1.0) if bar.role == role(0) else bar
        for bar in standing(m.bars, m.bars.given, 1.0, m.roles, m.names)
    ]
    return _scene(m, "line-up", GIVEN, hanging, x=slots(m))


def baseline(m: Material) -> Scene:
    """All bars on one baseline: the probability given to the true class."""
    given = m.bars.given
    marks = [*standing(m.bars, given, 1.0, m.roles, m.names), *value_labels(m.bars, given, m.roles, 1.0)]
    worst = int(alike(given).argmin())
    said = [
        text("scene.baseline.1", **m.facts()),
        text("scene.baseline.2", low=float(given[worst]), who=m.who(worst), high=float(given.max())),
    ]
    return _scene(m, "baseline", GIVEN, marks, said, slots(m))


def penalty(m: Material) -> Scene:
    """The curve −log p, and each point on it."""
    half, tenth = math.log(2) * m.factor, math.log(10) * m.factor
    top = top_of(m.heights, math.log(20) * m.factor)
    cost = (
        np.linspace(0, 1, 200) ** 3 * top
    )  # close together where the curve bends, even if it is a thousand high
    marks: list[Mark] = [*_stems(m, top)]
    marks.append(Curve("penalty", "model", tuple(np.exp(-cost / m.factor).tolist()), tuple(cost.tolist())))
    marks += [
        Dot(b.replace("bar", "dot"), look, g, min(h, top), look == role(1), name)
        for b, look, g, h, name in zip(
            m.bars.ids, m.roles, m.bars.given.tolist(), m.heights.tolist(), m.names, strict=True
        )
    ]
    for name, at, y in (("half", 0.5, half), ("tenth", 0.1, tenth)):
        spots = (Place(at + 0.02, y + 0.02 * top, "left"), Place(at + 0.12, min(y + 0.12 * top, top), "left"))
        words = text("marks.costs", p=at, cost=y, unit=m.unit_name)
        marks.append(Label(f"note/{name}", "quiet", words, spots, needed=False))
    said = [text("scene.penalty.1", **m.facts(half=half, tenth=tenth)), text("scene.penalty.2")]
    x = Axis(-0.01, 1.03, text("axis.given"), QUARTERS)
    return _scene(m, "penalty", Axis(0.0, top * 1.04, _surprisal(m), ticks(0, top)), marks, said, x)


def loss(m: Material) -> Scene:
    """The bars become −log p; their mean is the loss."""
    top = top_of(m.heights)
    worst = int(alike(m.heights).argmax())
    bars = standing(m.bars, m.heights, top, m.roles, m.names, worst if m.bars.is_single else -1)
    level = m.loss if math.isfinite(m.loss) else math.nan
    marks: list[Mark] = [*bars, *value_labels(m.bars, m.heights, m.roles, top, level)]
    said = [text("scene.loss.1", **m.facts())]
    if math.isinf(m.loss):
        said.append(_infinite(m))
    else:
        marks += mean_marks(m.loss)
        if m.loss > 0:
            facts = m.facts(who=m.who(worst), cost=float(m.heights[worst]), share=float(m.shares[worst]))
            said.append(text("scene.loss.2", **facts))
        said.append(text("scene.loss.3", **m.facts()))
    return _scene(m, "loss", height_axis(m.heights, top, _surprisal(m)), marks, said, slots(m))


def check(m: Material) -> Scene:
    """The few lines of code that get the same number, and what they print."""
    code, output = m.check
    clipped = m.infinite or any(row.p < np.finfo(np.float64).eps for row in m.summary.worst)
    said = text("scene.check.clipped" if clipped else "scene.check.1")
    return _scene(m, "check", Axis(0, 1), [Listing("check", "plain", code, output)], [said], Axis(0, 1))


def slots(m: Material) -> Axis:
    """The axis of bars side by side: each with its place named where there are few."""
    if not (m.bars.are_few and m.bars.is_single):
        return Axis(0.0, 1.0, text("axis.share_by", axis=m.axis), SHARES)
    names = [number(x, "sig") for x in m.bars.place.tolist()]
    return Axis(0.0, 1.0, text("axis.points_by", axis=m.axis), tuple(zip(m.bars.middles, names, strict=True)))


def penalty_sentences(m: Material) -> list[Text]:
    """What scikit-learn's penalty does to this fit, and what the fit would be without."""
    if m.fit is None:
        return []
    facts = m.facts(C=m.fit.C)
    if math.isinf(m.fit.C):
        return [text("fit.free", **facts)]
    if m.free is None:
        return [text("fit.separable", **facts)]
    free = m.free.loss * m.factor
    if not m.feature:
        return [text("fit.penalty.features", free=free, **facts)]
    return [
        text("fit.penalty", w_free=float(m.free.fit.weight[0]), b_free=m.free.fit.bias, free=free, **facts)
    ]


def _scene(
    m: Material, name: str, y: Axis, marks: list[Any], said: list[Text] | None = None, x: Axis | None = None
) -> Scene:
    """A scene of this part: messages go by its name, the axis is the story's unless it says otherwise."""
    sentences = said or [text(f"scene.{name}.1", **m.facts())]
    x = x or Axis(*m.ends, m.axis, ticks(*m.ends))
    return Scene(name, 1, text(f"scene.{name}.title", **m.facts()), tuple(sentences), x, y, tuple(marks))


def _surprisal(m: Material) -> Text:
    return text("axis.surprisal", unit=m.unit_name)


def _infinite(m: Material) -> Text:
    if math.isnan(m.rest):
        return text("scene.loss.infinite.all", rows=m.infinite)
    return text("scene.loss.infinite", rows=m.infinite, rest=m.rest, unit=m.unit_name)


def _about_bars(m: Material) -> list[Text]:
    """Whether bars gather rows, and whether some stand at the ends of the axis, where they do not belong."""
    said = [] if m.bars.is_single else [text("bars.gathered", rows=m.summary.rows, bars=len(m.bars))]
    low, high = m.ends
    if ((m.bars.place < low) | (m.bars.place > high)).any():
        said.append(text("bars.beyond", low=low, high=high))
    return said


def _number_line(m: Material, y: float) -> list[Mark]:
    """The axis as a line through the points, with its round numbers below it."""
    low, high = m.ends
    marks: list[Mark] = [Line("axis", "reference", low, y, high, y)]
    for i, (at, name) in enumerate(ticks(low, high)):
        marks.append(Line(f"axis/{i}", "reference", at, y - 0.03, at, y))
        marks.append(
            Label(f"axis/{i}/label", "quiet", name, (Place(at, y - 0.05, "center", "top"),), needed=False)
        )
    marks.append(Label("axis/label", "quiet", m.axis, (Place((low + high) / 2, y - 0.15, "center", "top"),)))
    return marks


def _dots(m: Material, y: float | None = None, coloured: bool = True) -> list[Dot]:
    """A dot a bar, at one height, or split: negatives at 1, positives at 0."""
    return [
        Dot(
            b.replace("bar", "dot"),
            look if coloured else "plain",
            x,
            float(look == role(0)) if y is None else y,
            look == role(1) or not coloured,
            name,
        )
        for b, look, x, name in zip(m.bars.ids, m.roles, m.places(_width(m)), m.names, strict=True)
    ]


def _curve(m: Material) -> Curve:
    x = np.linspace(*m.ends, 161)
    return Curve("curve", "model", tuple(x.tolist()), tuple(m.curve(x).tolist()))


def _width(m: Material) -> float:
    """How wide a bar is that stands where its point is."""
    low, high = m.ends
    return (high - low) * max(0.004, min(0.026, 0.8 / len(m.bars)))


def _bars_on_axis(m: Material, classes: tuple[int, ...]) -> list[Bar]:
    """Bars of some classes where their points are: positives stand on 0, negatives hang from 1."""
    width = _width(m)
    each = zip(m.bars.ids, m.bars.cls.tolist(), m.places(width), m.bars.given.tolist(), m.names, strict=True)
    return [
        Bar(b, role(k), x - width / 2, x + width / 2, 0.0 if k else 1 - given, given if k else 1.0, name=name)
        for b, k, x, given, name in each
        if k in classes
    ]


def _stems(m: Material, top: float) -> list[Bar]:
    """The bars of −log p, thin, each where the probability is that it comes from."""
    width = 0.008
    each = zip(m.bars.ids, m.roles, m.bars.given.tolist(), m.heights.tolist(), m.names, strict=True)
    return [
        Bar(b, look, g - width / 2, g + width / 2, 0.0, min(h, top), broken=math.isinf(h), name=name)
        for b, look, g, h, name in each
    ]
