"""The story: log loss told in scenes, from the ten points or from anybody's data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any, Literal

import numpy as np

from logloss.analysis.yardstick import yardstick
from logloss.checks import Names, Rows, examine
from logloss.errors import ArgumentError, DataError, NoFitError
from logloss.estimators import unseen_predictions
from logloss.information import unit_factor
from logloss.kernels.reference import Array, Float
from logloss.scores import mean_loss, row_losses
from logloss.sources import columns_of, named
from logloss.messages import Text, number, text
from logloss.scenes import part_one, part_three, part_two
from logloss.scenes.bars import bars_of_points
from logloss.scenes.check import check_fit, check_predictions
from logloss.scenes.fit import Fit, estimator, fit
from logloss.scenes.marks import Scene, to_dict
from logloss.scenes.material import Free, Left, Material
from logloss.scenes.points import X, Y
from logloss.summary import Summary
from logloss.summary.bins import log_odds, probability

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
    "culprits": part_three.culprits,
}
"""The scenes in order: a name, and the function that draws it from the story's material."""

MOST_BARS = 200
"""A story's bars: more than this could not be told apart where they stand on the axis."""

Lang = Literal["en", "zh-Hans", "zh-Hant"]


@dataclass(frozen=True)
class Story:
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
        return self.scenes[list(SCENES).index(name)]

    @property
    def strip(self) -> tuple[tuple[str, Text], ...]:
        """The numbers that always hold, each with its caption: loss, base rate's loss, skill, geometric mean."""
        m, y = self.material, self.material.yardstick
        unit = {"unit": m.unit_name}
        return (
            (number(m.loss), text("strip.loss", **unit)),
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

    def plot(self, scene: str | Sequence[str] | None = None, *, lang: Lang = "en") -> Any:
        """Draw one scene, some, or all of them, as a matplotlib Figure.

        Parameters
        ----------
        scene : name, names, or None for all
        lang : "en", "zh-Hans" or "zh-Hant"
        """
        from logloss.render.sheet import draw_scene, draw_sheet

        if isinstance(scene, str):
            return draw_scene(self[scene], lang=lang, strip=self.strip)
        return draw_sheet([self[name] for name in scene or SCENES], lang=lang)

    def save(self, path: str | PathLike[str], scene: str | Sequence[str] | None = None, *, lang: Lang = "en") -> None:
        """Write the scenes as a picture (.png, .svg, .pdf), as JSON, or into a folder, one PNG a scene."""
        from logloss.render.files import save_story

        save_story(self, path, scene, lang)

    def __str__(self) -> str:
        """The story in words and block characters, for a terminal 80 columns wide."""
        from logloss.render.terminal import story_text

        return story_text(self)

    def _repr_html_(self) -> str:
        from logloss.render.notebook import figure_html

        return figure_html(self.plot())


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
        Features to which scikit-learn's logistic regression is fitted; without ``x`` and ``y`` the ten points are told.
        With several features the axis is the model's log-odds.
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
    (0.5799, 21)
    """
    unit_factor(unit)  # refuses a unit that is none
    if x is None and y is None and y_proba is None:
        x, y, data = np.array(X), np.array(Y), None
    if (x is None) == (y_proba is None) or y is None:
        raise ArgumentError(
            "story needs labels y, and either features x or predictions y_proba",
            "Without any of them it tells the ten points.",
        )
    if y_proba is not None:
        return Story(_of_predictions(y, y_proba, data, labels, pos_label, missing, unit))
    return Story(_of_features(x, y, data, labels, pos_label, missing, C, unit))


def _of_features(
    x: Any, y: Any, data: Any, labels: Any, pos_label: Any, missing: Any, C: float, unit: str
) -> Material:
    found = columns_of(y, x, data=data)
    features = np.asarray(found.y_proba)
    rows = _features(features, found.y_true, labels, pos_label, missing, _renamed(found.names, x))
    matrix, classes = rows.scores, rows.y.astype(np.int64)
    model = fit(matrix, classes, C)
    z = model.logits(matrix)
    single = matrix.shape[1] == 1
    seen = Rows(classes, z, None, rows.labels, logits=True, index=rows.index, notes=rows.notes)
    unseen = unseen_predictions(estimator(C), matrix, classes)
    twins = None if unseen is None else Rows(classes, unseen.scores, None, rows.labels, logits=True)
    summary = Summary.of(seen, source=found.source, first_row=found.names.first)
    place = matrix[:, 0] if single else z
    bars = bars_of_points(
        classes, place, row_losses(seen), unseen=None if twins is None else row_losses(twins), most=MOST_BARS
    )
    return Material(
        bars=bars,
        axis=_axis(x, single),
        feature=single,
        curve=(lambda at: probability(model.weight[0] * at + model.bias)) if single else probability,
        summary=summary,
        yardstick=yardstick(summary),
        fit=model,
        free=_free(matrix, classes, C),
        unseen=None if twins is None or unseen is None else _left(twins, unseen.method),
        check=check_fit(matrix, classes, C),
        unit=unit,
    )


def _of_predictions(
    y: Any, y_proba: Any, data: Any, labels: Any, pos_label: Any, missing: Any, unit: str
) -> Material:
    found = columns_of(y, y_proba, data=data)
    rows = examine(
        found.y_true, found.y_proba, labels=labels, pos_label=pos_label, missing=missing, names=found.names
    )
    if len(rows.labels) != 2:
        raise DataError(
            f"a story is told of two classes, and there are {len(rows.labels)}",
            "explain takes any number of classes.",
        )
    p = rows.scores.astype(np.float64) if rows.scores.ndim == 1 else rows.scores[:, 1].astype(np.float64)
    summary = Summary.of(rows, source=found.source, first_row=found.names.first)
    classes = rows.y.astype(np.int64)
    return Material(
        bars=bars_of_points(classes, log_odds(p), row_losses(rows), most=MOST_BARS),
        axis=text("axis.log_odds"),
        feature=False,
        curve=probability,
        summary=summary,
        yardstick=yardstick(summary),
        fit=None,
        free=None,
        unseen=None,
        check=check_predictions(classes, p),
        unit=unit,
    )


def _features(
    features: Array, y_true: Any, labels: Any, pos_label: Any, missing: Any, names: Names
) -> Rows:
    """Features of shape (n, k) and labels of two classes that have passed the doctor, who sees features as logits."""
    matrix = features.reshape(len(features), -1) if features.ndim <= 2 and features.size else features
    columns_ = [examine(y_true, matrix[:, 0] if matrix.ndim == 2 else matrix, labels=labels, pos_label=pos_label,
                        from_logits=True, missing=missing, names=names)]  # fmt: skip
    rows = columns_[0]
    matrix = np.asarray(matrix if rows.index is None else matrix[rows.index])
    for k in range(matrix.shape[1]):
        checked = examine(rows.y, matrix[:, k], from_logits=True, missing=missing, names=names)
        if checked.index is not None or not np.isfinite(checked.scores).all():
            raise DataError(
                f"{names.y_proba} must hold finite numbers", "Mend or drop the rows whose feature is missing or ∞."
            )
    if len(rows.labels) != 2:
        raise DataError(f"a story is told of two classes, and there are {len(rows.labels)}", "Give two classes.")
    return Rows(rows.y, matrix.astype(np.float64), None, rows.labels, index=rows.index, notes=rows.notes)


def _renamed(names: Names, x: Any) -> Names:
    return names if named(x) else Names("y", "x", names.sample_weight, names.row, names.first)


def _axis(x: Any, single: bool) -> Any:
    if not single:
        return text("axis.log_odds")
    found = named(x)
    return found[0] if found else "x"


def _free(X: Array, y: Array, C: float) -> Free | None:
    """The fit without penalty; None where it is this one already, or does not exist."""
    if np.isinf(C):
        return None
    try:
        free = fit(X, y, float("inf"))
    except NoFitError:
        return None
    return Free(free, mean_loss(Rows(y, free.logits(X), None, (0, 1), logits=True)))


def _left(rows: Rows, method: str) -> Left:
    """The loss of unseen rows, and that of a base rate which has not seen them either."""
    n = len(rows)
    counts = np.bincount(rows.y, minlength=2)
    if method == "leave-one-out":
        base = -(counts * np.log((counts - 1) / (n - 1))).sum() / n
    else:  # stratified folds leave the base rate as it is, but for rounding
        base = -(counts * np.log(counts / n)).sum() / n
    return Left(mean_loss(rows), float(base), method)
