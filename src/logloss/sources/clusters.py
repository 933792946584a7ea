"""``cluster=``: one hash a row, the same for 7, 7.0 and "7"."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.kernels.reference import Array
from logloss.summary.hashing import hashed, hashed_texts


def cluster_hashes(values: Any, name: str = "cluster") -> tuple[Array, Array]:
    """The hash of each row's cluster, and where a row has none.

    Integers and whole numbers of 64 bits are hashed as integers, everything else as text, and text that
    writes an integer as that integer.

    Parameters
    ----------
    values : shape (n,), NumPy, Arrow, or what either can read
    name : what to call it in messages

    Returns
    -------
    hashes : shape (n,), uint64
    lacking : shape (n,), bool

    Examples
    --------
    >>> hashes, lacking = cluster_hashes(["7", None, "Ann"])
    >>> bool(hashes[0] == cluster_hashes(np.array([7]))[0][0]), lacking.tolist()
    (True, [False, True, False])
    """
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "iu" and _fit(values):
        return hashed(values.astype(np.int64)), np.zeros(len(values), dtype=np.bool_)
    from logloss.sources.values import coded, column_of, integers  # pyarrow, 150 ms that integers do not pay

    column = column_of(values, name)
    whole = integers(column)
    if whole is not None:  # no text a value
        return hashed(whole[0]), whole[1]
    codes, texts = coded(column, name)
    lacking: Array = codes < 0
    return np.append(hashed_texts(texts), np.uint64(0))[codes], lacking


def _fit(whole: Array) -> bool:
    """Whether int64 holds them."""
    return whole.dtype != np.uint64 or not len(whole) or int(whole.max()) < 1 << 63
