"""Whether an argument names columns, and which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def named(argument: Any) -> list[str]:
    """The column names in an argument: one, several, or none where it is an array.

    Of several models, those of each; none where one of them is an array.

    Examples
    --------
    >>> named("p"), named({"a": "p", "b": ["q", "r"]}), named({"a": "p", "b": [0.5, 0.5]})
    (['p'], ['p', 'q', 'r'], [])
    """
    if isinstance(argument, Mapping):
        each = [named(columns) for columns in argument.values()]
        return [name for names in each for name in names] if all(each) else []
    if isinstance(argument, str):
        return [argument]
    if isinstance(argument, (list, tuple)) and argument and all(isinstance(a, str) for a in argument):
        return list(argument)
    return []
