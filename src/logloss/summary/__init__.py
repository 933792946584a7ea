"""Summary: everything that pictures and numbers need of the rows, small, mergeable and exact in total."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any, BinaryIO, Literal

from logloss.checks import Rows
from logloss.errors import DataError
from logloss.kernels.reference import Float
from logloss.summary.agreement import agree
from logloss.summary.cells import Cells
from logloss.summary.chain import Chain
from logloss.summary.clusters import Clusters
from logloss.summary.encode import to_dict
from logloss.summary.extras import NOTHING, Wanted, extras
from logloss.summary.gather import gathered, keeps_logits
from logloss.summary.groups import Groups
from logloss.summary.labels import plain_labels
from logloss.summary.merging import left_out, merged_extras, refuse_unlike
from logloss.summary.named import Named
from logloss.summary.origins import named_sources
from logloss.summary.store import load, save
from logloss.summary.temperatures import Temperatures
from logloss.summary.times import Times
from logloss.summary.totals import Totals
from logloss.summary.worst import Row, costliest
from logloss.version import __version__

__all__ = [
    "Cells",
    "Chain",
    "Clusters",
    "Groups",
    "Row",
    "Summary",
    "Temperatures",
    "Times",
    "Totals",
    "Wanted",
]

Key = Literal["probability", "logit"]
Weights = Literal["none", "analytic", "frequency"]


@dataclass(frozen=True, eq=False)
class Summary:
    """What is known of some rows once they are gone: totals, cells, the worst rows, and whom they are about.

    Summaries of parts add up (``+``) to the Summary of the whole, in any order and grouping.

    Attributes
    ----------
    labels
        The classes; of two, the second is the positive one.
    key
        Whether cells are kept by "probability" (of the positive class; of K classes, of the true one) or by
        "logit" (of the positive class).
    weights
        "none", "analytic" (a row counts for w rows' worth) or "frequency" (a row stands for w rows).
    totals, cells
        Sums by class, and the table of cells.
    worst, infinite
        The costliest rows of finite loss, and the first of infinite loss.
    notes
        The doctor's counts: rows "dropped", "renormalized", or given as "float32".
    sources, more_sources
        The files that the rows came from, the first hundred by name, and whether there are more.
    made_with
        The versions of this library that made it or its parts.
    clusters, times, groups
        What ``cluster=``, ``time=`` and ``by=`` asked for: sums by hashed cluster, sums in order of time, and
        a Summary for each group. None where it was not asked for, as with `temperatures`.
    chain
        Of more than two classes: the loss of "is it the top class?", and of the rest.
    temperatures
        The loss and its slope on a grid of temperatures.
    recalibrated
        The loss in nats after the best monotone recalibration of these very rows, where `explain` made it by
        sorting them; merging drops it. Exact cells make it superfluous.

    Examples
    --------
    >>> import logloss as ll
    >>> whole = ll.summarize([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
    >>> parts = ll.summarize([1, 0], [0.9, 0.2]) + ll.summarize([1, 1], [0.7, 0.4], first_row=2)
    >>> parts.agrees_with(whole), round(parts.loss, 4)
    (True, 0.4004)
    """

    labels: tuple[Any, ...]
    key: Key
    weights: Weights
    totals: Totals
    cells: Cells
    worst: tuple[Row, ...] = ()
    infinite: tuple[Row, ...] = ()
    notes: dict[str, int] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    more_sources: bool = False
    made_with: tuple[str, ...] = (__version__,)
    clusters: Clusters | None = None
    times: Times | None = None
    groups: Groups | None = None
    chain: Chain | None = None
    temperatures: Temperatures | None = None
    recalibrated: float | None = None

    def __post_init__(self) -> None:
        if not self.totals.finite:
            raise DataError(
                "Squares of the logits, summed over the rows, go beyond what a float can hold",
                "What is impossible may have a logit of −∞; no finite one need be so large.",
            )

    @property
    def rows(self) -> int:
        """Rows of positive weight."""
        return int(self.totals.all("rows") + self.totals.all("infinite"))

    @property
    def weight(self) -> float:
        """Σw."""
        return self.totals.all("weight") + self.totals.all("infinite_weight")

    @property
    def class_weight(self) -> Float:
        """Σw by class."""
        return self.totals["weight"] + self.totals["infinite_weight"]

    @property
    def loss(self) -> float:
        """The log loss in nats; infinite as soon as one row of positive weight is."""
        return math.inf if self.totals.all("infinite") else self.finite_loss

    @property
    def finite_loss(self) -> float:
        """The log loss in nats of the rows whose loss is finite; NaN where there is none."""
        weight = self.totals.all("weight")
        return self.totals.all("loss") / weight if weight > 0 else math.nan

    @property
    def is_exact(self) -> bool:
        """Whether every distinct prediction still has a cell of its own."""
        return self.cells.exact

    @property
    def is_binary(self) -> bool:
        """Whether there are two classes."""
        return len(self.labels) == 2

    def __add__(self, other: Summary) -> Summary:
        """The Summary of both sets of rows; MergeError where they do not speak of the same thing."""
        if not isinstance(other, Summary):
            return NotImplemented
        refuse_unlike(self, other)
        notes = {n: self.notes.get(n, 0) + other.notes.get(n, 0) for n in sorted({*self.notes, *other.notes})}
        sources, more = named_sources(self.sources + other.sources, self.more_sources or other.more_sources)
        return replace(
            self,
            totals=self.totals + other.totals,
            cells=self.cells + other.cells,
            worst=costliest(self.worst + other.worst),
            infinite=costliest(self.infinite + other.infinite),
            notes=notes,
            sources=sources,
            more_sources=more,
            made_with=tuple(sorted({*self.made_with, *other.made_with})),
            recalibrated=None,
            **merged_extras(self, other),
        )

    def __radd__(self, other: Any) -> Summary:
        """``sum(summaries)`` starts at 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def agrees_with(self, other: Summary, tolerance: float = 1e-12) -> bool:
        """Whether both were made of the same rows: counts, keys and names equal, sums within a tolerance."""
        return agree(to_dict(self), to_dict(other), tolerance)

    def without(self, *names: str) -> Summary:
        """The same without what was asked for by these names, so that it merges with one that lacks it.

        Parameters
        ----------
        names : "clusters", "times", "groups", "folds" or "temperatures"

        Examples
        --------
        >>> import logloss as ll
        >>> s = ll.summarize([1, 0], [0.9, 0.2], cluster=["Ann", "Bo"])
        >>> (s.without("clusters") + ll.summarize([1], [0.7])).rows
        3
        """
        return replace(self, **left_out(self, names))

    def with_labels(self, labels: Sequence[Any]) -> Summary:
        """The same with its classes called otherwise, in their order."""
        called = plain_labels(labels)
        groups = None if self.groups is None else replace(self.groups, labels=called)
        return replace(self, labels=called, groups=groups)

    def with_dropped(self, rows: int) -> Summary:
        """The same where so many more rows were dropped."""
        notes = self.notes | {"dropped": self.notes.get("dropped", 0) + rows}
        return replace(self, notes=dict(sorted(notes.items())))

    def save(self, path: str | PathLike[str]) -> None:
        """Write the Summary as JSON (schema/summary.v1.json); an interrupted write leaves no file."""
        save(self, path)

    @staticmethod
    def load(path: str | PathLike[str] | BinaryIO) -> Summary:
        """Read a Summary that any version of this library has saved: a file, or a stream of bytes."""
        return Summary(**load(path))

    @staticmethod
    def of(
        rows: Rows,
        *,
        weights: Weights | None = None,
        source: str = "",
        first_row: int = 0,
        ids: Sequence[str] | None = None,
        wanted: Wanted = NOTHING,
        part: bool = False,
    ) -> Summary:
        """Summarize rows that have passed the doctor.

        Parameters
        ----------
        rows : Rows
        weights : kind of weight; by default "analytic" where there are weights
        source, first_row : what the rows' place is called, and the number of the first
        ids : names of the rows as they were given, those that were dropped among them
        wanted : what else is known of the rows, those that were dropped among them
        part : whether they are a piece of something longer, the rest of which other threads work on
        """
        named = Named(rows, source, first_row, ids)
        kept = gathered(named, at_once=part)
        like: dict[str, Any] = {
            "labels": plain_labels(rows.labels),
            "key": "logit" if keeps_logits(rows) else "probability",
            "weights": weights or ("none" if rows.weight is None else "analytic"),
        }
        fields: dict[str, Any] = {
            "totals": kept.totals,
            "cells": kept.cells,
            "worst": kept.worst,
            "infinite": kept.infinite,
            "notes": dict(sorted(rows.notes.items())),
            "sources": (source,) if source else (),
        }
        more = extras(wanted, named, kept, like)
        return Summary(**like, **fields | more)
