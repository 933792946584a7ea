"""A model seen and unseen, as scenes: each bar with its unseen twin, and the losses beside each other."""

from __future__ import annotations

import math

import numpy as np

from logloss.estimators import EstimatorExplanation
from logloss.kernels.reference import Float
from logloss.messages import Text, text
from logloss.scenes.bars import AIRY, Bars, bars_of_twins
from logloss.scenes.common import SHARES, columns, height_axis, level_label, role, standing, top_of
from logloss.scenes.explained import MOST_NAMED
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place, Scene
from logloss.scenes.names import LONGEST_CLASS, short

MOST_TWINS = 60
"""Of many rows, so many bars: wide enough for an outline each, and its mean is more than one row's chance."""


FLAT = 0.01
"""A gathered twin below this part of the axis would be a dash on the line."""


def twins_scene(e: EstimatorExplanation) -> Scene:
    """Every row as a bar, seen, with the outline of what it costs unseen; many are gathered by class."""
    rows, labels = e.rows, e.seen.summary.labels
    many = len(rows.row) > AIRY
    bars = bars_of_twins(rows.cls, rows.weight, rows.seen, rows.unseen, MOST_TWINS if many else AIRY)
    heights, twins = bars.loss * e.factor, bars.unseen * e.factor
    roles = [role(k, len(labels)) for k in bars.cls.tolist()]
    top = top_of([*heights, *twins])
    marks: list[Mark] = [*standing(bars, heights, top, roles), *outlines(bars, twins, top)]
    marks += [*_levels(e), *_infinite(e, bars, twins, top)]
    x = Axis(0.0, 1.0, text("axis.share_by_class" if many else "axis.share_dearest"), SHARES)
    y = height_axis([*heights, *twins], top, text("axis.surprisal", unit=text(f"unit.{e.unit}")))
    key = tuple((role(k, len(labels)), short(name, LONGEST_CLASS)) for k, name in enumerate(labels))
    named = key if len(set(roles)) > 1 and len(labels) <= MOST_NAMED else ()
    return Scene(
        "estimator-twins",
        3,
        text("explain.estimator.twins.panel"),
        _gathered(e, bars),
        x,
        y,
        tuple(marks),
        named,
    )


def losses_scene(e: EstimatorExplanation) -> Scene:
    """What guessing the base rate costs, and what the model costs, seen and unseen."""
    base = e.base_loss * e.factor
    values = [("base", "reference", base), ("loss", "loss", e.seen.loss), ("unseen", "unseen", e.unseen.loss)]
    x, y, marks = columns(values, text(f"unit.{e.unit}"))
    return Scene("estimator-losses", 3, text("explain.estimator.losses.panel"), (), x, y, tuple(marks))


def outlines(bars: Bars, twins: Float, top: float) -> list[Mark]:
    """The twins of bars; of gathered bars only those that can be told from the line on which all stand."""
    return [
        Bar(b.replace("bar", "twin"), "unseen", x0, x1, 0.0, min(h, top), outline=True, broken=math.isinf(h))
        for b, (x0, x1), h in zip(bars.ids, bars.slots, twins.tolist(), strict=True)
        if bars.is_single or h > FLAT * top
    ]


def _infinite(e: EstimatorExplanation, bars: Bars, twins: np.ndarray, top: float) -> list[Mark]:
    """How many twins have no end, beside the first of them."""
    rows = int(np.isinf(e.rows.unseen[e.rows.weight > 0]).sum())
    if not rows:
        return []
    x0, x1 = bars.slots[int(np.flatnonzero(np.isinf(twins))[0])]
    places = (Place(x1 + 0.01, top, "left", "top"), Place(x0 - 0.01, top, "right", "top"), Place(x1, top))
    return [Label("infinite", "plain", text("marks.infinite", rows=rows), places)]


def _levels(e: EstimatorExplanation) -> list[Mark]:
    """The lines at the two losses, as far as they are finite."""
    marks: list[Mark] = []
    said = {"unseen": "explain.estimator.mark.unseen", "seen": "explain.estimator.mark.seen"}
    for name, loss in (("unseen", e.unseen.loss), ("seen", e.seen.loss)):
        if math.isfinite(loss):
            marks.append(Line(name, "loss", 0.0, loss, 1.0, loss, dashed=name == "unseen"))
            marks.append(level_label(f"{name}/label", "loss", text(said[name], loss=loss), loss))
    return marks


def _gathered(e: EstimatorExplanation, bars: Bars) -> tuple[Text, ...]:
    rows = len(e.rows.row)
    return (text("explain.estimator.twins.gathered", rows=rows, bars=len(bars)),) if len(bars) < rows else ()
