"""The answers to "is it good?", in order: each a heading and its sentences, by a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from logloss.explanation.sections.chain import top_class
from logloss.explanation.sections.honesty import honest
from logloss.explanation.sections.meaning import against, headline, meaning
from logloss.explanation.sections.origins import by_class, by_group, infinite, rows
from logloss.explanation.sections.parts import parts
from logloss.messages import Text, text

if TYPE_CHECKING:
    from logloss.explanation.result import Explanation

__all__ = ["ORDER", "headline", "sections"]


def helping(e: Explanation) -> Sequence[Text]:
    """What would make the loss smaller."""
    return tuple(advice.said for advice in e.advice)


def doubts(e: Explanation) -> Sequence[Text]:
    """What a careful reader would ask."""
    return e.doubts


ORDER: dict[str, Callable[[Explanation], Sequence[Text]]] = {
    "meaning": meaning,
    "infinite": infinite,
    "yardstick": against,
    "parts": parts,
    "chain": top_class,
    "classes": by_class,
    "groups": by_group,
    "rows": rows,
    "honesty": honest,
    "advice": helping,
    "doubts": doubts,
}
"""What says each section, by the name in its heading's key, ``explain.<name>.title``."""


def sections(e: Explanation) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """Every section that has something to say."""
    said = ((name, tuple(say(e))) for name, say in ORDER.items())
    return tuple((text(f"explain.{name}.title"), sentences) for name, sentences in said if sentences)
