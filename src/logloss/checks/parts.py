"""A part of something longer: what only the whole can be guilty of is left to whoever holds the whole."""

from __future__ import annotations

from collections.abc import Sequence

from logloss.errors import DataError


class NothingLeft(Exception):  # noqa: N818  # no error: the other parts may hold rows
    """Every row of this part lacks a value, and was dropped.

    Attributes
    ----------
    dropped
        How many rows that were.
    lacking
        The names of the arguments in which values are missing.
    """

    def __init__(self, dropped: int, lacking: Sequence[str]) -> None:
        super().__init__(dropped, lacking)
        self.dropped = dropped
        self.lacking = tuple(lacking)


class UnsettledLabels(Exception):  # noqa: N818  # no error either
    """A part that does not tell which classes there are; `reason` is what would be said of a whole."""

    def __init__(self, reason: DataError) -> None:
        super().__init__(reason)
        self.reason = reason


def nothing_left(lacking: Sequence[str]) -> DataError:
    """What is said where the whole has no row left."""
    return DataError(f"every row lacks a value in {' or '.join(lacking)}", "No row is left to score.")
