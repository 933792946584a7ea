"""What not every Summary holds, from its plain form; whatever does not fit the schema is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, get_args

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins, chain, temperatures, times
from logloss.summary.clusters import BUCKETS, Clusters
from logloss.summary.groups import Groups, Key, level_of, most_groups
from logloss.summary.reading import (
    amount,
    integers,
    list_of,
    member,
    numbers,
    object_of,
    one_of,
    value_of,
)
from logloss.summary.table import cells_from, check_cells, row_from
from logloss.summary.totals import SUMS, Totals
from logloss.summary.worst import Row


def extras_from(data: dict[str, Any], like: dict[str, Any], totals: Totals) -> dict[str, Any]:
    """The fields of those that are there."""
    unweighted = like["weights"] == "none"
    found: dict[str, Any] = {}
    if "clusters" in data:
        found["clusters"] = clusters_of_plain(object_of(data, "clusters"), totals)
    if "times" in data:
        found["times"] = times_of_plain(object_of(data, "times"), unweighted, totals)
    if "groups" in data:
        found["groups"] = _groups(object_of(data, "groups"), like, totals)
    if "chain" in data:
        found["chain"] = _chain(object_of(data, "chain"), unweighted, totals)
    if "temperatures" in data:
        found["temperatures"] = _temperatures(object_of(data, "temperatures"))
    if "recalibrated" in data:
        found["recalibrated"] = amount(data, "recalibrated")
    return found


def clusters_of_plain(data: dict[str, Any], totals: Totals, least: float = 0) -> Clusters:
    """The buckets; a loss is at least so much, a difference may be less than 0."""
    bucket = integers(data, "bucket", least=0)
    if bucket.max(initial=0) >= BUCKETS or (np.diff(bucket) <= 0).any():
        raise ValueError("bucket is out of range or out of order")
    weight, loss = np.zeros(BUCKETS), np.zeros(BUCKETS)
    weight[bucket] = numbers(data, "weight", len(bucket), least=0)
    loss[bucket] = numbers(data, "loss", len(bucket), least)
    if not math.isclose(weight.sum(), totals.all("weight"), rel_tol=1e-9):
        raise ValueError("clusters hold another weight than the totals")
    return Clusters(weight, loss)


def times_of_plain(data: dict[str, Any], unweighted: bool, totals: Totals, least: float = 0) -> times.Times:
    """The buckets in order; a loss is at least so much, a difference may be less than 0."""
    kind: Any = one_of(data, "kind", get_args(times.Kind))
    exponent = value_of(data, "exponent", int, lambda v: 0 <= v < 64)
    ticks = _ticks(list_of(data, "start", str), kind)
    ordered = bool((ticks[1:] > ticks[:-1]).all())  # their difference might be more than an integer holds
    if not ordered or (ticks & ((1 << exponent) - 1)).any() or len(ticks) > times.MOST:
        raise ValueError("start is out of order, or begins no bucket, or has too many")
    rows = integers(data, "rows", len(ticks), least=1)
    if rows.sum() != totals.all("rows"):
        raise ValueError("times hold other rows than the totals")
    weight = rows.astype(np.float64) if unweighted else numbers(data, "weight", len(ticks), least=0)
    return times.Times(
        kind, exponent, ticks >> exponent, rows, weight, numbers(data, "loss", len(ticks), least)
    )


def _ticks(starts: list[str], kind: str) -> Array:
    if kind == "integer":
        return np.array([int(text) for text in starts], dtype=np.int64)
    if any(text.endswith("Z") != (kind == "utc") for text in starts):
        raise ValueError(f"start is no list of times of kind {kind!r}")
    unit = "D" if kind == "date" else "us"
    return np.array([text.removesuffix("Z") for text in starts], dtype=f"datetime64[{unit}]").astype(np.int64)


def group_totals_of_plain(
    data: dict[str, Any], classes: int, whole: Totals
) -> tuple[tuple[str, ...], tuple[Key, ...], int, Totals]:
    """What groups go by, those that are kept, how many there are with the rest, and their sums."""
    by = tuple(list_of(data, "by", str))
    kept = _names(data, len(by), classes)
    groups = len(kept) + value_of(data, "other", bool)
    totals = _totals(object_of(data, "totals"), groups * classes)
    for name in ("rows", "infinite", "weightless"):
        if (totals[name].reshape(groups, classes).sum(axis=0) != whole[name]).any():
            raise ValueError("groups hold other rows than the totals")
    return by, kept, groups, totals


def _groups(data: dict[str, Any], like: dict[str, Any], whole: Totals) -> Groups:
    classes = len(like["labels"])
    by, kept, groups, totals = group_totals_of_plain(data, classes, whole)
    table = object_of(data, "cells")
    cells = cells_from(table, like["key"] == "logit", exact=False, unweighted=like["weights"] == "none")
    group = integers(table, "group", len(cells), least=0)
    if cells.cls.max(initial=0) >= classes or cells.level != level_of(classes) or cells.folds is not None:
        raise ValueError("cells of groups have a class, a level or folds that they cannot have")
    cells = replace(cells, cls=group * classes + cells.cls)
    check_cells(cells, totals["rows"] + totals["infinite"])
    worst, infinite = (_rows(data, name, groups, classes) for name in ("worst", "infinite"))
    return Groups(by, kept, totals, cells, worst, infinite, **like)


def _names(data: dict[str, Any], columns: int, classes: int) -> tuple[Key, ...]:
    kept = tuple(map(tuple, list_of(data, "names", list)))
    texts = all(len(key) == columns and {*map(type, key)} <= {str, type(None)} for key in kept)
    if not texts or len(set(kept)) < len(kept) or not 1 <= len(kept) <= most_groups(classes):
        raise ValueError("names is no list of different names of groups")
    return kept


def _totals(data: dict[str, Any], columns: int) -> Totals:
    high: Float = np.stack([numbers(data, name, columns) for name in SUMS])
    spreads = (numbers(data, name, columns, least=0) for name in ("spread", "spread2"))
    return Totals(high, np.zeros_like(high), *spreads)


def _rows(data: dict[str, Any], name: str, groups: int, classes: int) -> tuple[Row | None, ...]:
    rows = list_of(data, name, dict, type(None))
    if len(rows) != groups:
        raise ValueError(f"{name} has {len(rows)} entries instead of {groups}")
    return tuple(None if row is None else row_from(row, classes) for row in rows)


def _chain(data: dict[str, Any], unweighted: bool, totals: Totals) -> chain.Chain:
    if member(data, "bins") not in (None, bins.VERSION):
        raise ValueError(f"bins is {data['bins']!r}")
    cells = cells_from(object_of(data, "cells"), True, data["bins"] is None, unweighted)
    counts = {n: value_of(data, n, int, lambda v: v >= 0) for n in ("rows", "impossible", "certain")}
    missed, counted = sum(counts.values()), totals.all("rows") + totals.all("infinite")
    check_cells(cells, np.array([missed, counted - missed]))
    return chain.Chain(
        replace(cells, most=chain.MOST),
        counts["rows"],
        amount(data, "weight"),
        float(value_of(data, "loss", (int, float), math.isfinite)),
        counts["impossible"],
        amount(data, "impossible_weight"),
        counts["certain"],
        amount(data, "certain_weight"),
    )


def _temperatures(data: dict[str, Any]) -> temperatures.Temperatures:
    if member(data, "grid") != temperatures.VERSION:
        raise ValueError(f"grid is {data['grid']!r}")
    points = len(temperatures.GRID)
    return temperatures.Temperatures(
        amount(data, "weight"), numbers(data, "loss", points, least=0), numbers(data, "slope", points)
    )
