"""A Summary as plain lists, strings and finite numbers; schema/summary.v1.json says what each means."""

from __future__ import annotations

from typing import Any

from logloss.summary import bins
from logloss.summary.encode_extras import plain_extras
from logloss.summary.table import plain_cells, plain_row
from logloss.summary.totals import SUMS, Totals

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
        "totals": plain_totals(summary.totals),
        "cells": plain_cells(summary.cells, summary.weights == "none"),
        "worst": [plain_row(row) for row in summary.worst],
        "infinite": [plain_row(row) for row in summary.infinite],
        "notes": dict(summary.notes),
        "sources": list(summary.sources),
        "made_with": list(summary.made_with),
        **({"more_sources": True} if summary.more_sources else {}),
        **plain_extras(summary),
    }


def plain_totals(totals: Totals) -> dict[str, Any]:
    """Every sum by column, and what rounding took from it."""
    sums = {
        n: {"sum": totals.high[i].tolist(), "remainder": totals.low[i].tolist()} for i, n in enumerate(SUMS)
    }
    return {**sums, "spread": totals.spread.tolist(), "spread2": totals.spread2.tolist()}
