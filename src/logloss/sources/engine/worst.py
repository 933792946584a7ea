"""The costliest rows of an engine, by their names: it keeps no order by which a row could have a number."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from logloss.sources.engine.doctor import Examined
from logloss.sources.engine.expressions import chosen
from logloss.sources.engine.frame import fetched
from logloss.sources.ids import names_of_rows, texts_of
from logloss.summary.worst import KEPT, Row

UNNUMBERED = -1
"""The number of a row that has none."""


def worst_rows(rows: Examined, frame: nw.LazyFrame[Any]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The costliest of finite loss, and the first of infinite loss by name; none where rows have no names."""
    ids = rows.asked.columns("id")
    if not ids:
        return (), ()
    counted = frame.filter(nw.col("w") > 0).with_columns(cost=nw.col("w") * nw.col("loss"))
    finite = counted.filter(~nw.col("lost") & (nw.col("cost") > 0))
    order = [True, *(False for _ in ids)]
    return (
        _rows(finite.sort("cost", *ids, descending=order), rows, infinite=False),
        _rows(counted.filter(nw.col("lost")).sort(*ids), rows, infinite=True),
    )


def _rows(frame: nw.LazyFrame[Any], rows: Examined, *, infinite: bool) -> tuple[Row, ...]:
    ids = rows.asked.columns("id")
    given = _given(rows)
    few = frame.with_columns(given=given).head(KEPT)
    here = fetched(few, [*ids, "k", "given", "w", "loss"])
    called = names_of_rows(None, ids, lambda c: texts_of(here[c].combine_chunks(), c))
    columns = (here[name].to_pylist() for name in ("k", "given", "w", "loss"))
    return tuple(
        Row("", UNNUMBERED, name, int(k), 0.0 if infinite else p, w, float("inf") if infinite else loss)
        for name, k, p, w, loss in zip(called, *columns, strict=True)
    )


def _given(rows: Examined) -> Any:
    """The probability given to the true class."""
    p = [nw.col(name) for name in rows.asked.columns("p")]
    if len(p) > 1:
        return chosen(nw.col("k"), p)
    return chosen(nw.col("k"), [1.0 - nw.col("p"), nw.col("p")])
