"""The Explanation as one picture: a finding, and panels that each answer a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from logloss.explanation import Explanation
from logloss.explanation.sections.honesty import FAR
from logloss.messages import Text, text
from logloss.render.figures import house_style
from logloss.render.figures_text import paragraph, sans, serif, write
from logloss.render.sheet import blank, stage
from logloss.render.style import PALETTE, Palette
from logloss.scenes.explained import bars_scene, classes_scene, groups_scene, rows_scene
from logloss.scenes.explained_parts import chain_scene, parts_scene
from logloss.scenes.explained_reliability import reliability_scene
from logloss.scenes.marks import Scene

WIDTH, MARGIN, AIR, GUTTER = 12.0, 0.6, 0.5, 0.7
HEIGHT = 3.7
"""Of a row of panels, with their titles, in inches."""

SIZES = (19, 17.5, 16)
"""Of the headline: the largest that needs the fewest lines."""

Row = Sequence[tuple[Scene, float]]
"""Panels side by side, and how the width is shared among them."""


def draw_report(explanation: Explanation, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw an Explanation as a matplotlib Figure."""
    return draw_told(
        explanation.headline, subtitle(explanation), panels(explanation), lang=lang, palette=palette
    )


@house_style()
def draw_told(headline: Text, below: Text, rows: Sequence[Row], *, lang: str, palette: Palette) -> Any:
    """Draw a finding, what stands under it, and rows of panels as a matplotlib Figure."""
    wide = WIDTH - 2 * MARGIN
    sizes = [paragraph(headline, lang, serif(lang, s, bold=True), wide, 1.3) for s in SIZES]
    finding = min(sizes, key=lambda p: len(p.lines))
    said = paragraph(below, lang, sans(lang, 11), wide)
    head = 0.42 + finding.height + 0.06 + said.height + 0.35
    figure = blank(WIDTH, head + len(rows) * HEIGHT + (len(rows) - 1) * AIR + 0.45, palette)
    top = write(finding, figure, MARGIN, 0.42, palette)
    write(said, figure, MARGIN, top + 0.06, palette)
    for row in rows:
        draw_row(row, figure, head, lang, palette)
        head += HEIGHT + AIR
    return figure


def panels(e: Explanation) -> list[Row]:
    """What applies to this loss, from the whole to its rows."""
    reliability, rows, groups = reliability_scene(e), rows_scene(e), groups_scene(e)
    parts = parts_scene(e) if e.chain is None else chain_scene(e)
    beside = (classes_scene(e), 0.4) if reliability is None else (reliability, 0.34)
    below = [(scene, share) for scene, share in ((parts, 0.58), (rows, 0.42)) if scene is not None]
    found: list[Row] = [((bars_scene(e), 1 - beside[1]), beside)]
    return [*found, *([below] if below else []), *([((groups, 1.0),)] if groups is not None else [])]


def taken_apart(e: Explanation) -> Row:
    """What the loss is made of, beside whether its numbers can be believed, or else its classes."""
    reliability = reliability_scene(e)
    parts = parts_scene(e) if e.chain is None else chain_scene(e)
    beside = classes_scene(e) if reliability is None else reliability
    return [(beside, 1.0)] if parts is None else [(parts, 0.66), (beside, 0.34)]


def draw_row(row: Row, figure: Any, top: float, lang: str, palette: Palette) -> None:
    """Panels side by side, each with its title, so many inches below the top of a figure."""
    room = (WIDTH - 2 * MARGIN - GUTTER * (len(row) - 1)) / sum(share for _, share in row)
    left = MARGIN
    for scene, share in row:
        width = share * room
        title = paragraph(scene.title, lang, serif(lang, 12.5, bold=True), width)
        y = write(title, figure, left, top, palette) + 0.12
        stage(scene, figure, left, y, width, top + HEIGHT - y, lang, palette, 9)
        left += width + GUTTER


def subtitle(e: Explanation) -> Text:
    """What stands under the finding: how many predictions, how good, from how few rows, and how honest."""
    said = [_predictions(e)]
    if e.half is not None and math.isfinite(e.loss):
        key = "explain.subtitle.half" if e.half.is_exact else "explain.subtitle.half.most"
        said.append(text(key, rows=e.half.high))
    if e.honesty is not None and abs(e.honesty.z) >= FAR:
        key = "explain.subtitle.over" if e.honesty.z > 0 else "explain.subtitle.under"
        said.append(text(key, expected=e.honesty.expected * e.factor))
    whole = said[0]
    for sentence in said[1:]:
        whole = text("explain.subtitle.two", first=whole, second=sentence)
    return whole


def _predictions(e: Explanation) -> Text:
    n = e.summary.rows
    if math.isfinite(e.loss):
        return text("explain.subtitle", n=n, geometric=e.yardstick.geometric_mean)
    rest = e.summary.finite_loss * e.factor
    if math.isnan(rest):
        return text("explain.subtitle.no_rest", n=n)
    return text("explain.subtitle.infinite", n=n, rest=rest, unit=text(f"unit.{e.unit}"))
