"""Scores: probabilities inside [0, 1] that sum to 1, or logits that are numbers."""

from __future__ import annotations

import numpy as np

from logloss.checks.rows import Array, Names, first_of, rows_with
from logloss.errors import DataError

ROUNDING = 1e-6

LOGITS = "Logits (scores from −∞ to ∞)? Pass from_logits=True, or call log_loss_from_logits."


def check_range(p: Array, names: Names) -> None:
    """Refuse probabilities outside [0, 1]; no value is missing."""
    low, high = float(p.min()), float(p.max())
    if low >= 0 and high <= 1:
        return
    outside: Array = (p < 0) | (p > 1)
    raise DataError(
        f"{names.y_proba} must lie in [0, 1], got {first_of(p, outside)} at {names.rows(rows_with(outside))}",
        _range_hint(low, high),
    )


def _range_hint(low: float, high: float) -> str:
    if low >= -ROUNDING and high <= 1 + ROUNDING:
        return "Rounding? Nothing is clipped in silence: do it with np.clip(p, 0, 1)."
    if high <= 0:
        return f"Logarithms of probabilities? Take np.exp of them. {LOGITS}"
    if low < 0:
        return LOGITS
    if 1.5 < high <= 100:
        return "Percents? Divide them by 100."
    return "Probabilities lie between 0 and 1; mend the rows."


def check_sums(p: Array, names: Names, renormalize: bool) -> tuple[Array, int]:
    """Refuse rows that do not sum to 1, or divide them by their sum when asked to; how many there are."""
    sums = p.sum(axis=1, dtype=np.float64)
    off = np.abs(sums - 1) > sum_tolerance(p)
    if not off.any():
        return p, 0
    if not renormalize:
        raise DataError(
            f"{names.y_proba} must sum to 1 in every row, got {first_of(sums, off)} at {names.rows(off)}",
            "Rounded in the file? Pass renormalize=True. Several yes-or-no questions? "
            "Score each column by itself.",
        )
    empty = sums == 0
    if empty.any():
        raise DataError(
            f"{names.y_proba} gives every class 0 at {names.rows(empty)}",
            "Such a row has no probabilities to renormalize; drop it.",
        )
    # Only the rows that are off, so that what becomes of a row does not depend on its neighbours.
    return np.where(off[:, None], p / sums[:, None], p), int(off.sum())


def sum_tolerance(p: Array) -> float:
    """√eps of the dtype: float32 columns are held to float32's own rounding, integers to float64's."""
    return float(np.sqrt(np.finfo(p.dtype if p.dtype.kind == "f" else np.float64).eps))


def check_logits(z: Array, names: Names) -> None:
    """Refuse K-class logits of +∞, and rows of −∞ alone; two-class logits may be anything but NaN."""
    if z.ndim == 1:
        return
    bad = (z == np.inf).any(axis=1) | (z == -np.inf).all(axis=1)
    if bad.any():
        raise DataError(
            f"{names.y_proba} must be below ∞, and one in every row finite, "
            f"got {first_of(z, bad)} at {names.rows(bad)}",
            "Cap the scores where the model makes them.",
        )
