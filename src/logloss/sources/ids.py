"""Names of rows: one text a row, the same from arrays, frames and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from logloss.errors import ArgumentError
from logloss.kernels.reference import Array
from logloss.sources.columns import Table


def names_of_rows(given: Any, columns: Sequence[str], texts: Callable[[str], Sequence[str]]) -> Sequence[str]:
    """What ``id=`` gives: an array of names, or the texts of one or several columns, joined by blanks.

    Examples
    --------
    >>> names_of_rows([1.0, None, 3.0], [], list)
    ['1', '', '3']
    >>> columns = {"day": ["Mo", "Tu"], "team": ["LAL", "BOS"]}
    >>> list(names_of_rows(None, ["day", "team"], columns.__getitem__))
    ['Mo LAL', 'Tu BOS']
    """
    if columns:
        return texts(columns[0]) if len(columns) == 1 else Together([texts(column) for column in columns])
    array = np.asarray(given)
    if array.ndim != 1:
        raise ArgumentError(f"id must be of shape (n,), got shape {array.shape}", "One name a row.")
    return texts_of(array)


class Together(Sequence[str]):
    """Several columns as one name a row, written when somebody asks for it."""

    def __init__(self, columns: Sequence[Sequence[str]]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0])

    def __getitem__(self, place: Any) -> Any:
        """The name of one row."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        return " ".join(column[place] for column in self._columns)


def texts_of(values: Any, name: str = "id") -> list[str]:
    """A NumPy or Arrow array as text: dates as ISO, whole numbers without a point, nothing where missing.

    Examples
    --------
    >>> texts_of(np.array([1.0, np.nan])), texts_of(np.array([1, "b", None], dtype=object))
    (['1', ''], ['1', 'b', ''])
    """
    column = values if isinstance(values, pa.Array) else _arrow(values)
    if column is None:
        return ["" if v is None or v != v else str(v) for v in values.tolist()]
    return Table("the data", len(values), {name: pa.chunked_array([column])}).texts(name)


def _arrow(values: Array) -> Any:
    """The same as an Arrow array; None where it knows no such type, or none for all of the values."""
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return None
    return None if isinstance(array.type, pa.BaseExtensionType) else array  # a UUID would come as bytes
