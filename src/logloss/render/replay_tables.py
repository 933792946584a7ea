"""What of a replay is a table: the rows that moved, and the steps."""

from __future__ import annotations

from typing import Any

from logloss.messages import Text, text
from logloss.render.tables import LONGEST, Form, Table, made
from logloss.replay import Moved, Replay, Runs
from logloss.replay.findings import best
from logloss.replay.sections import called
from logloss.scenes.names import short

WHO: list[tuple[Text, Form]] = [(text("terminal.table.id"), "text"), (text("terminal.table.class"), "text")]
ADDED: tuple[Text, Form] = (text("axis.added", unit=text("unit.nats")), "n4")

FORMS: dict[str, Form] = {
    "step": "text",
    "loss": "n4",
    "train_loss": "n4",
    "recalibrated": "n4",
    "accuracy": "pct1",
    "discrimination": "n4",
    "miscalibration": "n4",
    "temperature": "n4",
}
"""Of a step, the numbers that are shown."""


def replay_tables(r: Replay) -> list[Table]:
    """Rows that moved since the least loss, and all steps."""
    return [_moved(r), _steps(r)]


def runs_tables(runs: Runs) -> list[Table]:
    """Rows in which the two differ."""
    return [_differing(runs)]


def _moved(r: Replay) -> Table:
    """Rows that crossed over since the least loss, and confident errors that got worse."""
    kinds = {} if best(r.steps, "loss") is None else {"lost": r.lost, "worse": r.worsened, "gained": r.gained}
    rows: dict[int, tuple[Any, ...]] = {}
    for kind, some in kinds.items():
        for one in some:
            rows.setdefault(one.row, (*_who(one), text(f"replay.kind.{kind}")))
    before: tuple[Text, Form] = (text("replay.column.before"), "n4")
    after: tuple[Text, Form] = (text("replay.column.after"), "n4")
    columns: list[tuple[Text, Form]] = [*WHO, before, after, ADDED, (text("replay.column.kind"), "text")]
    return made("moved", text("replay.rows.title"), columns, sorted(rows.values(), key=lambda row: -row[4]))


def _differing(runs: Runs) -> Table:
    """Rows that the two runs cost differently, those first that the second makes dearer."""
    rows = [_who(one) for one in runs.moved if one.cost]
    names: list[tuple[Text, Form]] = [(text("replay.column.given", name=name), "n4") for name in runs.names]
    return made("rows", text("replay.runs.rows.title"), [*WHO, *names, ADDED], rows)


def _who(one: Moved) -> tuple[Any, ...]:
    """A row, its class, what that was given at two moments, and what the later adds to the loss."""
    name = called(one)
    who = name if isinstance(name, Text) else short(name, LONGEST)
    return who, one.label, one.before, one.after, one.cost


def _steps(r: Replay) -> Table:
    """Every step in numbers."""
    steps = r.table()
    names = [name for name in FORMS if any(row[name] is not None for row in steps)]
    columns = [(text(f"replay.column.{name}"), FORMS[name]) for name in names]
    rows = [[row[name] for name in names] for row in steps]
    return made("steps", text("replay.steps.title"), columns, rows)
