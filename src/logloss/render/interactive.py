"""What a notebook shows of a result: a widget where there is anywidget, else a picture; a story's says so."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

from logloss.errors import MissingDependencyError
from logloss.messages import plain, text
from logloss.render.notebook import figure_html
from logloss.scenes import Story


@dataclass(frozen=True)
class Fragment:
    """HTML that a notebook shows as it is."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def widget_of(result: Any) -> Any:
    """A result as a widget; a MissingDependencyError where there is no anywidget."""
    try:
        from logloss.render.widget import ReportWidget, StoryWidget
    except ImportError as error:
        raise MissingDependencyError(
            "a widget needs anywidget, which is not installed",
            "Install it by pip install 'logloss[widget]'.",
        ) from error
    return StoryWidget(result) if isinstance(result, Story) else ReportWidget(result)


def bundle(result: Any, include: Any, exclude: Any) -> Any:
    """What Jupyter shows: the widget; and a picture, for whoever reads the notebook without it.

    None where there is no anywidget: then it asks for the HTML.
    """
    try:
        forms, about = result.widget()._repr_mimebundle_(include=include, exclude=exclude)
    except MissingDependencyError:
        return None
    return forms | {"text/html": _still(result), "text/plain": _brief(result)}, about


def shown(result: Any) -> Any:
    """What marimo shows: the widget, or else the picture."""
    try:
        return result.widget()
    except MissingDependencyError:
        return Fragment(result._repr_html_())


def story_html(told: Story) -> str:
    """A story as a picture of all its scenes; without anywidget it says below how it could be touched."""
    picture = figure_html(told.plot(), _brief(told))
    if find_spec("anywidget") is not None:
        return picture
    return f"{picture}<p><small>{escape(plain(text('widget.missing')))}</small></p>"


def _still(result: Any) -> str:
    """Of a story the one picture that has it all."""
    return (
        figure_html(result.plot("loss"), _brief(result))
        if isinstance(result, Story)
        else result._repr_html_()
    )


def _brief(result: Any) -> str:
    if isinstance(result, Story):
        return ", ".join(f"{value} {plain(said)}" for value, said in result.strip)
    return plain(result.headline)
