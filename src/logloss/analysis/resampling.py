"""Resampling: the labels that calibrated predictions would have had, drawn again and recalibrated again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from logloss.analysis.distinct import Distinct
from logloss.kernels.recalibration import pooled
from logloss.kernels.reference import Array, Float

DRAWS = 400
"""Draws of all labels: a p-value of 0.05 is then known to ± 0.011, and 32,768 cells take about a second."""
SEED = 0
AT_ONCE = 1 << 20
"""Draws times predictions that are held in memory at once."""
WHOLE = 1e-9
"""Sizes this near to a whole number are that number."""


@dataclass(frozen=True, eq=False)
class Resamples:
    """What recalibration makes of calibrated predictions.

    Attributes
    ----------
    miscalibration : shape (draws,)
        MCB of each draw in nats: what is found although there is nothing to find.
    curves : shape (draws, points)
        The recalibrated probability at the points that were asked for.
    """

    miscalibration: Float
    curves: Float


def resamples(d: Distinct, expected: float, points: Array, draws: int = DRAWS) -> Resamples:
    """Draw y ~ Bernoulli(p) for every row, and fit isotonic regression to each draw.

    Rows are taken as independent. No row is needed: the positives among n equal rows are binomial. Of
    weighted rows, Σwy is drawn as W/m · Binomial(m, p) with m = (Σw)² / Σw² coins. That has its mean Wp and
    its variance p(1−p)Σw², and is exact where the weights of a cell are equal. Where m is no whole number,
    the two beside it are drawn, each as often as leaves the variance exact.

    The loss of a draw is Σw H(p)/W − Σ w(y − p)z/W, which needs of a bin only its mean log-odds z.

    Parameters
    ----------
    d : Distinct
    expected : float
        Σw H(p)/W, the mean loss that the predictions expect, in nats.
    points : shape (points,)
        Places among the distinct predictions at which to keep the recalibrated curve.
    draws : int

    Examples
    --------
    >>> from logloss.analysis.distinct import Distinct
    >>> coins = Distinct(np.array([0.5]), np.array([0.0]), np.array([50]), np.array([50]), np.array([100.0]))
    >>> r = resamples(coins, math.log(2), np.array([0]))
    >>> round(float(r.curves.mean()), 1), round(float(r.curves.std()), 2)  # √(½ · ½ / 100)
    (0.5, 0.05)
    """
    weight = d.weight
    total = math.fsum(weight.tolist())
    z = np.where(np.isinf(d.z), 0.0, d.z)  # what is certain is drawn as it is, and costs nothing
    mean = weight * d.p
    found, curves = [], np.empty((draws, len(points)))
    for i, (negatives, positives) in enumerate(labels_drawn(d, draws)):
        blocks = pooled(negatives, positives)
        loss = expected - float(np.sum((positives - mean) * z)) / total
        found.append(max(loss - blocks.loss, 0.0))
        block = np.searchsorted(blocks.first, points, side="right") - 1
        curves[i] = (blocks.positives / (blocks.negatives + blocks.positives))[block]
    return Resamples(np.array(found), curves)


def labels_drawn(d: Distinct, draws: int) -> Iterator[tuple[Array, Array]]:
    """The weight of the negatives and of the positives at each prediction, draw by draw."""
    random = np.random.default_rng(SEED)
    counted = d.negatives.dtype.kind == "i"
    fewer = np.floor(d.size + WHOLE)
    # 1/size is the mean of 1/fewer and 1/(fewer + 1), if fewer is drawn with this probability.
    keep = np.where(d.size - fewer < WHOLE, 1.0, fewer * (fewer + 1 - d.size) / d.size)
    weight = d.weight
    step = max(1, AT_ONCE // len(d))
    for start in range(0, draws, step):
        shape = (len(d), min(step, draws - start))  # a prediction's draws in a row, which draws faster
        size = fewer.astype(np.int64)[:, None]
        if (keep < 1).any():
            size = size + (random.random(shape) >= keep[:, None])
        drawn = random.binomial(size, d.p[:, None], shape)
        positives, negatives = np.ascontiguousarray(drawn.T), np.ascontiguousarray((size - drawn).T)
        for k, n in zip(positives, negatives, strict=True):
            if counted:
                yield n, k
            else:
                each = weight / (k + n)
                yield n * each, k * each
