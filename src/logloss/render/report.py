"""The Explanation as one picture: a finding, and four panels."""

from __future__ import annotations

import math
from typing import Any

from logloss.explanation import Explanation
from logloss.messages import Text, text
from logloss.render.figures import house_style
from logloss.render.figures_text import paragraph, sans, serif, write
from logloss.render.sheet import blank, stage
from logloss.render.style import PALETTE, Palette
from logloss.scenes.explained import bars_scene, classes_scene, rows_scene, yardstick_scene

WIDTH, MARGIN, AIR = 12.0, 0.6, 0.4
HEIGHTS = (3.2, 3.3)
SIZES = (19, 17.5, 16)
"""Of the headline: the largest that needs the fewest lines."""


@house_style()
def draw_report(explanation: Explanation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw an Explanation as a matplotlib Figure: bars, yardstick, classes, and the rows that cost most."""
    wide = WIDTH - 2 * MARGIN
    sizes = [paragraph(explanation.headline, lang, serif(lang, s, bold=True), wide, 1.3) for s in SIZES]
    finding = min(sizes, key=lambda p: len(p.lines))
    below = paragraph(subtitle(explanation), lang, sans(lang, 11), wide)
    head = 0.42 + finding.height + 0.06 + below.height + 0.3
    figure = blank(WIDTH, head + sum(HEIGHTS) + AIR + 0.45, palette)
    top = write(finding, figure, MARGIN, 0.42, palette)
    write(below, figure, MARGIN, top + 0.06, palette)
    rows = (
        ((bars_scene(explanation), MARGIN, 7.4), (yardstick_scene(explanation), 8.5, 2.9)),
        ((classes_scene(explanation), MARGIN, 5.2), (rows_scene(explanation), 6.4, 5.0)),
    )
    for row, high in zip(rows, HEIGHTS, strict=True):
        for scene, left, width in row:
            title = paragraph(scene.title, lang, serif(lang, 12.5, bold=True), width)
            y = write(title, figure, left, head, palette) + 0.12
            stage(scene, figure, left, y, width, head + high - y, lang, palette, 9)
        head += high + AIR
    return figure


def subtitle(explanation: Explanation) -> Text:
    """What stands under the finding: how many predictions, and the loss as a probability."""
    n = explanation.summary.rows
    if math.isfinite(explanation.loss):
        return text("explain.subtitle", n=n, geometric=explanation.yardstick.geometric_mean)
    rest = explanation.summary.finite_loss * explanation.factor
    if math.isnan(rest):
        return text("explain.subtitle.no_rest", n=n)
    return text("explain.subtitle.infinite", n=n, rest=rest, unit=text(f"unit.{explanation.unit}"))
