"""Rows from wherever they are, turned into a Summary: arrays, data frames, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from logloss.sources.asked import Columns, columns_of, named
from logloss.sources.part import Reading, summary_of
from logloss.summary import Summary

__all__ = ["Columns", "columns_of", "named", "summarize"]


def summarize(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    data: Any = None,
    id: Any = None,  # noqa: A002  # the word that users of frames know
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    missing: Literal["error", "drop"] = "error",
    renormalize: bool = False,
    weights: Literal["analytic", "frequency"] = "analytic",
    first_row: int = 0,
    soft_labels: bool = False,
) -> Summary:
    """Turn predictions into a :class:`Summary`: small, mergeable, exact in total.

    Parameters
    ----------
    y_true, y_proba, sample_weight
        Arrays as in :func:`logloss.log_loss`, or a list of K arrays, one a class; with ``data=`` also names
        of columns (a list of K names for K classes).
    data : data frame or path, optional
        pandas, Polars or PyArrow; or a CSV, TSV, JSON lines, Parquet or Arrow file.
    id : optional
        Names of the rows, shape (n,); with ``data=`` the name of a column, or of several that together name
        a row.
    labels, pos_label, missing, renormalize
        As in :func:`logloss.log_loss`.
    from_logits : bool
        Take ``y_proba`` as logits; cells are then kept by logit.
    weights : "analytic" or "frequency"
        Whether a weight says how much a row counts, or how many rows it stands for. Only the standard error
        differs.
    first_row : int
        The number of the first row, where the arrays are a part of something longer.
    soft_labels : bool
        Refused: a Summary keeps rows by class, and a soft label belongs to several. The error says more.

    Returns
    -------
    Summary

    Examples
    --------
    >>> s = summarize([1, 0, 1], [0.9, 0.2, 0.0])
    >>> s.loss, s.rows, [row.row for row in s.infinite]
    (inf, 3, [2])
    """
    how = Reading(labels, pos_label, from_logits, soft_labels, missing, renormalize, weights)
    return summary_of(columns_of(y_true, y_proba, sample_weight, data=data, id=id), how, first_row)
