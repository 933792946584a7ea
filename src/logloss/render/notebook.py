"""Results in a notebook: an HTML fragment that asks nothing of anywhere."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

from logloss.messages import Lang, Span, plain, spans
from logloss.render.figures import house_style
from logloss.told import Told

_TAGS = {"strong": "strong", "positive": "strong", "negative": "strong"}


@house_style()
def figure_html(figure: Any, alt: str) -> str:
    """A matplotlib Figure as an image inside the page."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="{escape(alt, quote=True)}" style="max-width:100%" src="data:image/png;base64,{data}">'


def told_html(found: Told, lang: Lang = "en") -> str:
    """A result's picture, whose words in brief are its headline, and below it what opens: section by section.

    Every name in it is escaped.
    """
    parts = [figure_html(found.plot(lang=lang), plain(found.headline, lang))]
    for title, said in found.sections:
        items = "".join(f"<li>{_html(spans(sentence, lang))}</li>" for sentence in said)
        parts.append(f"<details><summary>{escape(plain(title, lang))}</summary><ul>{items}</ul></details>")
    return f'<div class="logloss">{"".join(parts)}</div>'


def _html(runs: list[Span]) -> str:
    return "".join(_tagged(escape(run.text), _TAGS.get(run.style)) for run in runs)


def _tagged(words: str, tag: str | None) -> str:
    return f"<{tag}>{words}</{tag}>" if tag else words
