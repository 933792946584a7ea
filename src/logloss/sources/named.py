"""Whether an argument names columns, and which."""

from __future__ import annotations

from typing import Any


def named(argument: Any) -> list[str]:
    """The column names in an argument: one, several, or none where it is an array."""
    if isinstance(argument, str):
        return [argument]
    if isinstance(argument, (list, tuple)) and argument and all(isinstance(a, str) for a in argument):
        return list(argument)
    return []
