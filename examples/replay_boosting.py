"""Gradient boosting with large steps on scikit-learn's breast cancer data: the loss turns, accuracy does not.

Writes boosting.arrows into the current folder.
"""

from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier

import logloss as ll

X, y = load_breast_cancer(return_X_y=True)
model = GradientBoostingClassifier(n_estimators=100, learning_rate=1.0, max_depth=2, random_state=0)
replay = ll.replay_estimator(model, X, y, path="boosting.arrows")

for what, step in (("least loss", replay.best), ("least loss recalibrated", replay.best_recalibrated)):
    print(
        f"{what}: step {step.step}, loss {step.loss:.4f}, accuracy {step.accuracy:.1%}, "
        f"recalibrated {step.recalibrated:.4f}"
    )
print(f"early stopping costs {replay.cost_of_early_stopping:.4f} nats")
