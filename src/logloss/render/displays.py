"""Displays: the same drawings by scikit-learn's conventions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logloss.errors import ArgumentError
from logloss.explanation import Explanation, explain
from logloss.render.figures import draw_marks
from logloss.render.figures_axes import above, margins
from logloss.render.figures_text import Font, fitted, sans
from logloss.render.style import Palette, palette_of
from logloss.scenes.explained import bars_scene
from logloss.scenes.marks import Scene

WIDTH, HEIGHT, MARGIN = 8.0, 4.2, 0.25
TITLE = 11 / 9
"""The size of the title, in that of the other words."""


class LogLossDisplay:
    """Every prediction as a bar, as wide as its share of the data and as high as its surprisal.

    The area of all bars is the loss. Few rows are few bars; of many, neighbours of one class are gathered
    into at most a thousand, and each class has an area of its own. Make one with :meth:`from_predictions` or
    :meth:`from_estimator`.

    Attributes
    ----------
    explanation : Explanation
        The numbers behind the drawing.
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.

    Examples
    --------
    >>> display = LogLossDisplay.from_predictions([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
    >>> round(display.explanation.loss, 4), display.ax_.get_title("left")
    (0.4004, 'Log loss 0.4004 ± 0.1916 nats: 28.8% better than guessing the base rate')
    """

    ax_: Any
    figure_: Any

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation

    def plot(self, ax: Any = None, *, lang: str = "en", palette: Any = None) -> LogLossDisplay:
        """Draw on given Axes, or on new ones.

        Parameters
        ----------
        ax : matplotlib Axes, optional
        lang : "en", "zh-Hans" or "zh-Hant"
        palette : mapping, optional
            Colours by role, ``{"positive": "#005f73"}`` for one.

        Returns
        -------
        LogLossDisplay
            Itself, with ``ax_`` and ``figure_``.
        """
        colours, scene, font = palette_of(palette), bars_scene(self.explanation), sans(lang, 9)
        ax = _new_axes(scene, lang, font, colours) if ax is None else ax
        draw_marks(scene, ax, lang=lang, palette=colours, size=font.size)
        width = ax.get_window_extent().width
        title = fitted(self.explanation.headline, lang, font.scaled(TITLE), width, ax.figure.dpi)
        ax.set_title(
            title,
            loc="left",
            pad=above(scene, ax, lang, font) + 4,
            fontproperties=font.scaled(TITLE).properties(),
            color=colours.ink,
            parse_math=False,
        )
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
        palette: Any = None,
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
        palette: Any = None,
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


def _new_axes(scene: Scene, lang: str, font: Font, palette: Palette) -> Any:
    """Axes on a new figure of pyplot's, with room for all words, which find their places once."""
    from matplotlib import pyplot as plt

    figure = plt.figure(figsize=(WIDTH, HEIGHT), facecolor=palette.paper)
    around = margins(scene, WIDTH - 2 * MARGIN, lang, font)
    left, bottom = MARGIN + around.left, MARGIN + around.bottom
    top = MARGIN + around.top + 2.6 * TITLE * font.size / 72
    box = (left, bottom, WIDTH - left - MARGIN, HEIGHT - bottom - top)
    x0, y0, wide, high = box
    return figure.add_axes((x0 / WIDTH, y0 / HEIGHT, wide / WIDTH, high / HEIGHT))
