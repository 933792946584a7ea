"""Part one of the story: from points to a number. One function a scene."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from logloss.messages import Text, text
from logloss.scenes.common import (
    ROLES,
    bar,
    bar_name,
    mean_marks,
    number_line,
    slot,
    slots,
    surprisal_bars,
    tallest,
    value_labels,
    who,
)
from logloss.scenes.marks import Axis, Bar, Curve, Dot, Formula, Label, Line, Listing, Mark, Place, Scene, Term
from logloss.scenes.material import Material
from logloss.scenes.ticks import ceiling, ticks

HIDDEN = Axis(-0.06, 1.06)
QUARTERS = tuple((q, label) for q, label in ((0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1, "1")))
PROBABILITY = Axis(-0.06, 1.06, text("axis.positive"), QUARTERS)
GIVEN = Axis(0.0, 1.08, text("axis.given"), QUARTERS)


def feature(m: Material) -> Scene:
    """The points on the axis, without colour."""
    key = "scene.feature" if m.feature else "scene.feature.scores"
    return _scene(m, "feature", HIDDEN, [*number_line(m, 0.5), *_dots(m, 0.5, coloured=False)], key, x=m.bare_axis)


def labels(m: Material) -> Scene:
    """The same points, coloured by class."""
    return _scene(m, "labels", HIDDEN, [*number_line(m, 0.5), *_dots(m, 0.5)], x=m.bare_axis)


def formula(m: Material) -> Scene:
    """The loss as a formula whose terms can be pointed at."""
    terms = (
        Term("formula/mean", "loss", r"L = -\frac{1}{N}\sum_{i=1}^{N}", text("formula.mean")),
        Term("formula/positive", "positive", r"\left[\,y_i\,\log\,p_i\right.", text("formula.positive")),
        Term("formula/negative", "negative", r"\left.+\;(1-y_i)\,\log\,(1-p_i)\,\right]", text("formula.negative")),
    )
    return _scene(m, "formula", HIDDEN, [Formula("formula", "plain", terms), *number_line(m, 0.15), *_dots(m, 0.15)], x=m.bare_axis)


def split(m: Material) -> Scene:
    """The classes drift apart: negatives up, positives down."""
    return _scene(m, "split", HIDDEN, _dots(m))


def curve(m: Material) -> Scene:
    """The model's probability of the positive class along the axis."""
    key = "scene.curve" if m.feature else "scene.curve.scores"
    facts: dict[str, Any] = {}
    if m.fit is not None and len(m.fit.weight) == 1:
        facts = {"w": float(m.fit.weight[0]), "b": m.fit.bias}
    elif m.fit is not None:
        key, facts = "scene.curve.features", {"features": len(m.fit.weight)}
    said = [text(f"{key}.1", **m.facts(**facts)), *penalty_sentences(m)]
    return _scene(m, "curve", PROBABILITY, [_curve(m), *_dots(m)], key, said)


def positives(m: Material) -> Scene:
    """Under the curve: the probability that positive points were given."""
    return _scene(m, "positives", PROBABILITY, [*_bars_on_axis(m, (1,)), _curve(m), *_dots(m)])


def negatives(m: Material) -> Scene:
    """From 1 down to the curve: the probability that negative points were given."""
    return _scene(m, "negatives", PROBABILITY, [*_bars_on_axis(m, (0,)), _curve(m), *_dots(m)])


def together(m: Material) -> Scene:
    """All bars at once, still where their points are."""
    return _scene(m, "together", PROBABILITY, [*_bars_on_axis(m, (0, 1)), _curve(m), *_dots(m)])


def lineup(m: Material) -> Scene:
    """The bars side by side, negatives still hanging from 1."""
    return _scene(m, "line-up", GIVEN, _bars_in_line(m, hanging=True), x=slots(m))


def baseline(m: Material) -> Scene:
    """All bars on one baseline: the probability given to the true class."""
    marks = _bars_in_line(m, hanging=False)
    given = m.bars.given
    worst = int(given.argmin())
    said = [
        text("scene.baseline.1", **m.facts()),
        text("scene.baseline.2", low=float(given[worst]), who=who(m, worst), high=float(given.max())),
    ]
    return _scene(m, "baseline", GIVEN, [*marks, *value_labels(m, given)], said=said, x=slots(m))


def penalty(m: Material) -> Scene:
    """The curve −log p, and each point on it."""
    top = ceiling(max(tallest(m), math.log(20) * m.factor))
    p = np.geomspace(math.exp(-top / m.factor), 1, 200)
    shown = np.minimum(m.heights, top)
    width = 0.008
    bars = [
        Bar(b, ROLES[c], float(g) - width / 2, float(g) + width / 2, 0.0, float(h), name=bar_name(m, i))
        for i, (b, c, g, h) in enumerate(zip(m.bars.ids, m.bars.cls, m.bars.given, shown, strict=True))
    ]
    line = Curve("penalty", "model", tuple(p.tolist()), tuple((-np.log(p) * m.factor).tolist()))
    dots = [
        Dot(b.replace("bar", "dot"), ROLES[c], float(g), float(h), bool(c))
        for b, c, g, h in zip(m.bars.ids, m.bars.cls, m.bars.given, shown, strict=True)
    ]
    half = math.log(2) * m.factor
    tenth = math.log(10) * m.factor
    marks: list[Mark] = [*bars, line, *dots]
    for name, at, cost in (("half", 0.5, half), ("tenth", 0.1, tenth)):
        note = Label(
            f"note/{name}", "quiet", text("marks.costs", p=at, cost=cost, unit=m.unit_name),
            (Place(at + 0.02, cost + 0.02 * top, "left", "bottom"), Place(at + 0.12, cost + 0.12 * top, "left")),
            needed=False,
        )  # fmt: skip
        marks.append(note)
    said = [
        text("scene.penalty.1", **m.facts(half=half, tenth=tenth)),
        text("scene.penalty.2"),
    ]
    x = Axis(0.0, 1.03, text("axis.given"), QUARTERS)
    y = Axis(0.0, top * 1.04, text("axis.surprisal", unit=m.unit_name), ticks(0, top))
    return _scene(m, "penalty", y, marks, said=said, x=x)


def loss(m: Material) -> Scene:
    """The bars become −log p; their mean is the loss."""
    top = ceiling(tallest(m) * 1.02)
    worst = int(m.heights.argmax())
    bars = surprisal_bars(m, top, emphasis=worst if m.bars.is_single else None)
    marks: list[Mark] = [*bars, *value_labels(m, m.heights, top, m.loss)]
    if math.isfinite(m.loss):
        marks += mean_marks(m.loss)
    said = [text("scene.loss.1", **m.facts())]
    if math.isfinite(m.loss):
        share = float(m.bars.loss[worst] * m.bars.share[worst] / m.summary.loss) if m.loss > 0 else 0.0
        said.append(text("scene.loss.2", who=who(m, worst), cost=float(m.heights[worst]), share=share, **m.facts()))
        said.append(text("scene.loss.3", **m.facts()))
    else:
        rest = m.summary.finite_loss * m.factor
        infinite = int(m.summary.totals.all("infinite"))
        said.append(text("scene.loss.infinite", rows=infinite, rest=rest, unit=m.unit_name))
    y = Axis(0.0, top * 1.06, text("axis.surprisal", unit=m.unit_name), ticks(0, top, 4))
    return _scene(m, "loss", y, marks, said=said, x=slots(m))


def check(m: Material) -> Scene:
    """The few lines of code that get the same number, and what they print."""
    code, output = m.check
    return _scene(m, "check", Axis(0, 1), [Listing("check", "plain", code, output)], x=Axis(0, 1))






def penalty_sentences(m: Material) -> list[Text]:
    """What scikit-learn's penalty does to this fit, and what the fit would be without."""
    if m.fit is None:
        return []
    facts = m.facts(C=m.fit.C)
    if math.isinf(m.fit.C):
        return [text("fit.free", **facts)]
    if m.free is None:
        return [text("fit.separable", **facts)]
    if len(m.fit.weight) > 1:
        return [text("fit.penalty.features", free=m.free.loss * m.factor, **facts)]
    free = {"w_free": float(m.free.fit.weight[0]), "b_free": m.free.fit.bias, "free": m.free.loss * m.factor}
    return [text("fit.penalty", **free, **facts)]


def _scene(
    m: Material,
    name: str,
    y: Axis,
    marks: list[Any],
    key: str = "",
    said: list[Text] | None = None,
    x: Axis | None = None,
) -> Scene:
    """A scene of this part: its messages are found by its name, and its axis is the story's unless it says otherwise."""
    key = key or f"scene.{name}"
    sentences = said or [text(f"{key}.1", **m.facts()), *_gathered_sentence(m, name)]
    x = x or Axis(m.low, m.high, m.axis, ticks(m.low, m.high))
    return Scene(name, 1, text(f"scene.{name}.title", **m.facts()), tuple(sentences), x, y, tuple(marks))


def _gathered_sentence(m: Material, name: str) -> list[Text]:
    """Where bars gather rows, the scene in which bars appear says so."""
    if name != "positives":
        return []
    said = [] if m.bars.is_single else [text("bars.gathered", rows=m.summary.rows, bars=len(m.bars))]
    beyond = bool(((m.bars.place < m.low) | (m.bars.place > m.high)).any())
    return [*said, text("bars.beyond", low=m.low, high=m.high)] if beyond else said


def _dots(m: Material, y: float | None = None, coloured: bool = True) -> list[Dot]:
    """A dot a bar, at one height, or split: negatives at 1, positives at 0."""
    return [
        Dot(
            b.replace("bar", "dot"),
            ROLES[c] if coloured else "plain",
            float(x),
            1.0 - c if y is None else y,
            filled=bool(c) or not coloured,
            name=bar_name(m, i),
        )
        for i, (b, c, x) in enumerate(zip(m.bars.ids, m.bars.cls.tolist(), m.places, strict=True))
    ]


def _curve(m: Material) -> Curve:
    x = np.linspace(m.low, m.high, 161)
    return Curve("curve", "model", tuple(x.tolist()), tuple(m.curve(x).tolist()))


def _bars_on_axis(m: Material, classes: tuple[int, ...]) -> list[Bar]:
    width = (m.high - m.low) * max(0.004, min(0.026, 0.8 / len(m.bars)))
    return [
        bar(m, i, float(x) - width / 2, float(x) + width / 2, *_stand(m, i, hanging=True))
        for i, x in enumerate(m.places)
        if m.bars.cls[i] in classes
    ]


def _bars_in_line(m: Material, hanging: bool) -> list[Bar]:
    return [bar(m, i, *slot(m, i), *_stand(m, i, hanging)) for i in range(len(m.bars))]






def _stand(m: Material, i: int, hanging: bool) -> tuple[float, float]:
    given = float(m.bars.given[i])
    return (1 - given, 1.0) if hanging and m.bars.cls[i] == 0 else (0.0, given)
















