"""``Told``: what every result can do: say and draw itself, be written to a file, show in a notebook."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from os import PathLike
from typing import Any

from logloss.messages import Lang, Text
from logloss.touchable import Touchable

Sections = tuple[tuple[Text, tuple[Text, ...]], ...]
"""Headings, each with its sentences."""


class Told(Touchable, ABC):
    """A finding: a headline, answers in sentences, pictures, numbers; in text, files and notebooks.

    It is the base of results, to each of which the first four members are its own.
    """

    @property
    @abstractmethod
    def headline(self) -> Text:
        """The finding in one line."""

    @property
    @abstractmethod
    def sections(self) -> Sections:
        """The answers in order: a heading, and its sentences."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is what is infinite or unknown."""

    @abstractmethod
    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw it as a matplotlib Figure.

        Parameters
        ----------
        lang : "en", "zh-Hans" or "zh-Hant"
        palette : mapping, optional
            Colours by role, ``{"positive": "#005f73"}`` for one.
        """

    def to_json(self, indent: int | None = 2) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False, ensure_ascii=False, indent=indent, default=str)

    def to_markdown(self, *, lang: Lang = "en") -> str:
        """The finding and the answers in words, as Markdown."""
        from logloss.render.markdown import told_markdown

        return told_markdown(self, lang)

    def to_html(self, path: str | PathLike[str] | None = None, *, lang: Lang | None = None) -> str | None:
        """The result as a page: one HTML file that works from disk, and asks nothing of anywhere.

        Parameters
        ----------
        path : optional
            Where to write it; without one, its text is returned.
        lang : "en", "zh-Hans" or "zh-Hant", optional
            The language to open in; the reader can change it. Without one, what the browser asks for.
        """
        from logloss.render.files import save_text
        from logloss.render.report_page import report_html

        page = report_html(self, lang)
        if path is None:
            return page
        save_text(page, path)
        return None

    def save(self, path: str | PathLike[str], *, lang: Lang | None = None, palette: Any = None) -> None:
        """Write it as a page (.html), a picture (.png, .svg, .pdf), as Markdown (.md) or as .json.

        Parameters
        ----------
        path : where to write it; the end of its name says as what
        lang : "en", "zh-Hans" or "zh-Hant", optional
            The language. Without one a page opens in what the browser asks for; all else is in English.
        palette : mapping, optional
            Colours of a picture by role.
        """
        from logloss.render.files import save_told

        save_told(self, path, lang, palette)

    def __str__(self) -> str:
        """The same in words, for a terminal 80 columns wide."""
        from logloss.render.terminal import told_text

        return told_text(self)

    def _repr_html_(self) -> str:
        from logloss.render.notebook import told_html

        return told_html(self)
