"""The plain form back into a Summary's fields; whatever does not fit schema/summary.v1.json is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from logloss.kernels.reference import Float
from logloss.summary.decode_extras import extras_from
from logloss.summary.reading import list_of, member, numbers, object_of, one_of, value_of
from logloss.summary.table import cells_from, check_cells, row_from
from logloss.summary.totals import SUMS, Totals
from logloss.summary.worst import KEPT, Row


def from_dict(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a Summary; ValueError names the first member that is missing or broken."""
    labels = _labels(member(data, "labels"))
    key = one_of(data, "key", ("probability", "logit"))
    weights = one_of(data, "weights", ("none", "analytic", "frequency"))
    unweighted, exact = weights == "none", member(data, "bins") is None
    cells = cells_from(object_of(data, "cells"), key == "logit", exact, unweighted)
    totals = totals_of_plain(object_of(data, "totals"), len(labels))
    check_cells(cells, totals["rows"] + totals["infinite"])
    like = {"labels": labels, "key": key, "weights": weights}
    return {
        **like,
        "totals": totals,
        "cells": cells,
        "worst": _rows(data, "worst", len(labels)),
        "infinite": _rows(data, "infinite", len(labels)),
        "notes": _notes(object_of(data, "notes")),
        "sources": tuple(list_of(data, "sources", str)),
        "more_sources": value_of({"more_sources": False, **data}, "more_sources", bool),
        "made_with": tuple(list_of({"made_with": [], **data}, "made_with", str)),
        **extras_from(data, like, totals),
    }


def _labels(value: Any) -> tuple[Any, ...]:
    labels = value if isinstance(value, list) else []
    finite = (isinstance(v, (bool, int, str)) or (isinstance(v, float) and math.isfinite(v)) for v in labels)
    if not all(finite) or len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError("labels is no list of two or more different labels")
    return tuple(labels)


def totals_of_plain(data: dict[str, Any], classes: int) -> Totals:
    """The sums of so many columns."""

    def stacked(part: str) -> Float:
        return np.stack([numbers(object_of(data, name), part, classes) for name in SUMS])

    high, low = stacked("sum"), stacked("remainder")
    return Totals(high, low, numbers(data, "spread", classes, 0), numbers(data, "spread2", classes, 0))


def _rows(data: dict[str, Any], name: str, classes: int) -> tuple[Row, ...]:
    rows = tuple(row_from(row, classes) for row in list_of(data, name, dict))
    if len(rows) > KEPT:
        raise ValueError(f"{name} has more than {KEPT} rows")
    return rows


def _notes(data: dict[str, Any]) -> dict[str, int]:
    return {name: value_of(data, name, int, lambda v: v >= 0) for name in data}
