"""What sentences are filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logloss.messages import text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation


def facts(e: Explanation, **more: Any) -> dict[str, Any]:
    """What most sentences speak of, and more."""
    u = e.uncertainty
    return {
        "n": u.rows,
        "loss": e.loss,
        "unit": text(f"unit.{e.unit}"),
        "low": max(u.low, 0.0) * e.factor,  # no loss lies below 0, whatever the interval says
        "high": u.high * e.factor,
        **more,
    }
