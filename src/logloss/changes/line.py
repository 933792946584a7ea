"""``timeline``: many Summaries in order, what the loss and its parts were, and where they moved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from logloss.analysis.uncertainty import chance_of_spread
from logloss.changes.asked import compare
from logloss.changes.line_sections import headline, sections
from logloss.changes.parts import Measured, Parts, alike, loss_of, parts_of
from logloss.changes.result import LEVEL, Change
from logloss.errors import ArgumentError, DataError, MergeError
from logloss.explanation.plain import finite
from logloss.information import unit_factor
from logloss.messages import Lang, Text, plain
from logloss.summary import Summary
from logloss.told import Told


@dataclass(frozen=True)
class Timeline(Told):
    """Summaries of different rows in order: days, weeks, versions.

    Attributes
    ----------
    names : tuple of str
        What each is called.
    summaries : tuple of Summary
    unit : "nats" or "bits"
        In which sentences speak; every number is in nats.

    Examples
    --------
    >>> import logloss as ll
    >>> y = [0, 0, 0, 1, 0, 1, 1, 1] * 50
    >>> fine, broken = ([0.25] * 4 + [0.75] * 4) * 50, ([0.05] * 4 + [0.95] * 4) * 50
    >>> days = {"mon": ll.summarize(y, fine), "tue": ll.summarize(y, fine), "wed": ll.summarize(y, broken)}
    >>> t = ll.timeline(days)
    >>> t.moved, t.changes[1].moved, round(t.p_value, 3)
    (('wed',), ('less_honest',), 0.003)
    """

    names: tuple[str, ...]
    summaries: tuple[Summary, ...]
    unit: Literal["nats", "bits"] = "nats"

    @property
    def factor(self) -> float:
        """From nats to the unit."""
        return unit_factor(self.unit)

    @cached_property
    def parts(self) -> tuple[Parts, ...]:
        """Each loss taken apart, of the rows of finite loss, in bins alike where one of them is in bins."""
        return tuple(map(parts_of, alike(self.summaries)))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """From each to the next."""
        pairs = zip(self.summaries, self.summaries[1:], strict=False)
        return tuple(compare(old, new, unit=self.unit) for old, new in pairs)

    @cached_property
    def losses(self) -> tuple[Measured, ...]:
        """Each loss with its error, of the rows of finite loss."""
        return tuple(map(loss_of, self.summaries))

    @property
    def infinite_rows(self) -> tuple[int, ...]:
        """Rows of infinite loss in each; all else is of the other rows."""
        return tuple(int(summary.totals.all("infinite")) for summary in self.summaries)

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The names at which the loss had moved since the one before, by more than noise.

        Of so many steps some look large by chance: p-values are held against 5% by Holm's method.
        """
        values = sorted((c.loss.p_value, i) for i, c in enumerate(self.changes))
        found = []
        for rank, (p, i) in enumerate(values):
            if not p < LEVEL / (len(values) - rank):
                break
            found.append(i)
        return tuple(self.names[i + 1] for i in sorted(found))

    @cached_property
    def p_value(self) -> float:
        """The chance of losses as far from each other, if all rows were of one world (Cochran's Q)."""
        known = [loss for loss in self.losses if loss.standard_error > 0]
        if len(known) < 2:
            return math.nan
        weight = [part.standard_error**-2 for part in known]
        mean = math.fsum(w * part.value for w, part in zip(weight, known, strict=True)) / math.fsum(weight)
        square = math.fsum(w * (part.value - mean) ** 2 for w, part in zip(weight, known, strict=True))
        return chance_of_spread(square, len(known) - 1)

    @cached_property
    def headline(self) -> Text:
        """The finding in one line."""
        return headline(self)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The answers in order: a heading, and its sentences."""
        return sections(self)

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is what is not known."""
        points = [
            {"name": name, "rows": s.rows, "infinite_rows": k, **asdict(parts)}
            for name, s, k, parts in zip(
                self.names, self.summaries, self.infinite_rows, self.parts, strict=True
            )
        ]
        steps = [
            {"from": old, "to": new, "loss": asdict(c.loss), "moved": list(c.moved)}
            for old, new, c in zip(self.names, self.names[1:], self.changes, strict=False)
        ]
        found: dict[str, Any] = finite(
            {
                "headline": plain(self.headline),
                "unit": "nats",
                "p_value": self.p_value,
                "moved": list(self.moved),
                "points": points,
                "steps": steps,
            }
        )
        return found

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw it as a matplotlib Figure: the loss with its intervals, and its parts."""
        from logloss.render.style import palette_of
        from logloss.render.timeline import draw_timeline

        return draw_timeline(self, lang=lang, palette=palette_of(palette))

    def __str__(self) -> str:
        """The time line in words and characters, for a terminal 80 columns wide."""
        from logloss.render.terminal import timeline_text

        return timeline_text(self)


def timeline(
    summaries: Mapping[str, Summary] | Sequence[Summary | str | PathLike[str]],
    *,
    unit: Literal["nats", "bits"] = "nats",
) -> Timeline:
    """Say how the loss went over many Summaries of different rows, and where it moved by more than noise.

    Parameters
    ----------
    summaries : mapping of names to Summaries; or Summaries, or paths of saved ones, in order
        At least two, of the same labels and kind of weights. Paths are called by their names without
        ``.json``, other Summaries by their number, from 1.
    unit : "nats" or "bits"
        In which sentences speak.

    Returns
    -------
    Timeline

    Raises
    ------
    ArgumentError
        Of fewer than two, and of what is no Summary.
    MergeError
        Where they differ in labels or kind of weights; it names them.
    DataError
        Where one has no row of finite loss.

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics
    6; Cochran (1954), "The combination of estimates from different experiments", Biometrics 10.

    Examples
    --------
    >>> import logloss as ll
    >>> s = ll.summarize([0, 1, 0, 1], [0.2, 0.7, 0.4, 0.9])
    >>> ll.timeline([s, s, s]).moved
    ()
    """
    unit_factor(unit)
    named = _named(summaries)
    if len(named) < 2:
        raise ArgumentError(
            f"timeline takes at least two Summaries, got {len(named)}", "Of one, explain() tells."
        )
    first = next(iter(named))
    for name, summary in named.items():
        try:
            compare(named[first], summary)
        except MergeError as error:
            raise MergeError(f"{name} does not go with {first}: {error.fact}", error.hint) from error
        except DataError as error:
            raise DataError(f"{name} has no row of finite loss", error.hint) from error
    return Timeline(tuple(named), tuple(named.values()), unit)


def _named(summaries: Any) -> dict[str, Summary]:
    if isinstance(summaries, Mapping):
        pairs = [(str(name), given) for name, given in summaries.items()]
    elif isinstance(summaries, (list, tuple)):
        pairs = [
            (Path(s).stem, Summary.load(s)) if isinstance(s, (str, PathLike)) else (str(i + 1), s)
            for i, s in enumerate(summaries)
        ]
    else:
        raise ArgumentError(
            f"timeline takes Summaries in order, got {type(summaries).__name__}",
            "Pass a list of them, of paths, or a mapping of names to them.",
        )
    for name, given in pairs:
        if not isinstance(given, Summary):
            raise ArgumentError(
                f"timeline takes Summaries, got {type(given).__name__} as {name}",
                "Make each with summarize(y_true, y_proba), or name the files of saved ones.",
            )
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ArgumentError(f"two Summaries are called {twice}", "Name them apart: {'mon': a, 'tue': b}.")
    return dict(pairs)
