"""The distinct values of a label column, in one pass that reads that column alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from logloss.errors import ColumnError
from logloss.kernels.threads import thread_count
from logloss.sources.columns import Table, together
from logloss.sources.supply import Task
from logloss.sources.workers import Stop, in_order

MOST = 10_000
"""More classes than this are no classes."""


@dataclass(frozen=True)
class Distinct:
    """The labels that occur, in order; and whether all of them are text, though some look like numbers."""

    values: list[Any]
    as_text: bool


def distinct_labels(work: Iterator[Task], column: str) -> Distinct:
    """Find the labels that a column holds, in files of whatever formats.

    Raises
    ------
    ColumnError
        Where there are more than 10,000 of them.
    """
    found: dict[str, Table] = {}  # by file, so that the cells of one are taken to be of one kind
    with closing(in_order(work, partial(_of_task, column), thread_count())) as tables:
        for table in (table for several in tables for table in several):
            before = found.get(table.name)
            both = table if before is None else together(before, table, column)
            if both.rows > MOST:
                raise too_many_labels(table.name, column)
            found[table.name] = both
    return _settled(list(found.values()), column)


def _of_task(column: str, task: Task, stop: Stop) -> list[Table]:
    found = []
    for table in task():
        stop.check()
        found.append(table.distinct(column))
        if found[-1].rows > MOST:
            raise too_many_labels(table.name, column)
    return found


def too_many_labels(name: str, column: str) -> ColumnError:
    """What is said of a column that holds more than 10,000 different values."""
    return ColumnError(
        f"{name}: column {column!r} holds more than {MOST:,} different values",
        "Is this the column of labels?",
    )


def _settled(tables: list[Table], column: str) -> Distinct:
    """The labels of all files; text where those of one file are, though others look like numbers."""
    labels = [_labels(table, column) for table in tables]
    words = [
        not table.typed and any(isinstance(v, str) for v in found)
        for table, found in zip(tables, labels, strict=True)
    ]
    as_text = any(words) or any(table.mixed for table in tables)
    if as_text:
        labels = [_labels(replace(table, as_text=frozenset([column])), column) for table in tables]
    values = dict.fromkeys(value for found in labels for value in found)
    return Distinct(sorted(values, key=lambda v: (isinstance(v, str), v)), as_text)


def _labels(table: Table, column: str) -> list[Any]:
    return [value for value in table.labels(column).tolist() if value is not None and value == value]


def labels_among(values: Any, label: str) -> Distinct:
    """Distinct values as labels of one kind, in order."""
    found = pa.array(values, from_pandas=True)
    column = Table("data", len(found), {label: pa.chunked_array([found])})
    labels = [v for v in column.labels(label).tolist() if v is not None and v == v]
    return Distinct(sorted(labels, key=lambda v: (isinstance(v, str), v)), as_text=False)
