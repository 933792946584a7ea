"""Chance: how many numbers, drawn at random, would be met by some candidate just as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logloss.reconciliation.candidates import Candidate
from logloss.reconciliation.said import Said

WITHIN = 2.0
"""Numbers are drawn between the reported one divided by this, and times this."""


def chance(candidates: Sequence[Candidate], said: Said) -> float:
    """The share of random numbers that match one of some candidates, to as many digits.

    A number is drawn between half and twice the reported one, each as likely as the other; it matches a
    candidate that is within half a unit of the last digit. So it is the length of what candidates cover,
    where they overlap but once, in the whole length.

    Examples
    --------
    >>> from logloss.reconciliation.conventions import Choice
    >>> from logloss.reconciliation.said import said_of
    >>> one = Candidate(Choice(), 1.5)
    >>> round(chance([one], said_of("1.00")), 6), round(chance([one, one], said_of("1.00")), 6)
    (0.006667, 0.006667)
    """
    start, end = _range(said)
    if not candidates:
        return 0.0
    values = np.array([c.value for c in candidates])
    reach = said.half + np.array([c.tolerance for c in candidates])
    low, high = np.maximum(values - reach, start), np.minimum(values + reach, end)
    there = high > low
    order = np.argsort(low[there], kind="stable")
    low, high = low[there][order], high[there][order]
    if not len(low):
        return 0.0
    before = np.concatenate([[start], np.maximum.accumulate(high)[:-1]])
    covered = np.maximum(0.0, high - np.maximum(low, before)).sum()
    return min(1.0, float(covered / (end - start)))


def _range(said: Said) -> tuple[float, float]:
    """Half and twice the number; about 0, as far as its last digit reaches."""
    size = max(abs(said.value), 2 * said.half)
    if said.value < 0:
        return -WITHIN * size, -size / WITHIN
    return (size / WITHIN, WITHIN * size) if said.value > 0 else (-size, size)
