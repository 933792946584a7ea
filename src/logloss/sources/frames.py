"""Columns out of a data frame: pandas, Polars, PyArrow, through narwhals; the only file that imports it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np

from logloss.errors import ArgumentError, ColumnError
from logloss.kernels.reference import Array
from logloss.sources.ids import texts_of
from logloss.sources.missing import missing_column


class Frame:
    """A data frame by its columns' names.

    Parameters
    ----------
    data
        What narwhals knows; of a lazy frame only the wanted columns are computed, all at once.
    wanted
        Names of columns that must be there.

    Examples
    --------
    >>> import pandas as pd
    >>> Frame(pd.DataFrame({"won": [1, 0]}), ["won"]).column("won").tolist()
    [1, 0]
    """

    def __init__(self, data: Any, wanted: Sequence[str]) -> None:
        try:
            frame = nw.from_native(data)
        except TypeError as error:
            raise ArgumentError(
                f"data must be a data frame or the path of a file, got {type(data).__name__}",
                "pandas, Polars and PyArrow frames are known; arrays are passed without data=.",
            ) from error
        except nw.exceptions.DuplicateError as error:
            raise ColumnError("data has two columns of one name", "Rename one of them.") from error
        names = frame.collect_schema().names()
        for name in wanted:
            if name not in names:
                raise missing_column(name, names, "the frame")
        chosen = frame.select(list(dict.fromkeys(wanted)))
        self._frame: nw.DataFrame[Any] = chosen.collect() if isinstance(chosen, nw.LazyFrame) else chosen

    def column(self, name: str) -> Array:
        """One column as an array; missing values are NaN or None, as the doctor knows them."""
        series = self._frame[name]
        if isinstance(series.dtype, (nw.Categorical, nw.Enum)):
            # Through Arrow, which keeps what a category is (1, not "1"), and which of them are missing.
            coded = series.to_arrow()
            return np.asarray(coded.cast(coded.type.value_type).to_numpy(zero_copy_only=False))
        if series.dtype.is_numeric() and series.null_count():
            series = series.cast(nw.Float64)
        return np.asarray(series.to_numpy())

    def values(self, name: str) -> Any:
        """One column as Arrow holds it, or an array of objects."""
        series = self._frame[name]
        return series.to_numpy() if series.dtype == nw.Object else series.to_arrow()

    def texts(self, name: str) -> list[str]:
        """One column as text, for names of rows."""
        return texts_of(self.values(name), name)
