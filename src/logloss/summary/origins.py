"""Where a Summary comes from: the files, as many as are kept by name."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 100
"""How many sources are kept by name."""


def named_sources(names: Iterable[str], more: bool = False) -> tuple[tuple[str, ...], bool]:
    """The first 100 names in the order of code points, and whether there are more.

    How many more cannot be said: two Summaries may share some of those that they no longer name.

    Examples
    --------
    >>> named_sources(["b.csv", "a.csv", "b.csv"])
    (('a.csv', 'b.csv'), False)
    >>> names, more = named_sources(f"{i:03}.csv" for i in range(101))
    >>> names[-1], more
    ('099.csv', True)
    """
    found = sorted(set(names))
    return tuple(found[:MOST]), more or len(found) > MOST
