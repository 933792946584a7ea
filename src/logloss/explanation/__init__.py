"""Explanation: what a log loss is, what it means and where it comes from, in one result."""

from logloss.explanation.asked import explain
from logloss.explanation.result import Explanation

__all__ = ["Explanation", "explain"]
