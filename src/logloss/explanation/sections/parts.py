"""What the loss is made of, and how much of that is chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation

RARE = 0.05
"""A p-value below which miscalibration is more than chance would show."""


def parts(e: Explanation) -> list[Text]:
    """Uncertainty − discrimination + miscalibration, and the null of the last."""
    d = e.decomposition
    if d is None or d.uncertainty == 0:
        return []
    known = {
        "loss": e.loss,
        "unit": text(f"unit.{e.unit}"),
        "uncertainty": d.uncertainty * e.factor,
        "discrimination": d.discrimination * e.factor,
        "miscalibration": d.miscalibration * e.factor,
    }
    if math.isinf(e.loss):
        return [text("explain.parts.infinite", **known)]
    said = [text("explain.parts.sum", **known), *_chance(e)]
    return said if d.is_exact else [*said, text("explain.parts.bins")]


def _chance(e: Explanation) -> list[Text]:
    n = e.null
    if n is None:
        return []
    key = "explain.parts.more" if n.p_value < RARE else "explain.parts.chance"
    return [text(key, chance=n.mean * e.factor, p=n.p_value, unit=text(f"unit.{e.unit}"))]
