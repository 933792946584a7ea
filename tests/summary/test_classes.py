"""K classes: the compiled pass gives what NumPy gives, in any layout, on nasty input, by any number of threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import logloss as ll
from logloss import kernels
from logloss.checks import Rows, examine
from logloss.errors import LogLossError
from logloss.kernels.shares import LEAST
from logloss.scores import mean_loss
from logloss.summary import Summary
from logloss.summary.classes import compiled_classes
from logloss.summary.named import Named

Array = NDArray[Any]

pytestmark = pytest.mark.skipif(kernels.native is None, reason="no compiled kernel here: nothing to compare")

N = 3000


def softmax(z: Array) -> Array:
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def some_zeros(rng: np.random.Generator, z: Array) -> Array:
    z = np.where(rng.random(z.shape) < 0.2, -np.inf, z)
    z[:, 0] = np.where(np.isneginf(z).all(axis=1), 0.0, z[:, 0])
    return z


KINDS: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "everyday": lambda rng, k: softmax(rng.normal(0, 2, (N, k))),
    "float32": lambda rng, k: softmax(rng.normal(0, 2, (N, k))).astype(np.float32),
    "column-wise": lambda rng, k: np.asfortranarray(softmax(rng.normal(0, 2, (N, k)))),
    "strided": lambda rng, k: softmax(rng.normal(0, 2, (2 * N, k)))[::2],
    "confident": lambda rng, k: softmax(rng.normal(0, 6, (N, k))),
    "zeros": lambda rng, k: softmax(some_zeros(rng, rng.normal(0, 2, (N, k)))),
    "halves": lambda rng, k: np.where(
        np.arange(N)[:, None] % 3 == 0, np.eye(k)[0] / 2 + np.eye(k)[1] / 2, softmax(rng.normal(0, 2, (N, k)))
    ),
    "logits": lambda rng, k: rng.normal(0, 2, (N, k)),
    "wide logits": lambda rng, k: rng.normal(0, 8, (N, k)),
    "logits far apart": lambda rng, k: np.where(
        np.arange(k) == 1, rng.uniform(690, 750, (N, 1)), rng.random((N, k))
    ),
    "logits of −∞": lambda rng, k: some_zeros(rng, rng.normal(0, 2, (N, k))),
    "logits, float32": lambda rng, k: rng.normal(0, 2, (N, k)).astype(np.float32),
}


def rows_of(kind: str, k: int, weighted: bool) -> Rows:
    rng = np.random.default_rng(len(kind) + k)
    scores = KINDS[kind](rng, k)
    y = rng.integers(0, k, N)
    y[:k] = np.arange(k)
    weight = rng.integers(0, 3, N) * 0.7 if weighted else None
    return examine(y, scores, weight, from_logits="logits" in kind)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few thousand different rows are too many to be kept apart, in NumPy too."""
    monkeypatch.setattr("logloss.summary.classes._surely_many", lambda _: True)


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weighted"])
@pytest.mark.parametrize("k", [3, 7])
@pytest.mark.parametrize("kind", KINDS)
def test_compiled_is_the_reference(
    kind: str, k: int, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of(kind, k, weighted)
    assert compiled_classes(rows, Named(rows)) is not None
    compiled, loss = Summary.of(rows), mean_loss(rows)
    with monkeypatch.context() as without:
        without.setattr("logloss.kernels.native", None)
        reference, expected = Summary.of(rows), mean_loss(rows)
    assert loss == pytest.approx(expected, rel=1e-14)
    assert compiled.chain is not None
    assert reference.chain is not None
    chain = replace(reference.chain, cells=reference.chain.cells.binned())
    # Next to 1, an ulp of p is e^z ulps of its log-odds.
    tolerance = 1e-7 if kind == "wide logits" else 1e-11
    assert compiled.agrees_with(replace(reference, cells=reference.cells.binned(), chain=chain), tolerance)
    assert [(r.row, r.cls) for r in compiled.worst] == [(r.row, r.cls) for r in reference.worst]
    assert compiled.infinite == reference.infinite
    for name in ("loss", "weight", "expected"):
        assert compiled.totals[name] == pytest.approx(reference.totals[name], rel=1e-13)


def test_many_different_rows_take_the_compiled_pass_and_threads_change_no_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    n = LEAST + 5000
    p, y = softmax(rng.normal(0, 2, (n, 3))), rng.integers(0, 3, n).astype(np.uint8)
    rows = examine(y, p)
    found, losses = [], set()
    for threads in ("1", "2"):
        monkeypatch.setenv("LOGLOSS_THREADS", threads)
        part = compiled_classes(rows, Named(rows))
        assert part is not None
        found.append(part)
        losses.add(ll.log_loss(y, p))
    assert len(losses) == 1
    assert np.array_equal(found[0].totals.high, found[1].totals.high)
    assert np.array_equal(found[0].cells.loss, found[1].cells.loss)
    assert not found[0].cells.exact
    assert compiled_classes(examine(y, np.round(p @ np.eye(3), 2), renormalize=True), Named(rows)) is None


@pytest.mark.parametrize("kind", ["everyday", "float32", "column-wise", "logits", "zeros"])
def test_log_loss_of_plain_arrays_is_that_of_examined_rows(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(4)
    scores, y = KINDS[kind](rng, 4), rng.integers(0, 4, N)
    score = ll.log_loss_from_logits if "logits" in kind else ll.log_loss
    for labels in (y, y.astype(np.uint8), y.astype(np.int32), y.astype(np.int16), y.astype(str)):
        for weight in (None, rng.random(N), rng.integers(0, 3, N)):
            fast = score(labels, scores, weight)
            with monkeypatch.context() as without:
                without.setattr("logloss.kernels.native", None)
                assert fast == pytest.approx(score(labels, scores, weight), rel=1e-14)


BAD: dict[str, Callable[[Array, Array, Array], tuple[Array, Array, Array]]] = {
    "NaN": lambda y, p, w: (y, np.where(np.arange(N)[:, None] == 7, np.nan, p), w),
    "a sum hardly off 1": lambda y, p, w: (y, np.where(np.arange(N)[:, None] == 7, p * (1 + 2.2e-8), p), w),
    "a sum off 1": lambda y, p, w: (y, np.where(np.arange(N)[:, None] == 7, p * 1.001, p), w),
    "negative": lambda y, p, w: (y, np.where(np.arange(N)[:, None] == 7, [[1.5, -0.5, 0]], p), w),
    "a class of −1": lambda y, p, w: (np.where(np.arange(N) == 7, -1, y), p, w),
    "a class too many": lambda y, p, w: (np.where(np.arange(N) == 7, 3, y), p, w),
    "a class that does not occur": lambda y, p, w: (np.where(y == 1, 0, y), p, w),
    "a negative weight": lambda y, p, w: (y, p, np.where(np.arange(N) == 7, -1.0, w)),
    "no weight": lambda y, p, w: (y, p, w * 0),
    "lengths": lambda y, p, w: (y[1:], p, w),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_the_doctors_case_goes_to_the_doctor(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    given = BAD[bad](rng.integers(0, 3, N), softmax(rng.normal(size=(N, 3))), rng.random(N))
    with pytest.raises(LogLossError) as fast:
        ll.log_loss(*given)
    monkeypatch.setattr("logloss.kernels.native", None)
    with pytest.raises(LogLossError) as slow:
        ll.log_loss(*given)
    assert str(fast.value) == str(slow.value)


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_logits_that_have_no_loss_go_to_the_doctor(bad: float) -> None:
    z = np.zeros((9, 3))
    z[4, 1] = bad
    with pytest.raises(LogLossError, match="index 4"):
        ll.log_loss_from_logits(np.arange(9) % 3, z)
    z[4] = -np.inf
    with pytest.raises(LogLossError, match="index 4"):
        ll.log_loss_from_logits(np.arange(9) % 3, z)


@pytest.mark.parametrize(
    ("y", "p", "rows", "error"),
    [
        (np.zeros(3, np.uint8), np.zeros((2, 3)), (0, 2), ValueError),
        (np.zeros(3), np.zeros((3, 3)), (0, 3), TypeError),
        (np.zeros(3, np.uint8), np.zeros((3, 3), np.float16), (0, 3), TypeError),
        (np.zeros(3, np.uint8), np.zeros(3), (0, 3), ValueError),
        (np.zeros(3, np.uint8), np.zeros((3, 0)), (0, 3), ValueError),
        (np.zeros(3, np.uint8), np.zeros((3, 3)), (0, 4), ValueError),
        (np.zeros(3, np.uint8), np.zeros((3, 3)), (2, 1), ValueError),
    ],
    ids=["lengths", "type of y", "type of p", "dimensions", "no columns", "end", "order"],
)
def test_what_would_read_foreign_memory_is_refused(
    y: Array, p: Array, rows: tuple[int, int], error: type[Exception]
) -> None:
    for loop in (kernels.native.total_of_classes, kernels.native.classes):  # type: ignore[union-attr]
        with pytest.raises(error):
            loop(y, p, None, False, 1e-8, *rows)
