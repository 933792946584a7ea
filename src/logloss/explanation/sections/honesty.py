"""Whether the predictions are honest with themselves, and which temperature would have suited them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation

FAR = 2.0
"""Standard deviations that are more than chance."""


def honest(e: Explanation) -> list[Text]:
    """The loss beside its expectation, and at the best temperature."""
    return [*_expected(e), *_temperature(e)]


def _expected(e: Explanation) -> list[Text]:
    h = e.honesty
    if h is None:
        return []
    kind = "fair" if abs(h.z) < FAR else "over" if h.z > 0 else "under"
    return [
        text(
            f"explain.honesty.{'infinite' if math.isinf(h.z) else kind}",
            realised=h.realised * e.factor,
            expected=h.expected * e.factor,
            z=abs(h.z),
            unit=text(f"unit.{e.unit}"),
        )
    ]


def _temperature(e: Explanation) -> list[Text]:
    t = e.temperature
    if t is None or t.case in ("flat", "impossible"):
        return []
    kind = t.case if t.case != "finite" else "softer" if t.temperature > 1 else "sharper"
    return [
        text(
            f"explain.temperature.{kind}",
            temperature=t.temperature,
            loss=t.loss * e.factor,
            gain=t.gain * e.factor,
            unit=text(f"unit.{e.unit}"),
        )
    ]
