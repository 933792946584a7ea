"""What came of a piece: its Summary, and what must be known of it to judge the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from logloss.checks import NothingLeft, UnsettledLabels
from logloss.errors import ColumnError, DataError
from logloss.sources.asked import of_table
from logloss.sources.columns import Table
from logloss.sources.part import Reading, summary_of
from logloss.summary import Summary
from logloss.summary.labels import plain_labels


@dataclass(frozen=True)
class Mark:
    """Where a piece begins, and what the cells of its untyped columns were: "numbers" or "truths"."""

    source: str
    first: int
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
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

    summary: Summary | None
    rows: int
    typed: bool
    begin: Mark
    end: Mark
    dropped: int = 0
    lacking: tuple[str, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
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

    def whole(self) -> Summary | None:
        """The Summary, in which all dropped rows are counted."""
        if self.summary is None or not self.dropped:
            return self.summary
        notes = self.summary.notes
        notes = notes | {"dropped": notes.get("dropped", 0) + self.dropped}
        return replace(self.summary, notes=dict(sorted(notes.items())))


def outcome_of(
    table: Table, asked: Mapping[str, Any], how: Reading, first_row: int, *, words: bool = True
) -> Outcome:
    """Examine and summarize one piece; labels that are words only where they are settled, or may be `words`.

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
        summary = summary_of(columns, how, first_row, part=True)
    except NothingLeft as nothing:
        return Outcome(None, table.rows, table.typed, mark, mark, nothing.dropped, nothing.lacking)
    if order is not None:
        summary = replace(summary, labels=plain_labels(order))
    return Outcome(summary, table.rows, table.typed, mark, mark)


def _check_labels(a: Outcome, b: Outcome) -> None:
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
