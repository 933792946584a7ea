"""What is said of a replay: when it was best, what going on cost, why loss and accuracy part, what moved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, text
from logloss.replay import findings
from logloss.replay.findings import Moved
from logloss.replay.kept import KeptRow
from logloss.replay.steps import Step

if TYPE_CHECKING:
    from logloss.replay.result import Replay

NAMED = 5
"""How many rows are named in a list."""


def headline(r: Replay) -> Text:
    """The finding in one line."""
    if findings.best(r.steps, "loss") is None:
        return text("replay.headline.none" if not r.steps else "replay.headline.diverged_at_once")
    best, end = r.best, r.last
    said = {"step": shown(best), "loss": best.loss, "end": end.loss}
    if r.steps[-1].diverged:
        return text("replay.headline.diverged", at=shown(_first_diverged(r)), **said)
    if math.isinf(best.loss):
        return text("replay.headline.infinite")
    if best is end:
        return text("replay.headline.falling", **said)
    apart = r.disagreement
    if apart is not None:
        rose = {"before": apart.start.accuracy, "after": apart.end.accuracy, "end": apart.end.loss}
        return text("replay.headline.apart", at=shown(apart.end), **{**said, **rose})
    return text("replay.headline.rose", **said)


def sections(r: Replay) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """Every section that has something to say."""
    told = {"odd": odd(r)}
    if findings.best(r.steps, "loss") is not None:
        told = {"when": when(r), "cost": cost(r), "apart": apart(r), "rows": rows(r), **told}
    return tuple((text(f"replay.{name}.title"), tuple(said)) for name, said in told.items() if said)


def when(r: Replay) -> list[Text]:
    """The steps of least loss, before and after recalibration, and of most accuracy."""
    best, after = r.best, r.best_recalibrated
    said = [text("replay.when.best", step=shown(best), loss=best.loss, accuracy=best.accuracy)]
    if math.isfinite(after.recalibrated):
        key = "replay.when.same" if after is best else "replay.when.recalibrated"
        said.append(text(key, step=shown(after), loss=after.recalibrated, temperature=after.temperature))
    top = max(r.steps, key=lambda s: -1.0 if s.diverged else s.accuracy)
    return [*said, text("replay.when.accuracy", step=shown(top), accuracy=top.accuracy)]


def cost(r: Replay) -> list[Text]:
    """What going on cost, and what stopping at the least loss does."""
    said = []
    if r.last is not r.best and math.isfinite(r.best.loss):
        found = r.cost_of_going_on
        key = "replay.cost.on" if found.standard_error is not None else "replay.cost.on.plain"
        error = 0.0 if found.standard_error is None else found.standard_error
        said.append(text(key, step=shown(r.last), value=found.value, error=error))
    after = r.best_recalibrated
    if after is not r.best and math.isfinite(r.cost_of_early_stopping):
        said.append(
            text(
                "replay.cost.early",
                step=shown(r.best),
                loss=r.best.recalibrated,
                later=shown(after),
                least=after.recalibrated,
                gain=r.cost_of_early_stopping,
            )
        )
    return said


def apart(r: Replay) -> list[Text]:
    """How the loss and its parts moved from the best step on."""
    found = r.disagreement
    start, end = (r.best, r.last) if found is None else (found.start, found.end)
    if start is end or not math.isfinite(end.loss):
        return []
    said = [text("replay.apart.both", start=shown(start), end=shown(end), **_two(start, end))]
    said.append(text("replay.apart.parts", **_two(start, end)))
    if end.temperature > 1 and end.miscalibration > start.miscalibration:
        better = "better" if end.discrimination > start.discrimination else "worse"
        said.append(
            text(
                f"replay.apart.sure.{better}",
                step=shown(end),
                temperature=end.temperature,
                loss=end.recalibrated,
            )
        )
    half = r.half_of_the_rise
    if half is not None:
        said.append(text("replay.apart.half", start=shown(r.best), end=shown(r.last), rows=half, n=r.rows))
    return said


def _two(start: Step, end: Step) -> dict[str, float]:
    """Numbers of two steps by name."""
    names = ("loss", "accuracy", "discrimination", "miscalibration")
    return {f"{name}{i}": getattr(step, name) for i, step in enumerate((start, end)) for name in names}


def rows(r: Replay) -> list[Text]:
    """Rows that crossed over, and confident errors that got worse, the dearest by name."""
    if r.last is r.best:
        return []
    gained, lost, worse = r.gained, r.lost, r.worsened
    said = [text("replay.rows.crossed", start=shown(r.best), gained=len(gained), lost=len(lost))]
    if lost:
        said.append(text("replay.rows.lost", n=len(lost)))
        said += [_row(one) for one in lost[:NAMED]]
    if worse:
        said.append(text("replay.rows.worse", n=len(worse), start=shown(r.best)))
        said += [_row(one) for one in worse[:NAMED]]
    return said


def _row(one: Moved) -> Text:
    return text(
        "replay.rows.one",
        row=called(one),
        label=str(one.label),
        before=one.before,
        after=one.after,
        cost=one.cost,
    )


def called(one: Moved | KeptRow) -> Text | str:
    """A row by its name, or by its number."""
    return one.name or text("replay.row", row=one.row)


def odd(r: Replay) -> list[Text]:
    """What is odd about the training, the file or the rows."""
    said = []
    lost = [step for step in r.steps if step.diverged]
    if lost:
        said.append(
            text("replay.odd.diverged", steps=len(lost), first=shown(lost[0]), rows=lost[0].missing, n=r.rows)
        )
    endless = [step for step in r.steps if step.infinite]
    if endless:
        said.append(
            text("replay.odd.infinite", steps=len(endless), first=shown(endless[0]), rows=endless[0].infinite)
        )
    if r.ending != "whole":
        said.append(text(f"replay.odd.{r.ending}", steps=len(r)))
    if not r.keeps_all:
        said.append(text("replay.odd.sample", n=r.rows, kept=len(r.kept.rows)))
    return said


def _first_diverged(r: Replay) -> Step:
    """The first of the steps without a loss at which the training ended."""
    place = findings.last(r.steps)
    return r.steps[0 if place is None else place + 1]


def shown(step: Step) -> float:
    """The number of a step, as messages take it."""
    return step.step
