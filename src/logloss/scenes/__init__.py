"""The story: log loss told in scenes, from the ten points or from anybody's data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any, Literal

import numpy as np

from logloss.errors import ArgumentError
from logloss.information import unit_factor
from logloss.messages import Lang, Text, number, text
from logloss.scenes import part_one, part_three, part_two
from logloss.scenes.gather import of_features, of_predictions
from logloss.scenes.marks import Scene, to_dict
from logloss.scenes.material import Material
from logloss.scenes.paired import paired
from logloss.scenes.points import X, Y
from logloss.summary import Summary
from logloss.touchable import Touchable

__all__ = ["SCENES", "Story", "story"]

SCENES: dict[str, Callable[[Material], Scene]] = {
    "feature": part_one.feature,
    "labels": part_one.labels,
    "formula": part_one.formula,
    "split": part_one.split,
    "curve": part_one.curve,
    "positives": part_one.positives,
    "negatives": part_one.negatives,
    "together": part_one.together,
    "line-up": part_one.lineup,
    "baseline": part_one.baseline,
    "penalty": part_one.penalty,
    "loss": part_one.loss,
    "check": part_one.check,
    "distribution": part_two.distribution,
    "entropy": part_two.entropy_scene,
    "cross-entropy": part_two.cross_entropy_scene,
    "divergence": part_two.divergence,
    "fitting": part_two.fitting,
    "classes": part_two.classes,
    "yardstick": part_three.yardstick,
    "paired": paired,
    "culprits": part_three.culprits,
    "calibration": part_three.calibration,
}
"""The scenes in order: a name, and the function that draws it from the story's material."""


@dataclass(frozen=True)
class Story(Touchable):
    """Log loss told in scenes.

    Attributes
    ----------
    material : Material
        Everything the scenes are drawn from.

    Examples
    --------
    >>> told = story()
    >>> round(told.loss, 4), told["loss"].mark("mean").y0 == told.loss
    (0.3329, True)
    """

    material: Material

    @property
    def loss(self) -> float:
        """The log loss, in the story's unit."""
        return self.material.loss

    @property
    def summary(self) -> Summary:
        """The Summary of the predictions that the story tells of."""
        return self.material.summary

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """All scenes in order."""
        return tuple(draw(self.material) for draw in SCENES.values())

    def __getitem__(self, name: str) -> Scene:
        """One scene by its name."""
        if name not in SCENES:
            raise ArgumentError(f"there is no scene {name!r}", f"The scenes are {', '.join(SCENES)}.")
        return SCENES[name](self.material)

    @property
    def strip(self) -> tuple[tuple[str, Text], ...]:
        """The numbers that always hold, with captions: loss, base rate's loss, skill, geometric mean."""
        m, y = self.material, self.material.yardstick
        return (
            (number(m.loss), text("strip.loss", unit=m.unit_name)),
            (number(y.base_loss * m.factor), text("strip.base")),
            ("–" if y.skill is None else number(y.skill, "pct1"), text("strip.skill")),
            (number(y.geometric_mean, "n3"), text("strip.geometric")),
        )

    def to_dict(self) -> dict[str, Any]:
        """The story as plain data: schema/story.v1.json."""
        return {
            "format": "logloss.story",
            "version": 1,
            "unit": self.material.unit,
            "scenes": [to_dict(scene) for scene in self.scenes],
        }

    def to_json(self) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False, ensure_ascii=False)

    def plot(
        self, scene: str | Sequence[str] | None = None, *, lang: Lang = "en", palette: Any = None
    ) -> Any:
        """Draw one scene, some, or all of them, as a matplotlib Figure.

        Parameters
        ----------
        scene : name, names, or None for all
        lang : "en", "zh-Hans" or "zh-Hant"
        palette : mapping, optional
            Colours by role, ``{"positive": "#005f73"}`` for one.
        """
        from logloss.render.files import plot_story

        return plot_story(self, scene, lang, palette)

    def save(
        self,
        path: str | PathLike[str],
        scene: str | Sequence[str] | None = None,
        *,
        lang: Lang | None = None,
        palette: Any = None,
    ) -> None:
        """Write the story: a page (.html), a film (.mp4, .gif), a picture (.png, .svg, .pdf), JSON, or PNGs.

        PNGs, one a scene, go into a folder. A page holds all scenes, and opens at the first that is named and
        in ``lang``; without it in the language that the reader's browser asks for. All else is English then.
        """
        from logloss.render.files import save_story

        save_story(self, path, scene, lang, palette)

    def to_html(
        self,
        path: str | PathLike[str] | None = None,
        *,
        scene: str | None = None,
        lang: Lang | None = None,
    ) -> str | None:
        """The story as one page of HTML that needs no network: all scenes, to be touched.

        Parameters
        ----------
        path : path, optional
            Where to write it; without it the HTML is returned.
        scene : name, optional
            The scene to open, instead of the first.
        lang : "en", "zh-Hans" or "zh-Hant", optional
            The language to open in, instead of the one that the reader's browser asks for.

        Raises
        ------
        ArgumentError
            Where there is no such scene or language.
        FileError
            Where the file cannot be written.

        Examples
        --------
        >>> page = story().to_html(scene="loss")
        >>> page[:15], "0.3329" in page
        ('<!doctype html>', True)
        """
        if path is None:
            from logloss.render.page import story_html

            return story_html(self, scene, lang)
        from logloss.render.files import save_page

        save_page(self, path, scene, lang)
        return None

    def to_film(
        self,
        path: str | PathLike[str],
        *,
        scene: str | Sequence[str] | None = None,
        lang: Lang = "en",
        size: tuple[int, int] | str = (1280, 720),
        fps: int | None = None,
        palette: Any = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """The story as a film: marks move from scene to scene, and each scene stands until it is read.

        The same story and settings give the same bytes. MP4 needs imageio-ffmpeg: ``logloss[film]``.

        Parameters
        ----------
        path : path
            Where to write it, .mp4 or .gif.
        scene : name, names, or None for all
        lang : "en", "zh-Hans" or "zh-Hant"
        size : (width, height) or "widthxheight"
            In pixels; even numbers for an MP4.
        fps : int, optional
            Frames a second; 30 of an MP4, 15 of a GIF if not given.
        palette : mapping, optional
            Colours by role, as of :meth:`plot`.
        progress : callable, optional
            Called with how many frames are done, and how many there will be.

        Raises
        ------
        ArgumentError
            Where there is no such scene, language, size or rate.
        MissingDependencyError
            Where an MP4 is asked for and imageio-ffmpeg is not installed.
        FileError
            Where the file cannot be written.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> target = pathlib.Path(tempfile.mkdtemp()) / "loss.gif"
        >>> story().to_film(target, scene=["line-up", "loss"], size=(640, 360), fps=10)
        >>> target.read_bytes()[:6]
        b'GIF89a'
        """
        from logloss.render.files import save_story_film

        how = {"size": size, "fps": fps, "palette": palette, "progress": progress}
        save_story_film(self, path, scene, lang=lang, **how)

    def __str__(self) -> str:
        """The story in words and block characters, for a terminal 80 columns wide."""
        from logloss.render.terminal import story_text

        return story_text(self)

    def widget(self, *, scene: str | None = None, lang: Lang | None = None) -> Any:
        """The story as a widget, which page and Python hold in common; what a notebook shows of a story.

        What is dragged in it is there in Python, and what is set in Python moves in it. There is one of each
        story, however often it is shown. It needs anywidget: ``logloss[widget]``.

        Parameters
        ----------
        scene : name, optional
            The scene to show; that which is seen if not given, and at first the first.
        lang : "en", "zh-Hans" or "zh-Hant", optional
            The language; at first the one that the reader's browser asks for.

        Returns
        -------
        StoryWidget
            With the traits ``x``, ``y``, ``y_proba``, ``C``, ``curve``, ``loss``, ``scene``, ``lang`` and
            ``unit``.

        Raises
        ------
        ArgumentError
            Where there is no such scene or language.
        MissingDependencyError
            Where anywidget is not installed.

        Examples
        --------
        >>> w = story().widget(scene="curve")
        >>> w.x = [-2.2, -1.4, -0.8, 1.5, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6]  # the fourth point has moved
        >>> round(w.loss, 4)
        0.4392
        """
        chosen = {name: value for name, value in (("scene", scene), ("lang", lang)) if value is not None}
        if chosen:
            self._widget.set(**chosen)
        return self._widget

    def _repr_html_(self) -> str:
        from logloss.render.interactive import story_html

        return story_html(self)


def story(
    x: Any = None,
    y: Any = None,
    *,
    y_proba: Any = None,
    data: Any = None,
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    missing: Literal["error", "drop"] = "error",
    C: float = 1.0,
    unit: Literal["nats", "bits"] = "nats",
) -> Story:
    """Tell the story of a log loss: of the ten points, of one's own feature, or of somebody's predictions.

    Parameters
    ----------
    x : shape (n,) or (n, features), or names of columns of ``data``, optional
        Features to which scikit-learn's logistic regression is fitted; without ``x`` and ``y`` the ten points
        are told. With several features the axis is the model's log-odds.
    y : shape (n,), or the name of a column
        Labels of two classes.
    y_proba : shape (n,), or the name of a column, optional
        Probabilities that some model gave to the positive class, instead of ``x``.
    data : data frame or path, optional
    labels, pos_label, missing
        As in :func:`logloss.log_loss`.
    C : float
        scikit-learn's inverse strength of the penalty; ``inf`` for none.
    unit : "nats" or "bits"

    Raises
    ------
    NoFitError
        Where the model has no finite fit.
    DataError, ArgumentError
        As in :func:`logloss.log_loss`.

    Examples
    --------
    >>> told = story([1, 2, 3, 4], [0, 1, 0, 1])
    >>> round(told.loss, 4), len(told.scenes)
    (0.6114, 23)
    """
    unit_factor(unit)  # refuses a unit that is none
    if x is None and y is None and y_proba is None:
        if data is not None:
            raise ArgumentError(
                "story is given data, but no columns of it", "Name them: x= or y_proba=, and y=."
            )
        x, y = np.array(X), np.array(Y)
    if (x is None) == (y_proba is None) or y is None:
        raise ArgumentError(
            "story needs labels y, and either features x or predictions y_proba",
            "Without any of them it tells the ten points.",
        )
    if y_proba is not None:
        return Story(of_predictions(y, y_proba, data, labels, pos_label, missing, unit))
    return Story(of_features(x, y, data, labels, pos_label, missing, C, unit))
