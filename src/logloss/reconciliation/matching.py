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
    alike : tuple of str
        Conventions of the same families that the digits given cannot tell from those of `steps`.
    """

    steps: tuple[Step, ...]
    value: float
    chance: float
    alike: tuple[str, ...] = ()

    @property
    def is_convincing(self) -> bool:
        """Whether chance would hardly have found it."""
        return self.chance < CONVINCING


def matches_of(found: Sequence[Candidate], said: Said, sums: Sums, case: Case) -> tuple[Match, ...]:
    """Every match that does not merely add to a simpler one what changes nothing.

    Of conventions of the same families the one is taken that is written as the reported number is; where that
    is so of several, the most ordinary, and the others are named beside it.
    """
    kept: dict[frozenset[str], list[Candidate]] = {}
    for one in found:
        if abs(one.value - said.value) > said.half + one.tolerance:
            continue
        kin = _kin(one)
        if kin in kept:
            kept[kin].append(one)
        elif not any(other <= kin for other in kept):
            kept[kin] = [one]
    return tuple(_match(family, found, said, sums, case) for family in kept.values())


def _match(family: list[Candidate], found: Sequence[Candidate], said: Said, sums: Sums, case: Case) -> Match:
    exact = [one for one in family if abs(one.value - said.value) <= said.half] or family
    first = exact[0]
    alike = dict.fromkeys(name for other in exact[1:] for name in sorted(other.choice.ids - first.choice.ids))
    share = chance(found[: first.rank + 1], said)
    return Match(steps_of(first.choice, sums, case), first.value, share, tuple(alike))


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
