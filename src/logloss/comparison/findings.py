"""Findings: what a pair's sums say of two models, each number with its error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from logloss.analysis.decomposition import decomposition
from logloss.analysis.uncertainty import Method, mean_uncertainty, two_sided
from logloss.comparison.pair import NONE, RANGES, REACH, WIDTH, Pair, columns_of
from logloss.kernels.reference import Float
from logloss.summary import Clusters, Summary, Times, Totals
from logloss.summary.bins import probability
from logloss.summary.totals import SUMS

LEVEL, POWER = 0.05, 0.8
"""Of the two-sided test of a difference, and of the number of rows that it takes to see one."""
PIECES = 6
"""Into so many ranges of about equal weight the log-odds are cut, at most."""


@dataclass(frozen=True)
class Gap:
    """The mean of d = the second model's surprisal − the first's, in nats.

    Attributes
    ----------
    value
        Over the rows where it is finite; negative where the second model is better. NaN of no such row.
    standard_error, low, high
        And its 95% interval, by the t distribution; NaN where they cannot be told.
    z, p_value
        value / standard_error, and the chance of one as large of two models that are equally good.
    is_noise
        Whether p_value is not below 5%, or that share of it where several models are looked at.
    rows
        With finite d and positive weight; with frequency weights, those that they stand for.
    method, clusters
        What was taken as independent: "rows", "clusters" or "times"; and about how many.
    """

    value: float
    standard_error: float
    low: float
    high: float
    z: float
    p_value: float
    is_noise: bool
    rows: int
    method: Method
    clusters: float | None


@dataclass(frozen=True)
class Piece:
    """A class, a range of log-odds or a group: what it adds to the difference.

    Attributes
    ----------
    name
        The class's label; the group's name, or None of all groups that are not kept by name; of a range the
        probabilities, from and to.
    share
        Of the weight of all rows of finite d.
    value, standard_error
        Mean d of its rows, in nats, and the error of that, rows taken as independent.
    part
        share · value: of all pieces they add up to the difference.
    """

    name: Any
    share: float
    value: float
    standard_error: float
    part: float


@dataclass(frozen=True)
class PartsGap:
    """The difference taken apart: loss = −discrimination + miscalibration, in nats; labels are the same.

    Attributes
    ----------
    discrimination, miscalibration
        The second model's less the first's: more discrimination is better, more miscalibration is worse.
    first, second
        (discrimination, miscalibration) of each.
    is_exact
        Whether ties were pooled exactly, or rows of one bin taken as tied.
    """

    discrimination: float
    miscalibration: float
    first: tuple[float, float]
    second: tuple[float, float]
    is_exact: bool


def gap_of(pair: Pair, like: Summary, level: float) -> Gap:
    """The difference between two models, clusters and times heeded."""
    return _gap(pair.totals, like, level, pair.clusters, pair.times)


def _gap(
    totals: Totals, like: Summary, level: float, clusters: Clusters | None = None, times: Times | None = None
) -> Gap:
    if not totals.all("rows"):
        nan = math.nan
        return Gap(nan, nan, nan, nan, nan, nan, True, 0, "rows", None)
    sums = _sums_of(totals, like, clusters, times)
    found, degrees = mean_uncertainty(sums)
    value, error = sums.loss, found.standard_error
    if error > 0:
        z = value / error
        p = two_sided(z, degrees)
    else:  # the same difference in every row, or one row
        z = math.nan if math.isnan(error) else math.copysign(math.inf, value) if value else 0.0
        p = math.nan if math.isnan(error) else float(value == 0)
    noise = not p < level
    return Gap(value, error, found.low, found.high, z, p, noise, found.rows, found.method, found.clusters)


def _sums_of(totals: Totals, like: Summary, clusters: Clusters | None, times: Times | None) -> Summary:
    """A Summary whose losses are differences: of rows where they are finite."""
    high, low = totals.high.copy(), totals.low.copy()
    for name in ("infinite", "infinite_weight"):
        high[SUMS.index(name)] = low[SUMS.index(name)] = 0.0
    finite = Totals(high, low, totals.spread, totals.spread2)
    return Summary(like.labels, like.key, like.weights, finite, NONE, clusters=clusters, times=times)


def apart_error(first: Summary, second: Summary) -> float:
    """The error that the difference would have if the two had seen different rows."""
    return math.hypot(*(mean_uncertainty(s)[0].standard_error for s in (first, second)))


def rows_needed(gap: Gap) -> int | None:
    """Rows that show a difference as large as the one found at 5%, four times of five; None of none.

    n · ((z₀.₉₇₅ + z₀.₈) / z)²: the standard error falls with the root of the number of rows.
    """
    if not math.isfinite(gap.z) or gap.z == 0:
        return None
    normal = NormalDist()
    needed = ((normal.inv_cdf(1 - LEVEL / 2) + normal.inv_cdf(POWER)) / gap.z) ** 2 * gap.rows
    return max(2, math.ceil(needed)) if math.isfinite(needed) else None


def parts_of(first: Summary, second: Summary) -> PartsGap | None:
    """−ΔDSC + ΔMCB; None of more than two classes, and where a loss is infinite."""
    a, b = decomposition(first), decomposition(second)
    if a is None or b is None or math.isinf(first.loss) or math.isinf(second.loss):
        return None
    if a.is_exact != b.is_exact:  # only like is compared with like
        from logloss.analysis.decomposition import decomposition_of_cells

        a, b = (decomposition_of_cells(_binned(s)) for s in (first, second))
        assert a is not None
        assert b is not None
    return PartsGap(
        b.discrimination - a.discrimination,
        b.miscalibration - a.miscalibration,
        (a.discrimination, a.miscalibration),
        (b.discrimination, b.miscalibration),
        a.is_exact and b.is_exact,
    )


def _binned(summary: Summary) -> Summary:
    from dataclasses import replace

    return replace(summary, cells=summary.cells.binned(), recalibrated=None)


def classes_of(pair: Pair, like: Summary) -> tuple[Piece, ...]:
    """What each class adds."""
    return tuple(
        _piece(label, columns_of(pair.totals, [k]), pair, like) for k, label in enumerate(like.labels)
    )


def ranges_of(pair: Pair, like: Summary) -> tuple[Piece, ...]:
    """What each range of the first model's probabilities adds: at most six, of about equal weight."""
    columns = pair.ranges.high.shape[1]
    weight = pair.ranges["weight"].reshape(-1, RANGES).sum(axis=0)
    found = []
    for low, high in cut(weight, PIECES):
        own = [k for k in range(columns) if low <= k % RANGES < high]
        name = tuple(float(p) for p in probability(np.array([_edge(low), _edge(high)])))
        found.append(_piece(name, columns_of(pair.ranges, own), pair, like))
    return tuple(found)


def _edge(i: int) -> float:
    """Where a range begins, in log-odds."""
    return -math.inf if i == 0 else math.inf if i == RANGES else -REACH + (i - 1) * WIDTH


def cut(weight: Float, pieces: int) -> list[tuple[int, int]]:
    """Neighbours put together, from and to, until each has one of so many shares of the weight, or more.

    Examples
    --------
    >>> cut(np.array([1.0, 1.0, 2.0, 0.0, 5.0, 1.0]), 3)
    [(0, 3), (3, 6)]
    """
    full, found, start, held = float(weight.sum()) / pieces, list[tuple[int, int]](), 0, 0.0
    for i, w in enumerate(weight.tolist()):
        held += w
        if held >= full * (1 - 1e-9) and held > 0:
            found.append((start, i + 1))
            start, held = i + 1, 0.0
    if found and start < len(weight):  # what is left over goes to the last
        found[-1] = (found[-1][0], len(weight))
    return found


def groups_of(pair: Pair, like: Summary) -> tuple[Piece, ...] | None:
    """What each group adds, the most first; None where no groups were kept."""
    groups = pair.groups
    if groups is None:
        return None
    keys: Sequence[Any] = [*map(groups.title, groups.kept), *([None] if groups.other is not None else [])]
    k = len(like.labels)
    found = [
        _piece(name, columns_of(groups.totals, range(i * k, (i + 1) * k)), pair, like)
        for i, name in enumerate(keys)
    ]
    return tuple(sorted(found, key=lambda piece: -abs(piece.part) if piece.share else 0.0))


def _piece(name: Any, totals: Totals, pair: Pair, like: Summary) -> Piece:
    gap, whole = _gap(totals, like, LEVEL), pair.totals.all("weight")
    share = totals.all("weight") / whole if whole > 0 else 0.0
    return Piece(name, share, gap.value, gap.standard_error, share * gap.value if share else 0.0)
