"""ComparisonDisplay: two models' bars on the same rows, by scikit-learn's Display conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from logloss.comparison import Comparison, compare
from logloss.errors import ArgumentError
from logloss.messages import Text
from logloss.render.displays import Drawn
from logloss.scenes.compared import both_scene
from logloss.scenes.marks import Scene


class ComparisonDisplay(Drawn):
    """Every row as a bar under each of two models: the first filled, the other an outline on top of it.

    Up to 40 rows are bars of their own, the first model's costliest first; of more, rows to which the first
    model gave about the same probability are one bar, class by class. Make one with :meth:`from_predictions`
    or :meth:`from_estimators`.

    Attributes
    ----------
    comparison : Comparison
        The numbers behind the drawing. Of more than two models, the first and the best of the others are
        drawn.
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.

    Examples
    --------
    >>> y, old, new = [1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4], [0.8, 0.1, 0.9, 0.3]
    >>> display = ComparisonDisplay.from_predictions(y, {"old": old, "new": new})
    >>> display.ax_.get_title("left")
    'old and new cannot be told apart on these rows: +0.0091 ± 0.3825 nats'
    """

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def _scene(self) -> Scene:
        return both_scene(self.comparison, self.comparison.main)

    def _headline(self) -> Text:
        return self.comparison.headline

    @classmethod
    def from_predictions(
        cls,
        y_true: Any,
        y_proba: Mapping[str, Any],
        *,
        sample_weight: Any = None,
        labels: Sequence[Any] | None = None,
        pos_label: Any = None,
        unit: Any = "nats",
        ax: Any = None,
        lang: str = "en",
        palette: Any = None,
    ) -> Self:
        """Draw models' predictions of the same rows.

        Parameters
        ----------
        y_true, y_proba, sample_weight, labels, pos_label
            As in :func:`logloss.compare`: `y_proba` holds the predictions of each model by its name.
        unit : "nats" or "bits"
        ax, lang, palette
            As in :meth:`plot`.
        """
        found = compare(y_true, y_proba, sample_weight, unit=unit, labels=labels, pos_label=pos_label)
        return cls(found).plot(ax, lang=lang, palette=palette)

    @classmethod
    def from_estimators(
        cls,
        estimators: Mapping[str, Any],
        X: Any,
        y: Any,
        *,
        sample_weight: Any = None,
        unit: Any = "nats",
        ax: Any = None,
        lang: str = "en",
        palette: Any = None,
    ) -> Self:
        """Draw fitted classifiers on X and y, by their ``predict_proba``.

        Parameters
        ----------
        estimators : mapping of names to fitted scikit-learn classifiers or pipelines
            All of the same classes, in the same order.
        X : shape (n, features)
        y : shape (n,)
        sample_weight, unit, ax, lang, palette
            As in :meth:`from_predictions`.

        Examples
        --------
        >>> from sklearn.datasets import load_breast_cancer
        >>> from sklearn.linear_model import LogisticRegression
        >>> from sklearn.dummy import DummyClassifier
        >>> X, y = load_breast_cancer(return_X_y=True)
        >>> models = {"base rate": DummyClassifier(), "fit": LogisticRegression(solver="newton-cholesky")}
        >>> fitted = {name: model.fit(X[::2], y[::2]) for name, model in models.items()}
        >>> display = ComparisonDisplay.from_estimators(fitted, X[1::2], y[1::2])
        >>> display.comparison.pairs[0].better
        'fit'
        """
        for name, estimator in estimators.items():
            if not hasattr(estimator, "predict_proba"):
                raise ArgumentError(
                    f"{name} is a {type(estimator).__name__}, which has no predict_proba",
                    "Wrap it in scikit-learn's CalibratedClassifierCV.",
                )
        classes = {tuple(estimator.classes_) for estimator in estimators.values()}
        if len(classes) > 1:
            raise ArgumentError(
                "estimators must be of the same classes, got " + " and ".join(str(list(c)) for c in classes),
                "Fit all of them to rows of every class.",
            )
        predicted = {name: estimator.predict_proba(X) for name, estimator in estimators.items()}
        return cls.from_predictions(
            y,
            predicted,
            sample_weight=sample_weight,
            labels=list(*classes) or None,
            unit=unit,
            ax=ax,
            lang=lang,
            palette=palette,
        )
