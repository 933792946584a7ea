"""A model against guessing the base rate, on the same rows: the paired difference."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.analysis.uncertainty import error_about, t_quantile
from logloss.analysis.yardstick import guess_of
from logloss.kernels.reference import Float
from logloss.summary import Summary

SMALLEST = 1e-12
"""What is less is but rounding error."""


@dataclass(frozen=True)
class AgainstBase:
    """How much less a row costs under the model than under the base rate of the same rows, in nats.

    Attributes
    ----------
    guess
        What the base rate makes a row of each class cost: −ln of the class's share; ∞ of one without rows.
    difference
        Loss of the base rate − loss of the model: positive where the model is better.
    reach
        Half of the 95% interval of that mean, row by row, rows taken as independent.
    loss_reach, base_reach
        The same of either loss by itself.
    ahead
        Rows whose class the model gives more than the base rate does, to seven digits.
    is_exact
        Whether they are counted row by row; else rows of one bin are taken as alike.
    """

    guess: tuple[float, ...]
    difference: float
    reach: float
    loss_reach: float
    base_reach: float
    ahead: int
    is_exact: bool

    @property
    def verdict(self) -> str:
        """What can be said of the difference.

        "equal": no row differs; "noise": its interval holds 0; "clear": not even the intervals of the two
        losses overlap; "paired": they do, and only row by row the difference is more than noise.
        """
        size = abs(self.difference)
        if max(size, self.reach) <= SMALLEST:
            return "equal"
        if size <= self.reach:
            return "noise"
        return "paired" if size <= self.loss_reach + self.base_reach else "clear"


def against_base(summary: Summary) -> AgainstBase:
    """Compare a model with the base rate of its rows, row by row; the base rate is taken as given.

    With ℓ the loss of a row and b that of the base rate, D is the mean of b − ℓ, and SE² is
    Σ(b − ℓ − D)² / (n(n−1)). Intervals take the t quantile of n − 1 degrees of freedom, and are NaN of one
    row or an infinite loss.

    Parameters
    ----------
    summary : Summary
        Of rows without weights.

    Examples
    --------
    >>> import logloss as ll
    >>> a = against_base(ll.summarize([1, 0, 1, 0], [0.8, 0.4, 0.6, 0.1]))
    >>> round(a.difference, 4), round(a.reach, 4), a.ahead, a.verdict
    (0.3556, 0.3275, 4, 'clear')
    """
    with np.errstate(divide="ignore"):  # a class that does not occur
        guess = -np.log(guess_of(summary))
    counts, rows = summary.class_weight, summary.rows
    base = math.fsum(float(n) * float(b) for n, b in zip(counts, guess, strict=True) if n > 0) / rows
    loss = summary.loss
    reaches = (math.nan, math.nan, math.nan)
    if math.isfinite(loss) and rows > 1:
        t, level = t_quantile(rows - 1), np.full(len(guess), loss)
        off = np.where(counts > 0, guess - base, 0.0)
        spread = math.fsum((counts * off**2).tolist())
        reaches = (
            _settled(t * error_about(summary, level + off, rows - 1)),
            _settled(t * error_about(summary, level, rows - 1)),
            _settled(t * math.sqrt(spread / (rows * (rows - 1)))),
        )
    ahead = _ahead(summary, guess)
    return AgainstBase(tuple(guess.tolist()), _settled(base - loss), *reaches, ahead, summary.is_exact)


def _settled(value: float) -> float:
    return 0.0 if abs(value) <= SMALLEST else value


def _ahead(summary: Summary, guess: Float) -> int:
    cells = summary.cells
    cost = cells.loss / cells.weight
    return int(cells.rows[_digits(cost) < _digits(guess[cells.cls])].sum())


def _digits(values: Float) -> Float:
    """To seven digits: what differs by rounding alone is tied."""
    with np.errstate(over="ignore", under="ignore"):
        result: Float = values.astype(np.float32).astype(np.float64)
    return result
