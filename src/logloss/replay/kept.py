"""Kept: the rows whose probabilities are remembered, step by step, and those that join as they get worst."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.replay.rows import ValidRows
from logloss.replay.steps import Given

WORST = 20
"""How many of the costliest rows of a step are kept, whether they were drawn or not."""


@dataclass(frozen=True)
class KeptRow:
    """A row that is kept: its number, its class, its weight, and its name or nothing."""

    row: int
    cls: int
    weight: float
    name: str = ""


@dataclass(frozen=True)
class Joined:
    """A row that is kept from some step on, and what it was given at an earlier one (``then``, from 0)."""

    who: KeptRow
    then: int
    p: float
    right: bool


@dataclass(eq=False)
class Kept:
    """Rows, and what each was given at each step.

    Attributes
    ----------
    rows
        Those that were drawn first, then those that joined.
    drawn
        How many were drawn.
    p, right
        A step each: float32 and bool arrays as long as there were rows at that step.
    earlier
        What rows that joined were given before: (step, row) by their places, and Given's two.
    """

    rows: list[KeptRow]
    drawn: int
    p: list[Array] = field(default_factory=list)
    right: list[Array] = field(default_factory=list)
    earlier: list[tuple[int, int, float, bool]] = field(default_factory=list)

    def add(self, p: Array, right: Array, joined: list[Joined]) -> None:
        """A further step, of the rows so far and of those that join."""
        for one in joined:
            self.rows.append(one.who)
            if one.then >= 0:
                self.earlier.append((one.then, len(self.rows) - 1, one.p, one.right))
        self.p.append(p)
        self.right.append(right)

    def given(self) -> Array:
        """What each row's true class was given, shape (steps, rows), float32; NaN where unknown."""
        return np.array([self.at(i)[0] for i in range(len(self.p))]).reshape(len(self.p), len(self.rows))

    def was_right(self) -> Array:
        """Whether each row's true class was the top one, shape (steps, rows)."""
        return np.array([self.at(i)[1] for i in range(len(self.p))]).reshape(len(self.p), len(self.rows))

    def at(self, place: int) -> tuple[Array, Array]:
        """Both of one step, shape (rows,)."""
        p, right = np.full(len(self.rows), np.nan, np.float32), np.zeros(len(self.rows), np.bool_)
        known = len(self.p[place])
        p[:known], right[:known] = self.p[place], self.right[place]
        for step, row, was, top in self.earlier:
            if step == place:
                p[row], right[row] = was, top
        return p, right


class Keeper:
    """Chooses which rows are kept while a training goes on; it remembers every row's best moment.

    Parameters
    ----------
    valid : ValidRows
    keep : int or None
        How many rows are kept at most; None for all.
    """

    def __init__(self, valid: ValidRows, keep: int | None) -> None:
        self._valid = valid
        self._most = len(valid) if keep is None else keep
        self._places: Array = valid.drawn(keep)
        self._is_kept = np.zeros(len(valid), np.bool_)
        self._is_kept[self._places] = True
        self._best = (-1, np.inf)
        self._then: Given | None = None

    def start(self) -> list[KeptRow]:
        """The rows that are kept from the first step on."""
        return [self._who(i) for i in self._places.tolist()]

    def chosen(self, index: int, loss: float, given: Given) -> tuple[Array, Array, list[Joined]]:
        """What is to be kept of a step: probabilities, whether right, and the rows that join."""
        joined = self._joining(given) if len(self._places) < len(self._valid) else []
        if joined:
            self._places = np.concatenate([self._places, [one.who.row for one in joined]])
        if loss < self._best[1] and len(self._places) < len(self._valid):
            self._best = (index, loss)
            self._then = Given(given.p.astype(np.float32), given.right.copy())
        with np.errstate(under="ignore"):
            p = given.p[self._places].astype(np.float32)
        return p, given.right[self._places], joined

    def _joining(self, given: Given) -> list[Joined]:
        """Those of the costliest rows that are not kept yet, as long as there is room."""
        room = min(WORST, self._most - len(self._places))
        if room <= 0:
            return []
        p = given.p  # NaN comes last
        if self._valid.weight is not None:
            p = np.where(self._valid.weight > 0, p, 1.0)
        worst = np.argpartition(p, min(WORST, len(p) - 1))[:WORST]
        worst = worst[p[worst] < 1]
        new = np.sort(worst[~self._is_kept[worst]])[:room].tolist()
        self._is_kept[new] = True
        return [self._joined(i) for i in new]

    def _joined(self, i: int) -> Joined:
        if self._then is None:
            return Joined(self._who(i), -1, float("nan"), False)
        return Joined(self._who(i), self._best[0], float(self._then.p[i]), bool(self._then.right[i]))

    def _who(self, i: int) -> KeptRow:
        valid = self._valid
        name = "" if valid.names is None else valid.names[i]
        return KeptRow(i, int(valid.y[i]), float(valid.weights[i]), name)


def weight_of_drawn(rows: list[KeptRow], class_weight: Float) -> Float:
    """The weight that each drawn row stands for: those of a class share the weight of all of it."""
    cls = np.array([row.cls for row in rows], dtype=np.int64)
    weight = np.array([row.weight for row in rows])
    own = np.bincount(cls, weight, len(class_weight))
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(own > 0, class_weight / own, 0.0)
    found: Float = weight * factor[cls]
    return found
