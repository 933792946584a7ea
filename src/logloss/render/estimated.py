"""A model seen and unseen as one picture: the bars with their twins, and the losses beside each other."""

from __future__ import annotations

from typing import Any

from logloss.estimators import EstimatorExplanation
from logloss.estimators.sections import seen_and_unseen
from logloss.render.figures import house_style
from logloss.render.figures_text import paragraph, sans, serif, write
from logloss.render.sheet import blank, stage
from logloss.render.style import PALETTE, Palette
from logloss.scenes.estimated import losses_scene, twins_scene

WIDTH, MARGIN, HIGH = 12.0, 0.6, 3.9
WIDE, AIR = 7.1, 0.5


@house_style()
def draw_estimator(e: EstimatorExplanation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw an EstimatorExplanation as a matplotlib Figure."""
    wide = WIDTH - 2 * MARGIN
    finding = paragraph(e.headline, lang, serif(lang, 18, bold=True), wide, 1.3)
    said = [paragraph(words, lang, sans(lang, 11), wide) for words in seen_and_unseen(e)[:2]]
    head = 0.42 + finding.height + sum(p.height + 0.06 for p in said) + 0.3
    figure = blank(WIDTH, head + HIGH + 0.45, palette)
    top = write(finding, figure, MARGIN, 0.42, palette)
    for words in said:
        top = write(words, figure, MARGIN, top + 0.06, palette)
    narrow = wide - WIDE - AIR
    for scene, left, width in (
        (twins_scene(e), MARGIN, WIDE),
        (losses_scene(e), MARGIN + WIDE + AIR, narrow),
    ):
        title = paragraph(scene.title, lang, serif(lang, 12.5, bold=True), width)
        y = write(title, figure, left, head, palette) + 0.12
        stage(scene, figure, left, y, width, head + HIGH - y, lang, palette, 9)
    return figure
