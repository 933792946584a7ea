"""The scene in which two models meet on the same rows: the story's, and guessing the base rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from logloss.analysis.against import AgainstBase, against_base
from logloss.messages import Text, number, text
from logloss.scenes.bars import AIRY, Bars, alike
from logloss.scenes.common import SHARES, height_axis, standing, top_of, value_labels
from logloss.scenes.marks import Axis, Bar, Label, Mark, Place, Scene
from logloss.scenes.material import Material


def paired(m: Material) -> Scene:
    """Each bar with the outline that the base rate gives it; class by class, the costliest first."""
    found = against_base(m.summary)
    m = replace(m, bars=m.bars.ordered(np.lexsort((-alike(m.bars.loss), m.bars.cls))))
    guess = [cost * m.factor for cost in found.guess]
    twins = [guess[k] for k in m.bars.cls.tolist()]
    top = top_of([*m.heights, *twins])
    marks: list[Mark] = [*standing(m.bars, m.heights, top, m.roles, m.names)]
    marks += [*_outlines(m.bars, guess), *value_labels(m.bars, m.heights, m.roles, top)]
    marks += _levels(m.bars, guess)
    y = height_axis([*m.heights, *twins], top, text("axis.surprisal", unit=m.unit_name))
    title = text("scene.paired.title")
    return Scene("paired", 3, title, tuple(_sentences(m, found)), _by_class(m), y, tuple(marks))


def _sentences(m: Material, found: AgainstBase) -> list[Text]:
    """Who wins how many rows, by how much in the mean, and whether that is more than noise."""
    if m.yardstick.skill is None:
        return [text("scene.paired.one_class", **m.facts())]
    said = [text("scene.paired.1", **m.facts())]
    if found.verdict == "equal":
        return [*said, text("scene.paired.equal", **m.facts())]
    said.append(text("scene.paired.ahead", ahead=found.ahead, **m.facts()))
    if not found.is_exact:
        said.append(text("scene.paired.bins", **m.facts()))
    if m.infinite:
        return [*said, text("scene.paired.infinite", rows=m.infinite, **m.facts())]
    facts = m.facts(
        base=m.yardstick.base_loss * m.factor,
        difference=found.difference * m.factor,
        reach=found.reach * m.factor,
        loss_reach=found.loss_reach * m.factor,
        base_reach=found.base_reach * m.factor,
    )
    return [*said, text("scene.paired.by", **facts), text(f"scene.paired.{found.verdict}", **facts)]


def _outlines(bars: Bars, guess: list[float]) -> list[Mark]:
    """The base rate's bars: one on each, or of many one on each class. What costs nothing has none."""
    if len(bars) > AIRY:
        spans = [(f"base/{k}", k, span) for k, span in _spans(bars)]
    else:
        names = (b.replace("bar", "base") for b in bars.ids)
        spans = list(zip(names, bars.cls.tolist(), bars.slots, strict=True))
    return [
        Bar(name, "reference", x0, x1, 0.0, guess[k], outline=True)
        for name, k, (x0, x1) in spans
        if guess[k] > 0
    ]


def _levels(bars: Bars, guess: list[float]) -> list[Mark]:
    """What the base rate makes a row of each class cost, written on its outlines."""
    found: list[Mark] = []
    for k, (x0, x1) in _spans(bars):
        if guess[k] > 0:
            h, middle = guess[k], (x0 + x1) / 2
            spots = (
                Place(x1, h, "right"),
                Place(middle, h),
                Place(x0, h, "left"),
                Place(x1, h, "right", "top"),
            )
            said = text("marks.paired.base", base=h)
            found.append(Label(f"base/{k}/value", "reference", said, spots, needed=False))
    return found


def _spans(bars: Bars) -> list[tuple[int, tuple[float, float]]]:
    """From where to where the bars of each class stand; of a class without bars nothing."""
    found = []
    for k in (0, 1):
        own = np.flatnonzero(bars.cls == k)
        if len(own):
            found.append((k, (bars.slots[own[0]][0], bars.slots[own[-1]][1])))
    return found


def _by_class(m: Material) -> Axis:
    if not (m.bars.are_few and m.bars.is_single):
        return Axis(0.0, 1.0, text("axis.share_by_class"), SHARES)
    names = [number(x, "sig") for x in m.bars.place.tolist()]
    said = text("axis.points_by_class", axis=m.axis)
    return Axis(0.0, 1.0, said, tuple(zip(m.bars.middles, names, strict=True)))
