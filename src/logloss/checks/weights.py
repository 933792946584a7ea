"""Weights: finite, not negative, not all 0, and of a size whose square a float still holds."""

from __future__ import annotations

from logloss.checks.arrays import numbers
from logloss.checks.rows import Array, Names, first_of
from logloss.errors import DataError

SMALLEST, LARGEST = 1e-100, 1e100


def check_weights(weight: Array, names: Names) -> Array:
    """Weights as numbers, or why they are none; no value is missing."""
    weight = numbers(weight, names.sample_weight, names, "Weights are numbers, 0 or more.")
    bad = ~((weight >= 0) & (weight < float("inf")))
    if bad.any():
        raise DataError(
            f"{names.sample_weight} must be finite and not negative, got {first_of(weight, bad)} at "
            f"{names.rows(bad)}",
            "Rows that should not count have weight 0.",
        )
    if not weight.any():
        raise DataError(f"{names.sample_weight} is 0 in every row", "At least one row must weigh something.")
    largest = float(weight.max())
    if not SMALLEST <= largest <= LARGEST:
        raise DataError(
            f"{names.sample_weight}'s largest must lie between {SMALLEST:g} and {LARGEST:g}, got {largest:g} "
            f"at {names.rows(weight == largest)}",
            "Only ratios of weights matter: divide them by their mean.",
        )
    return weight
