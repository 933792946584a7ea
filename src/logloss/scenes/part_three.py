"""Part three of the story: is it good? One function a scene."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from logloss.messages import Text, number, text
from logloss.scenes.bars import AIRY, alike
from logloss.scenes.common import SHARES, columns, height_axis, standing, top_of
from logloss.scenes.marks import Axis, Bar, Label, Mark, Place, Scene
from logloss.scenes.material import Left, Material
from logloss.scenes.parts import NOTHING, parts_marks


def yardstick(m: Material) -> Scene:
    """The loss beside what guessing the base rate costs, and what unseen rows cost."""
    values = [("base", "reference", m.yardstick.base_loss * m.factor)]
    values.append(("given" if m.fit is None else "loss", "loss", m.loss))
    if isinstance(m.unseen, Left):
        values.append(("unseen", "unseen", m.unseen.loss * m.factor))
    x, y, marks = columns(values, m.unit_name)
    return Scene("yardstick", 3, _yardstick_title(m), tuple(_yardstick_sentences(m)), x, y, tuple(marks))


def culprits(m: Material) -> Scene:
    """Each bar's share of the loss, largest first, with its unseen twin; by class where they are many."""
    order = np.argsort(-alike(m.bars.loss * m.bars.share), kind="stable")
    m = replace(m, bars=m.bars.ordered(order))
    said = _culprit_sentences(m)
    many = len(m.bars) > AIRY
    if many:
        m = replace(m, bars=m.bars.ordered(np.argsort(m.bars.cls, kind="stable")))
    twins = np.full(len(m.bars), np.nan) if many else m.bars.unseen * m.factor
    top = top_of([*m.heights, *twins])
    marks: list[Mark] = [*standing(m.bars, m.heights, top, m.roles, m.names)]
    for b, (x0, x1), twin in zip(m.bars.ids, m.bars.slots, twins.tolist(), strict=True):
        if math.isfinite(twin):
            marks.append(Bar(b.replace("bar", "twin"), "unseen", x0, x1, 0.0, twin, outline=True))
    marks += _share_labels(m, twins, top)
    y = height_axis([*m.heights, *twins], top, text("axis.surprisal", unit=m.unit_name))
    title = text("scene.culprits.title", **m.facts())
    return Scene("culprits", 3, title, tuple(said), _by_cost(m), y, tuple(marks))


def calibration(m: Material) -> Scene:
    """The loss taken apart: uncertainty − discrimination + miscalibration, and how much of that is a KL."""
    x, y, marks = parts_marks(m.parts, m.loss, m.factor, m.unit_name)
    title = text("scene.calibration.title")
    return Scene("calibration", 3, title, tuple(_calibration_sentences(m)), x, y, tuple(marks))


def _yardstick_title(m: Material) -> Text:
    skill = m.yardstick.skill
    if skill is None:
        return text("scene.yardstick.title.none")
    if not skill >= 0:
        return text("scene.yardstick.title.worse")
    return text("scene.yardstick.title", skill=skill)


def _yardstick_sentences(m: Material) -> list[Text]:
    """What the loss is worth, in nats, in bits, and as a probability; and what it is on unseen rows."""
    y = m.yardstick
    facts = m.facts(
        base=y.base_loss * m.factor, geometric=y.geometric_mean, bits=m.summary.loss / math.log(2)
    )
    if y.skill is None:
        said = [text("scene.yardstick.one_class", **facts)]
    else:
        said = [
            text("scene.yardstick.1" if y.skill >= 0 else "scene.yardstick.worse", skill=y.skill, **facts)
        ]
    said.append(text("scene.yardstick.2", **facts))
    if isinstance(m.unseen, Left):
        unseen = {"unseen": m.unseen.loss * m.factor, "base_unseen": m.unseen.base_loss * m.factor}
        said.append(text(f"scene.yardstick.{m.unseen.method}", **unseen, **facts))
    else:
        said.append(text(f"scene.yardstick.{m.unseen}", **facts))
    return said


def _culprit_sentences(m: Material) -> list[Text]:
    """Who costs most, and how few make half of the loss; bars stand in the order of their cost."""
    if m.infinite:
        return [text("scene.culprits.infinite", rows=m.infinite, **m.facts())]
    if m.loss == 0:
        return [text("scene.culprits.none", **m.facts())]
    facts = m.facts(who=m.who(0), share=float(m.shares[0]), given=float(m.bars.given[0]))
    said = [text("scene.culprits.1" if m.bars.is_single else "scene.culprits.group", **facts)]
    if m.bars.is_single and len(m.bars) > 1:
        half = int(np.searchsorted(np.cumsum(m.shares), 0.5 - 1e-12)) + 1
        said.append(text("scene.culprits.half", half=half, **facts))
    if isinstance(m.unseen, Left) and len(m.bars) <= AIRY:
        said.append(text("scene.culprits.twins", **facts))
    return said


def _calibration_sentences(m: Material) -> list[Text]:
    """What each part is, and what of the last one is a KL divergence."""
    d = m.parts
    kl, wrong = d.divergence * m.factor, d.miscalibration * m.factor
    facts = m.facts(
        uncertainty=d.uncertainty * m.factor,
        discrimination=d.discrimination * m.factor,
        miscalibration=wrong,
        left=d.recalibrated * m.factor,
        kl=kl,
        rest=wrong - kl,
    )
    if d.uncertainty == 0:
        said = [text("scene.calibration.one_class", rows=m.infinite, **facts)]
    elif m.infinite:
        said = [
            text("scene.calibration.infinite", rows=m.infinite, **facts),
            text("scene.calibration.left", **facts),
        ]
    else:
        last = "none" if wrong <= NOTHING else "all" if wrong - kl <= NOTHING else "kl"
        said = [text(f"scene.calibration.{key}", **facts) for key in ("1", "left", last)]
    return said if d.is_exact else [*said, text("scene.calibration.bins")]


def _share_labels(m: Material, twins: np.ndarray, top: float) -> list[Label]:
    """Each bar's share of the loss above it, and above its twin."""
    if not m.bars.are_few:
        return []
    found = []
    each = zip(
        m.bars.ids,
        m.roles,
        m.bars.middles,
        m.heights.tolist(),
        twins.tolist(),
        m.shares.tolist(),
        strict=True,
    )
    for b, look, x, height, twin, share in each:
        if m.infinite and math.isfinite(height):
            continue  # beside an infinite loss it has no share
        h = min(height, top)
        places = (
            Place(x, max(h, twin) if math.isfinite(twin) else h),
            Place(x, h),
            Place(x, h, "center", "top"),
        )
        words = number(share, "pct") if math.isfinite(height) else number(height)
        found.append(Label(f"share/{b}", look, words, places, needed=False))
    return found


def _by_cost(m: Material) -> Axis:
    if not (m.bars.are_few and m.bars.is_single):
        name = "axis.share_by_class" if len(m.bars) > AIRY else "axis.share_dearest"
        return Axis(0.0, 1.0, text(name), SHARES)
    names = [number(x, "sig") for x in m.bars.place.tolist()]
    return Axis(
        0.0, 1.0, text("axis.points_dearest", axis=m.axis), tuple(zip(m.bars.middles, names, strict=True))
    )
