"""A Comparison drawn."""

from __future__ import annotations

from typing import Any

from logloss.comparison import Comparison
from logloss.messages import Text, text
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette
from logloss.scenes.compared import both_scene, groups_scene, way_scene, where_scene


def draw_comparison(c: Comparison, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a Comparison as a matplotlib Figure: its main pair."""
    return draw_told(c.headline, subtitle(c), panels(c), lang=lang, palette=palette)


def subtitle(c: Comparison) -> Text:
    """What stands under the finding: how many rows, and which pair is drawn."""
    return text("compare.subtitle", rows=c.summary.rows, first=c.main.first, second=c.main.second)


def panels(c: Comparison) -> list[Row]:
    """What applies to the main pair, from the whole to its pieces."""
    p = c.main
    if not p.loss.rows:
        return [[(both_scene(c, p), 1.0)]]
    way, groups = way_scene(c, p), groups_scene(c, p)
    above: Row = [(both_scene(c, p), 1.0)] if way is None else [(both_scene(c, p), 0.6), (way, 0.4)]
    below: Row = [(where_scene(c, p), 0.5), *([] if groups is None else [(groups, 0.5)])]
    return [above, below]
