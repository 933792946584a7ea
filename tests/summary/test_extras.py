"""What is kept on request: parts are the whole, whatever the split, order and grouping; and the whole is right."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logloss.errors import ArgumentError, MergeError
from logloss.scores import surprisal
from logloss.sources import summarize
from logloss.summary import Cells, Summary, bins
from logloss.summary.blocks import few_at_a_time
from logloss.summary.cells import MOST_FOLDED
from logloss.summary.chain import MOST as MOST_CHAIN
from logloss.summary.clusters import BUCKETS
from logloss.summary.folds import FOLDS
from logloss.summary.groups import hash_of, level_of, most_groups
from logloss.summary.hashing import hashed, hashed_texts
from logloss.summary.origins import named_sources
from logloss.summary.temperatures import GRID
from logloss.summary.times import MOST as MOST_TIMES

FEWER = settings(max_examples=40, deadline=None)
MANY = settings(max_examples=100, deadline=None)  # a busy machine is no failure

TEXT = st.sampled_from(["a", "b", "7", "7.0", "07", "", "陳", "\x1f"])
TIME = st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1)


@st.composite
def asked(draw: st.DrawFn, classes: int | None = None) -> dict[str, Any]:
    """Arguments of summarize: rows with ties, certainties, weights of 0, and all that can be asked for."""
    n, k = draw(st.integers(1, 30)), classes or draw(st.integers(2, 4))
    shares = st.lists(st.integers(0, 3), min_size=k, max_size=k).filter(any)
    p = np.array([np.array(s) / sum(s) for s in draw(st.lists(shares, min_size=n, max_size=n))])
    logits = draw(st.booleans())
    with np.errstate(divide="ignore"):
        scores = np.log(p) if logits else p
    weight = draw(st.none() | st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=n, max_size=n).filter(any))

    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=n, max_size=n))

    by = [np.array(column(TEXT | st.none()), object) for _ in range(draw(st.integers(1, 2)))]
    return {
        "y_true": np.array(column(st.integers(0, k - 1))),
        "y_proba": scores,
        "sample_weight": None if weight is None else np.array(weight),
        "from_logits": logits,
        "labels": list(range(k)),
        "cluster": np.array(column(TEXT), object),
        "time": np.array(column(TIME)),
        "by": by,
        "folds": True,
        "temperatures": True,
    }


ROWS = ("y_true", "y_proba", "sample_weight", "cluster", "time", "id")


def sliced(whole: dict[str, Any], a: int, b: int) -> dict[str, Any]:
    part = {n: v[a:b] if n in ROWS and v is not None else v for n, v in whole.items()}
    return part | {"by": [column[a:b] for column in whole["by"]], "first_row": a}


@st.composite
def merged(draw: st.DrawFn, whole: dict[str, Any]) -> Summary:
    """The Summary of the rows, cut anywhere, and its parts added two at random at a time."""
    n = len(whole["y_true"])
    cuts = draw(st.lists(st.integers(0, n), max_size=4))
    w, edges = whole["sample_weight"], [0]
    for cut in sorted(cuts):  # the doctor takes no part in which no row weighs anything
        if w is None or (w[edges[-1] : cut].any() and w[cut:].any()):
            edges.append(cut)
    left = [summarize(**sliced(whole, a, b)) for a, b in pairwise(sorted({*edges, n}))]
    while len(left) > 1:
        a, b = (left.pop(draw(st.integers(0, len(left) - 1))) for _ in range(2))
        left.append(a + b)
    return left[0]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits so low that a few rows reach them."""
    monkeypatch.setattr("logloss.summary.times.MOST", 3)
    monkeypatch.setattr("logloss.summary.groups.MOST", 3)
    monkeypatch.setattr("logloss.summary.cells.MOST_EXACT", 6)
    monkeypatch.setattr("logloss.summary.folds.MOST_FOLDED", 5)
    monkeypatch.setattr("logloss.summary.chain.MOST", 3)
    monkeypatch.setattr(Cells.__init__, "__defaults__", (None, 0, 6))
    monkeypatch.setattr("logloss.summary.blocks.BLOCK", 7)
    monkeypatch.setattr("logloss.summary.blocks.WIDE", 8)
    return iter(())


@MANY
@given(st.data())
def test_parts_are_the_whole(data: st.DataObject) -> None:
    whole = data.draw(asked())
    together, summary = data.draw(merged(whole)), summarize(**whole)
    assert together.agrees_with(summary)
    assert summary.agrees_with(together)


@pytest.mark.usefixtures("narrow")
def test_parts_are_the_whole_beyond_every_limit() -> None:
    reached = set()

    @MANY
    @given(st.data())
    def run(data: st.DataObject) -> None:
        whole = data.draw(asked())
        summary = summarize(**whole)
        assert data.draw(merged(whole)).agrees_with(summary)
        assert summary.times is not None
        assert summary.groups is not None
        assert len(summary.times) <= 3
        assert len(summary.groups) <= 3
        reached.update(
            name
            for name, found in {
                "times": summary.times.exponent > 0,
                "groups": summary.groups.other is not None,
                "cells": summary.cells.level > 0,
                "chain": summary.chain is not None and summary.chain.cells.level > 0,
            }.items()
            if found
        )

    run()
    assert reached == {"times", "groups", "cells", "chain"}


@FEWER
@given(asked())
def test_saved_and_back(whole: dict[str, Any]) -> None:
    from logloss.summary.decode import from_dict
    from logloss.summary.encode import to_dict

    s = summarize(**whole)
    assert to_dict(Summary(**from_dict(to_dict(s)))) == to_dict(s)
    assert to_dict(Summary(**from_dict(to_dict(s + s)))) == to_dict(s + s)


def test_times_too_far_apart_for_their_difference(tmp_path: Path) -> None:
    s = summarize([0, 1, 0], [0.1, 0.9, 0.2], time=np.array([-1, 0, 2**63 - 1]))
    s.save(tmp_path / "s.json")
    assert Summary.load(tmp_path / "s.json").agrees_with(s)


def finite(whole: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Losses, weights, and which rows are of positive weight and finite loss."""
    loss = surprisal(
        whole["y_true"], whole["y_proba"], labels=whole["labels"], from_logits=whole["from_logits"]
    )
    w = np.ones(len(loss)) if whole["sample_weight"] is None else whole["sample_weight"]
    return loss, w, np.isfinite(loss) & (w > 0)


@FEWER
@given(asked())
def test_clusters_and_times_by_hand(whole: dict[str, Any]) -> None:
    loss, w, counted = finite(whole)
    s = summarize(**whole)
    assert s.clusters is not None
    assert s.times is not None
    sums = np.zeros((2, BUCKETS))
    for i in np.flatnonzero(counted):
        sums[:, int(hashed_texts([whole["cluster"][i]])[0]) >> 52] += w[i], w[i] * loss[i]
    np.testing.assert_allclose([s.clusters.weight, s.clusters.loss], sums, rtol=1e-14)
    by_time: dict[str, list[float]] = {}
    for i in np.flatnonzero(counted):
        found = by_time.setdefault(str(whole["time"][i]), [0, 0.0, 0.0])
        found[:] = found[0] + 1, found[1] + w[i], found[2] + w[i] * loss[i]
    assert s.times.exponent == 0
    assert s.times.starts == sorted(by_time, key=int)
    for i, name in enumerate(("rows", "weight", "loss")):
        expected = [by_time[start][i] for start in s.times.starts]
        assert getattr(s.times, name).tolist() == pytest.approx(expected, rel=1e-14)


@FEWER
@given(asked())
def test_every_group_is_a_summary_of_its_rows(whole: dict[str, Any]) -> None:
    s = summarize(**whole)
    assert s.groups is not None
    keys = list(zip(*whole["by"], strict=True))
    assert list(s.groups) == sorted({*keys}, key=lambda key: [(t is not None, t or "") for t in key])
    assert s.groups.other is None
    plain = {n: v for n, v in whole.items() if n in ("labels", "from_logits")}
    for key, group in s.groups.items():
        own = np.array([k == key for k in keys])
        w = whole["sample_weight"]
        if w is not None and not w[own].any():
            assert (group.rows, group.totals.all("weightless")) == (0, own.sum())
            continue
        alone = summarize(whole["y_true"][own], whole["y_proba"][own], None if w is None else w[own], **plain)
        coarse = replace(alone, cells=alone.cells.binned(level_of(len(s.labels))))
        for name in ("rows", "weight", "loss", "weight2", "infinite", "weightless", "expected", "variance2"):
            assert group.totals[name].tolist() == pytest.approx(coarse.totals[name].tolist(), rel=1e-13)
        assert group.totals.spread.tolist() == pytest.approx(alone.totals.spread.tolist(), abs=1e-12)
        assert group.totals.spread2.tolist() == pytest.approx(alone.totals.spread2.tolist(), abs=1e-12)
        assert replace(coarse, totals=group.totals, worst=(), infinite=(), chain=None).agrees_with(
            replace(group, worst=(), infinite=())
        )
        for mine, theirs in ((group.worst, alone.worst), (group.infinite, alone.infinite)):
            assert [(r.cost, r.cls, r.p) for r in mine] == [(r.cost, r.cls, r.p) for r in theirs[:1]]
            assert [np.flatnonzero(own)[r.row] for r in theirs[:1]] == [r.row for r in mine]


@FEWER
@given(asked())
def test_folds_add_up_to_their_cells(whole: dict[str, Any]) -> None:
    s = summarize(**whole)
    for cells in (s.cells, s.cells.binned(), s.cells.binned(3), (s + s).cells):
        assert cells.folds is not None
        assert cells.folds.shape == (FOLDS, len(cells))
        assert cells.folds.sum(axis=0).tolist() == pytest.approx(cells.weight.tolist(), rel=1e-14)


@FEWER
@given(asked(classes=3) | asked(classes=4))
def test_the_chain_rule_is_exact(whole: dict[str, Any]) -> None:
    s = summarize(**whole)
    chain, (loss, w, counted) = s.chain, finite(whole)
    assert chain is not None
    scores, y = whole["y_proba"], whole["y_true"]
    missed = (scores.argmax(axis=1) != y) & (w > 0)
    own = chain.cells.cls == 0
    assert chain.cells.rows[own].sum() == missed.sum() == chain.rows + chain.impossible + chain.certain
    assert chain.cells.rows.sum() == s.rows
    p = np.exp(scores) if whole["from_logits"] else scores
    assert chain.certain == (missed & (p.max(axis=1) == 1)).sum()
    assert chain.impossible + chain.certain == (np.isinf(loss) & (w > 0)).sum()
    if counted[w > 0].all():
        parts = math.fsum(chain.cells.loss) + chain.loss
        assert parts == pytest.approx(math.fsum(w[counted] * loss[counted]), rel=1e-12, abs=1e-12)


@FEWER
@given(asked())
def test_temperatures_by_hand(whole: dict[str, Any]) -> None:
    s, (loss, w, counted) = summarize(**whole), finite(whole)
    found = s.temperatures
    assert found is not None
    assert found.loss[GRID == 1][0] == pytest.approx((w[counted] * loss[counted]).sum(), rel=1e-13, abs=1e-14)
    with np.errstate(divide="ignore"):
        z = whole["y_proba"] if whole["from_logits"] else np.log(whole["y_proba"])
    if not counted.any():
        assert not found.loss.any()
        return
    for i in (0, 10, 32):
        warmer = surprisal(whole["y_true"], z * GRID[i], labels=whole["labels"], from_logits=True)
        expected = (w[counted] * warmer[counted]).sum()
        assert found.loss[i] == pytest.approx(expected, rel=1e-12, abs=1e-14)
    h = 1e-6
    up, down = (
        w[counted] @ surprisal(whole["y_true"], z * b, labels=whole["labels"], from_logits=True)[counted]
        for b in (1 + h, 1 - h)
    )
    assert found.slope[GRID == 1][0] == pytest.approx((up - down) / (2 * h), rel=1e-5, abs=1e-6)
    assert (np.diff(found.slope) > -1e-9).all()


# ---- limits ---------------------------------------------------------------------------------------------


def test_many_clusters() -> None:
    n = 20_000
    rng = np.random.default_rng(1)
    for users in (50, 1000, 8000):
        s = summarize(rng.integers(0, 2, n), rng.random(n), cluster=np.arange(n) % users)
        assert s.clusters is not None
        assert s.clusters.about == pytest.approx(users, rel=0.05)
        assert s.clusters.occupied <= min(users, BUCKETS)
    s = summarize(np.ones(60_000, int), np.full(60_000, 0.5), cluster=np.arange(60_000))
    assert s.clusters is not None
    assert s.clusters.about == math.inf


def test_many_steps() -> None:
    n = 5000
    s = summarize([1, 0] * (n // 2), np.full(n, 0.5), time=np.arange(n) * 3 - 100)
    assert s.times is not None
    assert len(s.times) <= MOST_TIMES < len(np.unique((np.arange(n) * 3 - 100) // (s.times.width // 2)))
    assert s.times.rows.sum() == n
    assert [int(start) for start in s.times.starts] == (s.times.bucket * s.times.width).tolist()
    assert int(s.times.starts[0]) <= -100 < int(s.times.starts[1])


def test_more_groups_than_are_kept() -> None:
    n, of = 60_000, 5000
    rng = np.random.default_rng(2)
    by, p = np.arange(n) % of, rng.random(n)
    y = rng.integers(0, 2, n)
    s = summarize(y, p, by=by)
    assert s.groups is not None
    assert s.groups.other is not None
    kept = sorted((str(i) for i in range(of)), key=lambda text: hash_of((text,)))[:1000]
    assert [key for (key,) in s.groups] == sorted(kept)
    assert s.groups.others == pytest.approx(of - 1000, rel=0.1)
    assert s.groups.other.rows + sum(group.rows for group in s.groups.values()) == n
    rest = ~np.isin(by.astype(str), kept)
    assert s.groups.other.loss == pytest.approx(surprisal(y[rest], p[rest]).mean(), rel=1e-13)
    assert s.groups.other.worst[0].p == pytest.approx(np.exp(-surprisal(y[rest], p[rest]).max()))
    halves = summarize(y[::2], p[::2], by=by[::2]) + summarize(y[1::2], p[1::2], by=by[1::2])
    assert halves.groups is not None
    assert (halves.groups.kept, halves.groups.others) == (s.groups.kept, s.groups.others)


def test_limits_of_groups_bound_the_room_they_take() -> None:
    for classes in (2, 3, 10, 50, 51, 1000, 60_000):
        columns = (most_groups(classes) + 1) * classes
        level = level_of(classes)
        assert columns <= 60_000 * 2
        assert level == bins.LAST_LEVEL or columns * bins.most_at(level) <= 300_000
        assert columns * bins.most_at(level - 1) > 300_000


def test_cells_of_many_classes_stay_few() -> None:
    rng = np.random.default_rng(3)
    k, n = 40, 60_000
    z = rng.normal(0, 4, (n, k))
    y = rng.integers(0, k, n)
    kwargs: dict[str, Any] = {"labels": range(k), "from_logits": True}
    s = summarize(y, z, folds=True, **kwargs)
    assert s.cells.level > 0
    assert len(s.cells) <= MOST_FOLDED
    assert s.chain is not None
    assert len(s.chain.cells) <= MOST_CHAIN
    finer = summarize(y, z, **kwargs).cells
    assert finer.level < s.cells.level
    assert len(finer.binned(s.cells.level - 1)) > MOST_FOLDED
    halves = summarize(y[:100], z[:100], folds=True, **kwargs) + summarize(
        y[100:], z[100:], folds=True, first_row=100, **kwargs
    )
    assert halves.agrees_with(s)


def test_bins_of_a_level_are_neighbours_of_the_finer_one() -> None:
    every = np.arange(-bins.INFINITE, bins.INFINITE + 1)
    for level in range(bins.LAST_LEVEL + 1):
        coarse = bins.coarser(every, level)
        assert (np.diff(coarse) >= 0).all()
        assert len(np.unique(coarse)) == bins.most_at(level)
        assert (coarse[[0, bins.INFINITE, -1]] == every[[0, bins.INFINITE, -1]]).all()
        assert (coarse == -coarse[::-1]).all()
        for up in range(bins.LAST_LEVEL - level + 1):
            assert (bins.coarser(coarse, up) == bins.coarser(every, level + up)).all()


# ---- folds do not move ----------------------------------------------------------------------------------


def fold_weights(s: Summary) -> list[float]:
    assert s.cells.folds is not None
    return [float(v) for v in s.cells.folds.sum(axis=1)]


def test_what_a_fold_hangs_on() -> None:
    n = 5000
    y, p = np.arange(n) % 2, np.linspace(0.01, 0.99, n)
    ids = [f"row {i}" for i in range(n)]
    for kwargs in ({}, {"id": ids}, {"cluster": np.arange(n)}):
        assert min(fold_weights(summarize(y, p, folds=True, **kwargs))) > 900  # type: ignore[arg-type]
    one_game = summarize(y, p, folds=True, cluster=["a"] * n, id=ids)
    assert sorted(fold_weights(one_game)) == [0, 0, 0, 0, n]
    named = summarize(y, p, folds=True, id=ids)
    turned = summarize(y[::-1], p[::-1], folds=True, id=ids[::-1])
    assert replace(turned, worst=()).agrees_with(replace(named, worst=()))
    placed = summarize(y, p, folds=True)
    assert not placed.agrees_with(summarize(y, p, folds=True, first_row=1))


def test_folds_of_dropped_rows_stay_where_they_were() -> None:
    y, p = np.array([1, 0, 1, 0, 1, 1, 0]), np.array([0.5, np.nan, 0.2, 0.3, np.nan, 0.7, 0.8])
    for kwargs in ({}, {"id": list("abcdefg")}, {"cluster": list("abcdefg")}):
        s = summarize(y, p, folds=True, missing="drop", **kwargs)  # type: ignore[arg-type]
        parts = []
        for i in np.flatnonzero(~np.isnan(p)):
            own = {name: column[i : i + 1] for name, column in kwargs.items()}
            parts.append(summarize(y[[i]], p[[i]], labels=[0, 1], folds=True, first_row=int(i), **own))  # type: ignore[arg-type]
        assert replace(sum(parts), notes={"dropped": 2}).agrees_with(s)  # type: ignore[type-var]


# ---- merging --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("clusters", {"cluster": ["a", "b"]}),
        ("times", {"time": [1, 2]}),
        ("groups", {"by": ["a", "b"]}),
        ("folds", {"folds": True}),
        ("temperatures", {"temperatures": True}),
    ],
)
def test_what_only_one_has(name: str, option: dict[str, Any]) -> None:
    plain, more = summarize([1, 0], [0.5, 0.25]), summarize([1, 0], [0.5, 0.25], **option)
    for a, b in ((plain, more), (more, plain)):
        with pytest.raises(MergeError, match=f"differ in {name}: one was made with") as caught:
            a + b
        assert f".without({name!r})" in caught.value.hint
    assert more.without(name).agrees_with(plain)
    assert (plain + more.without(name)).agrees_with(plain + plain)
    with pytest.raises(ArgumentError, match="without\\(\\) takes 'clusters'"):
        more.without("cells")


def test_unlike_times_and_groups_refuse() -> None:
    a = summarize([1, 0], [0.5, 0.25], time=[1, 2], by=[["a", "b"], [1, 2]])
    b = summarize([1, 0], [0.5, 0.25], time=["2024-12-24", "2024-12-25"], by=[["a", "b"], [1, 2]])
    with pytest.raises(MergeError, match="kind of time: 'integer' and 'date'"):
        a + b
    c = summarize([1, 0], [0.5, 0.25], time=[1, 2], by=["a", "b"])
    with pytest.raises(MergeError, match="differ in what they are grouped by") as caught:
        a + c
    assert "same by=" in caught.value.hint


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"labels": [1, 0]}, "same labels="),
        ({"from_logits": True}, "from_logits=True"),
        ({"sample_weight": [1, 2]}, "np.ones"),
    ],
)
def test_what_to_do_about_unlike_summaries(options: dict[str, Any], hint: str) -> None:
    with pytest.raises(MergeError) as caught:
        summarize([1, 0], [0.5, 0.25]) + summarize([1, 0], [0.5, 0.25], **options)
    assert hint in caught.value.hint


def test_weights_of_two_kinds_say_what_to_do() -> None:
    with pytest.raises(MergeError) as caught:
        summarize([1], [0.5], [1], weights="frequency") + summarize([1], [0.5], [1])
    assert "same weights=" in caught.value.hint


def test_merging_drops_the_exact_recalibration() -> None:
    s = summarize([1, 0], [0.5, 0.25])
    exact = replace(s, recalibrated=0.25)
    assert exact.agrees_with(s)
    assert (exact + s).recalibrated is None
    assert (s + exact).recalibrated is None


def test_versions_add_up() -> None:
    s = summarize([1], [0.5])
    (own,) = s.made_with
    old = replace(s, made_with=("0.0.9", own))
    assert (s + old).made_with == (old + s).made_with == ("0.0.9", own)
    assert old.agrees_with(s)


@FEWER
@given(st.lists(st.lists(st.integers(0, 300), max_size=150), min_size=1, max_size=6), st.randoms())
def test_a_hundred_sources_are_named(files: list[list[int]], random: Any) -> None:
    s = summarize([1], [0.5])
    parts = []
    for names in files:
        found, more = named_sources(f"{i:03}" for i in names)
        parts.append(replace(s, sources=found, more_sources=more))
    every = sorted({f"{i:03}" for names in files for i in names})
    random.shuffle(parts)
    whole = sum(parts[1:], parts[0])
    assert (whole.sources, whole.more_sources) == (tuple(every[:100]), len(every) > 100)


# ---- hashes ---------------------------------------------------------------------------------------------


def test_splitmix64_as_published() -> None:
    """The first three outputs from seed 1234567, as in the reference code's tests; each seed is one step on."""
    gamma, seed = 0x9E3779B97F4A7C15, 1234567
    seeds = np.array([(seed + i * gamma) % 2**64 for i in range(3)], np.uint64)
    assert hashed(seeds).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@FEWER
@given(st.integers(-(2**63), 2**63 - 1))
def test_integers_and_their_texts(value: int) -> None:
    expected = hashed(np.array([value]))[0]
    assert (hashed_texts([str(value), f"{value}.0", f"{value}.000"]) == expected).all()
    others = [f"+{value}", f" {value}", f"{value}.", f"{value}.5", f"{value}e0", f"00{value}", "٣"]
    assert (hashed_texts(others) != expected).all()


def test_texts_beyond_integers() -> None:
    found = hashed_texts([str(2**63), str(-(2**63)), "-0", "0", "", "a", "ä", "\ud800"])
    assert len(np.unique(found)) == len(found)
    assert found[5] == 0x0CC175B9C0F1B6A8  # MD5 of "a", RFC 1321
    assert found[3] == hashed(np.array([0]))[0]


def test_wide_rows_are_worked_on_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from logloss.checks import examine

    rows = examine([0, 1, 2, 0, 1], np.full((5, 3), 1 / 3))
    monkeypatch.setattr("logloss.summary.blocks.WIDE", 6)
    seen: list[slice] = []

    def found(few: slice) -> tuple[np.ndarray, ...]:
        seen.append(few)
        return (np.arange(few.start, few.stop),)

    assert few_at_a_time(rows, slice(1, 5), found)[0].tolist() == [1, 2, 3, 4]
    assert seen == [slice(1, 3), slice(3, 5)]
