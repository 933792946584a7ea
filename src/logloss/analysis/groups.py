"""Groups: what each group of rows has in the loss, the costliest above the base rate first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logloss.analysis.honesty import z_scores
from logloss.analysis.yardstick import guess_of
from logloss.information import cross_entropy
from logloss.kernels.reference import Array, Float
from logloss.summary import Groups, Summary

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class GroupPart:
    """One group's part in the loss.

    Attributes
    ----------
    key, name
        The texts that it is called by, and these in one; None and "" of all groups that have no name left.
    groups
        How many groups these are: 1, or about how many are without a name.
    rows, share
        Its rows of positive weight, and its share of the weight.
    loss, standard_error
        Mean surprisal of its rows in nats, and the standard error of that, rows taken as independent (NaN of
        one row, or of an infinite loss).
    part
        Its share of the whole loss; NaN where that is infinite or 0.
    base_loss, normalized
        The entropy of its own labels, which a guess of its own base rate would lose; and loss / base_loss,
        None where all its rows are of one class.
    above
        Nats that it adds to the whole loss above what guessing the base rate of all rows (or the given one)
        would: share · (loss − loss of that guess). Over all groups these add up to the loss less the
        yardstick.
    z
        Its honesty (`Honesty.z`); None where that is not defined.
    """

    key: Key | None
    name: str
    groups: int
    rows: int
    share: float
    loss: float
    standard_error: float
    part: float
    base_loss: float
    normalized: float | None
    above: float
    z: float | None


def group_parts(
    summary: Summary, base_rate: float | Sequence[float] | None = None
) -> tuple[GroupPart, ...] | None:
    """Every group of ``by=``, sorted by what it costs above guessing the base rate of all, largest first.

    Parameters
    ----------
    summary : Summary
    base_rate : float or shape (K,), optional
        A base rate to guess instead of the data's own.

    Returns
    -------
    tuple of GroupPart, or None
        Of groups with rows of positive weight; None where the Summary kept none.

    Examples
    --------
    >>> import logloss as ll
    >>> s = ll.summarize([1, 0, 1, 0], [0.9, 0.9, 0.7, 0.2], by=["LAL", "LAL", "BOS", "BOS"])
    >>> [(g.name, g.rows, round(g.loss, 3), round(g.above, 3)) for g in group_parts(s)]
    [('LAL', 2, 1.204, 0.255), ('BOS', 2, 0.29, -0.202)]
    """
    groups = summary.groups
    if groups is None:
        return None
    totals, size = groups.totals, len(groups.worst)

    def of(name: str) -> Float:
        return totals[name].reshape(size, -1)

    weights, rows = of("weight") + of("infinite_weight"), (of("rows") + of("infinite")).sum(axis=1)
    weight, finite = weights.sum(axis=1), of("loss").sum(axis=1)
    there = np.flatnonzero(weight > 0)
    infinite = of("infinite").sum(axis=1) > 0
    shares = weights[there] / weight[there, None]
    guess = np.broadcast_to(guess_of(summary, base_rate), shares.shape)
    base, common = (np.atleast_1d(cross_entropy(shares, q)) for q in (shares, guess))
    loss = np.where(infinite, np.inf, finite / np.where(weight > 0, weight, 1.0))[there]
    with np.errstate(invalid="ignore"):  # ∞ − ∞, where the guess is as impossible
        above = weight[there] / summary.weight * (loss - common)
    error = _errors(groups, rows, summary.weights == "frequency")
    z = z_scores(totals, summary.weights == "frequency", size)
    total = summary.totals.all("loss")
    found = [
        GroupPart(
            key=groups.kept[i] if i < len(groups.kept) else None,
            name=groups.title(groups.kept[i]) if i < len(groups.kept) else "",
            groups=1 if i < len(groups.kept) else groups.others,
            rows=round(rows[i]),
            share=float(weight[i] / summary.weight),
            loss=float(loss[j]),
            standard_error=float(error[i]),
            part=float(finite[i] / total) if math.isfinite(summary.loss) and total > 0 else math.nan,
            base_loss=float(base[j]),
            normalized=float(loss[j] / base[j]) if base[j] > 0 else None,
            above=float(above[j]),
            z=None if np.isnan(z[i]) else float(z[i]),
        )
        for j, i in enumerate(there.tolist())
    ]
    return tuple(sorted(found, key=_costliest))


def _costliest(group: GroupPart) -> tuple[bool, float, float, str]:
    """What is not known comes last; among equals the larger group comes first."""
    unknown = math.isnan(group.above)
    return unknown, 0.0 if unknown else -group.above, -group.share, group.name


def _errors(groups: Groups, rows: Array, frequency: bool) -> Float:
    """The standard error of each group's loss, as of the whole (`uncertainty`)."""
    totals, size = groups.totals, len(groups.worst)
    w, v, within = (
        column.reshape(size, -1)
        for column in (
            (totals["weight"], totals["loss"], totals.spread)
            if frequency
            else (totals["weight2"], totals["loss2"], totals.spread2)
        )
    )
    weight = totals["weight"].reshape(size, -1).sum(axis=1)
    n = weight if frequency else rows
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = totals["loss"].reshape(size, -1).sum(axis=1) / weight
        square = (within + np.where(w > 0, w * (v / w - mean[:, None]) ** 2, 0.0)).sum(axis=1)
        variance = square / (n * (n - 1)) if frequency else square / weight**2 * n / (n - 1)
        told = (n > 1) & (totals["infinite"].reshape(size, -1).sum(axis=1) == 0)
        return np.where(told, np.sqrt(variance), np.nan)
