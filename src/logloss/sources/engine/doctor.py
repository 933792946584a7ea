"""The doctor where rows stay in an engine: what is wrong is counted there, and a few rows examined here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from logloss.checks import Names, class_order
from logloss.checks.rows import SHOWN
from logloss.checks.weights import LARGEST
from logloss.errors import ColumnError, DataError
from logloss.kernels.reference import Array
from logloss.sources.asked import Columns
from logloss.sources.distinct import MOST as MOST_LABELS
from logloss.sources.engine.expressions import Expr, total
from logloss.sources.engine.frame import Asked, fetched, numbers
from logloss.sources.ids import names_of_rows, texts_of
from logloss.sources.part import Reading, summary_of

FINE, LACKS, ODD = 0, 1, 2
"""What is wrong with a row: nothing, a value is missing, a value is refused."""


@dataclass(frozen=True)
class Unordered(Names):
    """What messages call rows that have no number: by name where they have one, else how many they are."""

    ids: tuple[str, ...] = ()
    count: int = 0

    def rows(self, where: Any) -> str:
        """Name the first rows of a mask or of a list of indices."""
        found = np.asarray(where)
        found = np.flatnonzero(found) if found.dtype == np.bool_ else found
        if not self.ids:
            return f"{self.count:,} row{'s'[: self.count - 1]}"
        more = f" and {self.count - SHOWN:,} more" if self.count > SHOWN else ""
        return "row " + ", ".join(self.ids[i] for i in found[:SHOWN].tolist()) + more


@dataclass(frozen=True, eq=False)
class Examined:
    """Rows that have a log loss, still where they are.

    Attributes
    ----------
    asked
        The columns that they were asked for by.
    frame
        These columns, scores as float64 and renormalized if that was wanted; and `k`, each row's class.
    labels
        The classes in order.
    logits
        Whether scores are logits.
    notes
        The doctor's counts.
    """

    asked: Asked
    frame: nw.LazyFrame[Any]
    labels: tuple[Any, ...]
    logits: bool
    notes: dict[str, int]


def examined(asked: Asked, names: Names, how: Reading) -> Examined:
    """Have all rows looked at.

    Raises
    ------
    DataError, ArgumentError
        In the doctor's words.
    """
    bench = _Bench(asked, names, how)
    if how.soft_labels or any(
        not _is_number(asked.kinds[c]) for c in asked.columns("p") + asked.columns("w")
    ):
        bench.refuse(asked.frame, 0)
    labels, strays = bench.classes()
    off = _off(asked, how)
    state = _state(asked, how, labels if strays else None, off)
    frame = asked.frame.with_columns(state=state)
    found = numbers(frame.group_by("state").agg(rows=nw.len()), ["state", "rows"])
    rows = dict(zip(found["state"].astype(int).tolist(), found["rows"].astype(int).tolist(), strict=True))
    if not rows:
        raise DataError("data: no rows", "There must be at least one row.")
    bench = replace(bench, how=replace(how, labels=labels, pos_label=None))
    for wrong in (LACKS, ODD):
        if wrong in rows and not (wrong == LACKS and how.missing == "drop" and FINE in rows):
            bench.refuse(frame.filter(nw.col("state") == wrong), rows[wrong])
    fine = frame.filter(nw.col("state") == FINE)
    notes = {"dropped": rows.get(LACKS, 0), "float32": rows[FINE] * all(_float32(asked))}
    if off is not None and how.renormalize:
        notes["renormalized"] = int(numbers(fine.select(off=_count(off)), ["off"])["off"][0])
    kept = fine.with_columns(k=_place(asked, labels), **_scores(asked, off if how.renormalize else None))
    counted = {name: count for name, count in notes.items() if count}
    return Examined(asked, kept, tuple(labels), how.from_logits, counted)


@dataclass(frozen=True)
class _Bench:
    """Where a few rows are examined as arrays are, so that what is refused is refused in the same words."""

    asked: Asked
    names: Names
    how: Reading

    def refuse(self, frame: nw.LazyFrame[Any], count: int) -> None:
        """Have some of these rows refused; there are so many of them."""
        asked = self.asked
        ids = asked.columns("id")
        here = fetched((frame.sort(*ids) if ids else frame).head(SHOWN), asked.all)
        called = names_of_rows(None, ids, lambda c: texts_of(here[c].combine_chunks(), c)) if ids else ()
        names = Unordered(
            self.names.y_true, self.names.y_proba, self.names.sample_weight, ids=tuple(called), count=count
        )
        weight = [_array(here[c]) for c in asked.columns("w")]
        y, p = ([_array(here[c]) for c in asked.columns(short)] for short in ("y", "p"))
        columns = Columns(
            y[0] if len(y) == 1 else np.column_stack(y),
            p[0] if len(p) == 1 else np.column_stack(p),
            weight[0] if weight else None,
            None,
            names,
            "",
        )
        summary_of(columns, self.how)
        raise AssertionError("the engine and the doctor disagree about a row")

    def classes(self) -> tuple[list[Any], bool]:
        """The classes in order, and whether a row may hold a label that is none of them."""
        asked, how = self.asked, self.how
        columns = len(asked.of["p"])
        if len(asked.of["y"]) > 1:
            return list(range(columns)) if how.labels is None else list(how.labels), False
        distinct = asked.frame.select("y0").filter(~nw.col("y0").is_null()).unique().head(MOST_LABELS + 1)
        found = fetched(distinct, ["y0"])["y0"].drop_null()
        if len(found) > MOST_LABELS:
            raise ColumnError(
                f"{self.names.y_true} holds more than {MOST_LABELS:,} different values",
                "Is this the column of labels?",
            )
        values = sorted(found.to_pylist(), key=lambda v: (isinstance(v, str), v))
        if not values:
            return [0, 1], False  # every row lacks one, and is refused for that
        if asked.kinds["y0"] == nw.Boolean and how.labels is None and how.pos_label is None:
            return [False, True], False
        order = class_order(values, columns, how.labels, how.pos_label, self.names)
        return order, any(value not in order for value in values)


def _is_number(kind: Any) -> bool:
    return bool(kind.is_numeric()) or kind == nw.Boolean


def _float32(asked: Asked) -> list[bool]:
    return [asked.kinds[name] == nw.Float32 for name in asked.columns("p")]


def _array(column: pa.ChunkedArray) -> Array:
    """A few values as the doctor takes them: NaN or None where they are missing."""
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    return np.asarray(column.to_numpy())


def _any(conditions: list[Expr]) -> Expr:
    return reduce(or_, conditions)


def _count(condition: Expr) -> Expr:
    """How many rows fulfil it: not every engine sums truths."""
    return nw.when(condition).then(1).otherwise(0).sum()


def _state(asked: Asked, how: Reading, labels: list[Any] | None, off: Expr | None) -> Expr:
    """What is wrong with each row.

    Null is asked for before NaN, and NaN before all else: engines compare it in their own ways.
    """
    scored = [*asked.columns("y"), *asked.columns("p"), *asked.columns("w")]
    null = _any([nw.col(name).is_null() for name in scored])
    floats = [name for name in scored if asked.kinds[name].is_float()]
    odd: list[Expr] = []
    if not how.from_logits:
        odd += [(nw.col(name) < 0) | (nw.col(name) > 1) for name in asked.columns("p")]
    if off is not None:
        odd.append(total([nw.col(name) for name in asked.columns("p")]) == 0 if how.renormalize else off)
    odd += [(nw.col(name) < 0) | (nw.col(name) > LARGEST) for name in asked.columns("w")]
    if labels is not None:
        odd.append(~nw.col("y0").is_in(labels))
    outcomes = asked.columns("y")
    if len(outcomes) > 1:
        odd += [(nw.col(name) != 0) & (nw.col(name) != 1) for name in outcomes]
        odd.append(total([nw.col(name) for name in outcomes]) != 1)
    state: Expr = nw.when(_any(odd)).then(ODD).otherwise(FINE) if odd else nw.lit(FINE)
    if floats:
        state = nw.when(_any([nw.col(name).is_nan() for name in floats])).then(LACKS).otherwise(state)
    return nw.when(null).then(LACKS).otherwise(state)


def _off(asked: Asked, how: Reading) -> Expr | None:
    """Whether a row of several probabilities does not sum to 1."""
    names = asked.columns("p")
    if len(names) == 1 or how.from_logits:
        return None
    eps = np.finfo(np.float32 if all(_float32(asked)) else np.float64).eps
    return (total([nw.col(name).cast(nw.Float64) for name in names]) - 1.0).abs() > float(np.sqrt(eps))


def _scores(asked: Asked, off: Expr | None) -> dict[str, Expr]:
    """Scores and weights as float64; rows that are off divided by their sum where `off` says which."""
    scores = {name: nw.col(name).cast(nw.Float64) for name in asked.columns("p")}
    if off is not None:
        whole = total(list(scores.values()))
        scores = {name: nw.when(off).then(p / whole).otherwise(p) for name, p in scores.items()}
    return scores | {name: nw.col(name).cast(nw.Float64) for name in asked.columns("w")}


def _place(asked: Asked, labels: list[Any]) -> Expr:
    """Each row's class."""
    outcomes = asked.columns("y")
    *others, last = range(len(labels))
    result = nw.lit(last)
    for k in reversed(others):
        own = nw.col(outcomes[k]) == 1 if len(outcomes) > 1 else nw.col("y0") == labels[k]
        result = nw.when(own).then(k).otherwise(result)
    return result
