"""Replay: a training seen through the same bars, step by step; when it was best, and which rows moved."""

from logloss.replay.findings import Cost, Disagreement, Moved
from logloss.replay.result import Replay
from logloss.replay.runs import Runs
from logloss.replay.staged import replay_estimator
from logloss.replay.steps import Step

__all__ = ["Cost", "Disagreement", "Moved", "Replay", "Runs", "Step", "replay_estimator"]
