"""Sigmoid recalibration: log-odds times one number, plus another."""

from __future__ import annotations

from typing import Any

from logloss.analysis.maps import Sigmoid, fitted_sigmoid
from logloss.errors import NoFitError
from logloss.kernels.reference import Array, Float
from logloss.recalibration.base import Recalibrator
from logloss.summary.reading import amount, value_of


class SigmoidRecalibrator(Recalibrator):
    """Recalibrate two classes by a line of log-odds: slope · z + intercept with slope ≥ 0 (Platt).

    It sharpens or softens, and moves the base rate: what most models need, and safe with few rows. Scores
    that are of no use, or the wrong way round, get slope 0 and with it the base rate. What is certain
    (p = 0, p = 1) stays as it is.

    Parameters
    ----------
    labels : sequence, optional
        The classes; the second is the positive one.
    pos_label : optional
        The positive class, where labels are not {0, 1}, {False, True} or {−1, 1}.
    from_logits : bool
        Take ``X`` as logits, here and in `predict_proba`.

    Attributes
    ----------
    slope_, intercept_ : float
        Of the recalibrated log-odds; 1 and 0 change nothing.
    classes_ : shape (2,)
    in_sample_loss_ : float
        The log loss of the recalibrated rows, in nats.
    cross_validated_loss_ : float or None
        The same of rows left out in five folds; None where a class has fewer than five rows, or a fold no
        fit.

    Notes
    -----
    Platt shrinks the labels towards ½, as `CalibratedClassifierCV` does; this does not, and is the maximum of
    the likelihood. Where a score divides the classes there is none, and `fit` says so.

    References
    ----------
    Platt (1999), "Probabilistic outputs for support vector machines and comparisons to regularized likelihood
    methods", Advances in Large Margin Classifiers.

    Examples
    --------
    >>> p, y = [0.1, 0.1, 0.1, 0.9, 0.9, 0.9], [0, 0, 1, 1, 1, 0]
    >>> r = SigmoidRecalibrator().fit(p, y)
    >>> r.predict_proba([0.1, 0.5, 0.9])[:, 1].round(3).tolist()
    [0.333, 0.5, 0.667]
    """

    kind = "sigmoid"

    slope_: float
    intercept_: float

    @staticmethod
    def _fitted(z: Float, weight: Array, unit: float) -> Sigmoid | None:  # noqa: ARG004
        return fitted_sigmoid(z, weight)

    def _keep(self, found: Sigmoid) -> None:
        self.slope_, self.intercept_ = found.slope, found.intercept

    def _map(self) -> Sigmoid:
        return Sigmoid(self.slope_, self.intercept_)

    def _plain(self) -> dict[str, Any]:
        return {"slope": self.slope_, "intercept": self.intercept_}

    @staticmethod
    def _from_plain(data: dict[str, Any]) -> Sigmoid:
        intercept = float(value_of(data, "intercept", (int, float), lambda v: abs(v) < float("inf")))
        return Sigmoid(amount(data, "slope"), intercept)

    @staticmethod
    def _no_fit() -> NoFitError:
        return NoFitError(
            "These rows have no best sigmoid: some score divides the classes, or one of them is missing",
            "The loss falls as long as the slope grows. Add rows, or use IsotonicRecalibrator.",
        )
