"""A Comparison as scenes: two models' bars one behind the other, the way between their losses, and where."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from logloss.comparison import Comparison
from logloss.comparison.findings import Piece, cut
from logloss.comparison.pair import RANGES
from logloss.comparison.result import Paired
from logloss.comparison.sections import signed
from logloss.kernels.reference import Float
from logloss.messages import Text, number, text
from logloss.scenes.bars import Bars
from logloss.scenes.common import SHARES, height_axis, level_label, role, standing, top_of
from logloss.scenes.estimated import outlines
from logloss.scenes.explained import LONGEST_ROW, MOST_NAMED
from logloss.scenes.explained_parts import Part, step, waterfall
from logloss.scenes.intervals import Measure, intervals
from logloss.scenes.marks import Axis, Line, Mark, Scene
from logloss.scenes.names import LONGEST_CLASS, short

SHOWN = 8
"""Classes and ranges, or groups, in one panel."""

MOST_BARS = 40
"""Of many rows, so many bars a class at most: wide enough for an outline each."""


def both_scene(c: Comparison, p: Paired) -> Scene:
    """Every row as a bar, the first model's filled, the second's an outline; of many, neighbours are one."""
    bars = _rows(p) if p.pair.few else _gathered(p, len(c.labels))
    heights, twins = bars.loss * c.factor, bars.unseen * c.factor
    few = bool(p.pair.few)
    binary = len(c.labels) == 2
    roles = [role(k, len(c.labels)) if few or binary else "reference" for k in bars.cls.tolist()]
    top = top_of([*heights, *twins])
    marks: list[Mark] = [*standing(bars, heights, top, roles), *outlines(bars, twins, top), *_levels(c, p)]
    by_class = binary and not few
    x = Axis(0.0, 1.0, text("axis.share_by_class" if by_class else "axis.share_dearest"), SHARES)
    y = height_axis([*heights, *twins], top, text("axis.surprisal", unit=text(f"unit.{c.unit}")))
    said = () if few else (text("compare.bars.gathered", bars=len(bars)),)
    title = text("compare.bars.panel", first=_short(p.first), second=_short(p.second))
    return Scene("compared-bars", 3, title, said, x, y, tuple(marks), _key(c, roles))


def _short(name: str) -> str:
    return short(name, LONGEST_CLASS)


def _key(c: Comparison, roles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if len(set(roles)) < 2 or len(c.labels) > MOST_NAMED:
        return ()
    return tuple((role(k, len(c.labels)), short(label, LONGEST_CLASS)) for k, label in enumerate(c.labels))


def _rows(p: Paired) -> Bars:
    """Each row by itself, the first model's costliest first."""
    rows = [row for row in p.pair.few if row.weight > 0]
    rows.sort(key=lambda row: (-row.first, row.place))
    weight = np.array([row.weight for row in rows])
    return Bars(
        tuple(f"bar/{i + 1}" for i in range(len(rows))),
        np.array([row.cls for row in rows], dtype=np.int64),
        np.ones(len(rows), dtype=np.int64),
        weight / weight.sum(),
        np.array([row.first for row in rows]),
        np.arange(len(rows), dtype=np.float64),
        np.array([row.second for row in rows]),
    )


def _gathered(p: Paired, classes: int) -> Bars:
    """The rows of each class and range of the first model's probability together, class by class."""
    totals, kinds = p.pair.ranges, 2 if classes == 2 else 1
    weight, rows, first, more = (
        totals[name].reshape(kinds, RANGES) for name in ("weight", "rows", "expected", "loss")
    )
    found = [(k, own) for k in range(kinds) for own in cut(weight[k], MOST_BARS)]

    def sums(of: Float) -> Float:
        return np.array([of[k, low:high].sum() for k, (low, high) in found])

    cls, w = np.array([k for k, _ in found]), sums(weight)
    seen = sums(first) / w
    order = np.lexsort((-seen, cls))
    return Bars(
        tuple(f"bar/{i + 1}" for i in range(len(found))),
        cls[order],
        sums(rows)[order].astype(np.int64),
        (w / w.sum())[order],
        seen[order],
        np.arange(len(found), dtype=np.float64)[order],
        np.maximum(seen + sums(more) / w, 0.0)[order],
    )


def _levels(c: Comparison, p: Paired) -> list[Mark]:
    """The lines at both losses, of rows of finite loss."""
    marks: list[Mark] = []
    for name, model, summary in zip(("first", "second"), (p.first, p.second), p.summaries, strict=True):
        loss = summary.finite_loss * c.factor
        if math.isfinite(loss):
            marks.append(Line(name, "loss", 0.0, loss, 1.0, loss, dashed=name == "second"))
            said = text("compare.models.one", name=_short(model), loss=loss, unit=text(f"unit.{c.unit}"))
            marks.append(level_label(f"{name}/label", "loss", said, loss))
    return marks


def way_scene(c: Comparison, p: Paired) -> Scene | None:
    """From the first loss to the second, by discrimination and miscalibration; None without them."""
    parts = p.parts
    if parts is None:
        return None
    f = c.factor
    first, second = (s.loss * f for s in p.summaries)
    middle = first - parts.discrimination * f
    found = (
        Part("first", "entropy", 0.0, first, number(first), called=text("compare.way.loss", name=p.first)),
        _step("discrimination", first, middle),
        _step("miscalibration", middle, second),
        Part("second", "loss", 0.0, second, number(second), called=text("compare.way.loss", name=p.second)),
    )
    title = text("compare.way.panel", first=_short(p.first), second=_short(p.second))
    return waterfall(found, title, text("axis.loss", unit=text(f"unit.{c.unit}")))


def _step(name: str, before: float, after: float) -> Part:
    return step(name, before, after, signed(after - before), text(f"compare.way.{name}"))


def where_scene(c: Comparison, p: Paired) -> Scene:
    """What a row of each class and of each range costs more or less, with its interval."""
    key = "compare.where.range" if len(c.labels) == 2 else "compare.where.true"
    named = [(text("compare.where.class", label=short(k.name, LONGEST_CLASS)), k) for k in p.classes]
    named = named[:SHOWN] if len(c.labels) <= SHOWN else []
    ranges = [
        (text(key, first=_short(p.first), low=r.name[0], high=r.name[1]), r) for r in p.ranges if r.share
    ]
    return _pieces("compared-where", text("compare.where.panel"), [*named, *ranges], c)


def groups_scene(c: Comparison, p: Paired) -> Scene | None:
    """What a row of each group costs more or less; None without groups."""
    if p.groups is None:
        return None
    shown = [piece for piece in p.groups if piece.share][:SHOWN]
    named = [
        (text("change.kinds.rest") if piece.name is None else short(piece.name, LONGEST_ROW), piece)
        for piece in shown
    ]
    return _pieces("compared-groups", text("compare.groups.panel"), named, c) if named else None


def _pieces(name: str, title: Text, pieces: Sequence[tuple[Text | str, Piece]], c: Comparison) -> Scene:
    measures = [
        Measure(
            f"piece/{i + 1}",
            _look(piece),
            piece.value * c.factor,
            piece.standard_error * c.factor,
            text("compare.where.share", name=called, share=piece.share),
            signed(piece.value * c.factor),
        )
        for i, (called, piece) in enumerate(pieces)
        if piece.share
    ]
    x, y, marks = intervals(measures, text("compare.axis.each", unit=text(f"unit.{c.unit}")))
    return Scene(name, 3, title, (), x, y, tuple(marks))


def _look(piece: Piece) -> str:
    """Green where the second model is better beyond noise, violet where it is worse."""
    if not abs(piece.value) > 2 * piece.standard_error:
        return "quiet"
    return "discrimination" if piece.value < 0 else "miscalibration"
