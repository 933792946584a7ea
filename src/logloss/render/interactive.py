"""What a notebook shows of a story: a widget where there is anywidget, else a picture that says so."""

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


def story_widget(told: Story) -> Any:
    """A story as a widget; a MissingDependencyError where there is no anywidget."""
    try:
        from logloss.render.widget import StoryWidget
    except ImportError as error:
        raise MissingDependencyError(
            "a widget needs anywidget, which is not installed",
            "Install it by pip install 'logloss[widget]'.",
        ) from error
    return StoryWidget(told)


def story_bundle(told: Story, include: Any, exclude: Any) -> Any:
    """What Jupyter shows of a story: the widget; and a picture, for whoever reads the notebook without it.

    None where there is no anywidget: then it asks for the HTML.
    """
    try:
        bundle, about = told.widget()._repr_mimebundle_(include=include, exclude=exclude)
    except MissingDependencyError:
        return None
    return bundle | {"text/html": figure_html(told.plot("loss"), _alt(told)), "text/plain": _alt(told)}, about


def story_shown(told: Story) -> Any:
    """What marimo shows of a story: the widget, or else the picture."""
    try:
        return told.widget()
    except MissingDependencyError:
        return Fragment(story_html(told))


def story_html(told: Story) -> str:
    """A story as a picture of all its scenes; without anywidget it says below how it could be touched."""
    picture = figure_html(told.plot(), _alt(told))
    if find_spec("anywidget") is not None:
        return picture
    return f"{picture}<p><small>{escape(plain(text('widget.missing')))}</small></p>"


def _alt(told: Story) -> str:
    return ", ".join(f"{value} {plain(said)}" for value, said in told.strip)
