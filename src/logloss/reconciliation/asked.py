"""``reconcile``: predictions and a reported number in, the conventions that lead there out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from logloss.reconciliation.candidates import candidates, choices, value_of
from logloss.reconciliation.chance import chance
from logloss.reconciliation.conventions import Choice
from logloss.reconciliation.matching import matches_of, steps_of
from logloss.reconciliation.result import Match, Reconciliation
from logloss.reconciliation.said import Said, said_of
from logloss.reconciliation.tally import Tally, tally_of
from logloss.sources import columns_of
from logloss.sources.part import Reading
from logloss.sources.pieces import summed_row_by_row


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
    progress: Callable[[int, int | None], object] | None = None,
) -> Reconciliation:
    """Find the conventions that lead from the log loss of predictions to a number that was reported.

    Clips, units, sums, weights, averages, arithmetic and mistakes are tried, up to three of them together.
    How exactly the number has to be met, its last digit says.

    Parameters
    ----------
    y_true, y_proba, sample_weight, data, labels, pos_label, from_logits, missing, renormalize, progress
        As in :func:`logloss.explain`; files may be larger than memory.
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
    how = Reading(labels, pos_label, from_logits, False, missing, renormalize)
    asked = {"y_true": y_true, "y_proba": y_proba, "sample_weight": sample_weight}
    tally = summed_row_by_row(data, asked, how, tally_of, 0, progress)
    if tally is None:
        columns = columns_of(y_true, y_proba, sample_weight, data=data)
        tally = tally_of(columns, how, part=False)
    return reconciled(tally, number)


def reconciled(tally: Tally, said: Said) -> Reconciliation:
    """The same of rows that have been summed."""
    case, sums = tally.case(negative=said.value < 0), tally.sums
    found = candidates(choices(case), sums, case)
    loss = value_of(Choice(), sums, case)
    matches = matches_of(found, said, sums, case)
    nearest = None
    if not matches and found:
        near = min((one for one in found), key=lambda one: (abs(one.value - said.value), one.rank))
        nearest = Match(steps_of(near.choice, sums, case), near.value, 1.0)
    odds = chance(found, said)
    return Reconciliation(
        said.words, said.value, said.half, loss, tally.rows, len(found), matches, nearest, odds
    )
