"""Rows from wherever they are, turned into a Summary: arrays, data frames, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from logloss.sources.asked import Columns, columns_of
from logloss.sources.named import named
from logloss.sources.part import Reading, summary_of, summary_of_piece
from logloss.sources.pieces import in_an_engine, summed_in_pieces
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
    cluster: Any = None,
    time: Any = None,
    by: Any = None,
    folds: bool = False,
    temperatures: bool | None = False,
    exact: bool = False,
    progress: Callable[[int, int | None], object] | None = None,
) -> Summary:
    """Turn predictions into a :class:`Summary`: small, mergeable, exact in total.

    Parameters
    ----------
    y_true, y_proba, sample_weight
        Arrays as in :func:`logloss.log_loss`, or a list of K arrays, one a class; with ``data=`` also names
        of columns (a list of K names for K classes).
    data : data frame, path or several paths, optional
        pandas, Polars or PyArrow; or CSV, TSV, JSON lines, Parquet or Arrow files, plain or compressed by
        gzip or zstd: a path, a glob (``"preds/*.parquet"``), a folder, an address (``s3://``, ``gs://``), a
        stream of bytes, ``"-"`` for stdin, or a list of these. Files may be larger than memory. Folders
        called ``key=value`` are columns.
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
    cluster : shape (n,), optional
        What rows have in common that are not independent: a user, a game. Kept as sums in 4096 hashed
        buckets, ``summary.clusters``. A row without one lacks a value, as ``missing`` has it.
    time : shape (n,), optional
        When each row was: whole numbers (steps), dates, or times, also as ISO text. Kept as sums in at most
        1024 buckets, ``summary.times``. A row without one lacks a value, as ``missing`` has it.
    by : shape (n,), or several such, optional
        Which group each row is in: ``summary.groups`` has a Summary of each, by name. At most 1000 are kept
        apart. A missing value is a group too, called None.
    folds : bool
        Keep the cells' weight in each of five folds, for a recalibration judged on other rows. A row's fold
        hangs on its cluster, else on its ``id``, else on its source and number.
    temperatures : bool or None
        Keep the loss and its slope at 33 temperatures from 1/8 to 8: of more than two classes, cells cannot
        say what another temperature would cost. None keeps them of more than two classes where that takes
        next to no time: of arrays with 131,072 scores at most, and of files with 2 MB.
    exact : bool
        Where predictions are too many for exact cells, add the exact loss after recalibration, for which they
        are sorted. Predictions in memory only; merging drops it.
    progress : callable, optional
        Told now and then while files are read: how many rows are done, and of how many, or None where that
        is not known beforehand.

    With ``data=``, ``cluster``, ``time`` and ``by`` are names of columns, ``by`` also a list of them.

    Returns
    -------
    Summary

    Examples
    --------
    >>> s = summarize([1, 0, 1], [0.9, 0.2, 0.0])
    >>> s.loss, s.rows, [row.row for row in s.infinite]
    (inf, 3, [2])
    """
    how = Reading(
        labels, pos_label, from_logits, soft_labels, missing, renormalize, weights, folds, temperatures, exact
    )
    beside = {"id": id, "cluster": cluster, "time": time, "by": by}
    asked = {"y_true": y_true, "y_proba": y_proba, "sample_weight": sample_weight, **beside}
    found = summed_in_pieces(data, asked, how, summary_of_piece, first_row, progress)
    if found is not None:
        return found
    if in_an_engine(data, asked):
        from logloss.sources.engine import summary_in_engine

        return summary_in_engine(data, asked, how)
    return summary_of(columns_of(y_true, y_proba, sample_weight, data=data, **beside), how, first_row)
