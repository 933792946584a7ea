"""Weights: finite, not negative, not all 0, and of a size whose square a float still holds."""

from __future__ import annotations

from logloss.checks.arrays import numbers
from logloss.checks.rows import Array, Names, first_of
from logloss.errors import DataError

SMALLEST, LARGEST = 1e-100, 1e100


def check_weights(weight: Array, names: Names, part: bool = False) -> Array:
    """Weights as numbers, or why they are none; no value is missing. A part's may be tiny, or all 0."""
    weight = numbers(weight, names.sample_weight, names, "Weights are numbers, 0 or more.")
    bad = ~((weight >= 0) & (weight < float("inf")))
    if bad.any():
        raise DataError(
            f"{names.sample_weight} must be finite and not negative, got {first_of(weight, bad)} at "
            f"{names.rows(bad)}",
            "Rows that should not count have weight 0.",
        )
    largest = float(weight.max())
    if largest > LARGEST or (largest < SMALLEST and not part):
        raise odd_weights(names.sample_weight, largest, f" at {names.rows(weight == largest)}")
    return weight


def odd_weights(name: str, largest: float, where: str) -> DataError:
    """What is said of weights that are all 0, or whose squares no float holds."""
    if largest == 0:
        return DataError(f"{name} is 0 in every row", "At least one row must weigh something.")
    return DataError(
        f"{name}'s largest must lie between {SMALLEST:g} and {LARGEST:g}, got {largest:g}{where}",
        "Only ratios of weights matter: divide them by their mean.",
    )
