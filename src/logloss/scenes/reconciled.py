"""A Reconciliation's picture: a waterfall from the log loss to the reported number."""

from __future__ import annotations

import math

from logloss.messages import number, text
from logloss.reconciliation import Reconciliation
from logloss.reconciliation.sections import convention
from logloss.scenes.explained_parts import Part, waterfall
from logloss.scenes.marks import Scene


def reconciled_scene(r: Reconciliation) -> Scene:
    """Each convention is a bar from the number before it to the one after it; of no match the nearest's."""
    match = r.matches[0] if r.matches else r.nearest
    parts = [Part("start", "entropy", 0.0, r.loss, number(r.loss), called=text("reconcile.bar.start"))]
    before = r.loss
    for step in () if match is None else match.steps:
        less = abs(step.value) < abs(before)
        start, end = sorted((abs(before) if math.isfinite(before) else 0.0, abs(step.value)))
        role = "discrimination" if less and math.isfinite(before) else "miscalibration"
        parts.append(
            Part(
                step.convention,
                role,
                start,
                end,
                number(step.value),
                less=less and math.isfinite(before),
                called=convention(step.convention),
            )
        )
        before = step.value
    parts.append(Part("said", "loss", 0.0, abs(r.value), r.said, called=text("reconcile.bar.said")))
    drawn = waterfall(tuple(parts), r.headline, text("reconcile.axis"))
    return Scene("reconciled", 0, r.headline, r.sections[-1][1], drawn.x, drawn.y, drawn.marks)
