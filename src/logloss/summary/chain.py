"""More than two classes by the chain rule: is it the top class? and which of the others, where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logloss.checks import Rows
from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.blocks import Block, few_at_a_time
from logloss.summary.cells import Cells, cells_of

MOST = 1 << 12
"""Cells of the first part; few enough to stand beside the large table in one file of 4 MB."""


@dataclass(frozen=True, eq=False)
class Chain:
    """The loss of K classes in two parts, which add up to it exactly.

    The first is the binary loss of "is it the top class?": −ln p_top where it is and −ln(1 − p_top) where it
    is not; of several top classes the first column is meant. The second is −ln[p_y / (1 − p_top)] on the
    rows where it is not. Where p_top is 1 and it is not, the first part is infinite and there is no second; a
    p_top that is 1 by rounding alone leaves the others what their probabilities sum to.

    Attributes
    ----------
    cells
        The first part: class 1 where the top class was the true one, else class 0; the key is the log-odds of
        p_top.
    rows, weight, loss
        The second part's rows of finite loss, their Σw and their Σw·loss.
    impossible, impossible_weight
        The second part's rows of infinite loss, p_y = 0 beside p_top < 1, and their Σw.
    certain, certain_weight
        Rows of p_top = 1 where it was not the top class, and their Σw. They are in `cells`.

    Examples
    --------
    >>> import logloss as ll
    >>> s = ll.summarize([0, 1, 2], [[0.5, 0.25, 0.25], [0.6, 0.3, 0.1], [0.6, 0.2, 0.2]])
    >>> first, second = float(s.chain.cells.loss.sum()) / s.weight, s.chain.loss / s.weight
    >>> round(first, 4), round(second, 4), abs(first + second - s.loss) < 1e-12
    (0.8419, 0.3269, True)
    """

    cells: Cells
    rows: int
    weight: float
    loss: float
    impossible: int
    impossible_weight: float
    certain: int
    certain_weight: float

    def __add__(self, other: Chain) -> Chain:
        """Both together."""
        return Chain(self.cells + other.cells, *(getattr(self, n) + getattr(other, n) for n in SUMS))


SUMS = ("rows", "weight", "loss", "impossible", "impossible_weight", "certain", "certain_weight")


def chain_of(rows: Rows, block: Block) -> Chain:
    """The two parts of a block's rows."""
    parts = from_logits if rows.logits else from_probabilities
    hit, z, loss, rest = few_at_a_time(
        rows, block.part, lambda few: parts(rows.scores[few].astype(np.float64), rows.y[few])
    )
    w = block.weight
    cells = cells_of(hit.astype(np.int64), z, True, loss, w, MOST)
    missed = ~hit & (w > 0)
    certain = missed & np.isposinf(z)
    impossible = missed & ~certain & np.isposinf(rest)
    finite = missed & ~certain & ~impossible
    return Chain(
        cells,
        int(finite.sum()),
        float(w[finite].sum()),
        float((w[finite] * rest[finite]).sum()),
        int(impossible.sum()),
        float(w[impossible].sum()),
        int(certain.sum()),
        float(w[certain].sum()),
    )


def from_probabilities(p: Float, y: Array) -> tuple[Array, ...]:
    """Whether the top class is the true one, its log-odds, the first part of the loss, and the second."""
    every = np.arange(len(p))
    top = p.argmax(axis=1)
    hit, highest = top == y, p[every, top]
    sure = np.flatnonzero(highest == 1)  # by rounding perhaps: (1, 1e-20, 1e-30) leaves 1e-20 to the others
    others = np.where(np.arange(p.shape[1]) == top[sure, None], 0.0, p[sure]).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # ln 0; ∞ − ∞ where there is no second part
        right, wrong = 0.0 - np.log(highest), 0.0 - np.log1p(-highest)
        odds, wrong[sure] = bins.log_odds(highest), -np.log(others)
        odds[sure] = wrong[sure]
        rest = -np.log(p[every, y]) - wrong
    return hit, odds, np.where(hit, right, wrong), rest


def from_logits(z: Float, y: Array) -> tuple[Array, ...]:
    """The same, without passing through a p that saturates."""
    every = np.arange(len(z))
    top = z.argmax(axis=1)
    hit, highest = top == y, z[every, top]
    others = z.copy()
    others[every, top] = -np.inf
    second = others.max(axis=1)
    anchor = np.where(np.isneginf(second), 0.0, second)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        others = anchor + np.log(np.exp(others - anchor[:, None]).sum(axis=1))
        odds = highest - others
        rest = others - z[every, y]
    return hit, odds, np.logaddexp(0.0, np.where(hit, -odds, odds)), rest
