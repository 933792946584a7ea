"""Columns out of a data frame: pandas, Polars, PyArrow, through narwhals; the only file that imports it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np

from logloss.errors import ArgumentError, ColumnError
from logloss.kernels.reference import Array


class Frame:
    """A data frame by its columns' names.

    Examples
    --------
    >>> import pandas as pd
    >>> Frame(pd.DataFrame({"won": [1, 0]})).column("won").tolist()
    [1, 0]
    """

    def __init__(self, data: Any) -> None:
        try:
            frame = nw.from_native(data)
        except TypeError as error:
            raise ArgumentError(
                f"data must be a data frame or the path of a file, got {type(data).__name__}",
                "pandas, Polars and PyArrow frames are known; arrays are passed without data=.",
            ) from error
        self._frame: nw.DataFrame[Any] = frame.collect() if isinstance(frame, nw.LazyFrame) else frame

    def column(self, name: str) -> Array:
        """One column as an array; missing values are NaN or None, as the doctor knows them."""
        names = self._frame.columns
        if name not in names:
            raise missing_column(name, names, "the frame")
        series = self._frame[name]
        if series.dtype.is_numeric() and series.null_count():
            series = series.cast(nw.Float64)
        if isinstance(series.dtype, (nw.Categorical, nw.Enum)):
            series = series.cast(nw.String)
        return np.asarray(series.to_numpy())

    def texts(self, name: str) -> list[str]:
        """One column as text, for names of rows."""
        return ["" if v is None else str(v) for v in self.column(name).tolist()]


def missing_column(name: str, names: Sequence[str], where: str) -> ColumnError:
    """A column that is not there, with the nearest names offered."""
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    shown = near or list(names)[:12]
    more = "" if near or len(names) <= 12 else f" and {len(names) - 12} more"
    question = "Did you mean " if near else "There are "
    return ColumnError(
        f"{where} has no column {name!r}",
        question + ", ".join(repr(n) for n in shown) + more + ("?" if near else "."),
    )
