"""A training on a page, in a real browser: gone through by hand and by keyboard, played, and two side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import logloss as ll
from logloss.messages import number, plain

Y = [0, 1, 1, 0, 1]
NAMES = ["Ann", "Bob", "Cem", "Dan", "Eve"]
STEPS = 12


def given(step: int, pace: float = 1.0) -> list[float]:
    """Surer at every step, rightly but of Dan and of Eve."""
    z = np.array([-1, 1, 1, 0.5, -0.2]) * step * pace / 4
    return [float(p) for p in 1 / (1 + np.exp(-z))]


def trained(pace: float = 1.0, steps: int = STEPS, names: Any = NAMES) -> ll.Replay:
    replay = ll.Replay(Y, names=names)
    for step in range(1, steps + 1):
        replay.record(given(step, pace))
    return replay


@pytest.fixture
def shown(opened: Callable[..., Any], tmp_path: Path) -> Callable[..., Page]:
    """Opens the page of a replay, or of two."""

    def showing(found: Any = None, **options: Any) -> Page:
        (trained() if found is None else found).to_html(tmp_path / "r.html", lang="en")
        page: Page = opened((tmp_path / "r.html").as_uri(), **options).page
        return page

    return showing


def player(page: Page) -> Locator:
    return page.get_by_role("slider", name="step", exact=True)


def at(page: Page, step: int) -> None:
    """Slider, words and picture are at a step."""
    expect(page.locator("output")).to_have_text(f"step {step}")
    expect(player(page)).to_have_attribute("aria-valuetext", f"step {step}")
    expect(page.locator(".played h2").first).to_have_text(re.compile(f"at step {step}$"))


def height(page: Page, bar: str = "bar/1", picture: int = 0) -> float:
    box = page.locator(".played .picture").nth(picture).locator(f'[data-id="{bar}"]').bounding_box()
    assert box is not None
    return box["height"]


def test_it_opens_at_the_best_step(shown: Callable[..., Page]) -> None:
    replay = trained()
    page = shown(replay)
    assert 1 < replay.best.step < STEPS
    at(page, int(replay.best.step))
    expect(page.locator(".played .beneath")).to_contain_text(f"loss {number(replay.best.loss)}")


def test_steps_are_gone_through_by_keyboard(shown: Callable[..., Page]) -> None:
    page = shown()
    player(page).focus()
    page.keyboard.press("Home")
    at(page, 1)
    low = height(page)
    for step in (2, 3):
        page.keyboard.press("ArrowRight")
        at(page, step)
    page.keyboard.press("End")
    at(page, STEPS)
    assert height(page) > 2 * low > 0
    expect(page.locator(".played .beneath")).to_contain_text(f"loss {number(trained().steps[-1].loss)}")


def test_steps_are_gone_through_by_dragging_across_a_curve(shown: Callable[..., Page]) -> None:
    page = shown()
    curve = page.locator(".picture.steps").first
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 2, y)
    page.mouse.down()
    at(page, STEPS)
    page.mouse.move(box["x"] + 3, y, steps=9)
    at(page, 1)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] - 2, y)
    at(page, 1)
    # The cursor stands at the step in every curve.
    lefts = [line.bounding_box() for line in page.locator("line.cursor").all()]
    assert len(lefts) == 3
    for line, picture in zip(lefts, page.locator(".picture.steps").all(), strict=True):
        around = picture.bounding_box()
        assert line is not None
        assert around is not None
        assert around["x"] < line["x"] < around["x"] + 0.3 * around["width"]


def test_it_plays_pauses_and_ends(shown: Callable[..., Page]) -> None:
    page = shown()
    player(page).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="play", exact=True).click()
    expect(page.get_by_role("button", name="pause", exact=True)).to_be_visible()
    expect(page.locator("output")).not_to_have_text(re.compile(r"step [12]$"))
    page.get_by_role("button", name="pause", exact=True).click()
    seen = page.locator("output").inner_text()
    page.wait_for_timeout(1_200)
    assert page.locator("output").inner_text() == seen != f"step {STEPS}"
    page.get_by_role("button", name="play", exact=True).click()
    at(page, STEPS)
    expect(page.get_by_role("button", name="play", exact=True)).to_be_visible()
    page.get_by_role("button", name="play", exact=True).click()  # once more, from the start
    expect(page.locator("output")).to_have_text(re.compile(r"step [123]$"))


def test_marked_steps_are_one_click_away(shown: Callable[..., Page]) -> None:
    replay = trained()
    page = shown(replay)
    page.get_by_role("button", name=f"last, step {STEPS}").click()
    at(page, STEPS)
    page.get_by_role("button", name=f"least loss, step {replay.best.step}").click()
    at(page, int(replay.best.step))


def test_a_bar_that_is_clicked_is_followed(shown: Callable[..., Page]) -> None:
    """The same row is the same bar: what is said of it changes with the step."""
    page = shown()
    readout = page.locator(".played .readout")
    expect(readout).to_have_text("Click a bar to follow it from step to step.")
    page.get_by_role("button", name="last").click()
    bar = page.locator('.played [data-id="bar/1"]')
    bar.click()
    cost = -np.log(1 - given(STEPS)[3])
    expect(readout).to_have_text(
        f"Dan (0): at step 12 its class was given {number(1 - given(STEPS)[3])}, which costs {number(cost)}"
    )
    page.mouse.move(0, 0)
    expect(bar).to_have_class(re.compile("lit"))
    page.get_by_role("button", name="least loss").hover()
    page.evaluate("document.querySelector('.jumps button').click()")
    step = int(trained().best.step)
    expect(readout).to_contain_text(
        f"Dan (0): at step {step} its class was given {number(1 - given(step)[3])}"
    )


def test_two_runs_go_side_by_side(shown: Callable[..., Page]) -> None:
    """One slider moves both; the shorter stands still at its end; one row is seen in both."""
    runs = trained(0.5).compare(trained(2, steps=7), names=("slow", "quick"))
    page = shown(runs)
    titles = page.locator(".played h2")
    player(page).focus()
    page.keyboard.press("End")
    expect(titles).to_have_text([f"slow at step {STEPS}", "quick at step 7"])
    page.keyboard.press("Home")
    expect(titles).to_have_text(["slow at step 1", "quick at step 1"])
    page.get_by_role("button", name="quick at its best").click()
    best = int(runs.second.best.step)
    expect(titles).to_have_text([f"slow at step {best}", f"quick at step {best}"])
    first, second = page.locator(".played .picture").all()
    first.locator('[data-id="bar/1"]').hover()
    expect(second.locator('[data-id="bar/1"]')).to_have_class(re.compile("lit"))
    costs = [-np.log(1 - given(best, pace)[3]) for pace in (0.5, 2)]
    for readout, cost in zip(page.locator(".played .readout").all(), costs, strict=True):
        expect(readout).to_contain_text(f"Dan (0): at step {best}")
        expect(readout).to_contain_text(f"costs {number(cost)}")
    heights = [height(page, picture=i) for i in (0, 1)]
    assert heights[1] / heights[0] == pytest.approx(costs[1] / costs[0], rel=0.05)  # to one scale


def test_bars_move_where_motion_is_welcome(shown: Callable[..., Page]) -> None:
    page = shown(reduced_motion="no-preference")
    player(page).focus()
    page.keyboard.press("Home")
    low = height(page)
    page.evaluate("document.querySelector('.jumps button:last-child').click()")
    page.wait_for_timeout(120)
    between = height(page)
    page.wait_for_timeout(1_000)
    assert low < between < height(page)


def test_nan_and_infinity_are_said_and_drawn(shown: Callable[..., Page]) -> None:
    replay = ll.Replay([0, 1, 1], names=["a", "b", "c"])
    for p in ([0.3, 0.6, 0.5], [0.2, 0.7, 0.0], [0.2, float("nan"), 0.4]):
        replay.record(p)
    page = shown(replay)
    player(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".beneath")).to_contain_text("loss ∞")
    picture = page.locator(".played .picture")
    assert picture.locator(".bar").count() == 3
    page.keyboard.press("ArrowRight")
    expect(page.locator(".beneath")).to_contain_text("1 of 3 rows have no prediction")
    assert picture.locator(".bar").count() == 2
    assert picture.locator('[data-id="mean"]').count() == 0


def test_languages(shown: Callable[..., Page]) -> None:
    page = shown()
    page.get_by_role("button", name="简体").click()
    expect(page.locator("output")).to_have_text(f"第 {trained().best.step} 步")
    expect(page.locator(".press")).to_have_text("播放")
    expect(page.get_by_role("heading", level=1)).to_have_text(plain(trained().headline, "zh-Hans"))


def test_hostile_names_stay_data(shown: Callable[..., Page]) -> None:
    hostile = '</script><img src=x onerror="window.hurt=1">'
    names = [f"{hostile}{i}" for i in range(5)]
    page = shown(trained(names=names).compare(trained(2, names=names), names=(hostile, "${x}")))
    expect(page.locator("tbody").first).to_contain_text("<img src=x")
    page.locator('.played [data-id="bar/1"]').first.hover()
    expect(page.locator(".played .readout").first).to_contain_text("<img src=x")
    assert page.locator("img").count() == 0
    assert page.evaluate("window.hurt") is None


def test_bars_of_many_rows(shown: Callable[..., Page]) -> None:
    rng = np.random.default_rng(3)
    y = rng.integers(0, 2, 20_000)
    z = rng.normal(size=20_000)
    replay = ll.Replay(y)
    for step in range(1, 31):
        replay.record(z + (2 * y - 1) * step / 10, from_logits=True)
    page = shown(replay)
    assert 100 < page.locator(".played .bar").count() <= 300
    page.locator('.played [data-id="bar/5"]').hover()
    readout = page.locator(".played .readout")
    expect(readout).to_contain_text("of the rows, mean loss")
    page.get_by_role("button", name="the 24 costliest").click()
    assert page.locator(".played .bar").count() == 24
    expect(readout).to_have_text("Click a bar to follow it from step to step.")
    page.locator(".played .bar").first.click()
    expect(readout).to_contain_text(re.compile(r"^row \d+ \(0\): at step \d+ its class was given"))
    before = readout.inner_text()
    player(page).focus()
    page.keyboard.press("Home")
    page.locator(".played .bar").first.hover()
    expect(readout).not_to_have_text(before)
    page.get_by_role("button", name="all rows").click()
    assert page.locator(".played .bar").count() > 100
