"""A time line drawn."""

from __future__ import annotations

from typing import Any

from logloss.changes import Timeline
from logloss.messages import Text, text
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette
from logloss.scenes.timeline import losses_scene, parts_scene


def draw_timeline(t: Timeline, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a time line as a matplotlib Figure."""
    return draw_told(t.headline, subtitle(t), panels(t), lang=lang, palette=palette)


def subtitle(t: Timeline) -> Text:
    """What stands under the finding: of how many Summaries and rows."""
    return text("timeline.subtitle", n=len(t.names), rows=sum(s.rows for s in t.summaries))


def panels(t: Timeline) -> list[Row]:
    """The loss, and what it is made of."""
    return [[(losses_scene(t), 1.0)], [(parts_scene(t), 1.0)]]
