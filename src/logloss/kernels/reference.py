"""The specification of the row loops: log and log1p row by row, in NumPy, a block at a time.

Every fast kernel is tested against this file. Inputs have passed the doctor (``logloss.checks``): labels are
class indices, probabilities lie in [0, 1], weights are finite and not negative. Memory stays a few blocks
over the input's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Float = npt.NDArray[np.float64]

BLOCK = 8192


def surprisal(y: Array, p: Array) -> Float:
    """−ln of the probability given to the true class, for two classes.

    Parameters
    ----------
    y : shape (n,), 0 or 1 (bool or any integer type)
    p : shape (n,), probability of class 1; float32 is widened first

    Returns
    -------
    shape (n,), nats; infinite where the true class was given 0

    Examples
    --------
    >>> surprisal(np.array([1, 0, 1]), np.array([0.5, 0.0, 0.0]))
    array([0.69314718, 0.        ,        inf])
    """
    positive = y.astype(np.bool_, copy=False)
    p = p.astype(np.float64, copy=False)
    with np.errstate(divide="ignore", under="ignore"):  # both of every row: quicker than one by a mask
        log = np.where(positive, np.log(p), np.log1p(-p))
    return 0.0 - log  # not −log: the loss of a certainty that came true is 0, not −0


def surprisal_from_logits(y: Array, z: Array) -> Float:
    """ln(1 + e^−z) for class 1 and ln(1 + e^z) for class 0: never through p, which saturates at z ≈ 37.

    Examples
    --------
    >>> surprisal_from_logits(np.array([1, 0]), np.array([-800.0, -800.0]))
    array([800.,   0.])
    """
    z = z.astype(np.float64, copy=False)
    with np.errstate(under="ignore"):  # np.logaddexp is this, and several times slower
        against: Float = np.where(y.astype(np.bool_, copy=False), -z, z)
        return np.maximum(against, 0.0) + np.log1p(np.exp(-np.abs(z)))


def surprisal_of_classes(y: Array, p: Array) -> Float:
    """−ln of the true class's column.

    Parameters
    ----------
    y : shape (n,), class indices
    p : shape (n, K), one column a class

    Examples
    --------
    >>> surprisal_of_classes(np.array([2, 0]), np.array([[0.25, 0.25, 0.5], [1.0, 0.0, 0.0]]))
    array([0.69314718, 0.        ])
    """
    with np.errstate(divide="ignore"):
        return 0.0 - np.log(_own(y, p))


def surprisal_of_classes_from_logits(y: Array, z: Array) -> Float:
    """logsumexp(z) − z_y, summed so that neither large nor nearly certain logits lose digits.

    Examples
    --------
    >>> surprisal_of_classes_from_logits(np.array([0, 1]), np.array([[1000.0, 0.0, 0.0], [1000.0, 0.0, 0.0]]))
    array([   0., 1000.])
    """
    own = _own(y, z)
    # Where z_y is −∞, or a difference too large for a float, the row is infinite, and set so at the end.
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        margin = z.astype(np.float64, copy=False) - np.where(np.isneginf(own), 0.0, own)[:, None]
        top = margin.argmax(axis=1)[:, None]
        largest = np.take_along_axis(margin, top, axis=1)
        rest = np.exp(margin - largest)
        np.put_along_axis(rest, top, 0.0, axis=1)
        loss: Float = largest[:, 0] + np.log1p(rest.sum(axis=1))
    return np.where(np.isneginf(own) | np.isinf(largest[:, 0]), np.inf, loss)


def _own(y: Array, columns: Array) -> Float:
    y = y.astype(np.intp, copy=False)
    if columns.flags.c_contiguous:  # as one long row, which is quicker to take from
        own: Float = columns.reshape(-1).take(np.arange(0, columns.size, columns.shape[1]) + y)
    else:
        own = columns[np.arange(len(y)), y]
    return own.astype(np.float64, copy=False)


def total(y: Array, scores: Array, weight: Array | None = None, logits: bool = False) -> tuple[float, float]:
    """Σw and Σw·surprisal of two classes, to 1e-15 of the exactly rounded sum.

    Rows of weight 0 contribute nothing, even where the loss is infinite.

    Examples
    --------
    >>> total(np.array([1, 0, 1]), np.array([0.5, 0.5, 0.0]), np.array([1.0, 1.0, 0.0]))
    (2.0, 1.3862943611198906)
    """
    loss = surprisal_from_logits if logits else surprisal
    return sum_losses(len(scores), lambda rows: loss(y[rows], scores[rows]), weight)


def sum_losses(n: int, loss: Callable[[slice], Float], weight: Array | None = None) -> tuple[float, float]:
    """Σw and Σw·loss over n rows, whatever computes the loss of a slice of them."""
    weights, losses = CompensatedSum(), CompensatedSum()
    for start in range(0, n, BLOCK):
        rows = slice(start, min(start + BLOCK, n))
        block = loss(rows)
        if weight is not None:
            w = weight[rows].astype(np.float64, copy=False)
            weights.add(w)
            with np.errstate(over="ignore"):  # a finite logit may cost more than a float holds, once weighted
                block = np.multiply(w, block, out=np.zeros(len(block)), where=w > 0)
        losses.add(block)
    return (float(n) if weight is None else weights.value), losses.value


class CompensatedSum:
    """A sum in two-fold precision over any number of blocks: Knuth's two-sum, one lane a place in a block."""

    def __init__(self) -> None:
        self._high = np.zeros(BLOCK)
        self._low = np.zeros(BLOCK)
        self._lanes = 0
        self._infinite = False

    def add(self, block: Float) -> None:
        """Add a block of at most BLOCK values, +inf allowed."""
        if np.isinf(block).any():
            self._infinite = True
            return
        n = len(block)
        self._lanes = max(self._lanes, n)
        high, low = self._high[:n], self._low[:n]
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            total = high + block
            taken = total - high
            low += (high - (total - taken)) + (block - taken)
        high[:] = total

    @property
    def value(self) -> float:
        """The sum so far, rounded once."""
        high, low = self._high[: self._lanes], self._low[: self._lanes]
        if self._infinite or np.isinf(high).any():
            return math.inf
        try:
            return math.fsum(high.tolist() + low.tolist())
        except OverflowError:  # of terms that are all ≥ 0
            return math.inf
