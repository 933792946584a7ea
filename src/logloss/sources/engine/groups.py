"""``by=`` where rows stay in an engine: sums of each group there, and the names that are kept here."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from logloss.errors import DataError
from logloss.kernels.reference import Array
from logloss.sources.engine.doctor import Examined
from logloss.sources.engine.expressions import Expr
from logloss.sources.engine.frame import fetched
from logloss.sources.engine.sums import Means, Sums, cells_of_sums, sums_of, totals_of_sums
from logloss.sources.groups import groups_by
from logloss.summary import bins
from logloss.summary.groups import Groups, Key, kept_keys, level_of

MOST_DISTINCT = 1_000_000
"""More groups than this are no groups; so many names still come here."""


def groups_in_engine(rows: Examined, frame: nw.LazyFrame[Any], means: Means, like: dict[str, Any]) -> Groups:
    """A Summary of each group, coarser; `frame` has the terms of all sums.

    The costliest row of a group is not looked for, which would sort all rows.
    """
    by, classes = rows.asked.columns("by"), len(rows.labels)
    frame = frame.with_columns(bin=_coarser(nw.col("bin"), level_of(classes)))
    here = fetched(frame.group_by(*by).agg(rows=nw.len()).head(MOST_DISTINCT + 1), by)
    if len(here[by[0]]) > MOST_DISTINCT:
        raise DataError(
            f"by must be columns of at most {MOST_DISTINCT:,} groups together, got more",
            "Group by something coarser.",
        )
    keys = _keys(here, by, rows)
    kept = kept_keys(tuple(dict.fromkeys(keys)), classes)
    named = frozenset(kept)
    if len(named) == len(set(keys)):
        parts = [_part(sums_of(frame, "bin", by), by, rows)]
    else:
        near = _near(here, np.array([key in named for key in keys]), by)
        parts = [
            _part(sums_of(frame.filter(near), "bin", by), by, rows),
            _part(sums_of(frame.filter(~near), "bin"), [], rows),
        ]
    rest = any(key not in named for key in keys)
    at = {key: i for i, key in enumerate(kept)}
    size = len(kept) + rest
    place = np.concatenate([[at.get(key, len(kept)) for key in its] for _, its in parts]).astype(np.int64)
    sums = _joined([each for each, _ in parts])
    column = place * classes + sums.k
    totals = totals_of_sums(sums, column, size * classes, means, np.zeros(size * classes))
    cells = cells_of_sums(
        Sums({}, column, sums.cell, sums.lost, sums.of), False, like["key"] == "logit", size * classes * bins.COUNT
    )
    return Groups(
        names=rows.asked.of["by"],
        kept=kept,
        totals=totals,
        cells=cells,
        worst=(None,) * size,
        infinite=(None,) * size,
        **like,
    )


def _keys(here: dict[str, pa.ChunkedArray], by: list[str], rows: Examined) -> list[Key]:
    """The group of each row of a small table, by its texts."""
    grouped = groups_by([(name, here[c]) for name, c in zip(rows.asked.of["by"], by, strict=True)])
    return [grouped.keys[code] for code in grouped.codes.tolist()]


def _part(sums: Sums | None, by: list[str], rows: Examined) -> tuple[Sums, list[Key]]:
    """Some sums, and the group of each; of no name where they are of many."""
    assert sums is not None
    keys = _keys(sums.keys, by, rows) if by and len(sums.k) else [("\0",)] * len(sums.k)
    return sums, keys


def _joined(parts: list[Sums]) -> Sums:
    of = {term: np.concatenate([part.of[term] for part in parts]) for term in parts[0].of}
    return Sums(
        {},
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("k", "cell", "lost")),
        of,
    )


def _near(here: dict[str, pa.ChunkedArray], kept: Array, by: list[str]) -> Expr:
    """Whether a row's value in each column is one that a kept group has: all kept groups, and few others."""
    conditions = []
    for name in by:
        values = here[name].filter(pa.array(kept)).unique()
        column = nw.col(name)
        own: list[Expr] = [column.is_in(values.drop_null().to_pylist())]
        own = [nw.when(column.is_null()).then(False).otherwise(own[0])]  # noqa: FBT003
        if values.null_count:
            own.append(column.is_null())
        conditions.append(reduce(or_, own))
    return reduce(and_, conditions)


def _coarser(fine: Expr, level: int) -> Expr:
    """The same bins so many levels up, as `bins.coarser` has it."""
    size = fine.abs()
    merged = 1.0 + ((size - 1.0) / float(2**level)).floor()
    kept = (size == 0) | (size == float(bins.INFINITE))
    return nw.when(kept).then(fine).otherwise(nw.when(fine < 0).then(-merged).otherwise(merged))
