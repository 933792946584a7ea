"""A result as one HTML file: the page of the story, given a report to show. It asks nothing of anywhere.

What is embedded is what pictures and text are made of: messages, marks, cells (schema/report.v1.json).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from logloss.changes import Change, Timeline
from logloss.comparison import Comparison
from logloss.errors import ArgumentError
from logloss.estimators import EstimatorExplanation
from logloss.explanation import Explanation
from logloss.messages import LANGUAGES, Text, messages, plain
from logloss.reconciliation import Reconciliation
from logloss.render import changed, compared, estimated, reconciled, replayed, report, timeline
from logloss.render.page import data_block, page_html
from logloss.render.report import Row
from logloss.render.report_tables import tables_of
from logloss.render.tables import Table
from logloss.replay import Replay, Runs
from logloss.scenes.embedded import page_data
from logloss.scenes.gather import of_summary
from logloss.scenes.marks import to_dict
from logloss.scenes.replayed_steps import steps_of
from logloss.told import Told


def report_html(found: Told, lang: str | None = None) -> str:
    """The page of a result as HTML.

    Parameters
    ----------
    found : Explanation, Comparison or any other result
    lang : the language to open in, or None for the one that the reader's browser asks for
    """
    if lang is not None and lang not in LANGUAGES:
        raise ArgumentError(f"lang must be one of {', '.join(LANGUAGES)}, got {lang!r}")
    if isinstance(found, Replay):
        _ = found.best  # of a training without a loss there is nothing to be shown
    said = lang or LANGUAGES[0]
    return page_html(
        escape(plain(found.headline, said)), said, data_block(report_data(found, lang)), "report"
    )


def report_data(found: Told, lang: str | None = None, *, live: bool = False) -> dict[str, Any]:
    """What a report page embeds, as schema/report.v1.json says; a live replay opens at its last step."""
    subtitle, rows = _drawn(found)
    content = {
        "headline": found.headline,
        "subtitle": subtitle,
        "panels": [[{"share": share, "scene": scene} for scene, share in row] for row in rows],
        "steps": steps_of(found, live) if isinstance(found, (Replay, Runs)) else None,
        "sections": [{"title": title, "sentences": list(said)} for title, said in found.sections],
        "tables": [_table(table) for table in tables_of(found)],
    }
    return {
        "format": "logloss.report",
        "version": 1,
        "lang": lang,
        **_plain(content),
        "messages": _messages(content),
        "story": _story(found, lang),
    }


def _drawn(found: Told) -> tuple[Text, Sequence[Row]]:
    """What stands under the finding, and the panels."""
    subtitle, panels = _ROOMS[type(found)]
    return subtitle(found), panels(found)


_ROOMS: dict[type[Told], tuple[Callable[[Any], Text], Callable[[Any], Sequence[Row]]]] = {
    Explanation: (report.subtitle, report.panels),
    EstimatorExplanation: (estimated.subtitle, estimated.panels),
    Reconciliation: (reconciled.subtitle, reconciled.panels),
    Comparison: (compared.subtitle, compared.panels),
    Change: (changed.subtitle, changed.panels),
    Timeline: (timeline.subtitle, timeline.panels),
    Replay: (replayed.subtitle, replayed.curves),
    Runs: (replayed.runs_subtitle, replayed.runs_curves),
}


def _table(table: Table) -> dict[str, Any]:
    columns = [{"name": name, "form": form} for name, form in table.columns]
    return {
        "id": table.id,
        "title": table.title,
        "columns": columns,
        "rows": [list(row) for row in table.rows],
    }


def _plain(value: Any) -> Any:
    """Messages, scenes and cells as JSON; numbers that are not finite are words, or null where unknown."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return to_dict(value)


def _messages(content: Any) -> dict[str, dict[str, str]]:
    """The sentences of all messages in a result, by language."""
    keys = sorted({each.key for each in _texts(content)})
    return {lang: {key: messages(lang)[key] for key in keys} for lang in LANGUAGES}


def _texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
        yield from _texts(list(value.values.values()))
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
    elif hasattr(value, "__dataclass_fields__"):
        yield from _texts([getattr(value, name) for name in value.__dataclass_fields__])


def _story(found: Told, lang: str | None) -> dict[str, Any] | None:
    """The data of the story of one loss; None where it cannot be told."""
    if isinstance(found, EstimatorExplanation):
        found = found.unseen
    if not isinstance(found, Explanation):
        return None
    material = of_summary(found.summary, found.unit)
    return None if material is None else page_data(material, None, lang)
