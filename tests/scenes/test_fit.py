"""The story's model."""

from __future__ import annotations

import numpy as np

from logloss.scenes.fit import fit


def test_a_weight_of_rounding_alone_is_none() -> None:
    """Points in balance: on some processors the fit ends a hair beside 0, and would put the rows in an order."""
    assert fit(np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 0])).weight.tolist() == [0.0]
    assert fit(np.array([[1e-3], [2e-3], [3e-3], [4e-3]]), np.array([0, 1, 0, 1]), C=np.inf).weight[0] > 1
