"""Data for the benchmarks: log-odds N(−1, 2), labels drawn from them; the same every time, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

SEED = 20
BLOCK = 1 << 20


@dataclass(frozen=True)
class Data:
    """Labels (uint8, and the same memory as bool), log-odds, and probabilities in two precisions."""

    y: Array
    z: Array
    p: Array
    p32: Array

    def __len__(self) -> int:
        return len(self.y)

    @property
    def truth(self) -> Array:
        return self.y.view(np.bool_)

    def table(self) -> pa.Table:
        """For who reads Arrow: the scores are not copied."""
        return pa.table({"y": self.truth, "p": self.p, "p32": self.p32, "z": self.z})


def make(n: int) -> Data:
    data = Data(np.empty(n, np.uint8), np.empty(n), np.empty(n), np.empty(n, np.float32))
    for rows, y, z, p in blocks(n):
        data.y[rows], data.z[rows], data.p[rows], data.p32[rows] = y, z, p, p
    return data


def blocks(n: int) -> Iterator[tuple[slice, Array, Array, Array]]:
    """Labels, log-odds and probabilities, a block at a time."""
    random = np.random.default_rng(SEED)
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        z = random.normal(-1, 2, size)
        p = 1 / (1 + np.exp(-z))
        yield slice(start, start + size), (random.random(size) < p).astype(np.uint8), z, p


def exact_loss(y: Array, score: Array, logits: bool = False) -> float:
    """The log loss in extended precision, to be compared with: about 1e-18 where long double has 64 bits."""
    total = np.longdouble(0)
    for start in range(0, len(y), BLOCK):
        rows = slice(start, start + BLOCK)
        total += sum_of_losses(y[rows], score[rows], logits)
    return float(total / len(y))


def sum_of_losses(y: Array, score: Array, logits: bool = False) -> np.longdouble:
    positive, s = y.astype(np.bool_), score.astype(np.longdouble)
    if logits:
        return np.logaddexp(np.longdouble(0), np.where(positive, -s, s)).sum()
    return -np.where(positive, np.log(s), np.log1p(-s)).sum()
