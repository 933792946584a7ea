"""Log loss of files: the whole Summary beside the bare number from Polars and DuckDB, time and peak memory.

Every (file, method) runs in a process of its own, all methods in each round; the files stay in the page cache.
"""

from __future__ import annotations

import importlib
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from data import BLOCK, Array, blocks, sum_of_losses
from side_by_side import Grid, Target, duration, error, machine, options, publish, targets

CORES = os.cpu_count() or 1
CALLS = 2
"""Timed calls in each process, after one that imports and starts what it needs."""
LIMIT = 8.0
"""Seconds: what takes longer is called once, in one round."""
PACKAGES = ("logloss", "numpy", "pyarrow", "polars", "duckdb")
TYPES = {"float64": pa.float64(), "float32": pa.float32()}
CODECS = ("snappy", "zstd")
WITHIN = {"float64": 1.0, "float32": 1.25}
"""How much of the faster peer's time the Summary may take."""
TARGETS_FROM = 10**8


# ---- the files --------------------------------------------------------------------------------------------


def write(n: int, folder: Path) -> dict[Path, float]:
    """The same rows in every format, a row group at a time; each file with its loss in extended precision."""
    schemas = {name: pa.schema([("y", pa.int8()), ("p", kind)]) for name, kind in TYPES.items()}
    parquet = {folder / f"{name}_{codec}.parquet": (name, codec) for name in TYPES for codec in CODECS}
    arrow = {folder / f"{name}.arrow": name for name in TYPES}
    writers = {
        **{path: (pq.ParquetWriter(path, schemas[name], compression=codec, use_dictionary=["y"]), name) for path, (name, codec) in parquet.items()},
        **{path: (pa.ipc.new_file(path, schemas[name]), name) for path, name in arrow.items()},
    }  # fmt: skip
    totals = dict.fromkeys(TYPES, np.longdouble(0))
    for _, y, _, p in blocks(n):
        for name in TYPES:
            totals[name] += sum_of_losses(y, p.astype(name))
        for writer, name in writers.values():
            columns = [y.view(np.int8), p.astype(name)]
            writer.write_table(pa.table(columns, schema=schemas[name]), BLOCK)
    for writer, _ in writers.values():
        writer.close()
    return {path: float(totals[name] / n) for path, (_, name) in writers.items()}


# ---- the methods, each in a child process ----------------------------------------------------------------


def logloss_summary(path: Path) -> Callable[[], float]:
    import logloss as ll

    return lambda: ll.summarize(data=str(path), y_true="y", y_proba="p").loss


def polars_loss(path: Path) -> Callable[[], float]:
    import polars as pl

    scan = pl.scan_ipc if path.suffix == ".arrow" else pl.scan_parquet
    p = pl.col("p")
    loss = -pl.when(pl.col("y") == 1).then(p).otherwise(1 - p).log().mean()
    return lambda: scan(path).select(loss).collect(engine="streaming").item()


def duckdb_loss(path: Path) -> Callable[[], float]:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"set threads = {CORES}")
    rows = f"read_parquet('{path}')"
    if path.suffix == ".arrow":
        import pyarrow.dataset as ds

        connection.register("rows", ds.dataset(path, format="ipc"))
        rows = "rows"
    query = f"select avg(-ln(case when y = 1 then p else 1 - p end)) from {rows}"
    return lambda: connection.execute(query).fetchone()[0]


def decoded(path: Path) -> Callable[[], float]:
    """Read both columns and drop them: what no method on this file can undercut by much."""

    def run() -> float:
        if path.suffix == ".arrow":
            with pa.memory_map(str(path)) as source:
                reader = pa.ipc.open_file(source)
                for i in range(reader.num_record_batches):
                    for column in reader.get_batch(i).columns:
                        in_memory(column).max()
            return math.nan
        groups, taken = pq.ParquetFile(path).num_row_groups, itertools.count()

        def work(_: int) -> None:
            file = pq.ParquetFile(path)
            while (group := next(taken)) < groups:
                file.read_row_group(group, columns=["y", "p"], use_threads=False)

        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(work, range(CORES)))
        return math.nan

    return run


def in_memory(column: pa.Array) -> Array:
    """A column without nulls as NumPy sees it; pyarrow's own to_numpy would import pandas."""
    kind = {pa.int8(): np.int8, pa.float32(): np.float32, pa.float64(): np.float64}[column.type]
    return np.frombuffer(column.buffers()[1], kind, len(column), column.offset * np.dtype(kind).itemsize)


OURS, POLARS, DUCKDB, DECODE = (
    "logloss, whole Summary",
    "Polars, bare loss",
    "DuckDB, bare loss",
    "decoding alone",
)
METHODS = {OURS: logloss_summary, POLARS: polars_loss, DUCKDB: duckdb_loss, DECODE: decoded}
NEEDS = {POLARS: "polars", DUCKDB: "duckdb"}


def child(method: str, path: Path) -> None:
    """Measure one method on one file, and print what was found as JSON."""
    run = METHODS[method](path)
    seconds: list[float] = []
    while len(seconds) <= CALLS and max(seconds, default=0) <= LIMIT:
        start = time.perf_counter()
        value = run()
        seconds.append(time.perf_counter() - start)
    seconds = seconds[1:] or seconds
    print(json.dumps({"seconds": seconds, "value": value, "peak": peak_memory()}))


def peak_memory() -> float | None:
    """The most memory that this process ever held, in MB; VmHWM, since ru_maxrss would count the parent's too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    (line,) = [line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024 / 1e6


# ---- side by side -----------------------------------------------------------------------------------------


@dataclass
class Found:
    """What the processes of one (file, method) found."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    value: float = math.nan
    failure: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds) if self.seconds else math.inf


Results = dict[tuple[Path, str], Found]


def measure(paths: list[Path], methods: list[str], rounds: int) -> Results:
    results: Results = {(path, method): Found() for path in paths for method in methods}
    for path in paths:
        _into_the_page_cache(path)
        for round_ in range(rounds):
            for method in methods:
                _once(results[path, method], method, path)
            print(f"  {path.name}: round {round_ + 1} of {rounds}", file=sys.stderr, flush=True)
    return results


def _into_the_page_cache(path: Path) -> None:
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _once(found: Found, method: str, path: Path) -> None:
    if found.failure or max(found.seconds, default=0) > LIMIT:
        return
    command = [sys.executable, __file__, "--child", method, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        found.failure = (run.stderr.strip().splitlines() or [f"exit {run.returncode}"])[-1]
        print(f"  {method} on {path.name} failed: {found.failure}", file=sys.stderr, flush=True)
        return
    answer = json.loads(run.stdout.splitlines()[-1])
    found.seconds += answer["seconds"]
    found.value = answer["value"]
    if answer["peak"] is not None:
        found.peaks.append(answer["peak"])


def faster_peer(results: Results, path: Path) -> float:
    times = [found.median for (where, method), found in results.items() if where == path and method in NEEDS]
    return min(times, default=math.inf)


def table(path: Path, n: int, methods: list[str], results: Results, truth: float) -> Grid:
    peer = faster_peer(results, path)
    rows = []
    for method in methods:
        found = results[path, method]
        if found.failure:
            rows.append((method, "failed", found.failure, "", "", ""))
            continue
        ratio = found.median / peer if math.isfinite(peer) else math.nan
        peak = f"{max(found.peaks):,.0f}" if found.peaks else ""
        rows.append(
            (
                method,
                duration(found.median),
                f"{found.median / n * 1e9:.3g}",
                "" if math.isnan(ratio) else f"{ratio:.3g}",
                peak,
                error(found.value, truth),
            )
        )
    size = path.stat().st_size
    head = ("", "median", "ns a row", "× faster peer", "peak MB", "relative error")
    return Grid(f"{path.name}, {n:,} rows, {size / 1e6:,.0f} MB", head, rows)


def wanted(n: int, paths: list[Path], results: Results) -> list[Target]:
    found = []
    for path in (path for path in paths if path.suffix == ".parquet"):
        kind = path.stem.partition("_")[0]
        peer, mine = faster_peer(results, path), results[path, OURS].median
        measured = mine / peer if n >= TARGETS_FROM and math.isfinite(peer) and math.isfinite(mine) else None
        what = f"{path.name}, {TARGETS_FROM:,} rows: time against the faster peer's bare loss"
        found.append(Target(what, WITHIN[kind], measured, at_most=True))
    return found


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]))
        return
    parser = options(__doc__, [10**8], 3)
    parser.add_argument("--folder", type=Path, help="where files are made, instead of a temporary folder")
    given = parser.parse_args()
    sizes, rounds = ([1000], 1) if given.quick else (given.rows, given.rounds)
    left_out = missing()
    methods = [method for method in METHODS if method not in left_out]
    grids: list[Grid] = []
    rows: list[Target] = []
    for n in sizes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            print(f"writing {n:,} rows", file=sys.stderr, flush=True)
            truths = write(n, Path(folder))
            paths = list(truths)
            results = measure(paths, methods, rounds)
            grids += [table(path, n, methods, results, truths[path]) for path in paths]
            rows += wanted(n, paths, results)
    where = machine(PACKAGES) + "".join(f"- left out: {method} ({why})\n" for method, why in left_out.items())
    publish("files", "Files", where, [targets(rows), *grids], given.output)


def missing() -> dict[str, str]:
    """The methods whose package cannot be imported here, and why."""
    found = {}
    for method, package in NEEDS.items():
        try:
            importlib.import_module(package)
        except ImportError as why:
            found[method] = str(why)
    return found


if __name__ == "__main__":
    main()
