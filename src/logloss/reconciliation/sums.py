"""Sums over rows from which every way to average them follows: small, and they add up block by block."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.reconciliation.conventions import BY_ALL, CERTAIN, FINITE, WEIGHTLESS, Choice
from logloss.reconciliation.losses import Block, certain_rows, row_losses

ROWS, HEAVY, WEIGHT, PLAIN, PLAIN_HEAVY, WEIGHTED, ENDLESS, ENDLESS_HEAVY, ENDLESS_WEIGHT = range(9)
"""Of each class: rows, those of them that weigh something, and their weight; Σℓ, the same of those that weigh
something, and Σwℓ, all of finite rows; and rows, those that weigh, and weight of the infinite ones."""

ROW_STAGES = ("clip", "reading")
FEW = 8
"""Up to so many classes are summed apart, and not bin by bin."""

Sums = dict[frozenset[str], Float]
"""By the conventions that say what a row costs: of every class, shape (K, 9)."""


def row_choice(choice: Choice) -> Choice:
    """The part of a choice that says what a row costs, and which rows there are."""
    return Choice(tuple(s for s in choice.steps if s.stage in ROW_STAGES or s.id == CERTAIN.id))


def sums_of(block: Block, wanted: Iterable[Choice], classes: int) -> Sums:
    """The sums of some rows, by each choice of what a row costs."""
    block, counts = _in_classes(block, classes)
    weight = None if block.weight is None else block.weight.astype(np.float64, copy=False)
    sure = {single: certain_rows(block, single) for single in (False, True)}
    found = {}
    for choice in wanted:
        loss, y, w = row_losses(block, choice), block.y, weight
        if CERTAIN.id in choice.ids:
            clip = choice.at("clip")
            kept = ~sure[clip is not None and clip.clip is not None and clip.clip.single]
            if not kept.all():
                ones = np.ones(len(y)) if w is None else w
                found[choice.ids] = _by_class(loss[kept], y[kept], ones[kept], classes)
                continue
        found[choice.ids] = _summed(loss, y, w, counts)
    return found


def _in_classes(block: Block, classes: int) -> tuple[Block, Array]:
    """The same rows class by class, and how many there are of each."""
    order = np.argsort(block.y, kind="stable")
    weight = None if block.weight is None else block.weight[order]
    counts = np.bincount(block.y.astype(np.intp, copy=False), minlength=classes)
    return Block(block.y[order], block.scores[order], weight, block.logits), counts


def _summed(loss: Float, y: Array, w: Float | None, counts: Array) -> Float:
    """The sums of rows that stand class by class; `_by_class`, faster where no loss is infinite."""
    ends = np.cumsum(counts)
    parts = [slice(end - n, end) for end, n in zip(ends.tolist(), counts.tolist(), strict=True)]
    plain = np.array([float(np.sum(loss[part])) for part in parts])
    if not np.isfinite(plain).all():
        return _by_class(loss, y, np.ones(len(y)) if w is None else w, len(counts))
    sums = np.zeros((len(counts), 9))
    sums[:, [ROWS, HEAVY, WEIGHT]] = counts[:, None]
    sums[:, [PLAIN, PLAIN_HEAVY, WEIGHTED]] = plain[:, None]
    if w is not None:
        heavy, weighted = w > 0, w * loss
        sums[:, HEAVY] = [np.count_nonzero(heavy[part]) for part in parts]
        sums[:, WEIGHT] = [np.sum(w[part]) for part in parts]
        sums[:, WEIGHTED] = [np.sum(weighted[part]) for part in parts]
        if not heavy.all():
            sums[:, PLAIN_HEAVY] = [np.sum(loss[part][heavy[part]]) for part in parts]
    return sums


def added(a: Sums, b: Sums) -> Sums:
    """The sums of both."""
    return {key: a[key] + b[key] for key in a} if a else b


def _by_class(loss: Float, y: Array, w: Float, classes: int) -> Float:
    heavy, endless = w > 0, np.isposinf(loss)
    ended = np.where(endless, 0.0, loss)
    columns = (
        np.ones(len(y)),
        heavy,
        w,
        ended,
        np.where(heavy, ended, 0.0),
        np.where(heavy, w * ended, 0.0),
        endless,
        endless & heavy,
        np.where(endless, w, 0.0),
    )
    if classes > FEW:
        return np.stack([np.bincount(y, column, minlength=classes) for column in columns], axis=1)
    where = [y == k for k in range(classes)]
    return np.array([[float(np.sum(c[k], dtype=np.float64)) for c in columns] for k in where])


def mean_of(sums: Float, choice: Choice, dropped: int) -> float:
    """The average of what rows cost, by a choice of rows, weights, and divisor; NaN where it has none.

    Parameters
    ----------
    sums : shape (K, 9)
    choice : what is chosen at the stages rows, weights and mean
    dropped : how many rows were left out because they lack a value
    """
    cost, count = _totals(sums, choice)
    mean = choice.at("mean")
    if mean is None:
        return _divided(cost.sum(), count.sum())
    if mean.id == "sum":
        return float(cost.sum())
    if mean.id == "by_class":
        there = count > 0
        return float(np.mean(cost[there] / count[there])) if there.any() else math.nan
    left = sums[:, ENDLESS].sum() if choice.at("rows") == FINITE else 0.0
    if mean.id == "by_nonzero":
        left = sums[:, ENDLESS_HEAVY].sum() if choice.at("rows") == FINITE else 0.0
        return _divided(cost.sum(), sums[:, HEAVY].sum() - left)
    more = dropped if mean == BY_ALL else 0
    return _divided(cost.sum(), sums[:, ROWS].sum() + more - left)


def _totals(sums: Float, choice: Choice) -> tuple[Float, Float]:
    """Of every class what its rows cost, and what they weigh."""
    weights, rows = choice.at("weights"), choice.at("rows")
    if weights is None:
        cost, count, endless = WEIGHTED, WEIGHT, ENDLESS_WEIGHT
    elif weights == WEIGHTLESS:
        cost, count, endless = PLAIN_HEAVY, HEAVY, ENDLESS_HEAVY
    else:
        cost, count, endless = PLAIN, ROWS, ENDLESS
    total, weight = sums[:, cost], sums[:, count]
    if rows is None or rows == CERTAIN:
        total = np.where(sums[:, endless] > 0, math.inf, total)
    elif rows == FINITE:
        weight = weight - sums[:, endless]
    return total, weight


def _divided(cost: float, by: float) -> float:
    return float(cost / by) if by > 0 else math.nan
