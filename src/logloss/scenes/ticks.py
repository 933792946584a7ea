"""Round numbers for axes."""

from __future__ import annotations

import math

Ticks = tuple[tuple[float, str], ...]


def ticks(low: float, high: float, about: int = 5) -> Ticks:
    """Steps of 1, 2 or 5 times a power of ten inside a range, with their labels.

    Examples
    --------
    >>> ticks(-2.8, 5.2)
    ((-2.0, '−2'), (0.0, '0'), (2.0, '2'), (4.0, '4'))
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return ((low, label(low, 1.0)),) if math.isfinite(low) else ()
    step = _step(span / about)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple((i * step, label(i * step, step)) for i in range(first, last + 1))


def label(value: float, step: float) -> str:
    """A number with as many decimals as its step needs, and a true minus sign."""
    size = max(abs(value), step)
    if size >= 1e6 or size < 1e-4:
        return f"{value:.3g}".replace("-", "−")
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{value:,.{decimals}f}"
    return (text.lstrip("-") if float(text.replace(",", "")) == 0 else text).replace("-", "−")


def ceiling(value: float, about: int = 4) -> float:
    """A round number at or above a value, where an axis may end.

    Examples
    --------
    >>> ceiling(1.2059), ceiling(0.62), ceiling(0.0)
    (1.5, 0.8, 1.0)
    """
    if not value > 0:
        return 1.0
    step = _step(value / about)
    return round(math.ceil(value / step - 1e-9) * step, 12)


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
