"""``by=``: the group of each row, called by one text a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from logloss.errors import DataError
from logloss.kernels.reference import Array
from logloss.sources.values import coded, column_of
from logloss.summary.grouping import Grouped


def groups_by(columns: Sequence[tuple[str, Any]]) -> Grouped:
    """Which group each row is in, by the values of one or several columns.

    Parameters
    ----------
    columns : names, and what stands under them: shape (n,), NumPy, Arrow, or what either can read

    Examples
    --------
    >>> grouped = groups_by([("team", ["LAL", "BOS", "LAL"]), ("year", np.array([2024.0, 2024.0, np.nan]))])
    >>> [grouped.keys[i] for i in grouped.codes]
    [('LAL', '2024'), ('BOS', '2024'), ('LAL', None)]
    """
    codes, keys = np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=object)
    for i, (name, values) in enumerate(columns):
        own, texts = _texts(values, name)
        if i and len(own) != len(codes):
            raise DataError(
                f"by must be columns of one length, got {len(codes):,} and {len(own):,} rows",
                "Give one value a row.",
            )
        both = own if i == 0 else codes * len(texts) + own
        distinct, codes = np.unique(both, return_inverse=True)
        before = keys[distinct // len(texts)] if i else np.zeros((len(distinct), 0), dtype=object)
        keys = np.column_stack([before, texts[distinct % len(texts)]])
    return Grouped(tuple(name for name, _ in columns), codes, tuple(map(tuple, keys.tolist())))


def _texts(values: Any, name: str) -> tuple[Array, Array]:
    """Each row's place among the distinct texts, the last of which is None."""
    codes, texts = coded(column_of(values, name), name)
    distinct = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    same = np.array([distinct[text] for text in texts] + [len(distinct)], dtype=np.int64)
    return same[codes], np.array([*distinct, None], dtype=object)
