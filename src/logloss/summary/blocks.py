"""Rows a block at a time, with their losses: how everything is made that a Summary keeps on request."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from logloss.checks import Rows
from logloss.kernels.reference import Array, Float
from logloss.scores import row_losses

BLOCK = 1 << 17
"""Rows of one block."""
WIDE = 1 << 20
"""Scores that are worked on at once, so that a thousand classes need no more memory than two."""


@dataclass(frozen=True, eq=False)
class Block:
    """A run of rows.

    Attributes
    ----------
    part
        Where they stand among the rows.
    y, weight, loss
        Class index, weight (1 where there are none) and surprisal, each of shape (n,).
    """

    part: slice
    y: Array
    weight: Float
    loss: Float

    @property
    def counted(self) -> Array:
        """Rows of positive weight and finite loss."""
        result: Array = (self.weight > 0) & np.isfinite(self.loss)
        return result


def blocks_of(rows: Rows) -> Iterator[Block]:
    """All rows, in order."""
    for start in range(0, len(rows), BLOCK):
        part = slice(start, min(start + BLOCK, len(rows)))
        y = rows.y[part].astype(np.int64)
        weight = np.ones(len(y)) if rows.weight is None else rows.weight[part].astype(np.float64)
        (loss,) = few_at_a_time(rows, part, lambda few: (row_losses(rows, few),))
        yield Block(part, y, weight, loss)


def few_at_a_time(rows: Rows, part: slice, found: Callable[[slice], tuple[Array, ...]]) -> tuple[Array, ...]:
    """What a function finds in a run of rows, column by column; of wide rows it sees a few at once."""
    step = max(1, WIDE // math.prod(rows.scores.shape[1:]))
    starts = range(part.start, part.stop, step)
    pieces = [found(slice(start, min(start + step, part.stop))) for start in starts]
    return tuple(np.concatenate(column) for column in zip(*pieces, strict=True))


def summed(place: Array, values: Array, size: int) -> Float:
    """The sum of the values at each of so many places."""
    return np.bincount(place, values, size).astype(np.float64, copy=False)


def own_column(rows: Rows, part: slice) -> Float:
    """The score of each row's true class."""
    y = rows.y[part].astype(np.intp, copy=False)[:, None]
    own: Float = np.take_along_axis(rows.scores[part], y, axis=1)[:, 0].astype(np.float64, copy=False)
    return own


def keys_of(rows: Rows, block: Block) -> Float:
    """Each row's place among the cells: the positive class's score, or of K classes the true one's p."""
    if len(rows.labels) > 2:
        return np.exp(-block.loss) if rows.logits else own_column(rows, block.part)
    scores: Float = rows.scores[block.part].astype(np.float64)
    if scores.ndim == 2:
        scores = scores[:, 1] - scores[:, 0] if rows.logits else scores[:, 1]
    return scores + 0.0  # −0 + 0 = 0
