"""The native kernels are optional, so a build that fails is silent: here it is not."""

import importlib
import shutil

import pytest

COMPILERS = ("c++", "g++", "clang++")


@pytest.mark.skipif(
    not any(map(shutil.which, COMPILERS)), reason="no C++ compiler here: the reference kernel is used"
)
@pytest.mark.parametrize(("kernel", "function"), [("_native", "total"), ("_pav", "pool_bins")])
def test_native_kernel_was_built(kernel, function):
    # If this fails, `.venv/bin/python setup.py build_ext --inplace` shows why.
    assert getattr(importlib.import_module(f"logloss.kernels.{kernel}"), function)
