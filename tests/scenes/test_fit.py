"""The story's model."""

from __future__ import annotations

import numpy as np

from logloss.scenes.fit import fit


def test_a_weight_of_rounding_alone_is_none() -> None:
    """Points in balance: on some processors the fit ends a hair beside 0, and would put the rows in an order."""
    assert fit(np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 0])).weight.tolist() == [0.0]
    assert fit(np.array([[1e-9], [2e-9], [3e-9]]), np.array([0, 1, 1]), C=1e20).weight[0] > 0
