"""Split: how much of a change is more or fewer rows of a kind, and how much is what each kind costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from logloss.summary import Summary

Kinds = Mapping[Any, tuple[float, float]]
"""Share of the weight and mean loss of each class or group."""


@dataclass(frozen=True)
class Moved:
    """One class or group in a change, in nats.

    Attributes
    ----------
    name
    old_share, new_share
    old_loss, new_loss
        Mean over its rows of finite loss; NaN where it has none.
    composition
        (new share − old share) · (its mean of both losses − that of all).
    within
        Mean of both shares · (new loss − old loss); 0 where one side has no such rows.
    """

    name: Any
    old_share: float
    new_share: float
    old_loss: float
    new_loss: float
    composition: float
    within: float


def split(old: Kinds, new: Kinds) -> tuple[Moved, ...]:
    """Every kind; composition and within add up to the change of the loss (Kitagawa 1955), largest first.

    Examples
    --------
    >>> a, b = split({"a": (0.5, 1.0), "b": (0.5, 0.0)}, {"a": (0.75, 1.0), "b": (0.25, 0.0)})
    >>> sorted((a.name, b.name)), a.composition + b.composition, a.within
    (['a', 'b'], 0.25, 0.0)
    """
    middle = sum(math.prod(kind) for kinds in (old, new) for kind in kinds.values() if kind[0] > 0) / 2
    found = [
        _moved(name, old.get(name, (0.0, math.nan)), new.get(name, (0.0, math.nan)), middle)
        for name in dict.fromkeys([*old, *new])
    ]
    return tuple(sorted(found, key=lambda m: -abs(m.composition + m.within)))


def _moved(name: Any, old: tuple[float, float], new: tuple[float, float], middle: float) -> Moved:
    there = [kind[1] for kind in (old, new) if kind[0] > 0]
    if not there:
        return Moved(name, *(0.0, 0.0, math.nan, math.nan, 0.0, 0.0))
    composition = (new[0] - old[0]) * (sum(there) / len(there) - middle)
    within = (old[0] + new[0]) / 2 * (new[1] - old[1]) if len(there) == 2 else 0.0
    return Moved(name, old[0], new[0], old[1], new[1], composition, within)


def classes_of(summary: Summary) -> Kinds:
    """The classes of a Summary, of rows of finite loss."""
    weight, loss = summary.totals["weight"], summary.totals["loss"]
    whole = summary.totals.all("weight")
    return {
        label: (float(w) / whole, float(v) / float(w) if w > 0 else math.nan)
        for label, w, v in zip(summary.labels, weight, loss, strict=True)
    }


def groups_of(summary: Summary) -> Kinds | None:
    """The groups of ``by=``, those without a name under ""; None where there are none."""
    if summary.groups is None:
        return None
    groups = [(summary.groups.title(key), part) for key, part in summary.groups.items()]
    if summary.groups.other is not None:
        groups.append(("", summary.groups.other))
    whole = summary.totals.all("weight")
    return {name: (part.totals.all("weight") / whole, part.finite_loss) for name, part in groups}
