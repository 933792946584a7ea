"""A small network that becomes overconfident: is a handwritten digit odd or even.

Writes network.arrows into the current folder.
"""

import warnings

from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import logloss as ll

X, digit = load_digits(return_X_y=True)
model = make_pipeline(StandardScaler(), MLPClassifier((50,), learning_rate_init=0.01, random_state=0))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # each pass stops before it has converged, as it is meant to
    replay = ll.replay_estimator(model, X, digit % 2 == 1, steps=60, path="network.arrows")

for step in (replay.best, replay.last):
    print(
        f"step {step.step}: loss {step.loss:.2f}, accuracy {step.accuracy:.0%}, "
        f"best divided by a temperature of {step.temperature:.1f}: {step.recalibrated:.2f}"
    )
print(f"confident errors that got worse: {len(replay.worsened)} of {replay.rows}")
