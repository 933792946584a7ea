"""Members of plain JSON, each of the kind that it must be; ValueError names the first that is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float


def member(data: dict[str, Any], name: str) -> Any:
    """What must be there."""
    if name not in data:
        raise ValueError(f"{name} is missing")
    return data[name]


def object_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    """An object."""
    value = member(data, name)
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no object")
    return value


def list_of(data: dict[str, Any], name: str, *kinds: type) -> list[Any]:
    """A list whose entries are of these types."""
    value = member(data, name)
    if not isinstance(value, list) or not set(map(type, value)) <= set(kinds):
        raise ValueError(f"{name} is no list of {' or '.join(kind.__name__ for kind in kinds)}")
    return value


def one_of(data: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    """One of some words."""
    value = member(data, name)
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}")
    return str(value)


def numbers(data: dict[str, Any], name: str, length: int | None = None, least: float = -math.inf) -> Float:
    """A list of finite numbers, at least so large."""
    found = np.array(list_of(data, name, int, float), dtype=np.float64)
    if length is not None and len(found) != length:
        raise ValueError(f"{name} has {len(found)} entries instead of {length}")
    if not (np.isfinite(found) & (found >= least)).all():
        raise ValueError(f"{name} has a number out of range")
    return found


def integers(data: dict[str, Any], name: str, length: int | None = None, least: float = -math.inf) -> Array:
    """A list of integers, at least so large."""
    found = numbers(data, name, length, least)
    if not ((np.abs(found) <= 2**53) & (found == np.floor(found))).all():
        raise ValueError(f"{name} has a number that is no integer")
    return found.astype(np.int64)


def marked_numbers(data: dict[str, Any], name: str, length: int, least: float = -math.inf) -> Float:
    """A list of numbers, or nulls with a mark that says which infinity each is."""
    value = member(data, name)
    if not isinstance(value, dict):
        return numbers(data, name, length, least)
    values, places = list_of(value, "values", int, float, type(None)), list_of(value, "infinite", list)
    if sorted(i for i, _ in places) != [i for i, v in enumerate(values) if v is None]:
        raise ValueError(f"{name} has nulls that are not marked, or marks without a null")
    found = numbers({name: [0 if v is None else v for v in values]}, name, length, min(least, 0))
    for i, sign in places:
        if sign not in (-1, 1):
            raise ValueError(f"{name} has a mark that is neither -1 nor 1")
        found[int(i)] = math.copysign(math.inf, sign)
    if not (found >= least).all():
        raise ValueError(f"{name} has a number out of range")
    return found


def amount(data: dict[str, Any], name: str) -> float:
    """A finite number, not negative."""
    return float(value_of(data, name, (int, float), lambda v: 0 <= v < math.inf))


def value_of(data: dict[str, Any], name: str, kind: Any, fits: Callable[[Any], bool] = lambda _: True) -> Any:
    """A value of this kind that fits."""
    value = member(data, name)
    if kind is int and isinstance(value, float) and value.is_integer():  # JSON knows no difference
        value = int(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or not fits(value):
        raise ValueError(f"{name} is {value!r}")
    return value
