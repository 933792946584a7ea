"""The story and the Explanation in a terminal: words, and pictures of characters."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from logloss.messages import Text as Message
from logloss.messages import number, text
from logloss.render.terminal.glyphs import ASCII, BLOCKS
from logloss.render.terminal.lying import lying
from logloss.render.terminal.plot import Key, class_key, plot
from logloss.render.terminal.table import numbers_strip, worst_rows
from logloss.render.terminal.words import Page, in_letters
from logloss.scenes.marks import Formula, Listing, Scene, Words
from logloss.scenes.material import Left

if TYPE_CHECKING:
    from logloss.changes import Timeline
    from logloss.estimators import EstimatorExplanation
    from logloss.explanation import Explanation
    from logloss.replay import Replay
    from logloss.scenes import Story
    from logloss.told import Told

TOLD = {
    "labels": "drawn",
    "curve": "",
    "together": "drawn",
    "baseline": "drawn",
    "loss": "drawn",
    "yardstick": "counted",
    "culprits": "",
}
"""The scenes that a terminal tells by itself: in words, drawn, or with the numbers that always hold."""

OF_PICTURES = {"scene.culprits.twins"}
"""Sentences that speak of the picture, and are not said without it."""

NARROWEST = 40

Pictures = dict[str, Callable[[Page], list[Text]]]
"""What is drawn below the sentences of a section, by the key of its heading."""

SQUARE = 46
"""Columns of a picture that is to be about as wide as high."""


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
    >>> explanation_text(ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])).splitlines()[0][:15]
    'Log loss 0.4004'
    """
    from logloss.scenes.explained import bars_scene

    page = _page(width, lang, ascii)
    parts = [
        page.paragraph(explanation.headline, 0, "strong"),
        _scene(bars_scene(explanation), page, class_key(explanation.summary.labels)),
    ]
    parts += [
        *_sections(explanation.sections, page, section_pictures(explanation)),
        worst_rows(explanation, page),
    ]
    return _said(parts, page, colour)


def told_text(
    found: Told,
    *,
    lang: str = "en",
    width: int = 80,
    colour: bool | str = False,
    ascii: bool = False,  # noqa: A002
) -> str:
    """A finding and its answers in words; parameters as those of :func:`story_text`.

    Examples
    --------
    >>> import logloss as ll
    >>> print(told_text(ll.reconcile([1, 0], [0.9, 0.2], said="0.236966")).splitlines()[0])
    0.236966 is the log loss in bits
    """
    page = _page(width, lang, ascii)
    parts = [page.paragraph(found.headline, 0, "strong"), *_sections(found.sections, page, {})]
    return _said(parts, page, colour)


def timeline_text(
    t: Timeline,
    *,
    lang: str = "en",
    width: int = 80,
    colour: bool | str = False,
    ascii: bool = False,  # noqa: A002
) -> str:
    """A time line in words and block characters; parameters as those of :func:`story_text`."""
    from logloss.scenes.timeline import losses_scene

    page = _page(width, lang, ascii)
    drawn = _scene(losses_scene(t), page, ())
    parts = [page.paragraph(t.headline, 0, "strong"), drawn, *_sections(t.sections, page, {})]
    return _said(parts, page, colour)


def estimator_text(
    e: EstimatorExplanation,
    *,
    lang: str = "en",
    width: int = 80,
    colour: bool | str = False,
    ascii: bool = False,  # noqa: A002
) -> str:
    """A model seen and unseen, in words and block characters; parameters as those of :func:`story_text`."""
    from logloss.scenes.estimated import twins_scene

    page = _page(width, lang, ascii)
    parts = [
        page.paragraph(e.headline, 0, "strong"),
        _scene(twins_scene(e), page, class_key(e.seen.summary.labels)),
        *_sections(e.sections, page, section_pictures(e.unseen)),
        worst_rows(e.unseen, page),
    ]
    return _said(parts, page, colour)


def replay_text(
    replay: Replay,
    *,
    lang: str = "en",
    width: int = 80,
    colour: bool | str = False,
    ascii: bool = False,  # noqa: A002
) -> str:
    """A replay in words, with its loss drawn over the steps; parameters as those of :func:`story_text`.

    Examples
    --------
    >>> import logloss as ll
    >>> replay = ll.Replay([0, 1])
    >>> replay.record([0.4, 0.6])
    >>> print(replay_text(replay).splitlines()[0])
    Loss is least at the last step, 1: 0.5108 nats
    """
    from logloss.replay.findings import best
    from logloss.scenes.replayed import loss_scene

    page = _page(width, lang, ascii)
    parts = [page.paragraph(replay.headline, 0, "strong")]
    if best(replay.steps, "loss") is not None and len(replay) > 1:
        parts.append(plot(loss_scene(replay), page))
    return _said([*parts, *_sections(replay.sections, page, {})], page, colour)


def _sections(
    found: Sequence[tuple[Message, Sequence[Message]]], page: Page, pictures: Pictures
) -> list[list[Text]]:
    """Each section a heading, its sentences behind bullets, and what is drawn of it."""
    bullet = f"{page.glyphs.bullet} "
    parts = []
    for heading, sentences in found:
        lines = [line for said in sentences for line in page.paragraph(said, 0, bullet=bullet)]
        parts.append([*page.paragraph(heading, 0, "strong"), *lines])
        if heading.key in pictures:
            parts.append(pictures[heading.key](page))
    return parts


def section_pictures(e: Explanation) -> Pictures:
    """What is drawn below the sentences of a section, by the key of its heading."""
    from logloss.scenes.explained import groups_scene
    from logloss.scenes.explained_parts import chain_scene, parts_scene
    from logloss.scenes.explained_reliability import reliability_scene

    drawn = {
        "parts": (parts_scene(e), lying),
        "chain": (chain_scene(e), lying),
        "groups": (groups_scene(e), lying),
        "honesty": (reliability_scene(e), _square),
    }
    return {
        f"explain.{name}.title": partial(draw, scene)
        for name, (scene, draw) in drawn.items()
        if scene is not None
    }


def _square(scene: Scene, page: Page) -> list[Text]:
    """A scene that is about as wide as high."""
    return plot(scene, replace(page, width=min(page.width, SQUARE)))


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
    return [
        *page.paragraph(text("sheet.title"), 0, "strong"),
        *page.paragraph(story["feature"].title, 0, "quiet"),
        rule,
    ]


def _told(story: Story, page: Page, key: Key) -> list[list[Text]]:
    parts = []
    for name, how in TOLD.items():
        scene = story[name]
        part = _words(scene, page, drawn=how == "drawn")
        if how == "drawn":
            part += [Text(), *plot(scene, page, key)]
        elif how == "counted":
            part += [Text(), *numbers_strip(_numbers(story), page)]
        parts.append(part)
    return parts


def _scene(scene: Scene, page: Page, key: Key) -> list[Text]:
    """One scene: what it finds, what it means, and its picture."""
    lines = _words(scene, page)
    for mark in scene.marks:
        if isinstance(mark, Formula):
            lines += [Text(), *_formula(mark, page)]
        elif isinstance(mark, Listing):
            lines += [Text(), *_listing(mark, page)]
    picture = plot(scene, page, key)
    return [*lines, Text(), *picture] if picture else lines


def _words(scene: Scene, page: Page, drawn: bool = True) -> list[Text]:
    lines = page.paragraph(scene.title, 0, "strong")
    for sentence in scene.sentences:
        if drawn or sentence.key not in OF_PICTURES:
            lines += page.paragraph(sentence)
    return lines


def _formula(formula: Formula, page: Page) -> list[Text]:
    """A formula on one line, and below it what each of its terms means."""
    terms = [page.words(in_letters(term.tex)).plain for term in formula.terms]
    lines = page.paragraph(" ".join(terms), style="strong")
    for written, term in zip(terms, formula.terms, strict=True):
        lines += page.paragraph(term.note, 4, term.role, f"{written}: ")
    return lines


def _listing(listing: Listing, page: Page) -> list[Text]:
    lines = [line for row in listing.code.splitlines() for line in _verbatim(row, page, "")]
    return [
        *lines,
        Text(),
        *(line for row in listing.output.splitlines() for line in _verbatim(row, page, "strong")),
    ]


def _verbatim(row: str, page: Page, style: str) -> list[Text]:
    """A line of code as it stands, spaces and all."""
    room = page.width - 4
    return [Text("    ").append(row[i : i + room], style) for i in range(0, len(row), room)] or [Text()]


def _numbers(story: Story) -> list[tuple[str, Words]]:
    """The numbers that always hold, and what each is."""
    material, y = story.material, story.material.yardstick
    found: list[tuple[str, Words]] = [
        (number(story.loss), text("terminal.number.loss", unit=material.unit_name))
    ]
    if y.skill is not None:
        better = text("terminal.number.better" if y.skill >= 0 else "terminal.number.worse")
        found.append((number(y.base_loss * material.factor), text("terminal.number.base")))
        found.append((number(abs(y.skill), "pct1"), better))
    found.append((number(y.geometric_mean, "n3"), text("terminal.number.geometric")))
    if isinstance(material.unseen, Left):
        found.append((number(material.unseen.loss * material.factor, "n3"), text("terminal.number.unseen")))
    return found
