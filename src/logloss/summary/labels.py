"""Labels as JSON can hold them: truths, whole numbers, numbers, or text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from logloss.errors import DataError


def plain_labels(labels: Iterable[Any]) -> tuple[Any, ...]:
    """Labels as bool, int, float or str: NumPy's scalars unwrapped, dates and the like by their text.

    Whole numbers lose the point that a column takes on where a value is missing.

    Examples
    --------
    >>> import datetime
    >>> plain_labels([np.int64(0), np.int64(1)]), plain_labels([0.0, 1.0, 2.0])
    ((0, 1), (0, 1, 2))
    >>> plain_labels([datetime.date(2024, 12, 24), "any other day"])
    ('2024-12-24', 'any other day')
    """
    plain = tuple(_plain(label) for label in labels)
    if len(set(plain)) < len(plain):
        raise DataError(
            f"Two labels read the same as text: {', '.join(map(repr, plain))}", "Rename one of them."
        )
    if all(isinstance(label, float) and label.is_integer() for label in plain):
        return tuple(int(label) for label in plain)
    return plain


def _plain(label: Any) -> Any:
    if isinstance(label, np.generic):
        label = label.item()
    if isinstance(label, (bool, int, str)) or (isinstance(label, float) and math.isfinite(label)):
        return label
    return str(label)
