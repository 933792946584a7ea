"""``reconcile``: predictions and a reported number in, the conventions that lead there out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Literal

import numpy as np

from logloss.checks import Rows, examine
from logloss.reconciliation.candidates import candidates, choices, row_choices, value_of
from logloss.reconciliation.conventions import Case, Choice
from logloss.reconciliation.losses import Block
from logloss.reconciliation.matching import matches_of, steps_of
from logloss.reconciliation.result import Match, Reconciliation
from logloss.reconciliation.said import Said, said_of
from logloss.reconciliation.sums import Sums, added, sums_of
from logloss.sources import columns_of

PIECE = 1 << 16
"""Rows that are worked on at a time."""


def reconcile(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    said: str | float,
    data: Any = None,
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    missing: Literal["error", "drop"] = "error",
    renormalize: bool = False,
) -> Reconciliation:
    """Find the conventions that lead from the log loss of predictions to a number that was reported.

    Clips, units, sums, weights, averages, arithmetic and mistakes are tried, up to three of them together.
    How exactly the number has to be met, its last digit says.

    Parameters
    ----------
    y_true, y_proba, sample_weight, data, labels, pos_label, from_logits, missing, renormalize
        As in :func:`logloss.explain`. All rows are held in memory.
    said : str or float
        The reported number, best as it was printed: ``"1.930"`` says more than ``1.93``.

    Returns
    -------
    Reconciliation

    Raises
    ------
    ArgumentError
        Where ``said`` is no finite number.
    DataError
        As :func:`logloss.log_loss`.

    Examples
    --------
    >>> import numpy as np
    >>> r = reconcile([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4], said="0.577608")
    >>> [step.convention for step in r.matches[0].steps], round(r.loss, 6)
    (['bits'], 0.400367)
    """
    number = said_of(said)
    columns = columns_of(y_true, y_proba, sample_weight, data=data)
    rows = examine(
        columns.y_true,
        columns.y_proba,
        columns.sample_weight,
        labels=labels,
        pos_label=pos_label,
        from_logits=from_logits,
        missing=missing,
        renormalize=renormalize,
        names=columns.names,
    )
    return reconciled(rows, number, one_column=np.ndim(columns.y_proba) == 1)


def reconciled(rows: Rows, said: Said, *, one_column: bool) -> Reconciliation:
    """The same of examined rows."""
    case = _case(rows, said, one_column)
    of = choices(case)
    sums = _sums(rows, of)
    found = candidates(of, sums, case)
    loss = value_of(Choice(), sums, case)
    matches = matches_of(found, said, sums, case)
    nearest = None
    if not matches and found:
        near = min((one for one in found), key=lambda one: (abs(one.value - said.value), one.rank))
        nearest = Match(steps_of(near.choice, sums, case), near.value, 1.0)
    return Reconciliation(said.words, said.value, said.half, loss, len(rows), len(found), matches, nearest)


def _case(rows: Rows, said: Said, one_column: bool) -> Case:
    return Case(
        classes=len(rows.labels),
        one_column=one_column,
        weighted=rows.weight is not None,
        weightless=rows.weight is not None and bool((rows.weight == 0).any()),
        dropped=rows.notes.get("dropped", 0),
        logits=rows.logits,
        negative=said.value < 0,
    )


def _sums(rows: Rows, of: list[Choice]) -> Sums:
    """What every choice needs to know of the rows, piece by piece; the log loss itself too."""
    wanted, k = row_choices([Choice(), *of]), len(rows.labels)
    parts = (
        sums_of(
            Block(
                rows.y[i : i + PIECE],
                rows.scores[i : i + PIECE],
                None if rows.weight is None else rows.weight[i : i + PIECE],
                rows.logits,
            ),
            wanted,
            k,
        )
        for i in range(0, len(rows), PIECE)
    )
    return reduce(added, parts)
