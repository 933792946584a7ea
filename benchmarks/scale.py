"""From laptop to cluster: what a row costs wherever rows are, and so what 10⁹, 10¹⁰ and 10¹² of them cost.

Each way is measured at two sizes; what grows with the rows is its price, what does not is said beside it.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from data import BLOCK, make
from side_by_side import Grid, Method, duration, interleaved, machine, options, publish

import logloss as ll

CORES = os.cpu_count() or 1
LARGE = (10**9, 10**10, 10**12)
PACKAGES = ("logloss", "numpy", "pyarrow", "polars", "duckdb", "ibis-framework", "dask", "pyspark")


@dataclass(frozen=True)
class Way:
    """One place where rows can be, as a function from some rows to what `summarize` takes; and their bytes."""

    name: str
    data: Callable[[pa.Table, Path], Any]
    package: str = "pyarrow"


def parquet(table: pa.Table, path: Path) -> Any:
    file = path.with_suffix(".parquet")
    pq.write_table(table, file, compression="zstd", row_group_size=BLOCK)
    return file


def polars(table: pa.Table, path: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(parquet(table, path))


def duckdb(table: pa.Table, path: Path) -> Any:
    import duckdb as db

    return db.connect().read_parquet(str(parquet(table, path)))


def ibis(table: pa.Table, path: Path) -> Any:
    import ibis as i

    return i.duckdb.connect().read_parquet(parquet(table, path))


def dask(table: pa.Table, path: Path) -> Any:
    import dask.dataframe as dd
    from distributed import Client

    Client(n_workers=CORES, threads_per_worker=1, dashboard_address=None, set_as_default=True)
    return dd.read_parquet(parquet(table, path), split_row_groups=True)


def spark(table: pa.Table, path: Path) -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{CORES}]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", str(CORES)).config("spark.log.level", "OFF")
    return session.getOrCreate().read.parquet(str(parquet(table, path)))


WAYS = (
    Way("arrays in memory", lambda table, _: table),
    Way("Parquet files", parquet),
    Way("Polars, lazy, over Parquet", polars, "polars"),
    Way("DuckDB over Parquet", duckdb, "duckdb"),
    Way("Ibis on DuckDB, gathered in the engine", ibis, "ibis"),
    Way(f"Dask, {CORES} workers, over Parquet", dask, "dask"),
    Way(f"Spark, {CORES} cores, gathered in the engine", spark, "pyspark"),
)


@dataclass(frozen=True)
class Price:
    """Seconds that a way takes whatever the rows, core-seconds a row, and bytes a row that are read."""

    fixed: float
    row: float
    size: float


def price(way: Way, sizes: tuple[int, int], rounds: int, folder: Path) -> Price:
    """Two sizes, and the line through them; the larger one first, by which an engine is warm for both."""
    seconds, read = [], 0.0
    for n in reversed(sizes):
        rows = make(n)
        table = pa.table({"y": rows.truth, "p": rows.p})
        data = way.data(table, folder / f"{n}")
        path = folder / f"{n}.parquet"
        read = (path.stat().st_size if path.exists() else table.nbytes) / n
        run = Method(way.name, lambda data=data: ll.summarize("y", "p", data=data).loss)
        seconds.append(interleaved([run], rounds)[way.name].median)
        path.unlink(missing_ok=True)
    slope = (seconds[0] - seconds[1]) / (sizes[1] - sizes[0])
    if slope <= 0:  # what grows with the rows is lost in what does not
        return Price(seconds[1], math.nan, read)
    return Price(max(seconds[1] - slope * sizes[0], 0.0), slope * CORES, read)


def merging(n: int) -> tuple[float, int]:
    """Seconds to add two Summaries of many rows, and the bytes of one that is saved."""
    rows = make(n)
    one = ll.summarize(rows.y, rows.p)
    timing = interleaved([Method("merge", lambda: (one + one).loss)], 3)["merge"]
    with tempfile.TemporaryDirectory() as folder:
        one.save(Path(folder) / "summary.json")
        size = (Path(folder) / "summary.json").stat().st_size
    return timing.median, size


def tables(prices: dict[str, Price], n: int, merge: float, saved: int) -> list[Grid]:
    measured = [(name, duration(p.fixed), _told(p), f"{p.size:.3g}") for name, p in prices.items()]
    head = ("rows in", "to begin with", "core-ns a row", "bytes a row read")
    note = f"Adding two Summaries takes {duration(merge)}; one that is saved has {saved / 1e6:.2g} MB, whatever its rows."
    extended = [
        (name, *(f"{_hours(p, rows)}, {_bytes(p.size * rows)}" for rows in LARGE))
        for name, p in prices.items()
    ]
    rows_head = ("rows in", *(f"{rows:.0e} rows".replace("e+", "e") for rows in LARGE))
    return [
        Grid(f"What a row costs, {n:,} rows", head, measured, note),
        Grid("What many rows cost: time of one core, and what is read", rows_head, extended, "Divide the time by the cores."),
    ]  # fmt: skip


def _told(p: Price) -> str:
    return "too few rows to tell" if math.isnan(p.row) else f"{p.row * 1e9:.3g}"


def _hours(p: Price, rows: int) -> str:
    seconds = p.fixed + p.row * rows
    if math.isnan(seconds):
        return "–"
    return f"{seconds:,.0f} s" if seconds < 600 else f"{seconds / 3600:,.1f} h"


def _bytes(size: float) -> str:
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size:.0f} B"


def main() -> None:
    given = options(__doc__, [10**7], 3).parse_args()
    n, rounds = (1000, 1) if given.quick else (given.rows[-1], given.rounds)
    prices: dict[str, Price] = {}
    left_out = ""
    for way in WAYS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                prices[way.name] = price(way, (n // 10, n), rounds, Path(folder))
            except ImportError as why:
                left_out += f"- left out: {way.name} ({why})\n"
    where = machine(PACKAGES) + left_out
    publish("scale", "From laptop to cluster", where, tables(prices, n, *merging(n)), given.output)


if __name__ == "__main__":
    main()
