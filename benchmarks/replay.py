"""What it costs to watch a training: time spent in record() and live(), as a share of what training takes.

HistGradientBoosting grows a tree at a time (warm_start) on 100,000 rows, and validation rows are predicted after
each; that prediction is the caller's own and is not counted. The share is of one whole fit of the same trees,
which is quicker than a tree at a time. A terminal is stood in for by a stream that says it is one.

    python benchmarks/replay.py [--rows 100000] [--trees 60]
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

import logloss as ll
from logloss.render.terminal.live import live


class Terminal(io.StringIO):
    """What is drawn goes here."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def data(rows: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, 20))
    truth = X[:, :6].sum(axis=1) * 0.6 + X[:, 0] * X[:, 1]
    return X, (rng.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.int64)


def grown(trees: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=trees, early_stopping=False, warm_start=True, random_state=0
    )


def whole(X: np.ndarray, y: np.ndarray, trees: int) -> float:
    """Seconds that a fit takes, the better of two."""
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        grown(trees).fit(X, y)
        taken.append(time.perf_counter() - start)
    return min(taken)


def watched(X: np.ndarray, y: np.ndarray, trees: int, valid: tuple[np.ndarray, np.ndarray]) -> float:
    """Seconds spent in recording and drawing while the same trees are grown one at a time."""
    model, spent = grown(1), 0.0
    with tempfile.TemporaryDirectory() as folder:
        replay = ll.Replay(valid[1], path=Path(folder) / "run.arrows")
        with live(replay, stream=Terminal()):
            for i in range(1, trees + 1):
                model.set_params(max_iter=i).fit(X, y)
                p = model.predict_proba(valid[0])
                start = time.perf_counter()
                replay.record(p)
                spent += time.perf_counter() - start
        replay.close()
    return spent


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--trees", type=int, default=60)
    asked = options.parse_args()
    X, y = data(asked.rows)
    fit = whole(X, y, asked.trees)
    print(
        f"HistGradientBoosting, {asked.rows:,} rows, {asked.trees} trees: {1000 * fit / asked.trees:.1f} ms a tree"
    )
    for rows in (1_000, 4_000, 25_000):
        seconds = watched(X, y, asked.trees, data(rows))
        print(
            f"watched on {rows:6,} validation rows: {1000 * seconds / asked.trees:.2f} ms a step, "
            f"{seconds / fit:.1%} of training"
        )


if __name__ == "__main__":
    main()
