"""Every scene: reached by hand and by keyboard, without a violation of the rules of accessibility, every bar with a name."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

import logloss as ll
from logloss.messages import plain
from logloss.scenes import SCENES

NAMES = [*SCENES, "yours"]


def test_there_are_all_scenes(opened):
    shown = opened()
    links = shown.page.get_by_role("navigation").get_by_role("link")
    assert [link.get_attribute("href") for link in links.all()] == [f"#{name}" for name in NAMES]
    assert len(NAMES) == 24


def test_next_and_previous_lead_through_all_scenes(opened):
    shown = opened()
    for name in NAMES:
        expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", name)
        if name != NAMES[-1]:
            shown.press("next scene")
    for name in reversed(NAMES[:-1]):
        shown.press("previous scene")
        expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", name)


def test_arrow_keys_alone_lead_from_the_first_scene_to_the_last(opened):
    shown = opened()
    for name in NAMES:
        expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", name)
        shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("ArrowLeft")
    expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", NAMES[-2])


def test_the_tab_key_reaches_everything_that_can_be_pressed_and_shows_where_it_is(opened):
    shown = opened(at="#loss")
    page = shown.page
    wanted = page.evaluate("""() => [...document.querySelectorAll('button:enabled, a[href], input, [role=slider]')]
        .filter(e => e.checkVisibility() && e.tabIndex >= 0).length""")
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        said = page.evaluate("""() => {
            const e = document.activeElement; const s = getComputedStyle(e);
            return [e.getAttribute('aria-label') ?? e.textContent, e.tagName, e !== document.body
                && (s.outlineStyle !== 'none' || s.boxShadow !== 'none' || s.strokeWidth !== '0px')]}""")
        if said[1] != "BODY":
            assert said[2], f"nothing shows that {said[0]} has the focus"
            reached.add(said[0])
    for name in ("next scene", "previous scene", "undo", "table"):
        button = page.get_by_role("button", name=name, exact=True)
        assert button.is_disabled() or button.inner_text() in reached or name in reached
    assert any(name.startswith("point 4,") for name in reached)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(opened, theme):
    shown = opened(color_scheme=theme)
    rules = [] if theme == "light" else ["color-contrast"]  # the rest is the same in the dark
    found = {}
    for name in NAMES:
        shown.scene(name)
        objections = shown.violations(*rules)
        if objections:
            found[name] = objections
    assert found == {}, json.dumps(found, indent=1)


def test_every_bar_has_the_name_that_python_gives_it(opened):
    shown = opened()
    told = ll.story()
    for name in ("positives", "together", "baseline", "loss", "culprits"):
        shown.scene(name)
        bars = [mark for mark in told[name].marks if mark.kind == "bar" and mark.id.startswith("bar/")]
        assert bars
        for bar in bars:
            element = shown.page.locator(f'[data-id="{bar.id}"]').first
            said = element.get_attribute("aria-label")
            cost = re.search(r": the model gave .*", plain(bar.name))[0]
            assert said.endswith(cost)
            assert said.startswith(f"point {bar.id.removeprefix('bar/')}, x = ")
            assert bar.role in said.split(":")[0]


def test_pointing_at_a_bar_names_it_and_lights_its_term(opened):
    shown = opened(at="#loss")
    shown.page.locator('[data-id="bar/4"]').first.hover()
    said = "point 4, x = 0.2, negative: the model gave 0.2994 to the true class, 1.21 nats, 36% of the loss"
    expect(shown.page.get_by_text(said).first).to_be_visible()


def test_the_headline_and_sentences_are_those_of_python(opened):
    shown = opened()
    for name, scene in zip(SCENES, ll.story().scenes, strict=True):
        shown.scene(name)
        expect(shown.page.get_by_role("main")).to_contain_text(plain(scene.title))
        expect(shown.page.get_by_role("main")).to_contain_text(plain(scene.sentences[0]))


def test_every_chart_has_its_table(opened):
    shown = opened()
    shown.press("table")
    for name in SCENES:
        expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", name)
        if name not in ("formula", "check"):  # they are text already
            expect(shown.page.get_by_role("table")).to_be_visible()
            assert shown.page.get_by_role("row").count() > 2
        if name == "loss":
            expect(shown.page.get_by_role("row", name=re.compile("point 4"))).to_contain_text("1.2058")
        shown.press("next scene")
