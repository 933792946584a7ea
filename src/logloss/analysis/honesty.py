"""Honesty: the loss that came, beside the loss that the predictions themselves expected."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Float
from logloss.summary import Summary, Totals

RESOLUTION = 1e-15
"""A standard deviation this small beside the expected loss is rounding: every prediction is uniform."""


@dataclass(frozen=True)
class Honesty:
    """A loss beside its expectation.

    Attributes
    ----------
    realised
        The log loss in nats.
    expected
        What it would be on average if labels were drawn from the predictions: their mean entropy.
    z
        (realised − expected) over its standard deviation under the predictions: if they are true, a draw from
        nearly a standard normal. Above 0 the predictions are overconfident, below underconfident; infinite
        where the loss is.
    """

    realised: float
    expected: float
    z: float


def honesty(summary: Summary) -> Honesty | None:
    """Hold a loss against what the predictions expected: Z = Σw(ℓ − H(p)) / √Σw² Var ℓ.

    Of frequency weights, which stand for w rows each, Var ℓ is multiplied by w.

    Z is the score test of temperature 1: it is above 0 exactly where the best temperature is above 1. It is
    no test of calibration: predictions that are too high everywhere can leave it at 0.

    Returns
    -------
    Honesty or None
        None where predictions leave nothing to chance that would tell: every one is uniform, or 0 and 1, and
        none is proved wrong by an infinite loss.

    Examples
    --------
    >>> import logloss as ll
    >>> h = honesty(ll.summarize([1, 0, 1, 0], [0.9, 0.9, 0.8, 0.3]))
    >>> round(h.realised, 4), round(h.expected, 4), round(h.z, 2)
    (0.7469, 0.4404, 1.06)
    """
    expected = summary.totals.all("expected") / summary.weight
    z = float(z_scores(summary.totals, summary.weights == "frequency", 1)[0])
    return None if math.isnan(z) else Honesty(summary.loss, expected, z)


def z_scores(totals: Totals, frequency: bool, groups: int) -> Float:
    """Z of each of so many groups, whose classes lie side by side in the totals; NaN where there is none."""

    def sums(name: str) -> Float:
        result: Float = np.array([math.fsum(row) for row in totals[name].reshape(groups, -1).tolist()])
        return result

    expected, variance = sums("expected"), sums("variance" if frequency else "variance2")
    told = variance > (RESOLUTION * expected) ** 2
    z = (sums("loss") - expected) / np.sqrt(np.where(told, variance, 1.0))
    return np.where(sums("infinite") > 0, np.inf, np.where(told, z, np.nan))
