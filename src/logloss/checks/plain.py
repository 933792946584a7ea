"""Plain rows: arrays that need no doctor, unless the loop over them meets a value that is his case."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss import kernels
from logloss.checks.rows import Rows


def plain_rows(y_true: Any, y_proba: Any, sample_weight: Any, logits: bool) -> Rows | None:
    """Rows that only have to be looked at while they are summed; None where they are anything but plain.

    Plain are NumPy arrays of one dimension and one length, of types that the compiled loops read: labels of 0
    and 1 (or truths), one score a row, weights or none.

    Examples
    --------
    >>> rows = plain_rows(np.array([1, 0]), np.array([0.9, 0.2]), None, logits=False)
    >>> rows is None or (rows.examined, rows.labels)
    (False, (0, 1))
    >>> plain_rows([1, 0], [0.9, 0.2], None, logits=False)
    """
    given = [y_true, y_proba] if sample_weight is None else [y_true, y_proba, sample_weight]
    if any(type(column) is not np.ndarray for column in given):
        return None
    n = len(y_proba) if y_proba.ndim == 1 else 0
    if n == 0 or any(column.shape != (n,) for column in given):
        return None
    if kernels.readable(y_true, y_proba, sample_weight, convert=False) is None:
        return None
    labels = (False, True) if y_true.dtype == np.bool_ else (0, 1)
    notes = {"float32": n} if y_proba.dtype == np.float32 else {}
    return Rows(y_true, y_proba, sample_weight, labels, logits, notes=notes, examined=False)
