"""Every sentence that the program says, in three languages, with its numbers filled in by name.

A message is written with few marks: ``{loss:n4}`` is a number by name and form, ``{n:point/points}`` chooses between
one and many, and ``<b>…</b>``, ``<pos>…</pos>``, ``<neg>…</neg>``, ``<dim>…</dim>`` say how words look. Marks are read
before values are filled in, so a value can never become a mark.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from logloss.errors import ArgumentError

LANGUAGES = ("en", "zh-Hans", "zh-Hant")

_TAG = re.compile(r"<(/?)(b|pos|neg|dim)>")
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
STYLES = {"b": "strong", "pos": "positive", "neg": "negative", "dim": "quiet"}


@dataclass(frozen=True)
class Text:
    """A message not yet said: its key, and the values that fill it (numbers, strings, or further Texts).

    Examples
    --------
    >>> plain(Text("unit.nats"), "en")
    'nats'
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A run of words of one style: "", "strong", "positive", "negative" or "quiet"."""

    text: str
    style: str = ""


def text(key: str, **values: Any) -> Text:
    """Shorthand for a Text with its values as keywords."""
    return Text(key, values)


def spans(message: Text | str, lang: str = "en") -> list[Span]:
    """A message in a language, as runs of styled words. A plain string stands for itself.

    Examples
    --------
    >>> spans(Text("marks.mean", {"loss": 0.33291}), "en")
    [Span(text='mean = the log loss: 0.3329', style='strong')]
    """
    if isinstance(message, str):
        return [Span(message)] if message else []
    template = messages(lang)[message.key]
    runs: list[Span] = []
    style, start = "", 0
    for tag in _TAG.finditer(template):
        _append(runs, template[start : tag.start()], style, message.values, lang)
        style = "" if tag[1] else STYLES[tag[2]]
        start = tag.end()
    _append(runs, template[start:], style, message.values, lang)
    return runs


def plain(message: Text | str, lang: str = "en") -> str:
    """A message in a language, without its styles."""
    return "".join(span.text for span in spans(message, lang))


@cache
def messages(lang: str) -> dict[str, str]:
    """All messages of a language by key."""
    if lang not in LANGUAGES:
        raise ArgumentError(f"lang must be one of {', '.join(LANGUAGES)}, got {lang!r}")
    content: dict[str, str] = json.loads((files(__name__) / f"{lang}.json").read_text(encoding="utf-8"))
    return content


def number(value: float, form: str = "n4") -> str:
    """A number in one of the forms that messages know.

    n2, n3, n4: so many decimals; pct, pct1: percents; int: whole, in threes; sig: four digits at most. A probability or
    loss that would round to nothing keeps its first digit.

    Examples
    --------
    >>> number(0.332911), number(0.4551, "pct1"), number(8886, "int"), number(math.inf), number(0.00001234)
    ('0.3329', '45.5%', '8,886', '∞', '1.2e-05')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return _FORMS[form](value).replace("-", "−") if "e" not in _FORMS[form](value) else _FORMS[form](value)


def _decimals(digits: int) -> Callable[[float], str]:
    def shown(value: float) -> str:
        tiny = 0 < abs(value) < 0.5 * 10**-digits
        return f"{value:.2g}" if tiny else f"{value:.{digits}f}"

    return shown


def _percent(digits: int) -> Callable[[float], str]:
    def shown(value: float) -> str:
        most = 1 - 0.5 * 10 ** -(digits + 2)
        if most <= value < 1:  # 99.98% is not 100%
            return ">" + f"{1 - 10 ** -(digits + 2):.{digits}%}"
        if 0 < value < 0.5 * 10 ** -(digits + 2):
            return "<" + f"{10 ** -(digits + 2):.{digits}%}"
        return f"{value:.{digits}%}"

    return shown


_FORMS: dict[str, Callable[[float], str]] = {
    "n2": _decimals(2),
    "n3": _decimals(3),
    "n4": _decimals(4),
    "pct": _percent(0),
    "pct1": _percent(1),
    "int": lambda v: f"{v:,.0f}",
    "sig": lambda v: f"{v:.4g}",
}


def _append(runs: list[Span], template: str, style: str, values: Mapping[str, Any], lang: str) -> None:
    start = 0
    for found in _FIELD.finditer(template):
        runs.extend(_run(template[start : found.start()], style))
        value, form = values[found[1]], found[2]
        if isinstance(value, Text):
            runs.extend(Span(s.text, style or s.style) for s in spans(value, lang))
        else:
            runs.extend(_run(_filled(value, form), style))
        start = found.end()
    runs.extend(_run(template[start:], style))
    runs[:] = _joined(runs)


def _run(words: str, style: str) -> list[Span]:
    return [Span(words, style)] if words else []


def _joined(runs: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for run in runs:
        if joined and joined[-1].style == run.style:
            joined[-1] = Span(joined[-1].text + run.text, run.style)
        else:
            joined.append(run)
    return joined


def _filled(value: Any, form: str | None) -> str:
    if form and "/" in form:
        one, many = form.split("/")
        return one if value == 1 else many
    if isinstance(value, str) or form is None:
        return str(value)
    return number(float(value), form)
