"""Decomposition: what the base rate leaves open, less what the scores tell, plus what they get wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logloss.analysis.distinct import distinct
from logloss.kernels.recalibration import Blocks
from logloss.summary import Summary


@dataclass(frozen=True)
class Decomposition:
    """Loss = uncertainty − discrimination + miscalibration, in nats (Dimitriadis, Gneiting & Jordan 2021).

    Attributes
    ----------
    uncertainty
        UNC, the loss of always predicting the base rate of these rows; 0 of one class.
    discrimination
        DSC ≥ 0, what the best monotone recalibration gains over the base rate: the mutual information of its
        blocks and the labels.
    miscalibration
        MCB ≥ 0, what that recalibration gains over the predictions; infinite where the loss is, and it alone.
    divergence
        Mean KL(r ‖ p) of the predictions p from the recalibrated ones r, from 0 to MCB: all of it where p is
        constant in each block. The rest is of the sample, whose rows are out of order within blocks.
    recalibrated
        S, the loss of the recalibrated predictions: UNC − DSC, and loss − MCB.
    is_exact
        Whether ties were pooled exactly. Otherwise rows of one bin of log-odds were taken as tied, and
        discrimination and miscalibration are lower bounds. Divergence is always that from the cells' blocks.
    """

    uncertainty: float
    discrimination: float
    miscalibration: float
    divergence: float
    recalibrated: float
    is_exact: bool


def decomposition(summary: Summary) -> Decomposition | None:
    """Take the loss of two classes apart.

    Returns
    -------
    Decomposition or None
        None for more than two classes: monotone recalibration is for one score. Recalibrating each class
        against the rest and renormalizing can make the loss worse.

    References
    ----------
    Dimitriadis, Gneiting & Jordan (2021), "Stable reliability diagrams for probabilistic classifiers",
    PNAS 118, doi:10.1073/pnas.2016191118.

    Examples
    --------
    >>> import logloss as ll
    >>> d = decomposition(ll.summarize([0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]))
    >>> round(d.uncertainty, 7), round(d.discrimination, 7), round(d.miscalibration, 7)
    (0.6931472, 0.3182571, 0.3237327)
    """
    if not summary.is_binary:
        return None
    exact = summary.recalibrated
    return decomposition_of_cells(summary) if exact is None else _parts(summary, exact, is_exact=True)


def decomposition_of_cells(summary: Summary) -> Decomposition | None:
    """The same by cells alone, also where the Summary knows the exact recalibrated loss of its rows."""
    if not summary.is_binary:
        return None
    return _parts(summary, None, is_exact=summary.is_exact)


def _parts(summary: Summary, exact: float | None, *, is_exact: bool) -> Decomposition:
    base, blocks = _base_loss(summary), distinct(summary).pooled()
    left = blocks.loss if exact is None else exact
    # By rounding alone it could be above either; in bins it can truly be above the loss (MATH.md, "Binned").
    left = min(left, summary.loss, base)
    return Decomposition(
        uncertainty=base,
        discrimination=base - left,
        miscalibration=summary.loss - left,
        divergence=min(_divergence(summary, blocks), summary.loss - left),
        recalibrated=left,
        is_exact=is_exact,
    )


def _divergence(summary: Summary, blocks: Blocks) -> float:
    """Mean KL(r ‖ p), r the mean outcome of each block: the cross-entropy of r and p less the entropy of r.

    In ln p it is linear, so the sums that cells hold of ln p and of log-odds give it exactly.
    """
    cells = summary.cells
    rate = blocks.positives / (blocks.negatives + blocks.positives)
    key = np.searchsorted(np.unique(cells.key), cells.key)
    r = rate[np.searchsorted(blocks.first, key, side="right") - 1]
    with np.errstate(invalid="ignore"):  # ∞ − ∞: of certainties one side costs nothing
        wrong = np.where(cells.cls == 1, cells.loss + cells.log_odds, cells.loss - cells.log_odds)
    # Of two columns (1e-20, 1) the second says p = 1, and the loss of the first class is finite: −∞ means 0.
    wrong = np.where(np.isinf(cells.loss), 0.0, np.maximum(wrong, 0.0))
    of_positive, of_negative = np.where(cells.cls == 1, (cells.loss, wrong), (wrong, cells.loss))
    cross = np.where(r > 0, of_positive, 0.0) * r + np.where(r < 1, of_negative, 0.0) * (1 - r)
    return max(float(cross.sum()) / summary.weight - blocks.loss, 0.0)


def _base_loss(summary: Summary) -> float:
    """The entropy of the base rate, by the formula of S: so one block discriminates by exactly nothing."""
    weights = summary.class_weight
    return Blocks(np.zeros(1, np.int64), weights[:1], weights[1:]).loss
