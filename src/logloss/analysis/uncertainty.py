"""Uncertainty: how far the loss would move if other rows had been drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from logloss.analysis.yardstick import guess_of, yardstick
from logloss.kernels.reference import Array, Float
from logloss.summary import Clusters, Summary, Times

FEW_EVENTS = 100
"""With fewer rows of the rarest class the interval is too short: 92% coverage at 1% of 1000 rows."""

Method = Literal["rows", "clusters", "times"]


@dataclass(frozen=True)
class Uncertainty:
    """Standard error of a log loss, and its 95% interval.

    Attributes
    ----------
    standard_error, low, high
        In nats; NaN where it cannot be told (one row or cluster, or an infinite loss).
    rows
        Rows of positive weight; with frequency weights, the rows that they stand for.
    events
        Of these, rows of the rarest class that occurs; below 100 the interval is too short.
    method
        What was taken as independent: "rows"; "clusters", where the Summary kept them; else "times", where it
        kept those: neighbours in time may then be alike.
    rows_error
        The standard error that rows taken as independent have, whatever the method.
    normalized_error
        Standard error of the normalized entropy, and so of the skill. None where there is no yardstick, and
        of clusters and times, whose classes a Summary does not keep.
    clusters
        About how many clusters there are (infinite: too many to say), or stretches of time; None of rows.
    """

    standard_error: float
    low: float
    high: float
    rows: int
    events: int
    method: Method = "rows"
    rows_error: float = math.nan
    normalized_error: float | None = None
    clusters: float | None = None


def uncertainty(summary: Summary, base_rate: float | Sequence[float] | None = None) -> Uncertainty:
    """Standard error of the mean surprisal L, and of its ratio to a yardstick.

    - Rows: SE² = Σw²(ℓ−L)² / W² · n/(n−1); of frequency weights Σw(ℓ−L)² / (W(W−1)).
    - Clusters: residuals w(ℓ−L) are summed within each bucket b first, e_b, and SE² = Σ e_b² / W² · G/(G−1)
      of G buckets with rows.
    - Times: the same with the buckets of time, and 2 Σ_j (1 − j/(m+1)) Σ_t e_t e_{t−j} added to Σ e_t² for
      buckets up to m = ⌊4 (G/100)^(2/9)⌋ apart (Newey & West 1987, 1994).
    - Normalized entropy NE = L/H: residuals (ℓ−L) − NE·(u−H) over H, u = −ln of the class's base rate.

    The interval takes t quantiles of n − 1, W − 1 or G − 1 degrees of freedom.

    Parameters
    ----------
    summary : Summary
    base_rate : float or shape (K,), optional
        The base rate of the yardstick, as in `yardstick`.

    References
    ----------
    Newey & West (1987), "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
    covariance matrix", Econometrica 55; and (1994), Review of Economic Studies 61, for m.

    Examples
    --------
    >>> import logloss as ll
    >>> u = uncertainty(ll.summarize([1, 0, 1, 0], [0.8, 0.4, 0.6, 0.1]))
    >>> round(u.standard_error, 4), round(u.normalized_error, 4), u.rows, u.events
    (0.1029, 0.1484, 4, 2)
    """
    found, degrees = mean_uncertainty(summary)
    kept = found.method != "rows"
    return replace(found, normalized_error=None if kept else _normalized_error(summary, base_rate, degrees))


def mean_uncertainty(summary: Summary) -> tuple[Uncertainty, float]:
    """Standard error and interval of the mean of what a Summary sums as loss, and their degrees of freedom.

    Whatever it sums: the loss of one model, or of two the difference, which may be negative. Nothing is said
    of a yardstick.
    """
    totals, frequency = summary.totals, summary.weights == "frequency"
    # A frequency weight is a number of rows; an analytic one is not.
    by_class = summary.class_weight if frequency else totals["rows"] + totals["infinite"]
    n, events = round(by_class.sum()), round(by_class[by_class > 0].min())
    method, kept, clusters = _kept(summary)
    loss = summary.loss
    error = rows_error = math.nan
    degrees = (totals.all("weight") if frequency else n) - 1
    if math.isfinite(loss) and degrees > 0:
        error = rows_error = error_about(summary, np.full(len(by_class), loss), degrees)
    if kept is not None:
        degrees, error = len(kept.weight) - 1, _kept_error(summary, kept)
    reach = t_quantile(degrees) * error if degrees > 0 else math.nan
    found = Uncertainty(error, loss - reach, loss + reach, n, events, method, rows_error, clusters=clusters)
    return found, degrees


def two_sided(z: float, degrees: float) -> float:
    """The chance that a t of so many degrees of freedom is as far from 0 as z, or farther."""
    from scipy.special import stdtr

    return 2 * float(stdtr(degrees, -abs(z)))


def chance_of_spread(square: float, degrees: int) -> float:
    """The chance that a χ² of so many degrees of freedom is as large, or larger."""
    from scipy.special import chdtrc

    return float(chdtrc(degrees, square))


def chance_of_more(found: int, of: int, share: float) -> float:
    """The chance that of so many, each counted with this probability, so many are found or more."""
    from scipy.special import betainc

    return 1.0 if found <= 0 else float(betainc(found, of - found + 1, share))


def error_about(summary: Summary, centre: Float, degrees: float) -> float:
    """The error of Σwx/W, x being a row's loss less the centre of its class, about which x has mean 0."""
    if summary.weights == "frequency":
        return math.sqrt(_spread(summary, centre, "weight", "loss") / (summary.weight * degrees))
    square = _spread(summary, centre, "weight2", "loss2") / summary.weight**2
    return math.sqrt(square * (degrees + 1) / degrees)


def _spread(summary: Summary, centre: Float, weight: str, value: str) -> float:
    """Σw(ℓ−c)² or Σw²(ℓ−c)², from moments that are centred class by class (plain sums would cancel)."""
    totals = summary.totals
    within = totals.spread if weight == "weight" else totals.spread2
    return math.fsum(
        float(s) + (float(w) * (float(v) / float(w) - float(c)) ** 2 if w > 0 else 0.0)
        for s, w, v, c in zip(within, totals[weight], totals[value], centre, strict=True)
    )


def _normalized_error(
    summary: Summary, base_rate: float | Sequence[float] | None, degrees: float
) -> float | None:
    y = yardstick(summary, base_rate)
    if y.normalized is None or math.isinf(y.base_loss):
        return None
    if math.isinf(summary.loss) or degrees <= 0:
        return math.nan
    with np.errstate(divide="ignore"):  # a class that does not occur
        surprise = -np.log(guess_of(summary, base_rate))
    centre = summary.loss + y.normalized * (surprise - y.base_loss)
    return error_about(summary, centre, degrees) / y.base_loss


# ---- what is kept of rows that are not independent --------------------------------------------------------


def _kept(summary: Summary) -> tuple[Method, Clusters | Times | None, float | None]:
    """What the standard error goes by, the sums of the buckets with rows, and about how many clusters."""
    if summary.clusters is not None:
        there = summary.clusters.weight > 0
        about = summary.clusters.about
        found = Clusters(summary.clusters.weight[there], summary.clusters.loss[there])
        return "clusters", found, round(about) if math.isfinite(about) else about
    if summary.times is not None:
        return "times", summary.times, len(summary.times)
    return "rows", None, None


def _kept_error(summary: Summary, kept: Clusters | Times) -> float:
    buckets = len(kept.weight)
    if math.isinf(summary.loss) or buckets < 2:
        return math.nan
    residual = kept.loss - summary.loss * kept.weight
    square = float(residual @ residual)
    if isinstance(kept, Times):
        lags = math.floor(4 * (buckets / 100) ** (2 / 9))
        square += 2 * sum(
            (1 - lag / (lags + 1)) * _products(kept.bucket, residual, lag) for lag in range(1, lags + 1)
        )
    return math.sqrt(max(square, 0.0) * buckets / (buckets - 1)) / summary.weight


def _products(bucket: Array, residual: Float, lag: int) -> float:
    """Σ e_t e_{t−lag} over buckets; one without rows counts as 0."""
    place = np.searchsorted(bucket, bucket - lag)
    there = bucket[place] == bucket - lag
    return float(residual[there] @ residual[place[there]])


def t_quantile(degrees: float) -> float:
    """How many standard errors a 95% interval reaches to either side."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975))
