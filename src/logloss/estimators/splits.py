"""Which rows are left out of each fit, and by which method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np

from logloss.errors import ArgumentError, DataError
from logloss.kernels.reference import Array, Float

MOST_LEFT_OUT_SINGLY = 100
FOLDS = 5


@dataclass(frozen=True)
class Splits:
    """Which rows a model is fitted to, and which it then predicts.

    Attributes
    ----------
    method
        "leave-one-out", "leave-one-group-out", "five-fold", "10-fold" and the like, or a splitter's name.
    folds : pairs of index arrays, one pair a fit
        The rows fitted to, and the rows left out.
    """

    method: str
    folds: tuple[tuple[Array, Array], ...]

    @property
    def left_out(self) -> Array:
        """The rows that are left out once, in order; shape (m,)."""
        return np.sort(np.concatenate([tested for _, tested in self.folds]))


def left_out(y: Array) -> Splits | None:
    """Leave-one-out up to 100 rows, else stratified five-fold, shuffled with seed 0.

    None where a class is too small to be left out: one row, or fewer than five for five-fold.

    Examples
    --------
    >>> splits = left_out(np.array([0, 0, 1, 1]))
    >>> splits.method, len(splits.folds)
    ('leave-one-out', 4)
    """
    smallest = int(np.unique(y, return_counts=True)[1].min())
    if len(y) <= MOST_LEFT_OUT_SINGLY:
        return _one_by_one(y) if smallest > 1 else None
    return _stratified(y, FOLDS) if smallest >= FOLDS else None


def splits_of(cv: Any, X: Any, y: Array, groups: Array | None = None) -> Splits:
    """Which rows are left out as ``cv`` has it.

    Parameters
    ----------
    cv : None, int, "leave-one-out", scikit-learn splitter, or pairs of index arrays
        None is the rule of :func:`left_out`. With groups, None and an int leave out whole groups.
    X : rows, of which a splitter may make something
    y : shape (n,), class labels
    groups : shape (n,), optional

    Raises
    ------
    ArgumentError
        Where cv is none of these, or leaves a row out more than once.
    DataError
        Where a row is left out together with all others of its class.
    """
    splits = _asked(cv, X, y, groups)
    _check_once(splits, len(y))
    for train, tested in splits.folds:
        unknown = sorted(set(y[tested].tolist()) - set(y[train].tolist()), key=str)
        if unknown:
            raise _unknown(unknown[0], y, splits)
    return splits


def base_loss_left_out(y: Array, splits: Splits, weight: Float | None = None) -> float:
    """Loss in nats of guessing the base rate of the rows fitted to, on the rows left out.

    Parameters
    ----------
    y : shape (n,), whole numbers from 0
    splits : Splits
    weight : shape (n,), optional

    Examples
    --------
    >>> y = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1, 1])
    >>> round(base_loss_left_out(y, left_out(y)), 3)
    0.735
    """
    w = np.ones(len(y)) if weight is None else weight
    total = cost = 0.0
    for train, tested in splits.folds:
        shares = np.bincount(y[train], weights=w[train], minlength=int(y.max()) + 1)
        counted = tested[w[tested] > 0]  # a row of no weight costs nothing, not 0·∞
        with np.errstate(divide="ignore"):
            surprisal = -np.log(shares[y[counted]] / shares.sum())
        cost += float(w[counted] @ surprisal)
        total += float(w[counted].sum())
    return cost / total


def _asked(cv: Any, X: Any, y: Array, groups: Array | None) -> Splits:
    if cv is None and groups is None:
        found = left_out(y)
        if found is None:
            raise _too_small(y)
        return found
    if isinstance(cv, str):
        if cv != "leave-one-out":
            raise ArgumentError(
                f'cv must be a number of folds, "leave-one-out" or a scikit-learn splitter, got {cv!r}'
            )
        return _one_by_one(y) if groups is None else _group_by_group(y, groups)
    if cv is None or isinstance(cv, Integral):
        k = FOLDS if cv is None else int(cv)
        if k < 2:
            raise ArgumentError(f"cv must be at least 2 folds, got {k}", "Some rows must be left to fit to.")
        return _stratified(y, k) if groups is None else _stratified_groups(y, groups, k)
    if hasattr(cv, "split"):
        name = type(cv).__name__
        return Splits(name, _pairs(cv.split(X, y, groups)))
    if isinstance(cv, Sequence) or hasattr(cv, "__iter__"):
        return Splits("given", _pairs(cv))
    raise ArgumentError(
        f'cv must be a number of folds, "leave-one-out" or a scikit-learn splitter, got {cv!r}'
    )


def _pairs(folds: Any) -> tuple[tuple[Array, Array], ...]:
    return tuple((np.asarray(train), np.asarray(tested)) for train, tested in folds)


def _one_by_one(y: Array) -> Splits:
    from sklearn.model_selection import LeaveOneOut

    return Splits("leave-one-out", _pairs(LeaveOneOut().split(y)))


def _group_by_group(y: Array, groups: Array) -> Splits:
    from sklearn.model_selection import LeaveOneGroupOut

    _check_groups(groups, 2)
    return Splits("leave-one-group-out", _pairs(LeaveOneGroupOut().split(y, y, groups)))


def _stratified(y: Array, k: int) -> Splits:
    from sklearn.model_selection import StratifiedKFold

    values, counts = np.unique(y, return_counts=True)
    if counts.min() < k:
        few = int(counts.argmin())
        raise DataError(
            f"{k} folds need {k} rows of every class, and class {values[few]} has {counts[few]:,}",
            "Ask for fewer folds (cv=), or for leave-one-out, which needs 2.",
        )
    folds = StratifiedKFold(k, shuffle=True, random_state=0).split(y, y)
    return Splits(_name(k), _pairs(folds))


def _stratified_groups(y: Array, groups: Array, k: int) -> Splits:
    from sklearn.model_selection import StratifiedGroupKFold

    _check_groups(groups, k)
    folds = StratifiedGroupKFold(k, shuffle=True, random_state=0).split(y, y, groups)
    return Splits(_name(k), tuple(fold for fold in _pairs(folds) if len(fold[1])))


def _name(k: int) -> str:
    return "five-fold" if k == FOLDS else f"{k}-fold"


def _check_groups(groups: Array, least: int) -> None:
    found = len(np.unique(groups))
    if found < least:
        raise DataError(
            f"{least} folds of whole groups need {least} groups, and groups has {found:,}",
            "Ask for fewer folds (cv=).",
        )


def _check_once(splits: Splits, n: int) -> None:
    """Every row is left out at most once, or it would have several unseen twins."""
    for train, tested in splits.folds:
        for rows in (train, tested):
            if rows.dtype.kind not in "iu" or (len(rows) and not 0 <= rows.min() <= rows.max() < n):
                raise ArgumentError(f"cv must give numbers of rows from 0 to {n - 1:,}")
    times = np.zeros(n, np.int64)
    for _, tested in splits.folds:
        np.add.at(times, tested, 1)
    if times.max() > 1:
        often = int(times.argmax())
        raise ArgumentError(
            f"cv must leave every row out at most once, and {splits.method} leaves row {often} out "
            f"{times.max()} times",
            "Repeated and random splitters do; take one that makes folds, such as StratifiedKFold.",
        )
    if times.max() == 0:
        raise ArgumentError("cv leaves no row out")


def _too_small(y: Array) -> DataError:
    values, counts = np.unique(y, return_counts=True)
    few = int(counts.argmin())
    rows = f"{counts[few]:,} {'row' if counts[few] == 1 else 'rows'}"
    if len(y) <= MOST_LEFT_OUT_SINGLY or counts[few] == 1:
        return DataError(
            f"a row left out must leave others of its class to fit to, and class {values[few]} has {rows}",
            "Give more rows of it, or leave that class out.",
        )
    return DataError(
        f"{FOLDS} folds need {FOLDS} rows of every class, and class {values[few]} has {rows}",
        'Ask for fewer folds (cv=), or for cv="leave-one-out", which needs 2.',
    )


def _unknown(label: Any, y: Array, splits: Splits) -> DataError:
    return DataError(
        f"{splits.method} leaves all {int((y == label).sum()):,} rows of class {label} out of a fit, "
        "which then cannot give them a probability",
        "Take a stratified splitter or fewer folds, or give more rows of that class.",
    )
