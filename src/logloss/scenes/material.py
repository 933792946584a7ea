"""Material: what every scene is drawn from, computed once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from logloss.analysis.decomposition import Decomposition, decomposition
from logloss.analysis.yardstick import Yardstick
from logloss.information import unit_factor
from logloss.kernels.reference import Array, Float
from logloss.messages import Text, number, text
from logloss.scenes.bars import Bars
from logloss.scenes.common import role
from logloss.scenes.fit import Fit
from logloss.scenes.marks import Axis, Words
from logloss.summary import Summary

FARTHEST = 12.0
"""Where an axis of log-odds ends at the latest: p = 0.000006. What lies beyond stands at its end."""


@dataclass(frozen=True)
class Left:
    """What the rows cost when the model has not seen them.

    Attributes
    ----------
    loss, base_loss
        Log loss of the model, and of a base rate, each fitted without the row (nats).
    method
        "leave-one-out" or "five-fold".
    """

    loss: float
    base_loss: float
    method: str


@dataclass(frozen=True)
class Free:
    """The same model without its penalty: weight and bias (of one feature), and its loss in nats."""

    fit: Fit
    loss: float


MOST_ROWS = 10_000
"""Up to so many rows are kept, for the page that lets a reader move them."""


@dataclass(frozen=True)
class RawRows:
    """The rows in the order in which they came.

    Attributes
    ----------
    y : shape (n,), 0 or 1
    scores : shape (n,)
        The feature; the model's log-odds, where there are several; or the probabilities that were given.
    unseen : shape (n,), optional
        What each costs when the model has not seen it (nats); None where that is not known.
    """

    y: Array
    scores: Float
    unseen: Float | None = None

    @property
    def if_few(self) -> RawRows | None:
        """Themselves, or None where there are too many to keep."""
        return self if len(self.y) <= MOST_ROWS else None


@dataclass(frozen=True)
class Material:
    """The data of a story, in the shape that its scenes need.

    Attributes
    ----------
    bars : Bars, in the order of the axis
    rows : the rows themselves; None where they are many
    axis : what the axis is called
    feature : whether it is a feature x; else it is the log-odds of the prediction
    curve : place on the axis → probability of the positive class
    summary, yardstick : of the predictions
    fit, free : the model, and the same without penalty; None where there is no such thing
    unseen : what unseen rows cost; or why that is not known: "given", "too_small" or "no_fit"
    check : the code that gets the same number, and what it printed
    unit : "nats" or "bits"
    """

    bars: Bars
    rows: RawRows | None
    axis: Words
    feature: bool
    curve: Callable[[Float], Float]
    summary: Summary
    yardstick: Yardstick
    fit: Fit | None
    free: Free | None
    unseen: Left | str
    check: tuple[str, str]
    unit: str

    @cached_property
    def ends(self) -> tuple[float, float]:
        """From where to where the axis goes."""
        finite = self.bars.place[np.isfinite(self.bars.place)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
        if not self.feature:  # the curve's bend is always seen, and far-off certainties do not squeeze it
            low, high = min(max(low, -FARTHEST), -4.0), max(min(high, FARTHEST), 4.0)
        margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
        return low - margin, high + margin

    @property
    def bare_axis(self) -> Axis:
        """The axis without ticks, for scenes that draw it as a line of their own."""
        return Axis(*self.ends)

    def places(self, width: float = 0.0) -> list[float]:
        """Where bars of a width stand; what lies beyond the axis (p = 0, p = 1) stands at its ends."""
        low, high = self.ends
        result: list[float] = np.clip(self.bars.place, low + width / 2, high - width / 2).tolist()
        return result

    @property
    def factor(self) -> float:
        """From nats to the unit in which this story is told."""
        return unit_factor(self.unit)

    @property
    def unit_name(self) -> Text:
        """The unit, as a message."""
        return text(f"unit.{self.unit}")

    @property
    def loss(self) -> float:
        """The log loss in the story's unit."""
        return self.summary.loss * self.factor

    @property
    def infinite(self) -> int:
        """How many rows have an infinite loss."""
        return int(self.summary.totals.all("infinite"))

    @property
    def rest(self) -> float:
        """The log loss of the others in the story's unit; NaN where there is none."""
        return self.summary.finite_loss * self.factor

    @cached_property
    def parts(self) -> Decomposition:
        """What the loss is made of, in nats."""
        found = decomposition(self.summary)
        assert found is not None  # a story is of two classes
        return found

    @cached_property
    def heights(self) -> Float:
        """Each bar's surprisal in the story's unit."""
        return self.bars.loss * self.factor

    @cached_property
    def roles(self) -> list[str]:
        """Each bar's role: its class."""
        return [role(k) for k in self.bars.cls.tolist()]

    @cached_property
    def shares(self) -> Float:
        """Each bar's share of the whole loss; NaN where that is infinite, 0 where it is 0."""
        cost, whole = self.bars.loss * self.bars.share, self.summary.loss
        if not math.isfinite(whole):
            return np.full(len(cost), np.nan)
        return cost / whole if whole > 0 else np.zeros(len(cost))

    @cached_property
    def names(self) -> list[Text]:
        """What a screen reader says of each bar, and a pointer shows."""
        each = zip(self.bars.given.tolist(), self.heights.tolist(), self.shares.tolist(), strict=True)
        return [
            text("bar.name", who=self.who(i), given=given, cost=cost, unit=self.unit_name, share=share)
            for i, (given, cost, share) in enumerate(each)
        ]

    def who(self, i: int) -> Text:
        """A bar as a sentence names it."""
        facts = {"axis": self.axis, "x": number(float(self.bars.place[i]), "sig")}
        if not self.bars.is_single:
            own = text(f"class.{self.roles[i]}")
            return text("who.group", **{"class": own}, rows=int(self.bars.rows[i]), **facts)
        return text("who.point", n=self.bars.ids[i].removeprefix("bar/"), **facts)

    def facts(self, **more: Any) -> dict[str, Any]:
        """The values that most sentences need."""
        counts = self.summary.totals["rows"] + self.summary.totals["infinite"]
        return {
            "n": self.summary.rows,
            "negatives": int(counts[0]),
            "positives": int(counts[1]),
            "loss": self.loss,
            "unit": self.unit_name,
            "axis": self.axis,
            **more,
        }
