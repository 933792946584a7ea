"""Displays: the same drawings by scikit-learn's conventions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from logloss.errors import ArgumentError
from logloss.explanation import Explanation, explain
from logloss.messages import Text
from logloss.render.figures import draw_marks
from logloss.render.figures_axes import above, margins
from logloss.render.figures_text import DPI, Font, extent, fitted, sans
from logloss.render.style import Palette, palette_of
from logloss.scenes.explained import bars_scene
from logloss.scenes.marks import Scene

WIDTH, HEIGHT, MARGIN = 8.0, 4.2, 0.25
SIZE, AIR = 9.0, 8.0
"""Points: of the type, and between the title and what stands below it."""

TITLE = (1.25, 1.1, 1.0, 0.85)
"""The size of the title, in that of the other words: the first that fits."""


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
    (0.4004, 'Log loss 0.4004 ± 0.1795 nats: 28.8% better than guessing the base rate')
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
        colours, scene, font = palette_of(palette), bars_scene(self.explanation), sans(lang, SIZE)
        headline = self.explanation.headline
        ax = _new_axes(scene, headline, lang, font, colours) if ax is None else ax
        title = _title(headline, scene, lang, font, ax)
        if title.leaves:  # the key makes room
            scene = replace(scene, key=())
            title = _title(headline, scene, lang, font, ax)
        draw_marks(scene, ax, lang=lang, palette=colours, size=SIZE)
        style = {"fontproperties": title.font.properties(), "color": colours.ink, "parse_math": False}
        ax.set_title(title.words, loc="left", pad=title.pad, **style)
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


@dataclass(frozen=True)
class _Title:
    """The headline on lines that fit the axes: face, points below it, and whether it leaves the figure."""

    words: str
    font: Font
    pad: float
    leaves: bool


def _title(headline: Text, scene: Scene, lang: str, font: Font, ax: Any) -> _Title:
    """The headline, smaller where there is little room above the axes."""
    frame, dpi = ax.get_window_extent(), ax.figure.dpi
    pad = above(scene, ax, lang, font) + AIR
    room = ax.figure.bbox.height - frame.y1 - pad * dpi / 72
    for factor in TITLE:
        face = font.scaled(factor)
        words = fitted(headline, lang, face, frame.width, dpi)
        if extent(words, face, dpi)[1] <= room:
            return _Title(words, face, pad, leaves=False)
    return _Title(words, face, pad, leaves=True)


def _new_axes(scene: Scene, headline: Text, lang: str, font: Font, palette: Palette) -> Any:
    """Axes on a new figure of pyplot's, with room for all words, which find their places once."""
    from matplotlib import pyplot as plt

    figure = plt.figure(figsize=(WIDTH, HEIGHT), facecolor=palette.paper)
    around = margins(scene, WIDTH - 2 * MARGIN, lang, font)
    left, bottom = MARGIN + around.left, MARGIN + around.bottom
    wide = WIDTH - left - MARGIN
    face = font.scaled(TITLE[0])
    title = extent(fitted(headline, lang, face, wide * DPI), face)[1] / DPI
    high = HEIGHT - bottom - around.top - AIR / 72 - 1.1 * title - MARGIN
    return figure.add_axes((left / WIDTH, bottom / HEIGHT, wide / WIDTH, high / HEIGHT))
