"""Rows that come in pieces, or are elsewhere: files, batches, partitions, engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from logloss.errors import ArgumentError
from logloss.sources.asked import are_files
from logloss.sources.named import named

if TYPE_CHECKING:
    from logloss.sources.outcome import Made, Maker
    from logloss.sources.part import Reading


def summed_in_pieces(
    data: Any,
    asked: Mapping[str, Any],
    how: Reading,
    made: Maker[Made],
    first_row: int = 0,
    progress: Callable[[int, int | None], object] | None = None,
) -> Made | None:
    """The sums of files, of batches that an engine hands over, or of Dask's partitions.

    None of anything else: of arrays, of frames in memory, of what only its engine can sum.
    """
    if data is None or not _all_are_names(asked):
        return None
    if are_files(data):
        from logloss.sources.files import files_of  # pyarrow, 150 ms that arrays do not pay
        from logloss.sources.files.pieces import Files
        from logloss.sources.many import sums_of_supply

        return sums_of_supply(Files(files_of(data)), asked, how, made, first_row, progress)
    from logloss.sources.frames import batches_of, is_dask  # narwhals, 50 ms that arrays do not pay

    batches = batches_of(data)
    if batches is not None:
        from logloss.sources.many import sums_of_supply

        return sums_of_supply(batches, asked, how, made, first_row, progress)
    if is_dask(data):
        from logloss.sources.partitions import sums_of_partitions

        return sums_of_partitions(data, asked, how, made, first_row)
    return None


def summed_row_by_row(
    data: Any,
    asked: Mapping[str, Any],
    how: Reading,
    made: Maker[Made],
    first_row: int = 0,
    progress: Callable[[int, int | None], object] | None = None,
) -> Made | None:
    """The same of what needs rows: Spark's are summed by its executors, an Ibis table's columns come here.

    ArgumentError of another engine; None of arrays and of frames in memory.
    """
    found = summed_in_pieces(data, asked, how, made, first_row, progress)
    if found is not None or not in_an_engine(data, asked):
        return found
    from logloss.sources.frames import batches_of_ibis, spark_frame

    batches, frame = batches_of_ibis(data), spark_frame(data)
    if batches is not None:
        from logloss.sources.many import sums_of_supply

        return sums_of_supply(batches, asked, how, made, first_row, progress)
    if frame is None:
        raise ArgumentError(
            f"{type(data).__name__} keeps its rows in an engine, and this looks at them one by one",
            "Hand them over as a file, or as an Arrow table.",
        )
    from logloss.sources.spark import sums_of_spark

    return sums_of_spark(frame, asked, how, made, first_row)


def in_an_engine(data: Any, asked: Mapping[str, Any]) -> bool:
    """Whether an engine such as Spark has to gather the rows where they are."""
    if data is None or are_files(data) or not _all_are_names(asked):
        return False
    from logloss.sources.frames import in_engine

    return in_engine(data)


def _all_are_names(asked: Mapping[str, Any]) -> bool:
    return all(named(argument) for argument in asked.values() if argument is not None)
