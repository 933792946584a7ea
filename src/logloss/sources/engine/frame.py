"""A lazy or remote frame: its columns under names of ours, and small results out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from logloss.errors import ArgumentError
from logloss.kernels.reference import Array
from logloss.sources.missing import missing_column
from logloss.sources.named import named
from logloss.sources.values import column_of


@dataclass(frozen=True)
class Asked:
    """The columns of a frame that were asked for: `y0`, `p0`, `w0`, `id0`, `by0` and so on there.

    Attributes
    ----------
    frame
        The frame with these columns alone.
    of
        What each argument named, in order.
    kinds
        The type of each column.
    """

    frame: nw.LazyFrame[Any]
    of: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Any]

    def columns(self, argument: str) -> list[str]:
        """Our names of an argument's columns."""
        return [f"{argument}{i}" for i in range(len(self.of[argument]))]

    @property
    def all(self) -> list[str]:
        """Our names of all columns."""
        return [name for argument in self.of for name in self.columns(argument)]


SHORT = {"y_true": "y", "y_proba": "p", "sample_weight": "w", "id": "id", "by": "by"}


def asked_of(data: Any, asked: Mapping[str, Any]) -> Asked:
    """Find the columns that arguments name.

    Raises
    ------
    ArgumentError
        Where an argument is an array: the rows of such a frame are in no order.
    ColumnError
        Where a column is not there.
    """
    frame = nw.from_native(data).lazy()
    names = frame.collect_schema().names()
    of: dict[str, tuple[str, ...]] = {}
    for argument, short in SHORT.items():
        given = asked.get(argument)
        found = named(given)
        if given is not None and not found:
            raise ArgumentError(
                f"{argument} must name a column of this frame, got {type(given).__name__}",
                "Its rows are in no order that an array could follow. Make the array a column of it.",
            )
        for name in found:
            if name not in names:
                raise missing_column(name, names, "the frame")
        of[short] = tuple(found)
    chosen = frame.select(
        *(nw.col(name).alias(f"{short}{i}") for short, found in of.items() for i, name in enumerate(found))
    )
    return Asked(chosen, of, dict(chosen.collect_schema()))


def fetched(frame: nw.LazyFrame[Any], names: Sequence[str]) -> dict[str, pa.ChunkedArray]:
    """Have a small frame computed, and bring its columns here as Arrow has them."""
    table = frame.collect("pyarrow").to_native()
    return {name: column_of(table.column(name), name) for name in names}


def numbers(frame: nw.LazyFrame[Any], names: Sequence[str]) -> dict[str, Array]:
    """The same as float64: engines sum integers to decimals, and of nothing some make null."""
    found = {}
    for name, column in fetched(frame, names).items():
        array = column.cast(pa.float64()).to_numpy()
        found[name] = np.nan_to_num(array, nan=0.0, posinf=np.inf, neginf=-np.inf)
    return found
