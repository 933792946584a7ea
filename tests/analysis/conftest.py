"""Real forecasts, where they are at hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

NBA = Path(__file__).parents[3] / "shared" / "data" / "538_nba_games.csv"


@pytest.fixture(scope="session")
def nba() -> tuple[NDArray[Any], NDArray[Any]]:
    """Outcomes and FiveThirtyEight's forecasts of 8,886 games."""
    if not NBA.exists():
        pytest.skip(f"{NBA} is not here")
    with NBA.open(encoding="utf-8", newline="") as file:
        games = list(csv.DictReader(file))
    return np.array([int(g["prob1_outcome"]) for g in games]), np.array([float(g["prob1"]) for g in games])
