"""Every sentence that the program says, in three languages, with its numbers filled in by name.

A message is a line of ``en.json``, ``zh-Hans.json`` or ``zh-Hant.json``, the same for Python and for the
page. It has two kinds of marks, which are read before values are filled in, so that a value can never become
a mark.

Styles, never one inside another: ``<b>…</b>`` strong, ``<pos>…</pos>`` positive, ``<neg>…</neg>`` negative,
``<dim>…</dim>`` quiet.

Fields: ``{name}``, ``{name:form}``, ``{name:one/many}``. A string stands as it is, whatever the form. A
message is said in the same language, in the style around it, or in its own where there is none. ``one/many``
takes the first where the value is 1. Every other value is a number:

=========  ==================================================================================================
form       the number
=========  ==================================================================================================
n2 n3 n4   with so many decimals, in threes (``12,345.6789``); with two significant digits if only zeros would
           show, with four from 1e6 on
pct pct1   per cent, with no or one decimal, in threes, from 1e6 % on with four significant digits; what is
           neither nothing nor all does not look so (``<0.1%``, ``>99.9%``)
int        rounded to a whole number, in threes (``8,886``); from 1e15 on with four significant digits
sig        with four significant digits, not in threes (``−2.2``, ``0.001234``, ``2024``)
none       a whole number below 1e15 in its digits (``12345``), any other like sig
=========  ==================================================================================================

Significant digits come without trailing zeros; whole digits are all shown; below 1e-4 and from 1e6 on there
is a power of ten (``1.2×10⁻⁵``). Halves are rounded away from 0. Minus is ``−``, infinity ``∞``, and NaN,
which means that there is no such number, ``–``. What is but rounding error is left out: in all forms except
sig and none, a negative number above −1e-12 is 0; so is a positive one below 1e-12 in n2 and per cent (in n3
and n4 it may be a small probability); and a share within 1e-9 of 1 is 100%.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from logloss.errors import ArgumentError

Lang = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Lang, ...] = ("en", "zh-Hans", "zh-Hant")
STYLES = {"b": "strong", "pos": "positive", "neg": "negative", "dim": "quiet"}

_TAG = re.compile(r"<(/?)(b|pos|neg|dim)>")
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


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
        runs += _filled(template[start : tag.start()], style, message.values, lang)
        style = "" if tag[1] else STYLES[tag[2]]
        start = tag.end()
    return _joined(runs + _filled(template[start:], style, message.values, lang))


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
    """A number in one of the forms of messages: n2, n3, n4, pct, pct1, int or sig.

    Examples
    --------
    >>> number(0.332911), number(0.4551, "pct1"), number(8886, "int"), number(-math.inf), number(0.00001234)
    ('0.3329', '45.5%', '8,886', '−∞', '1.2×10⁻⁵')
    """
    value = float(value)
    if math.isnan(value):
        return "–"
    if -1e-12 < value < 0 and form != "sig":
        value = 0.0
    sign, size = "−" if value < 0 else "", abs(value)
    if math.isinf(value):
        return f"{sign}∞"
    if form in _PERCENT:
        return _percent(sign, size, _PERCENT[form])
    if form in _DECIMALS:
        return sign + _decimals(0.0 if form == "n2" and size < 1e-12 else size, _DECIMALS[form])
    if form == "int":
        shown = _fixed(size, 0) if size < 1e15 else _significant(size, 4)
        return shown if _is_zero(shown) else sign + shown
    if form == "sig":
        return sign + _significant(size, 4)
    raise ArgumentError(f"there is no form {form!r} of a number", f"The forms are {', '.join(FORMS)}.")


_DECIMALS = {"n2": 2, "n3": 3, "n4": 4}
_PERCENT = {"pct": 0, "pct1": 1}
FORMS = (*_DECIMALS, *_PERCENT, "int", "sig")

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _decimals(size: float, digits: int) -> str:
    if size >= 1e6:
        return _significant(size, 4)
    shown = _fixed(size, digits)
    return _significant(size, 2) if size > 0 and _is_zero(shown) else shown


def _percent(sign: str, size: float, digits: int) -> str:
    """Per cent; what is nearly nothing or nearly all says so, unless it is so but for rounding error."""
    if size < 1e-12:
        sign, size = "", 0.0
    if abs(size - 1) <= 1e-9:
        size = 1.0
    share, least = 100 * size, 10.0**-digits
    if math.isinf(share):
        return f"{sign}∞"
    shown = _fixed(share, digits) if share < 1e6 else _significant(share, 4)
    below, above = ("<", ">") if not sign else (">", "<")
    if size > 0 and _is_zero(shown):
        return f"{below}{sign}{_fixed(least, digits)}%"
    if size < 1 and shown == _fixed(100, digits):
        return f"{above}{sign}{_fixed(100 - least, digits)}%"
    return f"{sign}{shown}%"


def _fixed(size: float, digits: int) -> str:
    with localcontext(rounding=ROUND_HALF_UP):
        return f"{Decimal(size):,.{digits}f}"


def _significant(size: float, digits: int) -> str:
    """Significant digits without trailing zeros; very small and very large numbers with a power of ten."""
    if size == 0:
        return "0"
    with localcontext(rounding=ROUND_HALF_UP):
        if 1e-4 <= size < 1e6:
            decimals = max(0, digits - 1 - Decimal(size).adjusted())
            return _stripped(f"{Decimal(size):.{decimals}f}")
        mantissa, _, exponent = f"{Decimal(size):.{digits - 1}e}".partition("e")
    return f"{_stripped(mantissa)}×10{str(int(exponent)).translate(_RAISED)}"


def _stripped(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _is_zero(shown: str) -> bool:
    return not shown.strip("0.")


def _filled(template: str, style: str, values: Mapping[str, Any], lang: str) -> list[Span]:
    """A stretch of a template, all of one style, with its fields filled in."""
    runs: list[Span] = []
    start = 0
    for found in _FIELD.finditer(template):
        runs.append(Span(template[start : found.start()], style))
        value = values[found[1]]
        if isinstance(value, Text):
            runs += [Span(said.text, style or said.style) for said in spans(value, lang)]
        else:
            runs.append(Span(_said(value, found[2]), style))
        start = found.end()
    return [*runs, Span(template[start:], style)]


def _said(value: Any, form: str | None) -> str:
    if form and "/" in form:
        one, many = form.split("/")
        return one if value == 1 else many
    if isinstance(value, str):
        return value
    if form:
        return number(value, form)
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value)).replace("-", "−")
    return number(value, "sig")


def _joined(runs: list[Span]) -> list[Span]:
    """Runs without empty ones, neighbours of one style made one."""
    joined: list[Span] = []
    for run in runs:
        if joined and joined[-1].style == run.style:
            joined[-1] = Span(joined[-1].text + run.text, run.style)
        elif run.text:
            joined.append(run)
    return joined
