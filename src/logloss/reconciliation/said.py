"""The number that somebody reported, and how exactly: its last digit says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from numbers import Real
from typing import Any

import numpy as np

from logloss.checks.rows import shown
from logloss.errors import ArgumentError


@dataclass(frozen=True)
class Said:
    """A reported number.

    Attributes
    ----------
    words
        As it was written.
    value
        What it is.
    half
        Half a unit of its last digit: it stands for all numbers from ``value − half`` to ``value + half``.
    digits
        How many of its digits are significant.
    """

    words: str
    value: float
    half: float
    digits: int

    @property
    def low(self) -> float:
        """The least number that is written so."""
        return self.value - self.half

    @property
    def high(self) -> float:
        """The greatest."""
        return self.value + self.half


def said_of(given: Any) -> Said:
    """Read a reported number: a string as it was printed, or a number by its shortest digits.

    Raises
    ------
    ArgumentError
        For what is no finite number.

    Examples
    --------
    >>> said_of("1.93").half, said_of("1.930").half, said_of("2.5e-3").half, said_of(1.93).digits
    (0.005, 0.0005, 5e-05, 3)
    """
    if isinstance(given, np.generic):  # of float32 the shortest digits that name it
        given = str(given)
    if isinstance(given, str):
        words = given.strip()
    elif isinstance(given, bool) or not isinstance(given, (Real, Decimal)):
        raise _no_number(given, "Pass the number that was reported: said='1.93'.")
    else:
        words = str(given) if isinstance(given, (int, Decimal)) else repr(float(given))
    try:
        number = Decimal(words.replace("−", "-").replace("_", "x"))
    except InvalidOperation:
        raise _no_number(given, _hint(words)) from None
    if not number.is_finite() or not math.isfinite(float(number)):
        raise _no_number(
            given,
            "NaN is what comes of 0·∞: look for predictions of exactly 0 and 1."
            if number.is_nan()
            else "An infinite log loss needs no convention: it is what a 0 for what happened costs.",
        )
    last = number.as_tuple().exponent
    assert isinstance(last, int)
    return Said(
        words.replace("-", "−") if words.startswith("-") else words,
        float(number),
        float(Decimal(5).scaleb(last - 1)),
        max(1, len(number.as_tuple().digits)),
    )


def _no_number(given: Any, hint: str) -> ArgumentError:
    return ArgumentError(f"said must be a number, got {shown(given)}", hint)


def _hint(words: str) -> str:
    if words.endswith("%"):
        return "Leave out the sign: that it was per cent is among the conventions that are tried."
    if "," in words:
        return "Write decimals with a point, and nothing between thousands."
    return "Copy the digits as they were printed: 1.93, or 2.5e-3."
