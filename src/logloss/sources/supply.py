"""Supply: where rows come from piece by piece, so that files and streams become a Summary alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from logloss.sources.columns import Table

Task = Callable[[], Iterator[Table]]
"""What one thread does in one go: it reads some pieces, one after the other."""


class Supply(Protocol):
    """Rows in order, in pieces.

    Attributes
    ----------
    title
        What messages call it as a whole; empty for a frame.
    parts
        How many parts there are: files, say.
    size
        Bytes that are read, ∞ where nobody knows.
    can_be_read_again
        Whether a second look finds the same rows.
    """

    @property
    def title(self) -> str:
        """What messages call it."""

    @property
    def parts(self) -> int:
        """How many parts there are."""

    @property
    def size(self) -> float:
        """Bytes to read."""

    @property
    def can_be_read_again(self) -> bool:
        """Whether there is a second look."""

    def tasks(self, wanted: Sequence[str]) -> Iterator[Task]:
        """The rows of the wanted columns, as tasks that can be done at the same time."""

    def row_count(self) -> int | None:
        """How many rows there are, where that is told without reading them."""

    def halt(self) -> None:
        """Let whoever waits for rows wait no longer, where that can be had."""
