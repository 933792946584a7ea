"""A replay recorded while XGBoost trains: a callback that predicts the validation rows after each round."""

from __future__ import annotations

import json
from typing import Any

from logloss.errors import ArgumentError
from logloss.replay.result import Replay

GIVE_LOG_ODDS = ("binary:logistic", "binary:logitraw", "reg:logistic", "multi:softprob", "multi:softmax")
LOSSES = ("logloss", "mlogloss")


def callback(replay: Replay, X_valid: Any, train: str) -> Any:
    """A callback that records after each boosting round; step 1 is the first round.

    Parameters
    ----------
    replay : Replay
    X_valid : DMatrix, or whatever becomes one
    train : str
        By what name the training rows are evaluated, if they are: their log loss is kept too.
    """
    import xgboost
    from xgboost.callback import TrainingCallback

    class Recorded(TrainingCallback):  # type: ignore[misc, unused-ignore]  # xgboost need not be here
        """What XGBoost calls."""

        def before_training(self, model: Any) -> Any:
            if not isinstance(model, xgboost.Booster):
                raise ArgumentError(
                    "a replay is of one training, and xgboost.cv trains several at once",
                    "Call xgboost.train, or fit, with this callback.",
                )
            return model

        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
            if not len(replay):
                _check(model)
            # XGBoost keeps the predictions of a DMatrix, and adds those of the new trees alone.
            margin = model.predict(data, output_margin=True)
            losses = evals_log.get(train, {})
            loss = next((losses[name][-1] for name in LOSSES if name in losses), None)
            replay.record(margin, step=epoch + 1, train_loss=loss, from_logits=True)
            return False

    data = X_valid if isinstance(X_valid, xgboost.DMatrix) else xgboost.DMatrix(X_valid)
    return Recorded()


def _check(model: Any) -> None:
    """Refuse what gives no log-odds."""
    objective = json.loads(model.save_config())["learner"]["objective"]["name"]
    if objective not in GIVE_LOG_ODDS:
        raise ArgumentError(
            f"the objective {objective} gives no probabilities of classes",
            f"Those that do are {', '.join(GIVE_LOG_ODDS)}.",
        )
