"""A Summary of rows that stay where they are: an engine gathers them, and a small table comes back.

Ibis, Dask, PySpark and whatever else narwhals knows as lazy: one set of expressions for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from logloss.checks import SMALLEST, odd_weights
from logloss.errors import ArgumentError
from logloss.sources.asked import called
from logloss.sources.engine.chain import chain_in_engine
from logloss.sources.engine.doctor import examined
from logloss.sources.engine.frame import asked_of
from logloss.sources.engine.groups import groups_in_engine
from logloss.sources.engine.known import known
from logloss.sources.engine.sums import cells_of_sums, gathered_sums, means_of, totals_of_sums, with_terms
from logloss.sources.engine.worst import worst_rows
from logloss.sources.part import Reading
from logloss.summary import Summary
from logloss.summary.cells import MOST_EXACT
from logloss.summary.labels import plain_labels

NEEDS_ROWS = ("cluster", "time", "folds", "temperatures")


def summary_in_engine(data: Any, asked: Mapping[str, Any], how: Reading) -> Summary:
    """Summarize the rows of a lazy or remote frame, which only the engine ever sees.

    Rows have no number there: the worst ones are kept by name, where ``id=`` gives them one.
    """
    _refuse_what_needs_rows(asked, how)
    columns = asked_of(data, asked)
    names = called(asked, "", "row", 0)
    rows = examined(columns, names, how)
    frame, classes = known(rows), len(rows.labels)
    means = means_of(frame, classes)
    if columns.of["w"] and means.largest < SMALLEST:
        raise odd_weights(names.sample_weight, means.largest, "")
    worst, infinite = worst_rows(rows, frame)
    terms = with_terms(frame, means)
    sums, exact = gathered_sums(terms, MOST_EXACT)
    like: dict[str, Any] = {
        "labels": plain_labels(rows.labels),
        "key": "logit" if rows.logits else "probability",
        "weights": how.weights if columns.of["w"] else "none",
    }
    more: dict[str, Any] = {}
    if columns.of["by"]:
        more["groups"] = groups_in_engine(rows, frame, terms, means, like)
    if classes > 2:
        more["chain"] = chain_in_engine(rows, frame)
    return Summary(
        **like,
        totals=totals_of_sums(sums, sums.k, classes, means, means.weightless),
        cells=cells_of_sums(sums, exact, rows.logits, MOST_EXACT),
        worst=worst,
        infinite=infinite,
        notes=dict(sorted(rows.notes.items())),
        **more,
    )


def _refuse_what_needs_rows(asked: Mapping[str, Any], how: Reading) -> None:
    wanted = [name for name in NEEDS_ROWS if asked.get(name) is not None or getattr(how, name, False)]
    if wanted:
        raise ArgumentError(
            f"{wanted[0]} looks at rows one by one, and those of this frame stay in its engine",
            "Write it to Parquet and summarize the files, or bring it into memory first.",
        )
