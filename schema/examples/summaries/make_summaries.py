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
from logloss.summary.groups import together
from logloss.summary.origins import named_sources

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


def on_request() -> Summary:
    """Clusters, days and folds of exact cells; integers, their texts and other texts are clusters."""
    days = [f"2024-12-{day}" for day in (24, 24, 25, 26, 26, 26, 27, 28, 29, 31)]
    games = ["7", "7.0", "Ann", "07", "Bo", "Bo", "陳", "-7", "9223372036854775807", "9223372036854775808"]
    s = summarize(Y, PROBABILITIES, cluster=games, time=days, folds=True)
    return replace(s, recalibrated=0.1386294361119891)


def grouped() -> Summary:
    """Groups by two columns, one of them with a gap; weights; rows of infinite loss and of weight 0."""
    team = ["LAL", "BOS", "LAL", None, "LAL", "BOS"]
    year = np.array([2024.0, 2024.0, 2025.0, 2025.0, 2024.0, 2024.0])
    p = [0.9, 0.2, 0.0, 0.4, 0.7, 0.6]
    weight = [1, 2, 1, 0.5, 3, 0]
    times = np.array(["2024-12-24T18:00"] * 3 + ["2024-12-25T20:30"] * 3, "datetime64[ns]")
    return summarize([1, 0, 1, 1, 1, 0], p, weight, by=[team, year], time=times, folds=True)


def too_many_groups() -> Summary:
    """Two groups are kept by name, and the third stands for all others, as of 1001 groups one would."""
    parts = summarize([0, 1, 0, 1, 0, 1], [0.25, 0.5, 0.5, 0.25, 0.5, 0.75], by=list("aabbcc"))
    assert parts.groups is not None
    return replace(parts, groups=together((parts.groups,), (("a",), ("c",)), True))


def classes_on_request() -> Summary:
    """Three classes from logits in coarse bins, with temperatures, UTC and more files than are named."""
    z = [[2.0, 1.0, 0.0], [0.0, 3.0, -1.0], [1.0, 1.0, 1.0], [0.0, 5.0, -1e3]]
    times = [
        "2024-12-24T18:00:00Z",
        "2024-12-24T19:00:00+01:00",
        "1969-12-31T23:59:59.5Z",
        "2024-12-25T00:00Z",
    ]
    s = summarize([0, 2, 1, 2], z, labels=[0, 1, 2], from_logits=True, temperatures=True, time=times)
    assert s.chain is not None
    coarse = replace(s.chain, cells=s.chain.cells.binned(4))
    names, more = named_sources(f"day {day:03}.parquet" for day in range(366))
    return replace(s, cells=s.cells.binned(2), chain=coarse, sources=names, more_sources=more)


def steps() -> Summary:
    """More steps than buckets: each holds two of them, and the first begins before 0."""
    n = 1500
    return summarize([1, 0] * (n // 2), np.full(n, 0.5), time=np.arange(n) - 7, folds=True)


def certain() -> Summary:
    """Of three classes the top one was certain, and wrong; another was impossible, and happened."""
    p = [[1.0, 0.0, 0.0], [0.75, 0.25, 0.0], [0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]
    return summarize([1, 2, 0, 0], p, [1, 2, 1, 0.5], temperatures=True, cluster=[1, 1, 2, 3])


EXAMPLES = (
    ten_points,
    from_logits,
    weighted,
    infinite,
    classes,
    binned,
    named,
    on_request,
    grouped,
    too_many_groups,
    classes_on_request,
    steps,
    certain,
)

if __name__ == "__main__":
    for example in EXAMPLES:
        example().save(Path(__file__).with_name(f"{example.__name__}.v1.json"))
