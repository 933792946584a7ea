"""A replay recorded while LightGBM trains: a callback that predicts the validation rows after each round."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from logloss.errors import ArgumentError
from logloss.kernels.reference import Float
from logloss.replay.result import Replay

LOSSES = ("binary_logloss", "multi_logloss")
BOOSTING = ("boosting", "boosting_type", "boost")
"""What LightGBM calls the kind of boosting."""

REWEIGHTED = ("dart", "rf", "random_forest")
"""Where earlier trees count otherwise once there are more: what all say is no sum of what each says."""


class Callback:
    """Records after each boosting round; step 1 is the first round.

    Parameters
    ----------
    replay : Replay
    X_valid : rows as ``Booster.predict`` takes them
    train : str
        By what name the training rows are evaluated, if they are: their log loss is kept too.
    """

    order = 25
    before_iteration = False
    """LightGBM calls it after a round, before a callback that may stop the training."""

    def __init__(self, replay: Replay, X_valid: Any, train: str) -> None:
        self._replay = replay
        self._X = X_valid
        self._train = train
        self._scale: float | None = None
        self._sum: Float | float = 0.0

    def __call__(self, env: Any) -> None:
        """Predict and record."""
        if self._scale is None:
            self._scale = _scale(env.model)
        each = [(e[0], e[1], e[2]) for e in env.evaluation_result_list or ()]
        loss = next((v for data, name, v in each if data == self._train and name in LOSSES), None)
        logits = self._scale * self._raw(env)
        self._replay.record(logits, step=env.iteration + 1, train_loss=loss, from_logits=True)

    def _raw(self, env: Any) -> Float:
        """What all trees say; where they only add up, from what the new ones say."""
        first = env.iteration == env.begin_iteration
        if first or any(env.params.get(name) in REWEIGHTED for name in BOOSTING):
            self._sum = _predicted(env.model, self._X)
        else:
            last = env.model.current_iteration() - 1
            self._sum = self._sum + _predicted(env.model, self._X, start_iteration=last, num_iteration=1)
        return np.asarray(self._sum)


def _predicted(model: Any, X: Any, **which: int) -> Float:
    return np.asarray(model.predict(X, raw_score=True, **which), dtype=np.float64)


def _scale(model: Any) -> float:
    """By what raw scores become log-odds; refuses what gives none."""
    import lightgbm

    if not isinstance(model, lightgbm.Booster):
        raise ArgumentError(
            "a replay is of one training, and lightgbm.cv trains several at once",
            "Call lightgbm.train, or fit, with this callback.",
        )
    found = re.search(r"^objective=(\S+)(.*)$", model.model_to_string(num_iteration=1), re.MULTILINE)
    objective, rest = (found[1], found[2]) if found else ("of your own", "")
    if objective not in ("binary", "multiclass", "cross_entropy"):
        raise ArgumentError(
            f"the objective {objective} gives no probabilities of classes that sum to 1",
            "Those that do are binary, multiclass and cross_entropy.",
        )
    slope = re.search(r"sigmoid:(\S+)", rest)
    return float(slope[1]) if slope else 1.0


def callback(replay: Replay, X_valid: Any, train: str) -> Callback:
    """A callback that records after each boosting round."""
    return Callback(replay, X_valid, train)
