"""Cells and rows as JSON holds them, there and back; whatever does not fit the schema is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.cells import MOST_FOLDED, Cells, exact_cells
from logloss.summary.folds import FOLDS
from logloss.summary.reading import amount, integers, list_of, marked_numbers, member, numbers, value_of
from logloss.summary.worst import Row


def marked(values: Array) -> Any:
    """Numbers as a list; where some are infinite, nulls with a mark: which ones, and their signs.

    Examples
    --------
    >>> import numpy as np
    >>> marked(np.array([0.5, -np.inf]))
    {'values': [0.5, None], 'infinite': [[1, -1]]}
    """
    numbers = values.tolist()
    infinite = [[i, int(math.copysign(1, v))] for i, v in enumerate(numbers) if math.isinf(v)]
    if not infinite:
        return numbers
    return {"values": [None if math.isinf(v) else v for v in numbers], "infinite": infinite}


def plain_cells(cells: Cells, unweighted: bool) -> dict[str, Any]:
    """What cannot be had from the rest: weights that are counts, and what follows from an exact key, can."""
    columns: dict[str, Any] = {
        "class": cells.cls.tolist(),
        "key": marked(cells.key),
        "rows": cells.rows.tolist(),
        "loss": marked(cells.loss),
    }
    if not unweighted:
        columns |= {"weight": cells.weight.tolist(), "weight2": cells.weight2.tolist()}
    if not cells.exact:
        columns |= {"score": cells.score.tolist(), "log_odds": marked(cells.log_odds)}
    if cells.folds is not None:
        columns["folds"] = (cells.folds.astype(np.int64) if unweighted else cells.folds).tolist()
    return columns | ({"level": cells.level} if cells.level else {})


def plain_row(row: Row) -> dict[str, Any]:
    """One of the worst rows."""
    finite = math.isfinite(row.loss)
    return {
        "source": row.source,
        "row": row.row,
        "id": row.id,
        "class": row.cls,
        "p": row.p,
        "weight": row.weight,
        "loss": row.loss if finite else None,
        "is_infinite": not finite,
    }


def cells_from(data: dict[str, Any], logit: bool, exact: bool, unweighted: bool) -> Cells:
    """The table; that its cells are in order, and of which rows, `check_cells` sees."""
    cls = integers(data, "class", least=0)
    n = len(cls)
    rows, loss = integers(data, "rows", n, least=1), marked_numbers(data, "loss", n, least=0)
    weight, weight2 = (
        rows.astype(np.float64) if unweighted else numbers(data, name, n, least=0)
        for name in ("weight", "weight2")
    )
    if not exact:
        key, score = integers(data, "key", n, least=-bins.INFINITE), numbers(data, "score", n, least=0)
        log_odds = marked_numbers(data, "log_odds", n)
        cells = Cells(
            False, logit, cls, key, rows, weight, weight2, loss, score, log_odds, level=_level(data)
        )
    else:
        keys = marked_numbers(data, "key", n) if logit else numbers(data, "key", n, least=0)
        cells = exact_cells(logit, cls, keys, rows, weight, weight2, loss)
    return replace(cells, folds=_folds(data, n), most=MOST_FOLDED) if "folds" in data else cells


def _level(data: dict[str, Any]) -> int:
    found: int = value_of({"level": 0, **data}, "level", int, lambda v: 0 <= v <= bins.LAST_LEVEL)
    return found


def _folds(data: dict[str, Any], cells: int) -> Float:
    folds = list_of(data, "folds", list)
    if len(folds) != FOLDS:
        raise ValueError(f"folds has {len(folds)} entries instead of {FOLDS}")
    return np.stack([numbers({"folds": fold}, "folds", cells, least=0) for fold in folds])


def check_cells(cells: Cells, counted: Float) -> None:
    """Cells are in order of (class, key), each in range, and hold so many rows of each class."""
    if cells.exact:
        outside = cells.key > (np.inf if cells.logit else 1)
    else:
        size = np.abs(cells.key)
        outside = (size > 1 + ((bins.LAST - 1) >> cells.level)) & (size != bins.INFINITE)
    if outside.any():
        raise ValueError("key has a number out of range")
    with np.errstate(invalid="ignore"):  # two infinite keys of one class: NaN, which is not larger either
        ordered = (np.diff(cells.cls) > 0) | ((np.diff(cells.cls) == 0) & (np.diff(cells.key) > 0))
    if not ordered.all():
        raise ValueError("cells are out of order")
    if cells.cls.max(initial=0) >= len(counted):
        raise ValueError("class has a number without a label")
    if (np.bincount(cells.cls, cells.rows, len(counted)) != counted).any():
        raise ValueError("cells hold other rows than the totals")


def row_from(data: dict[str, Any], classes: int) -> Row:
    """One of the worst rows, of so many classes."""
    cls = value_of(data, "class", int, lambda v: 0 <= v < classes)
    infinite = value_of(data, "is_infinite", bool)
    if infinite and member(data, "loss") is not None:
        raise ValueError("loss of an infinite row is not null")
    return Row(
        source=value_of(data, "source", str),
        row=value_of(data, "row", int),
        id=value_of(data, "id", str),
        cls=cls,
        p=float(value_of(data, "p", (int, float), lambda v: 0 <= v <= 1)),
        weight=float(value_of(data, "weight", (int, float), lambda v: 0 < v < math.inf)),
        loss=math.inf if infinite else amount(data, "loss"),
    )
