"""Sums over known rows, gathered where the rows are: by class and cell, and by whatever else is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.sources.engine.expressions import chosen, with_bin
from logloss.sources.engine.frame import fetched, numbers
from logloss.summary import bins
from logloss.summary.cells import Cells, exact_cells, gathered
from logloss.summary.totals import SUMS, Totals

SAMPLE = 1 << 17
"""Rows in which more different keys than there may be cells are looked for before all rows are asked."""


@dataclass(frozen=True, eq=False)
class Means:
    """About what the squares of losses are taken: by class, the mean weighted by w, and by w²."""

    loss: Float
    loss2: Float
    weightless: Float
    largest: float


def means_of(frame: nw.LazyFrame[Any], classes: int) -> Means:
    """A first look at known rows: what each class costs on average, and how many rows weigh nothing."""
    w, counted = nw.col("w"), nw.when(nw.col("lost")).then(0.0).otherwise(nw.col("w"))
    looked = frame.with_columns(
        c=counted, c2=counted * w, cl=counted * nw.col("loss"), c2l=counted * w * nw.col("loss"),
        weightless=nw.when(w == 0).then(1).otherwise(0),
    )  # fmt: skip
    names = ("c", "c2", "cl", "c2l", "weightless")
    found = numbers(
        looked.group_by("k").agg(*(nw.col(name).sum() for name in names), largest=nw.col("w").max()),
        ["k", *names, "largest"],
    )
    by_class = {name: np.zeros(classes) for name in names}
    for name in names:
        by_class[name][found["k"].astype(int)] = found[name]
    with np.errstate(invalid="ignore"):  # 0 / 0 where a class has no row
        loss, loss2 = (np.nan_to_num(by_class[a] / by_class[b]) for a, b in (("cl", "c"), ("c2l", "c2")))
    return Means(loss, loss2, by_class["weightless"], float(found["largest"].max()))


@dataclass(frozen=True, eq=False)
class Sums:
    """A small table of sums: an entry for each combination of keys, class, cell, and finite or infinite loss.

    Attributes
    ----------
    keys
        What else was asked for, column by column.
    k, cell, lost
        The class, the key of the cell (a score or a bin), and whether these rows cost infinitely much.
    of
        rows, Σw and so on, by the names of `TERMS`.
    """

    keys: dict[str, Any]
    k: Array
    cell: Float
    lost: Array
    of: dict[str, Float]


TERMS = (
    "rows", "weight", "weight2", "loss", "loss2", "score", "log_odds",
    "expected", "variance", "variance2", "square", "square2",
)  # fmt: skip


def with_terms(frame: nw.LazyFrame[Any], means: Means) -> nw.LazyFrame[Any]:
    """Rows that weigh something, with the terms of all sums: an engine sums columns, and nothing else."""
    w, loss = nw.col("w"), nw.col("loss")
    frame = frame.filter(w > 0).with_columns(
        lost=nw.when(nw.col("lost")).then(1).otherwise(0),
        off=nw.when(nw.col("lost")).then(0.0).otherwise(loss - chosen(nw.col("k"), means.loss.tolist())),
        off2=nw.when(nw.col("lost")).then(0.0).otherwise(loss - chosen(nw.col("k"), means.loss2.tolist())),
    )
    return with_bin(frame).with_columns(
        t_rows=nw.lit(1),
        t_weight=w,
        t_weight2=w * w,
        t_loss=w * loss,
        t_loss2=w * w * loss,
        t_score=w * nw.col("p"),
        t_log_odds=w * nw.when(nw.col("above") | nw.col("below")).then(0.0).otherwise(nw.col("z")),
        t_expected=w * nw.col("expected"),
        t_variance=w * nw.col("variance"),
        t_variance2=w * w * nw.col("variance"),
        t_square=w * nw.col("off") * nw.col("off"),
        t_square2=w * w * nw.col("off2") * nw.col("off2"),
    )


def sums_of(
    frame: nw.LazyFrame[Any], cell: str, keys: Sequence[str] = (), most: int | None = None
) -> Sums | None:
    """Gather rows by class, cell (the column "score" or "bin") and further keys; None if that is too many."""
    by = [*keys, "k", cell, "lost"]
    small = frame.group_by(*by).agg(**{f"s_{term}": nw.col(f"t_{term}").sum() for term in TERMS})
    if most is not None:
        small = small.head(most + 1)
    table = fetched(small, [*by, *(f"s_{term}" for term in TERMS)])
    if most is not None and len(table["k"]) > most:
        return None
    columns = {
        name: np.asarray(table[name].to_numpy()).astype(np.float64) for name in table if name not in keys
    }
    return Sums(
        {name: table[name] for name in keys},
        columns["k"].astype(np.int64),
        columns[cell],
        columns["lost"].astype(np.bool_),
        {term: columns[f"s_{term}"] for term in TERMS},
    )


def gathered_sums(frame: nw.LazyFrame[Any], most: int) -> tuple[Sums, bool]:
    """By distinct scores while there are at most so many, else by bins; and whether it was by scores."""
    sample = frame.select("k", "score").head(SAMPLE).unique()
    if int(numbers(sample.select(n=nw.len()), ["n"])["n"][0]) <= most:
        found = sums_of(frame, "score", most=most)
        if found is not None:
            return found, True
    binned = sums_of(frame, "bin")
    assert binned is not None
    return binned, False


def cells_of_sums(sums: Sums, exact: bool, logit: bool, most: int, level: int = 0) -> Cells:
    """The table of cells, in bins of this level; one of infinite loss where a row of it has."""
    of = sums.of
    loss = np.where(sums.lost, np.inf, of["loss"])
    rows = of["rows"].astype(np.int64)
    if exact:
        cells = exact_cells(logit, sums.k, sums.cell, rows, of["weight"], of["weight2"], loss)
    else:
        key = sums.cell.astype(np.int64)
        edge = np.where(np.abs(key) == bins.INFINITE, np.copysign(np.inf, key), of["log_odds"])
        w, w2, score = of["weight"], of["weight2"], of["score"]
        cells = Cells(False, logit, sums.k, key, rows, w, w2, loss, score, edge, level=level)
    return gathered(replace(cells, most=most)).within()


def totals_of_sums(sums: Sums, column: Array, size: int, means: Means, weightless: Float) -> Totals:
    """The totals of each column, a class or a group's class; a class's squares are moved to its own mean."""

    def added(values: Float, where: Array) -> Float:
        return np.bincount(column[where], values[where], size).astype(np.float64)

    finite, of = ~sums.lost, sums.of
    everywhere = np.ones(len(column), np.bool_)
    high = {name: added(of[name], finite) for name in ("rows", "weight", "weight2", "loss", "loss2")}
    high["infinite"], high["infinite_weight"] = (added(of[n], sums.lost) for n in ("rows", "weight"))
    high["weightless"] = weightless
    high |= {name: added(of[name], everywhere) for name in ("expected", "variance", "variance2")}
    table = np.stack([high[name] for name in SUMS])
    classes = len(means.loss)

    def spread(term: str, weight: str, value: str, about: Float) -> Float:
        w = high[weight]
        mean = np.divide(high[value], w, out=np.zeros(size), where=w > 0)
        gap = np.where(w > 0, mean - np.tile(about, size // classes), 0.0)
        about_own: Float = np.maximum(added(of[term], finite) - w * gap**2, 0.0)
        return about_own

    return Totals(
        table,
        np.zeros_like(table),
        spread("square", "weight", "loss", means.loss),
        spread("square2", "weight2", "loss2", means.loss2),
    )
