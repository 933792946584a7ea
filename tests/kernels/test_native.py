"""The compiled kernel gives what the specification gives, on random and on nasty input, whatever the processor."""

from __future__ import annotations

import math
import shutil
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from logloss import kernels
from logloss.kernels import reference
from logloss.kernels.shares import LEAST, each_share, shares

Array = NDArray[np.generic]

pytestmark = pytest.mark.skipif(
    kernels.name != "native" and not any(map(shutil.which, ("c++", "g++", "clang++"))),
    reason="no C++ compiler here: the reference kernel is used",
)

SETS = kernels.native.instruction_sets() if kernels.native else ("none",)
EDGES = [0.0, 5e-324, 2.2e-308, 1e-300, 1e-38, 1e-20, 2.0**-54, 2.0**-53, 0.5, 1 - 2.0**-53, 1.0, -0.0]
LOGITS = [0.0, -0.0, 1e-320, 36.8, 699.9, 700.0, 745.2, 1e308, math.inf]
probability = st.sampled_from(EDGES) | st.floats(0, 1)
logit = st.sampled_from(LOGITS + [-z for z in LOGITS]) | st.floats(-800, 800)
weight = st.sampled_from([0.0, 1.0, 1e-100, 1e100]) | st.floats(1e-6, 1e6)
rows = st.lists(st.tuples(st.booleans(), probability, logit, weight), min_size=1, max_size=200)


@pytest.fixture(autouse=True, params=SETS)
def instructions(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every compilation that this processor can run."""
    assert kernels.native is not None
    kernels.native.use(request.param)
    yield request.param
    kernels.native.use(SETS[-1])


each_set = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_the_compiled_kernel_is_the_one_that_runs() -> None:
    assert kernels.name == "native"


def test_baseline_is_there_and_others_are_refused_by_name() -> None:
    assert kernels.native is not None
    assert SETS[0] == "baseline"
    with pytest.raises(ValueError, match="does not know abacus"):
        kernels.native.use("abacus")


@each_set
@given(rows)
def test_native_is_the_reference(rows: list[tuple[bool, float, float, float]]) -> None:
    y, p, z, w = (np.array(column) for column in zip(*rows, strict=True))
    for scores, logits in ((p, False), (z, True)):
        for weights in (None, w):
            fast = kernels.total(y, scores, weights, logits)
            slow = reference.total(y, scores, weights, logits)
            assert fast == pytest.approx(slow, rel=1e-15, abs=0)
            assert not any(map(math.isnan, fast))


@pytest.mark.parametrize("n", [1, 63, 64, 65, 2047, 2048, 2049, 50_001, LEAST + 1])
@pytest.mark.parametrize(
    "scale", [1.0, 1e-3, 1e-17, 1e-40], ids=["p ~ 1", "p ~ 1e-3", "p ~ 1e-17", "p ~ 1e-40"]
)
def test_native_is_the_reference_over_many_rows(n: int, scale: float) -> None:
    rng = np.random.default_rng(n)
    y, p = (rng.random(n) < 0.5).astype(np.uint8), rng.random(n) * scale
    w = 10.0 ** rng.uniform(-12, 12, n)
    for weights in (None, w):
        fast, slow = kernels.total(y, p, weights), reference.total(y, p, weights)
        assert fast == pytest.approx(slow, rel=1e-15, abs=0)


@pytest.mark.parametrize("spread", [1.0, 10.0, 100.0, 500.0])
def test_logits_are_the_reference_over_many_rows(spread: float) -> None:
    rng = np.random.default_rng(int(spread))
    y, z = (rng.random(50_001) < 0.5).astype(np.uint8), rng.normal(0, spread, 50_001)
    right = np.where(y, np.abs(z), -np.abs(z))  # no row costs |z|, so that the small parts are all there is
    for scores in (z, right, right.astype(np.float32)):
        for weights in (None, rng.random(len(z))):
            fast = kernels.total(y, scores, weights, True)
            assert fast == pytest.approx(reference.total(y, scores, weights, True), rel=1e-15, abs=0)


def _exactly(y: Array, p: Array) -> float:
    """The sum by 60 digits."""
    with mp.workdps(60):
        terms = (-mp.log(mp.mpf(float(v)) if k else 1 - mp.mpf(float(v))) for k, v in zip(y, p, strict=True))
        return float(mp.fsum(terms))


@pytest.mark.parametrize(
    "kind", ["everyday", "perfect", "nearly perfect", "rare", "tied", "next to 1", "subnormal", "one row"]
)
def test_total_is_exact_to_the_last_digits(kind: str) -> None:
    rng = np.random.default_rng(5)
    n = 1 if kind == "one row" else 3000
    y = (rng.random(n) < 0.4).astype(np.uint8)
    p = {
        "everyday": rng.random(n),
        "perfect": np.where(y, 1 - rng.random(n) * 1e-9, rng.random(n) * 1e-9),
        "nearly perfect": np.where(y, 1 - 2.0**-53, rng.random(n) * 1e-17),
        "rare": rng.random(n) * 1e-2,
        "tied": np.full(n, 0.3),
        "next to 1": 1 - rng.integers(1, 9, n) * 2.0**-53,
        "subnormal": rng.integers(1, 99, n) * 5e-324,
        "one row": rng.random(n),
    }[kind]
    assert kernels.total(y, p)[1] == pytest.approx(_exactly(y, p), rel=1e-15, abs=0)


@pytest.mark.parametrize("n", [10_000, LEAST, 5 * LEAST + 7])
def test_the_number_of_threads_changes_no_bit(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(n)
    y, p, w = (rng.random(n) < 0.5), rng.random(n), rng.random(n)
    found = set()
    for threads in ("1", "2", "3", "8"):
        monkeypatch.setenv("LOGLOSS_THREADS", threads)
        found.add((kernels.total(y, p), kernels.total(y, p, w), kernels.total(y, p - 0.5, None, True)))
    assert len(found) == 1


def test_shares_are_all_rows_in_order() -> None:
    for n in (1, LEAST, LEAST + 1, 10**8, 10**8 + 1):
        parts = shares(n)
        assert parts[0][0] == 0
        assert parts[-1][1] == n
        assert all(a[1] == b[0] for a, b in pairwise(parts))
        assert len(parts) <= 64


@pytest.mark.parametrize(
    "layout", ["strided", "reversed", "unaligned", "swapped bytes", "read-only", "field"]
)
def test_any_layout_in_memory_is_the_same_rows(layout: str) -> None:
    n = 1000
    rng = np.random.default_rng(1)
    y, p = (rng.random(n) < 0.5).astype(np.uint8), rng.random(n)
    record = np.zeros(n, dtype=[("y", "u1"), ("p", "f8")])
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
    assert kernels.total(y, layouts[layout]) == kernels.total(y, p)
    assert kernels.total(y, p, layouts[layout]) == kernels.total(y, p, p)
    assert kernels.total(np.stack([y, y], axis=1)[:, 0], p) == kernels.total(y, p)


@pytest.mark.parametrize(
    "dtype", [np.int64, np.int32, np.int16, np.int8, np.uint64, np.bool_, np.float64, np.float32]
)
def test_labels_of_any_type(dtype: type) -> None:
    y, p = np.arange(5000) % 3 % 2, np.linspace(0.1, 0.9, 5000)
    assert kernels.total(y.astype(dtype), p) == kernels.total(y.astype(np.uint8), p)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.float32, np.bool_])
def test_weights_of_any_type(dtype: type) -> None:
    y, p, w = np.array([1, 0, 1], np.uint8), np.array([0.0, 0.25, 0.5]), np.array([0, 1, 1])
    assert kernels.total(y, p, w.astype(dtype)) == pytest.approx((2.0, -math.log(0.375)), rel=1e-15)


def test_float32_is_widened_and_not_read_as_something_else() -> None:
    p = np.random.default_rng(2).random(5000).astype(np.float32)
    y = np.arange(5000) % 2
    assert kernels.total(y, p) == kernels.total(y, p.astype(np.float64))


def odd_rows() -> dict[str, tuple[str, float]]:
    p = {"NaN": math.nan, "negative": -1e-300, "above 1": 1 + 2.0**-52, "∞": math.inf, "−∞": -math.inf}
    w = {"NaN": math.nan, "negative": -1.0, "∞": math.inf, "huge": 1.1e100, "tiny": 0.9e-100}
    y = {"2": 2.0, "−1": -1.0, "NaN": math.nan, "half": 0.5}
    named = {"p": p, "z": {"NaN": math.nan}, "w": w, "y": y}
    return {
        f"{column} {name}": (column, value)
        for column, kinds in named.items()
        for name, value in kinds.items()
    }


@pytest.mark.parametrize("odd", odd_rows())
@pytest.mark.parametrize("place", [0, 63, 64, 2047, 4999])
def test_a_row_that_has_no_loss_is_declined_wherever_it_stands(odd: str, place: int) -> None:
    native = kernels.native
    assert native is not None
    rng = np.random.default_rng(3)
    n = 5000
    columns = {
        "y": np.arange(n) % 2 + 0.0,
        "p": rng.random(n),
        "z": rng.normal(0, 2, n),
        "w": rng.random(n) + 1,
    }
    column, value = odd_rows()[odd]
    for bad in (False, True):
        if bad:
            columns[column][place] = value
        for score in ("p", "z"):
            for weighted in (False, True):
                declined = bad and (column in ("y", score) or (column == "w" and weighted))
                arguments = (
                    columns["y"],
                    columns[score],
                    columns["w"] if weighted else None,
                    score == "z",
                    0,
                    n,
                )
                assert (native.total(*arguments) is None) == declined
                assert (native.cells(*arguments) is None) == declined
                if column != "y" or place < 500:  # beyond, ties have met too many different rows, and stopped
                    assert (native.ties(*arguments, n) is None) == declined


@pytest.mark.parametrize("kind", "?Bbilqfd")
@pytest.mark.parametrize("loop", ["total", "cells", "ties"])
def test_numbers_may_begin_anywhere(kind: str, loop: str) -> None:
    native = kernels.native
    assert native is not None
    rng = np.random.default_rng(6)
    y, p, w = (rng.random(600) < 0.5).astype(kind), rng.choice(rng.random(9), 600), rng.random(600)
    more = (18,) if loop == "ties" else ()
    for weight in (None, w):
        columns = [None if column is None else _anywhere(column) for column in (y, p, weight)]
        expected = getattr(native, loop)(y, p, weight, False, 0, 600, *more)
        assert expected
        assert getattr(native, loop)(*columns, False, 0, 600, *more) == expected


def _anywhere(column: Array) -> memoryview:
    """The same numbers, each at an odd address."""
    return memoryview(bytearray(b"x" + column.tobytes()))[1:].cast(column.dtype.char)


@pytest.mark.parametrize("value", [2, 255])
def test_labels_of_a_byte_are_looked_at(value: int) -> None:
    native = kernels.native
    assert native is not None
    y, p = np.zeros(100, np.uint8), np.full(100, 0.5)
    y[70] = value
    assert native.total(y, p, None, False, 0, 100) is None
    assert native.total(y, p, None, False, 0, 70) is not None


def test_zeros_of_what_happened_make_the_loss_infinite_and_weigh() -> None:
    y, p = np.arange(300) % 2, np.full(300, 0.5)
    p[7] = 0.0
    assert kernels.total(y, p) == (300.0, math.inf)
    w = np.ones(300)
    w[7] = 0
    assert kernels.total(y, p, w) == pytest.approx((299.0, 299 * math.log(2)), rel=1e-15)


@pytest.mark.parametrize(
    ("y", "p", "rows", "error"),
    [
        (np.zeros(3, np.uint8), np.zeros(2), (0, 2), ValueError),
        (np.zeros(3, np.uint64), np.zeros(3), (0, 3), TypeError),
        (np.zeros(3, np.uint8), np.zeros(3, np.float16), (0, 3), TypeError),
        (np.zeros(3, np.uint8), np.zeros((3, 1)), (0, 3), ValueError),
        (np.zeros(3, np.uint8), np.zeros(3), (0, 4), ValueError),
        (np.zeros(3, np.uint8), np.zeros(3), (-1, 2), ValueError),
        (np.zeros(3, np.uint8), np.zeros(3), (2, 1), ValueError),
        ([0, 1, 0], np.zeros(3), (0, 3), TypeError),
    ],
    ids=["lengths", "type of y", "type of p", "dimensions", "end", "start", "order", "no buffer"],
)
def test_what_would_read_foreign_memory_is_refused(
    y: Array, p: Array, rows: tuple[int, int], error: type[Exception]
) -> None:
    native = kernels.native
    assert native is not None
    for loop, more in ((native.total, ()), (native.cells, ()), (native.ties, (10,))):
        before = sys.getrefcount(p)
        with pytest.raises(error):
            loop(y, p, None, False, *rows, *more)
        assert sys.getrefcount(p) == before


def test_total_of_a_million_rows_allocates_next_to_nothing() -> None:
    y, p = np.ones(1_000_000, np.uint8), np.full(1_000_000, 0.5)
    tracemalloc.start()
    try:
        kernels.total(y, p, p)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_loops_may_run_at_the_same_time() -> None:
    rng = np.random.default_rng(4)
    y, p = (rng.random(200_000) < 0.5), rng.random(200_000)
    expected = kernels.total(y, p)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: kernels.total(y, p), range(20))) == {expected}


@pytest.mark.parametrize("bad", [0, 5, 19])
@pytest.mark.parametrize("threads", ["1", "2", "4"])
def test_what_goes_wrong_in_any_share_is_raised_and_ends_the_work(
    bad: int, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGLOSS_THREADS", threads)
    before = threading.active_count()

    def work(start: int, _: int) -> int:
        if start == bad * LEAST:
            raise ZeroDivisionError("of this share")
        return start

    with pytest.raises(ZeroDivisionError, match="of this share"):
        list(each_share(work, 20 * LEAST))
    assert threading.active_count() == before
    assert list(each_share(lambda start, stop: stop - start, 20 * LEAST + 1)) == [LEAST] * 20 + [1]


def test_nobody_works_for_one_who_listens_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGLOSS_THREADS", "3")
    before, seen = threading.active_count(), []
    found = each_share(lambda start, _: seen.append(start), 60 * LEAST)
    next(found)
    found.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    done = len(seen)
    assert threading.active_count() == before
    assert len(seen) == done
