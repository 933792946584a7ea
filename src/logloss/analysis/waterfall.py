"""Waterfall: the loss as a sum, of classes, their groups and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from logloss.summary import Groups, Row, Summary

FEW_GROUPS, FEW_ROWS = 10, 5
"""How many groups of each class, and rows of a class without groups, are pieces of their own."""


@dataclass(frozen=True)
class Piece:
    """A piece of the loss; its parts add up to it.

    Attributes
    ----------
    kind
        "all"; a "class" of it; a "group" of rows in a class, or all further "groups"; a "row"; or the "rest"
        of its rows.
    name
        The class, the group, or the row by its id or number; "" of what has no name.
    rows
        How many rows of finite loss.
    nats
        What they add to the mean loss: Σwℓ over the whole weight.
    parts
        What it is made of, the costliest first, "groups" and "rest" last; empty where no more is known.
    row
        Of a "row", where it stands, and what it was given.
    """

    kind: Literal["all", "class", "group", "groups", "row", "rest"]
    name: str
    rows: int
    nats: float
    parts: tuple[Piece, ...] = ()
    row: Row | None = None


def waterfall(summary: Summary) -> Piece | None:
    """Take the loss apart by class, within each class by group, and within that by row.

    Every piece is the sum of its parts. The whole is the mean over the rows of finite loss, which is the loss
    unless that is infinite. A class's ten costliest groups stand alone, with the costliest row of the group
    if it is of that class; without groups a class has the costliest five of its rows that are known by name.

    Returns
    -------
    Piece or None
        None where no row has a finite loss.

    Examples
    --------
    >>> import logloss as ll
    >>> w = waterfall(ll.summarize([1, 0, 1, 0], [0.9, 0.9, 0.7, 0.2], by=["LAL", "LAL", "BOS", "BOS"]))
    >>> [(c.name, round(c.nats, 3), [(g.name, round(g.nats, 3)) for g in c.parts]) for c in w.parts]
    [('0', 0.631, [('LAL', 0.576), ('BOS', 0.056)]), ('1', 0.116, [('BOS', 0.089), ('LAL', 0.026)])]
    """
    totals, weight = summary.totals, summary.totals.all("weight")
    if not weight > 0:
        return None
    classes = []
    for k, label in enumerate(summary.labels):
        rows, nats = int(totals["rows"][k]), float(totals["loss"][k]) / weight
        if not rows:
            continue
        if summary.groups is None:
            worst = [row for row in summary.worst if row.cls == k][:FEW_ROWS]
            parts = _with_rest([_of_row(row, weight) for row in worst], rows, nats, "rest")
        else:
            parts = _with_rest(_of_groups(summary.groups, k, weight), rows, nats, "groups")
        classes.append(Piece("class", str(label), rows, nats, parts))
    return Piece("all", "", int(totals.all("rows")), summary.finite_loss, _sorted(classes))


def _of_groups(groups: Groups, k: int, weight: float) -> list[Piece]:
    """The costliest groups of a class."""
    own = np.arange(len(groups.kept)) * len(groups.labels) + k
    rows, nats = groups.totals["rows"][own], groups.totals["loss"][own] / weight
    first = [i for i in np.argsort(-nats, kind="stable")[:FEW_GROUPS].tolist() if rows[i]]
    pieces = []
    for i in first:
        worst = groups.worst[i]
        row = [_of_row(worst, weight)] if worst is not None and worst.cls == k else []
        parts = _with_rest(row, int(rows[i]), float(nats[i]), "rest") if row else ()
        pieces.append(Piece("group", groups.title(groups.kept[i]), int(rows[i]), float(nats[i]), parts))
    return pieces


def _of_row(row: Row, weight: float) -> Piece:
    return Piece("row", row.id or str(row.row), 1, row.cost / weight, row=row)


def _with_rest(
    pieces: Sequence[Piece], rows: int, nats: float, rest: Literal["groups", "rest"]
) -> tuple[Piece, ...]:
    """The pieces, and what they leave of so many rows and nats."""
    left = rows - sum(piece.rows for piece in pieces)
    if not pieces or not left:
        return _sorted(pieces)
    return (*_sorted(pieces), Piece(rest, "", left, max(0.0, nats - sum(p.nats for p in pieces))))


def _sorted(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda piece: -piece.nats))
