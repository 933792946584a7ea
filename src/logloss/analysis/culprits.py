"""Culprits: which classes and which rows the loss comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from logloss.summary import Row, Summary


@dataclass(frozen=True)
class Culprit:
    """A row among the costliest, with its class by name and its share of the whole (finite) loss."""

    row: Row
    label: Any
    share: float


@dataclass(frozen=True)
class ClassPart:
    """One class's part in the loss.

    Attributes
    ----------
    label, rows, share
        The class, its rows, and its share of the weight.
    loss
        Mean surprisal of its rows in nats; NaN where it has none.
    part
        Its share of the whole loss; NaN where the loss is infinite or 0.
    """

    label: Any
    rows: int
    share: float
    loss: float
    part: float


def culprits(summary: Summary) -> tuple[Culprit, ...]:
    """The costliest rows of finite loss, largest first.

    Examples
    --------
    >>> import logloss as ll
    >>> worst = culprits(ll.summarize([1, 0, 1], [0.9, 0.8, 0.7]))[0]
    >>> worst.row.row, worst.label, round(worst.share, 2)
    (1, 0, 0.78)
    """
    total = summary.totals.all("loss")
    return tuple(
        Culprit(r, summary.labels[r.cls], r.cost / total if total > 0 else 0.0) for r in summary.worst
    )


def by_class(summary: Summary) -> tuple[ClassPart, ...]:
    """The loss split by class: L = Σ share · loss, exactly.

    Examples
    --------
    >>> import logloss as ll
    >>> parts = by_class(ll.summarize([1, 0, 1], [0.5, 0.5, 0.25]))
    >>> [(p.label, round(p.loss, 4), round(p.part, 2)) for p in parts]
    [(0, 0.6931, 0.25), (1, 1.0397, 0.75)]
    """
    totals = summary.totals
    total = totals.all("loss")
    parts = []
    for k, label in enumerate(summary.labels):
        weight, infinite = float(totals["weight"][k]), float(totals["infinite"][k])
        finite = float(totals["loss"][k])
        loss = float("inf") if infinite else finite / weight if weight else float("nan")
        part = finite / total if total > 0 and not totals.all("infinite") else float("nan")
        rows = int(totals["rows"][k] + infinite)
        parts.append(ClassPart(label, rows, float(summary.class_weight[k] / summary.weight), loss, part))
    return tuple(parts)
