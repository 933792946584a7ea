"""What came of a piece: its sums, and what must be known of it to judge the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, Self, TypeVar

from logloss.checks import NothingLeft, UnsettledLabels
from logloss.errors import ColumnError, DataError
from logloss.sources.asked import Columns, of_table
from logloss.sources.columns import Table
from logloss.sources.part import Reading


class Sums(Protocol):
    """What becomes of rows, and adds up: a Summary, or one of several models."""

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes."""

    @property
    def weight(self) -> float:
        """Σw."""

    def __add__(self, other: Self, /) -> Self:
        """Both together."""

    def with_labels(self, labels: Sequence[Any]) -> Self:
        """The same with its classes called otherwise."""

    def with_dropped(self, rows: int) -> Self:
        """The same where so many more rows were dropped."""


Made = TypeVar("Made", bound=Sums)

Maker = Callable[[Columns, Reading, int], Made]
"""Makes sums of a piece: of its columns, as they are to be taken, and the number of the first row of all."""


@dataclass(frozen=True)
class Mark:
    """Where a piece begins, and what the cells of its untyped columns were: "numbers" or "truths"."""

    source: str
    first: int
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Outcome(Generic[Made]):
    """What came of one piece or of several, in order.

    Attributes
    ----------
    summary
        None where every row was dropped.
    rows, dropped
        Rows read, and those of them that were dropped in pieces without a Summary.
    lacking
        The arguments that lacked values there.
    typed
        Whether the format said of what kind the labels are.
    begin, end
        The first and the last of the pieces.
    """

    summary: Made | None
    rows: int
    typed: bool
    begin: Mark
    end: Mark
    dropped: int = 0
    lacking: tuple[str, ...] = ()

    def __add__(self, other: Outcome[Made]) -> Outcome[Made]:
        """Both together, if they are of one kind."""
        _check_kinds(self.end, other.begin)
        both = self.summary or other.summary
        if self.summary is not None and other.summary is not None:
            _check_labels(self, other)
            both = self.summary + other.summary
        return Outcome(
            both,
            self.rows + other.rows,
            self.typed and other.typed,
            self.begin,
            other.end,
            self.dropped + other.dropped,
            tuple(dict.fromkeys(self.lacking + other.lacking)),
        )

    def whole(self) -> Made | None:
        """The sums, in which all dropped rows are counted."""
        if self.summary is None or not self.dropped:
            return self.summary
        return self.summary.with_dropped(self.dropped)


def outcome_of(
    table: Table,
    asked: Mapping[str, Any],
    how: Reading,
    first_row: int,
    made: Maker[Made],
    *,
    words: bool = True,
) -> Outcome[Made]:
    """Examine and sum one piece; labels that are words only where they are settled, or may be `words`.

    To compare words row by row takes a thousand times as long as to settle their places first.
    """
    columns = of_table(asked, table)
    if how.labels is None and not words and columns.y_true.dtype.kind == "O":
        raise UnsettledLabels(DataError("labels are words"))
    mark = Mark(table.name, table.first, table.kinds)
    order = how.labels if "places" in table.kinds.values() else None
    if order is not None:  # two places are as natural as 0 and 1
        how = replace(how, labels=None if len(order) == 2 else range(len(order)), pos_label=None)
    try:
        summary = made(columns, how, first_row)
    except NothingLeft as nothing:
        return Outcome(None, table.rows, table.typed, mark, mark, nothing.dropped, nothing.lacking)
    if order is not None:
        summary = summary.with_labels(order)
    return Outcome(summary, table.rows, table.typed, mark, mark)


def _check_labels(a: Outcome[Any], b: Outcome[Any]) -> None:
    """Labels that are equal may still be of two kinds: in a CSV, 1 and True are different words."""
    assert a.summary is not None
    assert b.summary is not None
    mine, theirs = a.summary.labels, b.summary.labels
    same_kind = (a.typed and b.typed) or [isinstance(v, bool) for v in mine] == [
        isinstance(v, bool) for v in theirs
    ]
    if mine != theirs or not same_kind:
        raise UnsettledLabels(DataError(f"labels are {mine} and {theirs}"))


def _check_kinds(a: Mark, b: Mark) -> None:
    """A column of numbers holds no true and false further down, nor the other way round."""
    if a.source != b.source:
        return
    for name, kind in b.kinds.items():
        before = a.kinds.get(name, kind)
        if before != kind:
            found, hint = ("true or false", "numbers") if kind == "truths" else ("numbers", "true or false")
            raise ColumnError(
                f"{b.source}: column {name!r} must hold values of one kind, got {hint} "
                f"before row {b.first + 1}, and {found} from there on",
                "Write them alike.",
            )
