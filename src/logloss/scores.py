"""Scores of predictions: the surprisal of each row, and their mean, the log loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from logloss import kernels
from logloss.checks import Names, Rows, examine, plain_rows
from logloss.checks.probabilities import sum_tolerance
from logloss.information import unit_factor
from logloss.kernels.recalibration import recalibrated_loss
from logloss.kernels.reference import Array, Float

EVERY_ROW = slice(None)


def log_loss(
    y_true: Any,
    y_proba: Any,
    sample_weight: Any = None,
    *,
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    soft_labels: bool = False,
    missing: Any = "error",
    renormalize: bool = False,
    unit: str = "nats",
) -> float:
    r"""Log loss, also called binary cross-entropy, logistic loss and negative mean log-likelihood.

    .. math:: L = -\frac{\sum_i w_i \ln p_{i, y_i}}{\sum_i w_i}

    It is the mean of :func:`surprisal`. Nothing is clipped: where the true class was given probability 0, the
    loss is infinite. Rows of weight 0 contribute nothing.

    Parameters
    ----------
    y_true : shape (n,), or (n, K) outcome columns
        Labels. Of {0, 1}, {False, True} and {−1, 1} the positive class is 1; for any other pair say
        ``pos_label``.
    y_proba : shape (n,) or (n, K)
        Probability of the positive class, or one column a class in the order of ``labels`` (by default
        sorted).
    sample_weight : shape (n,), optional
        Weights, finite and not negative.
    labels : sequence, optional
        The classes in the order of the columns; of two classes the second is the positive one.
    pos_label : optional
        The positive class when ``y_proba`` is one column.
    soft_labels : bool
        Take ``y_true`` as shares of the positive class, from 0 to 1 (or of every class, one column each).
    missing : "error" or "drop"
        What to do with rows that lack a value.
    renormalize : bool
        Divide rows of K probabilities by their sum instead of refusing those that do not sum to 1.
    unit : "nats" or "bits"

    Returns
    -------
    float
        The loss, exact to about 1e-15 of itself; ``inf`` where it is infinite.

    Raises
    ------
    DataError
        For input that has no log loss, naming argument, rule, value and rows.

    References
    ----------
    Good (1952), "Rational decisions"; MATH of this library: ``docs/``.

    Examples
    --------
    >>> round(log_loss(["spam", "ham", "ham", "spam"], [[0.1, 0.9], [0.9, 0.1], [0.8, 0.2], [0.35, 0.65]]), 5)
    0.21616
    >>> log_loss([1, 0], [0.0, 0.5])
    inf
    """
    factor = unit_factor(unit)
    if labels is None and pos_label is None and not soft_labels and missing in ("error", "drop"):
        loss = _plain_loss(y_true, y_proba, sample_weight, logits=False)
        if loss is not None:
            return loss * factor
    rows = examine(
        y_true,
        y_proba,
        sample_weight,
        labels=labels,
        pos_label=pos_label,
        soft=soft_labels,
        missing=missing,
        renormalize=renormalize,
    )
    return mean_loss(rows) * factor


def log_loss_from_logits(
    y_true: Any,
    logits: Any,
    sample_weight: Any = None,
    *,
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    soft_labels: bool = False,
    missing: Any = "error",
    unit: str = "nats",
) -> float:
    r"""Log loss of scores that are logits, never passing through probabilities.

    Two classes: :math:`\ln(1 + e^{-z})` for a positive, :math:`\ln(1 + e^{z})` for a negative. K classes:
    :math:`\mathrm{logsumexp}(z) - z_y`. A probability saturates at 1 where z ≈ 37; a logit does not.

    Parameters
    ----------
    y_true, sample_weight, labels, pos_label, soft_labels, missing, unit
        As in :func:`log_loss`.
    logits : shape (n,) or (n, K)
        Log-odds of the positive class, or one unnormalised score a class.

    Returns
    -------
    float

    Examples
    --------
    >>> log_loss_from_logits([0, 1], [50.0, 50.0])
    25.0
    """
    factor = unit_factor(unit)
    if labels is None and pos_label is None and not soft_labels and missing in ("error", "drop"):
        loss = _plain_loss(y_true, logits, sample_weight, logits=True)
        if loss is not None:
            return loss * factor
    rows = examine(
        y_true,
        logits,
        sample_weight,
        labels=labels,
        pos_label=pos_label,
        soft=soft_labels,
        missing=missing,
        from_logits=True,
        names=Names(y_proba="logits"),
    )
    return mean_loss(rows) * factor


def surprisal(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    soft_labels: bool = False,
    renormalize: bool = False,
    unit: str = "nats",
) -> Float:
    r"""Surprisal of each row, :math:`-\ln p_{i, y_i}`: what it adds to the log loss, before weighting.

    Also called information content, and Shannon information. The mean of it is :func:`log_loss`.

    Parameters
    ----------
    y_true, y_proba, labels, pos_label, soft_labels, renormalize, unit
        As in :func:`log_loss`.
    from_logits : bool
        Take ``y_proba`` as logits.

    Returns
    -------
    ndarray of shape (n,), float64

    Examples
    --------
    >>> surprisal([1, 0, 1], [0.5, 0.5, 0.25], unit="bits")
    array([1., 1., 2.])
    """
    rows = examine(
        y_true,
        y_proba,
        labels=labels,
        pos_label=pos_label,
        from_logits=from_logits,
        soft=soft_labels,
        renormalize=renormalize,
    )
    return row_losses(rows) * unit_factor(unit)


def _plain_loss(y_true: Any, scores: Any, sample_weight: Any, logits: bool) -> float | None:
    """The loss of plain arrays, checked while they are summed; None where the doctor is needed."""
    rows = plain_rows(y_true, scores, sample_weight, logits)
    if rows is None:
        return _plain_loss_of_classes(y_true, scores, sample_weight, logits)
    found = kernels.compiled_total(rows.y, rows.scores, rows.weight, logits)
    return found[1] / found[0] if found is not None and found[0] > 0 else None


def _plain_loss_of_classes(y_true: Any, scores: Any, sample_weight: Any, logits: bool) -> float | None:
    """The same of K columns and classes 0 to K − 1, each of which occurs."""
    given = [y_true, scores] if sample_weight is None else [y_true, scores, sample_weight]
    if any(type(column) is not np.ndarray for column in given):
        return None
    n = len(y_true) if y_true.ndim == 1 else 0
    if n == 0 or scores.ndim != 2 or len(scores) != n or scores.shape[1] < 3 or scores.dtype.kind != "f":
        return None
    if sample_weight is not None and sample_weight.shape != (n,):
        return None
    found = kernels.total_of_classes(y_true, scores, sample_weight, logits, sum_tolerance(scores), every=True)
    return found[1] / found[0] if found is not None and found[0] > 0 else None


def mean_loss(rows: Rows) -> float:
    """Σw·surprisal / Σw of examined rows, in nats."""
    if rows.scores.ndim == 1 and not rows.soft:
        weight, loss = kernels.total(rows.y, rows.scores, rows.weight, rows.logits)
    else:
        found = None
        if not rows.soft:
            found = kernels.total_of_classes(
                rows.y, rows.scores, rows.weight, rows.logits, math.inf, every=False
            )
        weight, loss = found or kernels.sum_losses(
            len(rows), lambda part: row_losses(rows, part), rows.weight
        )
    return loss / weight


def row_losses(rows: Rows, part: slice = EVERY_ROW) -> Float:
    """Surprisal of a slice of examined rows, in nats."""
    y, scores = rows.y[part], rows.scores[part]
    if rows.soft:
        return _soft_losses(y, scores, rows.logits)
    return _hard_losses(y, scores, rows.logits)


def _hard_losses(y: Array, scores: Array, logits: bool) -> Float:
    if scores.ndim == 1:
        return kernels.surprisal_from_logits(y, scores) if logits else kernels.surprisal(y, scores)
    if logits:
        return kernels.surprisal_of_classes_from_logits(y, scores)
    return kernels.surprisal_of_classes(y, scores)


def _soft_losses(y: Array, scores: Array, logits: bool) -> Float:
    """Every class's surprisal, weighted by the row's share of it; a share of 0 contributes nothing."""
    shares = np.stack([1 - y, y], axis=1) if y.ndim == 1 else y
    loss = np.zeros(len(scores))
    for k in range(shares.shape[1]):
        if_k = _hard_losses(np.full(len(scores), k), scores, logits)
        loss += np.multiply(shares[:, k], if_k, out=np.zeros(len(loss)), where=shares[:, k] > 0)
    return loss


def recalibrated_rows(rows: Rows) -> float | None:
    """The exact recalibrated loss of examined rows; None of soft labels, and of more than two classes."""
    if rows.soft or len(rows.labels) != 2:
        return None
    scores = rows.scores
    if scores.ndim == 2:
        scores = scores[:, 1] - scores[:, 0] if rows.logits else scores[:, 1]
    return recalibrated_loss(rows.y, scores, rows.weight)
