"""The C++ kernels, which pyproject.toml cannot name yet; optional, so that no machine needs a compiler."""

import sys

from setuptools import Extension, setup

# No -ffast-math, and no contraction to fma (the default on ARM): both undo compensated sums.
# No -march=native: wheels travel.
FLAGS = ["/std:c++17", "/O2"] if sys.platform == "win32" else ["-std=c++17", "-O3", "-ffp-contract=off"]


def kernel(name: str, source: str, *headers: str) -> Extension:
    """A module of its own, so that one that does not compile leaves the others."""
    folder = "src/logloss/kernels/"
    return Extension(
        f"logloss.kernels.{name}",
        [folder + source],
        depends=[folder + header for header in headers],
        language="c++",
        extra_compile_args=FLAGS,
        optional=True,
    )


LOOPS = ("cells.h", "classes.h", "input.h", "kept.h", "lanes.h", "loops.h", "slots.h", "ties.h", "total.h")

setup(ext_modules=[kernel("_native", "native.cpp", *LOOPS), kernel("_pav", "pav.cpp", "pav.h")])
