"""Temperatures: the loss that scores would have, were they sharpened or softened, on a fixed grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logloss.checks import Rows
from logloss.kernels.reference import Array, Float
from logloss.summary.blocks import Block, few_at_a_time

VERSION = 1
GRID: Float = 2.0 ** (np.arange(-48, 49, 3) / 16)
"""1/T, version 1 of the grid: 33 points from 1/8 to 8, each 2^(3/16) times the one before."""


@dataclass(frozen=True, eq=False)
class Temperatures:
    """Sums at each point of the grid, of rows of positive weight and finite loss.

    Attributes
    ----------
    weight
        Σw.
    loss
        Σwℓ(1/T) in nats, shape (33,), where ℓ(1/T) is the loss of the softmax of z/T: of the logits, or of
        ln p.
    slope
        Its derivative by 1/T, shape (33,); it never falls, for the loss is convex in 1/T.

    Examples
    --------
    >>> import logloss as ll
    >>> p = [[0.5, 0.25, 0.25], [0.6, 0.3, 0.1], [0.6, 0.2, 0.2]]
    >>> s = ll.summarize([0, 1, 2], p, temperatures=True)
    >>> at_1 = s.temperatures.loss[GRID == 1] / s.temperatures.weight
    >>> bool(abs(at_1 - s.loss) < 1e-12), bool(s.temperatures.slope[GRID == 1] > 0)
    (True, True)
    """

    weight: float
    loss: Float
    slope: Float

    def __add__(self, other: Temperatures) -> Temperatures:
        """Both together."""
        return Temperatures(self.weight + other.weight, self.loss + other.loss, self.slope + other.slope)


def temperatures_of(rows: Rows, block: Block) -> Temperatures:
    """The sums of a block's rows."""
    counted = block.counted
    w = block.weight[counted]
    columns = few_at_a_time(rows, block.part, lambda few: _at_every(_logits(rows, few), rows.y[few]))
    loss, slope = (column[counted] for column in columns)
    return Temperatures(float(w.sum()), w @ loss, w @ slope)


def _logits(rows: Rows, few: slice) -> Float:
    """One column a class: logits, or ln p."""
    scores: Float = rows.scores[few].astype(np.float64)
    with np.errstate(divide="ignore"):
        if scores.ndim == 2:
            return scores if rows.logits else np.log(scores)
        first = np.zeros(len(scores)) if rows.logits else np.log1p(-scores)
        return np.stack([first, scores if rows.logits else np.log(scores)], axis=1)


def _at_every(z: Float, y: Array) -> tuple[Float, Float]:
    """ℓ(1/T) and its slope at each point of the grid, shape (n, 33); of rows of infinite loss, anything."""
    loss, slope = np.empty((len(z), len(GRID))), np.empty((len(z), len(GRID)))
    column = y.astype(np.int64)[:, None]
    own = np.take_along_axis(z, column, axis=1)
    with np.errstate(invalid="ignore", over="ignore"):
        below = z - np.where(np.isneginf(own), 0.0, own)  # how far above the true class each class is
        np.put_along_axis(below, column, 0.0, axis=1)  # ∞ − ∞ is 0 here
        top = below.max(axis=1)
        finite = np.where(np.isneginf(below), 0.0, below)
        for i, beta in enumerate(GRID):
            power = np.exp(beta * (below - top[:, None]))
            total = power.sum(axis=1)
            loss[:, i] = beta * top + np.log(total)
            slope[:, i] = (power * finite).sum(axis=1) / total
    return loss, slope
