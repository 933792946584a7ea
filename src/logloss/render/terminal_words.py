"""Words on a terminal: styled, safe to print, and broken into lines that never exceed its width."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from logloss.messages import Span, spans
from logloss.render.terminal_glyphs import ASCII, BLOCKS, Glyphs, styles
from logloss.render.text import wrap
from logloss.scenes.marks import Words

IN_ASCII = {
    "−": "-", "–": "-", "—": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "½": "1/2", "∞": "inf",
    "×": "x", "·": "*", "Σ": "sum", "±": "+/-", "≥": ">=", "≤": "<=",
}  # fmt: skip
"""What the program's own sentences need where only ASCII can be written."""

GLUED = "\ue000"
"""A space at which no line breaks, while lines are broken: in "x = 0.2". Of the characters that nobody uses."""

STYLES = styles()
BOLD = {"positive", "negative"}


@dataclass(frozen=True)
class Page:
    """What is written on: so many columns, in a language, with a set of glyphs."""

    width: int = 80
    lang: str = "en"
    glyphs: Glyphs = BLOCKS

    def runs(self, message: Words) -> list[Span]:
        """A message as styled runs that are safe to print."""
        ascii_only = self.glyphs is ASCII
        found = [Span(safe(run.text), run.style) for run in spans(message, self.lang)]
        return [Span(in_ascii(run.text), run.style) for run in found] if ascii_only else found

    def words(self, message: Words, style: str = "") -> Text:
        """A message on one line; ``style`` holds where its own words have none."""
        return styled(self.runs(message), style)

    def paragraph(
        self, message: Words, indent: int = 2, style: str = "", bullet: str = "", width: int = 0
    ) -> list[Text]:
        """A message broken into lines, each behind an indent; the first may bear a bullet."""
        room = (width or self.width) - indent - cell_len(bullet)
        lines = [styled(line, style) for line in broken(self.runs(message), room)]
        first = " " * indent + bullet
        rest = " " * cell_len(first)
        return [Text(first if i == 0 else rest).append_text(line) for i, line in enumerate(lines)]


def styled(runs: Sequence[Span], style: str = "") -> Text:
    """Runs as rich's Text."""
    line = Text()
    for run in runs:
        own = f"bold {STYLES[run.style]}" if run.style in BOLD else STYLES.get(run.style, "")
        line.append(run.text, own or STYLES.get(style, style))
    return line


def broken(runs: Sequence[Span], width: int) -> list[list[Span]]:
    """Runs on lines of so many columns; a word that is longer than a line is cut.

    Examples
    --------
    >>> [line[0].text for line in broken([Span("at x = 0.2, 損失是 0.3329。")], 8)]
    ['at', 'x = 0.2,', '損失是', '0.3329。']
    """
    glued = [Span(run.text.replace(" = ", f"{GLUED}={GLUED}"), run.style) for run in runs]
    lines = [part for line in wrap(glued, width, lambda word, _: cell_len(word)) for part in _cut(line, width)]
    return [[Span(run.text.replace(GLUED, " "), run.style) for run in line] for line in lines]


def _cut(line: list[Span], width: int) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    used = 0
    for run in line:
        for character in run.text:
            size = cell_len(character)
            if used + size > width:
                lines.append([])
                used = 0
            if lines[-1] and lines[-1][-1].style == run.style:
                lines[-1][-1] = Span(lines[-1][-1].text + character, run.style)
            else:
                lines[-1].append(Span(character, run.style))
            used += size
    return [part for part in lines if part]


def shortened(words: str, width: int, ending: str = "…") -> str:
    """Words that take at most so many columns.

    Examples
    --------
    >>> shortened("Timberwolves", 8), shortened("森林狼队", 7)
    ('Timberw…', '森林狼…')
    """
    if cell_len(words) <= width:
        return words
    kept, used = "", cell_len(ending)
    for character in words:
        used += cell_len(character)
        if used > width:
            break
        kept += character
    return kept + ending if width >= cell_len(ending) else ""


def safe(words: str) -> str:
    r"""Words without what would move the cursor, change colours or turn the direction of a line.

    Examples
    --------
    >>> safe("a\tb\x1b[2Jc")
    'a b�[2Jc'
    """
    if words.isascii() and words.isprintable():
        return words
    kept = (" " if c.isspace() else c if _is_harmless(c) else "�" for c in words)
    return "".join(kept)


def _is_harmless(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def in_ascii(words: str) -> str:
    """The program's own signs in ASCII; what else is not ASCII stays as it is.

    Examples
    --------
    >>> in_ascii("“½” costs −log ½, towards ∞")
    '"1/2" costs -log 1/2, towards inf'
    """
    return "".join(IN_ASCII.get(c, c) for c in words)
