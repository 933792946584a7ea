"""Material: what every scene is drawn from, computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from logloss.analysis.yardstick import Yardstick
from logloss.information import unit_factor
from logloss.kernels.reference import Float
from logloss.messages import Text, text
from logloss.scenes.bars import Bars
from logloss.scenes.fit import Fit
from logloss.scenes.marks import Axis, Words
from logloss.summary import Summary

FEW = 14
"""Up to so many bars, each has its value written on it."""


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


@dataclass(frozen=True)
class Material:
    """The data of a story, in the shape that its scenes need.

    Attributes
    ----------
    bars : Bars, in the order of the axis
    axis : what the axis is called
    feature : whether it is a feature x; else it is the log-odds of the prediction
    curve : place on the axis → probability of the positive class
    summary, yardstick : of the predictions
    fit, free, unseen : of the model; None where predictions were given, or where there is no such thing
    check : the code that gets the same number, and what it printed
    unit : "nats" or "bits"
    """

    bars: Bars
    axis: Words
    feature: bool
    curve: Callable[[Float], Float]
    summary: Summary
    yardstick: Yardstick
    fit: Fit | None
    free: Free | None
    unseen: Left | None
    check: tuple[str, str]
    unit: str

    @property
    def low(self) -> float:
        """Where the axis begins."""
        return self._ends[0]

    @property
    def high(self) -> float:
        """Where the axis ends."""
        return self._ends[1]

    @property
    def _ends(self) -> tuple[float, float]:
        finite = self.bars.place[np.isfinite(self.bars.place)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
        if not self.feature:  # the curve's bend is always seen, and far-off certainties do not squeeze it
            low, high = min(max(low, -FARTHEST), -4.0), max(min(high, FARTHEST), 4.0)
        margin = 0.08 * (high - low) or 1.0
        return low - margin, high + margin

    @property
    def bare_axis(self) -> Axis:
        """The axis without ticks, for scenes that draw it as a line of their own."""
        return Axis(self.low, self.high)

    @property
    def places(self) -> Float:
        """Where bars stand on the axis; what lies beyond it, p = 0 and p = 1 among them, stands at its ends."""
        return np.clip(self.bars.place, self.low, self.high)

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
    def heights(self) -> Float:
        """Each bar's surprisal in the story's unit."""
        return self.bars.loss * self.factor

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
