"""Sentences: what a Comparison says of itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from logloss.messages import Text, number, text

if TYPE_CHECKING:
    from logloss.comparison.contrast import Contrast
    from logloss.comparison.findings import Piece
    from logloss.comparison.result import Comparison, Paired

Sections = tuple[tuple[Text, tuple[Text, ...]], ...]

MOST = 5
"""Ranges, groups or rows that are told."""


def signed(value: float) -> str:
    """A number with its sign, also where it rose."""
    return ("+" if value > 0 else "") + number(value)


def headline(c: Comparison) -> Text:
    """Which model is better, and whether that is more than noise."""
    if len(c.pairs) == 1:
        return _pair_headline(c, c.pairs[0])
    best = next(iter(c.losses))
    beaten = sum(pair.better is not None for pair in c.pairs)
    return text(
        "compare.headline.many",
        n=len(c.names),
        best=best,
        loss=c.losses[best] * c.factor,
        unit=_unit(c),
        told=beaten,
        first=c.names[0],
    )


def _pair_headline(c: Comparison, p: Paired) -> Text:
    one, two, _ = p.infinite_rows
    names = {"first": p.first, "second": p.second}
    if one and two:
        return text("compare.headline.both_infinite", **names, one=one, two=two)
    if one or two:
        worse, better = (p.first, p.second) if one else (p.second, p.first)
        return text("compare.headline.infinite", better=better, worse=worse, rows=one or two)
    if p.loss.value == 0 and p.loss.standard_error == 0:
        return text("compare.headline.equal", **names)
    if p.better is None:
        return text("compare.headline.noise", **names, change=_reach(c, p), unit=_unit(c))
    worse = p.first if p.better == p.second else p.second
    return text(
        "compare.headline.better",
        better=p.better,
        worse=worse,
        less=abs(p.loss.value) * c.factor,
        reach=(p.loss.high - p.loss.value) * c.factor,
        unit=_unit(c),
    )


def sections(c: Comparison) -> Sections:
    """The models; of each pair the difference and its parts; of the main one where and which rows."""
    found = [(text("compare.models.title"), tuple(_models(c)))]
    for pair in c.pairs:
        title = text("compare.difference.title", first=pair.first, second=pair.second)
        found.append((title, (*_difference(c, pair), *_parts(c, pair))))
    main = c.main
    if main.loss.rows:
        title = text("compare.where.title", first=main.first, second=main.second)
        found.append((title, tuple(_where(c, main))))
        if main.groups is not None:
            title = text("compare.groups.title", first=main.first, second=main.second)
            found.append((title, tuple(_groups(c, main))))
        rows = tuple(_rows(c, main))
        if rows:
            found.append((text("compare.rows.title", first=main.first, second=main.second), rows))
    return tuple(found)


def _unit(c: Comparison) -> Text:
    return text(f"unit.{c.unit}")


def _reach(c: Comparison, p: Paired) -> Text:
    reach = (p.loss.high - p.loss.value) * c.factor
    return text("change.number", change=signed(p.loss.value * c.factor), reach=reach, unit=_unit(c))


def _models(c: Comparison) -> list[Text]:
    said = []
    for name, loss in c.losses.items():
        summary = c.summary.models[name]
        infinite = int(summary.totals.all("infinite"))
        if infinite:
            rest = summary.finite_loss * c.factor
            said.append(text("compare.models.infinite", name=name, rows=infinite, rest=rest, unit=_unit(c)))
        else:
            said.append(text("compare.models.one", name=name, loss=loss * c.factor, unit=_unit(c)))
    return [*said, text("compare.models.rows", rows=c.summary.rows)]


def _difference(c: Comparison, p: Paired) -> list[Text]:
    said = []
    one, two, both = p.infinite_rows
    if one or two or both:
        said.append(text("compare.infinite", first=p.first, second=p.second, one=one, two=two, both=both))
    gap = p.loss
    if not gap.rows:
        return [*said, text("compare.difference.none")]
    key = "noise" if gap.is_noise else "real"
    said.append(
        text(
            f"compare.difference.{key}",
            first=p.first,
            second=p.second,
            change=_reach(c, p),
            z=number(gap.z, "n2"),
            p=gap.p_value,
        )
    )
    if math.isfinite(p.apart_error) and 0 < gap.standard_error < p.apart_error:
        said.append(text("compare.difference.paired", times=number(p.apart_error / gap.standard_error, "n2")))
    if gap.method != "rows":
        said.append(text(f"compare.difference.{gap.method}"))
    if len(c.pairs) > 1:
        said.append(text("compare.difference.level", pairs=len(c.pairs)))
    needed = p.rows_needed
    if needed is not None and needed > gap.rows:
        said.append(text("compare.difference.rows", needed=needed, rows=gap.rows))
    return said


def _parts(c: Comparison, p: Paired) -> list[Text]:
    parts = p.parts
    if parts is None:
        many = len(c.labels) > 2
        return [text("compare.parts.many")] if many else []
    f = c.factor
    sharper, honest = parts.discrimination > 0, parts.miscalibration < 0
    said = [
        text(
            "compare.parts.sharper" if sharper else "compare.parts.blinder",
            second=p.second,
            change=signed(-parts.discrimination * f),
            before=parts.first[0] * f,
            after=parts.second[0] * f,
        ),
        text(
            "compare.parts.more_honest" if honest else "compare.parts.less_honest",
            second=p.second,
            change=signed(parts.miscalibration * f),
            before=parts.first[1] * f,
            after=parts.second[1] * f,
        ),
    ]
    return [*said, *([] if parts.is_exact else [text("compare.parts.bins")])]


def _where(c: Comparison, p: Paired) -> list[Text]:
    said = [_piece(c, piece, text("compare.where.class", label=str(piece.name))) for piece in p.classes]
    ranges = sorted(p.ranges, key=lambda piece: -abs(piece.part))[:MOST]
    key = "compare.where.range" if len(c.labels) == 2 else "compare.where.true"
    for piece in ranges:
        low, high = piece.name
        said.append(_piece(c, piece, text(key, first=p.first, low=low, high=high)))
    return said


def _groups(c: Comparison, p: Paired) -> list[Text]:
    assert p.groups is not None
    shown = [piece for piece in p.groups if piece.share][:MOST]
    return [
        _piece(c, piece, text("change.kinds.rest") if piece.name is None else str(piece.name))
        for piece in shown
    ]


def _piece(c: Comparison, piece: Piece, name: Text | str) -> Text:
    if not piece.share:
        return text("compare.where.none", name=name)
    return text(
        "compare.where.piece",
        name=name,
        share=piece.share,
        each=signed(piece.value * c.factor),
        part=signed(piece.part * c.factor),
    )


def _rows(c: Comparison, p: Paired) -> list[Text]:
    said = []
    for name, found in ((p.first, p.pair.first_better), (p.second, p.pair.second_better)):
        if found:
            said.append(text("compare.rows.better", name=name, rows=_listed(found[:MOST], c)))
    infinite = [found[:MOST] for found in p.pair.infinite if found]
    return [*said, *(text("compare.rows.infinite", rows=_listed(found, c)) for found in infinite)]


def _listed(found: tuple[Contrast, ...], c: Comparison) -> Text:
    """Rows with their losses, with commas between."""
    whole = _row(found[0], c)
    for row in found[1:]:
        whole = text("compare.rows.and", before=whole, row=_row(row, c))
    return whole


def _row(row: Contrast, c: Comparison) -> Text:
    name = row.id or text("marks.row", row=row.row)
    first, second = row.first * c.factor, row.second * c.factor
    return text("compare.rows.one", name=name, first=first, second=second)
