"""Isotonic regression of two classes by pooling adjacent violators (PAV), in NumPy or by pav.h."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float

MOST_COUNTED = 3_000_000_000
"""Rows up to which the product of two counts fits an int64."""

SHRINKS = 0.75
"""As long as a round leaves at most this share of the groups, the next is worth a pass over all of them."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """What groups were pooled into: from block to block the share of positives rises.

    Attributes
    ----------
    first
        Shape (blocks,): the first group of each.
    negatives, positives
        Shape (blocks,): the weight of each class. Neither is had by subtracting, which would cost digits.
    """

    first: Array
    negatives: Array
    positives: Array

    @property
    def loss(self) -> float:
        """The mean loss in nats of predicting each block's share of positives; 0 of no blocks.

        Examples
        --------
        >>> Blocks(np.array([0, 1]), np.array([1, 0]), np.array([1, 3])).loss == 2 * math.log(2) / 5
        True
        """
        total = math.fsum(self.negatives.tolist() + self.positives.tolist())
        losses = _cost(self.positives, self.negatives) + _cost(self.negatives, self.positives)
        return math.fsum(losses.tolist()) / total if total else 0.0


def _cost(part: Array, rest: Array) -> Float:
    """−part·ln(part / (part + rest)), to every digit where the rest is next to nothing."""
    whole = part + rest
    with np.errstate(divide="ignore"):
        log = np.where(rest < part, np.log1p(-rest / whole), np.log(part / whole))
    return np.where(part > 0, 0.0 - part * np.where(part > 0, log, 0.0), 0.0)


def load() -> ModuleType | None:
    """The compiled module, where there is one."""
    try:
        return importlib.import_module("logloss.kernels._pav")
    except ModuleNotFoundError:  # installed where no compiler was
        return None


native = load()


def pooled(negatives: Array, positives: Array) -> Blocks:
    """Pool groups, ordered by score, until each block's share of positives is above that of the last.

    Parameters
    ----------
    negatives, positives : shape (groups,)
        The weight of each class in each group; a group weighs something. Integers are counts of rows, and
        compared exactly.

    Examples
    --------
    >>> blocks = pooled(np.array([1, 0, 1, 0]), np.array([0, 1, 0, 1]))
    >>> blocks.first.tolist(), blocks.negatives.tolist(), blocks.positives.tolist()
    ([0, 1, 3], [1, 1, 0], [0, 1, 1])
    """
    number = np.float64 if "f" in (negatives.dtype.kind, positives.dtype.kind) else np.int64
    negatives, positives = (np.require(column, number, ["C", "A"]) for column in (negatives, positives))
    if native is None or (number is np.int64 and negatives.sum() + positives.sum() > native.MOST_ROWS):
        return pooled_in_numpy(negatives, positives)
    first = np.empty(len(negatives), np.int64)
    block_negatives, block_positives = np.empty((2, len(negatives)), number)
    n = native.pool_groups(negatives, positives, first, block_negatives, block_positives)
    return Blocks(first[:n], block_negatives[:n], block_positives[:n])


def pooled_in_numpy(negatives: Array, positives: Array) -> Blocks:
    """The specification of `pooled`: join every run of violators at once, and again; at last one by one.

    In whatever order violators are joined, the blocks that are left are the same.
    """
    if negatives.dtype.kind == "i" and negatives.sum() + positives.sum() > MOST_COUNTED:
        negatives, positives = (
            negatives.astype(object),
            positives.astype(object),
        )  # Python's, endless
    first = np.arange(len(negatives))
    while (n := len(first)) > 1:
        with np.errstate(divide="ignore", over="ignore", under="ignore"):
            rises = ~_violates(negatives[:-1], positives[:-1], negatives[1:], positives[1:])
        start = np.flatnonzero(np.r_[True, rises])
        first = first[start]
        negatives, positives = (np.add.reduceat(column, start) for column in (negatives, positives))
        if len(start) > SHRINKS * n:
            return _one_by_one(first, negatives, positives)
    return Blocks(first, negatives, positives)


def _one_by_one(first: Array, negatives: Array, positives: Array) -> Blocks:
    done: list[tuple[int, Any, Any]] = []
    with np.errstate(divide="ignore", over="ignore", under="ignore"):
        for block in zip(first.tolist(), negatives, positives, strict=True):
            while done and _violates(*done[-1][1:], *block[1:]):
                before = done.pop()
                block = (before[0], before[1] + block[1], before[2] + block[2])
            done.append(block)
    starts, *sums = zip(*done, strict=True)
    return Blocks(np.array(starts), *(np.array(column, negatives.dtype) for column in sums))


def _violates(negatives: Any, positives: Any, next_negatives: Any, next_positives: Any) -> Any:
    """Whether the odds of a positive do not rise: exactly for counts.

    Weights may be too large or too small for their products.
    """
    if getattr(negatives, "dtype", None) == np.float64:
        return positives / negatives >= next_positives / next_negatives
    return positives * next_negatives >= next_positives * negatives
