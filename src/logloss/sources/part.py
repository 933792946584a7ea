"""From arrays to a Summary, past the doctor: one way for whole arrays and for pieces of something longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from logloss.checks import examine
from logloss.errors import ArgumentError
from logloss.kernels.reference import Array
from logloss.sources.asked import Columns
from logloss.sources.clusters import cluster_hashes
from logloss.summary import Summary, Wanted


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
    temperatures: bool = False

    def __post_init__(self) -> None:
        if self.weights not in ("analytic", "frequency"):
            raise ArgumentError(
                f"weights must be 'analytic' or 'frequency', got {self.weights!r}",
                "How much a row counts, or how often it occurred?",
            )


def summary_of(columns: Columns, how: Reading, first_row: int = 0) -> Summary:
    """Examine some columns and summarize them; their first row has this number."""
    wanted, lacking = _wanted(columns, how)
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
    )
    return Summary.of(
        rows,
        weights=None if rows.weight is None else how.weights,
        source=columns.source,
        first_row=first_row + columns.names.first,
        ids=columns.ids,
        wanted=wanted,
    )


def _wanted(columns: Columns, how: Reading) -> tuple[Wanted, dict[str, Array]]:
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
    return Wanted(cluster, time, by, how.folds, how.temperatures), lacking
