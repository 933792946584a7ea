"""An Explanation as Markdown: its sentences, pictures of characters, and its costliest rows as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from logloss.explanation import Explanation
from logloss.messages import spans, text
from logloss.render.report import subtitle
from logloss.render.terminal import section_pictures
from logloss.render.terminal.table import worst_table
from logloss.render.terminal.words import Page, safe
from logloss.render.text import BOLD
from logloss.scenes.marks import Words
from logloss.told import Told

WIDTH = 80
"""Columns of the pictures."""

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~$&])")
"""What Markdown, or a program that shows it, takes for more than a character."""


def explanation_markdown(e: Explanation, lang: str = "en") -> str:
    """The whole of it: a heading that is the finding, and a section for every answer."""
    page, pictures = Page(WIDTH, lang), section_pictures(e)
    parts = [f"# {said(e.headline, lang)}", said(subtitle(e), lang)]
    for heading, sentences in e.sections:
        parts += _section(heading, sentences, lang)
        if heading.key in pictures:
            lines = pictures[heading.key](page)
            parts += (
                ["\n".join(["```text", *(line.plain.rstrip() for line in lines), "```"])] if lines else []
            )
    table = worst_table(e)
    if table:
        parts += [f"## {said(text('explain.rows.panel'), lang)}", _table(table, lang)]
    return "\n\n".join(parts) + "\n"


def told_markdown(found: Told, lang: str = "en") -> str:
    """A heading that is the finding, and a section for every answer."""
    parts = [f"# {said(found.headline, lang)}"]
    for heading, sentences in found.sections:
        parts += _section(heading, sentences, lang)
    return "\n\n".join(parts) + "\n"


def _section(heading: Words, sentences: Sequence[Words], lang: str) -> list[str]:
    return [f"## {said(heading, lang)}", "\n".join(f"- {said(sentence, lang)}" for sentence in sentences)]


def said(words: Words, lang: str) -> str:
    """A message on one line, strong words in asterisks; nothing in it is taken for Markdown."""
    return "".join(_run(run.text, run.style) for run in spans(words, lang))


def _run(words: str, style: str) -> str:
    """Asterisks stand at the words themselves: beside a space they would not be read as marks."""
    escaped = _SIGNS.sub(r"\\\1", " ".join(safe(words).split(" ")))
    if style not in BOLD or not words.strip():
        return escaped
    inner = escaped.strip()
    at = escaped.index(inner)
    return f"{escaped[:at]}**{inner}**{escaped[at + len(inner) :]}"


def _table(rows: Sequence[Sequence[Words]], lang: str) -> str:
    """Names and classes to the left, numbers to the right."""
    wide = len(rows[0])
    sides = ["---" if 0 < k < wide - 3 else "--:" for k in range(wide)]
    cells = [[" ".join(said(cell, lang).split()) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in (cells[0], sides, *cells[1:]))
