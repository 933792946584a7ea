"""What is asked for beside labels and predictions: names of rows, clusters, times, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from logloss.errors import ArgumentError
from logloss.sources.named import named


@dataclass(frozen=True, eq=False)
class Beside:
    """The arguments, each an array, the name of a column, or None; `id` and `by` also several names."""

    id: Any = None
    cluster: Any = None
    time: Any = None
    by: Any = None

    @property
    def given(self) -> dict[str, Any]:
        """The arguments by name."""
        return {"id": self.id, "cluster": self.cluster, "time": self.time, "by": self.by}

    def columns(self, column: Callable[[str], Any]) -> tuple[Any, Any, tuple[tuple[str, Any], ...]]:
        """Cluster, time and groups, where names stand for columns."""
        found = (_one(self.cluster, column, "cluster"), _one(self.time, column, "time"))
        names = named(self.by)
        return *found, tuple((n, column(n)) for n in names) if names else self.groups()

    def groups(self) -> tuple[tuple[str, Any], ...]:
        """The columns of groups where they are arrays: one, a list of several, or those of a table."""
        by = self.by
        if by is None:
            return ()
        several = isinstance(by, (list, tuple)) and len(by) > 0 and all(np.ndim(column) == 1 for column in by)
        if not several and np.ndim(by) == 2:
            by, several = list(np.asarray(by).T), True
        if not several:
            return (("by", by),)
        return tuple((f"by[{i}]", column) for i, column in enumerate(by))


def _one(argument: Any, column: Callable[[str], Any], name: str) -> Any:
    if isinstance(argument, str):
        return column(argument)
    if named(argument):
        raise ArgumentError(f"{name} must be one column, got {len(argument)} names", "Name one column.")
    return argument
