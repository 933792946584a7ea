"""Bars: one for each prediction, or for each few neighbours of one class where there are many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import Summary

MOST = 1000
"""How many bars a drawing holds."""

FEW = 14
"""Up to so many bars, each has its value written on it, and its place below it."""

AIRY = 100
"""Up to so many bars, there is a little air between them."""


@dataclass(frozen=True)
class Bars:
    """The bars of a drawing, in order; every array has one entry a bar.

    Attributes
    ----------
    ids
        Names that a bar keeps from scene to scene.
    cls, rows, share
        Class index, rows gathered, and share of the weight: the bar's width.
    loss, unseen
        Mean surprisal in nats: the bar's height; and what it would be unseen (NaN where that is not known).
    place
        Where it stands on the story's axis: a feature, or the log-odds of the prediction.
    """

    ids: tuple[str, ...]
    cls: Array
    rows: Array
    share: Float
    loss: Float
    place: Float
    unseen: Float

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def given(self) -> Float:
        """Probability given to the true class: the geometric mean over the bar's rows, e^−loss."""
        result: Float = np.exp(-self.loss)
        return result

    @cached_property
    def slots(self) -> list[tuple[float, float]]:
        """From where to where bars stand side by side, as wide as their shares."""
        ends = np.minimum(np.cumsum(self.share), 1.0)
        air = 0.07 * self.share if len(self) <= AIRY else 0.0 * self.share
        starts = np.maximum(ends - self.share, 0.0)
        return list(zip((starts + air).tolist(), (ends - air).tolist(), strict=True))

    @cached_property
    def middles(self) -> list[float]:
        """The middle of each bar where bars stand side by side."""
        return [(x0 + x1) / 2 for x0, x1 in self.slots]

    @property
    def is_single(self) -> bool:
        """Whether every bar is one row."""
        return bool((self.rows == 1).all())

    @property
    def are_few(self) -> bool:
        """Whether there is room to write on each."""
        return len(self) <= FEW

    def ordered(self, order: Array) -> Bars:
        """The same bars in another order, or some of them."""
        arrays = (a[order] for a in (self.cls, self.rows, self.share, self.loss, self.place, self.unseen))
        return Bars(tuple(self.ids[i] for i in order), *arrays)


def alike(values: Float) -> Float:
    """Values to seven digits: what differs by rounding alone is tied, on every machine and in the page.

    Examples
    --------
    >>> alike(np.array([0.1 + 0.2, np.inf])) == alike(np.array([0.3, np.inf]))
    array([ True,  True])
    """
    with np.errstate(over="ignore", under="ignore"):
        return values.astype(np.float32).astype(np.float64)


def bars_of_points(
    y: Array, place: Float, loss: Float, unseen: Float | None = None, most: int = MOST
) -> Bars:
    """Bars of rows that stand on an axis, ordered along it; all arrays of shape (n,)."""
    n = len(y)
    order = np.argsort(place, kind="stable")
    unseen = np.full(n, np.nan) if unseen is None else unseen
    ids = tuple(f"bar/{i + 1}" for i in range(n))
    bars = Bars(ids, y.astype(np.int64), np.ones(n, np.int64), np.full(n, 1 / n), loss, place, unseen)
    return _gathered(bars.ordered(order), most)


def bars_of_summary(summary: Summary, most: int = MOST) -> Bars:
    """Bars of a Summary's cells, the costliest first."""
    bars = _of_cells(summary)
    bars = _gathered(bars.ordered(np.lexsort((summary.cells.key, bars.cls, -bars.loss))), most)
    return bars.ordered(np.argsort(-bars.loss, kind="stable"))


def bars_along(summary: Summary, most: int = MOST) -> Bars:
    """Bars of a Summary's cells, ordered by the log-odds of the prediction."""
    bars = _of_cells(summary)
    return _gathered(bars.ordered(np.lexsort((bars.cls, bars.place))), most)


def _of_cells(summary: Summary) -> Bars:
    cells = summary.cells
    loss, place = cells.loss / cells.weight, cells.log_odds / cells.weight
    unknown = np.full(len(cells), np.nan)
    share = cells.weight / summary.weight
    return Bars(_ids(cells.cls), cells.cls, cells.rows, share, loss, place, unknown)


def bars_of_twins(cls: Array, weight: Float, seen: Float, unseen: Float, most: int = MOST) -> Bars:
    """Bars of rows with their unseen twins, the costliest seen first; of many rows, class by class.

    All arrays of shape (n,); a row of weight 0 has no bar.
    """
    kept = np.flatnonzero(weight > 0)
    kept = kept[np.argsort(-seen[kept], kind="stable")]
    ids = tuple(f"bar/{i + 1}" for i in kept.tolist())
    share = weight[kept] / weight[kept].sum()
    rows, place = np.ones(len(kept), np.int64), -seen[kept]
    bars = _gathered(Bars(ids, cls[kept], rows, share, seen[kept], place, unseen[kept]), most)
    order = np.argsort(-bars.loss, kind="stable")
    if len(bars) < len(kept):
        order = order[np.argsort(bars.cls[order], kind="stable")]
    return bars.ordered(order)


def _gathered(bars: Bars, most: int) -> Bars:
    """Neighbours of one class together, in bars of about equal share; infinite ones among themselves."""
    if len(bars) <= most:
        return bars
    group = _groups(2 * bars.cls + np.isinf(bars.loss), bars.share, most)
    first = np.full(int(group.max()) + 1, len(bars))
    np.minimum.at(first, group, np.arange(len(bars)))

    def total(values: Array) -> Array:
        return np.bincount(group, weights=values)

    share = total(bars.share)
    with np.errstate(invalid="ignore"):  # places of −∞ and of ∞ have no mean
        means = (total(bars.share * values) / share for values in (bars.loss, bars.place, bars.unseen))
    cls, rows = bars.cls[first], total(bars.rows).astype(np.int64)
    gathered = Bars(("",) * len(first), cls, rows, share, *means).ordered(np.argsort(first))
    return Bars(_ids(gathered.cls), *(getattr(gathered, a) for a in _ARRAYS))


_ARRAYS = ("cls", "rows", "share", "loss", "place", "unseen")


def _groups(kind: Array, share: Float, most: int) -> Array:
    """The group of each bar, from 0: neighbours of one kind that together have about 1/most of the whole."""
    kinds = np.unique(kind)
    step = share.sum() / max(most - len(kinds), 1)
    slot = np.zeros(len(kind))
    for k in kinds:
        own = kind == k
        slot[own] = np.floor((np.cumsum(share[own]) - share[own] / 2) / step)
    return np.unique(np.column_stack([kind, slot]), axis=0, return_inverse=True)[1].ravel()


def _ids(cls: Array) -> tuple[str, ...]:
    """Names for bars that are no points: the class, and a number within it."""
    count: dict[int, int] = {}
    ids = []
    for k in cls.tolist():
        count[k] = count.get(k, 0) + 1
        ids.append(f"bar/{k}/{count[k]}")
    return tuple(ids)
