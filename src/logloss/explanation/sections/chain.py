"""What a loss of more than two classes is made of: whether it is the top class, and which of the others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation


def top_class(e: Explanation) -> list[Text]:
    """The two parts, and the first taken apart where it is finite."""
    c = e.chain
    if c is None:
        return []
    parts = text(
        "explain.chain.parts",
        accuracy=c.accuracy,
        first=c.loss * e.factor,
        rest=c.rest * e.factor,
        unit=text(f"unit.{e.unit}"),
    )
    if math.isinf(c.loss):
        return [parts]
    made = text(
        "explain.chain.made",
        uncertainty=c.decomposition.uncertainty * e.factor,
        discrimination=c.decomposition.discrimination * e.factor,
        miscalibration=c.decomposition.miscalibration * e.factor,
    )
    return [parts, made]
