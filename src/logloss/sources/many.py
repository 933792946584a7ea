"""A supply of rows of any length becomes sums: read and computed in parallel, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Any, Generic

from logloss.checks import SMALLEST, Names, UnsettledLabels, class_order, nothing_left, odd_weights
from logloss.errors import ArgumentError, DataError
from logloss.kernels.threads import thread_count
from logloss.sources.asked import all_named, called
from logloss.sources.columns import Table
from logloss.sources.distinct import Distinct, distinct_labels
from logloss.sources.named import named
from logloss.sources.outcome import Made, Maker, Outcome, outcome_of
from logloss.sources.part import Reading
from logloss.sources.supply import Supply, Task
from logloss.sources.workers import Stop, Tree, in_background, in_order

SMALL = 1 << 21
"""Bytes of files of whose rows temperatures are kept where nobody said whether: some tenths of a second."""

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True)
class Job(Generic[Made]):
    """What is to be done.

    Attributes
    ----------
    title
        What messages call all of the rows together; empty for a frame.
    parts
        Of how many files or the like they are.
    asked
        The names of columns, by argument.
    how
        How they are to be taken.
    made
        Makes the sums of a piece.
    first_row
        What is added to the numbers of rows.
    """

    title: str
    parts: int
    asked: Mapping[str, Any]
    how: Reading
    made: Maker[Made]
    first_row: int = 0

    @property
    def names(self) -> Names:
        """What messages call the whole."""
        if not self.title:
            return called(self.asked, "", "index", 0)
        return called(self.asked, f"{self.title}: " if self.parts == 1 else "", "row", 1)

    @property
    def source(self) -> str:
        """What messages call all of it together."""
        return self.title or "data"


def sums_of_supply(
    supply: Supply,
    asked: Mapping[str, Any],
    how: Reading,
    made: Maker[Made],
    first_row: int = 0,
    progress: Progress | None = None,
) -> Made:
    """Read, examine and sum all rows.

    Labels that speak for themselves (0 and 1, say) are taken as they come. Where a piece does not tell the
    classes, or another piece tells others, the labels of all rows are read first, and then everything again.

    Parameters
    ----------
    supply
        Where the rows come from.
    asked
        The names of columns, by argument.
    how
        How they are to be taken.
    made
        Makes the sums of a piece.
    first_row
        What is added to the numbers of rows.
    progress
        Told how many rows are done, of how many if that is known.
    """
    if how.temperatures is None:
        few = len(named(asked["y_proba"])) > 2 and supply.size <= SMALL
        how = replace(how, temperatures=few)
    job, wanted = Job(supply.title, supply.parts, asked, how, made, first_row), all_named(asked)
    if supply.can_be_read_again:
        return _by_threads(job, supply, partial(supply.tasks, wanted), progress, again=True)
    with closing(in_background(supply.tasks(wanted), supply.halt)) as found:
        first = list(islice(found, 2))
        if len(first) < 2:  # it is all there
            return _by_threads(job, supply, lambda: iter(first), progress, again=True)
        return _by_threads(job, supply, lambda: chain(first, found), progress, again=False)


def _by_threads(
    job: Job[Made],
    supply: Supply,
    work: Callable[[], Iterator[Task]],
    progress: Progress | None,
    *,
    again: bool,
) -> Made:
    """By threads of this process."""

    def added(done: Done[Made]) -> Outcome[Made] | None:
        return _added(work(), done, progress, supply.row_count() if progress else None)

    def distinct(label: str) -> Distinct:
        return distinct_labels(supply.tasks([label]) if supply.can_be_read_again else work(), label)

    return settled(job, added, distinct, again=again)


Done = Callable[[Task, Stop], Outcome[Made] | None]
"""What a worker does: it reads a few pieces, and sums each."""


def settled(
    job: Job[Made],
    added: Callable[[Done[Made]], Outcome[Made] | None],
    distinct: Callable[[str], Distinct],
    *,
    again: bool,
) -> Made:
    """The sums of all pieces, once it is known which classes there are.

    `added` has every piece done, somewhere, and adds them up; `distinct` finds the labels in a column. Both
    are called a second time where that is possible, `again`, and needed.
    """
    label, *others = named(job.asked["y_true"])
    columns = len(named(job.asked["y_proba"]))
    given = None if others else job.how.labels
    if given is not None:
        job = _with(job, class_order([], columns, given, job.how.pos_label, job.names))
    # Where labels are given as words, cells without a type are words too, though they look like numbers.
    words = any(isinstance(each, str) for each in given or ())
    try:
        return _judged(job, added(_doing(job, _reading(job, label, words, typed=False), again)))
    except UnsettledLabels as unsettled:
        if not again:
            raise _cannot_be_settled(job, label) from unsettled
    found = distinct(label)
    job = _with(job, class_order(found.values, columns, None, job.how.pos_label, job.names))
    return _judged(job, added(_doing(job, _reading(job, label, found.as_text, typed=True), again)))


def _with(job: Job[Made], order: Sequence[Any]) -> Job[Made]:
    """The same where the classes are settled."""
    return replace(job, how=replace(job.how, labels=order, pos_label=None))


def _reading(job: Job[Any], label: str, words: bool, *, typed: bool) -> Callable[[Table], Table]:
    """How a piece is told what is known of its labels: their classes, and whether all cells are words."""
    classes = {} if job.how.labels is None else {label: job.how.labels}
    return partial(_told, classes, frozenset([label]) if words else frozenset(), typed)


def _told(classes: Mapping[str, Sequence[Any]], words: frozenset[str], typed: bool, table: Table) -> Table:
    as_text = words if typed or not table.typed else frozenset[str]()
    return replace(table, as_text=as_text, classes=classes)


def _added(
    work: Iterator[Task], done: Done[Made], tell: Progress | None, total: int | None
) -> Outcome[Made] | None:
    """All pieces, added up in an order that is theirs."""
    tree, rows = Tree[Outcome[Made]](), 0
    with closing(in_order(work, done, thread_count())) as outcomes:
        for outcome in outcomes:
            if outcome is None:
                continue
            tree.add(outcome)
            rows += outcome.rows
            if tell:
                tell(rows, total)
    return tree.total()


def _doing(job: Job[Made], read: Callable[[Table], Table], again: bool) -> Done[Made]:
    return partial(_done, dict(job.asked), job.how, job.made, job.first_row, read, again)


def _done(
    asked: Mapping[str, Any],
    how: Reading,
    made: Maker[Made],
    first_row: int,
    read: Callable[[Table], Table],
    again: bool,
    task: Task,
    stop: Stop,
) -> Outcome[Made] | None:
    tree = Tree[Outcome[Made]]()
    for table in task():
        stop.check()
        tree.add(outcome_of(read(table), asked, how, first_row, made, words=not again))
    return tree.total()


def _judged(job: Job[Made], outcome: Outcome[Made] | None) -> Made:
    """The sums of the whole, or what only the whole is guilty of."""
    if outcome is None:
        raise DataError(f"{job.source}: no rows", "There must be at least one row under the header.")
    summary = outcome.whole()
    if summary is None:
        raise nothing_left(outcome.lacking)
    if job.asked.get("sample_weight") is not None and summary.weight < SMALLEST:
        raise odd_weights(job.names.sample_weight, summary.weight, "")
    return summary


def _cannot_be_settled(job: Job[Any], label: str) -> ArgumentError:
    return ArgumentError(
        f"{job.source}: which classes column {label!r} holds shows only at the end, "
        "and a stream cannot be read twice",
        "Name the classes in their order, of two the positive one last: labels=['ham', 'spam'].",
    )
