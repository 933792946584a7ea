"""Worst rows: the few that cost most, by name, whatever the order in which they were met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Array, Float

KEPT = 20


@dataclass(frozen=True)
class Row:
    """One row among the worst.

    Attributes
    ----------
    source, row, id
        Where it stands: the file ("" for arrays), its number there (−1 where an engine keeps no order), and
        the user's name for it ("" if none).
    cls
        Index of its class.
    p
        Probability given to its true class.
    weight, loss
        Its weight, and its surprisal in nats (inf where p is 0).
    """

    source: str
    row: int
    id: str
    cls: int
    p: float
    weight: float
    loss: float

    @property
    def cost(self) -> float:
        """What it adds to the total: weight times surprisal."""
        return self.weight * self.loss


def costliest(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The costliest of some rows; infinite ones all cost the same, and the first are kept."""
    return tuple(sorted(rows, key=_place)[:KEPT])


def _place(row: Row) -> tuple[float, str, int, str, int, float, float]:
    """Order by cost, then by where a row stands; by all that is left where two parts gave the same place."""
    return -row.cost, row.source, row.row, row.id, row.cls, row.p, row.weight


def candidates(loss: Float, weight: Float | None) -> tuple[Array, Array]:
    """Indices of a block's rows that may be among the worst: the finite ones, and the infinite ones."""
    cost = loss if weight is None else np.multiply(weight, loss, out=np.zeros(len(loss)), where=weight > 0)
    infinite = np.flatnonzero(np.isposinf(cost))[:KEPT]
    finite = np.where(np.isposinf(cost), 0.0, cost)
    bar = np.partition(finite, -KEPT)[-KEPT] if len(finite) > KEPT else 0.0
    # Rows above the bar, then the first of those that tie with it: the same however the data is split.
    above = np.flatnonzero(finite > bar)
    ties = np.flatnonzero(finite == bar) if bar > 0 else above[:0]
    return np.concatenate([above, ties[: KEPT - len(above)]]), infinite
