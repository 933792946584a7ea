"""Rows with so many different predictions that they go to their bins at once, without being sorted first."""

from __future__ import annotations

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins

LOOKED_AT, PAIRS = 2048, 10


def surely_more(score: Float, most: int) -> bool:
    """Whether there are surely more than `most` different scores, by a look at 2048 rows at random.

    If there were no more, some 50 pairs of those rows at least would be equal, however rows are ordered: with
    fewer than 10, chances are below 1e-10. Only many rows can tell; else, and where it is not sure, False.

    Examples
    --------
    >>> surely_more(np.linspace(0, 1, 100_000), 1 << 14), surely_more(np.arange(100_000.0) % 9, 1 << 14)
    (True, False)
    """
    if len(score) < 4 * most or most < 8:
        return False
    return different(score[some_places(len(score))])


def some_places(n: int) -> Array:
    """The rows that are looked at, in order: of n rows always the same."""
    return np.unique(np.random.default_rng(n).integers(0, n, LOOKED_AT))


def different(score: Float) -> bool:
    """Whether nearly all of these are."""
    return len(score) - len(np.unique(score)) < PAIRS


def bin_sums(cls: Array, p: Float, z: Float, loss: Float, weight: Float) -> list[Array]:
    """Of each cell in which there is a row, in order: class, bin, rows, Σw, Σw², Σwℓ, Σwp, Σwz."""
    place = cls * bins.COUNT + bins.bin_of(z) + bins.INFINITE
    rows = np.bincount(place)
    there = np.flatnonzero(rows)
    terms = (weight, weight * weight, weight * loss, weight * p, weight * z)
    sums = (np.bincount(place, term)[there] for term in terms)
    return [there // bins.COUNT, there % bins.COUNT - bins.INFINITE, rows[there], *sums]
