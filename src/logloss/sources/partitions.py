"""Dask: each partition is summed by the worker that has it, and sums add up on their way here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa

from logloss.sources.asked import all_named
from logloss.sources.columns import Table
from logloss.sources.distinct import MOST as MOST_LABELS
from logloss.sources.distinct import Distinct, labels_among, too_many_labels
from logloss.sources.many import Done, Job, settled
from logloss.sources.missing import missing_column
from logloss.sources.outcome import Made, Maker, Outcome
from logloss.sources.part import Reading
from logloss.sources.workers import Stop


def sums_of_partitions(
    data: Any, asked: Mapping[str, Any], how: Reading, made: Maker[Made], first_row: int = 0
) -> Made:
    """Sum the rows of a Dask frame; a row's source is its partition, in which it has a number.

    A partition that is lost with its worker is computed again, as Dask does with all that it computes: a
    sum is added to the others once, or not yet.
    """
    wanted = list(dict.fromkeys(all_named(asked)))
    names = list(data.columns)
    for name in wanted:
        if name not in names:
            raise missing_column(name, names, "the frame")
    parts = data[wanted].to_delayed()
    how = replace(how, temperatures=bool(how.temperatures))
    job = Job("data", len(parts), asked, how, made, first_row)
    return settled(job, partial(_added, parts), partial(_distinct, data), again=True)


def _added(parts: Sequence[Any], done: Done[Made]) -> Outcome[Made] | None:
    """All partitions, summed where they are and added up in pairs there: one result comes here."""
    from dask.delayed import delayed

    each, both = delayed(partial(_done, done), pure=False), delayed(_both, pure=False)
    layer = [each(part, i) for i, part in enumerate(parts)]
    while len(layer) > 1:
        pairs = [both(a, b) for a, b in zip(layer[::2], layer[1::2], strict=False)]
        layer = pairs + layer[len(pairs) * 2 :]
    found: Outcome[Made] | None = layer[0].compute()
    return found


def _done(done: Done[Made], part: Any, place: int) -> Outcome[Made] | None:
    """What a worker does with a partition, a pandas frame."""
    if not len(part):
        return None
    read = pa.Table.from_pandas(part, preserve_index=False)
    table = Table(
        f"partition {place}", read.num_rows, {name: read.column(name) for name in read.column_names}
    )
    return done(partial(iter, [table]), Stop())


def _both(a: Outcome[Made] | None, b: Outcome[Made] | None) -> Outcome[Made] | None:
    return a + b if a is not None and b is not None else a or b


def _distinct(data: Any, label: str) -> Distinct:
    """The labels that occur, found by the workers."""
    values = data[label].dropna().unique().compute()
    if len(values) > MOST_LABELS:
        raise too_many_labels("data", label)
    return labels_among(values, label)
