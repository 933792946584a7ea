"""Data frames through narwhals: what they are, and columns out of those that are in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from logloss.errors import ArgumentError, ColumnError
from logloss.kernels.reference import Array
from logloss.sources.batches import Batches
from logloss.sources.ids import texts_of
from logloss.sources.missing import missing_column

BATCH = 1 << 17
"""Rows that an engine is asked to hand over at a time."""


def batches_of(data: Any) -> Batches | None:
    """What hands its rows over batch by batch in this process: Polars' lazy frames, DuckDB's, readers.

    Examples
    --------
    >>> import pyarrow as pa
    >>> batches_of(pa.table({"p": [0.5]}).to_reader()).columns
    ['p']
    """
    if nw.dependencies.is_into_dataframe(data):  # in memory as a whole
        return None
    if isinstance(data, nw.LazyFrame):
        data = data.to_native()
    if nw.dependencies.is_polars_lazyframe(data) and hasattr(data, "collect_batches"):
        return Batches(data.collect_schema().names(), partial(_of_polars, data), True)
    if nw.dependencies.is_duckdb_relation(data):
        return Batches(list(data.columns), partial(_of_duckdb, data), True)
    if not hasattr(data, "__arrow_c_stream__") or in_engine(data):  # Ibis and Spark would bring all rows here
        return None
    reader = data if isinstance(data, pa.RecordBatchReader) else pa.RecordBatchReader.from_stream(data)
    return Batches(reader.schema.names, partial(_of_reader, reader), False)


def batches_of_ibis(data: Any) -> Batches | None:
    """The wanted columns of an Ibis table, which are brought into memory; None of anything else."""
    if isinstance(data, nw.LazyFrame):
        data = data.to_native()
    if not nw.dependencies.is_ibis_table(data):
        return None
    return Batches(list(data.columns), partial(_of_ibis, data), True)


def spark_frame(data: Any) -> Any:
    """A frame of Spark's as Spark knows it; None of anything else."""
    if isinstance(data, nw.LazyFrame):
        data = data.to_native()
    known = nw.dependencies
    return data if known.is_pyspark_dataframe(data) or known.is_pyspark_connect_dataframe(data) else None


def _of_ibis(data: Any, columns: list[str]) -> Iterator[pa.RecordBatch]:
    # Not in batches: Ibis' own reader does not go with every version of its engines.
    yield from data.select(columns).to_pyarrow().to_batches(max_chunksize=BATCH)


def _of_polars(data: Any, columns: list[str]) -> Iterator[pa.RecordBatch]:
    for frame in data.select(columns).collect_batches(chunk_size=BATCH, maintain_order=True):
        yield from frame.to_arrow().to_batches()


def _of_duckdb(data: Any, columns: list[str]) -> Iterator[pa.RecordBatch]:
    chosen = nw.from_native(data).select(columns).to_native()
    yield from chosen.to_arrow_reader(BATCH)


def _of_reader(reader: pa.RecordBatchReader, columns: list[str]) -> Iterator[pa.RecordBatch]:
    for batch in reader:
        yield batch.select(columns)


def is_dask(data: Any) -> bool:
    """Whether workers of Dask's have the rows."""
    return nw.dependencies.is_dask_dataframe(data)


def in_engine(data: Any) -> bool:
    """Whether rows are elsewhere, or not computed yet: then narwhals has them gathered where they are."""
    try:
        return isinstance(nw.from_native(data), nw.LazyFrame)
    except (TypeError, nw.exceptions.DuplicateError):
        return False


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
