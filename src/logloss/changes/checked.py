"""``check``: whether a new Summary is worse than an old one beyond noise; what a nightly job asks."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

from logloss.analysis.uncertainty import chance_of_more
from logloss.changes.asked import compare
from logloss.changes.result import Change
from logloss.errors import ArgumentError, DataError
from logloss.information import unit_factor
from logloss.messages import Lang, Text, plain, text
from logloss.summary import Summary

LEVEL = 0.05
"""One-sided: of data that did not get worse, so many checks fail."""


@dataclass(frozen=True)
class Check:
    """What a check found.

    Attributes
    ----------
    change : Change
    reasons : tuple of Text
        Why it failed, one message each; empty where it passed.

    Examples
    --------
    >>> import logloss as ll
    >>> s = ll.summarize([0, 1, 0, 1] * 50, [0.2, 0.7, 0.4, 0.9] * 50)
    >>> print(ll.check(s, s))
    Passed: log loss 0.2990 nats after 0.2990, no worse beyond noise (one-sided, 5%).
    """

    change: Change
    reasons: tuple[Text, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing got worse beyond noise."""
        return not self.reasons

    @property
    def verdict(self) -> Text:
        """The finding in one line: the first reason, or that there is none."""
        if self.reasons:
            return self.reasons[0]
        c = self.change
        loss = {"old": c.loss.old.value * c.factor, "new": c.loss.new.value * c.factor}
        return text("check.passed", **loss, unit=text(f"unit.{c.unit}"))

    def to_dict(self, *, lang: Lang = "en") -> dict[str, Any]:
        """The verdict, its reasons in a language, and the Change as plain data, in nats."""
        return {
            "passed": self.passed,
            "reasons": [plain(reason, lang) for reason in self.reasons],
            "level": LEVEL,
            "change": self.change.to_dict(),
        }

    def to_json(self, indent: int | None = 2, *, lang: Lang = "en") -> str:
        """The same as JSON text."""
        found = self.to_dict(lang=lang)
        return json.dumps(found, allow_nan=False, ensure_ascii=False, indent=indent, default=str)

    def __str__(self) -> str:
        """Every reason on a line, or that it passed."""
        return "\n".join(plain(reason) for reason in self.reasons or (self.verdict,))


def check(
    new: Summary,
    old: Summary,
    *,
    max_loss_increase: float | str = 0.0,
    max_miscalibration: float | None = None,
    unit: Literal["nats", "bits"] = "nats",
) -> Check:
    """Check that a new Summary is no worse than an old one, beyond noise (one-sided, 5%).

    Parameters
    ----------
    new, old : Summary
    max_loss_increase : float, or str like "2%"
        What the loss may rise by, in the unit, or as a share of the old loss.
    max_miscalibration : float, optional
        What the new miscalibration may be, in the unit, above what chance shows (`Null`). Two classes.
    unit : "nats" or "bits"
        Of the limits, and of what is said.

    Returns
    -------
    Check
        It fails where loss or miscalibration is above its limit by more than 1.645 standard errors, where a
        loss that was finite became infinite, and where rows of infinite loss became more frequent: given how
        many there are in all, as many in the new rows would come by chance in less than 5%.

    Examples
    --------
    >>> import logloss as ll
    >>> old = ll.summarize([0, 1, 0, 1] * 50, [0.2, 0.7, 0.4, 0.9] * 50)
    >>> new = ll.summarize([0, 1, 0, 1] * 50, [0.2, 0.3, 0.6, 0.9] * 50)
    >>> check(new, old).passed, check(old, old).passed
    (False, True)
    """
    factor = unit_factor(unit)
    share, nats = _limit(max_loss_increase, unit)
    nats /= factor
    most = None
    if max_miscalibration is not None:
        most = _positive("max_miscalibration", max_miscalibration, unit) / factor
    change = compare(old, new, unit=unit)
    if most is not None and change.miscalibration is None:
        raise ArgumentError(
            "max_miscalibration is for two classes", "Leave it out: the loss of all classes is checked."
        )
    reasons = [_infinite(change), _loss(change, share, nats)]
    if most is not None:
        reasons.append(_miscalibration(change, most))
    return Check(change, tuple(reason for reason in reasons if reason is not None))


def _infinite(change: Change) -> Text | None:
    old, new = change.infinite_rows
    if not old:
        return text("check.infinite", rows=new) if new else None
    before, rows = change.old.rows, change.new.rows
    if chance_of_more(new, old + new, rows / (before + rows)) >= LEVEL:
        return None
    return text("check.infinite.more", new=new, rows=rows, old=old, before=before)


def _loss(change: Change, share: float, nats: float) -> Text | None:
    """The loss less (1 + share) times the old one, less nats."""
    old, new = change.loss.old, change.loss.new
    error = math.hypot(new.standard_error, (1 + share) * old.standard_error)
    if math.isnan(error):
        raise DataError(
            "the loss of one row has no standard error, so noise cannot be told from change",
            "Check Summaries of more rows, or of more clusters.",
        )
    if not _above(new.value - (1 + share) * old.value - nats, error):
        return None
    limit, f = share * old.value + nats, change.factor
    return text(
        "check.loss" if not limit else "check.loss.limit",
        old=old.value * f,
        new=new.value * f,
        rise=(new.value - old.value) * f,
        limit=limit * f,
        unit=text(f"unit.{change.unit}"),
    )


def _miscalibration(change: Change, most: float) -> Text | None:
    if change.miscalibration is None:
        return None
    found, unit = change.miscalibration.new, text(f"unit.{change.unit}")
    if change.infinite_rows[1]:
        return text("check.miscalibration.infinite", limit=most * change.factor, unit=unit)
    if not _above(found.value - most, found.standard_error):
        return None
    return text(
        "check.miscalibration", value=found.value * change.factor, limit=most * change.factor, unit=unit
    )


def _above(value: float, error: float) -> bool:
    """Whether a value is above 0 by more than noise and rounding."""
    return value > max(NormalDist().inv_cdf(1 - LEVEL) * error, 1e-12)


def _limit(given: float | str, unit: str) -> tuple[float, float]:
    """A limit as a share of the old loss, and in the unit."""
    name, words = "max_loss_increase", str(given).strip()
    if words.endswith("%"):
        return _positive(name, words[:-1], unit) / 100, 0.0
    return 0.0, _positive(name, words, unit)


def _positive(name: str, given: float | str, unit: str) -> float:
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value < math.inf:
        raise ArgumentError(
            f"{name} must be a number of {unit}, 0 or more, got {given!r}",
            'Of the loss a share, like "2%", does too.' if name == "max_loss_increase" else "",
        )
    return value
