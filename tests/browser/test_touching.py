"""Touch the loss: whatever a reader moves, the page says what Python says of the same data."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

import logloss as ll
from logloss.scenes.points import X, Y


def loss(x=X, y=Y, C=1.0):
    """What Python says, as the page writes it."""
    return f"{ll.story(x, y, C=C).loss:.4f}"


def off_fit(weight, bias):
    """The loss of the ten points under a curve of one's own."""
    return ll.log_loss_from_logits(Y, weight * np.array(X) + bias)


def at(slider):
    return float(slider.get_attribute("aria-valuenow"))


def without(values, i):
    return [v for j, v in enumerate(values) if j != i]


def replaced(values, i, value):
    return [value if j == i else v for j, v in enumerate(values)]


def test_the_ten_points_cost_what_they_cost_in_python(opened):
    shown = opened()
    expect(shown.loss).to_have_text(loss())


@pytest.mark.parametrize("scene", ["feature", "split", "curve", "together", "loss"])
def test_a_point_is_dragged_along_x(opened, scene):
    shown = opened(at=f"#{scene}")
    point = shown.point(4)
    before = at(point)
    shown.drag(point, 120)
    after = at(point)
    assert after > before
    expect(shown.loss).to_have_text(loss(x=replaced(X, 3, after)))


def test_a_click_gives_a_point_the_other_class(opened):
    shown = opened(at="#curve")
    shown.drag(shown.point(4), 0)
    expect(shown.point(4)).to_have_accessible_name(re.compile("positive"))
    expect(shown.loss).to_have_text(loss(y=replaced(Y, 3, 1)))


def test_a_point_by_keys(opened):
    shown = opened(at="#curve")
    shown.point(4).focus()
    shown.keys("ArrowRight", "ArrowRight")
    moved = at(shown.point(4))
    assert moved > 0.2
    expect(shown.loss).to_have_text(loss(x=replaced(X, 3, moved)))
    shown.keys("ArrowLeft", "ArrowLeft")
    expect(shown.loss).to_have_text(loss())
    shown.keys("Enter")
    expect(shown.loss).to_have_text(loss(y=replaced(Y, 3, 1)))
    shown.keys("Delete")
    expect(shown.loss).to_have_text(loss(without(X, 3), without(Y, 3)))


def test_a_point_comes_and_goes(opened):
    shown = opened(at="#curve")
    shown.press("add point")
    expect(shown.point(11)).to_be_visible()
    added = at(shown.point(11))
    label = int("positive" in shown.point(11).get_attribute("aria-label"))
    expect(shown.loss).to_have_text(loss([*X, added], [*Y, label]))
    shown.point(11).focus()
    shown.keys("Delete")
    expect(shown.point(11)).to_have_count(0)
    expect(shown.loss).to_have_text(loss())


def test_a_double_click_adds_a_point_there(opened):
    shown = opened(at="#split")
    one, two = (shown.point(n).bounding_box() for n in (9, 10))
    shown.page.mouse.dblclick((one["x"] + two["x"]) / 2 + 7, one["y"] + 7)
    expect(shown.point(11)).to_be_visible()
    assert 2.9 < at(shown.point(11)) < 4.6


def test_the_last_of_a_class_stays(opened):
    shown = opened(at="#curve")
    for n in (1, 2, 4):
        shown.point(n).focus()
        shown.keys("Enter")
    expect(shown.point(4)).to_have_accessible_name(re.compile("negative"))


@pytest.mark.parametrize("name", ["bias", "weight"])
def test_the_curve_is_dragged(opened, name):
    shown = opened(at="#curve")
    before = {each: at(shown.slider(each)) for each in ("bias", "weight")}
    shown.drag(shown.slider(name), 40, -20)
    after = {each: at(shown.slider(each)) for each in ("bias", "weight")}
    assert after[name] != before[name]
    if name == "bias":
        assert after["weight"] == pytest.approx(before["weight"], abs=1e-3)
    expect(shown.loss).not_to_have_text(loss())
    assert float(shown.loss.inner_text()) == pytest.approx(off_fit(after["weight"], after["bias"]), abs=2e-4)
    shown.press("fit")
    expect(shown.loss).to_have_text(loss())


def test_the_curve_by_keys(opened):
    shown = opened(at="#curve")
    shown.slider("weight").focus()
    shown.keys("ArrowUp")
    weight, bias = at(shown.slider("weight")), at(shown.slider("bias"))
    assert weight > 0.9718
    expect(shown.loss).not_to_have_text(loss())
    assert float(shown.loss.inner_text()) == pytest.approx(off_fit(weight, bias), abs=2e-4)


def test_the_penalty_is_a_slider_up_to_no_penalty(opened):
    shown = opened(at="#curve")
    slider = shown.slider("C")
    slider.focus()
    shown.keys("End")
    expect(shown.loss).to_have_text(loss(C=math.inf))
    expect(shown.loss).to_have_text("0.3052")
    shown.keys("Home")
    expect(shown.loss).to_have_text(loss(C=0.001))


def test_one_step_of_training_after_the_other(opened):
    shown = opened(at="#fitting")
    shown.press("start flat")
    expect(shown.loss).to_have_text(f"{math.log(2):.4f}")
    losses = [float(shown.loss.inner_text())]
    for _ in range(3):
        shown.press("one step")
        expect(shown.loss).not_to_have_text(f"{losses[-1]:.4f}")
        losses.append(float(shown.loss.inner_text()))
    assert losses == sorted(losses, reverse=True)


def test_training_runs_and_pauses(opened):
    shown = opened(at="#fitting")
    shown.press("start flat")
    expect(shown.loss).to_have_text("0.6931")
    shown.press("run")
    expect(shown.loss).not_to_have_text("0.6931")
    shown.press("pause")
    expect(shown.page.get_by_role("button", name="run", exact=True)).to_be_visible()
    paused = shown.loss.inner_text()
    shown.page.wait_for_timeout(200)
    assert shown.loss.inner_text() == paused


def test_undo_redo_and_reset(opened):
    shown = opened(at="#curve")
    for n in (4, 5):
        shown.point(n).focus()
        shown.keys("Enter")
    both = loss(y=replaced(replaced(Y, 3, 1), 4, 0))
    expect(shown.loss).to_have_text(both)
    shown.press("undo")
    expect(shown.loss).to_have_text(loss(y=replaced(Y, 3, 1)))
    shown.press("undo")
    expect(shown.loss).to_have_text(loss())
    shown.press("redo")
    shown.press("redo")
    expect(shown.loss).to_have_text(both)
    shown.press("reset")
    expect(shown.loss).to_have_text(loss())
    shown.press("undo")
    expect(shown.loss).to_have_text(both)


def test_a_drag_is_undone_at_once(opened):
    shown = opened(at="#curve")
    shown.drag(shown.point(4), 150, steps=20)
    expect(shown.loss).not_to_have_text(loss())
    shown.press("undo")
    expect(shown.loss).to_have_text(loss())


def test_guess_and_truth_of_the_boxes(opened):
    shown = opened(at="#cross-entropy")
    truth = shown.page.get_by_role("slider", name="share of positives, q")
    guess = shown.page.get_by_role("slider", name="guess for positives, p")
    assert (at(truth), at(guess)) == (0.7, 0.5)
    shown.drag(truth, -60)
    assert at(truth) > 0.7
    shown.drag(guess, 0, 30)
    assert at(guess) > 0.5
    q, p = at(truth), at(guess)
    said = shown.page.locator("main").inner_text()
    assert f"{ll.cross_entropy([1 - q, q], [1 - p, p]):.4f}" in said


def test_the_unseen_twins_are_outlined(opened):
    shown = opened(at="#culprits")
    twins = shown.page.locator('[data-id^="twin/"]')
    expect(twins).to_have_count(10)
