"""Tally: what a reconciliation needs of rows, piece by piece, from arrays, frames and files alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from logloss.checks import Rows, examine
from logloss.kernels.threads import thread_count
from logloss.reconciliation.candidates import choices, row_choices
from logloss.reconciliation.conventions import Case, Choice
from logloss.reconciliation.losses import Block
from logloss.reconciliation.sums import WEIGHT, Sums, added, sums_of
from logloss.sources import Columns
from logloss.sources.part import Reading
from logloss.sources.workers import Stop, in_order
from logloss.summary.labels import plain_labels

PIECE = 1 << 14
"""Rows that are worked on at a time: what is made of them stays in a processor's cache."""


@dataclass(frozen=True)
class Tally:
    """Sums of what rows cost by every way to take them.

    Attributes
    ----------
    labels
        The classes.
    sums
        By choice of what a row costs (`Sums`).
    rows, dropped
        Rows, and those that were left out because they lack a value.
    one_column, weighted, weightless, logits
        As in `Case`.
    """

    labels: tuple[Any, ...]
    sums: Sums
    rows: int
    dropped: int
    one_column: bool
    weighted: bool
    weightless: bool
    logits: bool

    @property
    def weight(self) -> float:
        """Σw."""
        plain = self.sums[frozenset()]
        return float(plain[:, WEIGHT].sum()) if self.weighted else float(self.rows)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return replace(
            self,
            sums=added(self.sums, other.sums),
            rows=self.rows + other.rows,
            dropped=self.dropped + other.dropped,
            weightless=self.weightless or other.weightless,
        )

    def with_labels(self, labels: Sequence[Any]) -> Tally:
        """The same with its classes called otherwise."""
        return replace(self, labels=plain_labels(labels))

    def with_dropped(self, rows: int) -> Tally:
        """The same where so many more rows were dropped."""
        return replace(self, dropped=self.dropped + rows)

    def case(self, *, negative: bool) -> Case:
        """What can be tried."""
        return Case(
            len(self.labels),
            self.one_column,
            self.weighted,
            self.weightless,
            self.dropped,
            self.logits,
            negative,
        )


def tally_of(columns: Columns, how: Reading, _first_row: int = 0, *, part: bool = True) -> Tally:
    """Examine some columns and sum their rows; a `part` of something longer, or all there is."""
    rows = examine(
        columns.y_true,
        columns.y_proba,
        columns.sample_weight,
        labels=how.labels,
        pos_label=how.pos_label,
        from_logits=how.from_logits,
        missing=how.missing,
        renormalize=how.renormalize,
        names=columns.names,
        part=part,
    )
    one_column = np.ndim(columns.y_proba) == 1
    return Tally(
        rows.labels,
        _sums(rows, one_column, at_once=part),
        len(rows),
        rows.notes.get("dropped", 0),
        one_column,
        rows.weight is not None,
        rows.weight is not None and bool((rows.weight == 0).any()),
        rows.logits,
    )


def _sums(rows: Rows, one_column: bool, *, at_once: bool) -> Sums:
    """What every choice needs to know of the rows, piece by piece; the log loss itself too.

    By threads, unless these rows are `at_once` with others that have a thread each.
    """
    case = Case(len(rows.labels), one_column, weighted=rows.weight is not None, logits=rows.logits)
    wanted, classes = row_choices([Choice(), *choices(case)]), len(rows.labels)

    def summed(block: Block, stop: Stop) -> Sums:
        stop.check()
        return sums_of(block, wanted, classes)

    return reduce(added, in_order(_blocks(rows), summed, 1 if at_once else thread_count()))


def _blocks(rows: Rows) -> Iterator[Block]:
    for start in range(0, len(rows), PIECE):
        own = slice(start, start + PIECE)
        weight = None if rows.weight is None else rows.weight[own]
        yield Block(rows.y[own], rows.scores[own], weight, rows.logits)
