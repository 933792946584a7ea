"""What a row costs and where it belongs, as expressions: whoever holds the rows computes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import narwhals as nw

from logloss.summary import bins

Expr = Any
"""A narwhals expression; its types differ from version to version."""

TINY = 2.0**-1074


def chosen(place: Expr, values: Sequence[Any]) -> Expr:
    """One of several expressions or numbers, by a row's class: the last where no other is."""
    *others, last = values
    result = last if isinstance(last, nw.Expr) else nw.lit(last)
    for k in reversed(range(len(others))):
        result = nw.when(place == k).then(others[k]).otherwise(result)
    return result


def total(terms: Sequence[Expr]) -> Expr:
    """Their sum, term by term: engines differ in what a horizontal sum makes of a missing value."""
    return reduce(add, terms)


def log(p: Expr) -> Expr:
    """The logarithm of a probability; of 0 that of the smallest number, which cells know how to read."""
    return nw.when(p > 0).then(p).otherwise(TINY).log()


def log_of_rest(p: Expr, other: Expr) -> Expr:
    """ln(1 − p) of p and the rounded 1 − p; what rounding took is put back, since p may be tiny."""
    divisor = nw.when(other > 0).then(other).otherwise(1.0)
    return log(other) + ((1.0 - other) - p) / divisor


def log_odds(p: Expr, other: Expr) -> Expr:
    """Finite log-odds, 0 at ½ exactly; at 0 and 1, whose bins are their own, of no use."""
    return nw.when(p == 0.5).then(0.0).otherwise(log(p) - log_of_rest(p, other))


def softplus(e: Expr) -> Expr:
    """ln(1 + e), of an e from 0 to 1."""
    factor = 1.0 + e
    return factor.log() + (e - (factor - 1.0)) / factor


def with_bin(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Rows with the bin of their log-odds z, as bins.py has it; ±∞ where they are `above` or `below`."""
    size, far, outward = nw.col("size"), nw.col("far"), nw.col("outward")
    near = nw.when(size < bins.FINE_END).then(size).otherwise(float(bins.FINE_END))
    return (
        frame.with_columns(size=nw.col("z").abs())
        .with_columns(near=near, far=_between(size, float(bins.FINE_END), float(bins.COARSE_END)))
        .with_columns(
            outward=1.0 + (nw.col("near") * bins.FINE).floor() + ((far - bins.FINE_END) * bins.COARSE).floor()
        )
        .with_columns(outward=nw.when(outward < bins.LAST).then(outward).otherwise(float(bins.LAST)))
        .with_columns(
            bin=nw.when(nw.col("above"))
            .then(float(bins.INFINITE))
            .otherwise(
                nw.when(nw.col("below"))
                .then(-float(bins.INFINITE))
                .otherwise(
                    nw.when(nw.col("z") < 0)
                    .then(-outward)
                    .otherwise(nw.when(nw.col("z") > 0).then(outward).otherwise(0.0))
                )
            )
        )
    )


def _between(value: Expr, low: float, high: float) -> Expr:
    at_least = nw.when(value > low).then(value).otherwise(low)
    return nw.when(value < high).then(at_least).otherwise(high)
