"""What a page holds (schema/page.v1.json), read back: its rows, and their log loss."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from logloss.checks import Names, Rows, examine
from logloss.errors import FormatError, NoFitError
from logloss.kernels.reference import Array, Float
from logloss.scenes.features import examine_features
from logloss.scenes.fit import fit
from logloss.scores import mean_loss

NAMES = Names("y", "x")


@dataclass(frozen=True)
class Held:
    """The rows of a page.

    Attributes
    ----------
    kind : "feature", "features", "predictions" or "bars"
    y : shape (n,), 0 or 1; None where there are too many rows for a page
    x : shape (n,), the one feature; None where there is no such thing
    y_proba : shape (n,), the probabilities that were given; None where a model was fitted
    C : inverse strength of the fitted model's penalty; None where no model was fitted
    """

    kind: str
    y: Array | None
    x: Float | None
    y_proba: Float | None
    C: float | None
    _logits: Float | None
    _mean: float | None

    def loss(self, curve: tuple[float, float] | None = None) -> float:
        """The log loss in nats; with a curve (weight, bias), that of the curve.

        NaN where the model has no finite fit.
        """
        if self._mean is not None:
            return self._mean
        assert self.y is not None
        if self.y_proba is not None:
            return mean_loss(Rows(self.y, self.y_proba, None, (0, 1)))
        logits = self._logits if self.x is None else self._curve(self.x, curve)
        return math.nan if logits is None else mean_loss(Rows(self.y, logits, None, (0, 1), logits=True))

    def _curve(self, x: Float, curve: tuple[float, float] | None) -> Float | None:
        if curve is not None:
            return curve[0] * x + curve[1]
        assert self.y is not None
        assert self.C is not None
        try:
            return fit(x[:, None], self.y, self.C).logits(x[:, None])
        except NoFitError:
            return None


def held(page: Any) -> Held:
    """The rows that a page holds.

    Raises
    ------
    FormatError
        Where it is no page's data.
    DataError
        Where its rows have no log loss.

    Examples
    --------
    >>> from logloss.scenes import story
    >>> from logloss.scenes.embedded import page_data
    >>> rows = held(page_data(story().material))
    >>> len(rows.x), rows.C, round(rows.loss(), 4), round(rows.loss(curve=(0.0, 0.0)), 4)
    (10, 1.0, 0.3329, 0.6931)
    """
    if not isinstance(page, Mapping) or (page.get("format"), page.get("version")) != ("logloss.page", 1):
        raise FormatError(
            "these are not the data of a story's page, version 1",
            "Story.widget() makes a widget that holds them, and show() shows another story in it.",
        )
    try:
        return _READERS[page["data"]["kind"]](page["data"])
    except (KeyError, TypeError) as error:
        raise FormatError("the data of the page are incomplete", "See schema/page.v1.json.") from error


def _feature(data: Mapping[str, Any]) -> Held:
    rows = examine_features(data["y"], data["x"], (0, 1), None, "error", NAMES)
    return Held("feature", rows.y, rows.scores[:, 0], None, _strength(data["C"]), None, None)


def _features(data: Mapping[str, Any]) -> Held:
    rows = examine_features(data["y"], data["z"], (0, 1), None, "error", NAMES)
    return Held("features", rows.y, None, None, _strength(data["C"]), rows.scores[:, 0], None)


def _predictions(data: Mapping[str, Any]) -> Held:
    rows = examine(data["y"], data["p"], labels=(0, 1), names=Names("y", "y_proba"))
    given = rows.scores if rows.scores.ndim == 1 else rows.scores[:, 1]
    return Held("predictions", rows.y.astype(np.int64), None, given.astype(np.float64), None, None, None)


def _bars(data: Mapping[str, Any]) -> Held:
    totals, model = data["totals"], data["model"]
    mean = math.inf if any(totals["infinite"]) else math.fsum(totals["loss"]) / sum(totals["rows"])
    return Held("bars", None, None, None, None if model is None else _strength(model["C"]), None, mean)


def _strength(C: float | None) -> float:
    return math.inf if C is None else float(C)


_READERS = {"feature": _feature, "features": _features, "predictions": _predictions, "bars": _bars}
