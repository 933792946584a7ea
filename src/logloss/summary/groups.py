"""Groups: what a Summary knows of all rows, once more for each group of them, coarser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from logloss.errors import MergeError
from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.blocks import summed
from logloss.summary.cells import Cells, gathered, joined
from logloss.summary.hashing import digest
from logloss.summary.totals import SUMS, Totals
from logloss.summary.worst import Row, costliest

if TYPE_CHECKING:
    from logloss.summary import Summary

Key = tuple[str | None, ...]

MOST = 1000
"""How many groups are kept by name, where there are few classes."""
MOST_COLUMNS = 50_000
"""Groups times classes: what bounds the room that totals take, and the number of groups of many classes."""
MOST_CELLS = 300_000
"""What bounds the room that all groups' cells take: 30 MB of JSON, were every one of them occupied."""
NOTHING_WRITTEN, BETWEEN = "\0", "\x1f"


def most_groups(classes: int) -> int:
    """How many groups are kept by name.

    Examples
    --------
    >>> most_groups(2), most_groups(50), most_groups(1000)
    (1000, 1000, 50)
    """
    return min(MOST, max(1, MOST_COLUMNS // classes))


def level_of(classes: int) -> int:
    """The level of groups' bins: the finest at which all cells of all groups are at most 300,000.

    It is the same for every group and whatever the rows, so that groups of any two Summaries compare.

    Examples
    --------
    >>> level_of(2), level_of(10)
    (5, 8)
    """
    columns = (most_groups(classes) + 1) * classes
    return next(
        (j for j in range(bins.LAST_LEVEL) if columns * bins.most_at(j) <= MOST_CELLS), bins.LAST_LEVEL
    )


def hash_of(key: Key) -> int:
    """What decides which groups are kept where there are too many: 64 bits of its texts' MD5.

    The texts are joined by U+001F, and one that is missing is written U+0000.
    """
    return digest(BETWEEN.join(NOTHING_WRITTEN if text is None else text for text in key))


@dataclass(frozen=True, eq=False)
class Groups(Mapping[Key, "Summary"]):
    """Summaries by group: ``groups["LAL"].loss``, ``groups["LAL", 2024].rows``.

    A group is called by its texts, one a column of ``by=``: numbers as they are written, whole ones without a
    point, dates as ISO, None where a value is missing. Each gives a Summary of its own, with totals (to a
    float's precision), cells in coarse bins, and its costliest row.

    At most 1000 groups are kept by name (of K > 50 classes 50,000 / K): those whose names have the smallest
    hashes, which is a fair draw and the same however rows were split. All others are together in ``other``,
    and ``others`` says about how many they are.

    Attributes
    ----------
    names
        What the columns of ``by=`` are called.
    kept
        The groups' texts, in ascending order, None before all text.
    totals, cells
        As in Summary, for (group, class) in place of class: index group · K + class. The last group is that
        of all others, where there is one.
    worst, infinite
        For each group its costliest row of finite loss, and its first of infinite loss, or None.
    labels, key, weights
        The Summary's.

    Examples
    --------
    >>> import logloss as ll
    >>> groups = ll.summarize([1, 0, 1], [0.9, 0.2, 0.7], by=["LAL", "BOS", "LAL"]).groups
    >>> {groups.title(key): round(group.loss, 3) for key, group in groups.items()}
    {'BOS': 0.223, 'LAL': 0.231}
    """

    names: tuple[str, ...]
    kept: tuple[Key, ...]
    totals: Totals
    cells: Cells
    worst: tuple[Row | None, ...]
    infinite: tuple[Row | None, ...]
    labels: tuple[Any, ...]
    key: Any
    weights: Any

    def __len__(self) -> int:
        return len(self.kept)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.kept)

    def __getitem__(self, key: Any) -> Summary:
        texts = key if isinstance(key, tuple) else (key,)
        return self._summary(self._place(tuple(None if t is None else str(t) for t in texts)))

    def __contains__(self, key: object) -> bool:
        texts = key if isinstance(key, tuple) else (key,)
        return tuple(None if t is None else str(t) for t in texts) in self.kept

    @property
    def other(self) -> Summary | None:
        """The rows of all groups that are not kept by name; None where every group is."""
        return self._summary(len(self.kept)) if len(self.worst) > len(self.kept) else None

    @property
    def others(self) -> int:
        """About how many groups are in ``other``; 0 where none is.

        Hashes fall evenly: if m groups lie below a share u of their range, there are about (m − 1) / u
        in all. Of 1000 groups kept, the standard error is 3% of all groups.
        """
        if len(self.worst) == len(self.kept):
            return 0
        kept = len(self.kept)
        share = (max(map(hash_of, self.kept)) + 1) / 2**64
        return max(1, round((kept - 1) / share) - kept)

    @staticmethod
    def title(key: Key) -> str:
        """A group's name in one text.

        Examples
        --------
        >>> Groups.title(("LAL", None))
        'LAL · null'
        """
        return " · ".join("null" if text is None else text for text in key)

    def __add__(self, other: Groups) -> Groups:
        """Both together."""
        if self.names != other.names:
            raise MergeError(
                f"Summaries differ in what they are grouped by: {list(self.names)} and {list(other.names)}",
                "Pass the same by= to both, in the same order.",
            )
        keys = tuple({*self.kept, *other.kept})
        kept = kept_keys(keys, len(self.labels))
        rest = len(kept) < len(keys) or any(len(g.worst) > len(g.kept) for g in (self, other))
        return together((self, other), kept, rest)

    def _place(self, key: Key) -> int:
        if key in self.kept:
            return self.kept.index(key)
        raise KeyError(key)

    def _summary(self, place: int) -> Summary:
        from logloss.summary import Summary  # it holds Groups itself

        k, cls = len(self.labels), self.cells.cls
        own = slice(*np.searchsorted(cls, [place * k, (place + 1) * k]))
        columns = {c: getattr(self.cells, c)[own] for c in ("key", "rows", "weight", "weight2", "loss")}
        columns |= {c: getattr(self.cells, c)[own] for c in ("score", "log_odds")}
        totals, its = self.totals, slice(place * k, (place + 1) * k)
        return Summary(
            labels=self.labels,
            key=self.key,
            weights=self.weights,
            totals=Totals(totals.high[:, its], totals.low[:, its], totals.spread[its], totals.spread2[its]),
            cells=replace(self.cells, cls=cls[own] - place * k, **columns),
            worst=tuple(row for row in (self.worst[place],) if row),
            infinite=tuple(row for row in (self.infinite[place],) if row),
        )


def together(parts: Sequence[Groups], kept: tuple[Key, ...], rest: bool) -> Groups:
    """Groups in their places among those that are kept; what has none there is in the last, the rest."""
    classes, size = len(parts[0].labels), len(kept) + rest
    at = {key: i for i, key in enumerate(kept)}
    places = [np.array([*(at.get(k, len(kept)) for k in p.kept), len(kept)][: len(p.worst)]) for p in parts]
    columns = [(place[:, None] * classes + np.arange(classes)).ravel() for place in places]
    cells = [replace(p.cells, cls=to[p.cells.cls]) for p, to in zip(parts, columns, strict=True)]

    def costliest_of(name: str) -> tuple[Row | None, ...]:
        found: list[Row | None] = [None] * size
        for part, place in zip(parts, places, strict=True):
            for i, row in zip(place.tolist(), getattr(part, name), strict=True):
                found[i] = _first(found[i], row)
        return tuple(found)

    return replace(
        parts[0],
        kept=kept,
        totals=_added([p.totals for p in parts], np.concatenate(columns), size * classes),
        cells=gathered(reduce(joined, cells)),
        worst=costliest_of("worst"),
        infinite=costliest_of("infinite"),
    )


def kept_keys(keys: Sequence[Key], classes: int) -> tuple[Key, ...]:
    """Which of these groups are kept by name, in ascending order."""
    most = most_groups(classes)
    if len(keys) > most:
        hashes = np.array([hash_of(key) for key in keys], dtype=np.uint64)
        # Of a million keys only those that can be kept are put in order; equal hashes are told apart there.
        near = np.flatnonzero(hashes <= np.partition(hashes, most - 1)[most - 1]).tolist()
        keys = [keys[i] for i in sorted(near, key=lambda i: (hashes[i], _order(keys[i])))[:most]]
    return tuple(sorted(keys, key=_order))


def _order(key: Key) -> tuple[tuple[bool, str], ...]:
    return tuple((text is not None, text or "") for text in key)


def _first(a: Row | None, b: Row | None) -> Row | None:
    return next(iter(costliest(row for row in (a, b) if row)), None)


def _added(parts: Sequence[Totals], to: Array, size: int) -> Totals:
    """The columns of several totals, added up where they come to lie; to a float's precision."""
    columns = np.concatenate([p.high + p.low for p in parts], axis=1)
    sums = np.stack([summed(to, row, size) for row in columns])

    def spread(name: str, weight: str, value: str) -> Float:
        w, v = (columns[SUMS.index(n)] for n in (weight, value))
        whole_w, whole_v = (sums[SUMS.index(n)][to] for n in (weight, value))
        with np.errstate(invalid="ignore", over="ignore"):  # 0 / 0 where nothing is
            gap = np.where(w > 0, v / w - whole_v / whole_w, 0.0)
            between = w * gap**2
        return summed(to, np.concatenate([getattr(p, name) for p in parts]) + between, size)

    spreads = spread("spread", "weight", "loss"), spread("spread2", "weight2", "loss2")
    return Totals(sums, np.zeros_like(sums), *spreads)
