"""Log loss of arrays in memory: logloss beside everything else that computes it, and beside the memory's own speed."""

from __future__ import annotations

import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

# Before they are imported.
os.environ.setdefault("JAX_ENABLE_X64", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
from data import Data, exact_loss, make
from side_by_side import (
    Grid,
    Method,
    Target,
    Timing,
    duration,
    error,
    interleaved,
    machine,
    options,
    publish,
    targets,
)

import logloss as ll
from logloss.kernels.pooling import Blocks
from logloss.kernels.recalibration import recalibrated_loss

CORES = os.cpu_count() or 1
BLOCK = 8192
ISOTONIC_ROWS = 10**7
FIRST_ANSWER_ROWS = 10**7
PACKAGES = ("logloss", "numpy", "scipy", "scikit-learn", "polars", "pyarrow", "duckdb", "torch", "jax")
SHOWN_OF_ROOF = 10**6
"""Rows from which a share of the roof means something: fewer stay in the cache."""

Timings = dict[str, Timing]


# ---- ours -------------------------------------------------------------------------------------------------


def threads(count: int | None) -> Callable[[], None]:
    """A setting for all calls that follow; None leaves it to the library."""

    def use() -> None:
        if count is None:
            os.environ.pop("LOGLOSS_THREADS", None)
        else:
            os.environ["LOGLOSS_THREADS"] = str(count)

    return use


def ours(name: str, run: Callable[[], float], n: int, size: float) -> list[Method]:
    """As it comes; and, where that matters, on one thread and on all."""
    methods = [Method(name, run, True, size, threads(None))]
    if n >= SHOWN_OF_ROOF:
        methods += [
            Method(f"{name}, {k} thread{'s' * (k > 1)}", run, True, size, threads(k))
            for k in sorted({1, CORES})
        ]
    return methods


# ---- peers, each in its best honest form ------------------------------------------------------------------


def scikit_learn(data: Data) -> dict[str, list[Method]]:
    from sklearn.metrics import log_loss

    return {"probabilities": [Method("scikit-learn log_loss", lambda: log_loss(data.y, data.p))]}


def numpy_(data: Data) -> dict[str, list[Method]]:
    y, p, p32, z = data.truth, data.p, data.p32, data.z
    return {
        "probabilities": [
            Method("NumPy, one line", lambda: -np.mean(np.log(np.where(y, p, 1 - p)))),
            Method("NumPy, in blocks", lambda: numpy_in_blocks(y, p)),
        ],
        "float32": [
            Method("NumPy, one line", lambda: -np.mean(np.log(np.where(y, p32, 1 - p32)), dtype=float))
        ],
        "logits": [Method("NumPy, one line", lambda: np.mean(np.logaddexp(0, np.where(y, -z, z))))],
    }


def numpy_in_blocks(y: Any, p: Any) -> float:
    total, room = 0.0, np.empty(BLOCK)
    for start in range(0, len(p), BLOCK):
        part = p[start : start + BLOCK]
        given = room[: len(part)]
        np.subtract(1.0, part, out=given)
        np.copyto(given, part, where=y[start : start + BLOCK])
        total -= np.log(given, out=given).sum()
    return total / len(p)


def scipy(data: Data) -> dict[str, list[Method]]:
    from scipy.special import xlog1py, xlogy

    y, p = data.y, data.p
    return {"probabilities": [Method("SciPy xlogy", lambda: -np.mean(xlogy(y, p) + xlog1py(1 - y, -p)))]}


def polars(data: Data) -> dict[str, list[Method]]:
    import polars as pl

    frame = pl.from_arrow(data.table())
    y = pl.col("y")

    def of(score: str) -> Callable[[], float]:
        p = pl.col(score)
        return lambda: frame.lazy().select(-pl.when(y).then(p).otherwise(1 - p).log().mean()).collect().item()

    z = pl.col("z")
    softplus = pl.when(y).then(-z).otherwise(z).exp().log1p().mean()
    return {
        "probabilities": [Method("Polars", of("p"))],
        "float32": [Method("Polars", of("p32"))],
        "logits": [Method("Polars", lambda: frame.lazy().select(softplus).collect().item())],
    }


def duckdb(data: Data) -> dict[str, list[Method]]:
    import duckdb as db

    connection = db.connect()
    connection.execute(f"set threads = {CORES}")
    connection.register("rows", data.table())

    def ask(loss: str) -> Callable[[], float]:
        return lambda: connection.execute(f"select avg({loss}) from rows").fetchone()[0]

    return {
        "probabilities": [Method("DuckDB", ask("-ln(case when y then p else 1 - p end)"))],
        "float32": [Method("DuckDB", ask("-ln(case when y then p32 else 1 - p32 end)"))],
        "logits": [Method("DuckDB", ask("ln(1 + exp(case when y then -z else z end))"))],
    }


def torch(data: Data) -> dict[str, list[Method]]:
    import torch
    import torch.nn.functional as functional

    torch.set_num_threads(CORES)
    p, p32, z = (torch.from_numpy(column) for column in (data.p, data.p32, data.z))
    y = torch.from_numpy(data.y.astype(np.float64))  # it wants labels of the scores' type: made beforehand
    name = "torch, labels made float"
    methods = {
        "probabilities": [Method(name, lambda: functional.binary_cross_entropy(p, y).item())],
        "logits": [Method(name, lambda: functional.binary_cross_entropy_with_logits(z, y).item())],
    }
    if len(data) < 10**8:
        y32 = y.float()
        methods["float32"] = [Method(name, lambda: functional.binary_cross_entropy(p32, y32).item())]
    return methods


def jax(data: Data) -> dict[str, list[Method]]:
    import jax
    import jax.numpy as jnp

    y, p, p32, z = (jnp.asarray(column) for column in (data.truth, data.p, data.p32, data.z))
    loss = jax.jit(lambda y, p: -jnp.mean(jnp.where(y, jnp.log(p), jnp.log1p(-p))))
    from_logits = jax.jit(lambda y, z: jnp.mean(jnp.logaddexp(0.0, jnp.where(y, -z, z))))
    name = "JAX, jitted"
    return {
        "probabilities": [Method(name, lambda: float(loss(y, p)))],
        "float32": [Method(name, lambda: float(loss(y, p32)))],
        "logits": [Method(name, lambda: float(from_logits(y, z)))],
    }


PEERS: dict[str, Callable[[Data], dict[str, list[Method]]]] = {
    "sklearn": scikit_learn,
    "numpy": numpy_,
    "scipy": scipy,
    "polars": polars,
    "duckdb": duckdb,
    "torch": torch,
    "jax": jax,
}


def missing_peers() -> dict[str, str]:
    """The peers that cannot be imported here, and why."""
    found = {}
    for name in PEERS:
        try:
            _import(name)
        except ImportError as why:
            found[name] = str(why)
    return found


def _import(name: str) -> ModuleType:
    return importlib.import_module(name)


# ---- the memory roof --------------------------------------------------------------------------------------


def roof(column: Any, count: int) -> list[Method]:
    """Reading the column and nothing else, by several reductions, each thread its part."""
    parts = np.array_split(column, count)

    def read(reduce: Callable[[Any], Any]) -> float:
        if count == 1:
            return float(reduce(column))
        with ThreadPoolExecutor(count) as pool:
            return float(sum(pool.map(reduce, parts)))

    reductions = (np.sum, np.max, np.min)
    return [Method(f"read by np.{f.__name__}, {count}", partial(read, f), bytes_a_row=8) for f in reductions]


# ---- one size ---------------------------------------------------------------------------------------------

GROUPS = {
    "probabilities": "Log loss of probabilities (uint8, float64)",
    "float32": "Log loss of probabilities (uint8, float32)",
    "logits": "Log loss of logits (uint8, float64)",
}


def methods_of(data: Data, left_out: dict[str, str]) -> dict[str, list[Method]]:
    n, y = len(data), data.y
    groups = {
        "probabilities": [
            *ours("logloss", lambda: ll.log_loss(y, data.p), n, 9),
            *ours("logloss, whole Summary", lambda: ll.summarize(y, data.p).loss, n, 9),
        ],
        "float32": ours("logloss", lambda: ll.log_loss(y, data.p32), n, 5),
        "logits": ours("logloss", lambda: ll.log_loss_from_logits(y, data.z), n, 9),
    }
    for name, peer in PEERS.items():
        if name not in left_out:
            for group, methods in peer(data).items():
                groups[group] += methods
    return groups


def measure(n: int, rounds: int, left_out: dict[str, str]) -> tuple[list[Grid], dict[str, Timings], Timings]:
    """All tables of one size, the timings by group, and those of the roof."""
    print(f"{n:,} rows", file=sys.stderr)
    data = make(n)
    groups = methods_of(data, left_out)
    roofs = [m for k in sorted({1, CORES}) for m in roof(data.p, k)]
    every = [
        Method(f"{group}: {m.name}", m.run, m.ours, m.bytes_a_row, m.before)
        for group, methods in groups.items()
        for m in methods
    ]
    timings = interleaved([*roofs, *every], rounds)
    truths = {
        "probabilities": exact_loss(data.y, data.p),
        "float32": exact_loss(data.y, data.p32),
        "logits": exact_loss(data.y, data.z, logits=True),
    }
    by_group = {group: {m.name: timings[f"{group}: {m.name}"] for m in groups[group]} for group in groups}
    read = {m.name: timings[m.name] for m in roofs}
    grids = [table(n, group, groups[group], by_group[group], read, truths[group]) for group in groups]
    return grids, by_group, read


def fastest_read(read: Timings, most: int) -> float:
    """The least time that reading took on at most so many threads: more of them are not always faster."""
    return min(t.median for name, t in read.items() if int(name.rpartition(", ")[2]) <= most)


def table(n: int, group: str, methods: list[Method], timings: Timings, read: Timings, truth: float) -> Grid:
    ours_now = timings["logloss"].median
    bandwidth = {k: 8 * n / fastest_read(read, k) for k in sorted({1, CORES})}
    rows = []
    for m in methods:
        t = timings[m.name]
        count = 1 if m.name.endswith("1 thread") else CORES
        share = m.bytes_a_row * n / t.median / bandwidth[count] if m.bytes_a_row and n >= SHOWN_OF_ROOF else 0
        rows.append(
            (
                m.name + (" (once)" if len(t.seconds) == 1 else ""),
                duration(t.median),
                f"{t.median / n * 1e9:.3g}",
                f"{t.median / ours_now:,.3g}"
                if t.median < 1000 * ours_now
                else f"{t.median / ours_now:,.0f}",
                f"{share:.0%}" if share else "",
                error(t.value, truth),
            )
        )
    speeds = ", ".join(f"{b / 1e9:.1f} GB/s on {k}" for k, b in bandwidth.items())
    note = f"Roof, reading float64 and nothing else, by threads: {speeds}." if n >= SHOWN_OF_ROOF else ""
    head = ("", "median", "ns a row", "× logloss", "of the roof", "relative error")
    return Grid(f"{GROUPS[group]}, {n:,} rows", head, rows, note)


# ---- isotonic regression, and the first answer ------------------------------------------------------------


def exact_parts(y: Any, p: Any) -> tuple[float, float, float]:
    """Uncertainty, discrimination and miscalibration from exact ties."""
    loss, left = ll.log_loss(y, p), recalibrated_loss(y, p)
    positives = np.array([np.count_nonzero(y)])
    base = Blocks(np.zeros(1, np.int64), len(y) - positives, positives).loss
    return base, base - left, loss - left


def isotonic(n: int, rounds: int) -> tuple[Grid, Timings]:
    from scipy.optimize import isotonic_regression
    from sklearn.isotonic import IsotonicRegression

    print(f"isotonic regression of {n:,} rows", file=sys.stderr)
    data = make(n)
    # Overconfident: calibrated scores have nothing to correct.
    y, p = data.y, 1 / (1 + np.exp(-(1.5 * data.z + 0.3)))

    def by_scipy() -> float:
        isotonic_regression(y[np.argsort(p)].astype(np.float64))
        return float("nan")

    def by_scikit_learn() -> float:
        IsotonicRegression(y_min=0, y_max=1).fit(p, y)
        return float("nan")

    timings = interleaved(
        [
            Method("logloss, exact decomposition", lambda: exact_parts(y, p)[2], True),
            Method("scikit-learn IsotonicRegression", by_scikit_learn),
            Method("SciPy on an argsort, ties not pooled", by_scipy),
        ],
        rounds,
    )
    mine = timings["logloss, exact decomposition"].median
    rows = [(name, duration(t.median), f"{t.median / mine:.3g}") for name, t in timings.items()]
    return Grid(f"Exact recalibration, {n:,} rows", ("", "median", "× logloss"), rows), timings


ANSWERS = {
    "logloss": "import numpy as np, logloss as ll; y, p = np.load({y!r}), np.load({p!r}); print(ll.log_loss(y, p))",
    "NumPy, one line": "import numpy as np; y, p = np.load({y!r}), np.load({p!r}); print(-np.mean(np.log(np.where(y, p, 1 - p))))",
}


def first_answer(n: int, rounds: int, folder: Path) -> tuple[Grid, dict[str, float]]:
    """From the start of Python to the printed number, imports and reading included."""
    print(f"first answer on {n:,} rows", file=sys.stderr)
    data = make(n)
    paths = {"y": str(folder / "y.npy"), "p": str(folder / "p.npy")}
    np.save(paths["y"], data.truth)
    np.save(paths["p"], data.p)
    os.environ.pop("LOGLOSS_THREADS", None)
    seconds: dict[str, list[float]] = {name: [] for name in ANSWERS}
    for round_ in range(rounds + 1):
        for name, code in ANSWERS.items():
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code.format(**paths)], check=True, stdout=subprocess.DEVNULL
            )
            if round_:  # the first fills the page cache
                seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    rows = [(name, duration(t), f"{t / medians['logloss']:.3g}") for name, t in medians.items()]
    title = f"From the start of Python to the first answer, {n:,} rows in .npy files"
    return Grid(title, ("", "median", "× logloss"), rows), medians


# ---- targets ----------------------------------------------------------------------------------------------


def fastest_peer(timings: Timings) -> float:
    return min(t.median for name, t in timings.items() if not name.startswith("logloss"))


def of_size(found: dict[int, tuple[dict[str, Timings], Timings]], n: int) -> list[Target]:
    """The targets for very many rows, by what was measured."""
    groups, read = found.get(n, ({}, {}))
    p, z = groups.get("probabilities"), groups.get("logits")
    last = f"{CORES} thread{'s' * (CORES > 1)}"

    def share(count: int) -> float | None:
        name = f"logloss, {count} thread{'s' * (count > 1)}"
        return 100 * 9 / 8 * fastest_read(read, count) / p[name].median if p and name in p else None

    def ratio(timings: Timings | None, name: str) -> float | None:
        return fastest_peer(timings) / timings[f"{name}, {last}"].median if timings else None

    sklearn = (
        p["scikit-learn log_loss"].median / p[f"logloss, {last}"].median
        if p and "scikit-learn log_loss" in p
        else None
    )
    at = f"{n:,} rows: "
    return [
        Target(at + "log_loss, of the read roof, one thread", 75, share(1), "%"),
        Target(at + "log_loss, of the read roof, two threads", 90, share(2), "%"),
        Target(at + "log_loss, against the fastest peer", 15, ratio(p, "logloss")),
        Target(at + "log_loss, against scikit-learn", 1000, sklearn),
        Target(at + "from logits, against the fastest peer", 8, ratio(z, "logloss")),
        Target(
            at + "whole Summary, against the fastest peer's bare log loss",
            3,
            ratio(p, "logloss, whole Summary"),
        ),
    ]


def other_targets(
    found: dict[int, tuple[dict[str, Timings], Timings]],
    pav: dict[int, Timings],
    answers: dict[int, dict[str, float]],
) -> list[Target]:
    small = found[1000][0]["probabilities"] if 1000 in found else None
    fits, first = pav.get(ISOTONIC_ROWS), answers.get(FIRST_ANSWER_ROWS)
    per_call = small["logloss"].median / small["NumPy, one line"].median if small else None
    recalibration = (
        fits["scikit-learn IsotonicRegression"].median / fits["logloss, exact decomposition"].median
        if fits
        else None
    )
    start = first["logloss"] / first["NumPy, one line"] if first else None
    return [
        Target("1,000 rows: log_loss, time against NumPy's one line", 2, per_call, at_most=True),
        Target(f"{ISOTONIC_ROWS:,} rows: exact decomposition, against IsotonicRegression", 20, recalibration),
        Target(
            f"{FIRST_ANSWER_ROWS:,} rows: first answer, time against NumPy's one line", 1, start, at_most=True
        ),
    ]


def main() -> None:
    parser = options(__doc__, [10**3, 10**5, 10**7, 10**8], 7)
    parser.add_argument(
        "--folder", type=Path, help="where data files are made, instead of a temporary folder"
    )
    given = parser.parse_args()
    sizes, rounds = ([1000], 2) if given.quick else (given.rows, given.rounds)
    left_out = missing_peers()
    grids, found = [], {}
    for n in sizes:
        tables, groups, read = measure(n, rounds, left_out)
        grids += tables
        found[n] = (groups, read)
    most = min(max(sizes), ISOTONIC_ROWS)
    table_of_pav, pav = isotonic(most, rounds)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        table_of_answers, answers = first_answer(most, rounds, Path(folder))
    wanted = targets([*of_size(found, 10**8), *other_targets(found, {most: pav}, {most: answers})])
    where = machine(PACKAGES) + "".join(f"- left out: {name} ({why})\n" for name, why in left_out.items())
    publish(
        "peers", "Arrays in memory", where, [wanted, *grids, table_of_pav, table_of_answers], given.output
    )


if __name__ == "__main__":
    main()
