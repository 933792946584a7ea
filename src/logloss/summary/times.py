"""Times: rows in their order, gathered in buckets of equal width, for a standard error that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from logloss.errors import MergeError
from logloss.kernels.reference import Array, Float
from logloss.summary.blocks import Block, summed

Kind = Literal["integer", "date", "timestamp", "utc"]

MOST = 1024
"""How many buckets there are at most."""

UNITS: dict[Kind, str] = {"integer": "1", "date": "day", "timestamp": "us", "utc": "us"}


@dataclass(frozen=True, eq=False)
class Ticks:
    """When each row was.

    Attributes
    ----------
    kind
        "integer" (steps), "date" (days since 1970), "timestamp" (microseconds since 1970, in a zone that
        nobody named) or "utc" (the same in UTC).
    ticks
        Shape (n,), int64.
    """

    kind: Kind
    ticks: Array


@dataclass(frozen=True, eq=False)
class Times:
    """Sums over buckets of time; of rows of positive weight and finite loss.

    A bucket holds the rows of 2^exponent ticks, from one multiple of that to the next, with the smallest
    exponent that leaves at most 1024 buckets with rows. So buckets do not depend on how rows were split.

    Attributes
    ----------
    kind
        What the ticks are: "integer" (steps), "date" (days), "timestamp" (microseconds, in a zone that nobody
        named) or "utc" (microseconds).
    exponent
        A bucket is 2^exponent ticks wide.
    bucket
        Which bucket: bucket · 2^exponent is its first tick, counted from 0 or from 1970. Ascending.
    rows, weight, loss
        How many rows, Σw, Σwℓ; each of shape (buckets,).

    Examples
    --------
    >>> import logloss as ll
    >>> days = ["2024-12-25", "2024-12-24", "2024-12-25"]
    >>> times = ll.summarize([1, 0, 1], [0.9, 0.2, 0.7], time=days).times
    >>> times.starts, times.rows.tolist(), times.width
    (['2024-12-24', '2024-12-25'], [1, 2], 1)
    """

    kind: Kind
    exponent: int
    bucket: Array
    rows: Array
    weight: Float
    loss: Float

    def __len__(self) -> int:
        return len(self.bucket)

    @property
    def unit(self) -> str:
        """A tick: "1" (a step), "day" or "us" (a microsecond)."""
        return UNITS[self.kind]

    @property
    def width(self) -> int:
        """How many ticks a bucket is wide."""
        return 1 << self.exponent

    @property
    def starts(self) -> list[str]:
        """Where each bucket begins: an integer, or an ISO date or time, as text; UTC ends in Z."""
        first = self.bucket << self.exponent
        if self.kind == "integer":
            return [str(v) for v in first.tolist()]
        times = first.astype("datetime64[D]" if self.kind == "date" else "datetime64[us]")
        iso = np.datetime_as_string(times).tolist()
        return [text + "Z" for text in iso] if self.kind == "utc" else iso

    def __add__(self, other: Times) -> Times:
        """Both together, in buckets of the wider kind."""
        if self.kind != other.kind:
            raise MergeError(
                f"Summaries differ in their kind of time: {self.kind!r} and {other.kind!r}",
                "Pass time= as steps, as dates, or as times with or without a zone, but everywhere the same.",
            )
        exponent = max(self.exponent, other.exponent)
        a, b = self._coarser(exponent), other._coarser(exponent)
        columns = (np.concatenate([getattr(a, c), getattr(b, c)]) for c in _COLUMNS)
        return Times(self.kind, exponent, *columns)._gathered()._within()

    def _coarser(self, exponent: int) -> Times:
        columns = (getattr(self, c) for c in _COLUMNS[1:])
        return Times(self.kind, exponent, self.bucket >> (exponent - self.exponent), *columns)

    def _gathered(self) -> Times:
        """One entry a bucket, in order."""
        if not len(self):
            return self
        order = np.argsort(self.bucket, kind="stable")
        bucket = self.bucket[order]
        first = np.flatnonzero(np.r_[True, bucket[1:] != bucket[:-1]])
        columns = (np.add.reduceat(getattr(self, c)[order], first) for c in _COLUMNS[1:])
        return Times(self.kind, self.exponent, bucket[first], *columns)

    def _within(self) -> Times:
        """The same in so many buckets as may be."""
        exponent, bucket = self.exponent, self.bucket
        while len(bucket) > MOST:
            exponent += 1
            bucket = _distinct(bucket >> 1)
        return self if exponent == self.exponent else self._coarser(exponent)._gathered()


_COLUMNS = ("bucket", "rows", "weight", "loss")


def times_of(when: Ticks, block: Block, exponent: int = 0) -> Times:
    """The buckets of a block's rows, of this exponent at least."""
    counted = block.counted
    ticks, w = when.ticks[counted] >> exponent, block.weight[counted]
    bucket = _distinct(np.sort(ticks))
    while len(bucket) > MOST:
        exponent += 1
        ticks, bucket = ticks >> 1, _distinct(bucket >> 1)
    place, n = np.searchsorted(bucket, ticks), len(bucket)
    rows = np.bincount(place, minlength=n)
    loss = summed(place, w * block.loss[counted], n)
    return Times(when.kind, exponent, bucket, rows, summed(place, w, n), loss)


def _distinct(ordered: Array) -> Array:
    result: Array = (
        ordered[np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])] if len(ordered) else ordered
    )
    return result
