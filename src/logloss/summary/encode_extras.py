"""What not every Summary holds, as plain lists, strings and finite numbers: a member for each."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.summary import bins, chain, temperatures
from logloss.summary.clusters import Clusters
from logloss.summary.groups import Groups
from logloss.summary.table import plain_cells, plain_row
from logloss.summary.times import Times
from logloss.summary.totals import SUMS


def plain_extras(summary: Any) -> dict[str, Any]:
    """The optional members."""
    unweighted = summary.weights == "none"
    found: dict[str, Any] = {}
    if summary.clusters is not None:
        found["clusters"] = plain_clusters(summary.clusters)
    if summary.times is not None:
        found["times"] = plain_times(summary.times, unweighted)
    if summary.groups is not None:
        found["groups"] = _groups(summary.groups, unweighted)
    if summary.chain is not None:
        found["chain"] = _chain(summary.chain, unweighted)
    if summary.temperatures is not None:
        found["temperatures"] = _temperatures(summary.temperatures)
    if summary.recalibrated is not None:
        found["recalibrated"] = summary.recalibrated
    return found


def plain_clusters(clusters: Clusters) -> dict[str, Any]:
    """The buckets with rows."""
    bucket = np.flatnonzero(clusters.weight)
    return {
        "bucket": bucket.tolist(),
        "weight": clusters.weight[bucket].tolist(),
        "loss": clusters.loss[bucket].tolist(),
    }


def plain_times(times: Times, unweighted: bool) -> dict[str, Any]:
    """The buckets in order."""
    return {
        "kind": times.kind,
        "exponent": times.exponent,
        "start": times.starts,
        "rows": times.rows.tolist(),
        **({} if unweighted else {"weight": times.weight.tolist()}),
        "loss": times.loss.tolist(),
    }


def plain_group_totals(groups: Groups) -> dict[str, Any]:
    """What groups go by, which are kept, and their sums."""
    totals = groups.totals
    sums = {name: totals.high[i].tolist() for i, name in enumerate(SUMS)}
    return {
        "by": list(groups.names),
        "names": [list(key) for key in groups.kept],
        "other": len(groups.worst) > len(groups.kept),
        "totals": {**sums, "spread": totals.spread.tolist(), "spread2": totals.spread2.tolist()},
    }


def _groups(groups: Groups, unweighted: bool) -> dict[str, Any]:
    classes, cells = len(groups.labels), plain_cells(groups.cells, unweighted)
    group, cls = np.divmod(groups.cells.cls, classes)
    return {
        **plain_group_totals(groups),
        "cells": {"group": group.tolist(), **cells, "class": cls.tolist()},
        "worst": [row and plain_row(row) for row in groups.worst],
        "infinite": [row and plain_row(row) for row in groups.infinite],
    }


def _chain(found: chain.Chain, unweighted: bool) -> dict[str, Any]:
    return {
        "bins": None if found.cells.exact else bins.VERSION,
        "cells": plain_cells(found.cells, unweighted),
        **{name: getattr(found, name) for name in chain.SUMS},
    }


def _temperatures(found: temperatures.Temperatures) -> dict[str, Any]:
    return {
        "grid": temperatures.VERSION,
        "weight": found.weight,
        "loss": found.loss.tolist(),
        "slope": found.slope.tolist(),
    }
