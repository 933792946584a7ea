"""From arrays to a Summary, past the doctor: one way for whole arrays and for pieces of something longer."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from logloss.checks import Rows, examine, plain_rows
from logloss.errors import ArgumentError
from logloss.sources.asked import Columns
from logloss.summary import Summary
from logloss.summary.gather import UnexaminedError


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
    plain = _plain(columns, how)
    if plain is not None:
        with contextlib.suppress(UnexaminedError):  # a value that only the doctor can speak of
            return _summary(plain, columns, how, first_row)
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
    return _summary(rows, columns, how, first_row)


def _plain(columns: Columns, how: Reading) -> Rows | None:
    """The rows, if all that the doctor would look at is their values."""
    if how.labels is not None or how.pos_label is not None or how.soft_labels:
        return None
    if how.missing not in ("error", "drop"):
        return None
    return plain_rows(columns.y_true, columns.y_proba, columns.sample_weight, how.from_logits)


def _summary(rows: Rows, columns: Columns, how: Reading, first_row: int) -> Summary:
    return Summary.of(
        rows,
        weights=None if rows.weight is None else how.weights,
        source=columns.source,
        first_row=first_row + columns.names.first,
        ids=columns.ids,
    )
