"""What the recalibrators have in common: fitting to rows or to a Summary, predicting, saving and loading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from os import PathLike
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from logloss.analysis.distinct import distinct
from logloss.analysis.maps import Map, total_loss
from logloss.analysis.worth import folds_of, left_out, unit_of
from logloss.checks import Names, Rows, examine
from logloss.errors import ArgumentError, DataError, NoFitError
from logloss.kernels.reference import Array, Float
from logloss.recalibration.store import read, write
from logloss.summary import Summary
from logloss.summary.bins import log_odds, probability

NAMES = Names(y_true="y", y_proba="X")


class Recalibrator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """A map from predictions to recalibrated ones; its subclasses say which."""

    kind: ClassVar[str]

    classes_: Array
    in_sample_loss_: float
    cross_validated_loss_: float | None

    def __init__(
        self, *, labels: Sequence[Any] | None = None, pos_label: Any = None, from_logits: bool = False
    ) -> None:
        self.labels = labels
        self.pos_label = pos_label
        self.from_logits = from_logits

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit to predictions and what happened: rows that the model was not fitted to.

        Parameters
        ----------
        X : shape (n,) or (n, K)
            Predictions, as `y_proba` of :func:`logloss.log_loss`; logits where `from_logits` says so.
        y : shape (n,)
            Labels, as `y_true` there.
        sample_weight : shape (n,), optional

        Returns
        -------
        self

        Raises
        ------
        DataError
            For input that has no log loss, naming argument, rule, value and rows.
        NoFitError
            Where there is no best map: the loss falls as long as the map gets steeper.
        """
        rows = examine(
            y,
            X,
            sample_weight,
            labels=self.labels,
            pos_label=self.pos_label,
            from_logits=self.from_logits,
            names=NAMES,
        )
        return self.fit_summary(Summary.of(rows)) if len(rows.labels) == 2 else self._fit_many(rows)

    def fit_summary(self, summary: Summary) -> Self:
        """Fit to a :class:`logloss.Summary`, which may be of more rows than memory holds.

        The cross-validated loss is by the Summary's own folds where it keeps them (``folds=True``).

        Parameters
        ----------
        summary : Summary

        Returns
        -------
        self
        """
        if not isinstance(summary, Summary):
            raise ArgumentError(
                f"fit_summary takes a Summary, got {type(summary).__name__}",
                "Make one with logloss.summarize, or fit the rows themselves: fit(X, y).",
            )
        if not summary.is_binary:
            return self._fit_many_of(summary)
        d = distinct(summary)
        weight, unit = np.stack([d.negatives, d.positives]), unit_of(d)
        total = float(weight.sum())
        found = self._fitted(d.z, weight, unit)
        if found is None:
            raise self._no_fit()
        self._keep(found)
        self.classes_ = np.array(summary.labels)
        self.in_sample_loss_ = total_loss(found(d.z), weight) / total
        folds = folds_of(summary)
        losses = None if folds is None else left_out(d.z, folds, lambda w: self._fitted(d.z, w, unit))
        if losses is None or folds is None:
            self.cross_validated_loss_ = None
        else:
            self.cross_validated_loss_ = math.fsum((folds * losses).ravel().tolist()) / total
        return self

    def predict_proba(self, X: Any) -> Float:
        """Recalibrate predictions.

        Parameters
        ----------
        X : shape (n,) or (n, K)
            Of the kind that `fit` took.

        Returns
        -------
        ndarray of shape (n, K)
            One column a class, in the order of `classes_`; of two classes the second is the positive one.
        """
        scores = self._examined(X).scores.astype(np.float64, copy=False)
        if len(self.classes_) > 2:
            return self._recalibrated_many(scores)
        z = self._map()(_log_odds(scores, self.from_logits))
        return np.stack([probability(-z), probability(z)], axis=1)

    def predict(self, X: Any) -> Array:
        """The likeliest class of each row, shape (n,); of equally likely ones the first."""
        result: Array = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return result

    def save(self, path: str | PathLike[str]) -> None:
        """Write what was fitted as a small JSON file, whole or not at all."""
        check_is_fitted(self)
        losses = {"in_sample": self.in_sample_loss_, "cross_validated": self.cross_validated_loss_}
        write(path, self.kind, self.from_logits, self.classes_.tolist(), losses, self._plain())

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a recalibrator of this kind that any version of this library has saved.

        Raises
        ------
        FileError, FormatError
            Where the file cannot be read, or is none of these.
        """
        saved = read(path, cls.kind, cls._from_plain)
        result = cls(labels=saved.labels, from_logits=saved.from_logits)
        result._keep(saved.map)
        result.classes_ = np.array(saved.labels)
        result.in_sample_loss_ = saved.in_sample
        result.cross_validated_loss_ = saved.cross_validated
        return result

    def _examined(self, X: Any) -> Rows:
        """The predictions, past the doctor, who is given labels that none of them is blamed for."""
        check_is_fitted(self)
        labels = self.classes_.tolist()
        try:
            shape = np.shape(X)
        except ValueError:  # rows of different lengths, which the doctor has words for
            shape = ()
        columns = shape[1] if len(shape) == 2 else 1
        if shape and columns != len(labels) and not (columns == 1 and len(labels) == 2):
            raise DataError(
                f"X must have a column for each of {len(labels)} classes, as in the fit, got {columns}",
                "Pass predictions of the same model.",
            )
        y = np.full(shape[:1] or 1, labels[0], dtype=self.classes_.dtype)
        return examine(y, X, labels=labels, from_logits=self.from_logits, names=Names("X", "X"))

    # ---- what each kind says for itself ---------------------------------------------------------------

    @staticmethod
    def _fitted(z: Float, weight: Array, unit: float) -> Map | None:
        """The map of log-odds fitted to the weight of two classes, shape (2, n); None where there is none."""
        raise NotImplementedError

    def _keep(self, found: Any) -> None:
        """Set the attributes that say what was fitted."""
        raise NotImplementedError

    def _map(self) -> Map:
        """The map by these attributes."""
        raise NotImplementedError

    def _plain(self) -> dict[str, Any]:
        """The map as JSON holds it."""
        raise NotImplementedError

    @staticmethod
    def _from_plain(data: dict[str, Any]) -> Map:
        """The map again; ValueError where something is missing or out of range."""
        raise NotImplementedError

    @staticmethod
    def _no_fit() -> NoFitError:
        """What is said where there is no best map."""
        raise NotImplementedError

    def _fit_many(self, rows: Rows) -> Self:
        raise self._only_two(len(rows.labels))

    def _fit_many_of(self, summary: Summary) -> Self:
        raise self._only_two(len(summary.labels))

    def _recalibrated_many(self, scores: Float) -> Float:
        raise self._only_two(scores.shape[1])

    def _only_two(self, classes: int) -> DataError:
        return DataError(
            f"{type(self).__name__} is for two classes, got {classes}",
            "TemperatureRecalibrator takes any number of them.",
        )


def _log_odds(scores: Float, logits: bool) -> Float:
    """The log-odds of two classes, as a Summary has them."""
    if scores.ndim == 1:
        return scores if logits else log_odds(scores)
    if logits:
        return scores[:, 1] - scores[:, 0]
    z = log_odds(scores[:, 1])
    with np.errstate(divide="ignore"):
        return np.where(np.isposinf(z), 0.0 - np.log(scores[:, 0]), z)  # of (1e-20, 1) the first knows more
