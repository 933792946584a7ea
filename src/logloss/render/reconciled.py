"""A Reconciliation drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from logloss.messages import Text, text
from logloss.reconciliation import Reconciliation
from logloss.render.report import Row
from logloss.render.sheet import draw_scene
from logloss.render.style import PALETTE, Palette
from logloss.scenes.reconciled import reconciled_scene


def draw_reconciliation(r: Reconciliation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw the way from the log loss to the reported number as a matplotlib Figure."""
    return draw_scene(reconciled_scene(r), lang=lang, palette=palette)


def subtitle(r: Reconciliation) -> Text:
    """What stands under the finding: the log loss."""
    return text("reconcile.way.start", loss=r.loss)


def panels(r: Reconciliation) -> list[Row]:
    """The way."""
    return [[(replace(reconciled_scene(r), title=text("reconcile.way.title")), 1.0)]]
