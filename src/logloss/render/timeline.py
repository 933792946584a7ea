"""A time line drawn, in a file, and in a notebook."""

from __future__ import annotations

from typing import Any

from logloss.changes import Timeline
from logloss.messages import Text, text
from logloss.render.files import Target, check_target, save_figure, save_text
from logloss.render.notebook import told_html
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette, palette_of
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


def save_timeline(t: Timeline, path: Target, lang: str = "en", palette: Any = None) -> None:
    """Write a time line as a page, a picture, Markdown or JSON."""
    kind = check_target(path, explanations=True)
    if kind == ".json":
        save_text(t.to_json() + "\n", path)
    elif kind == ".md":
        save_text(t.to_markdown(lang=lang), path)  # type: ignore[arg-type]
    elif kind == ".html":
        t.to_html(path, lang=lang)  # type: ignore[arg-type]
    else:
        save_figure(draw_timeline(t, lang=lang, palette=palette_of(palette)), path)


def timeline_html(t: Timeline, lang: str = "en") -> str:
    """Its picture, then its sentences, as HTML; every name in it is escaped."""
    return told_html(t, draw_timeline(t, lang=lang), lang)
