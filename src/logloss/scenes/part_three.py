"""Part three of the story: is it good? One function a scene."""

from __future__ import annotations

import math

import numpy as np

from logloss.messages import Text, number, text
from logloss.scenes.common import ROLES, bar_name, place_name, who
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place, Scene
from logloss.scenes.material import FEW, Material
from logloss.scenes.ticks import ceiling, ticks


def yardstick(m: Material) -> Scene:
    """The loss beside what guessing the base rate costs, and what unseen rows cost."""
    y = m.yardstick
    columns = [("base", "reference", y.base_loss * m.factor), ("loss", "loss", m.loss)]
    if m.unseen is not None:
        columns.append(("unseen", "unseen", m.unseen.loss * m.factor))
    finite = [v for _, _, v in columns if math.isfinite(v)]
    top = ceiling(max(finite, default=1.0) * 1.05)
    marks: list[Mark] = []
    for i, (name, role, value) in enumerate(columns):
        height = value if math.isfinite(value) else top
        words = text("marks.yardstick.value", what=text(f"marks.yardstick.{name}"), value=value, unit=m.unit_name)
        marks.append(
            Bar(
                f"yardstick/{name}",
                role,
                i + 0.15,
                i + 0.85,
                0.0,
                height,
                outline=role == "unseen",
                broken=math.isinf(value),
                name=words,
            )
        )
        marks.append(Label(f"yardstick/{name}/value", role, number(value), (Place(i + 0.5, height),)))
    names = tuple((i + 0.5, text(f"marks.yardstick.{name}")) for i, (name, _, _) in enumerate(columns))
    x = Axis(0.0, float(len(columns)), "", names)
    axis = Axis(0.0, top * 1.08, text("axis.loss", unit=m.unit_name), ticks(0, top, 4))
    return Scene("yardstick", 3, _yardstick_title(m), tuple(yardstick_sentences(m)), x, axis, tuple(marks))


def culprits(m: Material) -> Scene:
    """Each bar's share of the loss, largest first, with its unseen twin."""
    cost = m.bars.loss * m.bars.share
    order = np.lexsort((np.arange(len(cost)), -cost))
    finite = m.summary.totals.all("loss") / m.summary.weight
    shares = np.where(np.isfinite(cost), cost / finite if finite > 0 else 0.0, math.inf)
    twins = m.bars.unseen * m.factor
    both = np.concatenate([m.heights, twins]) if len(m.bars) <= 100 else m.heights
    both = both[np.isfinite(both)]
    top = ceiling(float(both.max()) * 1.02 if len(both) else 1.0)
    marks: list[Mark] = []
    start = 0.0
    middles = []
    for i in order.tolist():
        width = float(m.bars.share[i])
        air = 0.07 * width if len(m.bars) <= 100 else 0.0
        x0, x1 = start + air, start + width - air
        height = float(m.heights[i]) if math.isfinite(m.heights[i]) else top
        role = ROLES[m.bars.cls[i]]
        marks.append(Bar(m.bars.ids[i], role, x0, x1, 0.0, height, broken=math.isinf(m.heights[i]), name=bar_name(m, i)))
        if math.isfinite(twins[i]) and len(m.bars) <= 100:
            twin = m.bars.ids[i].replace("bar", "twin")
            marks.append(Bar(twin, "unseen", x0, x1, 0.0, float(twins[i]), outline=True))
        middles.append((start + width / 2, height, i))
        start += width
    if len(m.bars) <= FEW:
        marks += [
            Label(f"share/{m.bars.ids[i]}", ROLES[m.bars.cls[i]], number(float(shares[i]), "pct"),
                  (Place(x, float(np.nanmax([h, twins[i]]))), Place(x, h), Place(x, h, "center", "top")))
            for x, h, i in middles
        ]  # fmt: skip
    x = _culprit_axis(m, middles)
    y = Axis(0.0, top * 1.06, text("axis.surprisal", unit=m.unit_name), ticks(0, top, 4))
    first = int(order[0])
    said = culprit_sentences(m, order, shares)
    title = text("scene.culprits.title", **m.facts(who=who(m, first), share=float(shares[first])))
    return Scene("culprits", 3, title, tuple(said), x, y, tuple(marks))


def yardstick_sentences(m: Material) -> list[Text]:
    """What the loss is worth, in nats, in bits, and as a probability; and what it is on unseen rows."""
    y = m.yardstick
    facts = m.facts(
        base=y.base_loss * m.factor,
        skill=y.skill if y.skill is not None else math.nan,
        geometric=y.geometric_mean,
        bits=m.summary.loss / math.log(2),
    )
    if y.skill is None:
        said = [text("scene.yardstick.one_class", **facts)]
    elif y.skill < 0:
        said = [text("scene.yardstick.worse", **facts)]
    else:
        said = [text("scene.yardstick.1", **facts)]
    said.append(text("scene.yardstick.2", **facts))
    if m.unseen is not None:
        unseen = {"unseen": m.unseen.loss * m.factor, "base_unseen": m.unseen.base_loss * m.factor}
        said.append(text(f"scene.yardstick.{m.unseen.method}", **unseen, **facts))
    elif m.fit is None:
        said.append(text("scene.yardstick.given", **facts))
    else:
        said.append(text("scene.yardstick.too_small", **facts))
    return said


def culprit_sentences(m: Material, order: np.ndarray, shares: np.ndarray) -> list[Text]:
    """Who costs most, and how few make half of the loss."""
    first = int(order[0])
    if not np.isfinite(shares).all():
        rows = int(m.summary.totals.all("infinite"))
        return [text("scene.culprits.infinite", rows=rows, **m.facts())]
    rows = m.bars.rows[order]
    running = np.cumsum(shares[order])
    half = int(rows[: int(np.searchsorted(running, 0.5 - 1e-12)) + 1].sum())
    facts = m.facts(who=who(m, first), share=float(shares[first]), given=float(m.bars.given[first]))
    key = "scene.culprits.1" if m.bars.is_single else "scene.culprits.group"
    said = [text(key, **facts)]
    if m.bars.is_single:
        said.append(text("scene.culprits.half", half=half, **facts))
    if m.unseen is not None and len(m.bars) <= 100:
        said.append(text("scene.culprits.twins", **facts))
    return said


def _yardstick_title(m: Material) -> Text:
    skill = m.yardstick.skill
    if skill is None:
        return text("scene.yardstick.title.none")
    if not skill >= 0:
        return text("scene.yardstick.title.worse")
    return text("scene.yardstick.title", skill=skill)


def _culprit_axis(m: Material, middles: list[tuple[float, float, int]]) -> Axis:
    if len(m.bars) > FEW or not m.bars.is_single:
        return Axis(0.0, 1.0, text("axis.share_dearest"), tuple((t, number(t, "pct")) for t in (0, 0.5, 1)))
    names = tuple((x, place_name(float(m.bars.place[i]))) for x, _, i in middles)
    return Axis(0.0, 1.0, text("axis.points_dearest", axis=m.axis), names)
