"""Half: how few rows make half of the loss."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Float
from logloss.summary import Cells, Summary, bins

SLACK = 1e-12
"""Relative rounding of a sum, by which half of it may be missed."""


@dataclass(frozen=True)
class Half:
    """How few rows make half of the loss, of the rows of finite loss.

    Attributes
    ----------
    low, high
        At least and at most so many: equal where cells tell exactly, as without weights they do while every
        distinct prediction has its own, or where the costliest rows known by name are enough.
    rows
        How many rows there are; with frequency weights, as in `low` and `high`, rows that they stand for.
    """

    low: int
    high: int
    rows: int

    @property
    def is_exact(self) -> bool:
        """Whether it is known to the row."""
        return self.low == self.high

    @property
    def share(self) -> float:
        """At most this share of the rows."""
        return self.high / self.rows


def half(summary: Summary) -> Half | None:
    """Count how few rows make half of the loss: the costliest, by weight times surprisal.

    Cells know the sum of their rows' costs. If all rows of a cell cost the same, most rows are needed
    (`high`). Fewest are needed (`low`) if the costs lie as far apart as what else is known allows: the bin's
    edges, the rows' Σw², the costliest row. For every λ > 0 the k costliest rows cost at most
    kλ + Σ max(0, cost − λ), so k ≥ (half − Σ max(0, cost − λ)) / λ; the sum is bounded cell by cell (by a
    chord, and by Scarf 1958), and the λ is taken that says most.

    Returns
    -------
    Half or None
        None where the finite loss is 0.

    Examples
    --------
    >>> import logloss as ll
    >>> h = half(ll.summarize([1, 0, 1, 0, 1], [0.9, 0.2, 0.1, 0.3, 0.8]))
    >>> h.low, h.high, h.rows
    (1, 1, 5)
    """
    if not summary.totals.all("loss") > 0:
        return None
    costs = _costs(summary)
    goal = math.fsum((costs.rows * costs.mean).tolist()) / 2
    rows = round(summary.totals.all("weight" if summary.weights == "frequency" else "rows"))
    known = _by_name(summary, goal)
    if known is not None:
        return Half(known, known, rows)
    high = _if_alike(costs, goal)
    if costs.alike:
        return Half(high, high, rows)
    least = 1 if summary.weights == "frequency" else min(len(summary.worst) + 1, high)
    return Half(min(high, max(least, _if_apart(costs, goal))), high, rows)


@dataclass(frozen=True, eq=False)
class _Costs:
    """What is known of the rows' costs, cell by cell: how many, their mean, bounds, and mean square."""

    rows: Float
    mean: Float
    low: Float
    high: Float
    square: Float | None

    @property
    def alike(self) -> bool:
        """Whether the rows of each cell cost the same."""
        return bool((self.low == self.high).all())


def _costs(summary: Summary) -> _Costs:
    cells = summary.cells
    there = np.isfinite(cells.loss) & (cells.loss > 0)
    frequency = summary.weights == "frequency"
    rows = (cells.weight if frequency else cells.rows.astype(np.float64))[there]
    mean = cells.loss[there] / rows
    low, high = (side[there] for side in _losses(cells, len(summary.labels) == 2))
    square = None
    if summary.weights == "analytic":  # a row may weigh nearly nothing, or nearly all that its cell does
        with np.errstate(over="ignore"):
            square = high**2 * cells.weight2[there] / rows
        equal = cells.exact & (cells.weight2 * cells.rows <= cells.weight**2 * (1 + SLACK / 10))[there]
        low, high = np.where(equal, mean, 0.0), np.where(equal, mean, np.inf)
    if not frequency:
        high = np.minimum(high, summary.worst[0].cost)
    return _Costs(rows, mean, np.minimum(low, mean), np.maximum(high, mean), square)


def _losses(cells: Cells, two: bool) -> tuple[Float, Float]:
    """Between what the loss of a cell's rows lies."""
    if cells.exact:
        loss = cells.loss / cells.weight
        return loss, loss
    low, high = bins.edges(cells.key, cells.level)
    negative = (cells.cls == 0) & two  # of more than two classes the key is the true one's
    least, most = np.where(negative, -high, low), np.where(negative, -low, high)
    return np.logaddexp(0.0, -most) * (1 - SLACK), np.logaddexp(0.0, -least) * (1 + SLACK)


def _by_name(summary: Summary, goal: float) -> int | None:
    """How many of the costliest rows, which are known by name, are enough; None where all are not."""
    if summary.weights == "frequency":  # one of these stands for several
        return None
    enough = np.cumsum([row.cost for row in summary.worst]) >= goal * (1 - SLACK)
    return int(enough.argmax()) + 1 if enough.any() else None


def _if_alike(costs: _Costs, goal: float) -> int:
    """How many rows it takes if the rows of each cell cost the same."""
    order = np.argsort(-costs.mean, kind="stable")
    rows, mean = costs.rows[order], costs.mean[order]
    total = np.cumsum(rows * mean)
    last = min(int(np.searchsorted(total, goal * (1 - SLACK))), len(total) - 1)
    before = float(total[last - 1]) if last else 0.0
    of_last = math.ceil((goal * (1 - SLACK) - before) / float(mean[last]) - 1e-9)
    return round(float(rows[:last].sum())) + max(1, of_last)


def _if_apart(costs: _Costs, goal: float) -> int:
    """The fewest rows it can take, by the λ that says most; what is asked for has one maximum in λ."""
    order = np.argsort(-costs.mean)
    total = np.cumsum((costs.rows * costs.mean)[order])
    centre = float(costs.mean[order][min(int(np.searchsorted(total, goal)), len(total) - 1)])
    best, wide = -math.inf, math.log(16)
    for _ in range(4):
        tried = centre * np.exp(np.linspace(-wide, wide, 5))
        least = [(goal - _beyond(costs, bar)) / bar for bar in tried.tolist()]
        i = int(np.argmax(least))
        best, centre, wide = max(best, least[i]), float(tried[i]), wide / 2
    return math.ceil(best * (1 - SLACK) - 1e-9)


def _beyond(costs: _Costs, bar: float) -> float:
    """The most that Σ max(0, cost − bar) can be."""
    above = costs.mean - bar
    most = np.where(bar <= costs.low, above, 0.0)
    open_ = (costs.low < bar) & (bar < costs.high)
    low, high, mean = costs.low[open_], costs.high[open_], costs.mean[open_]
    with np.errstate(over="ignore", invalid="ignore"):
        chord = np.where(np.isinf(high), mean - low, (mean - low) / (high - low) * (high - bar))
        if costs.square is not None:
            spread = np.maximum(costs.square[open_] - mean**2, 0.0)
            scarf = (np.sqrt(spread + above[open_] ** 2) + above[open_]) / 2
            chord = np.fmin(chord, scarf)  # ∞ − ∞ where squares overflow
    most[open_] = chord
    return float((costs.rows * most).sum())
