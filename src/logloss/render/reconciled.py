"""A Reconciliation drawn, in a file, and in a notebook."""

from __future__ import annotations

from typing import Any

from logloss.reconciliation import Reconciliation
from logloss.render.files import Target, check_target, save_figure, save_text
from logloss.render.notebook import told_html
from logloss.render.sheet import draw_scene
from logloss.render.style import PALETTE, Palette, palette_of
from logloss.scenes.reconciled import reconciled_scene


def draw_reconciliation(r: Reconciliation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw the way from the log loss to the reported number as a matplotlib Figure."""
    return draw_scene(reconciled_scene(r), lang=lang, palette=palette)


def save_reconciliation(r: Reconciliation, path: Target, lang: str = "en", palette: Any = None) -> None:
    """Write it as a picture or as JSON."""
    if check_target(path) == ".json":
        save_text(r.to_json() + "\n", path)
    else:
        save_figure(draw_reconciliation(r, lang=lang, palette=palette_of(palette)), path)


def reconciliation_html(r: Reconciliation, lang: str = "en") -> str:
    """Its picture, then its sentences, as HTML; every name in it is escaped."""
    return told_html(r, draw_reconciliation(r, lang=lang), lang)
