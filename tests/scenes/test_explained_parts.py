"""The waterfall of an Explanation: its bars are the parts, and an axis that is cut says so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import logloss as ll
from logloss.scenes.explained_parts import chain_scene, parts_scene
from logloss.scenes.marks import Bar, Line, Scene, Tear

RANDOM = np.random.default_rng(7)
SHARP = RANDOM.random(400)
DULL = 0.5 + 0.1 * RANDOM.random(400)


def drawn(p: Any, seed: int = 0, **more: Any) -> tuple[ll.Explanation, Scene]:
    y = (np.random.default_rng(seed).random(len(p)) < p).astype(int)
    e = ll.explain(y, p, **more)
    scene = parts_scene(e)
    assert scene is not None
    return e, scene


def lengths(scene: Scene) -> dict[str, float]:
    return {m.id.removeprefix("part/"): m.x1 - m.x0 for m in scene.marks if isinstance(m, Bar)}


@pytest.mark.parametrize("unit", ["nats", "bits"])
def test_bars_are_as_long_as_the_parts(unit: Any) -> None:
    e, scene = drawn(SHARP, unit=unit)
    d = e.decomposition
    assert d is not None
    assert e.null is not None
    found = lengths(scene)
    for name in ("uncertainty", "discrimination", "miscalibration"):
        assert found[name] == pytest.approx(getattr(d, name) * e.factor)
    assert found["loss"] == pytest.approx(e.loss)
    assert found["miscalibration/chance"] == pytest.approx(e.null.mean * e.factor)
    assert [m for m in scene.marks if isinstance(m, Tear)] == []
    assert scene.x.low == 0


def test_each_begins_where_the_last_one_ended() -> None:
    _, scene = drawn(SHARP)
    bars = [m for m in scene.marks if isinstance(m, Bar) and not m.outline]
    steps = [m.x0 for m in scene.marks if isinstance(m, Line)]
    assert steps == [bars[0].x1, bars[1].x0, bars[2].x1]
    assert (bars[1].x1, bars[2].x0, bars[3].x1) == (bars[0].x1, bars[1].x0, bars[2].x1)


def test_what_all_have_in_common_is_left_out_and_said() -> None:
    e, scene = drawn(DULL)
    d = e.decomposition
    assert d is not None
    found = lengths(scene)
    assert found["discrimination"] == pytest.approx(d.discrimination)  # a part keeps its length
    assert found["uncertainty"] < d.uncertainty / 2  # a whole is torn
    torn = [m for m in scene.marks if isinstance(m, Tear)]
    assert [m.id for m in torn] == ["part/uncertainty/tear", "part/loss/tear"]
    assert scene.x.ticks[0] == (scene.x.low, "0")
    assert all(at > torn[0].x for at, _ in scene.x.ticks[1:])
    assert torn[0].x < d.recalibrated  # behind the tear nothing is left out


def test_an_infinite_loss_is_broken_at_its_end() -> None:
    scene = parts_scene(ll.explain([1, 0, 1, 0], [0.0, 0.2, 0.8, 0.6]))
    assert scene is not None
    broken = [m.id for m in scene.marks if isinstance(m, Bar) and m.broken]
    assert broken == ["part/miscalibration", "part/loss"]
    assert all(math.isfinite(v) for v in (scene.x.low, scene.x.high))


def test_of_more_classes_the_top_class_is_taken_apart() -> None:
    random = np.random.default_rng(1)
    p = random.dirichlet(np.ones(3), 200)
    e = ll.explain([random.choice(3, p=row) for row in p], p)
    assert parts_scene(e) is None
    scene, c = chain_scene(e), e.chain
    assert scene is not None
    assert c is not None
    found = lengths(scene)
    parts = found["top"] - found["discrimination"] + found["miscalibration"] + found["others"]
    assert found["loss"] == pytest.approx(e.loss) == pytest.approx(parts)
    assert found["others"] == pytest.approx(c.rest)


def test_where_the_top_class_was_impossible_nothing_follows() -> None:
    scene = chain_scene(ll.explain([0, 1, 2], [[0, 1, 0], [0.2, 0.6, 0.2], [0.1, 0.2, 0.7]]))
    assert scene is not None
    assert [m.id for m in scene.marks if isinstance(m, Bar) and m.broken] == [
        "part/miscalibration",
        "part/loss",
    ]
