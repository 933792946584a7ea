"""Displays: the panels of an Explanation's picture, each alone, by scikit-learn's conventions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from logloss.errors import ArgumentError
from logloss.estimators import cross_validated
from logloss.explanation import Explanation, explain
from logloss.messages import Text
from logloss.render.figures import draw_marks
from logloss.render.figures_axes import above, margins
from logloss.render.figures_text import DPI, Font, extent, fitted, sans
from logloss.render.style import Palette, palette_of
from logloss.scenes.explained import bars_scene
from logloss.scenes.explained_parts import parts_finding, parts_scene
from logloss.scenes.explained_reliability import reliability_finding, reliability_scene
from logloss.scenes.marks import Scene

MARGIN = 0.25
SIZE, AIR = 9.0, 8.0
"""Points: of the type, and between the title and what stands below it."""

TITLE = (1.25, 1.1, 1.0, 0.85)
"""The size of the title, in that of the other words: the first that fits."""


class Drawn(ABC):
    """What all displays share: a scene below what it finds, drawn on matplotlib's axes.

    Attributes
    ----------
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.
    """

    size = (8.0, 4.2)
    """Of a figure of its own, in inches."""

    ax_: Any
    figure_: Any

    @abstractmethod
    def _scene(self) -> Scene:
        """What is drawn."""

    @abstractmethod
    def _headline(self) -> Text:
        """What it finds."""

    def plot(self, ax: Any = None, *, lang: str = "en", palette: Any = None) -> Self:
        """Draw on given Axes, or on new ones.

        Parameters
        ----------
        ax : matplotlib Axes, optional
        lang : "en", "zh-Hans" or "zh-Hant"
        palette : mapping, optional
            Colours by role, ``{"positive": "#005f73"}`` for one.

        Returns
        -------
        The display itself, with ``ax_`` and ``figure_``.
        """
        colours, scene, font = palette_of(palette), self._scene(), sans(lang, SIZE)
        headline = self._headline()
        ax = _new_axes(self.size, scene, headline, lang, font, colours) if ax is None else ax
        title = _title(headline, scene, lang, font, ax)
        if title.leaves:  # the key makes room
            scene = replace(scene, key=())
            title = _title(headline, scene, lang, font, ax)
        draw_marks(scene, ax, lang=lang, palette=colours, size=SIZE)
        style = {"fontproperties": title.font.properties(), "color": colours.ink, "parse_math": False}
        ax.set_title(title.words, loc="left", pad=title.pad, **style)
        self.ax_, self.figure_ = ax, ax.figure
        return self


class Display(Drawn):
    """What the displays of one loss share: how they are made, and of what.

    Attributes
    ----------
    explanation : Explanation
        The numbers behind the drawing.
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.
    """

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation

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
    ) -> Self:
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
    ) -> Self:
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

    @classmethod
    def from_cv_results(
        cls,
        cv_results: Any,
        X: Any,
        y: Any,
        *,
        sample_weight: Any = None,
        unit: Any = "nats",
        ax: Any = None,
        lang: str = "en",
        palette: Any = None,
    ) -> Self:
        """Draw the log loss of rows that a model has not seen, of all folds of a cross-validation together.

        Parameters
        ----------
        cv_results : dict
            What ``cross_validate(..., return_estimator=True, return_indices=True)`` returned.
        X, y
            What it was given. Each row is predicted by the model that was fitted without it; in more than
            one such test it counts as often, and standard errors take those predictions as one cluster.
        sample_weight : shape (n,), optional
        unit, ax, lang, palette
            As in :meth:`from_predictions`.

        Examples
        --------
        >>> from sklearn.datasets import load_breast_cancer
        >>> from sklearn.linear_model import LogisticRegression
        >>> from sklearn.model_selection import cross_validate
        >>> import logloss as ll
        >>> X, y = load_breast_cancer(return_X_y=True)
        >>> model = LogisticRegression(solver="newton-cholesky")
        >>> found = cross_validate(model, X, y, return_estimator=True, return_indices=True)
        >>> round(ll.LogLossDisplay.from_cv_results(found, X, y).explanation.loss, 2)
        0.12
        """
        rows = cross_validated(cv_results, X, y, sample_weight)
        explanation = explain(
            rows.y, rows.p, rows.weight, id=rows.row, labels=rows.labels, cluster=rows.cluster, unit=unit
        )
        return cls(explanation).plot(ax, lang=lang, palette=palette)


class LogLossDisplay(Display):
    """Every prediction as a bar, as wide as its share of the data and as high as its surprisal.

    The area of all bars is the loss. Few rows are few bars; of many, neighbours of one class are gathered
    into at most a thousand, and each class has an area of its own. Make one with :meth:`from_predictions`,
    :meth:`from_estimator` or :meth:`from_cv_results`.

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

    def _scene(self) -> Scene:
        return bars_scene(self.explanation)

    def _headline(self) -> Text:
        return self.explanation.headline


class ReliabilityDisplay(Display):
    """How often it happened, at each probability that was said; of two classes.

    The line is isotonic regression (CORP: Dimitriadis, Gneiting & Jordan 2021, doi:10.1073/pnas.2016191118),
    the band where 95% of calibrated predictions would have it, the bars at the foot where predictions lie.

    Attributes
    ----------
    explanation : Explanation
        The numbers behind the drawing; the curve is its ``reliability``.
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.

    Examples
    --------
    >>> display = ReliabilityDisplay.from_predictions([1, 0, 1, 1, 0], [0.9, 0.2, 0.7, 0.4, 0.6])
    >>> display.explanation.reliability.observed
    (0.0, 0.5, 0.5, 1.0, 1.0)
    """

    size = (4.6, 5.0)

    def _scene(self) -> Scene:
        return _of_two(reliability_scene(self.explanation), self)

    def _headline(self) -> Text:
        return reliability_finding(self.explanation)


class DecompositionDisplay(Display):
    """What the loss of two classes is made of: uncertainty − discrimination + miscalibration.

    An axis that leaves out what all bars have in common says so: it begins at 0, and bars are torn behind.

    Attributes
    ----------
    explanation : Explanation
        The numbers behind the drawing: its ``decomposition`` and ``null``.
    ax_, figure_
        The matplotlib Axes and Figure drawn on, after :meth:`plot`.

    Examples
    --------
    >>> y, p = [0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
    >>> display = DecompositionDisplay.from_predictions(y, p)
    >>> display.ax_.get_title("left")
    'Log loss 0.6986 = 0.6931 − 0.3183 + 0.3237 nats'
    """

    size = (7.0, 4.0)

    def _scene(self) -> Scene:
        return _of_two(parts_scene(self.explanation), self)

    def _headline(self) -> Text:
        return parts_finding(self.explanation)


def _of_two(scene: Scene | None, display: Display) -> Scene:
    if scene is None:
        labels = len(display.explanation.summary.labels)
        raise ArgumentError(
            f"{type(display).__name__} is of two classes, and these predictions are of {labels}",
            "Draw one class against the rest: y_true == label, and its column of y_proba.",
        )
    return scene


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


def _new_axes(
    size: tuple[float, float], scene: Scene, headline: Text, lang: str, font: Font, palette: Palette
) -> Any:
    """Axes on a new figure of pyplot's, with room for all words, which find their places once."""
    from matplotlib import pyplot as plt

    full, height = size
    figure = plt.figure(figsize=size, facecolor=palette.paper)
    around = margins(scene, full - 2 * MARGIN, lang, font)
    left, bottom = MARGIN + around.left, MARGIN + around.bottom
    wide = full - left - MARGIN
    face = font.scaled(TITLE[0])
    title = extent(fitted(headline, lang, face, wide * DPI), face)[1] / DPI
    high = height - bottom - around.top - AIR / 72 - 1.1 * title - MARGIN
    return figure.add_axes((left / full, bottom / height, wide / full, high / height))
