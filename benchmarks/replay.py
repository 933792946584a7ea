"""What it costs to watch a training: time spent in record() and live(), as a share of what training takes.

HistGradientBoosting grows a tree at a time (warm_start), as it must for its steps to be seen from outside, and
validation rows are predicted after each; that prediction is the caller's own and is not counted. Two shares are
printed: of that training, and of one whole fit of the same trees, which bins the rows only once. Times are
medians of steps. A terminal is stood in for by a stream that says it is one; drawing comes every so many steps
and takes at most its fixed share of the time, which is printed too. Nothing else should run meanwhile.

    python benchmarks/replay.py [--rows 100000] [--trees 40]
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
from logloss.render.terminal.live import SHARE, live


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
    """Seconds that a fit takes, the best of five."""
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        grown(trees).fit(X, y)
        taken.append(time.perf_counter() - start)
    return min(taken)


def watched(
    X: np.ndarray, y: np.ndarray, trees: int, valid: tuple[np.ndarray, np.ndarray]
) -> tuple[float, float]:
    """Seconds a tree, and seconds a step of recording and drawing, while trees are grown one at a time."""
    model, grew, recorded = grown(1), [], []
    with tempfile.TemporaryDirectory() as folder:
        replay = ll.Replay(valid[1], path=Path(folder) / "run.arrows")
        with live(replay, stream=Terminal()):
            for i in range(1, trees + 1):
                start = time.perf_counter()
                model.set_params(max_iter=i).fit(X, y)
                grew.append(time.perf_counter() - start)
                p = model.predict_proba(valid[0])
                start = time.perf_counter()
                replay.record(p)
                recorded.append(time.perf_counter() - start)
        replay.close()
    return float(np.median(grew)), float(np.median(recorded))


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--trees", type=int, default=40)
    asked = options.parse_args()
    X, y = data(asked.rows)
    fit = whole(X, y, asked.trees)
    print(
        f"HistGradientBoosting, {asked.rows:,} rows, {asked.trees} trees: {1000 * fit / asked.trees:.1f} ms a tree"
    )
    print("validation rows   a step   of training, a tree at a time   of one whole fit")
    for rows in (1_000, 4_000, 25_000):
        tree, step = watched(X, y, asked.trees, data(rows))
        whole_share = step / (fit / asked.trees)
        print(f"{rows:15,} {1000 * step:5.2f} ms {step / tree:30.1%} {whole_share:18.1%}")
    print(f"drawing takes at most {SHARE:.1%} more")


if __name__ == "__main__":
    main()
