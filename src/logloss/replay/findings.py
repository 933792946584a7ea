"""Findings: when the model was best, what it cost to go on, and which rows moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.replay.kept import KeptRow
from logloss.replay.steps import Step

if TYPE_CHECKING:
    from logloss.replay.result import Replay

CONFIDENT = 0.1
"""A row whose true class was given at most this much is a confident error."""

MOST = 20
"""How many rows are listed."""


@dataclass(frozen=True)
class Cost:
    """What one moment costs more than another, in nats; the standard error is of the paired rows.

    It is None where not all rows are kept, or a loss is infinite.
    """

    value: float
    standard_error: float | None


@dataclass(frozen=True)
class Moved:
    """A row at two steps: the probability that its true class was given before and after.

    ``cost`` is what it adds to the loss at the later step less what it added at the earlier one, in nats.
    """

    row: int
    name: str
    label: Any
    before: float
    after: float
    cost: float

    @property
    def called(self) -> str:
        """Its name, or its number."""
        return self.name or str(self.row)


@dataclass(frozen=True)
class Disagreement:
    """Two steps from which loss and accuracy both rise."""

    start: Step
    end: Step


def best(steps: Sequence[Step], number: str) -> int | None:
    """The place of the first step at which a number is least; None where it is NaN at all of them.

    Examples
    --------
    >>> import logloss as ll
    >>> replay = ll.Replay([0, 1])
    >>> for p in ([0.4, 0.6], [0.1, 0.7], [0.1, 0.2]):
    ...     replay.record(p)
    >>> best(replay.steps, "loss")
    1
    """
    values = np.array([getattr(step, number) for step in steps], dtype=np.float64)
    if np.isnan(values).all():
        return None
    return int(np.nanargmin(values))


def last(steps: Sequence[Step]) -> int | None:
    """The place of the last step that has a loss."""
    return next((i for i in range(len(steps) - 1, -1, -1) if not steps[i].diverged), None)


def disagreement(steps: Sequence[Step]) -> Disagreement | None:
    """From the step of least loss to the later one of most accuracy, if both are higher there."""
    start = best(steps, "loss")
    if start is None:
        return None
    later = [
        s for s in steps[start + 1 :] if s.accuracy > steps[start].accuracy and s.loss > steps[start].loss
    ]
    return Disagreement(steps[start], max(later, key=lambda s: (s.accuracy, s.step))) if later else None


def cost_of(replay: Replay, start: int, end: int) -> Cost:
    """What the later of two steps costs more than the earlier."""
    value = replay.steps[end].loss - replay.steps[start].loss
    if not (math.isfinite(value) and replay.keeps_all):
        return Cost(value, None)
    before, after = (replay.kept.at(place)[0].astype(np.float64) for place in (start, end))
    return cost_of_rows(value, before, after, _weights(replay))


def cost_of_rows(value: float, before: Float, after: Float, weight: Float) -> Cost:
    """A difference of two losses with the standard error of its rows, by what each is given."""
    change, w = _rise_of(before, after, weight)
    n = len(w)
    if n < 2:
        return Cost(value, None)
    mean = float(w @ change) / float(w.sum())
    square = float(w**2 @ (change - mean) ** 2) / float(w.sum()) ** 2
    return Cost(value, math.sqrt(square * n / (n - 1)))


def crossed(replay: Replay, start: int, end: int) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    """Rows whose true class became the top one, and rows where it no longer is; what moved most first."""
    before, after = (replay.kept.at(place)[1] for place in (start, end))
    known = _known(replay, start, end)
    gained, lost = known & ~before & after, known & before & ~after
    return _moved(replay, start, end, gained, -1), _moved(replay, start, end, lost, 1)


def worsened(replay: Replay, start: int, end: int) -> tuple[Moved, ...]:
    """Confident errors that got worse: true classes given at most 0.1, and less than at the earlier step."""
    before, after = (replay.kept.at(place)[0] for place in (start, end))
    with np.errstate(invalid="ignore"):
        worse = (after <= CONFIDENT) & (after < before)
    return _moved(replay, start, end, worse & _known(replay, start, end), 1)


def worst(replay: Replay, start: int, end: int) -> tuple[Moved, ...]:
    """The rows that cost most at the later step."""
    weight, p = _weights(replay), replay.kept.at(end)[0].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = np.where((weight > 0) & ~np.isnan(p), weight * -np.log(p), -np.inf)
    order = np.lexsort((np.arange(len(cost)), -cost))[:MOST]
    chosen = np.zeros(len(cost), np.bool_)
    chosen[order[cost[order] > 0]] = True
    found = {m.row: m for m in _moved(replay, start, end, chosen, 1)}
    return tuple(found[replay.kept.rows[j].row] for j in order.tolist() if chosen[j])


def half_of_the_rise(replay: Replay, start: int, end: int) -> int | None:
    """How few rows make half of all that rows cost more; None where rows are a sample or nothing rises."""
    if not replay.keeps_all:
        return None
    change, weight = _rise(replay, start, end)
    rise = np.sort(np.maximum(weight * change, 0.0))[::-1]
    total = float(rise.sum())
    if not (math.isfinite(total) and total > 0):
        return None
    return int(np.searchsorted(np.cumsum(rise), total / 2) + 1)


def _known(replay: Replay, start: int, end: int) -> Array:
    before, after = (replay.kept.at(place)[0] for place in (start, end))
    known: Array = ~np.isnan(before) & ~np.isnan(after) & (_weights(replay) > 0)
    return known


def _weights(replay: Replay) -> Float:
    return np.array([row.weight for row in replay.kept.rows])


def _rise(replay: Replay, start: int, end: int) -> tuple[Float, Float]:
    """By how much each row costs more, and its weight; of rows of weight."""
    before, after = (replay.kept.at(place)[0].astype(np.float64) for place in (start, end))
    return _rise_of(before, after, _weights(replay))


def _rise_of(before: Float, after: Float, weight: Float) -> tuple[Float, Float]:
    counts = weight > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.log(before[counts]) - np.log(after[counts])
    return np.where(np.isnan(change), 0.0, change), weight[counts]


def _moved(replay: Replay, start: int, end: int, where: Array, sign: int) -> tuple[Moved, ...]:
    """The rows of a mask, those whose cost changed most first, in the direction of the sign."""
    p = np.stack([replay.kept.at(place)[0] for place in (start, end)]).astype(np.float64)
    each = [(replay.kept.rows[j], *p[:, j].tolist()) for j in np.flatnonzero(where).tolist()]
    return moved_rows(replay, each, sign)


def moved_rows(replay: Replay, each: Sequence[tuple[KeptRow, float, float]], sign: int) -> tuple[Moved, ...]:
    """Rows with what their class was given before and after; those whose cost changed most first."""
    total, found = float(replay.class_weight.sum()), []
    for who, before, after in each:
        with np.errstate(divide="ignore"):
            cost = who.weight * float(np.log(before) - np.log(after)) / total if after or before else 0.0
        found.append(Moved(who.row, who.name, replay.labels[who.cls], before, after, cost))
    return tuple(sorted(found, key=lambda m: (-sign * m.cost, m.row)))
