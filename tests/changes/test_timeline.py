"""Many Summaries in order: what moved, how often chance moves something, pictures, and what is refused."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest

import logloss as ll
from logloss.errors import ArgumentError, DataError, MergeError
from logloss.scenes.marks import Axis, Band, Curve, Dot
from logloss.scenes.timeline import losses_scene, parts_scene


def day(seed: int, n: int = 400, sharper: float = 1.0, base: float = 0.0) -> ll.Summary:
    random = np.random.default_rng(seed)
    z = base + 1.5 * random.normal(size=n)
    y = (random.random(n) < 1 / (1 + np.exp(-z))).astype(int)
    return ll.summarize(y, np.round(1 / (1 + np.exp(-sharper * z)), 2).clip(0.01, 0.99))


def test_a_planted_move_is_found_and_named():
    t = ll.timeline({f"day {i}": day(i, 3_000, sharper=3 if i >= 4 else 1) for i in range(7)})
    assert t.moved == ("day 4",)
    assert t.changes[3].moved == ("less_honest",)
    assert t.p_value < 1e-6
    assert str(t).startswith("The loss rose at day 4, +")
    back = ll.timeline({f"day {i}": day(i, 3_000, sharper=1 if i >= 4 else 3) for i in range(7)})
    assert str(back).startswith("The loss fell at day 4, −")


def test_chance_moves_something_as_seldom_as_it_should():
    """Of 120 lines of 5 days on which nothing happens, about 5% have a step that looks like one."""
    lines = [ll.timeline([day(1_000 * k + i, 300) for i in range(5)]) for k in range(120)]
    assert np.mean([bool(t.moved) for t in lines]) <= 0.12
    assert np.mean([t.p_value < 0.05 for t in lines]) <= 0.12


def test_a_slow_drift_is_seen_in_the_whole():
    t = ll.timeline([day(i, 1_500, base=-0.22 * i) for i in range(8)])
    assert t.moved == ()
    assert t.p_value < 0.01
    assert t.headline.key == "timeline.headline.drift"


def test_numbers_are_those_of_each_summary():
    days = [day(i) for i in range(3)]
    t = ll.timeline(days)
    found = json.loads(t.to_json())
    assert [p["loss"]["value"] for p in found["points"]] == pytest.approx([s.loss for s in days])
    assert [p["name"] for p in found["points"]] == ["1", "2", "3"]
    assert [s["loss"]["value"] for s in found["steps"]] == pytest.approx(
        [b.loss - a.loss for a, b in pairwise(days)]
    )
    for p in found["points"]:
        parts = p["uncertainty"]["value"] - p["discrimination"]["value"] + p["miscalibration"]["value"]
        assert parts == pytest.approx(p["loss"]["value"])


def test_infinite_losses_are_said():
    fine, broken = ll.summarize([0, 1, 1], [0.2, 0.7, 0.6]), ll.summarize([0, 1, 1], [0.2, 0.7, 0.0])
    t = ll.timeline({"a": fine, "b": broken})
    assert t.infinite_rows == (0, 1)
    assert str(t).startswith("The loss is infinite in 1 of 2 Summaries, first in b")
    assert "b: ∞, by 1 row of 3" in str(t)


@pytest.mark.parametrize("n", [2, 9, 100])
def test_the_pictures_show_it(n, tmp_path):
    t = ll.timeline({f"2026-{i:03}": day(i % 5, 200, sharper=3 if i > n // 2 else 1) for i in range(n)})
    scene = losses_scene(t)
    curve, band = (next(m for m in scene.marks if isinstance(m, kind)) for kind in (Curve, Band))
    assert curve.y == pytest.approx([s.loss for s in t.summaries])
    error = t.parts[0].loss.standard_error
    assert band.high[0] - band.low[0] == pytest.approx(2 * 1.959964 * error, rel=1e-5)
    assert [m.x for m in scene.marks if isinstance(m, Dot) and m.id.startswith("moved")] == [
        float(t.names.index(name)) for name in t.moved
    ]
    assert isinstance(scene.x, Axis)
    assert len(scene.x.ticks) <= 7
    curves = [m for m in parts_scene(t).marks if isinstance(m, Curve)]
    assert [c.id for c in curves] == ["uncertainty", "discrimination", "miscalibration"]
    t.save(tmp_path / "t.svg", lang="zh-Hans")
    assert (tmp_path / "t.svg").stat().st_size > 5_000
    assert max(map(len, str(t).splitlines())) <= 80
    assert "<b>x" not in ll.timeline({"<b>x": day(1), "y": day(2)})._repr_html_()


def test_classes_have_losses_and_uncertainty_alone():
    many = ll.summarize([0, 1, 2], [[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]])
    curves = [m.id for m in parts_scene(ll.timeline([many, many])).marks if isinstance(m, Curve)]
    assert curves == ["uncertainty"]


FINE = ll.summarize([0, 1], [0.2, 0.7])
REFUSED = [
    (lambda: ll.timeline([FINE]), ArgumentError, "at least two Summaries, got 1"),
    (lambda: ll.timeline(FINE), ArgumentError, "in order, got Summary"),
    (lambda: ll.timeline([FINE, 3]), ArgumentError, "got int as 2"),
    (lambda: ll.timeline(["a/x.json", "b/x.json"]), Exception, "x.json cannot be read"),
    (
        lambda: ll.timeline({"a": FINE, "b": ll.summarize(["u", "v"], [0.2, 0.7], pos_label="v")}),
        MergeError,
        "b does not go with a: .*labels",
    ),
    (
        lambda: ll.timeline({"a": FINE, "b": ll.summarize([1, 1], [0.0, 0.0])}),
        DataError,
        "b has no row of finite loss",
    ),
]


@pytest.mark.parametrize(("asks", "error", "said"), REFUSED)
def test_bad_input_is_refused(asks, error, said):
    with pytest.raises(error, match=said):
        asks()


def test_paths_are_called_by_their_names(tmp_path):
    for name in ("mon", "tue"):
        FINE.save(tmp_path / f"{name}.json")
    assert ll.timeline([tmp_path / "mon.json", tmp_path / "tue.json"]).names == ("mon", "tue")
    (tmp_path / "x").mkdir()
    FINE.save(tmp_path / "x" / "mon.json")
    with pytest.raises(ArgumentError, match="two Summaries are called mon"):
        ll.timeline([tmp_path / "mon.json", tmp_path / "x" / "mon.json"])
    assert math.isfinite(ll.timeline([FINE, FINE]).p_value)
