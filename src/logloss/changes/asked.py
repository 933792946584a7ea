"""``compare``: two Summaries in, a Change out."""

from __future__ import annotations

from typing import Literal

from logloss.changes.result import Change
from logloss.errors import ArgumentError, DataError
from logloss.information import unit_factor
from logloss.summary import Summary
from logloss.summary.merging import refuse_other


def compare(old: Summary, new: Summary, *, unit: Literal["nats", "bits"] = "nats") -> Change:
    """Say what moved between two Summaries of different rows: last week and this week.

    ΔL = ΔUNC − ΔDSC + ΔMCB: did the world get harder, the model blinder, or its numbers less honest; or is it
    within noise? Rows of the two are taken as independent of each other: two models on the same rows need a
    paired comparison, and this is none.

    Parameters
    ----------
    old, new : Summary
        Of the same labels and kind of weights.
    unit : "nats" or "bits"
        In which sentences speak.

    Returns
    -------
    Change

    Raises
    ------
    ArgumentError
        Where one is no Summary.
    MergeError
        Where they differ in labels or in the kind of weights.
    DataError
        Where one has no row of finite loss.

    References
    ----------
    Dimitriadis, Gneiting & Jordan (2021), PNAS 118, doi:10.1073/pnas.2016191118; Kitagawa (1955), "Components
    of a difference between two rates", JASA 50, for classes and groups.

    Examples
    --------
    >>> import logloss as ll
    >>> y = [0, 0, 0, 1, 0, 1, 1, 1] * 50
    >>> monday = ll.summarize(y, ([0.25] * 4 + [0.75] * 4) * 50)
    >>> tuesday = ll.summarize(y, ([0.05] * 4 + [0.95] * 4) * 50)
    >>> compare(monday, tuesday).moved
    ('less_honest',)
    """
    unit_factor(unit)
    for name, given in (("old", old), ("new", new)):
        if not isinstance(given, Summary):
            raise ArgumentError(
                f"compare() takes two Summaries, got {type(given).__name__} as {name}",
                "Make each with summarize(y_true, y_proba), or load it with Summary.load(path).",
            )
        if not given.totals.all("weight") > 0:
            raise DataError(
                f"{name} has no row of finite loss, so there is nothing to compare",
                "Look at it alone: explain() says which rows were given 0 for what happened.",
            )
    refuse_other(old, new, ("labels", "weights"))
    return Change(old, new, unit)
