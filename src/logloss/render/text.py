"""Running text: styled words, broken into lines that fit, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from logloss.messages import Span

_WORD = re.compile(r"\s+|[^\s⺀-鿿　-〿＀-￯]+|[⺀-鿿　-〿＀-￯]")
_NEVER_FIRST = set("，。、；：！？）」』》”’%％…,.;:!?)]}")
_NEVER_LAST = set("（「『《“‘([{")
_SIGNS = {"=", "+", "−", "×", "/", "·", "<", ">"}
"""Signs between spaces that a line neither ends nor begins with."""


Line = list[Span]
Measure = Callable[[str, bool], float]
BOLD = {"strong", "positive", "negative"}


def pieces(spans: Sequence[Span]) -> list[Span]:
    """Spans cut where a line may break: after spaces and between Chinese characters.

    But it breaks neither around signs nor before stops.

    Examples
    --------
    >>> [p.text for p in pieces([Span("the loss, 对数损失。")])]
    ['the ', 'loss, ', '对', '数', '损', '失。']
    >>> [p.text for p in pieces([Span("where y = 1")])]
    ['where ', 'y = 1']
    """
    found: list[Span] = []
    for span in spans:
        for match in _WORD.finditer(span.text):
            token = match[0]
            joins = bool(found) and (token.isspace() or _belongs(found[-1].text, token))
            if joins and (found[-1].style == span.style or token.isspace()):
                found[-1] = Span(found[-1].text + token, found[-1].style)
            else:
                found.append(Span(token, span.style))
    return found


def _belongs(before: str, token: str) -> bool:
    """Whether no line may end between a piece and what follows."""
    if token[0] in _NEVER_FIRST or before[-1] in _NEVER_LAST or token in _SIGNS:
        return True
    words = before.split()
    return before.endswith(" ") and bool(words) and words[-1] in _SIGNS


def wrap(spans: Sequence[Span], width: float, measure: Measure) -> list[Line]:
    """Break spans into lines no wider than ``width``; ``measure(text, bold)`` says how wide a run is.

    Examples
    --------
    >>> lines = wrap([Span("one two antidisestablishment")], 8, lambda text, bold: len(text))
    >>> ["".join(run.text for run in line) for line in lines]
    ['one two', 'antidise', 'stablish', 'ment']
    """
    lines: list[Line] = [[]]
    used = 0.0
    for group in _unbroken(pieces(spans)):
        size = sum(measure(p.text.rstrip() if p is group[-1] else p.text, p.style in BOLD) for p in group)
        if lines[-1] and used + size > width:
            lines.append([])
            used = 0.0
        for piece in group if size <= width else _cut(group, width, measure):
            taken = measure(piece.text, piece.style in BOLD)
            if size > width and used and used + measure(piece.text.rstrip(), piece.style in BOLD) > width:
                lines.append([])
                used = 0.0
            lines[-1].append(piece)
            used += taken
    return [_trimmed(_merged(line)) for line in lines if line]


def _cut(group: Sequence[Span], width: float, measure: Measure) -> list[Span]:
    """Pieces too long for a line, cut at spaces, or else anywhere."""
    found = []
    for piece in group:
        rest = piece.text
        while measure(rest.rstrip(), piece.style in BOLD) > width and len(rest) > 1:
            fits = next(
                n
                for n in range(len(rest) - 1, 0, -1)
                if n == 1 or measure(rest[:n], piece.style in BOLD) <= width
            )
            at = rest.rfind(" ", 1, fits) + 1 or fits
            found.append(Span(rest[:at], piece.style))
            rest = rest[at:]
        found.append(Span(rest, piece.style))
    return found


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
