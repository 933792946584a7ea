"""The widgets: pages in a notebook, which page and Python hold in common. It alone imports anywidget."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

import anywidget
import numpy as np
from traitlets import TraitType, observe

from logloss.errors import ArgumentError, FormatError
from logloss.information import unit_factor
from logloss.messages import LANGUAGES
from logloss.render.page import built
from logloss.render.report_page import report_data
from logloss.scenes import SCENES, Story, story
from logloss.scenes.embedded import page_data
from logloss.scenes.reading import Held, held
from logloss.told import Told

PLACES = (*SCENES, "yours")
"""The scenes, and behind the last the place where a reader pastes data of their own."""

TOLD: tuple[str, ...] = ("x", "y", "y_proba", "C")
"""What can be set of the data."""

SEEN: tuple[str, ...] = ("curve", "scene", "lang", "unit")
"""And what can be set beside them."""


class _Page(TraitType[Any, Any]):
    """What the story is told of, as its page embeds it."""

    def validate(self, obj: Any, value: Any) -> Any:  # noqa: ARG002
        held(value)
        return value


class _Report(TraitType[Any, Any]):
    """A result, as its page embeds it."""

    def validate(self, obj: Any, value: Any) -> Any:  # noqa: ARG002
        if not isinstance(value, dict) or (value.get("format"), value.get("version")) != (
            "logloss.report",
            1,
        ):
            raise FormatError("these are not the data of a report, version 1", "show() shows another result.")
        return value


class _Curve(TraitType[Any, Any]):
    """Weight and bias of a curve, or None for the fitted one."""

    def set(self, obj: Any, value: Any) -> None:
        from_page = (
            "curve" in obj._property_lock
        )  # the page knows what it does, and may change the data with it
        if value is not None and not from_page and obj._held.kind != "feature":
            raise ArgumentError("only the curve of a model of one feature can be moved")
        super().set(obj, value)

    def validate(self, obj: Any, value: Any) -> tuple[float, float] | None:  # noqa: ARG002
        if value is None:
            return None
        if not _is_pair(value):
            raise ArgumentError(
                f"curve must be two finite numbers (weight, bias), or None, got {value!r}",
                "None lets the model be fitted again.",
            )
        return float(value[0]), float(value[1])


class _Choice(TraitType[Any, Any]):
    """One of a few names."""

    def __init__(self, names: Sequence[str | None], default: str | None) -> None:
        super().__init__(default_value=default, allow_none=None in names)
        self.names = names

    def validate(self, obj: Any, value: Any) -> Any:  # noqa: ARG002
        if value not in self.names:
            raise ArgumentError(
                f"{self.name} must be one of {', '.join(map(str, self.names))}, got {value!r}"
            )
        return value


class _Told(TraitType[Any, Any]):
    """What follows from the data. To set it is to tell another story."""

    def set(self, obj: Any, value: Any) -> None:
        if value is not obj._trait_values.get(self.name):
            obj.set(**{str(self.name): value})

    def put(self, obj: Any, value: Any) -> None:
        """Hold what was told."""
        super().set(obj, value)


class _Seen(_Told):
    """What follows from all else."""

    def set(self, obj: Any, value: Any) -> None:
        if value is not obj._trait_values.get(self.name):
            raise ArgumentError(f"{self.name} follows from the data, and cannot be set")


class StoryWidget(anywidget.AnyWidget):
    """A story in a notebook: what is dragged in it is there in Python, and what is set in Python moves in it.

    ``Story.widget()`` makes it. Every value is a trait: ``observe`` tells when it changes. A value that has
    no log loss raises, and leaves everything as it was.

    Parameters
    ----------
    told : Story

    Attributes
    ----------
    x : tuple of float, length n
        The feature; None where the story has none or several, or more than 10,000 rows.
    y : tuple of int, length n
        Classes, 1 for the positive one; None where there are more than 10,000 rows.
    y_proba : tuple of float, length n
        The predictions that were given; None where a model is fitted.
    C : float
        The inverse strength of the fitted model's penalty, ``inf`` for none; None of given predictions.
    curve : (weight, bias)
        Where the curve was moved to; None where it is the fitted one.
    loss : float
        The log loss in ``unit``; NaN where the model has no finite fit.
    scene, lang, unit : str
        What is seen, and how. Where the reader decides on the language, ``lang`` is None.
    data : dict
        All that the story is told of, as its page embeds it (schema/page.v1.json).

    Examples
    --------
    >>> w = story().widget()
    >>> round(w.loss, 4), w.x[3]
    (0.3329, 0.2)
    >>> w.curve = (1.0, 0.5)
    >>> round(w.loss, 4)
    0.332
    """

    _esm = built("widget.js")

    data = _Page(default_value=None).tag(sync=True)
    curve = _Curve(default_value=None, allow_none=True).tag(sync=True)
    scene = _Choice(PLACES, PLACES[0]).tag(sync=True)
    lang = _Choice((*LANGUAGES, None), None).tag(sync=True)
    unit = _Choice(("nats", "bits"), "nats").tag(sync=True)

    x = _Told(default_value=None)
    y = _Told(default_value=None)
    y_proba = _Told(default_value=None)
    C = _Told(default_value=None)
    loss = _Seen(default_value=math.nan)

    def __init__(self, told: Story) -> None:
        super().__init__(data=page_data(told.material), unit=told.material.unit)

    def set(self, **values: Any) -> None:
        """Set several values at once, where one alone would not fit the others: all of them, or none.

        Parameters
        ----------
        **values : x, y, y_proba, C, curve, scene, lang, unit

        Raises
        ------
        ArgumentError, DataError
            Where there is no such value, or it has no log loss.
        NoFitError
            Where the model has no finite fit.

        Examples
        --------
        >>> w = story().widget()
        >>> w.set(x=[1, 2, 3, 4], y=[0, 1, 0, 1])
        >>> round(w.loss, 4)
        0.6114
        """
        rows = {name: values.pop(name) for name in TOLD if name in values}
        others = [name for name in values if name not in SEEN]
        if others:
            raise ArgumentError(
                f"a story has no {others[0]!r} that could be set",
                f"There are {', '.join(TOLD + SEEN)}.",
            )
        if rows:
            told = self._with(rows)
            values["data"] = page_data(told.material) | {name: self.data[name] for name in ("labels", "axis")}
            values.setdefault("curve", None if "C" in rows else self.curve)
        for name, value in values.items():  # before any of them is set
            self.traits()[name].validate(self, value)
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in values.items():
                setattr(self, name, value)

    def show(self, told: Story) -> None:
        """Show another story in the same place; in the page that can be undone.

        Examples
        --------
        >>> w = story().widget()
        >>> w.show(story(y=[0, 1, 1], y_proba=[0.2, 0.6, 0.9]))
        >>> w.x, w.y_proba
        (None, (0.2, 0.6, 0.9))
        """
        with self.hold_sync(), self.hold_trait_notifications():
            self.curve = None
            self.data = page_data(told.material)

    @property
    def _held(self) -> Held:
        """The rows of the data, read once."""
        known: tuple[Any, Held] | None = self.__dict__.get("_read")
        if known is None or known[0] is not self.data:
            known = self.__dict__["_read"] = (self.data, held(self.data))
        return known[1]

    def _with(self, rows: dict[str, Any]) -> Story:
        """The story of other rows."""
        names = {"feature": ("x", "y", "C"), "predictions": ("y", "y_proba")}.get(self._held.kind, ())
        for name in rows:
            if name not in names:
                has = f"has {', '.join(names)} that can be set" if names else "holds no rows that can be set"
                raise ArgumentError(
                    f"{name} cannot be set: this story {has}", "show() shows another story in the widget."
                )
        given = {name: getattr(self, name) for name in names} | rows
        arrays: dict[str, Any] = {
            name: value if name == "C" else np.asarray(value) for name, value in given.items()
        }
        return story(**arrays, labels=(0, 1), unit=self.unit)

    @observe("data", "curve", "unit")
    def _tell(self, _change: Any) -> None:
        """Hold what follows from the data."""
        now = self._held
        loss = now.loss(self.curve) * unit_factor(self.unit)
        told = {
            "x": _plain(now.x),
            "y": _plain(now.y),
            "y_proba": _plain(now.y_proba),
            "C": now.C,
            "loss": loss,
        }
        with self.hold_trait_notifications():
            for name, value in told.items():
                if value != getattr(self, name):
                    self.traits()[name].put(self, value)


class ReportWidget(anywidget.AnyWidget):
    """A result in a notebook: its page, with the story of its data one click away.

    The ``widget()`` of an Explanation, a Comparison, a Change or a Timeline makes it.

    Parameters
    ----------
    found : Explanation, Comparison, Change or Timeline

    Attributes
    ----------
    data : dict
        All that is shown, as the page embeds it (schema/report.v1.json).
    lang : str
        Where the reader decides on the language, it is None.

    Examples
    --------
    >>> import logloss as ll
    >>> monday, tuesday = ll.explain([1, 0], [0.9, 0.2]), ll.explain([1, 0], [0.8, 0.3])
    >>> w = monday.widget()
    >>> w.show(tuesday)
    >>> w.data["format"]
    'logloss.report'
    """

    _esm = built("widget.js")

    data = _Report(default_value=None).tag(sync=True)
    lang = _Choice((*LANGUAGES, None), None).tag(sync=True)

    def __init__(self, found: Told) -> None:
        super().__init__(data=report_data(found))

    def show(self, found: Told) -> None:
        """Show another result in the same place."""
        self.data = report_data(found)


def _plain(values: Any) -> tuple[Any, ...] | None:
    """An array that nobody can change in place, which nobody would hear of."""
    return None if values is None else tuple(np.asarray(values).tolist())


def _is_pair(value: Any) -> bool:
    try:
        pair = tuple(value)
    except TypeError:
        return False
    return len(pair) == 2 and all(isinstance(v, Real) and math.isfinite(float(v)) for v in pair)
