"""Trainings to replay: one whose loss turns while accuracy does not, and odd ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import logloss as ll


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def overconfident_training(n: int = 400, steps: int = 12, seed: int = 0, **how: Any) -> ll.Replay:
    """Log-odds that tell the classes apart a little better at each step, and grow too large."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    y[:2] = 0, 1
    truth = (2 * y - 1) * 0.7 + rng.normal(size=n)
    noise = rng.normal(size=n)
    replay = ll.Replay(y, **how)
    for step in range(1, steps + 1):
        z = 0.4 * step * (truth + noise * 2 / step)
        replay.record(sigmoid(z), step=step, train_loss=1 / step)
    return replay


@pytest.fixture(scope="session")
def overconfident() -> Callable[..., ll.Replay]:
    """Trains anew, with what a Replay takes."""
    return overconfident_training


@pytest.fixture(scope="session")
def turned() -> ll.Replay:
    return overconfident_training()
