"""Hive partitions: folders called ``key=value`` are columns of the files in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""What Hive calls the folder of the rows whose value is missing."""

Partition = dict[str, Any]


def partition_of(path: str) -> dict[str, str | None]:
    """What the folders of a path say of the rows in it.

    Examples
    --------
    >>> partition_of("preds/day=2026-01-05/team=New%20York/part-0.parquet")
    {'day': '2026-01-05', 'team': 'New York'}
    """
    found: dict[str, str | None] = {}
    for folder in re.split(r"[/\\]", path)[:-1]:
        key, sign, value = folder.partition("=")
        if sign and key:
            found[unquote(key)] = None if value == NOTHING else unquote(value)
    return found


def typed(partitions: Iterable[dict[str, str | None]]) -> list[Partition]:
    """The same with whole numbers as numbers, where all values of a key are such.

    Examples
    --------
    >>> typed([{"day": "1", "team": "1"}, {"day": "12", "team": "a"}])
    [{'day': 1, 'team': '1'}, {'day': 12, 'team': 'a'}]
    """
    given = list(partitions)
    values: dict[str, set[str]] = {}
    for partition in given:
        for key, value in partition.items():
            values.setdefault(key, set()).update([] if value is None else [value])
    whole = {key for key, found in values.items() if found and all(map(_is_whole, found))}
    return [
        {key: int(value) if key in whole and value is not None else value for key, value in each.items()}
        for each in given
    ]


def column_of(value: Any, rows: int) -> pa.Array:
    """A column that says the same in every row."""
    if value is None:
        return pa.nulls(rows)
    return pa.repeat(pa.scalar(value), rows)


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,18}", text) is not None
