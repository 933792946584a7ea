"""Isotonic regression of two classes by pooling adjacent violators (PAV): in NumPy, and the choice of pav.h instead."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from logloss.kernels.reference import Array, Float

MOST_COUNTED = 3_000_000_000
"""Rows up to which the product of two counts fits an int64."""

SHRINKS = 0.75
"""As long as a round leaves at most this share of the groups, the next is worth a pass over all of them."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """What groups were pooled into: each block's share of positives is above that of the block before it.

    Attributes
    ----------
    first
        Shape (blocks,): the first group of each.
    positives, weights
        Shape (blocks,): the weight of its positives, and all its weight.
    """

    first: Array
    positives: Array
    weights: Array

    @property
    def loss(self) -> float:
        """The mean loss in nats of predicting each block's share of positives; 0 of no blocks.

        Examples
        --------
        >>> Blocks(np.array([0, 1]), np.array([1, 3]), np.array([2, 3])).loss == 2 * math.log(2) / 5
        True
        """
        total = math.fsum(self.weights.tolist())
        losses = _cost(self.positives, self.weights) + _cost(self.weights - self.positives, self.weights)
        return math.fsum(losses.tolist()) / total if total else 0.0


def _cost(part: Array, whole: Array) -> Float:
    """−part·ln(part / whole), to every digit where the part is nearly the whole."""
    share, rest = part / whole, (whole - part) / whole
    with np.errstate(divide="ignore"):
        log = np.where(share > 0.5, np.log1p(-rest), np.log(share))
    return np.where(part > 0, 0.0 - part * np.where(part > 0, log, 0.0), 0.0)


def load() -> ModuleType | None:
    """The compiled module, where there is one."""
    try:
        return importlib.import_module("logloss.kernels._pav")
    except ModuleNotFoundError:  # installed where no compiler was
        return None


native = load()


def pooled(positives: Array, weights: Array) -> Blocks:
    """Pool groups, in the order of their scores, until each block's share of positives is above the last one's.

    Parameters
    ----------
    positives, weights : shape (groups,)
        The weight of each group's positives, and all its weight, which is above 0. Integers are counts of rows,
        and compared exactly.

    Examples
    --------
    >>> blocks = pooled(np.array([0, 1, 0, 1]), np.array([1, 1, 1, 1]))
    >>> blocks.first.tolist(), blocks.positives.tolist(), blocks.weights.tolist()
    ([0, 1, 3], [0, 1, 1], [1, 2, 1])
    """
    number = np.float64 if positives.dtype.kind == "f" or weights.dtype.kind == "f" else np.int64
    positives, weights = np.require(positives, number, "CA"), np.require(weights, number, "CA")
    if native is None:
        return pooled_in_numpy(positives, weights)
    first, block_positives, block_weights = np.empty(len(weights), np.int64), *np.empty((2, len(weights)), number)
    n = native.pool_groups(positives, weights, first, block_positives, block_weights)
    return Blocks(first[:n], block_positives[:n], block_weights[:n])


def pooled_in_numpy(positives: Array, weights: Array) -> Blocks:
    """The specification of `pooled`: rounds that join every run of violators at once, then one violator at a time.

    In whatever order violators are joined, the blocks that are left are the same.
    """
    if weights.dtype.kind == "i" and weights.sum() > MOST_COUNTED:
        positives, weights = positives.astype(object), weights.astype(object)  # Python's integers have no end
    blocks = Blocks(np.arange(len(weights)), positives, weights)
    while (n := len(blocks.weights)) > 1:
        stays = np.r_[True, ~_not_below(*(a[:-1] for a in _sums(blocks)), *(a[1:] for a in _sums(blocks)))]
        if stays.all():
            break
        start = np.flatnonzero(stays)
        blocks = Blocks(blocks.first[start], *(np.add.reduceat(a, start) for a in _sums(blocks)))
        if len(start) > SHRINKS * n:
            return _one_by_one(blocks)
    return blocks


def _one_by_one(blocks: Blocks) -> Blocks:
    done: list[tuple[int, float, float]] = []
    for first, p, w in zip(blocks.first.tolist(), *(a.tolist() for a in _sums(blocks)), strict=True):
        block = (first, p, w)
        while done and _not_below(done[-1][1], done[-1][2], block[1], block[2]):
            before = done.pop()
            block = (before[0], before[1] + block[1], before[2] + block[2])
        done.append(block)
    columns = [np.array(column) for column in zip(*done, strict=True)]
    return Blocks(columns[0], columns[1], columns[2])


def _sums(blocks: Blocks) -> tuple[Array, Array]:
    return blocks.positives, blocks.weights


def _not_below(a, b, c, d):
    """Whether a / b ≥ c / d: exactly for counts; weights may be too large or too small for their products."""
    if isinstance(a, float) or getattr(a, "dtype", None) == np.float64:
        return a / b >= c / d
    return a * d >= c * b
