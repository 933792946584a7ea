"""Stories of nasty data, each told once."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from logloss.scenes import Story, story

SPREAD = np.array([-2.2, -1.0, 0.5, 0.2, 1.0, 3.0])
MIXED = [0, 0, 1, 1, 0, 1]


def _rows(n: int) -> dict[str, Any]:
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    return {"x": x, "y": (rng.random(n) < 1 / (1 + np.exp(-x))).astype(int)}


def _predictions(n: int) -> dict[str, Any]:
    rng = np.random.default_rng(n)
    return {"y": rng.integers(0, 2, n), "y_proba": rng.random(n)}


NASTY: dict[str, Callable[[], dict[str, Any]]] = {
    "two points": lambda: {"x": [1, 2], "y": [0, 1]},
    "three rows": lambda: {"x": [1, 2, 3], "y": [0, 1, 0]},
    "200 rows": lambda: _rows(200),
    "201 rows": lambda: _rows(201),
    "5000 rows": lambda: _rows(5000),
    "201 predictions": lambda: _predictions(201),
    "duplicates of x": lambda: {"x": [1] * 10 + [2] * 10, "y": [0, 1] * 10},
    "constant x": lambda: {"x": [3] * 6, "y": MIXED},
    "x of nothing": lambda: {"x": [0] * 6, "y": MIXED},
    "small x": lambda: {"x": 1e-9 * SPREAD, "y": MIXED},
    "tiny x": lambda: {"x": 1e-300 * SPREAD, "y": MIXED},
    "all p equal": lambda: {"y": [0, 1, 1, 0], "y_proba": [0.3] * 4},
    "p 0 and 1": lambda: {"y": MIXED, "y_proba": [0.0, 1.0, 1.0, 0.0, 0.5, 0.2]},
    "all wrong": lambda: {"y": [0, 1], "y_proba": [1.0, 0.0]},
    "all right": lambda: {"y": [0, 1], "y_proba": [0.0, 1.0]},
    "many infinite": lambda: {"y": [0, 1] * 150, "y_proba": np.r_[np.zeros(150), _rows(150)["y"]]},
    "smallest p": lambda: {"y": [1, 0, 1], "y_proba": [5e-324, 1e-300, 0.5]},
    "positives only": lambda: {"y": [1, 1, 1], "y_proba": [0.2, 0.9, 0.5], "labels": [0, 1]},
    "negatives only": lambda: {"y": [0, 0, 0], "y_proba": [0.2, 0.9, 0.5], "labels": [0, 1]},
    "one row": lambda: {"y": [1], "y_proba": [0.5], "labels": [0, 1]},
    "two columns": lambda: {"y": [0, 1, 1], "y_proba": [[0.8, 0.2], [0.5, 0.5], [0.1, 0.9]]},
    "float32": lambda: {"y": MIXED, "y_proba": np.linspace(0, 1, 6, dtype=np.float32)},
    "text labels": lambda: {"x": [1, 2, 3, 4], "y": ["no", "yes", "no", "yes"], "pos_label": "no"},
    "hostile labels": lambda: {"x": [1, 2, 3], "y": ["</b>{n}", "<pos>", "</b>{n}"], "pos_label": "<pos>"},
    "bits": lambda: {"unit": "bits"},
    "Chinese column": lambda: {
        "x": "年齡",
        "y": "是否",
        "data": {"年齡": [1.0, 2.0, 3.0, 4.0], "是否": [0, 1, 0, 1]},
    },
    "no penalty": lambda: {"C": math.inf},
    "great penalty": lambda: {"C": 1e-12},
    "separable": lambda: {"x": [1, 2, 3, 4], "y": [0, 0, 1, 1]},
    "separable, little penalty": lambda: {"x": [1, 2, 3, 4], "y": [0, 0, 1, 1], "C": 1e12},
    "features": lambda: {"x": np.random.default_rng(0).normal(size=(40, 3)), "y": [0, 1] * 20},
    "a row dropped": lambda: {"x": [1, 2, math.nan, 3, 4], "y": [0, 1, 1, 0, 1], "missing": "drop"},
    "a prediction dropped": lambda: {
        "y": [1, 0, 1, 0],
        "y_proba": [0.2, math.nan, 0.3, 0.4],
        "missing": "drop",
    },
}


@cache
def _told(name: str) -> Story:
    arguments = NASTY[name]()
    if "data" in arguments:
        polars = pytest.importorskip("polars")
        arguments["data"] = polars.DataFrame(arguments["data"])
    return story(**arguments)


@pytest.fixture(params=NASTY, ids=str)
def nasty(request: pytest.FixtureRequest) -> Story:
    return _told(request.param)
