"""Clusters: many rows of one user or one game, in hashed buckets, for a standard error that knows it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary.blocks import Block, summed

BITS = 12
BUCKETS = 1 << BITS
"""Rows of one cluster fall into one bucket; with 4096 of them standard errors come out within about 1%."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """Sums over the clusters of each bucket; of rows of positive weight and finite loss.

    Attributes
    ----------
    weight, loss
        Σw and Σwℓ, shape (4096,).

    Examples
    --------
    >>> import logloss as ll
    >>> clusters = ll.summarize([1, 0, 1], [0.9, 0.2, 0.7], cluster=["Ann", "Bo", "Ann"]).clusters
    >>> clusters.occupied, sorted(clusters.weight[clusters.weight > 0].tolist())
    (2, [1.0, 2.0])
    """

    weight: Float
    loss: Float

    @property
    def occupied(self) -> int:
        """Buckets with rows: no fewer clusters than that."""
        return int((self.weight > 0).sum())

    @property
    def about(self) -> float:
        """About how many clusters there are (linear counting); infinite where every bucket has rows.

        Within about 3% up to ten thousand of them.
        """
        empty = BUCKETS - self.occupied
        return BUCKETS * math.log(BUCKETS / empty) if empty else math.inf

    def __add__(self, other: Clusters) -> Clusters:
        """Both together."""
        return Clusters(self.weight + other.weight, self.loss + other.loss)


def clusters_of(hashes: Array, block: Block) -> Clusters:
    """The clusters of a block by its rows' hashes: 64 bits, of which the first 12 are the bucket."""
    counted = block.counted
    bucket = (hashes[counted] >> np.uint64(64 - BITS)).astype(np.int64)
    w = block.weight[counted]
    return Clusters(
        summed(bucket, w, BUCKETS),
        summed(bucket, w * block.loss[counted], BUCKETS),
    )
