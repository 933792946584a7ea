"""Changes: Summaries of different rows, what moved between them, and whether that is more than noise."""

from logloss.changes.asked import compare
from logloss.changes.checked import Check, check
from logloss.changes.line import Timeline, timeline
from logloss.changes.result import Change

__all__ = ["Change", "Check", "Timeline", "check", "compare", "timeline"]
