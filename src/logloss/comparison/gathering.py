"""Rows that several models predicted, past the doctor, into a PairSummary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from logloss.checks import Names, Rows, examine
from logloss.checks.missing import is_missing
from logloss.checks.rows import rows_with
from logloss.comparison.pair import pair_of
from logloss.comparison.summary import PairSummary
from logloss.errors import DataError
from logloss.kernels.reference import Array
from logloss.sources import Columns
from logloss.sources.part import Reading, summary_of_rows, wanted_beside
from logloss.summary.named import Named


def paired(
    names: tuple[str, ...], columns: Columns, how: Reading, first_row: int, *, part: bool = True
) -> PairSummary:
    """Examine and sum the rows of some columns; `names` are those of the models, the first one's first."""
    wanted, lacking = wanted_beside(columns, how)
    each = {names[0]: columns}
    for name, (predicted, told) in zip(names[1:], columns.models, strict=True):
        each[name] = replace(columns, y_proba=predicted, names=told)
    rows = _examined(each, how, lacking, part)
    summaries = {
        name: summary_of_rows(rows[name], of, how, first_row, wanted, part) for name, of in each.items()
    }
    first = summaries[names[0]]
    like = {"labels": first.labels, "key": first.key, "weights": first.weights}
    called = {
        name: Named(rows[name], of.source, first_row + of.names.first, of.ids) for name, of in each.items()
    }
    pairs = {name: pair_of(called[names[0]], called[name], wanted, like) for name in names[1:]}
    return PairSummary(summaries, pairs)


def maker(names: tuple[str, ...]) -> Any:
    """What makes a PairSummary of a piece."""
    return partial(paired, names)


def _examined(
    models: Mapping[str, Columns], how: Reading, lacking: dict[str, Array], part: bool
) -> dict[str, Rows]:
    """The same rows of every model: what is dropped of one is dropped of all."""
    found: dict[str, Rows] = {}
    for name, columns in models.items():
        others = [of for other, of in models.items() if other != name]
        found[name] = examine(
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
            lacking=lacking | (_lacking(others, columns) if how.missing == "drop" else {}),
            part=part,
        )
        first = next(iter(found.values()))
        if found[name].labels != first.labels:
            _refuse_classes(columns.names, found[name], first)
    return found


def _lacking(others: list[Columns], of: Columns) -> dict[str, Array]:
    """Where other models have no prediction, by what messages call them."""
    found = {}
    for other in others:
        values = np.asarray(other.y_proba)
        where = np.broadcast_to(is_missing(values), values.shape) if values.ndim else values
        if len(np.shape(where)) and len(values) == len(of.y_true):
            found[other.names.y_proba] = rows_with(where)
    return found


def _refuse_classes(names: Names, rows: Rows, first: Rows) -> None:
    raise DataError(
        f"{names.y_proba} is of {len(rows.labels)} classes, and the first model of {len(first.labels)}",
        "Models are compared on the same classes, in the same order.",
    )
