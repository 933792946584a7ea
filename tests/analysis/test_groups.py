"""Groups and the waterfall, by brute force over the rows; and the sums that both must keep."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.groups import GroupPart, group_parts
from logloss.analysis.honesty import honesty
from logloss.analysis.uncertainty import uncertainty
from logloss.analysis.waterfall import Piece, waterfall
from logloss.analysis.yardstick import yardstick

Array = NDArray[Any]


def drawn(n: int, classes: int, groups: int, seed: int = 0) -> tuple[Array, Array, Array, Array]:
    random = np.random.default_rng(seed)
    y, p = random.integers(classes, size=n), random.dirichlet(np.ones(classes), n)
    return y, p, random.exponential(size=n), random.integers(groups, size=n)


def parts(summary: ll.Summary, base_rate: Any = None) -> tuple[GroupPart, ...]:
    found = group_parts(summary, base_rate)
    assert found is not None
    return found


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("kind", ["none", "analytic", "frequency"])
@pytest.mark.parametrize("given", [False, True])
def test_each_group_is_what_its_rows_alone_would_be(classes: int, kind: Any, given: bool) -> None:
    y, p, w, by = drawn(600, classes, 7)
    w = np.ceil(3 * w)
    labels = list(range(classes))
    base = [(k + 1) / sum(range(classes + 1)) for k in range(classes)] if given else None
    how: dict[str, Any] = {"labels": labels} | ({} if kind == "none" else {"weights": kind})
    weight = None if kind == "none" else w
    s = ll.summarize(y, p, weight, by=by, **how)
    total = yardstick(s, base)
    found = parts(s, base)
    assert {g.name for g in found} == set(map(str, range(7)))
    for g in found:
        own = by == int(g.name)
        alone = ll.summarize(y[own], p[own], None if weight is None else w[own], **how)
        its, h = yardstick(alone), honesty(alone)
        assert h is not None
        guess = total.shares if base is None else base
        common = -math.fsum(a * math.log(b) for a, b in zip(its.shares, guess, strict=True))
        assert (g.key, g.groups, g.rows) == ((g.name,), 1, own.sum())
        assert g.share == pytest.approx(alone.weight / s.weight)
        assert g.loss == pytest.approx(alone.loss, rel=1e-12)
        assert g.standard_error == pytest.approx(uncertainty(alone).standard_error, rel=1e-10)
        assert g.part == pytest.approx(g.share * alone.loss / s.loss)
        assert g.base_loss == pytest.approx(its.base_loss, rel=1e-12)
        assert g.normalized == pytest.approx(its.normalized, rel=1e-12)
        assert g.above == pytest.approx(g.share * (alone.loss - common), abs=1e-12)
        assert g.z == pytest.approx(h.z, rel=1e-9)
    assert [g.above for g in found] == sorted((g.above for g in found), reverse=True)
    assert math.fsum(g.above for g in found) == pytest.approx(s.loss - total.base_loss, abs=1e-12)
    assert math.fsum(g.part for g in found) == pytest.approx(1)


def test_what_is_beyond_a_thousand_groups_stands_together() -> None:
    y, p, _, _ = drawn(3000, 2, 1)
    s = ll.summarize(y, p, by=np.arange(3000) // 2)
    found = parts(s)
    assert len(found) == 1001
    (rest,) = [g for g in found if g.key is None]
    assert (rest.name, rest.rows) == ("", 1000)
    assert rest.groups == pytest.approx(500, rel=0.3)
    assert math.fsum(g.part for g in found) == pytest.approx(1)
    assert math.fsum(g.share for g in found) == pytest.approx(1)


def test_groups_of_one_class_and_of_one_row() -> None:
    found = {
        g.name: g for g in parts(ll.summarize([1, 1, 0, 1], [0.9, 0.8, 0.3, 0.5], by=["a", "a", "b", "c"]))
    }
    assert found["a"].normalized is None
    assert found["a"].base_loss == 0
    assert math.isnan(found["b"].standard_error)
    assert found["c"].z is None  # p = ½ tells nothing


def test_groups_of_infinite_loss_come_first() -> None:
    y, p, by = [1, 1, 0, 1, 0], [0.9, 0.0, 0.3, 0.5, 0.2], ["a", "b", "b", "c", "c"]
    e = ll.explain(y, p, by=by)
    assert e.groups is not None
    first = e.groups[0]
    assert (first.name, first.loss, first.above, first.z) == ("b", math.inf, math.inf, math.inf)
    assert math.isnan(first.standard_error)
    assert all(math.isnan(g.part) for g in e.groups)
    assert e.to_dict()["groups"][0]["above"] is None
    never = parts(ll.summarize(y, p, by=by), 0.0)  # a guess that is as impossible
    assert never[-1].name == "b"
    assert math.isnan(never[-1].above)


def test_a_group_without_weight_is_none() -> None:
    s = ll.summarize([1, 0, 1], [0.5, 0.4, 0.3], [1, 1, 0], by=["a", "a", "b"])
    assert [g.name for g in parts(s)] == ["a"]


def test_without_by_there_are_none() -> None:
    e = ll.explain([1, 0], [0.5, 0.4])
    assert e.groups is None
    assert e.to_dict()["groups"] is None


def test_parts_have_the_groups_of_the_whole() -> None:
    y, p, w, by = drawn(500, 3, 9)
    some = [ll.summarize(y[i::3], p[i::3], w[i::3], by=by[i::3], labels=[0, 1, 2]) for i in range(3)]
    for a, b in zip(parts(sum(some)), parts(ll.summarize(y, p, w, by=by)), strict=True):  # type: ignore[arg-type]
        assert a.name == b.name
        assert a.above == pytest.approx(b.above, abs=1e-14)
        assert a.z == pytest.approx(b.z, rel=1e-10)
        assert a.standard_error == pytest.approx(b.standard_error, rel=1e-10)


# ---- the waterfall ----------------------------------------------------------------------------------------


def pieces(piece: Piece) -> Iterator[Piece]:
    yield piece
    for part in piece.parts:
        yield from pieces(part)


@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("groups", [None, 3, 40])
def test_parts_add_up_on_every_level(classes: int, weighted: bool, groups: int | None) -> None:
    y, p, w, by = drawn(800, classes, groups or 1)
    s = ll.summarize(y, p, w if weighted else None, by=None if groups is None else by)
    whole = waterfall(s)
    assert whole is not None
    assert whole.nats == s.loss
    for piece in pieces(whole):
        if piece.parts:
            assert math.fsum(part.nats for part in piece.parts) == pytest.approx(piece.nats, rel=1e-12)
            assert sum(part.rows for part in piece.parts) == piece.rows
    loss = -np.log(p[np.arange(800), y]) * (w if weighted else 1) / (w.sum() if weighted else 800)
    for part in whole.parts:
        own = y == int(part.name)
        assert part.nats == pytest.approx(loss[own].sum(), rel=1e-12)
        for group in part.parts:
            if group.kind == "group":
                inside = own & (by == int(group.name))
                assert group.nats == pytest.approx(loss[inside].sum(), rel=1e-12)
                assert group.rows == inside.sum()
                for row in group.parts:
                    assert row.kind in ("row", "rest")
                    if row.row is not None:
                        assert inside[row.row.row]
                        assert row.nats == pytest.approx(loss[inside].max(), rel=1e-12)
    kinds = {piece.kind for piece in pieces(whole)}
    assert kinds == {"all", "class", "row", "rest", *([] if groups is None else ["group"])} | (
        {"groups"} if groups == 40 else set()
    )


def test_the_costliest_come_first_and_the_rest_last() -> None:
    y, p, _, by = drawn(900, 2, 40)
    whole = waterfall(ll.summarize(y, p, by=by))
    assert whole is not None
    for part in whole.parts:
        first = [g.nats for g in part.parts if g.kind == "group"]
        assert first == sorted(first, reverse=True)
        assert len(first) == 10
        assert part.parts[-1].kind == "groups"


def test_an_infinite_loss_is_taken_apart_without_what_makes_it_so() -> None:
    s = ll.summarize([1, 0, 1, 1], [0.0, 0.4, 0.3, 0.5], by=["a", "a", "b", "c"])
    whole = waterfall(s)
    assert whole is not None
    assert whole.nats == s.finite_loss
    assert whole.rows == 3
    assert waterfall(ll.summarize([1, 0], [0.0, 1.0])) is None
    e = ll.explain([1, 0], [0.0, 1.0])
    assert e.to_dict()["waterfall"] is None
