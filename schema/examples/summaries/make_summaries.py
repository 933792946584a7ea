"""Writes the saved Summaries beside it: small ones that show every member of schema/summary.v1.json.

Every later version of the program must load them as they are; a new format gets files of its own.
Run from anywhere, where logloss is installed: ``python schema/examples/summaries/make_summaries.py``.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from logloss.checks import examine
from logloss.sources import summarize
from logloss.summary import Summary

X = [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6]
Y = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1]
LOGITS = [0.97 * x + 0.66 for x in X]
PROBABILITIES = [1 / (1 + math.exp(-z)) for z in LOGITS]


def ten_points() -> Summary:
    """The story's ten points: exact cells by probability, nothing weighted."""
    return summarize(Y, PROBABILITIES)


def from_logits() -> Summary:
    """The same by logit, and two rows that are certain: an infinite key, and an infinite loss."""
    return summarize([*Y, 1, 1], [*LOGITS, math.inf, -math.inf], from_logits=True)


def weighted() -> Summary:
    """Analytic weights, one of them 0: two sums more in each cell."""
    return summarize(Y, PROBABILITIES, [1.5, 1, 0.25, 0, 1, 1, 2, 1, 1, 1e-3])


def infinite() -> Summary:
    """What was held impossible happened, twice, and so did what was held certain."""
    return summarize([1, 0, 1, 0, 0], np.array([0.0, 1.0, 1.0, 0.25, 0.5], dtype=np.float32))


def classes() -> Summary:
    """Three classes, one of which never occurs; keyed by the true one's p. One row sums to 0.99."""
    p = [[0.7, 0.2, 0.1], [0.1, 0.9, 0.0], [0.33, 0.33, 0.33], [1.0, 0.0, 0.0]]
    return summarize(["ham", "eggs", "eggs", "eggs"], p, labels=["ham", "eggs", "spam"], renormalize=True)


def binned() -> Summary:
    """Cells by bin, as data of more than 32768 different predictions has them; p = 0, ½ and 1 stay apart."""
    exact = summarize([*Y, 0, 1, 1, 0], [*PROBABILITIES, 0.0, 0.5, 0.501, 1.0])
    return replace(exact, cells=exact.cells.binned())


def named() -> Summary:
    """Text labels, names of rows, frequency weights, a dropped row, two files."""
    rows = examine(["no", "yes", "yes"], [0.1, math.nan, 0.3], [2, 1, 3], pos_label="yes", missing="drop")
    monday = Summary.of(rows, weights="frequency", source="monday.csv", first_row=1, ids=["Ann", "Bo", "陳"])
    rows = examine(["yes", "no"], [0.8, 0.6], [4, 1], labels=["no", "yes"])
    return monday + Summary.of(
        rows, weights="frequency", source="tuesday.csv", first_row=1, ids=["Ann", "</script>"]
    )


EXAMPLES = (ten_points, from_logits, weighted, infinite, classes, binned, named)

if __name__ == "__main__":
    for example in EXAMPLES:
        example().save(Path(__file__).with_name(f"{example.__name__}.v1.json"))
