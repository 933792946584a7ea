"""What a page of the story embeds (schema/page.v1.json): the rows where they are few, else the bars."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from logloss.analysis.against import against_base
from logloss.estimators.splits import MOST_LEFT_OUT_SINGLY
from logloss.scenes.fit import Fit
from logloss.scenes.material import Left, Material, RawRows
from logloss.scenes.names import short
from logloss.summary.table import marked

SMALLEST = np.finfo(np.float64).eps
"""Where scikit-learn clips: what is given less than this, its log loss lifts to this."""


def page_data(m: Material, scene: str | None = None, lang: str | None = None) -> dict[str, Any]:
    """A story's data, from which the page draws all scenes itself.

    Parameters
    ----------
    m : Material
    scene : the scene to open, or None for the first
    lang : the language to open in, or None for the one that the reader's browser asks for
    """
    code, output = m.check
    return {
        "format": "logloss.page",
        "version": 1,
        "lang": lang,
        "unit": m.unit,
        "scene": scene,
        "labels": [short(label) for label in m.summary.labels],
        "axis": m.axis if isinstance(m.axis, str) else None,
        "check": {"code": code, "output": output},
        "data": _bars(m) if m.rows is None else _rows(m, m.rows),
    }


def _rows(m: Material, rows: RawRows) -> dict[str, Any]:
    y, scores = rows.y.tolist(), rows.scores.tolist()
    if m.fit is None:
        return {"kind": "predictions", "p": scores, "y": y}
    few = len(y) <= MOST_LEFT_OUT_SINGLY
    if m.feature:
        unseen = None if few else _unseen(m)  # the page leaves each of a few out itself
        return {"kind": "feature", "x": scores, "y": y, "C": _strength(m.fit), "unseen": unseen}
    return {
        "kind": "features",
        "z": scores,
        "y": y,
        "features": len(m.fit.weight),
        "C": _strength(m.fit),
        "free": None if m.free is None else m.free.loss,
        "unseen": _unseen(m),
        "twins": rows.unseen.tolist() if few and rows.unseen is not None else None,
    }


def _bars(m: Material) -> dict[str, Any]:
    totals, against = m.summary.totals, against_base(m.summary)
    return {
        "kind": "bars",
        "class": m.bars.cls.tolist(),
        "rows": m.bars.rows.tolist(),
        "loss": marked(m.bars.loss),
        "place": marked(m.bars.place),
        "totals": {
            "rows": [int(n) for n in totals["rows"] + totals["infinite"]],
            "infinite": [int(n) for n in totals["infinite"]],
            "loss": [float(v) for v in totals["loss"]],
            "spread": [float(v) for v in totals.spread],
        },
        "ahead": {"rows": against.ahead, "is_exact": against.is_exact},
        "clipped": bool(m.infinite) or any(row.p < SMALLEST for row in m.summary.worst),
        "model": None if m.fit is None else _model(m, m.fit),
        "unseen": _unseen(m),
        "parts": {name: value if math.isfinite(value) else None for name, value in asdict(m.parts).items()},
    }


def _model(m: Material, fit: Fit) -> dict[str, Any]:
    free = None if m.free is None else {**_line(m.free.fit), "loss": m.free.loss}
    return {"features": len(fit.weight), **_line(fit), "C": _strength(fit), "free": free}


def _line(fit: Fit) -> dict[str, Any]:
    """Weight and bias; of several features there is no one weight."""
    return {"weight": float(fit.weight[0]) if len(fit.weight) == 1 else None, "bias": fit.bias}


def _strength(fit: Fit) -> float | None:
    return None if math.isinf(fit.C) else fit.C


def _unseen(m: Material) -> dict[str, Any] | str:
    return asdict(m.unseen) if isinstance(m.unseen, Left) else m.unseen
