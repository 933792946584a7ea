"""A replay as plain data: numbers, strings, lists; nothing that JSON cannot hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from logloss.checks.rows import python
from logloss.explanation.plain import finite
from logloss.messages import plain
from logloss.replay import findings
from logloss.replay.findings import MOST, Moved
from logloss.replay.steps import Step

if TYPE_CHECKING:
    from logloss.replay.result import Replay

FORMAT, VERSION = "logloss.replay", 1


def table(replay: Replay) -> list[dict[str, float | int | None]]:
    """A row a step; columns that only some steps have are None in the others."""
    more = dict.fromkeys(name for step in replay.steps for name in step.numbers)
    return [
        {
            "step": step.step,
            "loss": step.loss,
            "train_loss": step.train_loss,
            "accuracy": step.accuracy,
            "uncertainty": replay.uncertainty,
            "discrimination": step.discrimination,
            "miscalibration": step.miscalibration,
            "recalibrated": step.recalibrated,
            "temperature": step.temperature,
            "infinite": step.infinite,
            "missing": step.missing,
            **{name: step.numbers.get(name) for name in more},
        }
        for step in replay.steps
    ]


def to_dict(replay: Replay, rows: bool) -> dict[str, Any]:
    """What is known of all steps, and of the rows if they are wanted."""
    found = {
        "format": FORMAT,
        "version": VERSION,
        "labels": [python(label) for label in replay.labels],
        "rows": replay.rows,
        "class_weight": replay.class_weight.tolist(),
        "fingerprint": replay.fingerprint,
        "keeps_all": replay.keeps_all,
        "ending": replay.ending,
        "uncertainty": replay.uncertainty,
        "steps": [_step(step) for step in replay.steps],
        "found": _found(replay),
        **({"kept": _rows(replay)} if rows else {}),
    }
    result: dict[str, Any] = finite(found)
    return result


def _step(step: Step) -> dict[str, Any]:
    return {
        **asdict(step),
        "class_loss": list(step.class_loss),
        "is_infinite": math.isinf(step.loss),
        "diverged": step.diverged,
    }


def _found(replay: Replay) -> dict[str, Any] | None:
    """When it was best and what moved since; None where no step has a loss."""
    if findings.best(replay.steps, "loss") is None:
        return None
    apart = replay.disagreement
    return {
        "headline": plain(replay.headline),
        "best": replay.best.step,
        "best_recalibrated": replay.best_recalibrated.step,
        "last": replay.last.step,
        "cost_of_going_on": asdict(replay.cost_of_going_on),
        "cost_of_early_stopping": replay.cost_of_early_stopping,
        "disagreement": None if apart is None else {"start": apart.start.step, "end": apart.end.step},
        "half_of_the_rise": replay.half_of_the_rise,
        "gained": moved(replay.gained),
        "lost": moved(replay.lost),
        "worsened": moved(replay.worsened),
    }


def moved(rows: Sequence[Moved]) -> dict[str, Any]:
    """How many rows, and the first of them."""
    return {"count": len(rows), "first": [{**asdict(row), "label": python(row.label)} for row in rows[:MOST]]}


def _rows(replay: Replay) -> dict[str, Any]:
    """The rows that are kept; ``p`` is the probability of the true class, a list a step."""
    kept = replay.kept
    return {
        "drawn": kept.drawn,
        "row": [row.row for row in kept.rows],
        "class": [row.cls for row in kept.rows],
        "weight": [row.weight for row in kept.rows],
        "name": [row.name for row in kept.rows],
        "p": kept.given().astype(np.str_).astype(np.float64).tolist(),  # the shortest digits that tell them
        "right": kept.was_right().tolist(),
    }
