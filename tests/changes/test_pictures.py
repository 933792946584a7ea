"""A Change drawn: its scenes say its numbers."""

from __future__ import annotations

import math

import pytest

import logloss as ll
from logloss.render.changed import panels
from logloss.scenes.changed import classes_scene, groups_scene, noise_scene, way_scene
from logloss.scenes.marks import Bar, Dot, Line


@pytest.fixture(scope="module")
def change() -> ll.Change:
    y = [0, 0, 0, 1, 0, 1, 1, 1] * 50
    old = ll.summarize(y, ([0.25] * 4 + [0.75] * 4) * 50, by=["a", "b"] * 200)
    new = ll.summarize(y, ([0.1] * 4 + [0.9] * 4) * 50, by=["a", "c"] * 200)
    return ll.compare(old, new, unit="bits")


def test_the_way_goes_from_the_old_loss_to_the_new(change):
    scene = way_scene(change)
    bars = {m.id.removeprefix("part/"): m for m in scene.marks if isinstance(m, Bar)}
    f = 1 / math.log(2)
    assert list(bars) == ["old", "uncertainty", "discrimination", "miscalibration", "new"]
    assert bars["old"].x1 == pytest.approx(change.old.loss * f)
    assert bars["new"].x1 == pytest.approx(change.new.loss * f)
    assert bars["miscalibration"].x1 == pytest.approx(bars["new"].x1)
    width = bars["miscalibration"].x1 - bars["miscalibration"].x0
    assert width == pytest.approx(change.miscalibration.value * f)


def test_intervals_are_those_of_the_parts(change):
    scene = noise_scene(change)
    dots = {m.id: m for m in scene.marks if isinstance(m, Dot)}
    lines = {m.id: m for m in scene.marks if isinstance(m, Line)}
    for name, part, sign in (
        ("loss", change.loss, 1),
        ("discrimination", change.discrimination, -1),
        ("miscalibration", change.miscalibration, 1),
    ):
        assert dots[f"effect/{name}"].x == pytest.approx(sign * part.value / math.log(2))
        line = lines[f"effect/{name}/interval"]
        assert line.x1 - line.x0 == pytest.approx((part.high - part.low) / math.log(2))
    assert dots["effect/miscalibration"].role == "miscalibration"
    assert dots["effect/uncertainty"].role == "quiet"


def test_bars_of_classes_and_groups_add_up_to_the_change(change):
    for scene in (classes_scene(change), groups_scene(change)):
        bars = [m for m in scene.marks if isinstance(m, Bar)]
        total = sum(m.x1 if m.x1 > 0 else m.x0 for m in bars)
        assert total == pytest.approx(change.loss.value / math.log(2))


def test_what_does_not_apply_is_not_drawn(change):
    ids = [scene.id for row in panels(change) for scene, _ in row]
    assert ids == [
        "explained-parts",
        "changed-noise",
        "changed-classes",
        "changed-groups",
        "changed-honesty-old",
        "changed-honesty-new",
    ]
    many = ll.summarize([0, 1, 2], [[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]])
    ids = [scene.id for row in panels(ll.compare(many, many)) for scene, _ in row]
    assert ids == ["changed-noise", "changed-classes"]
