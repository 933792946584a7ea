"""Part two of the story: why it is called entropy. One function a scene."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from logloss.information import cross_entropy, entropy
from logloss.messages import Text, number, text
from logloss.scenes.common import SHARES, class_boxes, height_axis, level_label, role, top_of
from logloss.scenes.marks import Axis, Bar, Curve, Dot, Label, Line, Mark, Place, Scene
from logloss.scenes.material import Material
from logloss.scenes.names import short
from logloss.scenes.part_one import QUARTERS, penalty_sentences, slots
from logloss.scenes.ticks import ceiling, ticks

SHARE = Axis(0.0, 1.0, text("axis.share"), SHARES)
LEFT_OF: Literal["right"] = "right"
RIGHT_OF: Literal["left"] = "left"
"""Words at the left of a point end there, words at the right of it begin there."""

EVEN = np.array([0.5, 0.5])
"""The guess of somebody who knows nothing: p of the scenes cross-entropy and divergence; it may be moved."""


def distribution(m: Material) -> Scene:
    """How often each class occurs: q."""
    marks: list[Mark] = []
    for k, q in enumerate(m.yardstick.shares):
        marks.append(Bar(f"class/{k}", role(k), k + 0.2, k + 0.8, 0.0, q, name=_class_name(m, k)))
        places = (Place(k + 0.5, q), Place(k + 0.5, q, "center", "top"))
        marks.append(Label(f"class/{k}/value", role(k), number(q, "pct1"), places))
    names = (text(f"class.{role(k)}.named", label=short(m.summary.labels[k], 24)) for k in (0, 1))
    x = Axis(0.0, 2.0, "", tuple(zip((0.5, 1.5), names, strict=True)))
    return _scene(m, "distribution", x, Axis(0.0, 1.1, text("axis.q"), QUARTERS), marks)


def entropy_scene(m: Material) -> Scene:
    """H(q) for every q of two classes, and its ceilings for more."""
    q = np.linspace(0, 1, 201)
    h = np.asarray(entropy(np.column_stack([1 - q, q]))) * m.factor
    here, own = m.yardstick.shares[1], _entropy(m)
    marks: list[Mark] = []
    for classes in (2, 3, 4):
        most = math.log(classes) * m.factor
        words = text("marks.most", classes=classes, most=most)
        marks.append(Line(f"most/{classes}", "quiet", 0.0, most, 1.0, most, dashed=True))
        marks.append(
            Label(
                f"most/{classes}/label",
                "quiet",
                words,
                (Place(0.01, most, "left"), Place(0.99, most, "right")),
            )
        )
    marks += [
        Curve("entropy", "model", tuple(q.tolist()), tuple(h.tolist())),
        Line("here", "entropy", here, 0.0, here, own),
        Dot("entropy/here", "entropy", here, own),
    ]
    beside = [(x, side) for x, side in ((here - 0.03, LEFT_OF), (here + 0.03, RIGHT_OF)) if 0 <= x <= 1]
    places = tuple(Place(x, own * part, side) for part in (0.5, 0.25, 0.75) for x, side in beside)
    marks.append(Label("entropy/value", "entropy", text("marks.entropy", entropy=own), places))
    said = [
        text("scene.entropy.1", entropy=own, unit=m.unit_name, half=math.log(2) * m.factor, q=here),
        text("scene.entropy.2", bits=own / m.factor / math.log(2), nats=own / m.factor),
    ]
    top = ceiling(math.log(4) * m.factor)
    y = Axis(0.0, top * 1.04, text("axis.entropy", unit=m.unit_name), ticks(0, top))
    return _scene(m, "entropy", Axis(0.0, 1.0, text("axis.q_positive"), QUARTERS), y, marks, said)


def cross_entropy_scene(m: Material) -> Scene:
    """Each class a box: its width its share, its height a guess's code length, its area cross-entropy."""
    area = _of_even(m)
    said = [
        text("scene.cross-entropy.1", cross=area, unit=m.unit_name),
        text("scene.cross-entropy.2", **m.facts()),
    ]
    y = _lengths(m)
    total = Label("area", "loss", text("marks.area", area=area), (Place(0.5, y.high, "center", "top"),))
    return _scene(m, "cross-entropy", SHARE, y, [*_boxes(m), total], said)


def divergence(m: Material) -> Scene:
    """The part of that area that need not be there."""
    own, cross = _entropy(m), _of_even(m)
    kl = cross - own
    marks: list[Mark] = [
        Bar("area/entropy", "entropy", 0.0, 1.0, 0.0, own, name=text("marks.entropy", entropy=own)),
        Bar("area/divergence", "divergence", 0.0, 1.0, own, cross, name=text("marks.kl", kl=kl)),
        *(replace(box, outline=True) for box in _boxes(m) if isinstance(box, Bar)),
    ]
    q = m.yardstick.shares[0]
    inside = tuple(Place(x, own / 2, "center", "center") for x in (q + (1 - q) / 2, q / 2))
    marks.append(
        Label("entropy/value", "entropy", text("marks.entropy", entropy=own), inside, needed=own > 0)
    )
    marks.append(level_label("kl", "divergence", text("marks.kl", kl=kl), cross))
    facts = {"kl": kl, "cross": cross, "entropy": own, "unit": m.unit_name}
    said = [text("scene.divergence.1", **facts), text("scene.divergence.2")]
    return _scene(m, "divergence", SHARE, _lengths(m), marks, said)


def fitting(m: Material) -> Scene:
    """Every point a box as wide as its share and as high as its surprisal: training makes the area small."""
    flat = math.log(2) * m.factor
    top = top_of(m.heights, flat)
    words = text("marks.flat", flat=flat)
    marks: list[Mark] = []
    start = 0.0
    for i, (b, share, h) in enumerate(
        zip(m.bars.ids, m.bars.share.tolist(), m.heights.tolist(), strict=True)
    ):
        end = min(start + share, 1.0)
        marks.append(Bar(b, m.roles[i], start, end, 0.0, min(h, top), broken=math.isinf(h), name=m.names[i]))
        start = end
    marks.append(Bar("untrained", "unseen", 0.0, 1.0, 0.0, flat, outline=True, name=words))
    marks.append(level_label("untrained/label", "quiet", words, flat))
    facts = m.facts(flat=flat, entropy=_entropy(m))
    said = [
        text("scene.fitting.1" if m.fit else "scene.fitting.given.1", **facts),
        *penalty_sentences(m),
        text("scene.fitting.2" if m.feature else "scene.fitting.scores.2", **facts),
    ]
    y = height_axis([*m.heights, flat], top, text("axis.surprisal", unit=m.unit_name))
    return _scene(m, "fitting", slots(m), y, marks, said)


def classes(m: Material) -> Scene:
    """The boxes gathered by class: two means, and their weights."""
    q = m.yardstick.shares
    totals = m.summary.totals
    with np.errstate(invalid="ignore"):  # a class without rows has no mean
        means = np.where(totals["infinite"] > 0, math.inf, totals["loss"] / totals["weight"]) * m.factor
    mean = [float(v) for v in means]
    top = top_of(mean)
    words = [text("marks.class_mean", share=q[k], mean=mean[k]) for k in (0, 1)]
    marks = class_boxes(q, mean, top, [_class_name(m, k) for k in (0, 1)], words)
    facts = m.facts(q0=q[0], q1=q[1], mean0=mean[0], mean1=mean[1])
    present = [k for k in (0, 1) if q[k] > 0]
    if len(present) == 2:
        said = [text("scene.classes.1", **facts), text("scene.classes.2", **facts)]
    else:
        said = [text("scene.classes.one", **facts, **{"class": text(f"class.{role(present[0])}")})]
    y = height_axis(mean, top, text("axis.surprisal", unit=m.unit_name))
    return _scene(m, "classes", SHARE, y, marks, said)


def _scene(
    m: Material, name: str, x: Axis, y: Axis, marks: list[Mark], said: list[Text] | None = None
) -> Scene:
    key = f"scene.{name}"
    sentences = said or [text(f"{key}.1", **m.facts())]
    return Scene(name, 2, text(f"{key}.title", **m.facts()), tuple(sentences), x, y, tuple(marks))


def _entropy(m: Material) -> float:
    return float(entropy(np.array(m.yardstick.shares))) * m.factor


def _of_even(m: Material) -> float:
    return float(cross_entropy(np.array(m.yardstick.shares), EVEN)) * m.factor


def _boxes(m: Material) -> list[Mark]:
    """A box for each class under the even guess, and its code length."""
    q, lengths = m.yardstick.shares, (-np.log(EVEN) * m.factor).tolist()
    words = [text("marks.box", share=q[k], length=lengths[k]) for k in (0, 1)]
    return class_boxes(q, lengths, math.inf, [_class_name(m, k) for k in (0, 1)], words)


def _lengths(m: Material) -> Axis:
    top = ceiling(math.log(2) * m.factor * 1.2)
    return height_axis([top], top, text("axis.code_length", unit=m.unit_name))


def _class_name(m: Material, k: int) -> Text:
    facts = m.facts(share=m.yardstick.shares[k], label=short(m.summary.labels[k]))
    return text("class.name", **{"class": text(f"class.{role(k)}")}, **facts)
