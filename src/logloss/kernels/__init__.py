"""The loops over rows: one specification in NumPy, one fast build of it in C++, the choice between them."""

from __future__ import annotations

import importlib
import math
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
from logloss.kernels.shares import LEAST, each_share

__all__ = [
    "compiled_total",
    "description",
    "name",
    "native",
    "readable",
    "readable_classes",
    "sum_losses",
    "surprisal",
    "surprisal_from_logits",
    "surprisal_of_classes",
    "surprisal_of_classes_from_logits",
    "total",
    "total_of_classes",
]

LABELS, INDICES, NUMBERS = "?Bbilqfd", "Bbilq", "df"
"""Types that the compiled loops read, by NumPy's letters."""


def _load() -> ModuleType | None:
    try:
        return importlib.import_module("logloss.kernels._native")
    except ModuleNotFoundError:  # installed where no compiler was: slower, and `name` says so
        return None


native = _load()
name = "native" if native else "reference"
"""Which kernel runs: "native" (compiled) or "reference" (NumPy; the same results, slower)."""


def description() -> str:
    """Which kernel runs here, and for which instructions it was compiled: what `logloss --version` says.

    `"reference, NumPy"` means that no C++ compiler was there at installation: the same results, slower.

    Examples
    --------
    >>> description().split(", ")[0] in ("native", "reference")
    True
    """
    return f"{name}, {native.instruction_sets()[-1] if native else 'NumPy'}"


def total(y: Array, scores: Array, weight: Array | None = None, logits: bool = False) -> tuple[float, float]:
    """Σw and Σw·surprisal of two classes: what reference.py says, compiled where it can be.

    Examples
    --------
    >>> total(np.array([1, 0]), np.array([0.5, 0.75]))
    (2.0, 2.0794415416798357)
    """
    columns = readable(y, scores, weight)
    found = compiled_total(*columns, logits) if columns else None
    return reference.total(y, scores, weight, logits) if found is None else found


def readable(
    y: Array, scores: Array, weight: Array | None, convert: bool = True
) -> tuple[Array, Array, Array | None] | None:
    """The columns as the compiled loops read them; None where there are no such loops, or no such columns.

    Whatever types they do not read is converted, if that is wanted.
    """
    if native is None or scores.ndim != 1 or y.ndim != 1:
        return None
    columns = (y, LABELS, np.uint8), (scores, NUMBERS, np.float64), (weight, NUMBERS, np.float64)
    found: list[Array | None] = []
    for column, kinds, kind in columns:
        if column is None or (column.dtype.char in kinds and column.dtype.isnative and column.flags.aligned):
            found.append(column)
        elif convert:
            found.append(column.astype(kind))
        else:
            return None
    return found[0], found[1], found[2]  # type: ignore[return-value]  # only a weight is None


def readable_classes(
    y: Array, scores: Array, weight: Array | None
) -> tuple[Array, Array, Array | None] | None:
    """The same of rows of K classes: class indices, a column of scores a class, weights."""
    if native is None or scores.ndim != 2 or y.ndim != 1 or y.dtype.char not in INDICES:
        return None
    if scores.dtype.char not in NUMBERS or not (scores.dtype.isnative and y.dtype.isnative):
        return None
    if weight is not None and not (weight.dtype.char in NUMBERS and weight.dtype.isnative):
        weight = weight.astype(np.float64)
    return y, scores, weight


def total_of_classes(
    y: Array, scores: Array, weight: Array | None, logits: bool, tolerance: float, every: bool
) -> tuple[float, float] | None:
    """Σw and Σw·surprisal of K classes; None where there is no compiled loop for them, or something is odd.

    Values are checked in the same pass: sums of probabilities may be off 1 by the tolerance, and `every`
    class has to occur, or need not.
    """
    columns = readable_classes(y, scores, weight)
    if columns is None or not len(y):
        return None
    run = native.total_of_classes  # type: ignore[union-attr]  # readable_classes() has seen to that
    found = list(each_share(lambda start, stop: run(*columns, logits, tolerance, start, stop), len(y)))
    if None in found:
        return None
    weights, weights_low, losses, losses_low, met = zip(*found, strict=True)
    if every and not np.any([np.frombuffer(seen, np.bool_) for seen in met], axis=0).all():
        return None
    loss = math.inf if math.inf in losses else math.fsum(losses + losses_low)
    return math.fsum(weights + weights_low), loss


def compiled_total(y: Array, scores: Array, weight: Array | None, logits: bool) -> tuple[float, float] | None:
    """Σw and Σw·surprisal of readable columns; None where a value is the doctor's or the reference's case.

    Values are checked in the same pass. The result is the same bit for bit whatever the number of threads.
    """
    n, run = len(scores), native.total  # type: ignore[union-attr]  # readable() has seen to that
    if n <= LEAST:
        found = [run(y, scores, weight, logits, 0, n)]
    else:
        found = list(each_share(lambda start, stop: run(y, scores, weight, logits, start, stop), n))
    if None in found:
        return None
    if len(found) == 1:
        w, w_low, loss, loss_low = found[0]
        return w + w_low, loss + loss_low
    weights, weights_low, losses, losses_low = zip(*found, strict=True)
    if math.inf in losses:
        return math.fsum(weights + weights_low), math.inf
    return math.fsum(weights + weights_low), math.fsum(losses + losses_low)
