"""Parts: the loss of one Summary, and what it is made of, each with its standard error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from logloss.analysis.decomposition import decomposition_of_cells
from logloss.analysis.distinct import distinct
from logloss.analysis.reliability import resampled
from logloss.analysis.uncertainty import uncertainty
from logloss.kernels.reference import Float
from logloss.summary import Summary
from logloss.summary.totals import SUMS


@dataclass(frozen=True)
class Measured:
    """A number in nats, and its standard error (NaN of one row)."""

    value: float
    standard_error: float


@dataclass(frozen=True)
class Parts:
    """Loss = uncertainty − discrimination + miscalibration, of the rows of finite loss.

    Attributes
    ----------
    loss, uncertainty, discrimination, miscalibration : Measured
        The last two less what calibrated predictions of so many rows would show by chance (`Null`); None of
        more than two classes.
    """

    loss: Measured
    uncertainty: Measured
    discrimination: Measured | None
    miscalibration: Measured | None


def parts_of(summary: Summary) -> Parts:
    """Measure a Summary whose loss is finite.

    Each part is a mean over rows, blocks of recalibration taken as given: with u = −ln of the base rate of
    the row's class and s = −ln of its block's, UNC = mean u, DSC = mean (u − s), MCB = mean (ℓ − s). No
    derivative by the rates remains, as they are maximum-likelihood estimates; so SE² = Σw²(x − x̄)² / W² ·
    n/(n−1) of x = u, u − s, ℓ − s. What this leaves out is of second order, and all there is where the first
    is 0: (K−1) / 2m² of UNC, m = W²/Σw², and the variance of calibrated draws of DSC and MCB; it is added.
    Where clusters or times were kept, errors of parts are widened as that of the loss is.

    Examples
    --------
    >>> import logloss as ll
    >>> p = parts_of(ll.summarize([0, 1, 0, 1], [0.2, 0.7, 0.4, 0.9]))
    >>> round(p.uncertainty.value - p.discrimination.value + p.miscalibration.value - p.loss.value, 12)
    0.0
    """
    loss, found = loss_of(summary), uncertainty(summary)
    wider = found.standard_error / found.rows_error if found.rows_error > 0 else 1.0
    wider = max(1.0, wider) if math.isfinite(wider) else 1.0
    base = _uncertainty(summary, wider)
    whole, null = decomposition_of_cells(summary), resampled(summary)
    if whole is None or null is None:
        return Parts(loss, base, None, None)
    cells, by_chance = summary.cells, null.drawn.miscalibration
    left, surprise = _block_surprise(summary), _surprise(summary)[cells.cls]
    own, second = cells.loss / cells.weight, float(by_chance.std())
    chance = float(by_chance.mean())
    return Parts(
        loss,
        base,
        Measured(whole.discrimination - chance, _error(summary, surprise - left, second) * wider),
        Measured(whole.miscalibration - chance, _error(summary, own - left, second) * wider),
    )


def loss_of(summary: Summary) -> Measured:
    """The loss of the rows of finite loss."""
    finite = finite_part(summary)
    return Measured(finite.loss, uncertainty(finite).standard_error)


def _uncertainty(summary: Summary, wider: float) -> Measured:
    """The entropy of the base rate, from the classes' weights alone."""
    share = summary.class_weight / summary.weight
    surprise = _surprise(summary)
    value = float(share @ surprise)
    square = float(summary.totals["weight2"] @ (surprise - value) ** 2)
    if summary.weights == "frequency":
        square = float(summary.totals["weight"] @ (surprise - value) ** 2)
    second = float((share > 0).sum() - 1) / (2 * _size(summary) ** 2)
    return Measured(value, math.sqrt(_of_mean(summary, square) + second) * wider)


def _surprise(summary: Summary) -> Float:
    """−ln of the base rate of each class; 0 of one that does not occur."""
    share = summary.class_weight / summary.weight
    result: Float = 0.0 - np.log(np.where(share > 0, share, 1.0))
    return result


def _block_surprise(summary: Summary) -> Float:
    """−ln of what recalibration gives to the class of each cell."""
    blocks, cells = distinct(summary).pooled(), summary.cells
    key = np.searchsorted(np.unique(cells.key), cells.key)
    block = np.searchsorted(blocks.first, key, side="right") - 1
    of_class = np.where(cells.cls == 1, blocks.positives[block], blocks.negatives[block])
    result: Float = -np.log(of_class / (blocks.positives + blocks.negatives)[block])
    return result


def _error(summary: Summary, x: Float, second: float) -> float:
    """The error of the mean of what every row of a cell has alike, and what is of second order."""
    cells = summary.cells
    mean = float(cells.weight @ x) / summary.weight
    weight = cells.weight if summary.weights == "frequency" else cells.weight2
    return math.sqrt(_of_mean(summary, float(weight @ (x - mean) ** 2)) + second**2)


def _of_mean(summary: Summary, square: float) -> float:
    """The variance of a mean, of Σw²(x − x̄)², or of frequency weights Σw(x − x̄)²."""
    if summary.weights == "frequency":
        return square / (summary.weight * (summary.weight - 1)) if summary.weight > 1 else math.nan
    n = summary.rows
    return square / summary.weight**2 * n / (n - 1) if n > 1 else math.nan


def _size(summary: Summary) -> float:
    """How many equal rows it is worth."""
    return (
        summary.weight
        if summary.weights == "frequency"
        else summary.weight**2 / summary.totals.all("weight2")
    )


def alike(summaries: Sequence[Summary]) -> list[Summary]:
    """Their rows of finite loss, in bins alike where one of them is in bins: only like is compared with like.

    Parts from bins are lower bounds, the lower the coarser the bins.
    """
    finite = [finite_part(summary) for summary in summaries]
    if not finite[0].is_binary or all(summary.is_exact for summary in finite):
        return finite
    binned = [summary.cells.binned() for summary in finite]
    level = max(cells.level for cells in binned)
    return [replace(s, cells=cells.binned(level)) for s, cells in zip(finite, binned, strict=True)]


def finite_part(summary: Summary) -> Summary:
    """The rows of finite loss, taken as independent: clusters and times hold the other rows too."""
    if not summary.totals.all("infinite"):
        return summary
    high, low = summary.totals.high.copy(), summary.totals.low.copy()
    for name in ("infinite", "infinite_weight"):
        high[SUMS.index(name)] = low[SUMS.index(name)] = 0.0
    cells = summary.cells
    there = np.isfinite(cells.loss)
    columns = {
        name: getattr(cells, name)[there]
        for name in ("cls", "key", "rows", "weight", "weight2", "loss", "score", "log_odds")
    }
    return replace(
        summary.without("clusters", "times", "groups", "folds", "temperatures"),
        totals=replace(summary.totals, high=high, low=low),
        cells=replace(cells, folds=None, **columns),
        infinite=(),
        chain=None,
        recalibrated=None,
    )
