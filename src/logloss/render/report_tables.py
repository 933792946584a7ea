"""What of a result is a table: rows by name, classes, groups, models, days."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

from logloss.changes import Change, Timeline
from logloss.comparison import Comparison
from logloss.comparison.contrast import Contrasts
from logloss.comparison.findings import Piece
from logloss.estimators import EstimatorExplanation
from logloss.explanation import Explanation
from logloss.messages import Text, text
from logloss.reconciliation import Reconciliation
from logloss.reconciliation.sections import what
from logloss.render.replay_tables import replay_tables, runs_tables
from logloss.render.tables import LONGEST, Form, Table, made
from logloss.replay import Replay, Runs
from logloss.scenes.names import short
from logloss.told import Told


def tables_of(found: Told) -> list[Table]:
    """Those of a result that have rows."""
    return [table for table in _TABLES[type(found)](found) if table.rows]


def _explained(e: Explanation) -> list[Table]:
    return [_worst(e), _classes(e), _groups(e)]


def _estimated(e: EstimatorExplanation) -> list[Table]:
    return [_twins(e), _classes(e.unseen), _groups(e.unseen)]


def _changed(c: Change) -> list[Table]:
    return [_kinds(c, "classes"), _kinds(c, "groups")]


def _name(row: Any) -> Text | str:
    return short(row.id, LONGEST) if row.id else text("marks.row", row=row.row)


def _place(row: Any) -> str:
    return f"{row.source}: {row.row}" if row.source else str(row.row)


def _costs(unit: str) -> Text:
    return text("terminal.table.cost", unit=text(f"unit.{unit}"))


def _worst(e: Explanation) -> Table:
    """The rows that cost most, infinite ones first."""
    labels, whole = e.summary.labels, {c.row: c.share for c in e.culprits}
    rows = [
        (_name(r), _place(r), labels[r.cls], r.p, r.loss * e.factor, whole.get(r, math.nan))
        for r in (*e.infinite, *(c.row for c in e.culprits))
    ]
    columns: list[tuple[Text, Form]] = [
        (text("terminal.table.id"), "text"),
        (text("terminal.table.row"), "text"),
        (text("terminal.table.class"), "text"),
        (text("terminal.table.given"), "n4"),
        (_costs(e.unit), "n4"),
        (text("terminal.table.share"), "pct1"),
    ]
    return made("rows", text("explain.rows.panel"), columns, rows)


def _twins(e: EstimatorExplanation) -> Table:
    """The rows that cost most unseen, and what they cost seen."""
    total, f = e.unseen.summary.loss, e.factor
    rows = [
        (
            short(t.id, LONGEST) if t.id else text("marks.row", row=t.row),
            t.label,
            t.seen * f,
            t.unseen * f,
            t.weight * t.unseen / total if 0 < total < math.inf else math.nan,
        )
        for t in e.twins
    ]
    unit = text(f"unit.{e.unit}")
    columns: list[tuple[Text, Form]] = [
        (text("terminal.table.id"), "text"),
        (text("terminal.table.class"), "text"),
        (text("report.column.seen", unit=unit), "n4"),
        (text("report.column.unseen", unit=unit), "n4"),
        (text("report.column.unseen_share"), "pct1"),
    ]
    return made("twins", text("report.twins.title"), columns, rows)


def _matches(r: Reconciliation) -> list[Table]:
    """Which conventions give the number, the most ordinary first."""
    rows = [
        (what(m), m.value, m.chance, ", ".join(s for one in m.steps for s in one.sources)) for m in r.matches
    ]
    columns: list[tuple[Text, Form]] = [
        (text("reconcile.column.what"), "text"),
        (text("reconcile.column.value"), "n4"),
        (text("reconcile.column.chance"), "pct1"),
        (text("reconcile.column.sources"), "text"),
    ]
    return [made("matches", text("reconcile.matches.title"), columns, rows)]


def _classes(e: Explanation) -> Table:
    rows = [(c.label, c.rows, c.share, c.loss * e.factor, c.share * c.loss * e.factor) for c in e.classes]
    unit = text(f"unit.{e.unit}")
    columns: list[tuple[Text, Form]] = [
        (text("terminal.table.class"), "text"),
        (text("report.column.rows"), "int"),
        (text("report.column.share"), "pct1"),
        (text("report.column.loss", unit=unit), "n4"),
        (text("axis.added", unit=unit), "n4"),
    ]
    return made("classes", text("explain.classes.panel"), columns, rows)


def _groups(e: Explanation) -> Table:
    f, unit = e.factor, text(f"unit.{e.unit}")
    rows = [
        (
            text("explain.groups.other", groups=g.groups) if g.key is None else g.name,
            g.rows,
            g.share,
            g.loss * f,
            g.standard_error * f,
            g.base_loss * f,
            g.above * f,
            math.nan if g.z is None else g.z,
        )
        for g in e.groups or ()
    ]
    columns: list[tuple[Text, Form]] = [
        (text("report.column.group"), "text"),
        (text("report.column.rows"), "int"),
        (text("report.column.share"), "pct1"),
        (text("report.column.loss", unit=unit), "n4"),
        (text("report.column.error"), "n4"),
        (text("report.column.base", unit=unit), "n4"),
        (text("axis.above_base", unit=unit), "n4"),
        (text("report.column.z"), "n2"),
    ]
    return made("groups", text("explain.groups.panel"), columns, rows)


def _compared(c: Comparison) -> list[Table]:
    main, unit = c.main, text(f"unit.{c.unit}")
    models = [(name, c.summary.models[name].loss * c.factor, *_against(c, name)) for name in c.names]
    columns: list[tuple[Text, Form]] = [
        (text("report.column.model"), "text"),
        (text("report.column.loss", unit=unit), "n4"),
        (text("report.column.difference", first=c.names[0], unit=unit), "n4"),
        (text("report.column.error"), "n4"),
        (text("report.column.z"), "n2"),
        (text("report.column.p"), "n4"),
    ]
    found = [made("models", text("compare.models.title"), columns, models)]
    if main.groups is not None:
        found.append(_pieces("groups", c, main.groups))
    for name, model, rows in (
        ("first-better", main.first, main.pair.first_better),
        ("second-better", main.second, main.pair.second_better),
    ):
        found.append(_contrasts(name, text("report.better", name=short(model)), rows, c))
    for kind, rows in zip(("first", "second", "both"), main.pair.infinite, strict=True):
        found.append(_contrasts(f"infinite-{kind}", text("report.infinite"), rows, c))
    return found


def _against(c: Comparison, name: str) -> tuple[float, ...]:
    """The difference from the first model, its error, z and p; nothing of the first itself."""
    pair = next((pair for pair in c.pairs if pair.second == name), None)
    if pair is None:
        return (math.nan,) * 4
    d = pair.loss
    return d.value * c.factor, d.standard_error * c.factor, d.z, d.p_value


def _pieces(name: str, c: Comparison, pieces: Sequence[Piece]) -> Table:
    unit = text(f"unit.{c.unit}")
    rows = [
        (
            text("change.kinds.rest") if p.name is None else p.name,
            p.share,
            p.value * c.factor,
            p.standard_error * c.factor,
            p.part * c.factor,
        )
        for p in pieces
    ]
    columns: list[tuple[Text, Form]] = [
        (text("report.column.group"), "text"),
        (text("report.column.share"), "pct1"),
        (text("report.column.each", unit=unit), "n4"),
        (text("report.column.error"), "n4"),
        (text("report.column.part", unit=unit), "n4"),
    ]
    return made(name, text("compare.groups.panel"), columns, rows)


def _contrasts(name: str, title: Text, rows: Contrasts, c: Comparison) -> Table:
    main, unit = c.main, text(f"unit.{c.unit}")
    cells = [
        (
            _name(r),
            _place(r),
            c.labels[r.cls],
            r.first * c.factor,
            r.second * c.factor,
            r.difference * c.factor,
        )
        for r in rows
    ]
    columns: list[tuple[Text, Form]] = [
        (text("terminal.table.id"), "text"),
        (text("terminal.table.row"), "text"),
        (text("terminal.table.class"), "text"),
        (text("report.column.of", name=short(main.first), unit=unit), "n4"),
        (text("report.column.of", name=short(main.second), unit=unit), "n4"),
        (text("report.column.each", unit=unit), "n4"),
    ]
    return made(name, title, columns, cells)


def _kinds(c: Change, name: Literal["classes", "groups"]) -> Table:
    moved = c.classes if name == "classes" else c.groups or ()
    unit, f = text(f"unit.{c.unit}"), c.factor
    rows = [
        (
            text("change.kinds.rest") if m.name == "" and name == "groups" else m.name,
            m.old_share,
            m.new_share,
            m.old_loss * f,
            m.new_loss * f,
            m.composition * f,
            m.within * f,
        )
        for m in moved
    ]
    columns: list[tuple[Text, Form]] = [
        (text("terminal.table.class" if name == "classes" else "report.column.group"), "text"),
        (text("report.column.old_share"), "pct1"),
        (text("report.column.new_share"), "pct1"),
        (text("report.column.old", unit=unit), "n4"),
        (text("report.column.new", unit=unit), "n4"),
        (text("report.column.composition", unit=unit), "n4"),
        (text("report.column.within", unit=unit), "n4"),
    ]
    return made(name, text(f"change.{name}.panel"), columns, rows)


def _days(t: Timeline) -> Table:
    f, unit = t.factor, text(f"unit.{t.unit}")
    rows = []
    for name, s, p, infinite in zip(t.names, t.summaries, t.parts, t.infinite_rows, strict=True):
        parts = [math.nan if m is None else m.value * f for m in (p.discrimination, p.miscalibration)]
        loss = p.loss
        rows.append(
            (name, s.rows, infinite, loss.value * f, loss.standard_error * f, p.uncertainty.value * f, *parts)
        )
    columns: list[tuple[Text, Form]] = [
        (text("terminal.table.id"), "text"),
        (text("report.column.rows"), "int"),
        (text("report.column.infinite"), "int"),
        (text("report.column.loss", unit=unit), "n4"),
        (text("report.column.error"), "n4"),
        (text("change.name.uncertainty"), "n4"),
        (text("change.name.discrimination"), "n4"),
        (text("change.name.miscalibration"), "n4"),
    ]
    return made("days", text("timeline.losses.title"), columns, rows)


_TABLES: dict[type[Told], Callable[[Any], list[Table]]] = {
    Explanation: _explained,
    EstimatorExplanation: _estimated,
    Reconciliation: _matches,
    Comparison: _compared,
    Change: _changed,
    Timeline: lambda t: [_days(t)],
    Replay: replay_tables,
    Runs: runs_tables,
}
