"""Methods measured side by side in one run: interleaved rounds, medians, tables, targets."""

from __future__ import annotations

import argparse
import datetime
import gc
import importlib.metadata
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
LIMIT = 8.0
"""Seconds: what takes longer is measured once."""
LEAST = 0.02
"""Seconds that a round of one method takes at least, by calling it again."""
FLAGS = ("avx", "avx2", "fma", "avx512f", "avx512dq", "asimd", "sve")


@dataclass(frozen=True)
class Method:
    """One way to a number. `before` runs untimed ahead of every round."""

    name: str
    run: Callable[[], float]
    ours: bool = False
    bytes_a_row: float = 0
    before: Callable[[], None] = field(default=lambda: None)


@dataclass
class Timing:
    """Seconds a call, one entry a round, and the number that came out."""

    seconds: list[float]
    value: float

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def interleaved(methods: Sequence[Method], rounds: int) -> dict[str, Timing]:
    """Measure all methods in each round, so that a busy moment of the machine meets them all."""
    timings: dict[str, Timing] = {}
    calls: dict[str, int] = {}
    for method in methods:
        first, value = _time(method, 1)
        timings[method.name] = Timing([first] if first > LIMIT else [], value)
        if first <= LIMIT:
            warm, _ = _time(method, 1)
            calls[method.name] = max(1, min(10_000, int(LEAST / max(warm, 1e-9))))
        _say(f"  {method.name}: {first:.3g} s")
    for _ in range(rounds):
        for method in methods:
            if method.name in calls:
                timings[method.name].seconds.append(_time(method, calls[method.name])[0])
    return timings


def _time(method: Method, calls: int) -> tuple[float, float]:
    method.before()
    gc.collect()
    start = time.perf_counter()
    for _ in range(calls):
        value = method.run()
    return (time.perf_counter() - start) / calls, value


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# ---- what is said of it -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grid:
    """A table with a title, to print or to write."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""

    def show(self, console: Console) -> None:
        table = Table(title=self.title, title_justify="left", title_style="bold")
        for i, name in enumerate(self.head):
            table.add_column(name, justify="right" if i else "left")
        for row in self.rows:
            table.add_row(*row)
        console.print(table, self.note, "")

    def markdown(self) -> str:
        rule = ["---", *["---:"] * (len(self.head) - 1)]
        lines = ["| " + " | ".join(row) + " |" for row in (self.head, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *lines, "", *([self.note, ""] if self.note else [])])


@dataclass(frozen=True)
class Target:
    """What is to be reached: `found` at least (or at most) `wanted`; None where this run did not measure it."""

    what: str
    wanted: float
    found: float | None
    unit: str = "×"
    at_most: bool = False

    @property
    def reached(self) -> bool:
        found = math.nan if self.found is None else self.found
        return found <= self.wanted if self.at_most else found >= self.wanted

    def row(self) -> tuple[str, ...]:
        bound = f"{'≤' if self.at_most else '≥'} {self.wanted:g}{self.unit}"
        if self.found is None:
            return self.what, bound, "", "not measured in this run"
        found = f"{self.found:.3g}{self.unit}" if self.found < 1000 else f"{self.found:,.0f}{self.unit}"
        short = abs(self.found - self.wanted) / self.wanted
        return self.what, bound, found, "reached" if self.reached else f"missed by {short:.0%}"


def targets(rows: Iterable[Target]) -> Grid:
    return Grid("Targets", ("target", "wanted", "found", ""), [target.row() for target in rows])


def duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return (
                f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds / size:,.0f} {unit}"
            )
    return f"{seconds * 1e6:.3g} µs"


def error(value: float, truth: float) -> str:
    return "" if math.isnan(value) else f"{abs(value / truth - 1):.0e}"


# ---- where it ran -----------------------------------------------------------------------------------------


def machine(packages: Iterable[str]) -> str:
    """What a reader must know to compare: cores, instruction sets, memory, versions, date, command."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    versions = [f"{name} {version}" for name in packages if (version := version_of(name))]
    return "\n".join(
        [
            f"- {datetime.date.today().isoformat()}, `{command_line()}`",
            f"- {os.cpu_count()} cores ({platform.machine()}: {' '.join(flags()) or 'flags unknown'}), {memory:.0f} GiB, {platform.system()}",
            f"- Python {platform.python_version()}, {', '.join(versions)}",
            "",
        ]
    )


def command_line() -> str:
    return " ".join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *sys.argv[1:]])


def flags() -> list[str]:
    """The processor's instruction sets that matter here, where the system tells."""
    info = Path("/proc/cpuinfo")
    found = info.read_text(encoding="utf-8").split() if info.exists() else []
    return [flag for flag in FLAGS if flag in found]


def version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


# ---- the page and the options -----------------------------------------------------------------------------


def write_section(page: Path, name: str, text: str) -> None:
    """Put a text between the marks of its section, leaving the other sections of the page as they are."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    old = page.read_text(encoding="utf-8") if page.exists() else _new_page()
    if begin not in old:
        old = f"{old.rstrip()}\n\n"
    before, _, rest = old.partition(begin)
    _, _, after = rest.partition(end)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")


def _new_page() -> str:
    marks = [f"<!-- begin {name} -->\n<!-- end {name} -->\n" for name in ("peers", "files", "scale")]
    head = "# Benchmarks\n\nWritten by the scripts in `benchmarks/`, never by hand: each table says how it was made.\n\n"
    return head + "\n".join(marks)


def options(description: str | None, rows: list[int], rounds: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--rows", type=whole, nargs="+", default=rows, help="numbers of rows, 1e8 for instance"
    )
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument(
        "--quick", action="store_true", help="a thousand rows and two rounds: does it run at all?"
    )
    parser.add_argument("--output", type=Path, default=PAGE, help="the page whose section is written")
    return parser


def whole(text: str) -> int:
    return int(float(text))


def publish(name: str, title: str, where: str, grids: Sequence[Grid], output: Path) -> None:
    """Print all tables, and write them into their section of the page."""
    console = Console(width=140 if not sys.stdout.isatty() else None)
    for grid in grids:
        grid.show(console)
    text = "\n".join([f"## {title}", "", where, *(grid.markdown() for grid in grids)])
    write_section(output, name, text)
    console.print(f"written to {output}")
