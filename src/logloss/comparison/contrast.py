"""Contrast: one row as two models see it, and the few that are kept by name."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary.named import Named
from logloss.summary.worst import KEPT, candidates

FEW = 40
"""Up to so many rows, all are kept by name."""


@dataclass(frozen=True)
class Contrast:
    """One row, and what it costs two models.

    Attributes
    ----------
    source, row, id
        Where it stands, and the user's name for it, as in :class:`logloss.summary.Row`.
    cls
        Index of its class.
    weight
    first, second
        Its surprisal under each model, in nats.
    """

    source: str
    row: int
    id: str
    cls: int
    weight: float
    first: float
    second: float

    @property
    def difference(self) -> float:
        """What the second model loses more, in nats; NaN where both lose infinitely much."""
        both = math.isinf(self.first) and math.isinf(self.second)
        return math.nan if both else self.second - self.first

    @property
    def cost(self) -> float:
        """Weight times difference."""
        return self.weight * self.difference

    @property
    def place(self) -> tuple[str, int, str, int, float, float, float]:
        """Where it stands; then all that is left where two parts gave the same place."""
        return self.source, self.row, self.id, self.cls, self.first, self.second, self.weight


Contrasts = tuple[Contrast, ...]


def widest(found: Iterable[Contrast]) -> Contrasts:
    """The rows in which two models differ most, those that cost the same in order."""
    return tuple(sorted(found, key=lambda c: (-abs(c.cost), c.place))[:KEPT])


def earliest(found: Iterable[Contrast], most: int = KEPT) -> Contrasts:
    """The first rows by where they stand."""
    return tuple(sorted(found, key=lambda c: c.place)[:most])


def contrasts(named: Named, start: int, places: Iterable[int], first: Float, second: Float) -> Contrasts:
    """The rows at some places of a block that begins at `start`, with the losses of the block's rows."""
    found = []
    for i in places:
        row = named.row(start + i, float(first[i]))
        costs = float(first[i]), float(second[i])
        found.append(Contrast(row.source, row.row, row.id, row.cls, row.weight, *costs))
    return tuple(found)


def wide_places(difference: Float, weight: Float | None, sign: int) -> Array:
    """Rows that may be among those where the difference has this sign and is largest."""
    finite = np.where(np.isfinite(difference), sign * difference, 0.0)
    places, _ = candidates(np.maximum(finite, 0.0), weight)
    return places[finite[places] > 0]
