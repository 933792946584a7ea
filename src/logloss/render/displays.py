"""Displays: the same drawings by scikit-learn's conventions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logloss.errors import ArgumentError
from logloss.explanation import Explanation, explain
from logloss.messages import plain
from logloss.render.figures import draw_marks
from logloss.render.style import PALETTE, Palette
from logloss.scenes.explained import bars_scene


class LogLossDisplay:
    """Every prediction as a bar, as wide as its share of the data and as high as its surprisal: the area is the loss.

    Few rows are few bars; of many, neighbours of one class are gathered into at most a thousand. Make one with
    :meth:`from_predictions` or :meth:`from_estimator`.

    Attributes
    ----------
    explanation : Explanation
        The numbers behind the drawing.
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.

    Examples
    --------
    >>> display = LogLossDisplay.from_predictions([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
    >>> round(display.explanation.loss, 4), display.ax_.get_title()
    (0.4004, 'Log loss 0.4004 ± 0.1916 nats: 28.8% better than guessing the base rate')
    """

    ax_: Any
    figure_: Any

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation

    def plot(self, ax: Any = None, *, lang: str = "en", palette: Palette = PALETTE) -> LogLossDisplay:
        """Draw on given Axes, or on new ones.

        Parameters
        ----------
        ax : matplotlib Axes, optional
        lang : "en", "zh-Hans" or "zh-Hant"
        palette : colours by role

        Returns
        -------
        LogLossDisplay
            Itself, with ``ax_`` and ``figure_``.
        """
        if ax is None:
            from matplotlib import pyplot as plt

            # Labels find their places for good when they are drawn, so the margins are set before, not by a layout engine.
            figure = plt.figure(figsize=(8, 4.2), facecolor=palette.paper)
            ax = figure.add_axes((0.07, 0.13, 0.9, 0.7))
        draw_marks(bars_scene(self.explanation), ax, lang=lang, palette=palette)
        ax.set_title(plain(self.explanation.headline, lang), loc="left", fontsize=11, pad=22, parse_math=False)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    @classmethod
    def from_predictions(
        cls,
        y_true: Any,
        y_proba: Any,
        *,
        sample_weight: Any = None,
        labels: Sequence[Any] | None = None,
        pos_label: Any = None,
        unit: Any = "nats",
        ax: Any = None,
        lang: str = "en",
        palette: Palette = PALETTE,
    ) -> LogLossDisplay:
        """Draw the log loss of predictions.

        Parameters
        ----------
        y_true, y_proba, sample_weight, labels, pos_label
            As in :func:`logloss.log_loss`.
        unit : "nats" or "bits"
        ax, lang, palette
            As in :meth:`plot`.
        """
        explanation = explain(y_true, y_proba, sample_weight, labels=labels, pos_label=pos_label, unit=unit)
        return cls(explanation).plot(ax, lang=lang, palette=palette)

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        sample_weight: Any = None,
        unit: Any = "nats",
        ax: Any = None,
        lang: str = "en",
        palette: Palette = PALETTE,
    ) -> LogLossDisplay:
        """Draw the log loss of a fitted classifier on X and y, by its ``predict_proba``.

        Parameters
        ----------
        estimator : fitted scikit-learn classifier or pipeline
        X : shape (n, features)
        y : shape (n,)
        sample_weight, unit, ax, lang, palette
            As in :meth:`from_predictions`.
        """
        if not hasattr(estimator, "predict_proba"):
            raise ArgumentError(
                f"{type(estimator).__name__} has no predict_proba, and a log loss is of probabilities",
                "Wrap it in scikit-learn's CalibratedClassifierCV.",
            )
        return cls.from_predictions(
            y,
            estimator.predict_proba(X),
            sample_weight=sample_weight,
            labels=list(estimator.classes_),
            unit=unit,
            ax=ax,
            lang=lang,
            palette=palette,
        )
