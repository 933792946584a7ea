"""Logistic regression on the ten points, by gradient descent: the curve of scene 18, step by step.

Writes ten-points.arrows into the current folder.
"""

import numpy as np

import logloss as ll

x = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
names = [f"point {i}" for i in range(1, 11)]

slope, intercept = 0.0, 0.0
with ll.Replay(y, names=names, path="ten-points.arrows") as replay:
    for step in range(201):
        p = 1 / (1 + np.exp(-(slope * x + intercept)))
        replay.record(p, step=step, slope=slope, intercept=intercept)
        slope -= 0.3 * ((p - y) @ x + slope) / 10  # scikit-learn's penalty, C = 1
        intercept -= 0.3 * (p - y).sum() / 10

for step in (0, 1, 10, 200):
    row = replay.table()[replay.at(step)]
    print(
        f"step {step}: slope {row['slope']:.4f}, log loss {row['loss']:.4f}, accuracy {row['accuracy']:.0%}"
    )
gained, lost = replay.moved(0, 200)
print("became right:", ", ".join(row.name for row in gained))
print("became wrong:", ", ".join(row.name for row in lost) or "none")
