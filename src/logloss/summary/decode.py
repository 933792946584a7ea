"""The plain form back into a Summary's fields; whatever does not fit schema/summary.v1.json is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.summary import bins
from logloss.summary.cells import Cells, exact_cells
from logloss.summary.totals import SUMS, Totals
from logloss.summary.worst import KEPT, Row


def from_dict(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a Summary; ValueError names the first member that is missing or broken."""
    labels = _labels(_member(data, "labels"))
    key = _one_of(data, "key", ("probability", "logit"))
    weights = _one_of(data, "weights", ("none", "analytic", "frequency"))
    cells = _cells(_object(data, "cells"), key == "logit", _member(data, "bins") is None, weights == "none")
    totals = _totals(_object(data, "totals"), len(labels))
    _check_cells(cells, totals)
    return {
        "labels": labels,
        "key": key,
        "weights": weights,
        "totals": totals,
        "cells": cells,
        "worst": _rows(data, "worst", len(labels)),
        "infinite": _rows(data, "infinite", len(labels)),
        "notes": _notes(_object(data, "notes")),
        "sources": tuple(_list(data, "sources", str)),
    }


def _member(data: dict[str, Any], name: str) -> Any:
    if name not in data:
        raise ValueError(f"{name} is missing")
    return data[name]


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = _member(data, name)
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no object")
    return value


def _list(data: dict[str, Any], name: str, *kinds: type) -> list[Any]:
    value = _member(data, name)
    if not isinstance(value, list) or not set(map(type, value)) <= set(kinds):
        raise ValueError(f"{name} is no list of {' or '.join(kind.__name__ for kind in kinds)}")
    return value


def _one_of(data: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = _member(data, name)
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}")
    return str(value)


def _labels(value: Any) -> tuple[Any, ...]:
    labels = value if isinstance(value, list) else []
    finite = (isinstance(v, (bool, int, str)) or (isinstance(v, float) and math.isfinite(v)) for v in labels)
    if not all(finite) or len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError("labels is no list of two or more different labels")
    return tuple(labels)


def _numbers(data: dict[str, Any], name: str, length: int | None = None, least: float = -math.inf) -> Float:
    """A list of finite numbers, at least so large."""
    numbers = np.array(_list(data, name, int, float), dtype=np.float64)
    if length is not None and len(numbers) != length:
        raise ValueError(f"{name} has {len(numbers)} entries instead of {length}")
    if not (np.isfinite(numbers) & (numbers >= least)).all():
        raise ValueError(f"{name} has a number out of range")
    return numbers


def _integers(data: dict[str, Any], name: str, length: int | None = None, least: float = -math.inf) -> Array:
    numbers = _numbers(data, name, length, least)
    if not ((np.abs(numbers) <= 2**53) & (numbers == np.floor(numbers))).all():
        raise ValueError(f"{name} has a number that is no integer")
    return numbers.astype(np.int64)


def _marked(data: dict[str, Any], name: str, length: int, least: float = -math.inf) -> Float:
    """A list of numbers, or nulls with a mark that says which infinity each is."""
    value = _member(data, name)
    if not isinstance(value, dict):
        return _numbers(data, name, length, least)
    values, places = _list(value, "values", int, float, type(None)), _list(value, "infinite", list)
    if sorted(i for i, _ in places) != [i for i, v in enumerate(values) if v is None]:
        raise ValueError(f"{name} has nulls that are not marked, or marks without a null")
    numbers = _numbers({name: [0 if v is None else v for v in values]}, name, length, min(least, 0))
    for i, sign in places:
        if sign not in (-1, 1):
            raise ValueError(f"{name} has a mark that is neither -1 nor 1")
        numbers[int(i)] = math.copysign(math.inf, sign)
    if not (numbers >= least).all():
        raise ValueError(f"{name} has a number out of range")
    return numbers


def _totals(data: dict[str, Any], classes: int) -> Totals:
    def stacked(part: str) -> Float:
        return np.stack([_numbers(_object(data, name), part, classes) for name in SUMS])

    high, low = stacked("sum"), stacked("remainder")
    return Totals(high, low, _numbers(data, "spread", classes, 0), _numbers(data, "spread2", classes, 0))


def _cells(data: dict[str, Any], logit: bool, exact: bool, unweighted: bool) -> Cells:
    cls = _integers(data, "class", least=0)
    n = len(cls)
    rows, loss = _integers(data, "rows", n, least=1), _marked(data, "loss", n, least=0)
    weight, weight2 = (
        rows.astype(np.float64) if unweighted else _numbers(data, name, n, least=0)
        for name in ("weight", "weight2")
    )
    if not exact:
        key, score = _integers(data, "key", n, least=-bins.INFINITE), _numbers(data, "score", n, least=0)
        return Cells(False, logit, cls, key, rows, weight, weight2, loss, score, _marked(data, "log_odds", n))
    keys = _marked(data, "key", n) if logit else _numbers(data, "key", n, least=0)
    return exact_cells(logit, cls, keys, rows, weight, weight2, loss)


def _check_cells(cells: Cells, totals: Totals) -> None:
    """Cells are in order of (class, key), each in range, and hold the rows that the totals count."""
    most = bins.INFINITE if not cells.exact else np.inf if cells.logit else 1
    if (cells.key > most).any():
        raise ValueError("key has a number out of range")
    with np.errstate(invalid="ignore"):  # two infinite keys of one class: NaN, which is not larger either
        ordered = (np.diff(cells.cls) > 0) | ((np.diff(cells.cls) == 0) & (np.diff(cells.key) > 0))
    if not ordered.all():
        raise ValueError("cells are out of order")
    counted = totals["rows"] + totals["infinite"]
    if cells.cls.max(initial=0) >= len(counted):
        raise ValueError("class has a number without a label")
    if (np.bincount(cells.cls, cells.rows, len(counted)) != counted).any():
        raise ValueError("cells hold other rows than the totals")


def _rows(data: dict[str, Any], name: str, classes: int) -> tuple[Row, ...]:
    rows = tuple(_row(row, classes) for row in _list(data, name, dict))
    if len(rows) > KEPT:
        raise ValueError(f"{name} has more than {KEPT} rows")
    return rows


def _row(data: dict[str, Any], classes: int) -> Row:
    cls, infinite = _is(data, "class", int, lambda v: 0 <= v < classes), _is(data, "is_infinite", bool)
    if infinite and _member(data, "loss") is not None:
        raise ValueError("loss of an infinite row is not null")
    return Row(
        source=_is(data, "source", str),
        row=_is(data, "row", int),
        id=_is(data, "id", str),
        cls=cls,
        p=float(_is(data, "p", (int, float), lambda v: 0 <= v <= 1)),
        weight=float(_is(data, "weight", (int, float), lambda v: 0 < v < math.inf)),
        loss=math.inf if infinite else float(_is(data, "loss", (int, float), lambda v: 0 <= v < math.inf)),
    )


def _is(data: dict[str, Any], name: str, kind: Any, fits: Callable[[Any], bool] = lambda _: True) -> Any:
    value = _member(data, name)
    if kind is int and isinstance(value, float) and value.is_integer():  # JSON knows no difference
        value = int(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or not fits(value):
        raise ValueError(f"{name} is {value!r}")
    return value


def _notes(data: dict[str, Any]) -> dict[str, int]:
    return {name: _is(data, name, int, lambda v: v >= 0) for name in data}
