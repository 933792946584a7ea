"""PairSummary: several models on the same rows, small, mergeable and exact in total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

from logloss.comparison.pair import Pair
from logloss.errors import MergeError
from logloss.kernels.reference import Float
from logloss.summary import Summary


@dataclass(frozen=True, eq=False)
class PairSummary:
    """What is known of some rows that several models predicted, once the rows are gone.

    Those of parts add up (``+``) to that of the whole, in any order and grouping. Made by
    :func:`logloss.summarize_pairs`.

    Attributes
    ----------
    models
        The Summary of each model, by name; the first is the one that others are compared with.
    pairs
        The difference of every other model from the first, by name.

    Examples
    --------
    >>> import logloss as ll
    >>> y, p, q = [1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4], [0.8, 0.1, 0.9, 0.3]
    >>> whole = ll.summarize_pairs(y, {"old": p, "new": q})
    >>> first = ll.summarize_pairs(y[:2], {"old": p[:2], "new": q[:2]})
    >>> rest = ll.summarize_pairs(y[2:], {"old": p[2:], "new": q[2:]}, first_row=2)
    >>> parts = first + rest
    >>> [round(ll.compare(s).pairs[0].loss.z, 9) for s in (whole, parts)]
    [0.075648919, 0.075648919]
    """

    models: Mapping[str, Summary]
    pairs: Mapping[str, Pair]

    @property
    def names(self) -> tuple[str, ...]:
        """The models' names."""
        return tuple(self.models)

    @property
    def first(self) -> Summary:
        """The Summary of the first model."""
        return self.models[self.names[0]]

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes."""
        return self.first.labels

    @property
    def rows(self) -> int:
        """Rows of positive weight."""
        return self.first.rows

    @property
    def weight(self) -> float:
        """Σw."""
        return self.first.weight

    @property
    def class_weight(self) -> Float:
        """Σw by class."""
        return self.first.class_weight

    def __add__(self, other: PairSummary) -> PairSummary:
        """That of both sets of rows; MergeError where they do not speak of the same thing."""
        if not isinstance(other, PairSummary):
            return NotImplemented
        if self.names != other.names:
            raise MergeError(
                f"Summaries differ in their models: {list(self.names)} and {list(other.names)}",
                "Give the same models, called alike, in the same order.",
            )
        return PairSummary(
            {name: summary + other.models[name] for name, summary in self.models.items()},
            {name: pair + other.pairs[name] for name, pair in self.pairs.items()},
        )

    def __radd__(self, other: Any) -> PairSummary:
        """``sum(summaries)`` starts at 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def with_labels(self, labels: Sequence[Any]) -> PairSummary:
        """The same with its classes called otherwise, in their order."""
        models = {name: summary.with_labels(labels) for name, summary in self.models.items()}
        return PairSummary(models, {name: _called(pair, models) for name, pair in self.pairs.items()})

    def with_dropped(self, rows: int) -> PairSummary:
        """The same where so many more rows were dropped."""
        return replace(
            self, models={name: summary.with_dropped(rows) for name, summary in self.models.items()}
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write it as JSON (schema/pairs.v1.json); an interrupted write leaves no file."""
        from logloss.comparison.store import save

        save(self, path)

    @staticmethod
    def load(path: str | PathLike[str]) -> PairSummary:
        """Read one that any version of this library has saved."""
        from logloss.comparison.store import load

        return load(path)


def _called(pair: Pair, models: Mapping[str, Summary]) -> Pair:
    if pair.groups is None:
        return pair
    labels = next(iter(models.values())).labels
    return replace(pair, groups=replace(pair.groups, labels=labels))
