"""From arrays to a Summary, past the doctor: one way for whole arrays and for pieces of something longer."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from logloss.checks import Rows, examine, plain_rows
from logloss.errors import ArgumentError
from logloss.kernels.reference import Array
from logloss.scores import recalibrated_rows
from logloss.sources.asked import Columns
from logloss.sources.clusters import cluster_hashes
from logloss.summary import Summary, Wanted
from logloss.summary.gather import UnexaminedError

FEW_SCORES = 1 << 17
"""Of more than two classes: rows times classes whose losses at 33 temperatures take tenths of a second."""


@dataclass(frozen=True)
class Reading:
    """How columns are to be taken; the fields are :func:`logloss.summarize`'s."""

    labels: Sequence[Any] | None = None
    pos_label: Any = None
    from_logits: bool = False
    soft_labels: bool = False
    missing: Literal["error", "drop"] = "error"
    renormalize: bool = False
    weights: Literal["analytic", "frequency"] = "analytic"
    folds: bool = False
    temperatures: bool | None = False
    exact: bool = False

    def __post_init__(self) -> None:
        if self.weights not in ("analytic", "frequency"):
            raise ArgumentError(
                f"weights must be 'analytic' or 'frequency', got {self.weights!r}",
                "How much a row counts, or how often it occurred?",
            )


def summary_of(columns: Columns, how: Reading, first_row: int = 0, *, part: bool = False) -> Summary:
    """Examine some columns and summarize them; their first row has this number.

    Columns that are a `part` of something longer may be all weightless, and their Summary too.
    """
    wanted, lacking = wanted_beside(columns, how)
    plain = _plain(columns, how, lacking)
    if plain is not None:
        with contextlib.suppress(UnexaminedError):  # a value that only the doctor can speak of
            return summary_of_rows(plain, columns, how, first_row, wanted, part)
    rows = examine(
        columns.y_true,
        columns.y_proba,
        columns.sample_weight,
        labels=how.labels,
        pos_label=how.pos_label,
        from_logits=how.from_logits,
        soft=how.soft_labels,
        missing=how.missing,
        renormalize=how.renormalize,
        names=columns.names,
        lacking=lacking,
        part=part,
    )
    return summary_of_rows(rows, columns, how, first_row, wanted, part)


def _plain(columns: Columns, how: Reading, lacking: dict[str, Array]) -> Rows | None:
    """The rows, if all that the doctor would look at is their values."""
    if any(len(where) != len(columns.y_true) or where.any() for where in lacking.values()):
        return None
    if how.labels is not None or how.pos_label is not None or how.soft_labels:
        return None
    if how.missing not in ("error", "drop"):
        return None
    return plain_rows(columns.y_true, columns.y_proba, columns.sample_weight, how.from_logits)


def summary_of_rows(
    rows: Rows, columns: Columns, how: Reading, first_row: int, wanted: Wanted, part: bool
) -> Summary:
    """Summarize rows that have been examined, or that speak for themselves."""
    if how.temperatures is None:
        wanted = replace(wanted, temperatures=len(rows.labels) > 2 and rows.scores.size <= FEW_SCORES)
    summary = Summary.of(
        rows,
        weights=None if rows.weight is None else how.weights,
        source=columns.source,
        first_row=first_row + columns.names.first,
        ids=columns.ids,
        wanted=wanted,
        part=part,
    )
    if how.exact and not (part or summary.is_exact):
        return replace(summary, recalibrated=recalibrated_rows(rows))
    return summary


def wanted_beside(columns: Columns, how: Reading) -> tuple[Wanted, dict[str, Array]]:
    """What is to be kept beside the rows, and where it has no value; a group may be that of no value."""
    cluster, time, by = None, None, None
    lacking: dict[str, Array] = {}
    if columns.cluster is not None:
        cluster, lacking["cluster"] = cluster_hashes(columns.cluster)
    if columns.time is not None:
        from logloss.sources.times import ticks_of  # pyarrow, 150 ms that others do not pay

        time, lacking["time"] = ticks_of(columns.time)
    if columns.by:
        from logloss.sources.groups import groups_by

        by = groups_by(columns.by)
        lacking["by"] = np.zeros(len(by.codes), dtype=np.bool_)  # which only says how many rows it has
    return Wanted(cluster, time, by, how.folds, bool(how.temperatures)), lacking


def summary_of_piece(columns: Columns, how: Reading, first_row: int) -> Summary:
    """The Summary of a piece of something longer."""
    return summary_of(columns, how, first_row, part=True)
