"""scikit-learn's models: their loss on rows that they have seen and on rows that they have not; a scorer."""

from logloss.estimators.asked import explain_estimator
from logloss.estimators.cross_validated import cross_validated
from logloss.estimators.predictions import Unseen, unseen_predictions
from logloss.estimators.result import EstimatorExplanation
from logloss.estimators.scorer import log_loss_scorer
from logloss.estimators.splits import base_loss_left_out, left_out

__all__ = [
    "EstimatorExplanation",
    "Unseen",
    "base_loss_left_out",
    "cross_validated",
    "explain_estimator",
    "left_out",
    "log_loss_scorer",
    "unseen_predictions",
]
