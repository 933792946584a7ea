"""What a prediction itself expects to lose: its own entropy, and the variance of its surprisal."""

from __future__ import annotations

import numpy as np

from logloss.kernels import surprisal, surprisal_from_logits
from logloss.kernels.reference import Array, Float


def expected_loss(scores: Array, logits: bool) -> tuple[Float, Float]:
    """Mean and variance of each row's surprisal if its label were drawn from its own prediction.

    Parameters
    ----------
    scores : shape (n,) or (n, K), probabilities or logits

    Returns
    -------
    H(p) = Σ_k p_k ℓ_k and Σ_k p_k (ℓ_k − H)², each of shape (n,), nats and nats²

    Examples
    --------
    >>> [x.round(4).tolist() for x in expected_loss(np.array([0.5, 0.9, 1.0]), False)]
    [[0.6931, 0.3251, 0.0], [0.0, 0.4345, 0.0]]
    """
    losses = _losses_by_class(scores, logits)
    p = np.exp(-losses) if logits else _probabilities(scores)
    losses = np.where(p > 0, losses, 0.0)  # what cannot happen costs nothing: 0 ln 0 = 0
    mean: Float = (p * losses).sum(axis=1)
    return mean, (p * (losses - mean[:, None]) ** 2).sum(axis=1)


def _probabilities(scores: Array) -> Float:
    p: Float = scores.astype(np.float64, copy=False)
    return np.stack([1 - p, p], axis=1) if p.ndim == 1 else p


def _losses_by_class(scores: Array, logits: bool) -> Float:
    if scores.ndim == 2:
        return _losses_of_columns(scores.astype(np.float64, copy=False), logits)
    loss = surprisal_from_logits if logits else surprisal
    return np.stack([loss(np.full(len(scores), k, np.uint8), scores) for k in (0, 1)], axis=1)


def _losses_of_columns(scores: Float, logits: bool) -> Float:
    """−ln p_k of every class at once; from logits logsumexp(z) − z_k, the largest aside to keep digits."""
    if not logits:
        with np.errstate(divide="ignore"):
            return 0.0 - np.log(scores)
    top = scores.argmax(axis=1)[:, None]
    below = scores - np.take_along_axis(scores, top, axis=1)
    rest = np.exp(below)
    np.put_along_axis(rest, top, 0.0, axis=1)
    result: Float = np.log1p(rest.sum(axis=1))[:, None] - below
    return result
