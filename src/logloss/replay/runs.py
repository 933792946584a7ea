"""Runs: two replays of the same rows, beside each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from logloss.errors import ArgumentError
from logloss.explanation.plain import finite
from logloss.messages import Lang, Text, plain, text
from logloss.replay.findings import Cost, Moved, cost_of_rows, moved_rows
from logloss.told import Told

if TYPE_CHECKING:
    from logloss.replay.result import Replay

NAMED = 5
SAME_ROWS = "Two runs are compared on the same validation rows, in the same order."


@dataclass(frozen=True, eq=False)
class Runs(Told):
    """Two trainings on the same validation rows.

    Attributes
    ----------
    first, second : Replay
    names : what each is called

    Examples
    --------
    >>> import logloss as ll
    >>> a, b = ll.Replay([0, 1, 1]), ll.Replay([0, 1, 1])
    >>> a.record([0.4, 0.6, 0.5])
    >>> b.record([0.2, 0.9, 0.4])
    >>> runs = a.compare(b, names=("small", "large"))
    >>> round(runs.difference.value, 4)
    -0.1567
    """

    first: Replay
    second: Replay
    names: tuple[str, str]

    @property
    def difference(self) -> Cost:
        """What the second costs more than the first, each at its own step of least loss."""
        value = self.second.best.loss - self.first.best.loss
        if not (self.first.keeps_all and self.second.keeps_all and math.isfinite(value)):
            return Cost(value, None)
        return cost_of_rows(value, *self._given(), self._weight())

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Rows by what the second adds to the loss and the first does not, the most first."""
        before, after = self._given()
        shared = [(i, j) for i, j in self._shared() if not np.isnan(before[i] + after[j])]
        each = [(self.first.kept.rows[i], float(before[i]), float(after[j])) for i, j in shared]
        return moved_rows(self.first, [one for one in each if one[0].weight > 0], 1)

    def _given(self) -> tuple[Any, Any]:
        """What each row's class was given at the best step of either."""
        return tuple(  # type: ignore[return-value]  # they are two
            run.kept.at(run.at(run.best.step))[0].astype(np.float64) for run in (self.first, self.second)
        )

    def _weight(self) -> Any:
        return np.array([row.weight for row in self.first.kept.rows])

    def _shared(self) -> list[tuple[int, int]]:
        """The places of rows that both keep."""
        there = {row.row: j for j, row in enumerate(self.second.kept.rows)}
        return [(i, there[row.row]) for i, row in enumerate(self.first.kept.rows) if row.row in there]

    @property
    def headline(self) -> Text:
        """The finding in one line."""
        d = self.difference
        better = self.names[0] if d.value > 0 else self.names[1]
        if d.value == 0:
            return text("replay.runs.equal", first=self.names[0], second=self.names[1])
        if d.standard_error is None:
            return text("replay.runs.better.plain", better=better, value=abs(d.value))
        key = "better" if abs(d.value) > 2 * d.standard_error else "noise"
        return text(f"replay.runs.{key}", better=better, value=abs(d.value), error=d.standard_error)

    @property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """What each run was at its best, and which rows they differ in."""
        found, moved = [(text("replay.runs.each.title"), tuple(self._each()))], self.moved
        rows = [m for m in moved if m.cost > 0][:NAMED], [m for m in moved[::-1] if m.cost < 0][:NAMED]
        said: list[Text] = []
        for better, some in zip(self.names, rows, strict=True):
            if some:
                said.append(text("replay.runs.rows", better=better))
                said += [_row(m) for m in some]
        return tuple([*found, (text("replay.runs.rows.title"), tuple(said))] if said else found)

    def _each(self) -> list[Text]:
        return [
            text(
                "replay.runs.each",
                name=name,
                step=run.best.step,
                loss=run.best.loss,
                accuracy=run.best.accuracy,
                after=run.best_recalibrated.recalibrated,
                later=run.best_recalibrated.step,
                discrimination=run.best.discrimination,
                miscalibration=run.best.miscalibration,
            )
            for name, run in zip(self.names, (self.first, self.second), strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is what is infinite or unknown."""
        d = self.difference
        found: dict[str, Any] = finite(
            {
                "headline": plain(self.headline),
                "names": list(self.names),
                "difference": {"value": d.value, "standard_error": d.standard_error},
                "runs": [self.first.to_dict(), self.second.to_dict()],
            }
        )
        return found

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw both losses over the steps, and the bars of both at their best, as a matplotlib Figure."""
        from logloss.render.replayed import draw_runs
        from logloss.render.style import palette_of

        return draw_runs(self, lang=lang, palette=palette_of(palette))


def _row(m: Moved) -> Text:
    who = m.name or text("replay.row", row=m.row)
    return text("replay.runs.row", row=who, label=str(m.label), first=m.before, second=m.after)


def runs(first: Replay, second: Replay, names: tuple[str, str]) -> Runs:
    """Two replays beside each other, or why they cannot be."""
    if type(second) is not type(first):
        raise ArgumentError(
            f"compare() takes another Replay, got {type(second).__name__}",
            "Load one with Replay.load(path).",
        )
    if len(names) != 2:
        raise ArgumentError(f"names must be two, got {names!r}")
    if not len(first) or not len(second):
        raise ArgumentError("a replay without steps has nothing to compare", "Record some first.")
    if first.labels != second.labels:
        a, b = (", ".join(map(str, run.labels)) for run in (first, second))
        raise ArgumentError(f"the two replays are of different labels: {a}, and {b}", SAME_ROWS)
    if first.rows != second.rows:
        raise ArgumentError(
            f"the two replays are of different rows: {first.rows:,}, and {second.rows:,}", SAME_ROWS
        )
    if first.fingerprint != second.fingerprint:
        raise ArgumentError(f"the two replays are of different rows{_where(first, second)}", SAME_ROWS)
    return Runs(first, second, (str(names[0]), str(names[1])))


def _where(first: Replay, second: Replay) -> str:
    """The first row whose class or weight differs, as far as it is kept."""
    there = {row.row: row for row in second.kept.rows}
    for row in first.kept.rows:
        other = there.get(row.row)
        if other is not None and (other.cls, other.weight) != (row.cls, row.weight):
            a, b = first.labels[row.cls], second.labels[other.cls]
            weights = f"weight {row.weight:g}, and {other.weight:g}"
            return f": index {row.row} is of {weights if row.cls == other.cls else f'class {a}, and {b}'}"
    return ": their labels or weights differ, or come in another order"
