"""Reliability: how often it happened, at each probability that was said, and what chance alone would show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logloss.analysis.distinct import Distinct, distinct
from logloss.analysis.resampling import Resamples, resamples
from logloss.kernels.recalibration import Blocks
from logloss.kernels.reference import Array, Float
from logloss.summary import Summary

LEVEL = 0.95
MOST_EDGES = 1024
"""Edges of blocks up to which each is a point of the curve; beyond, the curve is smooth as it is."""
SPREAD = 129
"""Points spread evenly over the probabilities, and as many over the rows."""
BARS = 50
"""Bars of the histogram, over probabilities from 0 to 1."""


@dataclass(frozen=True)
class Reliability:
    """The reliability diagram of two classes, as numbers (Dimitriadis, Gneiting & Jordan 2021).

    Attributes
    ----------
    forecast
        Probabilities that were said, ascending: the points of the curve. Where there are few enough blocks,
        both ends of each are among them.
    observed
        How often the positive class occurred there, by isotonic regression: flat within a block.
    low, high
        Where 95% of the recalibrated curves of calibrated predictions lie, point by point. Rows are taken as
        independent.
    level
        Of `low` and `high`.
    edges
        Of the histogram's bars, from 0 to 1.
    negatives, positives
        The share of the whole weight in each bar, by class.
    is_exact
        Whether ties were pooled exactly; otherwise rows of one bin of log-odds were taken as tied, and a
        bin's probability is its mean.
    """

    forecast: tuple[float, ...]
    observed: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    level: float
    edges: tuple[float, ...]
    negatives: tuple[float, ...]
    positives: tuple[float, ...]
    is_exact: bool


@dataclass(frozen=True, eq=False)
class Resampled:
    """Predictions of two classes, their recalibration, and that of their resamples, at the curve's points."""

    distinct: Distinct
    blocks: Blocks
    points: Array
    drawn: Resamples


def resampled(summary: Summary) -> Resampled | None:
    """What the null and the band both stand on; None for more than two classes."""
    if not summary.is_binary:
        return None
    d = distinct(summary)
    blocks = d.pooled()
    points = _points(d, blocks.first)
    expected = summary.totals.all("expected") / summary.weight
    return Resampled(d, blocks, points, resamples(d, expected, points))


def reliability(summary: Summary, found: Resampled | None) -> Reliability | None:
    """The recalibrated curve, the band of chance about the diagonal, and where predictions lie.

    Returns
    -------
    Reliability or None
        None for more than two classes.

    References
    ----------
    Dimitriadis, Gneiting & Jordan (2021), "Stable reliability diagrams for probabilistic classifiers",
    PNAS 118, doi:10.1073/pnas.2016191118: the consistency bands.

    Examples
    --------
    >>> import logloss as ll
    >>> r = ll.explain([0, 1, 0, 1], [0.2, 0.4, 0.6, 0.8]).reliability
    >>> r.forecast, r.observed
    ((0.2, 0.4, 0.6, 0.8), (0.0, 0.5, 0.5, 1.0))
    """
    if found is None:
        return None
    rate = found.blocks.positives / (found.blocks.negatives + found.blocks.positives)
    block = np.searchsorted(found.blocks.first, found.points, side="right") - 1
    low, high = np.quantile(found.drawn.curves, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Reliability(
        forecast=tuple(found.distinct.p[found.points].tolist()),
        observed=tuple(rate[block].tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        level=LEVEL,
        edges=tuple((np.arange(BARS + 1) / BARS).tolist()),
        negatives=_shares(found.distinct.p, found.distinct.negatives, summary.weight),
        positives=_shares(found.distinct.p, found.distinct.positives, summary.weight),
        is_exact=summary.is_exact,
    )


def _shares(p: Float, weight: Array, whole: float) -> tuple[float, ...]:
    bar = np.minimum((p * BARS).astype(np.int64), BARS - 1)
    return tuple((np.bincount(bar, weight, BARS) / whole).tolist())


def _points(d: Distinct, first: Array) -> Array:
    """Places of the curve's points: the edges of blocks, and some evenly by probability and by weight."""
    last = np.r_[first[1:], len(d)] - 1
    edges = np.r_[first, last] if 2 * len(first) <= MOST_EDGES else first[:0]
    even = np.searchsorted(d.p, np.linspace(d.p[0], d.p[-1], SPREAD))
    below: Float = np.cumsum(d.weight)
    by_weight = np.searchsorted(below, np.linspace(0, below[-1], SPREAD))
    return np.unique(np.r_[edges, even, by_weight].clip(0, len(d) - 1))
