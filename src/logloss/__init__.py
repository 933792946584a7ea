"""logloss: what the log loss of a classifier means, whether it is good, and where it comes from."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from logloss import errors
from logloss.information import cross_entropy, entropy, kl_divergence, perplexity
from logloss.scores import log_loss, log_loss_from_logits, surprisal
from logloss.sources import summarize
from logloss.summary import Summary
from logloss.version import __version__

if TYPE_CHECKING:
    from logloss.changes import Change, Check, Timeline, check, timeline
    from logloss.comparison import Comparison, PairSummary, compare, summarize_pairs
    from logloss.estimators import EstimatorExplanation, explain_estimator, log_loss_scorer
    from logloss.explanation import Explanation, explain
    from logloss.recalibration import IsotonicRecalibrator, SigmoidRecalibrator, TemperatureRecalibrator
    from logloss.reconciliation import Reconciliation, reconcile
    from logloss.render.displays import DecompositionDisplay, LogLossDisplay, ReliabilityDisplay
    from logloss.render.displays_compared import ComparisonDisplay
    from logloss.replay import Replay, replay_estimator
    from logloss.scenes import Story, story

__all__ = [
    "Change",
    "Check",
    "Comparison",
    "ComparisonDisplay",
    "DecompositionDisplay",
    "EstimatorExplanation",
    "Explanation",
    "IsotonicRecalibrator",
    "LogLossDisplay",
    "PairSummary",
    "Reconciliation",
    "ReliabilityDisplay",
    "Replay",
    "SigmoidRecalibrator",
    "Story",
    "Summary",
    "TemperatureRecalibrator",
    "Timeline",
    "__version__",
    "check",
    "compare",
    "cross_entropy",
    "entropy",
    "errors",
    "explain",
    "explain_estimator",
    "kl_divergence",
    "log_loss",
    "log_loss_from_logits",
    "log_loss_scorer",
    "perplexity",
    "reconcile",
    "replay_estimator",
    "story",
    "summarize",
    "summarize_pairs",
    "surprisal",
    "timeline",
]

# Imported on first use: they stand on matplotlib or scikit-learn, which take a second to load.
_LATER = {
    "Change": "logloss.changes",
    "Check": "logloss.changes",
    "check": "logloss.changes",
    "Timeline": "logloss.changes",
    "timeline": "logloss.changes",
    "compare": "logloss.comparison",
    "Comparison": "logloss.comparison",
    "ComparisonDisplay": "logloss.render.displays_compared",
    "PairSummary": "logloss.comparison",
    "summarize_pairs": "logloss.comparison",
    "EstimatorExplanation": "logloss.estimators",
    "DecompositionDisplay": "logloss.render.displays",
    "Explanation": "logloss.explanation",
    "IsotonicRecalibrator": "logloss.recalibration",
    "LogLossDisplay": "logloss.render.displays",
    "SigmoidRecalibrator": "logloss.recalibration",
    "Reconciliation": "logloss.reconciliation",
    "ReliabilityDisplay": "logloss.render.displays",
    "Replay": "logloss.replay",
    "replay_estimator": "logloss.replay",
    "Story": "logloss.scenes",
    "TemperatureRecalibrator": "logloss.recalibration",
    "explain": "logloss.explanation",
    "explain_estimator": "logloss.estimators",
    "log_loss_scorer": "logloss.estimators",
    "reconcile": "logloss.reconciliation",
    "story": "logloss.scenes",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'logloss' has no attribute {name!r}")
    return getattr(importlib.import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
