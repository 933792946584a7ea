"""Writes the page data beside it: small ones that show every member of schema/page.v1.json.

Where an example of stories/ has the same name, that is what the page must tell of it.
Run from anywhere, where logloss is installed: ``python schema/examples/pages/make_pages.py``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from logloss.scenes import Story, story
from logloss.scenes.embedded import page_data


def ten_points() -> dict[str, Any]:
    """The ten points: the page fits them itself."""
    return page_data(story().material, "loss", "zh-Hans")


def free() -> dict[str, Any]:
    """The same without penalty, in bits."""
    return page_data(story(C=float("inf"), unit="bits").material)


def features() -> dict[str, Any]:
    """Two features, text labels, bits: the page knows each row's log-odds."""
    x = [[0.5, 1], [1.5, -1], [2, 0], [-1, 0.5]]
    return page_data(story(x, ["ham", "ham", "eggs", "ham"], pos_label="ham", unit="bits").material)


def twins() -> dict[str, Any]:
    """Two features, and what each row costs unseen."""
    x = [[0.5, 1], [1.5, -1], [2, 0], [-1, 0.5], [1, 1], [-0.5, -1]]
    return page_data(story(x, [0, 1, 0, 0, 1, 1]).material)


def infinite() -> dict[str, Any]:
    """Somebody's predictions: what was held impossible happened, and so did what was held certain."""
    told = story(y=[1, 0, 1, 0, 0, 1], y_proba=[0.0, 1.0, 1.0, 0.25, 0.5, 0.75])
    return page_data(told.material, "culprits")


def bars() -> dict[str, Any]:
    """Bars that gather rows, some of infinite loss."""
    rng = np.random.default_rng(7)
    p = np.r_[0.0, 1.0, rng.beta(2, 2, 400).round(3)]
    y = np.r_[1, 1, rng.random(400) < p[2:]].astype(int)
    return _as_if_many(story(y=y, y_proba=p))


def many_points() -> dict[str, Any]:
    """Bars of one feature, and the model that was fitted to all rows."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=300).round(3)
    y = (rng.random(300) < 1 / (1 + np.exp(-2 * x))).astype(int)
    return _as_if_many(story(x, y))


def _as_if_many(told: Story) -> dict[str, Any]:
    """What is embedded where there are more rows than a page holds, of fewer."""
    return page_data(replace(told.material, rows=None))


EXAMPLES = (ten_points, free, features, twins, infinite, bars, many_points)

if __name__ == "__main__":
    for example in EXAMPLES:
        content = json.dumps(example(), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        path = Path(__file__).with_name(f"{example.__name__}.v1.json")
        path.write_text(content + "\n", encoding="utf-8", newline="\n")
