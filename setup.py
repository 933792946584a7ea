"""The C++ kernel, which pyproject.toml cannot name yet; optional, so that no machine needs a compiler."""

import sys
from pathlib import Path

from setuptools import Extension, setup

# No -ffast-math, and no contraction to fma (the default on ARM): both undo compensated sums.
# No -march=native: wheels travel.
FLAGS = ["/std:c++17", "/O2"] if sys.platform == "win32" else ["-std=c++17", "-O3", "-ffp-contract=off"]
KERNEL = Extension(
    "logloss.kernels._native",
    ["src/logloss/kernels/native.cpp"],
    depends=sorted(str(header) for header in Path("src/logloss/kernels").glob("*.h")),
    language="c++",
    extra_compile_args=FLAGS,
    optional=True,
)

setup(ext_modules=[KERNEL])
