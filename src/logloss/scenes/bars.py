"""Bars: one for each prediction, or for each few neighbours of one class where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import Summary

MOST = 1000
"""How many bars a drawing holds."""


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
        Where it stands on the story's axis; NaN where there is none.
    names
        What the reader calls it, or "".
    """

    ids: tuple[str, ...]
    cls: Array
    rows: Array
    share: Float
    loss: Float
    place: Float
    unseen: Float
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def given(self) -> Float:
        """Probability given to the true class: geometric mean over the bar's rows, so that −ln of it is the loss."""
        result: Float = np.exp(-self.loss)
        return result

    @cached_property
    def ends(self) -> Float:
        """Where bars end when they stand side by side, widths being shares."""
        result: Float = np.cumsum(self.share)
        return result

    @property
    def is_single(self) -> bool:
        """Whether every bar is one row."""
        return bool((self.rows == 1).all())

    def ordered(self, order: Array) -> Bars:
        """The same bars in another order, or some of them."""
        arrays = (a[order] for a in (self.cls, self.rows, self.share, self.loss, self.place, self.unseen))
        return Bars(tuple(self.ids[i] for i in order), *arrays, tuple(self.names[i] for i in order))


def bars_of_points(
    y: Array,
    place: Float,
    loss: Float,
    weight: Float | None = None,
    unseen: Float | None = None,
    names: Sequence[str] | None = None,
    most: int = MOST,
) -> Bars:
    """Bars of rows that stand on an axis, ordered along it; all arrays of shape (n,), rows of weight 0 left out."""
    w = np.ones(len(y)) if weight is None else weight
    order = np.lexsort((np.arange(len(y)), place))
    order = order[w[order] > 0]
    unseen = np.full(len(y), np.nan) if unseen is None else unseen
    if len(order) <= most:
        kept = Bars(
            ids=tuple(f"bar/{i + 1}" for i in order),
            cls=y[order].astype(np.int64),
            rows=np.ones(len(order), dtype=np.int64),
            share=w[order] / w[order].sum(),
            loss=loss[order],
            place=place[order],
            unseen=unseen[order],
            names=tuple("" if names is None else names[i] for i in order),
        )
        return kept
    cls = y[order].astype(np.int64)
    columns = (np.ones(len(order)), w[order], loss[order], place[order], unseen[order])
    return _gathered(cls, *columns, most=most)


def bars_of_summary(summary: Summary, most: int = MOST) -> Bars:
    """Bars of a Summary's cells, the dearest first."""
    cells = summary.cells
    with np.errstate(invalid="ignore"):
        loss = cells.loss / cells.weight
        place = cells.log_odds / cells.weight
    order = np.lexsort((cells.key, cells.cls, -loss))
    columns = (cells.rows[order], cells.weight[order], loss[order], place[order], np.full(len(order), np.nan))
    bars = _gathered(cells.cls[order], *columns, most=most)
    return bars.ordered(np.lexsort((np.arange(len(bars)), -bars.loss)))


def _gathered(
    cls: Array, rows: Array, weight: Float, loss: Float, place: Float, unseen: Float, most: int
) -> Bars:
    """Neighbours of one class together, in bars of about equal share; infinite ones with infinite ones only."""
    total = weight.sum()
    group = np.zeros(len(cls), dtype=np.int64)
    groups = 0
    for k in np.unique(cls):
        for infinite in (False, True):
            own = np.flatnonzero((cls == k) & (np.isinf(loss) == infinite))
            if not len(own):
                continue
            if len(cls) <= most:
                group[own] = groups + np.arange(len(own))
                groups += len(own)
                continue
            wanted = max(1, int(most * weight[own].sum() / total))
            before = np.cumsum(weight[own]) - weight[own] / 2
            slot = np.minimum((before / weight[own].sum() * wanted).astype(np.int64), wanted - 1)
            _, slot = np.unique(slot, return_inverse=True)
            group[own] = groups + slot
            groups += int(slot.max()) + 1
    return _sums(group, groups, cls, rows, weight, loss, place, unseen)


def _sums(
    group: Array,
    groups: int,
    cls: Array,
    rows: Array,
    weight: Float,
    loss: Float,
    place: Float,
    unseen: Float,
) -> Bars:
    def total(values: Array) -> Float:
        return np.bincount(group, weights=values, minlength=groups)

    w = total(weight)
    first = np.full(groups, len(cls), dtype=np.int64)
    np.minimum.at(first, group, np.arange(len(cls)))
    with np.errstate(invalid="ignore"):
        bars = Bars(
            ids=("",) * groups,
            cls=cls[first],
            rows=total(rows).astype(np.int64),
            share=w / weight.sum(),
            loss=total(weight * loss) / w,
            place=total(weight * place) / w,
            unseen=total(weight * unseen) / w,
            names=("",) * groups,
        )
    bars = bars.ordered(np.argsort(first, kind="stable"))
    count: dict[int, int] = {}
    ids = []
    for k in bars.cls.tolist():
        count[k] = count.get(k, 0) + 1
        ids.append(f"bar/{k}/{count[k]}")
    return Bars(
        tuple(ids), bars.cls, bars.rows, bars.share, bars.loss, bars.place, bars.unseen, bars.names
    )
