"""Which convention gives the number that somebody else's tool printed: found by trying them all."""

from logloss.reconciliation.asked import reconcile
from logloss.reconciliation.result import Match, Reconciliation, Step

__all__ = ["Match", "Reconciliation", "Step", "reconcile"]
