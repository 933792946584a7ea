"""From rows to what a Summary is made of: a block at a time, and blocks add up."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from logloss.checks import Rows
from logloss.errors import ArgumentError
from logloss.kernels.reference import Float
from logloss.scores import row_losses
from logloss.summary.blocks import own_column
from logloss.summary.cells import cells_of
from logloss.summary.classes import compiled_classes
from logloss.summary.compiled import compiled_part
from logloss.summary.expected import expected_loss
from logloss.summary.named import Named
from logloss.summary.part import Part, costliest_of
from logloss.summary.totals import totals_of
from logloss.summary.worst import candidates

BLOCK = 1 << 17
"""Rows that become one part."""
WIDE = 1 << 18
"""Scores that are worked on at once, so that a thousand classes need no more memory than two."""


class UnexaminedError(LookupError):
    """Rows that the doctor has not seen have a value that only he can speak of."""


def gathered(named: Named, at_once: bool = False) -> Part:
    """Everything that a Summary keeps of some rows; `at_once` by a thread that has others beside it."""
    rows = named.rows
    if rows.soft:
        raise ArgumentError(
            "Soft labels have no Summary: it keeps rows by class, and such a row belongs to several",
            "Give each row once a class, with its share as sample_weight, or ask log_loss for the number.",
        )
    read = len(rows) + rows.notes.get("dropped", 0)
    if named.ids is not None and len(named.ids) != read:
        raise ArgumentError(
            f"id must name every row, got {len(named.ids):,} names for {read:,} rows", "One name a row."
        )
    if len(rows.labels) > 2:
        part = compiled_classes(rows, named, at_once)
    else:
        part = compiled_part(rows, keeps_logits(rows), named, at_once)
    if part is not None and (rows.examined or part.totals.all("rows") + part.totals.all("infinite")):
        return part
    if not rows.examined:
        raise UnexaminedError
    # A Summary refuses sums that are not finite.
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return reduce(
            lambda part, start: part + _block(rows, slice(start, start + BLOCK), named),
            range(BLOCK, len(rows), BLOCK),
            _block(rows, slice(0, BLOCK), named),
        )


def keeps_logits(rows: Rows) -> bool:
    """Whether cells go by logit: of two classes, where that is what was given."""
    return rows.logits and len(rows.labels) == 2


def _block(rows: Rows, part: slice, named: Named) -> Part:
    y = rows.y[part].astype(np.intp, copy=False)
    weight = None if rows.weight is None else rows.weight[part].astype(np.float64, copy=False)
    loss, expected, variance = _losses(rows, part)
    finite, infinite = candidates(loss, weight)
    return Part(
        totals_of(len(rows.labels), y, loss, weight, expected, variance),
        cells_of(y, _keys(rows, part, loss), keeps_logits(rows), loss, weight),
        costliest_of(named, (part.start + finite).tolist()),
        costliest_of(named, (part.start + infinite).tolist()),
    )


def _losses(rows: Rows, part: slice) -> tuple[Float, ...]:
    """Each row's loss, the expected one and its variance; a few rows at a time where they are wide."""
    step = max(1, WIDE // math.prod(rows.scores.shape[1:]))
    found = []
    for start in range(part.start, min(part.stop, len(rows)), step):
        few = slice(start, min(start + step, part.stop))
        found.append((row_losses(rows, few), *expected_loss(rows.scores[few], rows.logits)))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))


def _keys(rows: Rows, part: slice, loss: Float) -> Float:
    """Each row's place among the cells: the positive class's score, or of K classes the true one's p."""
    if len(rows.labels) > 2:
        return np.exp(-loss) if rows.logits else own_column(rows, part)
    scores: Float = rows.scores[part].astype(np.float64, copy=False)
    if scores.ndim == 1:
        return scores
    return scores[:, 1] - scores[:, 0] if rows.logits else scores[:, 1]
