"""The header: each wanted column must be there, and only once."""

from __future__ import annotations

from logloss.errors import ColumnError, FormatError
from logloss.sources.missing import missing_column


def check_header(source: str, names: list[str], wanted: list[str]) -> None:
    """See that a file has the columns that are wanted."""
    for name in wanted:
        count = names.count(name)
        if count == 0:
            raise _no_header(source, name) if _all_numbers(names) else missing_column(name, names, source)
        if count > 1:
            fact = f"{source}: column {name!r} must be there once, is there {count} times"
            raise FormatError(fact, "Rename the others.")


def _no_header(source: str, name: str) -> ColumnError:
    hint = "The file seems to have no header: add a first line with the names of its columns."
    return ColumnError(f"{source} has no column {name!r}", hint)


def _all_numbers(names: list[str]) -> bool:
    try:
        return bool([float(name) for name in names])
    except ValueError:
        return False
