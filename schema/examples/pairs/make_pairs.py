"""The examples of schema/pairs.v1.json: `python make_pairs.py` writes them, and tests make them again."""

from pathlib import Path

import numpy as np

from logloss.comparison import PairSummary, summarize_pairs


def two_models() -> PairSummary:
    """Ten rows, two models; one row that the first alone held impossible."""
    y = [0, 0, 0, 1, 0, 1, 1, 1, 1, 1]
    old = [0.1, 0.2, 0.3, 0.3, 0.6, 0.7, 0.8, 0.9, 0.95, 0.0]
    new = [0.2, 0.1, 0.3, 0.5, 0.4, 0.8, 0.7, 0.9, 0.9, 0.5]
    return summarize_pairs(y, {"old": old, "new": new}, id=list("abcdefghij"))


def on_request() -> PairSummary:
    """Three models, weights, clusters, times and groups, more rows than are kept by name."""
    n = 64
    p = np.arange(1, n + 1) / (n + 1)
    y = np.arange(n) % 3 == 0
    models = {"half": np.full(n, 0.5), "up": p, "down": 1 - p}
    how = {
        "cluster": np.arange(n) // 4,
        "time": np.arange(n),
        "by": np.where(np.arange(n) % 2, "odd", "even"),
    }
    return summarize_pairs(y, models, np.arange(n) % 4 + 0.5, **how)


def classes() -> PairSummary:
    """Three classes."""
    p = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
    return summarize_pairs(["a", "b", "c"], {"p": p, "q": p[:, ::-1].copy()})


EXAMPLES = (two_models, on_request, classes)

if __name__ == "__main__":
    for example in EXAMPLES:
        example().save(Path(__file__).with_name(f"{example.__name__}.v1.json"))
