"""A result that a notebook shows as a widget."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from logloss.messages import Lang


class Touchable:
    """What Jupyter and marimo ask of a result: a widget where there is anywidget, else its ``_repr_html_``.

    It is mixed into stories and results.
    """

    def widget(self, *, lang: Lang | None = None) -> Any:
        """The result as a widget: its page, in a notebook. It is what a notebook shows of it.

        There is one of each result, however often it is shown. ``show(another)`` puts another result in its
        place. It needs anywidget: ``logloss[widget]``.

        Parameters
        ----------
        lang : "en", "zh-Hans" or "zh-Hant", optional
            The language; at first the one that the reader's browser asks for.

        Raises
        ------
        ArgumentError
            Where there is no such language.
        MissingDependencyError
            Where anywidget is not installed.
        """
        if lang is not None:
            self._widget.lang = lang
        return self._widget

    @cached_property
    def _widget(self) -> Any:
        from logloss.render.interactive import widget_of

        return widget_of(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        from logloss.render.interactive import bundle

        return bundle(self, include, exclude)

    def _display_(self) -> Any:
        """What marimo shows."""
        from logloss.render.interactive import shown

        return shown(self)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: not the widget, which belongs to a notebook."""
        return {name: value for name, value in self.__dict__.items() if name != "_widget"}
