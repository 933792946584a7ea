"""What the loss is: the finding in one line, in other words, and against what."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from logloss.explanation.sections.facts import facts
from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation


def headline(e: Explanation) -> Text:
    """The finding in one line."""
    y, u = e.yardstick, e.uncertainty
    known = {
        "loss": e.loss,
        "unit": text(f"unit.{e.unit}"),
        "error": u.standard_error * e.factor,
    }
    number = text("explain.number.error" if math.isfinite(u.standard_error) else "explain.number", **known)
    if y.skill is None:
        return text("explain.headline.no_yardstick", number=number)
    if math.isinf(e.loss):
        return text("explain.headline.infinite", rows=int(e.summary.totals.all("infinite")), number=number)
    if y.skill < 0:
        return text("explain.headline.worse", worse=-y.skill, number=number)
    return text("explain.headline.better", skill=y.skill, number=number)


def meaning(e: Explanation) -> list[Text]:
    """The loss in other words."""
    y = e.yardstick
    known = facts(
        e,
        geometric=y.geometric_mean,
        perplexity=y.perplexity,
        nats=e.summary.loss,
        bits=e.summary.loss / math.log(2),
        code=round(y.code_bits) if math.isfinite(y.code_bits) else math.inf,
    )
    if math.isinf(e.loss):
        return []
    said = [text("explain.meaning.geometric", **known), text("explain.meaning.code", **known)]
    if math.isfinite(e.uncertainty.low):
        said.insert(0, _interval(e, known))
    return said


def _interval(e: Explanation, known: dict[str, Any]) -> Text:
    u = e.uncertainty
    if u.clusters is None:
        return text("explain.meaning.interval", **known)
    many = ".many" if math.isinf(u.clusters) else ""
    alike = {"clusters": u.clusters, "rows_error": u.rows_error * e.factor}
    return text(f"explain.meaning.interval.{u.method}{many}", **known, **alike)


def against(e: Explanation) -> list[Text]:
    """The loss beside that of the base rate."""
    y = e.yardstick
    base = y.base_loss * e.factor
    if y.skill is None:
        return [text("explain.yardstick.one_class")]
    key = "explain.yardstick.given" if y.given else "explain.yardstick.own"
    said = [text(key, **facts(e, base=base))]
    if math.isfinite(y.skill):
        better = "better" if y.skill >= 0 else "worse"
        said.append(text(f"explain.yardstick.{better}", skill=abs(y.skill), normalized=y.normalized))
    return said
