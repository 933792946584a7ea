"""Whether two Summaries were made of the same rows, up to the rounding of sums."""

from __future__ import annotations

from typing import Any


def agree(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two nested structures are equal, floats up to a tolerance relative to the larger of them and 1.

    What rounding took from a sum differs with the order of adding: members named "remainder" are left out.

    Examples
    --------
    >>> agree({"n": 2, "loss": [0.1 + 0.2]}, {"n": 2, "loss": [0.3]}, 1e-12)
    True
    """
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(n == "remainder" or agree(a[n], b[n], tolerance) for n in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(agree(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))
    return bool(a == b)
