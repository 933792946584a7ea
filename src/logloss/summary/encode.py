"""A Summary as plain lists, strings and finite numbers; schema/summary.v1.json says what each means."""

from __future__ import annotations

import math
from typing import Any

from logloss.kernels.reference import Array
from logloss.summary import bins
from logloss.summary.cells import Cells
from logloss.summary.totals import SUMS, Totals
from logloss.summary.worst import Row

FORMAT, VERSION = "logloss.summary", 1


def to_dict(summary: Any) -> dict[str, Any]:
    """A Summary ready for JSON."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "bins": None if summary.cells.exact else bins.VERSION,
        "labels": list(summary.labels),
        "key": summary.key,
        "weights": summary.weights,
        "totals": _totals(summary.totals),
        "cells": _cells(summary.cells, summary.weights == "none"),
        "worst": [_row(row) for row in summary.worst],
        "infinite": [_row(row) for row in summary.infinite],
        "notes": dict(summary.notes),
        "sources": list(summary.sources),
    }


def marked(values: Array) -> Any:
    """Numbers as a list; where some are infinite, nulls with a mark: which ones, and their signs.

    Examples
    --------
    >>> import numpy as np
    >>> marked(np.array([0.5, -np.inf]))
    {'values': [0.5, None], 'infinite': [[1, -1]]}
    """
    numbers = values.tolist()
    infinite = [[i, int(math.copysign(1, v))] for i, v in enumerate(numbers) if math.isinf(v)]
    if not infinite:
        return numbers
    return {"values": [None if math.isinf(v) else v for v in numbers], "infinite": infinite}


def _totals(totals: Totals) -> dict[str, Any]:
    sums = {
        n: {"sum": totals.high[i].tolist(), "remainder": totals.low[i].tolist()} for i, n in enumerate(SUMS)
    }
    return {**sums, "spread": totals.spread.tolist(), "spread2": totals.spread2.tolist()}


def _cells(cells: Cells, unweighted: bool) -> dict[str, Any]:
    """What cannot be had from the rest: weights that are counts, and what follows from an exact key, can."""
    columns: dict[str, Any] = {
        "class": cells.cls.tolist(),
        "key": marked(cells.key),
        "rows": cells.rows.tolist(),
        "loss": marked(cells.loss),
    }
    if not unweighted:
        columns |= {"weight": cells.weight.tolist(), "weight2": cells.weight2.tolist()}
    if not cells.exact:
        columns |= {"score": cells.score.tolist(), "log_odds": marked(cells.log_odds)}
    return columns


def _row(row: Row) -> dict[str, Any]:
    finite = math.isfinite(row.loss)
    return {
        "source": row.source,
        "row": row.row,
        "id": row.id,
        "class": row.cls,
        "p": row.p,
        "weight": row.weight,
        "loss": row.loss if finite else None,
        "is_infinite": not finite,
    }
