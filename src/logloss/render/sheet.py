"""Pages of scenes: one scene with its words beside it, or many as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from logloss.messages import Span, Text, plain, spans, text
from logloss.render.figures import draw_marks
from logloss.render.fonts import families
from logloss.render.style import PALETTE, Palette
from logloss.render.text import Font, Writer
from logloss.scenes.marks import Listing, Scene

DPI = 100


def blank(width: float, height: float, palette: Palette = PALETTE) -> Any:
    """An empty figure of so many inches, the colour of paper, that pyplot knows nothing of."""
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=palette.paper)
    FigureCanvasAgg(figure)
    return figure


Strip = Sequence[tuple[str, Text]]


def draw_scene(scene: Scene, *, lang: str = "en", palette: Palette = PALETTE, strip: Strip = ()) -> Any:
    """One scene: its title and sentences at the left, its stage at the right, the numbers that always hold below."""
    figure = blank(12, 6.75 + (1.0 if strip else 0.0), palette)
    writer = Writer(figure, palette)
    serif = tuple(families(lang, serif=True))
    overline = Font(tuple(families(lang)), 10)
    top = writer.paragraph([_quiet(text(f"part.{scene.part}"), lang)], overline, 0.5, 0.55, 3.6)
    top = writer.paragraph(spans(scene.title, lang), Font(serif, 21, bold=True), 0.5, top + 0.08, 3.6, 1.25)
    top += 0.18
    for sentence in scene.sentences:
        top = writer.paragraph(spans(sentence, lang), Font(serif, 12.5), 0.5, top, 3.6, 1.5) + 0.16
    ax = stage(figure, 4.75, 0.95, 6.8, 4.9)
    draw_marks(scene, ax, lang=lang, palette=palette, size=11)
    if strip:
        _strip(strip, figure, writer, lang, palette)
    return figure


def _strip(strip: Strip, figure: Any, writer: Writer, lang: str, palette: Palette) -> None:
    wide, high, top = figure.get_figwidth(), figure.get_figheight(), 6.55
    y = 1 - top / high
    figure.add_artist(Line2D([0.5 / wide, 1 - 0.5 / wide], [y, y], color=palette.ink, lw=1.4))
    column = (wide - 1.0) / len(strip)
    for i, (value, caption) in enumerate(strip):
        left = 0.5 + i * column
        serif = Font(tuple(families(lang, serif=True)), 20, bold=True)
        below = writer.paragraph([Span(value)], serif, left, top + 0.1, column, 1.25)
        writer.paragraph([_quiet(caption, lang)], Font(tuple(families(lang)), 9.5), left, below, column - 0.2, 1.3)


@dataclass(frozen=True)
class _Cell:
    """A scene's place on a sheet, in inches from the top left."""

    scene: Scene
    left: float
    top: float
    width: float
    height: float


WIDTH, HEIGHT, WIDE_HEIGHT = 4.3, 4.0, 3.4
MARGIN, AIR = 0.55, 0.45
HEAD = 1.0


def draw_sheet(
    scenes: Sequence[Scene], *, title: Text | None = None, lang: str = "en", palette: Palette = PALETTE
) -> Any:
    """Many scenes: each with its title and first sentence above it; code takes a row of its own."""
    columns = _columns(len(scenes))
    cells, height = _cells(scenes, columns)
    figure = blank(2 * MARGIN + columns * WIDTH + (columns - 1) * AIR, height + MARGIN, palette)
    writer = Writer(figure, palette)
    serif = tuple(families(lang, serif=True))
    writer.paragraph(spans(title or text("sheet.title"), lang), Font(serif, 22, bold=True), MARGIN, 0.42, 30)
    part = 0
    for cell in cells:
        if cell.scene.part != part:
            part = cell.scene.part
            heading = [_quiet(text(f"part.{part}"), lang)]
            writer.paragraph(heading, Font(tuple(families(lang)), 10), cell.left, cell.top - 0.26, cell.width)
        _draw_cell(cell, figure, writer, lang, palette)
    return figure


def _draw_cell(cell: _Cell, figure: Any, writer: Writer, lang: str, palette: Palette) -> None:
    scene = cell.scene
    serif = tuple(families(lang, serif=True))
    top = writer.paragraph(
        spans(scene.title, lang), Font(serif, 12.5, bold=True), cell.left, cell.top, cell.width, 1.25
    )
    top = writer.paragraph(spans(scene.sentences[0], lang), Font(serif, 8.5), cell.left, top + 0.06, cell.width, 1.4)
    above = top + 0.2 if _is_wide(scene) else max(top + 0.36, cell.top + 1.35)
    ax = stage(figure, cell.left + 0.32, above, cell.width - 0.42, cell.top + cell.height - 0.42 - above)
    draw_marks(scene, ax, lang=lang, palette=palette, size=7.5)


def _columns(scenes: int) -> int:
    return scenes if scenes <= 2 else 2 if scenes <= 4 else 3 if scenes <= 9 else 4


def _cells(scenes: Sequence[Scene], columns: int) -> tuple[list[_Cell], float]:
    """Rows from the top; a scene that is code takes the whole width."""
    cells: list[_Cell] = []
    top, column = HEAD + 0.4, 0
    for scene in scenes:
        wide = _is_wide(scene)
        if wide and column:
            top, column = top + HEIGHT + AIR, 0
        left = MARGIN + column * (WIDTH + AIR)
        width = columns * WIDTH + (columns - 1) * AIR if wide else WIDTH
        cells.append(_Cell(scene, left, top, width, WIDE_HEIGHT if wide else HEIGHT))
        column = 0 if wide else (column + 1) % columns
        if column == 0:
            top += (WIDE_HEIGHT if wide else HEIGHT) + AIR
    bottom = max(cell.top + cell.height for cell in cells)
    return cells, bottom


def _is_wide(scene: Scene) -> bool:
    return any(isinstance(mark, Listing) for mark in scene.marks)


def stage(figure: Any, left: float, top: float, width: float, height: float) -> Any:
    """Axes at a place given in inches from the top left."""
    wide, high = figure.get_figwidth(), figure.get_figheight()
    return figure.add_axes((left / wide, 1 - (top + height) / high, width / wide, height / high))


def _quiet(message: Text, lang: str) -> Span:
    return Span(plain(message, lang), "quiet")
