"""What is not there, a column or a file, with the nearest names offered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from logloss.errors import ColumnError, FileError

MOST = 12  # names that a message lists


def missing_column(name: str, names: Sequence[Any], where: str) -> ColumnError:
    """A column that is not there; pandas may name columns by numbers.

    Examples
    --------
    >>> print(missing_column("Prob", ["won", " prob"], "preds.csv"))
    preds.csv has no column 'Prob'
    <BLANKLINE>
    Did you mean ' prob'?
    """
    plain = {str(known).strip().casefold(): known for known in reversed(names)}
    near = difflib.get_close_matches(name.strip().casefold(), plain)
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    if near:
        hint = f"Did you mean {listed(plain[match] for match in near)}?"
    else:
        hint = f"There are {listed(names[:MOST])}{more}." if names else "There are no columns."
    return ColumnError(f"{where} has no column {name!r}", hint)


def missing_file(name: str) -> FileError:
    """A file that is not there."""
    fact, path = f"{name}: there is no such file", Path(name)
    if not path.parent.is_dir():
        return FileError(fact, f"There is no directory {str(path.parent)!r} either.")
    try:
        neighbours = [neighbour.name for neighbour in path.parent.iterdir()]
    except OSError:  # a directory that may be entered and not listed: nothing can be offered
        neighbours = []
    typed = name[: name.rindex(path.name)]  # the directory as it was written
    near = [typed + match for match in difflib.get_close_matches(path.name, neighbours)]
    return FileError(fact, f"Did you mean {listed(near)}?" if near else "Check the path.")


def listed(names: Iterable[Any]) -> str:
    """Names as a message lists them."""
    return ", ".join(repr(name) for name in names)
