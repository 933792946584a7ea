"""Null: how much miscalibration would be found in predictions that have none."""

from __future__ import annotations

from dataclasses import dataclass

from logloss.analysis.decomposition import decomposition_of_cells
from logloss.analysis.reliability import Resampled
from logloss.summary import Summary

TIED = 1e-12
"""Draws within this many nats of what was found count as no less."""


@dataclass(frozen=True)
class Null:
    """Miscalibration beside what chance alone would show, in nats.

    Attributes
    ----------
    mean
        δ: the mean miscalibration of calibrated predictions, whose labels were drawn as they say.
    p_value
        The share of the draws with at least the miscalibration that was found, that itself counted as one:
        (1 + #) / (1 + draws). Rows are taken as independent: of clustered rows it is too small.
    draws
        How often all labels were drawn.
    miscalibration, discrimination
        MCB − δ and DSC − δ: the loss is still uncertainty − discrimination + miscalibration. Of calibrated
        predictions the first is 0 on average, so it can be negative.
    is_exact
        Whether ties were pooled exactly. Otherwise everything here is of bins of log-odds, also where the
        decomposition is exact: only like is compared with like.
    """

    mean: float
    p_value: float
    draws: int
    miscalibration: float
    discrimination: float
    is_exact: bool


def null(summary: Summary, drawn: Resampled | None) -> Null | None:
    """Hold the miscalibration of two classes against that of calibrated predictions.

    Returns
    -------
    Null or None
        None for more than two classes. Of an infinite loss miscalibration is infinite, and the p-value the
        smallest there can be.

    References
    ----------
    Dimitriadis, Gneiting & Jordan (2021), PNAS 118, doi:10.1073/pnas.2016191118; Davison & Hinkley (1997),
    "Bootstrap Methods and their Application", for the p-value.

    Examples
    --------
    >>> import logloss as ll
    >>> e = ll.explain([0, 0, 0, 1, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9])
    >>> e.null.mean > e.decomposition.miscalibration, e.null.p_value > 0.5
    (True, True)
    """
    found = decomposition_of_cells(summary)
    if found is None or drawn is None:
        return None
    by_chance = drawn.drawn.miscalibration
    mean = float(by_chance.mean())
    as_large = int((by_chance >= found.miscalibration - TIED).sum())
    return Null(
        mean=mean,
        p_value=(1 + as_large) / (1 + len(by_chance)),
        draws=len(by_chance),
        miscalibration=found.miscalibration - mean,
        discrimination=found.discrimination - mean,
        is_exact=found.is_exact,
    )
