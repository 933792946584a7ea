"""Temperature: all log-odds divided by one number, of any number of classes."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np

from logloss.analysis.maps import Sigmoid, fitted_temperature
from logloss.analysis.temperature import of_many
from logloss.checks import Rows
from logloss.errors import ArgumentError, NoFitError
from logloss.kernels.reference import Array, Float
from logloss.recalibration.base import Recalibrator
from logloss.recalibration.many import best_slope, left_out_loss, logits_of, mean_loss
from logloss.summary import Summary
from logloss.summary.reading import amount


class TemperatureRecalibrator(Recalibrator):
    """Recalibrate any number of classes by one temperature T: the softmax of z/T, where z is ln p or a logit.

    Above 1 it softens, below 1 it sharpens; which class is likeliest stays. T = ∞ makes all classes equally
    likely: no better than that are scores that are wrong on average. What is certain (p = 0, p = 1) stays as
    it is.

    Of more than two classes a Summary has to keep ``temperatures=True``; T is then between 1/8 and 8, found
    by interpolation (within 1e-4 of itself), and not cross-validated.

    Parameters
    ----------
    labels : sequence, optional
        The classes in the order of the columns, by default sorted; of two the second is the positive one.
    pos_label : optional
        The positive class of one column, where labels are not {0, 1}, {False, True} or {−1, 1}.
    from_logits : bool
        Take ``X`` as logits, here and in `predict_proba`.

    Attributes
    ----------
    temperature_ : float
        T ≥ 0; 1 changes nothing.
    classes_ : shape (K,)
    in_sample_loss_ : float
        The log loss of the recalibrated rows, in nats.
    cross_validated_loss_ : float or None
        The same of rows left out in five folds; None where a fold has no fit, or one of two classes has fewer
        than five rows, or there are fewer than five rows in all.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger (2017), "On calibration of modern neural networks", ICML.

    Examples
    --------
    >>> p = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1]]
    >>> r = TemperatureRecalibrator().fit(p, [0, 1, 2, 1])
    >>> round(r.temperature_, 3), r.predict_proba(p)[0].round(3).tolist()
    (1.161, [0.75, 0.125, 0.125])
    """

    kind = "temperature"

    _slope: float

    @staticmethod
    def _fitted(z: Float, weight: Array, unit: float) -> Sigmoid | None:  # noqa: ARG004
        return fitted_temperature(z, weight)

    def _keep(self, found: Sigmoid) -> None:
        self._slope = found.slope
        self.temperature_ = 1 / found.slope if found.slope else math.inf

    def _map(self) -> Sigmoid:
        return Sigmoid(self._slope)

    def _plain(self) -> dict[str, Any]:
        return {"slope": self._slope}

    @staticmethod
    def _from_plain(data: dict[str, Any]) -> Sigmoid:
        return Sigmoid(amount(data, "slope"))

    @staticmethod
    def _no_fit() -> NoFitError:
        return NoFitError(
            "These rows have no best temperature: in each of them the likeliest class is the true one",
            "The loss falls as long as the temperature does. Add rows that the model was not fitted to.",
        )

    def _fit_many(self, rows: Rows) -> Self:
        slope = best_slope(rows)
        if slope is None:
            raise self._no_fit()
        self._keep(Sigmoid(slope))
        self.classes_ = np.array(rows.labels)
        self.in_sample_loss_ = mean_loss(rows, slope)
        self.cross_validated_loss_ = left_out_loss(rows)
        return self

    def _fit_many_of(self, summary: Summary) -> Self:
        kept = summary.temperatures
        if kept is None:
            raise ArgumentError(
                "This Summary of more than two classes keeps no temperatures",
                "Make it with temperatures=True, or fit the rows themselves: fit(X, y).",
            )
        best, _, after, case = of_many(summary)
        if case == "zero":
            raise self._no_fit()
        self._keep(Sigmoid(1 / best))
        self.classes_ = np.array(summary.labels)
        self.in_sample_loss_ = math.inf if summary.totals.all("infinite") else after / kept.weight
        self.cross_validated_loss_ = None
        return self

    def _recalibrated_many(self, scores: Float) -> Float:
        z = logits_of(scores, self.from_logits)
        with np.errstate(invalid="ignore"):  # 0 · −∞: what is impossible stays so
            z = np.where(np.isneginf(z), z, self._slope * z)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        result: Float = e / e.sum(axis=1, keepdims=True)
        return result
