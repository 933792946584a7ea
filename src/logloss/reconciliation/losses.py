"""What each row costs by a convention: predictions taken one way or another, clipped, in some arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.reconciliation.conventions import Choice, Clip, Convention

EXACT = Clip()


@dataclass(frozen=True)
class Block:
    """Some examined rows.

    Attributes
    ----------
    y : shape (n,), class indices
    scores : shape (n,), of the positive class, or (n, K); probabilities or logits
    weight : shape (n,) or None
    logits : whether scores are logits
    """

    y: Array
    scores: Array
    weight: Array | None
    logits: bool = False

    @property
    def probabilities(self) -> Array:
        """Scores as probabilities, in float64 where they were logits."""
        return probabilities_of(self.scores) if self.logits else self.scores


def row_losses(block: Block, choice: Choice) -> Float:
    """What each row costs, in nats, float64; NaN where a convention gives none.

    Examples
    --------
    >>> from logloss.reconciliation.conventions import CLIPS
    >>> rows = Block(np.array([1, 0]), np.array([0.0, 0.5]), None)
    >>> [float(v) for v in row_losses(rows, Choice((CLIPS[0],))).round(4)]
    [36.0437, 0.6931]
    """
    reading = choice.at("reading")
    clipped = choice.at("clip")
    clip = EXACT if clipped is None or clipped.clip is None else clipped.clip
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if block.logits and clipped is None and reading is None:
            return np.asarray(_from_logits(block.y, block.scores))
        return np.asarray(_read(block, reading, clip), dtype=np.float64)


def certain_rows(block: Block, single: bool) -> Array:
    """Where a probability is exactly 0 or 1, so that a formula with 0·log 0 gives NaN."""
    p = block.probabilities.astype(np.float32 if single else np.float64, copy=False)
    sure = (p == 0) | (p == 1)
    return np.asarray(sure.any(axis=1) if sure.ndim == 2 else sure)


def _read(block: Block, reading: Convention | None, clip: Clip) -> Array:
    """The losses of predictions that are taken for what they are, or for something else."""
    y, name = block.y, "" if reading is None else reading.id
    if name == "as_probabilities":
        return _costs(y, block.scores if block.logits else _log_odds(block.scores), clip)
    p = block.probabilities
    if name == "as_logits":
        return _costs(y, probabilities_of(np.asarray(p, dtype=np.float64)), clip)
    if name == "reversed":
        return _costs(1 - y.astype(np.int8), p, clip) if p.ndim == 1 else _costs(y, p[:, ::-1], clip)
    if name == "swapped":
        return _swapped(y, p, clip)
    if name == "one_hot":
        return np.asarray(np.mean([_of_two(y == k, p[:, k], clip) for k in range(p.shape[1])], axis=0))
    if reading is not None:
        return _costs(y, p[:, list(reading.order)], clip)
    return _costs(y, p, clip)


def _costs(y: Array, p: Array, clip: Clip) -> Array:
    if p.ndim == 1:
        return _of_two(y == 1, p, clip)
    return _of_true(p[np.arange(len(y)), y], clip)


def _swapped(y: Array, p: Array, clip: Clip) -> Array:
    """Predictions for labels, which are shares then, and labels for predictions, which are 0 or 1."""
    p = p.astype(np.float64, copy=False)
    one, zero = np.ones(1), np.zeros(1)
    if p.ndim == 1:
        happened, given = np.array([True, True, False, False]), np.concatenate([one, zero, one, zero])
        cost = _of_two(happened, given, clip).astype(np.float64)
        if_positive, if_negative = cost[:2][1 - y.astype(np.intp)], cost[2:][1 - y.astype(np.intp)]
        return np.asarray(p * if_positive + (1 - p) * if_negative)
    right, wrong = _of_true(np.concatenate([one, zero]), clip).astype(np.float64)
    own = p[np.arange(len(y)), y]
    return np.asarray(own * right + (1 - own) * wrong)


def _of_two(happened: Array, p: Array, clip: Clip) -> Array:
    """The losses of one column, of the positive class."""
    p = p.astype(clip.dtype, copy=False)
    eps, one = clip.dtype(clip.eps), clip.dtype(1)
    if clip.form == "cap":
        return _of_true(np.where(happened, p, one - p), clip)
    if clip.form in ("exact", "clamp"):
        loss = -np.where(happened, np.log(p), np.log1p(-p))
        return loss if clip.form == "exact" else np.minimum(loss, eps)
    if clip.form in ("clip first", "clip add"):
        p = np.clip(p, eps, one - eps)
    true = np.where(happened, p, one - p)
    if clip.form == "clip first":
        return np.asarray(-np.log(true))
    return np.asarray(-np.log(true + eps)) if clip.form == "clip add" else _of_true(true, clip)


def _of_true(true: Array, clip: Clip) -> Array:
    """The losses by the probability of the true class."""
    true = true.astype(clip.dtype, copy=False)
    eps, one = clip.dtype(clip.eps), clip.dtype(1)
    if clip.form == "clamp":
        return np.asarray(np.minimum(-np.log(true), eps))
    if clip.form == "cap":
        most = float(-np.log(np.float32(clip.eps)))
        return np.asarray(np.where(true > eps, -np.log(true), most))
    if clip.form == "add":
        true = true + eps
    elif clip.form == "floor":
        true = np.maximum(true, eps)
    elif clip.form != "exact":
        true = np.clip(true, eps, one - eps)
    return np.asarray(-np.log(true))


def _from_logits(y: Array, z: Array) -> Array:
    """Never through probabilities."""
    z = z.astype(np.float64, copy=False)
    if z.ndim == 1:
        return np.asarray(np.logaddexp(0.0, np.where(y == 1, -z, z)))
    top = z.max(axis=1, keepdims=True)
    total: Float = np.log(np.exp(z - top).sum(axis=1)) + top[:, 0]
    return np.asarray(total - z[np.arange(len(y)), y])


def probabilities_of(z: Array) -> Float:
    """The sigmoid of one column, the softmax of several.

    Examples
    --------
    >>> probabilities_of(np.array([0.0])).tolist(), probabilities_of(np.array([[1.0, 1.0]])).tolist()
    ([0.5], [[0.5, 0.5]])
    """
    z = z.astype(np.float64, copy=False)
    if z.ndim == 1:
        e = np.exp(-np.abs(z))
        return np.asarray(np.where(z >= 0, 1 / (1 + e), e / (1 + e)))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _log_odds(p: Array) -> Float:
    p = p.astype(np.float64, copy=False)
    if p.ndim == 2:  # of two columns
        return np.asarray(np.log(p) - np.log(p[:, ::-1]))
    return np.asarray(np.log(p) - np.log1p(-p))
