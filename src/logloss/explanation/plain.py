"""An Explanation's numbers as plain data, which JSON can hold."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from logloss.messages import plain

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation


def plain_dict(e: Explanation) -> dict[str, Any]:
    """Every number, in nats; null is ∞ (``is_infinite``) or what is not known."""
    y, u = e.yardstick, e.uncertainty
    found: dict[str, Any] = finite(
        {
            "log_loss": e.summary.loss,
            "is_infinite": math.isinf(e.summary.loss),
            "finite_log_loss": e.summary.finite_loss,
            "unit": "nats",
            "bits": e.summary.loss / math.log(2),
            "rows": e.summary.rows,
            "weight": e.summary.weight,
            "labels": list(e.summary.labels),
            "exact_cells": e.summary.is_exact,
            "uncertainty": asdict(u),
            "yardstick": asdict(y),
            "decomposition": None if e.decomposition is None else asdict(e.decomposition),
            "null": None if e.null is None else asdict(e.null),
            "reliability": None if e.reliability is None else asdict(e.reliability),
            "worth": None if e.worth is None else asdict(e.worth),
            "honesty": None if e.honesty is None else asdict(e.honesty),
            "temperature": None if e.temperature is None else asdict(e.temperature),
            "classes": [asdict(c) for c in e.classes],
            "culprits": [asdict(c.row) | {"label": c.label, "share": c.share} for c in e.culprits],
            "half": None if e.half is None else asdict(e.half),
            "groups": None if e.groups is None else [asdict(g) for g in e.groups],
            "waterfall": None if e.waterfall is None else asdict(e.waterfall),
            "chain": None if e.chain is None else asdict(e.chain),
            "infinite": [asdict(r) for r in e.infinite],
            "infinite_rows": int(e.summary.totals.all("infinite")),
            "clipped": e.clipped,
            "advice": [
                {"kind": a.kind, "worth": a.worth, "words": plain(a.said)} for a in e.advice_in("nats")
            ],
            "doubts": [plain(d) for d in e.doubts],
            "notes": dict(e.summary.notes),
            "sources": list(e.summary.sources),
        }
    )
    return found


def finite(value: Any) -> Any:
    """The same with null in place of every number that JSON cannot hold."""
    if isinstance(value, dict):
        return {k: finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
