"""The benchmarks run, leave out the peers that are not here, and say what they found and what they missed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def side_by_side() -> Any:
    return load("side_by_side")


def run(script: str, page: Path, *without: str) -> str:
    """A quick run in a process where some packages cannot be imported; the page that it writes."""
    blocked = page.parent / "blocked"
    for package in without:
        (blocked / package).mkdir(parents=True)
        (blocked / package / "__init__.py").write_text(
            f"raise ImportError('no {package} here')", encoding="utf-8"
        )
    path = os.pathsep.join([str(blocked), str(ROOT / "src")])
    command = [sys.executable, str(BENCHMARKS / script), "--quick", "--output", str(page)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Targets" in done.stdout or script == "scale.py"
    return page.read_text(encoding="utf-8")


def test_peers_with_core_packages_alone(tmp_path: Path) -> None:
    page = run("peers.py", tmp_path / "page.md", "polars", "duckdb", "torch", "jax")
    for peer in ("polars", "duckdb", "torch", "jax"):
        assert f"- left out: {peer} (no {peer} here)" in page
    for method in (
        "logloss",
        "logloss, whole Summary",
        "scikit-learn log_loss",
        "NumPy, one line",
        "SciPy xlogy",
    ):
        assert f"| {method} |" in page
    assert "| logloss, exact decomposition |" in page
    assert "not measured in this run" in page


def test_files_with_core_packages_alone(tmp_path: Path) -> None:
    page = run("files.py", tmp_path / "page.md", "polars", "duckdb")
    for peer in ("Polars", "DuckDB"):
        assert f"- left out: {peer}, bare loss (no {peer.lower()} here)" in page
    for file in ("float64_snappy.parquet", "float32_zstd.parquet", "float64.arrow"):
        assert f"### {file}, 1,000 rows" in page
    assert page.count("| logloss, whole Summary |") == 6
    assert "failed" not in page


def test_scale_with_core_packages_alone(tmp_path: Path) -> None:
    page = run("scale.py", tmp_path / "page.md", "polars", "duckdb", "ibis", "dask", "pyspark")
    assert "- left out: DuckDB over Parquet (no duckdb here)" in page
    assert page.count("| arrays in memory |") == page.count("| Parquet files |") == 2


def test_the_page_in_a_browser(tmp_path: Path) -> None:
    if not load("../tools/chromium").is_here():
        pytest.skip("no Chromium: set $CHROMIUM, or run `make web` on 64-bit Linux")
    page = run("page.py", tmp_path / "page.md")
    for what in ("the first scene, ten points", "200 points, scene curve", "a pasted table of 300 rows"):
        assert what in page


def test_films(tmp_path: Path) -> None:
    page = run("film.py", tmp_path / "page.md")
    for kind in ("mp4", "gif"):
        assert f"| logloss, {kind} |" in page
        assert f"| FuncAnimation, {kind}, bars alone |" in page


# ---- what it says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found", "at_most", "verdict"),
    [
        (15, 30.0, False, "reached"),
        (15, 15.0, False, "reached"),
        (15, 12.0, False, "missed by 20%"),
        (2, 1.5, True, "reached"),
        (2, 3.0, True, "missed by 50%"),
        (2, None, True, "not measured in this run"),
    ],
)
def test_a_target_is_reached_or_missed_by_how_much(
    side_by_side: Any, wanted: float, found: float | None, at_most: bool, verdict: str
) -> None:
    assert side_by_side.Target("speed", wanted, found, at_most=at_most).row()[-1] == verdict


def test_a_section_replaces_itself_and_nothing_else(side_by_side: Any, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "page.md"
    for name, text in (("files", "old files"), ("peers", "peers"), ("files", "new files")):
        side_by_side.write_section(page, name, text)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Benchmarks\n")
    assert "old files" not in written
    assert written.index("peers\n\n<!-- end peers") < written.index("new files\n\n<!-- end files")
    assert written.count("<!-- begin") == written.count("<!-- end") == 3


def test_rounds_are_interleaved_and_settings_made_untimed(
    side_by_side: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "LEAST", 0)  # one call a round
    said: list[str] = []
    methods = [
        side_by_side.Method(
            name,
            lambda name=name: said.append(name) or 0.5,
            before=lambda name=name: said.append(f"set {name}"),
        )
        for name in "ab"
    ]
    timings = side_by_side.interleaved(methods, 3)
    assert said[-12:] == ["set a", "a", "set b", "b"] * 3
    assert {name: (len(t.seconds), t.value) for name, t in timings.items()} == {"a": (3, 0.5), "b": (3, 0.5)}


def test_what_is_slow_is_measured_once(side_by_side: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "LIMIT", 0.0)
    called: list[int] = []
    timings = side_by_side.interleaved([side_by_side.Method("slow", lambda: called.append(1) or 0.5)], 3)
    assert (len(called), len(timings["slow"].seconds)) == (1, 1)


@pytest.mark.parametrize(
    ("seconds", "said"), [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (4.5e-7, "0.45 µs"), (1234.0, "1,234 s")]
)
def test_durations_are_said_in_a_unit_that_fits(side_by_side: Any, seconds: float, said: str) -> None:
    assert side_by_side.duration(seconds) == said


def test_data_are_the_same_every_time_and_their_loss_is_exact() -> None:
    data = load("data")
    first, again = data.make(5000), data.make(5000)
    assert (first.p == again.p).all()
    assert (first.y == again.y).all()
    loss = sum(data.sum_of_losses(y, p) for _, y, _, p in data.blocks(5000)) / 5000
    assert data.exact_loss(first.y, first.p) == pytest.approx(float(loss), rel=1e-16)
    assert data.exact_loss(first.y, first.z, logits=True) == pytest.approx(float(loss), rel=1e-12)
