"""The validation rows of a replay: their classes, weights and names, and which of them are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from logloss.checks import Names, Rows, examine
from logloss.checks.arrays import numbers
from logloss.checks.probabilities import check_logits, check_range, check_sums, sum_tolerance
from logloss.errors import ArgumentError, DataError
from logloss.information import entropy
from logloss.kernels.reference import Array, Float

SEED = 0
CALLED = Names(y_true="y_valid", y_proba="p")
MANY_CLASSES = "Give y_valid as labels, one a row."


@dataclass(frozen=True, eq=False)
class ValidRows:
    """Rows that are the same at every step.

    Attributes
    ----------
    y : shape (n,)
        Class of each row, a number of ``labels``.
    weight : shape (n,), or None
    names : sequence of n str, or None
    labels : tuple of K
    """

    y: Array
    weight: Float | None
    names: Sequence[str] | None
    labels: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.y)

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.labels)

    @cached_property
    def weights(self) -> Float:
        """The weight of each row, 1 where none were given."""
        return np.ones(len(self.y)) if self.weight is None else self.weight

    @cached_property
    def class_weight(self) -> Float:
        """Σw of each class, shape (K,)."""
        return np.bincount(self.y, self.weights, self.classes).astype(np.float64)

    @cached_property
    def uncertainty(self) -> float:
        """The loss of always predicting the base rate of these rows, in nats."""
        return float(entropy(self.class_weight / self.class_weight.sum()))

    @cached_property
    def fingerprint(self) -> str:
        """The same of the same classes and weights in the same order, and else another."""
        digest = hashlib.md5(usedforsecurity=False)
        for column in (self.y.astype("<i8"), self.weights.astype("<f8")):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    def examined(self, p: Array, from_logits: bool) -> Rows:
        """What the doctor makes of predictions for these rows, whose labels and weights he has seen."""
        scores = numbers(p, CALLED.y_proba, CALLED, "One a row, or one a class.")
        if from_logits:
            check_logits(scores, CALLED)
        else:
            check_range(scores, CALLED)
            if scores.ndim == 2 and not _surely_sum(scores):
                check_sums(scores, CALLED, renormalize=False)
        return Rows(self.y, scores, self.weight, tuple(range(self.classes)), from_logits)

    def drawn(self, keep: int | None) -> Array:
        """The rows that are kept from the first step on: all, or ``keep // 2`` drawn by class.

        The other half of what may be kept is for rows that turn out to be among the worst.
        """
        if keep is None or len(self) <= keep:
            return np.arange(len(self))
        rng, found = np.random.default_rng(SEED), []
        counts = np.bincount(self.y, minlength=self.classes)
        for k in np.flatnonzero(counts):
            own = np.flatnonzero(self.y == k)
            some = max(1, round(keep // 2 * len(own) / len(self)))
            found.append(rng.choice(own, min(some, len(own)), replace=False))
        return np.sort(np.concatenate(found))


def _surely_sum(p: Array) -> bool:
    """Whether two columns sum to 1, which is quicker to see than why they do not."""
    if p.shape[1] != 2 or p.dtype != np.float64:
        return False
    return bool(np.abs(p[:, 0] + p[:, 1] - 1).max() <= sum_tolerance(p))


def valid_rows(
    y_valid: Any, sample_weight: Any, names: Any, labels: Sequence[Any] | None, pos_label: Any
) -> ValidRows:
    """Labels, weights and names that hold, or why they do not.

    Examples
    --------
    >>> rows = valid_rows(["ham", "spam", "spam"], None, ["a", "b", "c"], None, "spam")
    >>> rows.y.tolist(), rows.labels
    ([0, 1, 1], ('ham', 'spam'))
    """
    y = np.asarray(y_valid)
    if y.ndim != 1:
        raise DataError(f"y_valid must be of shape (n,), got shape {y.shape}", MANY_CLASSES)
    known = len(np.unique(y)) if labels is None else len(labels)
    even = np.full(len(y), 0.5) if known <= 2 else np.full((len(y), known), 1 / known)
    found = examine(y, even, sample_weight, labels=labels, pos_label=pos_label, names=CALLED)
    return ValidRows(found.y.astype(np.int64), found.weight, _names(names, len(y)), found.labels)


def _names(names: Any, n: int) -> list[str] | None:
    if names is None:
        return None
    from logloss.sources.ids import texts_of

    array = np.asarray(names)
    if array.shape != (n,):
        raise ArgumentError(
            f"names must be of shape ({n:,},), one a row, got shape {array.shape}",
            "Are they of the same rows?",
        )
    return texts_of(array, "names")
