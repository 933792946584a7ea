"""The bins of log-odds, version 1: 1/128 wide up to ±16, 1/8 up to ±48; ½, 0 and 1 have bins of their own.

At level j, 2^j neighbours are one bin, counted outwards from 0; those of ½, 0 and 1 stay as they are.
"""

from __future__ import annotations

import numpy as np

from logloss.kernels.reference import Array, Float

VERSION = 1
FINE, FINE_END = 128, 16
COARSE, COARSE_END = 8, 48
LAST = FINE * FINE_END + COARSE * (COARSE_END - FINE_END) + 1
"""The outermost bin of finite log-odds: |z| ≥ 48."""
INFINITE = LAST + 1
"""The bin of z = ∞, which is p = 1; its negative is p = 0."""
COUNT = 2 * INFINITE + 1
"""How many bins there are."""
LAST_LEVEL = (LAST - 1).bit_length()
"""The level at which all finite log-odds of one sign are one bin."""


def log_odds(p: Float) -> Float:
    """ln p − ln(1 − p), with −∞ at 0 and ∞ at 1.

    Examples
    --------
    >>> log_odds(np.array([0.0, 0.5, 1.0]))
    array([-inf,   0.,  inf])
    """
    with np.errstate(divide="ignore"):
        z = np.log(p) - np.log1p(-p)
    return np.where(p == 0.5, 0.0, z)  # exactly, even where the two logarithms differ by an ulp


def probability(z: Float) -> Float:
    """1 / (1 + e^−z), without overflow.

    Examples
    --------
    >>> probability(np.array([-np.inf, -1000.0, 0.0, np.inf]))
    array([0. , 0. , 0.5, 1. ])
    """
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def bin_of(z: Float) -> Array:
    """The bin of each log-odds: 0 where z = 0, counting outwards, negative below.

    Examples
    --------
    >>> bin_of(np.array([-np.inf, -0.001, 0.0, 0.001, 0.008, 100.0, np.inf])).tolist()
    [-2306, -1, 0, 1, 2, 2305, 2306]
    """
    size = np.abs(z)
    fine = np.floor(np.minimum(size, FINE_END) * FINE)
    coarse = np.floor((np.clip(size, FINE_END, COARSE_END) - FINE_END) * COARSE)
    outward = np.minimum(1 + fine + coarse, LAST)
    outward = np.where(np.isinf(size), INFINITE, np.where(size == 0, 0, outward))
    return (np.sign(z) * outward).astype(np.int64)


def coarser(bin_: Array, levels: int) -> Array:
    """The same bins so many levels up.

    Examples
    --------
    >>> coarser(np.array([-2306, -3, -1, 0, 1, 2, 3, 4, 5, 2306]), 1).tolist()
    [-2306, -2, -1, 0, 1, 1, 2, 2, 3, 2306]
    """
    size = np.abs(bin_)
    merged = 1 + ((size - 1) >> levels)
    kept = (size == 0) | (size == INFINITE)
    result: Array = np.where(kept, bin_, np.sign(bin_) * merged)
    return result


def edges(bin_: Array, level: int = 0) -> tuple[Float, Float]:
    """Between which log-odds the rows of each bin lie.

    Examples
    --------
    >>> low, high = edges(np.array([-2306, -1, 0, 1, 2050, 2305]))
    >>> low.tolist(), high.tolist()
    ([-inf, -0.0078125, 0.0, 0.0, 16.125, 48.0], [-inf, -0.0, 0.0, 0.0078125, 16.25, inf])
    """
    size = np.abs(bin_)
    inner, outer = (size - 1) << level, size << level  # how many bins of level 0 lie further in
    near, far = _edge(inner), np.where(outer >= LAST, np.inf, _edge(outer))
    near, far = (np.where(size == 0, 0.0, np.where(size == INFINITE, np.inf, side)) for side in (near, far))
    return np.where(bin_ < 0, -far, near), np.where(bin_ < 0, -near, far)


def _edge(bins_within: Array) -> Float:
    fine = FINE * FINE_END
    coarse = FINE_END + (bins_within - fine) / COARSE
    result: Float = np.where(bins_within <= fine, bins_within / FINE, coarse)
    return result


def most_at(level: int) -> int:
    """How many bins there are at a level.

    Examples
    --------
    >>> most_at(0), most_at(5), most_at(LAST_LEVEL)
    (4613, 149, 5)
    """
    return 2 * (1 + ((LAST - 1) >> level)) + 3
