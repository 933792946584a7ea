"""Names that users gave: of columns, classes and rows, on one line, and no longer than a picture can bear."""

from __future__ import annotations

from typing import Any

LONGEST, LONGEST_CLASS = 40, 24


def short(name: Any, most: int = LONGEST) -> str:
    r"""A name on one line, cut to so many characters.

    Examples
    --------
    >>> short("income before\ttaxes"), short("income before taxes", 9)
    ('income before taxes', 'income b…')
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in str(name)).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
