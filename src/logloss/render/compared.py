"""A Comparison drawn, in a file, and in a notebook."""

from __future__ import annotations

from typing import Any

from logloss.comparison import Comparison
from logloss.comparison.result import Paired
from logloss.messages import Text, text
from logloss.render.files import Target, check_target, save_figure, save_text
from logloss.render.notebook import told_html
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette, palette_of
from logloss.scenes.compared import both_scene, groups_scene, way_scene, where_scene


def draw_comparison(c: Comparison, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a Comparison as a matplotlib Figure: its main pair."""
    return draw_told(c.headline, subtitle(c), panels(c, c.main), lang=lang, palette=palette)


def subtitle(c: Comparison) -> Text:
    """What stands under the finding: how many rows, and which pair is drawn."""
    return text("compare.subtitle", rows=c.summary.rows, first=c.main.first, second=c.main.second)


def panels(c: Comparison, p: Paired) -> list[Row]:
    """What applies to a pair, from the whole to its pieces."""
    if not p.loss.rows:
        return [[(both_scene(c, p), 1.0)]]
    way, groups = way_scene(c, p), groups_scene(c, p)
    above: Row = [(both_scene(c, p), 1.0)] if way is None else [(both_scene(c, p), 0.6), (way, 0.4)]
    below: Row = [(where_scene(c, p), 0.5), *([] if groups is None else [(groups, 0.5)])]
    return [above, below]


def save_comparison(c: Comparison, path: Target, lang: str = "en", palette: Any = None) -> None:
    """Write it as a page, a picture, Markdown or JSON."""
    kind = check_target(path, explanations=True)
    if kind == ".json":
        save_text(c.to_json() + "\n", path)
    elif kind == ".md":
        save_text(c.to_markdown(lang=lang), path)  # type: ignore[arg-type]
    elif kind == ".html":
        c.to_html(path, lang=lang)  # type: ignore[arg-type]
    else:
        save_figure(draw_comparison(c, lang=lang, palette=palette_of(palette)), path)


def comparison_html(c: Comparison, lang: str = "en") -> str:
    """Its picture, then its sentences, as HTML; every name in it is escaped."""
    return told_html(c, draw_comparison(c, lang=lang), lang)
