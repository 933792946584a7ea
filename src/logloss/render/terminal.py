"""The story and the Explanation in a terminal: words, and pictures of characters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from logloss.messages import number, text
from logloss.render.terminal_glyphs import ASCII, BLOCKS
from logloss.render.terminal_plot import Key, class_key, plot
from logloss.render.terminal_table import numbers_strip, worst_rows
from logloss.render.terminal_words import Page
from logloss.scenes.marks import Formula, Listing, Mark, Scene

if TYPE_CHECKING:
    from logloss.explanation import Explanation
    from logloss.scenes import Story

TOLD = (("labels", True), ("curve", False), ("together", True), ("baseline", True), ("loss", True), ("yardstick", False), ("culprits", False))  # fmt: skip
"""The scenes that a terminal tells by itself, and whether it draws them."""

NARROWEST = 40


def story_text(
    story: Story,
    scenes: Sequence[str] | None = None,
    *,
    lang: str = "en",
    width: int = 80,
    colour: bool | str = False,
    ascii: bool = False,  # noqa: A002  # what users call it
) -> str:
    """The story in words and block characters.

    Parameters
    ----------
    story : Story
    scenes : names of scenes to tell instead of those that a terminal tells by itself, optional
    lang : "en", "zh-Hans" or "zh-Hant"
    width : columns that no line exceeds, at least 40
    colour : whether to colour it with escape codes, or for which of rich's colour systems
    ascii : whether to draw with ASCII only

    Examples
    --------
    >>> import logloss as ll
    >>> "mean = the log loss: 0.3329" in story_text(ll.story())
    True
    """
    page = _page(width, lang, ascii)
    key = class_key(story.summary.labels)
    if scenes is not None:
        parts = [_scene(story[name], page, key) for name in scenes]
    else:
        parts = [_title(story, page), *_told(story, page, key)]
    return _said(parts, page, colour)


def explanation_text(
    explanation: Explanation,
    *,
    lang: str = "en",
    width: int = 80,
    colour: bool | str = False,
    ascii: bool = False,  # noqa: A002
) -> str:
    """The Explanation in words and block characters; parameters as those of :func:`story_text`.

    Examples
    --------
    >>> import logloss as ll
    >>> print(explanation_text(ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])).splitlines()[0])
    Log loss 0.4004 ± 0.1885 nats: 28.8% better than guessing the base rate
    """
    from logloss.scenes.explained import bars_scene

    page = _page(width, lang, ascii)
    scene = bars_scene(explanation)
    parts = [
        page.paragraph(explanation.headline, 0, "strong"),
        [*page.paragraph(scene.title, 0, "strong"), *_picture(scene, page, class_key(explanation.summary.labels))],
    ]
    for heading, sentences in explanation.sections:
        items = [line for said in sentences for line in page.paragraph(said, 0, bullet=f"{page.glyphs.bullet} ")]
        parts.append([*page.paragraph(heading, 0, "strong"), *items])
    parts.append(worst_rows(explanation, page))
    return _said(parts, page, colour)


def _page(width: int, lang: str, ascii_only: bool) -> Page:
    return Page(max(NARROWEST, width), lang, ASCII if ascii_only else BLOCKS)


def _said(parts: Sequence[Sequence[Text]], page: Page, colour: bool | str) -> str:
    """Parts with an empty line between them, as text."""
    lines = [line for part in parts if part for line in (Text(), *part)][1:]
    if not colour:
        return "\n".join(line.plain.rstrip() for line in lines)
    system = colour if isinstance(colour, str) else "truecolor"
    target = io.StringIO()
    console = Console(file=target, force_terminal=True, color_system=system, width=page.width, no_color=False)  # type: ignore[arg-type]
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)
    return target.getvalue().rstrip("\n")


def _title(story: Story, page: Page) -> list[Text]:
    rule = Text(page.glyphs.rule * page.width, "dim")
    return [*page.paragraph(text("sheet.title"), 0, "strong"), *page.paragraph(story["feature"].title, 0), rule]


def _told(story: Story, page: Page, key: Key) -> list[list[Text]]:
    parts = []
    for name, drawn in TOLD:
        scene = story[name]
        part = _words(scene, page)
        if drawn:
            part += ["", *_picture(scene, page, key)]
        parts.append(part)
    return parts


def _scene(scene: Scene, page: Page, key: Key) -> list[Text]:
    """One scene: what it finds, what it means, and its picture."""
    return [*_words(scene, page), *_picture(scene, page, key)]


def _words(scene: Scene, page: Page) -> list[Text]:
    lines = page.paragraph(scene.title, 0, "strong")
    for sentence in scene.sentences:
        lines += page.paragraph(sentence)
    return lines


def _picture(scene: Scene, page: Page, key: Key) -> list[Text]:
    return plot(scene, page, key)
