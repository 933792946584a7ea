"""The native kernel is optional, so a build that fails is silent: here it is not."""

import importlib
import shutil

import pytest

COMPILERS = ("c++", "g++", "clang++")


@pytest.mark.skipif(
    not any(map(shutil.which, COMPILERS)), reason="no C++ compiler here: the reference kernel is used"
)
def test_native_kernel_was_built():
    # If this fails, `.venv/bin/python setup.py build_ext --inplace` shows why.
    assert importlib.import_module("logloss.kernels._native").total
