"""Groups of an Explanation: what each adds above guessing the base rate, to the right of 0 or to its left."""

from __future__ import annotations

import numpy as np
import pytest

import logloss as ll
from logloss.messages import plain
from logloss.scenes.explained import GROUPS_SHOWN, groups_scene
from logloss.scenes.marks import Bar


def test_bars_are_what_groups_add_in_their_order() -> None:
    e = ll.explain([1, 0, 1, 0], [0.9, 0.9, 0.7, 0.2], by=["LAL", "LAL", "BOS", "BOS"])
    scene, groups = groups_scene(e), e.groups
    assert scene is not None
    assert groups is not None
    bars = [m for m in scene.marks if isinstance(m, Bar)]
    assert [b.x1 if b.x1 > 0 else b.x0 for b in bars] == pytest.approx([g.above for g in groups])
    assert [b.role for b in bars] == ["loss", "reference"]
    assert plain(scene.mark("group/1/name").text) == "LAL: 2 rows, 1.2040 each"
    assert scene.mark("group/1/value").text.startswith("+")
    assert scene.x.low < bars[1].x0 < 0 < bars[0].x1 < scene.x.high


def test_an_infinite_group_is_broken_and_first() -> None:
    e = ll.explain([1, 0, 1, 0], [0.0, 0.9, 0.7, 0.2], by=["a", "a", "b", "b"])
    scene = groups_scene(e)
    assert scene is not None
    assert [m.broken for m in scene.marks if isinstance(m, Bar)] == [True, False]


def test_no_more_than_can_be_read() -> None:
    p = np.random.default_rng(0).random(400)
    scene = groups_scene(ll.explain([0, 1] * 200, p, by=[str(k % 40) for k in range(400)]))
    assert scene is not None
    assert sum(isinstance(m, Bar) for m in scene.marks) == GROUPS_SHOWN


def test_none_without_groups() -> None:
    assert groups_scene(ll.explain([1, 0], [0.6, 0.2])) is None
