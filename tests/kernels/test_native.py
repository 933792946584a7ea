"""The compiled kernel gives what the specification gives, on random and on nasty input."""

from __future__ import annotations

import math
import shutil
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from logloss import kernels
from logloss.kernels import reference

Array = NDArray[np.generic]

pytestmark = pytest.mark.skipif(
    kernels.name != "native" and not any(map(shutil.which, ("c++", "g++", "clang++"))),
    reason="no C++ compiler here: the reference kernel is used",
)

EDGES = [0.0, 5e-324, 2.2e-308, 1e-20, 2.0**-54, 2.0**-53, 0.5, 1 - 2.0**-53, 1.0, -0.0]
probability = st.sampled_from(EDGES) | st.floats(0, 1)
weight = st.sampled_from([0.0, 1.0, 1e-100, 1e100]) | st.floats(1e-6, 1e6)
rows = st.lists(st.tuples(st.booleans(), probability, weight), min_size=1, max_size=50)


def both(y: Array, p: Array, w: Array | None = None) -> tuple[tuple[float, float], tuple[float, float]]:
    return kernels.total(y, p, w), reference.total(y, p, w)


def test_the_compiled_kernel_is_the_one_that_runs() -> None:
    assert kernels.name == "native"


@settings(deadline=None)  # a busy machine is no bug
@given(rows)
def test_native_is_the_reference(rows: list[tuple[bool, float, float]]) -> None:
    y, p, w = (np.array(column) for column in zip(*rows, strict=True))
    for weights in (None, w):
        for labels in (y, y.astype(np.uint8)):
            fast, slow = both(labels, p, weights)
            assert fast == pytest.approx(slow, rel=1e-15, abs=0)
            assert not any(map(math.isnan, fast))


@pytest.mark.parametrize("n", [1, 8191, 8192, 8193, 50_000])
@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-17], ids=["p ~ 1", "p ~ 1e-3", "p ~ 1e-17"])
def test_native_is_the_reference_over_many_rows(n: int, scale: float) -> None:
    rng = np.random.default_rng(n)
    y, p = (rng.random(n) < 0.5).astype(np.uint8), rng.random(n) * scale
    w = 10.0 ** rng.uniform(-12, 12, n)
    for weights in (None, w):
        fast, slow = both(y, p, weights)
        assert fast == pytest.approx(slow, rel=1e-15, abs=0)


def test_a_perfect_model_costs_next_to_nothing_to_every_digit() -> None:
    y = np.tile(np.array([0, 1], np.uint8), 10_000)
    p = np.where(y, 1 - 2.0**-53, 1e-17)
    fast, slow = both(y, p)
    assert fast == pytest.approx(slow, rel=1e-15, abs=0)
    assert fast[1] == pytest.approx(10_000 * (2.0**-53 + 1e-17), rel=1e-15)


@pytest.mark.parametrize("given", ["strided", "reversed", "unaligned", "swapped bytes", "read-only", "field"])
def test_any_layout_in_memory_is_the_same_rows(given: str) -> None:
    y, p = np.array([1, 0, 1], np.uint8), np.array([0.9, 0.25, 0.5])
    record = np.zeros(3, dtype=[("y", "u1"), ("p", "f8")])
    record["p"] = p
    frozen = p.copy()
    frozen.flags.writeable = False
    layouts: dict[str, Array] = {
        "strided": np.stack([1 - p, p], axis=1)[:, 1],
        "reversed": p[::-1].copy()[::-1],
        "unaligned": np.frombuffer(b"x" + p.tobytes(), offset=1),
        "swapped bytes": p.astype(">f8"),
        "read-only": frozen,
        "field": record["p"],
    }
    assert kernels.total(y, layouts[given]) == kernels.total(y, p)
    assert kernels.total(y, p, layouts[given]) == kernels.total(y, p, p)


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.bool_, np.float64])
def test_labels_of_any_type(dtype: type) -> None:
    y, p = np.array([1, 0, 1]), np.array([0.9, 0.25, 0.5])
    assert kernels.total(y.astype(dtype), p) == pytest.approx(kernels.total(y.astype(np.uint8), p), rel=1e-15)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.float32, np.bool_])
def test_weights_of_any_type(dtype: type) -> None:
    y, p, w = np.array([1, 0, 1], np.uint8), np.array([0.0, 0.25, 0.5]), np.array([0, 1, 1])
    assert kernels.total(y, p, w.astype(dtype)) == pytest.approx((2.0, -math.log(0.375)), rel=1e-15)


def test_float32_is_widened_and_not_read_as_something_else() -> None:
    y, p = np.array([1, 0], np.uint8), np.array([0.1, 0.2], np.float32)
    assert kernels.total(y, p) == pytest.approx(kernels.total(y, p.astype(np.float64)), rel=1e-15)


@pytest.mark.parametrize(
    ("y", "p", "error"),
    [
        (np.zeros(3, np.uint8), np.zeros(2), ValueError),
        (np.zeros(3, np.int64), np.zeros(3), TypeError),
        (np.zeros(3, np.uint8), np.zeros(3, np.float32), TypeError),
        (np.zeros(3, np.uint8), np.zeros((3, 1)), ValueError),
        (np.zeros(3, np.uint8), np.zeros(6)[::2], (ValueError, BufferError)),
    ],
    ids=["lengths", "type of y", "type of p", "dimensions", "strides"],
)
def test_what_would_read_foreign_memory_is_refused(y: Array, p: Array, error: type[Exception]) -> None:
    native = pytest.importorskip("logloss.kernels._native")
    with pytest.raises(error):
        native.total(y, p, None)


def test_total_of_a_million_rows_allocates_next_to_nothing() -> None:
    y, p = np.ones(1_000_000, np.uint8), np.full(1_000_000, 0.5)
    tracemalloc.start()
    try:
        kernels.total(y, p, p)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
