"""A model seen and unseen as one picture: bars with their twins, losses, and the unseen one taken apart."""

from __future__ import annotations

from typing import Any

from logloss.estimators import EstimatorExplanation
from logloss.estimators.sections import seen_and_unseen
from logloss.messages import Text, text
from logloss.render.figures import house_style
from logloss.render.figures_text import paragraph, sans, serif, write
from logloss.render.report import AIR, HEIGHT, MARGIN, WIDTH, Row, draw_row, taken_apart
from logloss.render.sheet import blank
from logloss.render.style import PALETTE, Palette
from logloss.scenes.estimated import losses_scene, twins_scene


@house_style()
def draw_estimator(e: EstimatorExplanation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw an EstimatorExplanation as a matplotlib Figure."""
    wide = WIDTH - 2 * MARGIN
    finding = paragraph(e.headline, lang, serif(lang, 18, bold=True), wide, 1.3)
    said = [paragraph(words, lang, sans(lang, 11), wide) for words in seen_and_unseen(e)[:2]]
    between = paragraph(text("estimator.apart"), lang, sans(lang, 11), wide)
    head = 0.42 + finding.height + sum(p.height + 0.06 for p in said) + 0.3
    second = head + HEIGHT + AIR + between.height + 0.2
    figure = blank(WIDTH, second + HEIGHT + 0.45, palette)
    top = write(finding, figure, MARGIN, 0.42, palette)
    for words in said:
        top = write(words, figure, MARGIN, top + 0.06, palette)
    first, below = panels(e)
    draw_row(first, figure, head, lang, palette)
    write(between, figure, MARGIN, head + HEIGHT + AIR, palette, palette.quiet)
    draw_row(below, figure, second, lang, palette)
    return figure


def subtitle(e: EstimatorExplanation) -> Text:
    """What stands under the finding: how rows were left out."""
    return seen_and_unseen(e)[0]


def panels(e: EstimatorExplanation) -> list[Row]:
    """Bars with their twins and the losses; below, what the unseen loss is made of."""
    return [[(twins_scene(e), 0.66), (losses_scene(e), 0.34)], taken_apart(e.unseen)]
