"""Pages of scenes: one scene with its words beside it, or many as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from logloss.messages import Text, text
from logloss.render.figures import draw_marks, house_style
from logloss.render.figures_axes import margins
from logloss.render.figures_text import DPI, Paragraph, paragraph, sans, serif, write
from logloss.render.style import PALETTE, Palette
from logloss.scenes.marks import Listing, Scene

Strip = Sequence[tuple[str, Text]]
Beside = list[tuple[Paragraph, str, float]]


def blank(width: float, height: float, palette: Palette = PALETTE, dpi: float = DPI) -> Any:
    """An empty figure of so many inches, the colour of paper, that pyplot knows nothing of."""
    figure = Figure(figsize=(width, height), dpi=dpi, facecolor=palette.paper)
    FigureCanvasAgg(figure)
    return figure


def stage(
    scene: Scene,
    figure: Any,
    left: float,
    top: float,
    width: float,
    height: float,
    lang: str,
    palette: Palette,
    size: float,
) -> Any:
    """Draw a scene's marks, with all words around its axes, in a box given in inches from the top left."""
    around = margins(scene, width, lang, sans(lang, size), figure.dpi)
    wide, high = figure.get_figwidth(), figure.get_figheight()
    bottom = 1 - (top + height - around.bottom) / high
    inner = (width - around.left) / wide, (height - around.top - around.bottom) / high
    ax = figure.add_axes(((left + around.left) / wide, bottom, *inner))
    draw_marks(scene, ax, lang=lang, palette=palette, size=size)
    return ax


# One scene

LEFT, COLUMN, STAGE, RIGHT, WIDE = 0.5, 3.65, 4.55, 0.45, 12.0
HEAD, FOOT, LEAST = 0.55, 0.45, 6.75
STRIP = 1.0
TYPE = 11.0
"""Points of the type on a stage."""

SMALLER = (1.0, 0.94, 0.88)
SMALLEST = (*SMALLER, 0.8, 0.72, 0.64, 0.56, 0.48, 0.4)
"""Sizes of the words beside a stage, the best first; smaller ones where no more room can be made."""


@house_style()
def draw_scene(scene: Scene, *, lang: str = "en", palette: Palette = PALETTE, strip: Strip = ()) -> Any:
    """One scene: words at the left, its stage at the right, the numbers that always hold below."""
    said = _beside(scene, lang, SMALLER, LEAST)
    depth = max(LEAST, _depth(said))
    figure = blank(WIDE, depth + (STRIP if strip else 0.0), palette)
    _lay_out(scene, said, figure, depth, lang, palette)
    if strip:
        _draw_strip(strip, figure, depth - 0.2, lang, palette)
    return figure


@house_style()
def draw_frame(scene: Scene, width: int, height: int, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """One scene with its words beside it, in so many pixels, whatever it says: a frame of a film."""
    dpi = dots_per_inch(width, height)
    depth = height / dpi
    figure = blank((width + 1e-6) / dpi, (height + 1e-6) / dpi, palette, dpi)  # not a pixel less by rounding
    _lay_out(scene, _beside(scene, lang, SMALLEST, depth, dpi), figure, depth, lang, palette)
    return figure


def dots_per_inch(width: int, height: int) -> float:
    """Of a frame of so many pixels: as many as leave the room that a scene takes."""
    return min(width / WIDE, height / LEAST)


def _lay_out(scene: Scene, said: Beside, figure: Any, depth: float, lang: str, palette: Palette) -> None:
    top = HEAD
    for part, colour, air in said:
        top = write(part, figure, LEFT, top, palette, colour and palette.of(colour)) + air
    width = figure.get_figwidth() - RIGHT - STAGE
    stage(scene, figure, STAGE, HEAD, width, depth - HEAD - FOOT, lang, palette, TYPE)


def _depth(said: Beside) -> float:
    """How high a picture must be for its words."""
    return HEAD + sum(part.height + air for part, _, air in said) + FOOT


def _beside(scene: Scene, lang: str, sizes: Sequence[float], room: float, dpi: float = DPI) -> Beside:
    """The words beside a stage: what, in which role, and the air below; smaller where they are many."""
    said: Beside = []
    for size in sizes:
        said = [
            *_part(scene, lang, dpi),
            (paragraph(scene.title, lang, serif(lang, 21 * size, bold=True), COLUMN, 1.25, dpi), "", 0.18),
        ]
        face = serif(lang, 12.5 * size)
        said += [(paragraph(s, lang, face, COLUMN, 1.5, dpi), "", 0.16) for s in scene.sentences]
        if _depth(said) <= room:
            break
    return said


def _part(scene: Scene, lang: str, dpi: float) -> Beside:
    """Which part of the story a scene belongs to, if to any."""
    if not scene.part:
        return []
    return [(paragraph(text(f"part.{scene.part}"), lang, sans(lang, 10), COLUMN, 1.4, dpi), "quiet", 0.08)]


def _draw_strip(strip: Strip, figure: Any, top: float, lang: str, palette: Palette) -> None:
    wide, high = figure.get_figwidth(), figure.get_figheight()
    y = 1 - top / high
    figure.add_artist(Line2D([LEFT / wide, 1 - LEFT / wide], [y, y], color=palette.ink, lw=1.4))
    column = (wide - 2 * LEFT) / len(strip)
    for i, (value, caption) in enumerate(strip):
        left = LEFT + i * column
        number = paragraph(value, lang, serif(lang, 20, bold=True), column, 1.25)
        below = write(number, figure, left, top + 0.1, palette)
        words = paragraph(caption, lang, sans(lang, 9.5), column - 0.2, 1.3)
        write(words, figure, left, below, palette, palette.quiet)


# Many scenes

WIDTH, HEIGHT, WIDE_HEIGHT = 4.3, 2.7, 2.6
MARGIN, AIR, TITLE = 0.55, 0.5, 1.35


@dataclass(frozen=True)
class _Cell:
    """A scene on a sheet: its words, and its place and width in inches from the top left."""

    scene: Scene
    words: tuple[Paragraph, ...]
    heading: bool
    left: float
    width: float

    @property
    def head(self) -> float:
        """How high its words are."""
        return sum(part.height + 0.06 for part in self.words) + 0.12


@house_style()
def draw_sheet(scenes: Sequence[Scene], *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Many scenes: each with its title and first sentence above it; code takes a row of its own."""
    columns = _columns(len(scenes))
    rows = _rows(scenes, columns, lang)
    heads = [max(cell.head for cell in row) for row in rows]
    stages = [WIDE_HEIGHT if _is_wide(row[0].scene) else HEIGHT for row in rows]
    wide = 2 * MARGIN + columns * WIDTH + (columns - 1) * AIR
    title = paragraph(text("sheet.title"), lang, serif(lang, 22, bold=True), wide - 2 * MARGIN)
    top = MARGIN + title.height + 0.5
    figure = blank(wide, top + sum(heads) + sum(stages) + AIR * (len(rows) - 1) + MARGIN, palette)
    write(title, figure, MARGIN, 0.42, palette)
    for row, head, high in zip(rows, heads, stages, strict=True):
        for cell in row:
            _draw_cell(cell, figure, top, head, high, lang, palette)
        top += head + high + AIR
    return figure


def _draw_cell(
    cell: _Cell, figure: Any, top: float, head: float, high: float, lang: str, palette: Palette
) -> None:
    if cell.heading:
        part = paragraph(text(f"part.{cell.scene.part}"), lang, sans(lang, 10), cell.width)
        write(part, figure, cell.left, top - 0.26, palette, palette.quiet)
    y = top
    for words in cell.words:
        y = write(words, figure, cell.left, y, palette) + 0.06
    stage(cell.scene, figure, cell.left, top + head, cell.width, high, lang, palette, 7.5)


def _columns(scenes: int) -> int:
    return scenes if scenes <= 2 else 2 if scenes <= 4 else 3 if scenes <= 9 else 4


def _rows(scenes: Sequence[Scene], columns: int, lang: str) -> list[list[_Cell]]:
    """Rows from the top; a scene that is code takes the whole width of one."""
    rows: list[list[_Cell]] = []
    last = 0
    for is_wide, some in groupby(scenes, _is_wide):
        width = columns * WIDTH + (columns - 1) * AIR if is_wide else WIDTH
        cells: list[_Cell] = []
        for i, scene in enumerate(some):
            words = (
                paragraph(scene.title, lang, serif(lang, 12.5, bold=True), width, 1.25),
                paragraph(scene.sentences[0], lang, serif(lang, 8.5), width, 1.4),
            )
            column = 0 if is_wide else i % columns
            cells.append(_Cell(scene, words, scene.part != last, MARGIN + column * (WIDTH + AIR), width))
            last = scene.part
        step = 1 if is_wide else columns
        rows += [cells[i : i + step] for i in range(0, len(cells), step)]
    return rows


def _is_wide(scene: Scene) -> bool:
    return any(isinstance(mark, Listing) for mark in scene.marks)
