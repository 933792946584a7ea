"""Isotonic recalibration: the best monotone map."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.analysis.maps import Isotonic, fitted_isotonic
from logloss.errors import NoFitError
from logloss.kernels.reference import Array, Float
from logloss.recalibration.base import Recalibrator
from logloss.summary.bins import probability
from logloss.summary.reading import marked_numbers, numbers
from logloss.summary.table import marked


class IsotonicRecalibrator(Recalibrator):
    """Recalibrate two classes by isotonic regression, which gives any monotone map.

    Rows are pooled until the share of positives rises from block to block, and each block's share is what its
    rows are given. Between two blocks a new score gets what lies on the straight line between their log-odds,
    below the first and above the last what those have. A first block without positives, or a last one without
    negatives, counts half a row more of each class, so that no new row can cost infinitely much.

    It has as many parameters as blocks: with fewer than a thousand rows prefer
    :class:`SigmoidRecalibrator`, and compare `cross_validated_loss_`.

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
    X_thresholds_, y_thresholds_ : shape (2 · blocks,)
        The first and last probability of each block, and the one that it is given.
    classes_ : shape (2,)
    in_sample_loss_ : float
        The log loss of the recalibrated rows, in nats.
    cross_validated_loss_ : float or None
        The same of rows left out in five folds; None where a class has fewer than five rows.

    Notes
    -----
    More than 32,768 distinct predictions are gathered into bins of log-odds first, 1/128 wide.

    References
    ----------
    Zadrozny & Elkan (2002), "Transforming classifier scores into accurate multiclass probability estimates",
    KDD.

    Examples
    --------
    >>> p, y = [0.1, 0.1, 0.2, 0.2, 0.8, 0.8, 0.9, 0.9], [0, 0, 1, 0, 0, 1, 1, 0]
    >>> r = IsotonicRecalibrator().fit(p, y)
    >>> r.predict_proba([0.1, 0.5, 0.9])[:, 1].round(3).tolist()
    [0.167, 0.5, 0.5]
    """

    kind = "isotonic"

    @staticmethod
    def _fitted(z: Float, weight: Array, unit: float) -> Isotonic:
        return fitted_isotonic(z, weight, unit)

    def _keep(self, found: Isotonic) -> None:
        self._isotonic = found
        self.X_thresholds_ = probability(found.scores)
        self.y_thresholds_ = probability(found.values)

    def _map(self) -> Isotonic:
        return self._isotonic

    def _plain(self) -> dict[str, Any]:
        return {"scores": marked(self._isotonic.scores), "values": self._isotonic.values.tolist()}

    @staticmethod
    def _from_plain(data: dict[str, Any]) -> Isotonic:
        values = numbers(data, "values")
        scores = marked_numbers(data, "scores", len(values))
        with np.errstate(invalid="ignore"):  # ∞ − ∞ is no step backwards either
            if len(values) < 2 or (np.diff(scores) < 0).any() or (np.diff(values) < 0).any():
                raise ValueError("scores or values fall")
        return Isotonic(scores, values)

    @staticmethod
    def _no_fit() -> NoFitError:
        raise AssertionError("isotonic regression always has a fit")
