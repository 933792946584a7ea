"""What a Summary keeps on request, and of more than two classes: made of its rows in one more pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from logloss.kernels.reference import Array
from logloss.summary.blocks import blocks_of
from logloss.summary.chain import chain_of
from logloss.summary.clusters import clusters_of
from logloss.summary.folds import fold_of, folded, row_hashes, with_folds
from logloss.summary.grouping import Grouped, groups_of
from logloss.summary.named import Named
from logloss.summary.part import Part
from logloss.summary.temperatures import temperatures_of
from logloss.summary.times import Ticks, times_of


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is known beside the rows, one entry for each that was read, and what is to be kept of it.

    Attributes
    ----------
    cluster
        Hashes of the rows' clusters, shape (n,), uint64.
    time, by
        When the rows were, and which groups they are in.
    folds, temperatures
        Whether cells know their folds, and whether losses are kept on the grid of temperatures.
    """

    cluster: Array | None = None
    time: Ticks | None = None
    by: Grouped | None = None
    folds: bool = False
    temperatures: bool = False


NOTHING = Wanted()


def extras(wanted: Wanted, named: Named, kept: Part, like: dict[str, Any]) -> dict[str, Any]:
    """The fields of a Summary that are not in every one, from rows of which all else is known."""
    rows, cells = named.rows, kept.cells

    def left(column: Array) -> Array:
        return column if rows.index is None else column[rows.index]

    of: dict[str, Callable[[Any], Any]] = {}
    if len(rows.labels) > 2 and kept.chain is None:
        of["chain"] = lambda block: chain_of(rows, block)
    if wanted.temperatures:
        of["temperatures"] = lambda block: temperatures_of(rows, block)
    if wanted.cluster is not None:
        hashes = left(wanted.cluster)
        of["clusters"] = lambda block: clusters_of(hashes[block.part], block)
    if wanted.time is not None:
        when = Ticks(wanted.time.kind, left(wanted.time.ticks))
        of["times"] = lambda block: times_of(Ticks(when.kind, when.ticks[block.part]), block)
    if wanted.by is not None:
        by = wanted.by.settled(len(rows.labels), rows.index)
        of["groups"] = lambda block: groups_of(named, by, block, **like)
    if wanted.folds:
        cluster = None if wanted.cluster is None else left(wanted.cluster)
        fold = fold_of(row_hashes(rows, cluster, named.ids, named.source, named.first_row))
        of["folds"] = lambda block: folded(cells, rows, block, fold[block.part])
    found = _summed(of, named)
    if kept.chain is not None:
        found["chain"] = kept.chain
    if "folds" in found:
        found["cells"] = with_folds(cells, found.pop("folds"))
    return found


def _summed(of: dict[str, Callable[[Any], Any]], named: Named) -> dict[str, Any]:
    """What several functions make of each block, added up."""
    if not of:
        return {}
    with np.errstate(over="ignore", under="ignore"):  # a Summary refuses sums that are not finite
        return reduce(
            lambda sums, parts: {name: add(sums[name], parts[name]) for name in of},
            ({name: made(block) for name, made in of.items()} for block in blocks_of(named.rows)),
        )
