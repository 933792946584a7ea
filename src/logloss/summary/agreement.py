"""Whether two Summaries were made of the same rows, up to the rounding of sums."""

from __future__ import annotations

from typing import Any

LEFT_OUT = {"remainder", "made_with", "recalibrated"}


def agree(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two nested structures are equal, floats up to a tolerance relative to the larger of them and 1.

    Left out is what says nothing of the rows: what rounding took from a sum ("remainder"), which differs with
    the order of adding, the program's version ("made_with"), and what merging drops ("recalibrated").

    Examples
    --------
    >>> agree({"n": 2, "loss": [0.1 + 0.2]}, {"n": 2, "loss": [0.3]}, 1e-12)
    True
    """
    if isinstance(a, dict) and isinstance(b, dict):
        names = a.keys() - LEFT_OUT
        return names == b.keys() - LEFT_OUT and all(agree(a[n], b[n], tolerance) for n in names)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(agree(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))
    return bool(a == b)
