"""Part two of the story: why it is called entropy. One function a scene."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from logloss.information import cross_entropy, entropy, kl_divergence
from logloss.messages import Text, number, text
from logloss.scenes.common import ROLES, bar, bar_name, slots, tallest
from logloss.scenes.marks import Axis, Bar, Curve, Dot, Label, Line, Mark, Place, Scene
from logloss.scenes.material import Material
from logloss.scenes.part_one import QUARTERS, penalty_sentences
from logloss.scenes.ticks import ceiling, ticks

SHARES = Axis(0.0, 1.0, text("axis.share"), tuple((q, t) for q, t in QUARTERS))
EVEN = np.array([0.5, 0.5])
"""The guess of somebody who knows nothing: the p of the scenes cross-entropy and divergence, which may be moved."""


def distribution(m: Material) -> Scene:
    """How often each class occurs: q."""
    q = m.yardstick.shares
    bars = [
        Bar(f"class/{k}", ROLES[k], k + 0.2, k + 0.8, 0.0, q[k], name=_class_name(m, k)) for k in (0, 1)
    ]
    values = [
        Label(f"class/{k}/value", ROLES[k], number(q[k], "pct1"), (Place(k + 0.5, q[k]), Place(k + 0.5, q[k], "center", "top")))
        for k in (0, 1)
    ]  # fmt: skip
    x = Axis(0.0, 2.0, "", tuple((k + 0.5, text(f"class.{ROLES[k]}.named", label=str(m.summary.labels[k]))) for k in (0, 1)))
    return _scene(m, "distribution", x, Axis(0.0, 1.08, text("axis.q"), QUARTERS), [*bars, *values])


def entropy_scene(m: Material) -> Scene:
    """H(q) for every q of two classes, and its ceilings for more."""
    q = np.linspace(0, 1, 201)
    h = np.asarray(entropy(np.column_stack([1 - q, q]))) * m.factor
    here, own = m.yardstick.shares[1], _entropy(m)
    marks: list[Mark] = []
    for classes in (2, 3, 4):
        most = math.log(classes) * m.factor
        marks.append(Line(f"most/{classes}", "quiet", 0.0, most, 1.0, most, dashed=True))
        words = text("marks.most", classes=classes, most=most)
        marks.append(
            Label(f"most/{classes}/label", "quiet", words, (Place(0.02, most, "left"), Place(0.98, most, "right")))
        )
    marks += [
        Curve("entropy", "model", tuple(q.tolist()), tuple(h.tolist())),
        Line("here", "entropy", here, 0.0, here, own),
        Dot("entropy/here", "entropy", here, own),
    ]
    spots = (Place(here - 0.03, own / 2, "right"), Place(here + 0.03, own / 2, "left"))
    marks.append(Label("entropy/value", "entropy", text("marks.entropy", entropy=own), spots))
    top = ceiling(math.log(4) * m.factor * 1.02)
    x = Axis(0.0, 1.0, text("axis.q_positive"), QUARTERS)
    y = Axis(0.0, top * 1.02, text("axis.entropy", unit=m.unit_name), ticks(0, top))
    said = [
        text("scene.entropy.1", entropy=own, unit=m.unit_name, half=math.log(2) * m.factor, q=here),
        text("scene.entropy.2", bits=own / m.factor / math.log(2), nats=own / m.factor),
    ]
    return _scene(m, "entropy", x, y, marks, said)


def cross_entropy_scene(m: Material) -> Scene:
    """Each class a box: as wide as its share, as high as the code length of a guess; the area is the cross-entropy."""
    boxes, labels, top = _boxes(m)
    area = _of_even(m)
    marks: list[Mark] = [*boxes, *labels]
    middle = 0.5
    total = Label("area", "loss", text("marks.area", area=area), (Place(middle, top * 0.97, "center", "top"),))
    said = [
        text("scene.cross-entropy.1", cross=area, unit=m.unit_name),
        text("scene.cross-entropy.2", **m.facts()),
    ]
    return _scene(m, "cross-entropy", SHARES, _lengths(m, top), [*marks, total], said)


def divergence(m: Material) -> Scene:
    """The part of that area that need not be there."""
    own, cross = _entropy(m), _of_even(m)
    top = ceiling(max(cross, own) * 1.1)
    need = Bar("area/entropy", "entropy", 0.0, 1.0, 0.0, own, name=text("marks.entropy", entropy=own))
    extra = Bar("area/divergence", "divergence", 0.0, 1.0, own, cross, name=text("marks.kl", kl=cross - own))
    kl = float(kl_divergence(np.array(m.yardstick.shares), EVEN)) * m.factor
    labels = [
        Label("entropy/value", "entropy", text("marks.entropy", entropy=own), (Place(0.65, own / 2, "center", "center"),)),
        Label("kl", "divergence", text("marks.kl", kl=kl), (Place(0.5, cross, "center", "bottom"),)),
    ]  # fmt: skip
    said = [
        text("scene.divergence.1", kl=kl, cross=cross, entropy=own, unit=m.unit_name),
        text("scene.divergence.2"),
    ]
    boxes = [replace(box, outline=True) for box in _boxes(m)[0]]
    return _scene(m, "divergence", SHARES, _lengths(m, top), [need, extra, *boxes, *labels], said)


def fitting(m: Material) -> Scene:
    """Every point a box as wide as its share and as high as its surprisal: training makes the area small."""
    flat = math.log(2) * m.factor
    top = ceiling(max(tallest(m), flat) * 1.02)
    marks: list[Mark] = []
    for i, h in enumerate(m.heights.tolist()):
        end, share = float(m.bars.ends[i]), float(m.bars.share[i])
        y1 = h if math.isfinite(h) else top
        marks.append(bar(m, i, end - share, end, 0.0, y1, broken=math.isinf(h)))
    marks.append(Bar("untrained", "unseen", 0.0, 1.0, 0.0, flat, outline=True, name=text("marks.flat", flat=flat)))
    spots = (Place(0.99, flat, "right"), Place(0.5, flat, "center"), Place(0.01, flat, "left"))
    marks.append(Label("untrained/label", "quiet", text("marks.flat", flat=flat), spots))
    facts = m.facts(flat=flat, entropy=_entropy(m))
    said = [text("scene.fitting.1", **facts), *penalty_sentences(m), text("scene.fitting.2", **facts)]
    y = Axis(0.0, top * 1.06, text("axis.surprisal", unit=m.unit_name), ticks(0, top, 4))
    return _scene(m, "fitting", slots(m), y, marks, said)


def classes(m: Material) -> Scene:
    """The boxes gathered by class: two means, and their weights."""
    q = m.yardstick.shares
    by_class = m.summary.totals["loss"] / np.maximum(m.summary.class_weight, 1e-300) * m.factor
    by_class = np.where(m.summary.totals["infinite"] > 0, math.inf, by_class)
    finite = by_class[np.isfinite(by_class)]
    top = ceiling(float(finite.max()) * 1.1 if len(finite) else 1.0)
    marks: list[Mark] = []
    start = 0.0
    for k in (0, 1):
        mean = float(by_class[k])
        height = mean if math.isfinite(mean) else top
        marks.append(
            Bar(f"class/{k}", ROLES[k], start, start + q[k], 0.0, height, broken=math.isinf(mean), name=_class_name(m, k))
        )  # fmt: skip
        words = text("marks.class_mean", share=q[k], mean=mean)
        marks.append(Label(f"class/{k}/value", ROLES[k], words, (Place(start + q[k] / 2, height),), needed=q[k] > 0))
        start += q[k]
    facts = m.facts(q0=q[0], q1=q[1], mean0=float(by_class[0]), mean1=float(by_class[1]))
    said = [text("scene.classes.1", **facts), text("scene.classes.2", **facts)]
    y = Axis(0.0, top * 1.06, text("axis.surprisal", unit=m.unit_name), ticks(0, top, 4))
    return _scene(m, "classes", SHARES, y, marks, said)


def _scene(
    m: Material, name: str, x: Axis, y: Axis, marks: list[Mark], said: list[Text] | None = None
) -> Scene:
    key = f"scene.{name}"
    sentences = said or [text(f"{key}.1", **m.facts())]
    return Scene(name, 2, text(f"{key}.title", **m.facts(entropy=_entropy(m))), tuple(sentences), x, y, tuple(marks))


def _entropy(m: Material) -> float:
    return float(entropy(np.array(m.yardstick.shares))) * m.factor


def _of_even(m: Material) -> float:
    return float(cross_entropy(np.array(m.yardstick.shares), EVEN)) * m.factor


def _boxes(m: Material) -> tuple[list[Bar], list[Label], float]:
    """A box for each class under the even guess, and its code length."""
    q = m.yardstick.shares
    lengths = -np.log(EVEN) * m.factor
    top = ceiling(float(lengths.max()) * 1.3)
    boxes, labels, start = [], [], 0.0
    for k in (0, 1):
        end = start + q[k]
        boxes.append(Bar(f"class/{k}", ROLES[k], start, end, 0.0, float(lengths[k]), name=_class_name(m, k)))
        words = text("marks.box", share=q[k], length=float(lengths[k]))
        labels.append(Label(f"class/{k}/value", ROLES[k], words, (Place((start + end) / 2, float(lengths[k])),)))
        start = end
    return boxes, labels, top


def _lengths(m: Material, top: float) -> Axis:
    return Axis(0.0, top * 1.04, text("axis.code_length", unit=m.unit_name), ticks(0, top, 4))


def _class_name(m: Material, k: int) -> Text:
    facts = m.facts(share=m.yardstick.shares[k], label=str(m.summary.labels[k]))
    return text("class.name", **{"class": text(f"class.{ROLES[k]}"), **facts})
