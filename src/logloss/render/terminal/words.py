"""Words on a terminal: styled, safe to print, and broken into lines that never exceed its width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rich.cells import cell_len
from rich.text import Text

from logloss.messages import Span, spans
from logloss.render.terminal.glyphs import ASCII, BLOCKS, Glyphs, styles
from logloss.scenes.marks import Words

IN_ASCII = {
    "−": "-", "–": "-", "—": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "½": "1/2", "∞": "inf",
    "×": "x", "·": "*", "Σ": "sum", "±": "+/-", "≥": ">=", "≤": "<=", "ᵢ": "_i",
}  # fmt: skip
"""What the program's own sentences need where only ASCII can be written."""

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

NEVER_FIRST = set("，。、；：！？）」』》”’%％…,.;:!?)]}")
NEVER_LAST = set("（「『《“‘([{")
SIGNS = {f"{sign} " for sign in "=+−×/·<>"}
BEHIND = {f" {sign}" for sign in "=+−×/·<>"}

STYLES = styles()
TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Characters that turn the direction of what follows."""

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


Letter = tuple[str, str]
"""A character and its style."""


def broken(runs: Sequence[Span], width: int) -> list[list[Span]]:
    """Runs on lines of so many columns, without their last spaces; a word that is longer than a line is cut.

    Examples
    --------
    >>> [line[0].text for line in broken([Span("at x = 0.2, 損失是 0.3329。")], 8)]
    ['at', 'x = 0.2,', '損失是', '0.3329。']
    """
    lines: list[list[Letter]] = [[]]
    for piece in _pieces([(c, run.style) for run in runs for c in run.text]):
        if _size(lines[-1]) + _size(_trimmed(piece)) <= width:
            lines[-1] += piece
        else:
            lines += _cut(piece, width) if lines[-1] else _cut(piece, width)[1:]
            lines[0] = lines[0] or _cut(piece, width)[0]
    return [_joined(_trimmed(line)) for line in lines if line]


def _pieces(letters: list[Letter]) -> list[list[Letter]]:
    """Letters in runs at whose ends a line may end."""
    words = "".join(c for c, _ in letters)
    ends = [i for i in range(1, len(words)) if _may_break(words, i)]
    return [letters[a:b] for a, b in pairwise([0, *ends, len(words)])]


def _may_break(words: str, i: int) -> bool:
    """Behind spaces, unless a sign stands between them as in "x = 0.2"; and beside a Chinese character."""
    before, after = words[i - 1], words[i]
    if before == " ":
        binds = words[i : i + 2] in SIGNS or words[i - 3 : i - 1] in BEHIND
        return after != " " and not binds
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return cell_len(before) == 2 or cell_len(after) == 2


def _cut(piece: list[Letter], width: int) -> list[list[Letter]]:
    lines: list[list[Letter]] = [[]]
    for letter in piece:
        if letter[0] != " " and _size(lines[-1]) + cell_len(letter[0]) > width:
            lines.append([])
        lines[-1].append(letter)
    return lines


def _size(letters: list[Letter]) -> int:
    return sum(cell_len(c) for c, _ in letters)


def _trimmed(letters: list[Letter]) -> list[Letter]:
    last = max((i for i, (c, _) in enumerate(letters) if c != " "), default=-1)
    return letters[: last + 1]


def _joined(letters: list[Letter]) -> list[Span]:
    by_style = groupby(letters, key=lambda letter: letter[1])
    return [Span("".join(c for c, _ in same), style) for style, same in by_style]


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
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in TURNING


def in_ascii(words: str) -> str:
    """The program's own signs in ASCII; what else is not ASCII stays as it is.

    Examples
    --------
    >>> in_ascii("“½” costs −log ½, 1.2×10⁻⁵ towards ∞")
    '"1/2" costs -log 1/2, 1.2x10^-5 towards inf'
    """
    flat = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda power: "^" + power[0].translate(RAISED), words)
    return "".join(IN_ASCII.get(c, c) for c in flat)


def in_letters(tex: str) -> str:
    r"""A formula of TeX as a line of text; it knows the few commands that the story's formulas use.

    Examples
    --------
    >>> in_letters(r"L = -\frac{1}{N}\sum_{i=1}^{N}"), in_letters(r"\left[\,y_i\,\log\,p_i\right.")
    ('L = −1/N Σ', '[yᵢ log pᵢ')
    """
    line = re.sub(r"\\frac\{(.*?)\}\{(.*?)\}", r"\1/\2 ", tex)
    line = re.sub(r"\\sum(_\{.*?\})?(\^\{.*?\})?", "Σ", line)
    line = re.sub(r"\\(left|right)\.?", "", line)
    line = re.sub(r"\\[,;! ]", " ", line).replace("\\log", "log").replace("_i", "ᵢ").replace("-", "−")
    line = re.sub(r"([\[(]) | (?=[\])])", lambda m: m[1] or "", line)
    return " ".join(line.split())
