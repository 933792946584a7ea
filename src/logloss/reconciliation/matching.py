"""Matches: the candidates that are written as the reported number is, the fewest conventions first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logloss.reconciliation.candidates import Candidate, value_of
from logloss.reconciliation.chance import chance
from logloss.reconciliation.conventions import STAGES, Case, Choice, Convention
from logloss.reconciliation.said import Said
from logloss.reconciliation.sums import Sums

CONVINCING = 1e-3
"""A match is taken for the answer only where chance alone finds one as ordinary less often than this."""


@dataclass(frozen=True)
class Step:
    """One convention, and the number once it is followed.

    Attributes
    ----------
    convention : str
        Its name.
    value : float
    sources : tuple of str
        Functions of libraries that do so, with their versions; empty for a mistake.
    urls : tuple of str
        Where these are documented.
    """

    convention: str
    value: float
    sources: tuple[str, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Conventions that together give the reported number, to the digits given.

    Attributes
    ----------
    steps : tuple of Step
        From the log loss to the reported number; empty where that is the log loss.
    value : float
        The number that comes of them.
    chance : float
        The share of random numbers that these conventions, or others as ordinary, would meet as well.
    """

    steps: tuple[Step, ...]
    value: float
    chance: float

    @property
    def is_convincing(self) -> bool:
        """Whether chance would hardly have found it."""
        return self.chance < CONVINCING


def matches_of(found: Sequence[Candidate], said: Said, sums: Sums, case: Case) -> tuple[Match, ...]:
    """Every match that does not merely add to a simpler one what changes nothing."""
    kept: list[Candidate] = []
    for one in found:
        if abs(one.value - said.value) > said.half + one.tolerance:
            continue
        if not any(_kin(other) <= _kin(one) for other in kept):
            kept.append(one)
    return tuple(
        Match(steps_of(one.choice, sums, case), one.value, chance(found[: one.rank + 1], said))
        for one in kept
    )


def _kin(one: Candidate) -> frozenset[str]:
    return frozenset(step.kin for step in one.choice.steps)


def steps_of(choice: Choice, sums: Sums, case: Case) -> tuple[Step, ...]:
    """The way from the log loss to a choice of conventions, stage by stage."""
    ordered = sorted(choice.steps, key=lambda step: STAGES.index(step.stage))
    return tuple(
        _step(one, value_of(Choice(tuple(ordered[: i + 1])), sums, case)) for i, one in enumerate(ordered)
    )


def _step(one: Convention, value: float) -> Step:
    words, urls = (tuple(getattr(source, name) for source in one.sources) for name in ("words", "url"))
    return Step(one.id, value, words, urls)
