"""From arrays to a Summary, past the doctor: one way for whole arrays and for pieces of something longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from logloss.checks import examine
from logloss.errors import ArgumentError
from logloss.sources.asked import Columns
from logloss.summary import Summary


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
        part=part,
    )
    return Summary.of(
        rows,
        weights=None if rows.weight is None else how.weights,
        source=columns.source,
        first_row=first_row + columns.names.first,
        ids=columns.ids,
    )
