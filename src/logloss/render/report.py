"""The Explanation as one picture: a finding, and four panels."""

from __future__ import annotations

import math
from typing import Any

from logloss.explanation import Explanation
from logloss.messages import Text, spans, text
from logloss.render.figures import draw_marks
from logloss.render.fonts import families
from logloss.render.sheet import blank, stage
from logloss.render.style import PALETTE, Palette
from logloss.render.text import Font, Writer
from logloss.scenes.explained import bars_scene, classes_scene, rows_scene, yardstick_scene
from logloss.scenes.marks import Scene

WIDTH, HEIGHT = 12.0, 8.4


def draw_report(explanation: Explanation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw an Explanation as a matplotlib Figure: bars, yardstick, classes, and the rows that cost most."""
    figure = blank(WIDTH, HEIGHT, palette)
    writer = Writer(figure, palette)
    serif = tuple(families(lang, serif=True))
    top = writer.paragraph(spans(explanation.headline, lang), Font(serif, 19, bold=True), 0.6, 0.42, 10.8, 1.3)
    writer.paragraph(spans(subtitle(explanation), lang), Font(tuple(families(lang)), 11), 0.6, top + 0.06, 10.8)
    head = top + 0.55

    def panel(scene: Scene, left: float, at: float, width: float, height: float) -> None:
        below = writer.paragraph(spans(scene.title, lang), Font(serif, 12.5, bold=True), left, at, width)
        used = below - at + 0.3
        draw_marks(scene, stage(figure, left + 0.35, at + used, width - 0.35, height - used - 0.35), lang=lang,
                   palette=palette, size=9)  # fmt: skip

    high = (HEIGHT - head - 0.5) / 2
    panel(bars_scene(explanation), 0.6, head, 7.3, high - 0.1)
    panel(yardstick_scene(explanation), 8.5, head, 2.9, high - 0.1)
    panel(classes_scene(explanation), 0.6, head + high + 0.1, 5.2, high)
    panel(rows_scene(explanation), 6.5, head + high + 0.1, 4.9, high)
    return figure


def subtitle(explanation: Explanation) -> Text:
    """What stands under the finding: how many predictions, and the loss as a probability."""
    n = explanation.summary.rows
    if math.isinf(explanation.loss):
        rest = explanation.summary.finite_loss * explanation.factor
        return text("explain.subtitle.infinite", n=n, rest=rest, unit=text(f"unit.{explanation.unit}"))
    return text("explain.subtitle", n=n, geometric=explanation.yardstick.geometric_mean)
