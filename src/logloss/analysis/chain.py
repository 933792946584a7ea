"""More than two classes by the chain rule: is it the top class, how good is that, and what the rest costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.analysis.decomposition import Decomposition, decomposition
from logloss.summary import Summary
from logloss.summary.expected import expected_loss
from logloss.summary.totals import totals_of_cells


@dataclass(frozen=True)
class TopClass:
    """The loss of more than two classes in two parts: L = loss + rest, exactly.

    Attributes
    ----------
    loss
        Nats of "is it the top class?": −ln p_top where it is and −ln(1 − p_top) where not. Of several top
        classes the first is meant. Infinite where p_top was 1 and it was another.
    rest
        Nats of "which of the others?": −ln[p_y / (1 − p_top)] on the rows where it was not the top class.
        Infinite where p_y was 0 beside p_top < 1.
    accuracy
        The share of the weight where it was the top class.
    missed
        Rows where it was not.
    decomposition
        The first part taken apart as a loss of two classes: uncertainty − discrimination + miscalibration.
    """

    loss: float
    rest: float
    accuracy: float
    missed: int
    decomposition: Decomposition


def chain(summary: Summary) -> TopClass | None:
    """Take the loss of more than two classes apart by its top class.

    Returns
    -------
    TopClass or None
        None of two classes, whose loss `decomposition` takes apart itself.

    Examples
    --------
    >>> import logloss as ll
    >>> s = ll.summarize([0, 1, 2], [[0.5, 0.25, 0.25], [0.6, 0.3, 0.1], [0.6, 0.2, 0.2]])
    >>> c = chain(s)
    >>> round(c.loss, 4), round(c.rest, 4), abs(c.loss + c.rest - s.loss) < 1e-12, round(c.accuracy, 3)
    (0.8419, 0.3269, True, 0.333)
    """
    kept, first = summary.chain, top_class(summary)
    if kept is None or first is None:
        return None
    parts = decomposition(first)
    assert parts is not None
    return TopClass(
        loss=first.loss,
        rest=math.inf if kept.impossible else kept.loss / summary.weight,
        accuracy=float(first.class_weight[1] / first.weight),
        missed=kept.rows + kept.impossible + kept.certain,
        decomposition=parts,
    )


def top_class(summary: Summary) -> Summary | None:
    """The first part as a Summary of two classes: False, and True where it was the top class.

    Its key is the log-odds of p_top. From cells, so it knows no row by name.
    """
    if summary.chain is None:
        return None
    cells = summary.chain.cells
    z = cells.key if cells.exact else cells.log_odds / cells.weight
    weights = np.stack([cells.weight, cells.weight2])
    totals = totals_of_cells(
        cells.cls,
        cells.loss / cells.weight,
        cells.rows,
        weights,
        np.zeros_like(weights),
        *expected_loss(z, True),
        np.zeros(2),
    )
    return Summary((False, True), "logit", summary.weights, totals, cells)
