"""Record batches: rows that an engine of this process hands over piece by piece, without a copy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from logloss.sources.files.pieces import LEAST, MOST, VALUES, Kind, grouped, ready
from logloss.sources.missing import missing_column
from logloss.sources.supply import Task


@dataclass(frozen=True)
class Batches:
    """A stream of record batches as a supply of rows.

    Attributes
    ----------
    columns
        The names of its columns.
    opened
        Gives the batches of some columns, from the first.
    can_be_read_again
        Whether it can do so twice.
    title
        What messages call the source of the rows; empty for a frame.
    """

    columns: Sequence[str]
    opened: Callable[[list[str]], Iterator[pa.RecordBatch]]
    can_be_read_again: bool
    title: str = ""

    parts, size = 1, math.inf

    def tasks(self, wanted: Sequence[str]) -> Iterator[Task]:
        """The rows, in order; a batch is taken from the engine in the calling thread."""
        here = list(dict.fromkeys(wanted))
        for name in here:
            if name not in self.columns:
                raise missing_column(name, self.columns, "the frame")
        kind, first = Kind(self.title, True, here, {}), 0
        most = max(LEAST, min(MOST, VALUES // len(here)))
        full = (batch for batch in self.opened(here) if batch.num_rows)
        for batches in grouped(full, most):
            yield partial(ready, kind, first, batches)
            first += sum(batch.num_rows for batch in batches)

    def row_count(self) -> int | None:
        """Not told beforehand."""
        return None

    def halt(self) -> None:
        """An engine waits for nobody."""
