"""Comparison: models on the same rows, paired: which is better, is that more than noise, and where."""

from logloss.comparison.asked import compare, summarize_pairs
from logloss.comparison.result import Comparison
from logloss.comparison.summary import PairSummary

__all__ = ["Comparison", "PairSummary", "compare", "summarize_pairs"]
