"""Writes the page data beside it: small ones that show every member of schema/page.v1.json.

Where an example of stories/ has the same name, that is what the page must tell of it.
Run from anywhere, where logloss is installed: ``python schema/examples/pages/make_pages.py``.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from logloss.scenes import Story, story
from logloss.scenes.material import Left
from logloss.scenes.points import X, Y
from logloss.summary.table import marked

HEAD = {"format": "logloss.page", "version": 1}


def ten_points() -> dict[str, Any]:
    """The ten points: the page fits them itself."""
    data = {"kind": "feature", "x": list(X), "y": list(Y), "C": 1, "unseen": None}
    return _page(story(), data, axis="x", scene="loss", lang="zh-Hans")


def free() -> dict[str, Any]:
    """The same without penalty, in bits."""
    data = {"kind": "feature", "x": list(X), "y": list(Y), "C": None, "unseen": None}
    return _page(story(C=float("inf"), unit="bits"), data, axis="x")


def features() -> dict[str, Any]:
    """Two features, text labels, bits: the page knows each row's log-odds."""
    x = [[0.5, 1], [1.5, -1], [2, 0], [-1, 0.5]]
    told = story(x, ["ham", "ham", "eggs", "ham"], pos_label="ham", unit="bits")
    return _page(told, _features(told))


def twins() -> dict[str, Any]:
    """Two features, and what each row costs unseen."""
    x = [[0.5, 1], [1.5, -1], [2, 0], [-1, 0.5], [1, 1], [-0.5, -1]]
    told = story(x, [0, 1, 0, 0, 1, 1])
    return _page(told, _features(told))


def infinite() -> dict[str, Any]:
    """Somebody's predictions: what was held impossible happened, and so did what was held certain."""
    y, p = [1, 0, 1, 0, 0, 1], [0.0, 1.0, 1.0, 0.25, 0.5, 0.75]
    return _page(story(y=y, y_proba=p), {"kind": "predictions", "p": p, "y": y}, scene="culprits")


def bars() -> dict[str, Any]:
    """More rows than a page would embed, if these were: bars that gather them, some of infinite loss."""
    rng = np.random.default_rng(7)
    p = np.r_[0.0, 1.0, rng.beta(2, 2, 400).round(3)]
    y = np.r_[1, 1, rng.random(400) < p[2:]].astype(int)
    told = story(y=y, y_proba=p)
    return _page(told, _bars(told))


def many_points() -> dict[str, Any]:
    """Bars of one feature, and the model that was fitted to all rows."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=300).round(3)
    y = (rng.random(300) < 1 / (1 + np.exp(-2 * x))).astype(int)
    told = story(x, y)
    m = told.material
    assert m.fit is not None
    assert m.free is not None
    model = {"features": 1, **_line(m.fit), "C": 1, "free": {**_line(m.free.fit), "loss": m.free.loss}}
    return _page(told, _bars(told, model), axis="x")


def _page(
    told: Story,
    data: dict[str, Any],
    axis: str | None = None,
    scene: str | None = None,
    lang: str | None = None,
) -> dict[str, Any]:
    m = told.material
    code, output = m.check
    return HEAD | {
        "lang": lang,
        "unit": m.unit,
        "scene": scene,
        "labels": [str(label) for label in m.summary.labels],
        "axis": axis,
        "check": {"code": code, "output": output},
        "data": data,
    }


def _features(told: Story) -> dict[str, Any]:
    m = told.material
    rows = m.bars.ordered(np.argsort([int(name.removeprefix("bar/")) for name in m.bars.ids]))
    return {
        "kind": "features",
        "z": rows.place.tolist(),
        "y": rows.cls.tolist(),
        "features": 2,
        "C": 1,
        "free": None if m.free is None else m.free.loss,
        "unseen": _unseen(m.unseen),
        "twins": rows.unseen.tolist() if isinstance(m.unseen, Left) else None,
    }


def _bars(told: Story, model: dict[str, Any] | None = None) -> dict[str, Any]:
    m = told.material
    totals = m.summary.totals
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
        },
        "clipped": m.infinite > 0,
        "model": model,
        "unseen": _unseen(m.unseen),
    }


def _line(fit: Any) -> dict[str, float]:
    return {"weight": float(fit.weight[0]), "bias": fit.bias}


def _unseen(left: Left | str) -> Any:
    return asdict(left) if isinstance(left, Left) else left


EXAMPLES = (ten_points, free, features, twins, infinite, bars, many_points)

if __name__ == "__main__":
    for example in EXAMPLES:
        content = json.dumps(example(), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        path = Path(__file__).with_name(f"{example.__name__}.v1.json")
        path.write_text(content + "\n", encoding="utf-8", newline="\n")
