"""``replay_estimator``: a scikit-learn model that learns in steps, replayed on rows that it does not see."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from logloss.errors import ArgumentError, DataError
from logloss.estimators.models import check_classifier, is_fitted, predicted
from logloss.estimators.predictions import fit
from logloss.kernels.reference import Array, Float
from logloss.replay.result import KEEP, Replay
from logloss.scores import log_loss

PASSES = 20
"""How many times the training rows are passed over where nothing else is asked."""


def replay_estimator(
    model: Any,
    X: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    validation: tuple[Any, ...] | None = None,
    test_size: float = 0.25,
    random_state: int = 0,
    steps: int = PASSES,
    names: Any = None,
    path: str | PathLike[str] | None = None,
    keep: int | None = KEEP,
    live: bool = False,
) -> Replay:
    """Replay how a scikit-learn classifier learns: boosting stage by stage, others pass by pass.

    Parameters
    ----------
    model : classifier or pipeline
        With ``staged_predict_proba`` (GradientBoosting, HistGradientBoosting, AdaBoost), whose stages are the
        steps, or ``partial_fit`` (MLPClassifier, SGDClassifier, naive Bayes), which passes over the training
        rows once a step. A clone is fitted, and the model left as it was; but a model with stages that is
        fitted is taken as it is where ``validation`` is given.
    X, y : shape (n, features), shape (n,)
        Rows and their labels.
    sample_weight : shape (n,), optional
        Weights of the rows, in the losses and in fits that take them.
    validation : (X, y) or (X, y, sample_weight), optional
        Rows on which to watch; then the model learns from all of X. Otherwise some of X are left out.
    test_size, random_state
        The share of rows that are left out, class by class, and the seed of this choice and of the order in
        which rows are passed over.
    steps : int
        How many passes; of boosting, its stages say.
    names : shape of the validation rows, or (n,) where they are left out of X, optional
        What rows are called.
    path, keep
        As of :class:`logloss.Replay`.
    live : bool
        Whether to show it in the terminal meanwhile.

    Returns
    -------
    Replay

    Raises
    ------
    ArgumentError
        For a model that has neither stages nor passes, or gives no probabilities.
    DataError
        Where a class is in the validation rows only.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.ensemble import GradientBoostingClassifier
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> replay = replay_estimator(GradientBoostingClassifier(n_estimators=30, random_state=0), X, y)
    >>> len(replay), replay.rows, replay.best.loss < replay.steps[0].loss
    (30, 143, True)
    """
    check_classifier(model)
    last = _last(model)
    if not (hasattr(last, "staged_predict_proba") or hasattr(last, "partial_fit")):
        raise ArgumentError(
            f"{type(last).__name__} learns in one go: it has neither staged_predict_proba nor partial_fit",
            "Call record(p) of a Replay in your own loop, or explain_estimator for seen and unseen rows.",
        )
    train, valid = _parts(X, y, sample_weight, validation, test_size, random_state, names)
    classes = np.unique(train.y)
    unknown = sorted(set(valid.y.tolist()) - set(classes.tolist()), key=str)
    if unknown:
        raise DataError(
            f"class {unknown[0]} is in the validation rows only, and the model cannot learn it",
            "Give training rows of it, or leave those rows out.",
        )
    replay = Replay(
        valid.y,
        names=valid.names,
        sample_weight=valid.weight,
        labels=classes.tolist(),
        path=path,
        keep=keep,
    )
    if hasattr(last, "staged_predict_proba"):
        learning = _stages(model, train, valid, given=validation is not None)
    else:
        learning = _passes(model, train, valid, classes, steps, random_state)
    with replay.live() if live else nullcontext():
        for seen, unseen in learning:
            loss = log_loss(train.y, seen, train.weight, labels=classes.tolist())
            replay.record(unseen, train_loss=loss)
    replay.close()
    return replay


@dataclass(frozen=True, eq=False)
class _Rows:
    X: Any
    y: Array
    weight: Float | None
    names: Any = None


def _parts(
    X: Any, y: Any, weight: Any, validation: tuple[Any, ...] | None, size: float, seed: int, names: Any
) -> tuple[_Rows, _Rows]:
    """Rows to learn from, and rows to watch."""
    from sklearn.model_selection import train_test_split
    from sklearn.utils import _safe_indexing

    labels = np.asarray(y)
    weights = None if weight is None else np.asarray(weight, dtype=np.float64)
    if validation is not None:
        if len(validation) not in (2, 3):
            raise ArgumentError("validation must be (X, y) or (X, y, sample_weight)")
        X_valid, y_valid = validation[:2]
        more = validation[2] if len(validation) == 3 else None
        return _Rows(X, labels, weights), _Rows(X_valid, np.asarray(y_valid), more, names)
    try:
        learned, watched = train_test_split(
            np.arange(len(labels)), test_size=size, random_state=seed, stratify=labels
        )
    except ValueError as error:
        raise DataError(
            f"no rows can be left out to watch: {error}", "Give some as validation=(X, y)."
        ) from error
    watched = np.sort(watched)
    called = np.array([f"X[{i}]" for i in watched]) if names is None else np.asarray(names)[watched]
    train, valid = (
        _Rows(_safe_indexing(X, rows), labels[rows], None if weights is None else weights[rows])
        for rows in (learned, watched)
    )
    return train, _Rows(valid.X, valid.y, valid.weight, called)


def _stages(model: Any, train: _Rows, valid: _Rows, given: bool) -> Iterator[tuple[Float, Float]]:
    """What each stage of boosting says of the rows that it saw, and of the others."""
    fitted = model if given and is_fitted(model) else fit(model, train.X, train.y, train.weight)
    last = _last(fitted)
    stages = (last.staged_predict_proba(_transformed(fitted, rows.X)) for rows in (train, valid))
    return zip(*stages, strict=True)


def _passes(
    model: Any, train: _Rows, valid: _Rows, classes: Array, steps: int, seed: int
) -> Iterator[tuple[Float, Float]]:
    """What a model says after each pass over the training rows, each in an order of its own."""
    from sklearn.base import clone
    from sklearn.pipeline import Pipeline

    if steps < 1:
        raise ArgumentError(f"steps must be 1 or more, got {steps}")
    fresh = clone(model)
    X, X_valid = train.X, valid.X
    if isinstance(fresh, Pipeline):
        before = fresh[:-1]
        X = before.fit_transform(X, train.y)
        X_valid = before.transform(X_valid)
    last, rng = _last(fresh), np.random.default_rng(seed)
    weighed = train.weight is not None and "sample_weight" in inspect.signature(last.partial_fit).parameters
    return _passed(last, X, X_valid, train, classes, steps, rng, weighed)


def _passed(
    last: Any,
    X: Any,
    X_valid: Any,
    train: _Rows,
    classes: Array,
    steps: int,
    rng: np.random.Generator,
    weighed: bool,
) -> Iterator[tuple[Float, Float]]:
    from sklearn.utils import _safe_indexing

    for _ in range(steps):
        order = rng.permutation(len(train.y))
        more = {"sample_weight": train.weight[order]} if weighed and train.weight is not None else {}
        last.partial_fit(_safe_indexing(X, order), train.y[order], classes=classes, **more)
        yield predicted(last, X, classes, False), predicted(last, X_valid, classes, False)


def _transformed(model: Any, X: Any) -> Any:
    from sklearn.pipeline import Pipeline

    return model[:-1].transform(X) if isinstance(model, Pipeline) and len(model) > 1 else X


def _last(model: Any) -> Any:
    from sklearn.pipeline import Pipeline

    return _last(model.steps[-1][1]) if isinstance(model, Pipeline) else model
