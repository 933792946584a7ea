"""Results in a notebook: an HTML fragment that asks nothing of anywhere."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

from logloss.changes import Change, Timeline
from logloss.comparison import Comparison
from logloss.estimators import EstimatorExplanation
from logloss.explanation import Explanation
from logloss.messages import Span, plain, spans
from logloss.reconciliation import Reconciliation
from logloss.render.estimated import draw_estimator
from logloss.render.figures import house_style
from logloss.render.report import draw_report
from logloss.replay import Replay, Runs

Told = Explanation | EstimatorExplanation | Reconciliation | Comparison | Change | Timeline | Replay | Runs
_TAGS = {"strong": "strong", "positive": "strong", "negative": "strong"}


@house_style()
def figure_html(figure: Any, alt: str) -> str:
    """A matplotlib Figure as an image inside the page."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="{escape(alt, quote=True)}" style="max-width:100%" src="data:image/png;base64,{data}">'


def explanation_html(explanation: Explanation, lang: str = "en") -> str:
    """An Explanation as HTML: its picture, then its sentences; every name in it is escaped."""
    return told_html(explanation, draw_report(explanation, lang=lang), lang)


def estimator_html(e: EstimatorExplanation, lang: str = "en") -> str:
    """A model seen and unseen as HTML: its picture, then its sentences."""
    return told_html(e, draw_estimator(e, lang=lang), lang)


def told_html(found: Told, figure: Any, lang: str) -> str:
    """A picture, whose words in brief are the headline, and below it what opens: section by section."""
    parts = [figure_html(figure, plain(found.headline, lang))]
    for title, said in found.sections:
        items = "".join(f"<li>{_html(spans(sentence, lang))}</li>" for sentence in said)
        parts.append(f"<details><summary>{escape(plain(title, lang))}</summary><ul>{items}</ul></details>")
    return f'<div class="logloss">{"".join(parts)}</div>'


def _html(runs: list[Span]) -> str:
    return "".join(_tagged(escape(run.text), _TAGS.get(run.style)) for run in runs)


def _tagged(words: str, tag: str | None) -> str:
    return f"<{tag}>{words}</{tag}>" if tag else words
