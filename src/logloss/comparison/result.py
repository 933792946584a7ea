"""The result: models on the same rows, which is better, and what of it is more than noise."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from logloss.comparison.contrast import Contrasts
from logloss.comparison.findings import (
    LEVEL,
    Gap,
    PartsGap,
    Piece,
    apart_error,
    classes_of,
    gap_of,
    groups_of,
    parts_of,
    ranges_of,
    rows_needed,
)
from logloss.comparison.pair import Pair
from logloss.comparison.sections import headline, sections
from logloss.comparison.summary import PairSummary
from logloss.explanation.plain import finite
from logloss.information import unit_factor
from logloss.messages import Lang, Text, plain
from logloss.summary import Summary
from logloss.told import Told


@dataclass(frozen=True)
class Paired:
    """One model against the first, on the same rows; every number is in nats.

    Attributes
    ----------
    first, second : str
        The models' names.
    pair : Pair
    summaries : (Summary, Summary)
    level : float
        The chance at which a difference counts as more than noise.
    """

    first: str
    second: str
    pair: Pair
    summaries: tuple[Summary, Summary]
    level: float = LEVEL

    @cached_property
    def loss(self) -> Gap:
        """ΔL, the second's less the first's, of the rows where it is finite (`infinite_rows`)."""
        return gap_of(self.pair, self.summaries[0], self.level)

    @cached_property
    def apart_error(self) -> float:
        """The standard error that two separate sets of rows would have given."""
        return apart_error(*self.summaries)

    @property
    def rows_needed(self) -> int | None:
        """How many rows show a difference of this size, four times of five; None where there is none."""
        return rows_needed(self.loss)

    @cached_property
    def parts(self) -> PartsGap | None:
        """ΔL = −ΔDSC + ΔMCB; None of more than two classes, and where a loss is infinite."""
        return parts_of(*self.summaries)

    @cached_property
    def classes(self) -> tuple[Piece, ...]:
        """What each class adds to the difference."""
        return classes_of(self.pair, self.summaries[0])

    @cached_property
    def ranges(self) -> tuple[Piece, ...]:
        """What rows add by the first model's probability of the positive class (of more, the true one)."""
        return ranges_of(self.pair, self.summaries[0])

    @cached_property
    def groups(self) -> tuple[Piece, ...] | None:
        """What each group adds; None where none were asked for."""
        return groups_of(self.pair, self.summaries[0])

    @property
    def infinite_rows(self) -> tuple[int, int, int]:
        """Rows of infinite loss under the first alone, the second alone, and both."""
        return self.pair.infinite_rows

    @property
    def better(self) -> str | None:
        """The name of the better model; None where noise would show as much.

        One that alone gave 0 to something that happened is worse, whatever else.
        """
        one, two, _ = self.infinite_rows
        if one or two:
            return None if one and two else self.first if two else self.second
        return None if self.loss.is_noise else self.second if self.loss.value < 0 else self.first

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data."""

        def rows(found: Contrasts) -> list[dict[str, Any]]:
            return [asdict(row) | {"label": self.summaries[0].labels[row.cls]} for row in found]

        kinds = ("first", "second", "both")
        return {
            "first": self.first,
            "second": self.second,
            "better": self.better,
            "difference": asdict(self.loss),
            "apart_standard_error": self.apart_error,
            "rows_needed": self.rows_needed,
            "parts": None if self.parts is None else asdict(self.parts),
            "classes": [asdict(piece) for piece in self.classes],
            "ranges": [asdict(piece) for piece in self.ranges],
            "groups": None if self.groups is None else [asdict(piece) for piece in self.groups],
            "infinite_rows": dict(zip(kinds, self.infinite_rows, strict=True)),
            "first_better": rows(self.pair.first_better),
            "second_better": rows(self.pair.second_better),
            "infinite": {k: rows(r) for k, r in zip(kinds, self.pair.infinite, strict=True)},
        }


@dataclass(frozen=True)
class Comparison(Told):
    """Models on the same rows.

    Attributes
    ----------
    summary : PairSummary
    unit : "nats" or "bits"
        In which sentences speak; every number is in nats.

    Examples
    --------
    >>> import logloss as ll
    >>> c = ll.compare([1, 0, 1, 1], {"old": [0.9, 0.2, 0.7, 0.4], "new": [0.8, 0.1, 0.9, 0.3]})
    >>> c.pairs[0].better is None, c.pairs[0].rows_needed
    (True, 5487)
    """

    summary: PairSummary
    unit: Literal["nats", "bits"] = "nats"

    @property
    def factor(self) -> float:
        """From nats to the unit."""
        return unit_factor(self.unit)

    @property
    def names(self) -> tuple[str, ...]:
        """The models, the first of which others are compared with."""
        return self.summary.names

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes."""
        return self.summary.labels

    @property
    def losses(self) -> dict[str, float]:
        """The log loss of each model in nats, the least first."""
        found = {name: summary.loss for name, summary in self.summary.models.items()}
        return dict(sorted(found.items(), key=lambda each: each[1]))

    @cached_property
    def pairs(self) -> tuple[Paired, ...]:
        """Every other model against the first; where they are several, each test has its share of 5%."""
        models, first = self.summary.models, self.names[0]
        level = LEVEL / len(self.summary.pairs)
        return tuple(
            Paired(first, name, pair, (models[first], models[name]), level)
            for name, pair in self.summary.pairs.items()
        )

    @property
    def main(self) -> Paired:
        """The pair that is told of in detail: of the model with the least loss beside the first."""
        return min(self.pairs, key=lambda pair: (pair.summaries[1].loss, self.names.index(pair.second)))

    @cached_property
    def headline(self) -> Text:
        """The finding in one line."""
        return headline(self)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The answers in order: a heading, and its sentences."""
        return sections(self)

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is ∞ or what is not known."""
        models = self.summary.models
        found: dict[str, Any] = finite(
            {
                "headline": plain(self.headline),
                "unit": "nats",
                "labels": list(self.labels),
                "rows": self.summary.rows,
                "models": [
                    {
                        "name": name,
                        "log_loss": models[name].loss,
                        "is_infinite": math.isinf(models[name].loss),
                        "finite_log_loss": models[name].finite_loss,
                    }
                    for name in self.names
                ],
                "pairs": [pair.to_dict() for pair in self.pairs],
                "notes": dict(self.summary.first.notes),
            }
        )
        return found

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw it as a matplotlib Figure: the bars of both models, and where they differ."""
        from logloss.render.compared import draw_comparison
        from logloss.render.style import palette_of

        return draw_comparison(self, lang=lang, palette=palette_of(palette))
