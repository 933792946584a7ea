"""The loops over rows: one specification in NumPy, one fast build of it in C++, the choice between them."""

from __future__ import annotations

import importlib
from types import ModuleType

import numpy as np

from logloss.kernels import reference
from logloss.kernels.reference import (
    Array,
    sum_losses,
    surprisal,
    surprisal_from_logits,
    surprisal_of_classes,
    surprisal_of_classes_from_logits,
)

__all__ = [
    "name",
    "sum_losses",
    "surprisal",
    "surprisal_from_logits",
    "surprisal_of_classes",
    "surprisal_of_classes_from_logits",
    "total",
]


def _load() -> ModuleType | None:
    try:
        return importlib.import_module("logloss.kernels._native")
    except ModuleNotFoundError:  # installed where no compiler was: slower, and `name` says so
        return None


_native = _load()
name = "native" if _native else "reference"
"""Which kernel runs: "native" (compiled) or "reference" (NumPy; the same results, slower)."""


def total(y: Array, p: Array, weight: Array | None = None) -> tuple[float, float]:
    """Σw and Σw·surprisal of two classes: what reference.py says, compiled where it can be."""
    if _native is None or p.dtype != np.float64 or y.dtype not in (np.uint8, np.bool_):
        return reference.total(y, p, weight)
    w = None if weight is None else _plain(weight.astype(np.float64, copy=False))
    result: tuple[float, float] = _native.total(_plain(y), _plain(p), w)
    return result


def _plain(column: Array) -> Array:
    """Values side by side, each where its type may lie in memory: a view into a file need not be so."""
    return np.require(column, requirements=["C", "A"])
