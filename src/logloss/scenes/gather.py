"""From labels and features, or labels and predictions, to the material of a story."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from logloss.analysis.yardstick import yardstick
from logloss.checks import Names, Rows, examine
from logloss.errors import ArgumentError, DataError, NoFitError
from logloss.estimators import Unseen, base_loss_left_out, left_out, unseen_predictions
from logloss.kernels.reference import Array
from logloss.messages import text
from logloss.scenes.bars import bars_along, bars_of_points
from logloss.scenes.check import check_fit, check_predictions, check_sums
from logloss.scenes.features import examine_features
from logloss.scenes.fit import estimator, fit, is_separable
from logloss.scenes.marks import Words
from logloss.scenes.material import Free, Left, Material, RawRows
from logloss.scenes.names import short
from logloss.scores import mean_loss, row_losses
from logloss.sources import Columns, columns_of, named
from logloss.summary import Summary
from logloss.summary.bins import log_odds, probability

MOST_BARS = 200
"""A story's bars: more than this could not be told apart where they stand on the axis."""


def of_features(
    x: Any, y: Any, data: Any, labels: Sequence[Any] | None, pos_label: Any, missing: Any, C: float, unit: str
) -> Material:
    """A story's material from features, to which a model is fitted."""
    found = _found(y, x, data, "x")
    rows = examine_features(found.y_true, found.y_proba, labels, pos_label, missing, found.names)
    X, classes = rows.scores, rows.y
    model = fit(X, classes, C)
    z = model.logits(X)
    seen = Rows(classes, z, None, rows.labels, logits=True, index=rows.index, notes=rows.notes)
    unseen = _unseen(X, classes, C)
    twins: Rows | None = None
    left: Left | str = "too_small"
    if isinstance(unseen, str):
        left = unseen
    else:
        twins = Rows(classes, unseen.scores, None, rows.labels, logits=True)
        splits = unseen.splits
        left = Left(mean_loss(twins), base_loss_left_out(classes, splits), splits.method)
    summary = Summary.of(seen, source=found.source, first_row=found.names.first)
    single = X.shape[1] == 1
    raw = RawRows(classes, X[:, 0] if single else z, None if twins is None else row_losses(twins))
    return Material(
        bars=bars_of_points(classes, raw.scores, row_losses(seen), unseen=raw.unseen, most=MOST_BARS),
        rows=raw.if_few,
        axis=_axis(x) if single else text("axis.log_odds"),
        feature=single,
        curve=(lambda at: probability(model.weight[0] * at + model.bias)) if single else probability,
        summary=summary,
        yardstick=yardstick(summary),
        fit=model,
        free=_free(X, classes, C),
        unseen=left,
        check=check_fit(X, classes, model, unit),
        unit=unit,
    )


def of_predictions(
    y: Any, y_proba: Any, data: Any, labels: Sequence[Any] | None, pos_label: Any, missing: Any, unit: str
) -> Material:
    """A story's material from predictions that somebody's model made."""
    found = _found(y, y_proba, data, "y_proba")
    rows = examine(
        found.y_true, found.y_proba, labels=labels, pos_label=pos_label, missing=missing, names=found.names
    )
    if len(rows.labels) != 2:
        raise DataError(
            f"a story is told of two classes, and there are {len(rows.labels)}",
            "explain takes any number of classes.",
        )
    classes = rows.y.astype(np.int64)
    p = (rows.scores if rows.scores.ndim == 1 else rows.scores[:, 1]).astype(np.float64)
    summary = Summary.of(rows, source=found.source, first_row=found.names.first)
    return Material(
        bars=bars_of_points(classes, log_odds(p), row_losses(rows), most=MOST_BARS),
        rows=RawRows(classes, p).if_few,
        axis=text("axis.log_odds"),
        feature=False,
        curve=probability,
        summary=summary,
        yardstick=yardstick(summary),
        fit=None,
        free=None,
        unseen="given",
        check=check_predictions(classes, p, unit),
        unit=unit,
    )


def of_summary(summary: Summary, unit: str) -> Material | None:
    """A story's material from a Summary alone; None of more than two classes, and where rows have weights."""
    if not summary.is_binary or summary.weights != "none":
        return None
    return Material(
        bars=bars_along(summary, MOST_BARS),
        rows=None,
        axis=text("axis.log_odds"),
        feature=False,
        curve=probability,
        summary=summary,
        yardstick=yardstick(summary),
        fit=None,
        free=None,
        unseen="given",
        check=check_sums(summary, unit),
        unit=unit,
    )


def _found(y: Any, scores: Any, data: Any, name: str) -> Columns:
    """The columns, called by the names that story's own arguments have."""
    if data is None and name == "x" and named(scores):
        listed = ", ".join(repr(column) for column in named(scores)[:3])
        raise ArgumentError(
            f"x names columns ({listed}), but there is no data", "Pass the frame or file as data=."
        )
    found = columns_of(y, scores, data=data)
    called = found.names
    own = Names(
        called.y_true if data is not None and named(y) else "y",
        called.y_proba if named(scores) else name,
        row=called.row,
        first=called.first,
    )
    return Columns(found.y_true, found.y_proba, None, None, own, found.source)


def _axis(x: Any) -> Words:
    """What a single feature is called: by its column, or by the name that a pandas Series has."""
    names = named(x)
    name = names[0] if names else getattr(x, "name", None)
    return short(name) if isinstance(name, str) and short(name) else "x"


def _unseen(X: Array, y: Array, C: float) -> Unseen | str:
    """Predictions of unseen rows, or why there are none."""
    splits = left_out(y)
    if splits is None:
        return "too_small"
    if math.isinf(C) and any(is_separable(X[train], y[train]) for train, _ in splits.folds):
        return "no_fit"
    return unseen_predictions(estimator(C), X, y, splits) or "too_small"


def _free(X: Array, y: Array, C: float) -> Free | None:
    """The fit without penalty; None where it is this one already, or does not exist."""
    if math.isinf(C):
        return None
    try:
        free = fit(X, y, math.inf)
    except NoFitError:
        return None
    return Free(free, mean_loss(Rows(y, free.logits(X), None, (0, 1), logits=True)))
