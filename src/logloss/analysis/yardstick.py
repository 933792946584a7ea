"""Yardstick: a loss beside what the simplest model would lose, and in other words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logloss.errors import ArgumentError
from logloss.information import cross_entropy
from logloss.kernels.reference import Float
from logloss.summary import Summary


@dataclass(frozen=True)
class Yardstick:
    """What to hold a log loss against.

    Attributes
    ----------
    shares
        Each class's share of the weight.
    given
        Whether the base rate was given (that of training, say) instead of being the data's own.
    base_loss
        Loss in nats of always predicting the base rate; of the data's own it is the entropy H of the labels.
    normalized
        Loss / base_loss, the normalized entropy (He et al. 2014); None where base_loss is 0.
    skill
        1 − normalized: McFadden's R², and scikit-learn's ``d2_log_loss_score``; None where base_loss is 0.
    geometric_mean, perplexity
        e^−L and e^L.
    code_bits
        W L / ln 2: bits that an ideal code built on the predictions would need to write all labels down.
    """

    shares: tuple[float, ...]
    given: bool
    base_loss: float
    normalized: float | None
    skill: float | None
    geometric_mean: float
    perplexity: float
    code_bits: float


def yardstick(summary: Summary, base_rate: float | Sequence[float] | None = None) -> Yardstick:
    """Hold a Summary's loss against a constant guess.

    Parameters
    ----------
    summary : Summary
    base_rate : float or shape (K,), optional
        A base rate to guess instead of the data's own: of the positive class, or of every class.

    Examples
    --------
    >>> import logloss as ll
    >>> y = yardstick(ll.summarize([1, 0], [0.2, 0.3], [5, 1]))
    >>> round(y.normalized, 4)
    3.1087
    """
    shares = summary.class_weight / summary.weight
    base = cross_entropy(shares / shares.sum(), guess_of(summary, base_rate))
    loss = summary.loss
    normalized = loss / float(base) if base > 0 else None
    return Yardstick(
        shares=tuple(float(s) for s in shares),
        given=base_rate is not None,
        base_loss=float(base),
        normalized=normalized,
        skill=None if normalized is None else 1 - normalized,
        geometric_mean=math.exp(-loss),
        perplexity=math.exp(loss) if loss < 700 else math.inf,
        code_bits=summary.weight * loss / math.log(2),
    )


def guess_of(summary: Summary, base_rate: float | Sequence[float] | None = None) -> Float:
    """The base rate to compare with, by class: the given one, else the data's own.

    Examples
    --------
    >>> import logloss as ll
    >>> s = ll.summarize([1, 0, 0, 0], [0.2, 0.3, 0.1, 0.1])
    >>> guess_of(s).tolist(), guess_of(s, 0.5).tolist()
    ([0.75, 0.25], [0.5, 0.5])
    """
    shares = summary.class_weight / summary.weight
    guess = shares if base_rate is None else _given(base_rate, len(shares))
    result: Float = guess / guess.sum()
    return result


def _given(base_rate: float | Sequence[float], classes: int) -> Float:
    try:
        guess = np.asarray(base_rate, dtype=np.float64)
    except (TypeError, ValueError):
        guess = np.array([])
    if guess.ndim == 0 and classes == 2:
        guess = np.array([1 - float(guess), float(guess)])
    if guess.shape != (classes,) or not ((guess >= 0) & (guess <= 1)).all() or abs(guess.sum() - 1) > 1e-6:
        whose = "the positive class" if classes == 2 else f"each of {classes} classes"
        raise ArgumentError(
            f"base_rate must be the share of {whose}, got {base_rate!r}",
            "Shares lie between 0 and 1 and sum to 1.",
        )
    return guess
