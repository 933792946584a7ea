"""The native kernels are optional, so a build that fails is silent: here it is not."""

import importlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMPILERS = ("c++", "g++", "clang++")

needs_compiler = pytest.mark.skipif(
    not any(map(shutil.which, COMPILERS)), reason="no C++ compiler here: the reference kernel is used"
)


@needs_compiler
@pytest.mark.parametrize(("kernel", "function"), [("_native", "total"), ("_pav", "pool_bins")])
def test_native_kernel_was_built(kernel, function):
    # If this fails, `.venv/bin/python setup.py build_ext --inplace` shows why.
    assert getattr(importlib.import_module(f"logloss.kernels.{kernel}"), function)


def refusal(*flags):
    """What a compiler says against the header that all loops include."""
    compiler = next(filter(None, map(shutil.which, COMPILERS)))
    header = ROOT / "src" / "logloss" / "kernels" / "input.h"
    command = [compiler, "-std=c++17", "-fsyntax-only", "-include", header, *flags, "-x", "c++", "-"]
    return subprocess.run(command, input="", capture_output=True, text=True).stderr


@needs_compiler
def test_flags_that_undo_the_arithmetic_are_refused():
    assert refusal() == ""
    assert "undoes sums" in refusal("-ffast-math")


def sources_in(folder):
    """A copy of what is built from, and the names of its files."""
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    built = shutil.ignore_patterns(".*", "*.so", "*.pyd", "__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", folder / "src", ignore=built)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def make(what, folder, **environment):
    """A file of the kind that pip asks setuptools for."""
    code = f"from setuptools.build_meta import build_{what} as make; print(make('dist'))"
    command = [sys.executable, "-c", code]
    run = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return folder / "dist" / run.stdout.split()[-1]


def test_a_source_distribution_holds_all_that_a_wheel_is_built_from(tmp_path):
    wanted = sources_in(tmp_path)
    with tarfile.open(make("sdist", tmp_path)) as files:
        held = {name.partition("/")[2] for name in files.getnames()}
    assert wanted - held == set()


@pytest.mark.skipif(sys.platform == "win32", reason="its compiler is not found by a variable")
def test_where_no_compiler_works_the_rest_is_installed(tmp_path):
    sources = sources_in(tmp_path)
    with zipfile.ZipFile(make("wheel", tmp_path, CC="no-compiler", CXX="no-compiler")) as files:
        held = {f"src/{name}" for name in files.namelist()}
    assert {name for name in sources if name.endswith(".py") and name.startswith("src/")} <= held
    assert not {name for name in held if name.endswith(".so")}
