"""Writes the saved stories beside it: small ones that show every member of schema/story.v1.json.

Run from anywhere, where logloss is installed: ``python schema/examples/stories/make_stories.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

from logloss.scenes import Story, story


def ten_points() -> Story:
    """The ten points, and scikit-learn's logistic regression on them."""
    return story()


def infinite() -> Story:
    """Somebody's predictions: what was held impossible happened, and so did what was held certain."""
    return story(y=[1, 0, 1, 0, 0, 1], y_proba=[0.0, 1.0, 1.0, 0.25, 0.5, 0.75])


def features() -> Story:
    """Two features, text labels, bits; and no row that could be left out of the rarer class."""
    x = [[0.5, 1], [1.5, -1], [2, 0], [-1, 0.5]]
    return story(x, ["ham", "ham", "eggs", "ham"], pos_label="ham", unit="bits")


EXAMPLES = (ten_points, infinite, features)

if __name__ == "__main__":
    for example in EXAMPLES:
        content = json.dumps(example().to_dict(), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        path = Path(__file__).with_name(f"{example.__name__}.v1.json")
        path.write_text(content + "\n", encoding="utf-8", newline="\n")
