"""Candidates: every choice of conventions that makes sense, and the number that comes of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from logloss.reconciliation.conventions import (
    AS_PROBABILITIES,
    BANS,
    BITS,
    BY_CLASS,
    CERTAIN,
    ONE_HOT,
    PER_CLASS,
    PERCENT,
    STAGES,
    SUM,
    SWAPPED,
    Case,
    Choice,
    Convention,
    options,
)
from logloss.reconciliation.sums import Sums, mean_of, row_choice

MOST = 3
"""How many conventions are tried together; the sign is not counted, which the reported number shows."""

SINGLE, DOUBLE = 1e-6, 1e-12
"""How far what a library computes in float32, or in float64, may be from ours, relatively."""

REFUSED = ("clip.sklearn", "clip.sklearn32", "clip.torch", "clip.torch64")
"""Who refuses what is outside of [0, 1]."""


@dataclass(frozen=True)
class Candidate:
    """A choice of conventions, and the number that comes of it; ``rank`` 0 is the most ordinary."""

    choice: Choice
    value: float
    rank: int = 0

    @property
    def tolerance(self) -> float:
        """How far a library's number may be from this one by rounding alone."""
        clip = self.choice.at("clip")
        single = clip is not None and clip.clip is not None and clip.clip.single
        return abs(self.value) * (SINGLE if single else DOUBLE)


def choices(case: Case) -> list[Choice]:
    """Every choice that makes sense, the fewest and most ordinary conventions first."""
    found = [(_ordinary(steps, case), Choice(steps)) for steps in _combined(case) if _fits(steps, case)]
    return [choice for _, choice in sorted(found, key=lambda pair: pair[0])]


def row_choices(of: list[Choice]) -> list[Choice]:
    """What has to be summed over rows for some choices."""
    return list({part.ids: part for part in map(row_choice, of)}.values())


def candidates(of: list[Choice], sums: Sums, case: Case) -> list[Candidate]:
    """The numbers that come of choices; those that have none are left out."""
    found: list[Candidate] = []
    for choice in of:
        value = value_of(choice, sums, case)
        if math.isfinite(value):
            found.append(Candidate(choice, value, len(found)))
    return found


def value_of(choice: Choice, sums: Sums, case: Case) -> float:
    """The number that comes of a choice of conventions; NaN where what rows cost by it is not known."""
    of_rows = sums.get(row_choice(choice).ids)
    if of_rows is None:
        return math.nan
    value = mean_of(of_rows, choice, case.dropped)
    unit, scale, sign = (choice.at(stage) for stage in ("unit", "scale", "sign"))
    if unit is not None:
        value /= math.log({BITS.id: 2, BANS.id: 10}[unit.id])
    if scale is not None:
        value *= {PERCENT.id: 100, PER_CLASS.id: 1 / case.classes}[scale.id]
    return value if sign is None else -value


def _combined(case: Case) -> Iterator[tuple[Convention, ...]]:
    """None, one, two, three conventions of different stages; all with the sign, where there is one."""
    at = options(case)
    sign = at["sign"]
    for n in range(MOST + 1):
        for stages in combinations(STAGES[:-1], n):
            for steps in product(*(at[stage] for stage in stages)):
                yield (*steps, *sign)


def _ordinary(steps: tuple[Convention, ...], case: Case) -> tuple[int, int, int, tuple[int, ...]]:
    """What sorts choices: how many, how many mistakes among them, how far down they stand at their stage."""
    at = options(case)
    places = tuple(at[step.stage].index(step) for step in steps)
    return len(steps), sum(step.mistake for step in steps), sum(places), places


def _fits(steps: tuple[Convention, ...], case: Case) -> bool:
    """Whether conventions go together."""
    choice = Choice(steps)
    clip, reading, rows, mean = (choice.at(stage) for stage in ("clip", "reading", "rows", "mean"))
    bounded = clip is not None and clip.clip is not None and clip.clip.is_bounded
    if sum(step.mistake for step in steps) > 1:
        return False
    if reading in (SWAPPED, AS_PROBABILITIES) and not bounded:
        return False
    if reading == AS_PROBABILITIES and clip is not None and clip.id in REFUSED:
        return False
    if clip is not None and clip.kin == "torch" and not (case.one_column or reading == ONE_HOT):
        return False  # of several columns PyTorch's loss is of logits
    if rows is not None and bounded:
        return False  # none is infinite
    if rows == CERTAIN and reading is not None:
        return False
    if mean in (SUM, BY_CLASS) and choice.at("scale") == PERCENT:
        return False
    return not (reading == ONE_HOT and choice.at("scale") == PER_CLASS)
