"""A Change drawn."""

from __future__ import annotations

from typing import Any

from logloss.changes import Change
from logloss.messages import Text, text
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette
from logloss.scenes.changed import classes_scene, groups_scene, honesty_scenes, noise_scene, way_scene


def draw_change(c: Change, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a Change as a matplotlib Figure."""
    return draw_told(c.headline, subtitle(c), panels(c), lang=lang, palette=palette)


def subtitle(c: Change) -> Text:
    """What stands under the finding: how many rows there were, and are."""
    return text("change.subtitle", old=c.old.rows, new=c.new.rows)


def panels(c: Change) -> list[Row]:
    """What applies to a Change, from the whole to its kinds of rows, and how honest both were."""
    way, groups = way_scene(c), groups_scene(c)
    above: Row = [(noise_scene(c), 1.0)] if way is None else [(way, 0.55), (noise_scene(c), 0.45)]
    kinds: Row = [(classes_scene(c), 0.5), *([] if groups is None else [(groups, 0.5)])]
    curves = honesty_scenes(c)
    if groups is None and curves:
        return [above, [(classes_scene(c), 0.4), *((curve, 0.3) for curve in curves)]]
    return [above, kinds, *([[(curve, 0.5) for curve in curves]] if curves else [])]
