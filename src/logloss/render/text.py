"""Running text in figures: styled words, broken into lines that fit, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from logloss.messages import Span
from logloss.render.style import Palette

_WORD = re.compile(r"\s+|[^\s⺀-鿿　-〿＀-￯]+|[⺀-鿿　-〿＀-￯]")
_NEVER_FIRST = set("，。、；：！？）」』》”’%％…,.;:!?)]}")
_NEVER_LAST = set("（「『《“‘([{")


@dataclass(frozen=True)
class Font:
    """A face, by matplotlib's families, a size in points, and whether it is bold."""

    families: tuple[str, ...]
    size: float
    bold: bool = False

    def properties(self, bold: bool = False) -> Any:
        """The same as matplotlib's FontProperties."""
        from matplotlib.font_manager import FontProperties

        weight = "bold" if self.bold or bold else "normal"
        return FontProperties(family=list(self.families), size=self.size, weight=weight)


Line = list[Span]
BOLD = {"strong", "positive", "negative"}


def pieces(spans: Sequence[Span]) -> list[Span]:
    """Spans cut where a line may break: after spaces, and between Chinese characters but not before their stops.

    Examples
    --------
    >>> [p.text for p in pieces([Span("the loss, 对数损失。")])]
    ['the ', 'loss, ', '对', '数', '损', '失。']
    """
    found: list[Span] = []
    for span in spans:
        for match in _WORD.finditer(span.text):
            token = match[0]
            joins = bool(found) and (
                token.isspace() or token[0] in _NEVER_FIRST or found[-1].text[-1] in _NEVER_LAST
            )
            if joins and (found[-1].style == span.style or token.isspace()):
                found[-1] = Span(found[-1].text + token, found[-1].style)
            else:
                found.append(Span(token, span.style))
    return found


def wrap(spans: Sequence[Span], width: float, measure: Any) -> list[Line]:
    """Break spans into lines no wider than ``width``; ``measure(text, bold)`` says how wide a run is.

    Examples
    --------
    >>> lines = wrap([Span("one two three")], 8, lambda text, bold: len(text))
    >>> ["".join(run.text for run in line) for line in lines]
    ['one two', 'three']
    """
    lines: list[Line] = [[]]
    used = 0.0
    for group in _unbroken(pieces(spans)):
        size = sum(measure(p.text.rstrip() if p is group[-1] else p.text, p.style in BOLD) for p in group)
        if lines[-1] and used + size > width:
            lines.append([])
            used = 0.0
        lines[-1].extend(group)
        used += sum(measure(p.text, p.style in BOLD) for p in group)
    return [_trimmed(_merged(line)) for line in lines if line]


def _unbroken(parts: list[Span]) -> list[list[Span]]:
    """Pieces that must stay together because no space or Chinese character stands between two styles."""
    groups: list[list[Span]] = []
    for part in parts:
        stuck = bool(groups) and not _breaks(groups[-1][-1].text[-1], part.text[0])
        if stuck:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _breaks(before: str, after: str) -> bool:
    if before.isspace():
        return True
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return unicodedata.east_asian_width(before) in "WF" or unicodedata.east_asian_width(after) in "WF"


def _merged(line: Line) -> Line:
    runs: Line = []
    for piece in line:
        if runs and runs[-1].style == piece.style:
            runs[-1] = Span(runs[-1].text + piece.text, piece.style)
        else:
            runs.append(piece)
    return runs


def _trimmed(line: Line) -> Line:
    return [*line[:-1], Span(line[-1].text.rstrip(), line[-1].style)]


class Writer:
    """Writes styled lines on a figure, in inches from its top left corner."""

    def __init__(self, figure: Any, palette: Palette) -> None:
        self._figure = figure
        self._palette = palette
        self._renderer = figure.canvas.get_renderer()

    def width(self, text: str, font: Font, bold: bool = False) -> float:
        """How wide a run of words is, in inches."""
        w, _, _ = self._renderer.get_text_width_height_descent(text, font.properties(bold), False)
        return float(w) / float(self._figure.dpi)

    def lines(self, spans: Sequence[Span], font: Font, width: float) -> list[Line]:
        """Spans broken into lines of at most so many inches."""
        return wrap(spans, width, lambda text, bold: self.width(text, font, bold))

    def write(self, lines: list[Line], font: Font, left: float, top: float, leading: float = 1.4) -> float:
        """Write lines downwards from ``top``; returns where the next would begin."""
        step = font.size / 72 * leading
        for line in lines:
            x = left
            for run in line:
                self._run(run, font, x, top + step * 0.8)
                x += self.width(run.text, font, run.style in BOLD)
            top += step
        return top

    def paragraph(
        self, spans: Sequence[Span], font: Font, left: float, top: float, width: float, leading: float = 1.4
    ) -> float:
        """Break and write; returns where the next line would begin."""
        return self.write(self.lines(spans, font, width), font, left, top, leading)

    def _run(self, run: Span, font: Font, x: float, baseline: float) -> None:
        high, wide = self._figure.get_figheight(), self._figure.get_figwidth()
        colour = self._palette.of("plain" if run.style == "strong" else run.style or "plain")
        bold = run.style in BOLD
        self._figure.text(
            x / wide,
            1 - baseline / high,
            run.text,
            fontproperties=font.properties(bold),
            color=colour,
            va="baseline",
            parse_math=False,
        )
