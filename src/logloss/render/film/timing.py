"""How long a scene stands: long enough to look at it and to read all that it says."""

from __future__ import annotations

import unicodedata

from logloss.messages import plain
from logloss.scenes.marks import Scene, Words

TURN = 0.9
"""Seconds from one scene to the next, as on the page."""

LOOK = 2.0
"""Seconds for the picture itself."""

LETTERS, IDEOGRAPHS = 16.0, 6.0
"""Characters that are read in a second: of an alphabet, and Chinese ones."""


def reading_time(scene: Scene, lang: str) -> float:
    """Seconds that a scene stands in a film: to look, and to read its title and sentences.

    Examples
    --------
    >>> from logloss.scenes import story
    >>> round(reading_time(story()["feature"], "en"), 1)
    8.6
    """
    return LOOK + sum(_seconds(words, lang) for words in (scene.title, *scene.sentences))


def _seconds(words: Words, lang: str) -> float:
    said = plain(words, lang)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in said)
    return wide / IDEOGRAPHS + (len(said) - wide) / LETTERS
