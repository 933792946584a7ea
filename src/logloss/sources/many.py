"""Files of any size and number become one Summary: read and computed in parallel, piece by piece."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Any

from logloss.checks import SMALLEST, Names, UnsettledLabels, class_order, nothing_left, odd_weights
from logloss.errors import ArgumentError, DataError
from logloss.kernels.threads import thread_count
from logloss.sources.asked import all_named, called
from logloss.sources.columns import Table
from logloss.sources.distinct import distinct_labels
from logloss.sources.files.finding import File
from logloss.sources.files.pieces import Task, row_count, tasks
from logloss.sources.named import named
from logloss.sources.outcome import Outcome, outcome_of
from logloss.sources.part import Reading
from logloss.sources.workers import Stop, Tree, in_background, in_order
from logloss.summary import Summary

SMALL = 1 << 21
"""Bytes of files of whose rows temperatures are kept where nobody said whether: some tenths of a second."""

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True)
class Job:
    """What is to be done.

    Attributes
    ----------
    files
        Where the rows are.
    asked
        The names of columns, by argument.
    how
        How they are to be taken.
    first_row
        What is added to the numbers of rows.
    progress
        Told how many rows are done, of how many if that is known.
    """

    files: Sequence[File]
    asked: Mapping[str, Any]
    how: Reading
    first_row: int = 0
    progress: Progress | None = None

    @property
    def names(self) -> Names:
        """What messages call the whole."""
        prefix = f"{self.files[0].name}: " if len(self.files) == 1 else ""
        return called(self.asked, prefix, "row", 1)

    @property
    def source(self) -> str:
        """What messages call the files together."""
        more = len(self.files) - 1
        return self.files[0].name + (f" and {more:,} more file{'s'[: more - 1]}" if more else "")


def summary_of_files(job: Job) -> Summary:
    """Read, examine and summarize all rows.

    Labels that speak for themselves (0 and 1, say) are taken as they come. Where a piece does not tell the
    classes, or another piece tells others, the labels of all rows are read first, and then everything again.
    """
    if job.how.temperatures is None:
        job = replace(job, how=replace(job.how, temperatures=_few_scores(job)))
    if all(file.can_be_read_again for file in job.files):
        return _settled(job, partial(tasks, job.files, all_named(job.asked)), again=True)
    with closing(in_background(tasks(job.files, all_named(job.asked)), partial(_halt, job.files))) as found:
        first = list(islice(found, 2))
        if len(first) < 2:  # it is all there
            return _settled(job, lambda: iter(first), again=True)
        return _settled(job, lambda: chain(first, found), again=False)


def _few_scores(job: Job) -> bool:
    """Whether there are more than two classes, and little to read."""
    size = sum(math.inf if file.size is None else file.size for file in job.files)
    return len(named(job.asked["y_proba"])) > 2 and size <= SMALL


def _halt(files: Sequence[File]) -> None:
    for file in files:
        file.halt()


def _settled(job: Job, work: Callable[[], Iterator[Task]], *, again: bool) -> Summary:
    label, *others = named(job.asked["y_true"])
    columns = len(named(job.asked["y_proba"]))
    given = None if others else job.how.labels
    if given is not None:
        job = _with(job, class_order([], columns, given, job.how.pos_label, job.names))
    # Where labels are given as words, cells without a type are words too, though they look like numbers.
    words = any(isinstance(each, str) for each in given or ())
    try:
        return _judged(job, _added(job, work(), _reading(job, label, words, typed=False), again))
    except UnsettledLabels as unsettled:
        if not again:
            raise _cannot_be_settled(job, label) from unsettled
    held = not all(file.can_be_read_again for file in job.files)
    found = distinct_labels(work() if held else tasks(job.files, [label]), label)
    job = _with(job, class_order(found.values, columns, None, job.how.pos_label, job.names))
    return _judged(job, _added(job, work(), _reading(job, label, found.as_text, typed=True), again))


def _with(job: Job, order: Sequence[Any]) -> Job:
    """The same where the classes are settled."""
    return replace(job, how=replace(job.how, labels=order, pos_label=None))


def _reading(job: Job, label: str, words: bool, *, typed: bool) -> Callable[[Table], Table]:
    """How a piece is told what is known of its labels: their classes, and whether all cells are words."""
    one = frozenset([label])
    classes = {} if job.how.labels is None else {label: job.how.labels}

    def read(table: Table) -> Table:
        as_text = one if words and (typed or not table.typed) else frozenset[str]()
        return replace(table, as_text=as_text, classes=classes)

    return read


def _added(job: Job, work: Iterator[Task], read: Callable[[Table], Table], again: bool) -> Outcome | None:
    """All pieces, added up in an order that is theirs."""
    tell = job.progress
    total = row_count(job.files) if tell else None
    tree, done = Tree[Outcome](), 0
    with closing(in_order(work, partial(_done, job, read, again), thread_count())) as outcomes:
        for outcome in outcomes:
            if outcome is None:
                continue
            tree.add(outcome)
            done += outcome.rows
            if tell:
                tell(done, total)
    return tree.total()


def _done(job: Job, read: Callable[[Table], Table], again: bool, task: Task, stop: Stop) -> Outcome | None:
    """What a worker does: it reads a few pieces, and summarizes each."""
    tree = Tree[Outcome]()
    for table in task():
        stop.check()
        tree.add(outcome_of(read(table), job.asked, job.how, job.first_row, words=not again))
    return tree.total()


def _judged(job: Job, outcome: Outcome | None) -> Summary:
    """The Summary of the whole, or what only the whole is guilty of."""
    if outcome is None:
        raise DataError(f"{job.source}: no rows", "There must be at least one row under the header.")
    summary = outcome.whole()
    if summary is None:
        raise nothing_left(outcome.lacking)
    if job.asked.get("sample_weight") is not None and summary.weight < SMALLEST:
        raise odd_weights(job.names.sample_weight, summary.weight, "")
    return summary


def _cannot_be_settled(job: Job, label: str) -> ArgumentError:
    return ArgumentError(
        f"{job.source}: which classes column {label!r} holds shows only at the end, "
        "and a stream cannot be read twice",
        "Name the classes in their order, of two the positive one last: labels=['ham', 'spam'].",
    )
