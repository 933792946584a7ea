"""Spark: each partition is summed by the executor that has it, row by row, and what comes back is small.

A Summary alone is gathered by expressions (`engine/`); what looks at several columns of a row at once is not.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from logloss.checks import UnsettledLabels
from logloss.errors import LogLossError
from logloss.sources.asked import all_named
from logloss.sources.batches import Batches
from logloss.sources.distinct import MOST as MOST_LABELS
from logloss.sources.distinct import Distinct, labels_among, too_many_labels
from logloss.sources.many import Done, Job, settled
from logloss.sources.missing import missing_column
from logloss.sources.outcome import Made, Maker, Outcome
from logloss.sources.part import Reading
from logloss.sources.workers import Stop, Tree

SUMS = "sums"
"""The column in which sums come back, pickled."""


def sums_of_spark(
    data: Any, asked: Mapping[str, Any], how: Reading, made: Maker[Made], first_row: int = 0
) -> Made:
    """Sum the rows of a Spark frame on its executors.

    A row's source is its partition, in which it has a number.
    """
    wanted = list(dict.fromkeys(all_named(asked)))
    for name in wanted:
        if name not in data.columns:
            raise missing_column(name, list(data.columns), "the frame")
    job = Job("data", 2, asked, how, made, first_row)
    return settled(job, partial(_added, data.select(*wanted), wanted), partial(_distinct, data), again=True)


def _added(frame: Any, wanted: list[str], done: Done[Made]) -> Outcome[Made] | None:
    """All partitions, each summed where it is, added up here in their order."""
    tree = Tree[Outcome[Made]]()
    for row in frame.mapInArrow(partial(_summed, wanted, done), f"{SUMS} binary").collect():
        found = pickle.loads(row[0])  # our own executors wrote it
        if isinstance(found, Exception):
            raise found
        tree.add(found)
    return tree.total()


def _summed(
    wanted: list[str], done: Done[Made], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """What an executor does with a partition: its sums, or why it has none, as one row."""
    from pyspark import TaskContext

    context = TaskContext.get()
    source = f"partition {0 if context is None else context.partitionId()}"
    try:
        found: Any = _of_partition(source, wanted, done, batches)
    except (LogLossError, UnsettledLabels) as error:  # it is raised where somebody waits for the sums
        found = error
    if found is not None:
        yield pa.RecordBatch.from_pydict({SUMS: pa.array([pickle.dumps(found)], pa.binary())})


def _of_partition(
    source: str, wanted: list[str], done: Done[Made], batches: Iterator[pa.RecordBatch]
) -> Outcome[Made] | None:
    tree = Tree[Outcome[Made]]()
    for task in Batches(wanted, lambda _: batches, False, source).tasks(wanted):
        found = done(task, Stop())
        if found is not None:
            tree.add(found)
    return tree.total()


def _distinct(data: Any, label: str) -> Distinct:
    """The labels that occur, found by the executors."""
    rows = data.select(label).dropna().distinct().limit(MOST_LABELS + 1).collect()
    if len(rows) > MOST_LABELS:
        raise too_many_labels("data", label)
    return labels_among([row[0] for row in rows], label)
