"""``by=`` where rows stay in an engine: sums of each group there, and the names that are kept here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from logloss.errors import DataError
from logloss.kernels.reference import Array, Float
from logloss.sources.engine.doctor import Examined
from logloss.sources.engine.expressions import Expr
from logloss.sources.engine.frame import fetched
from logloss.sources.engine.sums import Means, Sums, cells_of_sums, sums_of, totals_of_sums
from logloss.sources.groups import groups_by
from logloss.summary import bins
from logloss.summary.cells import MOST_EXACT
from logloss.summary.groups import Groups, Key, kept_keys, level_of

MOST_DISTINCT = 1_000_000
"""More groups than this are no groups; so many names still come here."""


def groups_in_engine(
    rows: Examined, frame: nw.LazyFrame[Any], terms: nw.LazyFrame[Any], means: Means, like: dict[str, Any]
) -> Groups:
    """A Summary of each group, coarser, from known rows and from those of them that have terms of sums.

    The costliest row of a group is not looked for, which would sort all rows.
    """
    by, classes = rows.asked.columns("by"), len(rows.labels)
    here = fetched(frame.group_by(*by).agg(rows=nw.len()).head(MOST_DISTINCT + 1), by)
    if len(here[by[0]]) > MOST_DISTINCT:
        raise DataError(
            f"by must be columns of at most {MOST_DISTINCT:,} groups together, got more",
            "Group by something coarser.",
        )
    places = _Places(rows, _keys(here, by, rows))
    terms = terms.with_columns(bin=_coarser(nw.col("bin"), level_of(classes)))
    parts = [(sums_of(each, "bin", own), own) for each, own in places.split(terms, here)]
    weightless = np.zeros(places.size * classes)
    if rows.asked.of["w"]:
        for each, own in places.split(frame.filter(nw.col("w") <= 0), here):
            found = fetched(each.group_by(*own, "k").agg(rows=nw.len()), [*own, "k", "rows"])
            column = places.of(found, own) * classes + found["k"].to_numpy().astype(np.int64)
            np.add.at(weightless, column, found["rows"].to_numpy().astype(np.float64))
    return _groups(rows, places, parts, weightless, means, like)


@dataclass(frozen=True)
class _Places:
    """Which group has which place: those that are kept in order, all others in the last."""

    rows: Examined
    keys: list[Key]

    @cached_property
    def kept(self) -> tuple[Key, ...]:
        return kept_keys(tuple(dict.fromkeys(self.keys)), len(self.rows.labels))

    @cached_property
    def at(self) -> dict[Key, int]:
        return {key: i for i, key in enumerate(self.kept)}

    @property
    def size(self) -> int:
        return len(self.kept) + (len(self.kept) < len(set(self.keys)))

    def split(
        self, frame: nw.LazyFrame[Any], here: dict[str, pa.ChunkedArray]
    ) -> list[tuple[nw.LazyFrame[Any], list[str]]]:
        """Rows to be gathered by group; and others to be gathered all together, where groups are too many."""
        by = self.rows.asked.columns("by")
        if self.size == len(self.kept):
            return [(frame, by)]
        near = _near(here, np.array([key in self.at for key in self.keys]), by)
        return [(frame.filter(near), by), (frame.filter(~near), [])]

    def of(self, table: dict[str, pa.ChunkedArray], by: list[str]) -> Array:
        """The place of each entry of a small table."""
        if not by or not len(table[by[0]]):
            return np.full(len(next(iter(table.values()))), len(self.kept))
        return np.array([self.at.get(key, len(self.kept)) for key in _keys(table, by, self.rows)], np.int64)


def _groups(
    rows: Examined,
    places: _Places,
    parts: list[tuple[Sums | None, list[str]]],
    weightless: Float,
    means: Means,
    like: dict[str, Any],
) -> Groups:
    classes, size = len(rows.labels), places.size
    found = [
        (sums, places.of({**sums.keys, "k": pa.chunked_array([sums.k])}, own)) for sums, own in parts if sums
    ]
    sums, level = _joined([each for each, _ in found]), level_of(classes)
    column = np.concatenate([place for _, place in found]) * classes + sums.k
    most = size * classes * bins.COUNT  # groups have no limit of cells but their level
    placed = Sums({}, column, sums.cell, sums.lost, sums.of)
    return Groups(
        names=rows.asked.of["by"],
        kept=places.kept,
        totals=totals_of_sums(sums, column, size * classes, means, weightless),
        cells=replace(cells_of_sums(placed, False, like["key"] == "logit", most, level), most=MOST_EXACT),
        worst=(None,) * size,
        infinite=(None,) * size,
        **like,
    )


def _keys(here: dict[str, pa.ChunkedArray], by: list[str], rows: Examined) -> list[Key]:
    """The group of each row of a small table, by its texts."""
    grouped = groups_by([(name, here[c]) for name, c in zip(rows.asked.of["by"], by, strict=True)])
    return [grouped.keys[code] for code in grouped.codes.tolist()]


def _joined(parts: list[Sums]) -> Sums:
    of = {term: np.concatenate([part.of[term] for part in parts]) for term in parts[0].of}
    k, cell, lost = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("k", "cell", "lost")
    )
    return Sums({}, k, cell, lost, of)


def _near(here: dict[str, pa.ChunkedArray], kept: Array, by: list[str]) -> Expr:
    """Whether a row's value in each column is one that a kept group has: all kept groups, and few others."""
    conditions = []
    for name in by:
        values = here[name].filter(pa.array(kept)).unique()
        column = nw.col(name)
        own: list[Expr] = [column.is_in(values.drop_null().to_pylist())]
        own = [nw.when(column.is_null()).then(False).otherwise(own[0])]
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
