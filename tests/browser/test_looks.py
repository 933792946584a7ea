"""Language, unit, light and dark, sizes, print, reduced motion, and the address that keeps it all."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import logloss as ll
from logloss.messages import LANGUAGES, plain
from logloss.scenes import SCENES

NAMES = [*SCENES, "yours"]


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("en-GB", "en"), ("fr-FR", "en")]
)
def test_the_browsers_language_comes_first(opened, locale, lang):
    shown = opened(locale=locale, at="#loss")
    expect(shown.page.locator("#logloss")).to_have_attribute("lang", lang)
    expect(shown.page.get_by_role("main")).to_contain_text(plain(ll.story()["loss"].title, lang))


def test_the_language_is_switched_in_the_page(opened):
    shown = opened(at="#loss")
    for name, lang in zip(("简体", "繁體", "English"), ("zh-Hans", "zh-Hant", "en"), strict=True):
        shown.page.get_by_role("button", name=name).click()
        expect(shown.page.get_by_role("main")).to_contain_text(plain(ll.story()["loss"].title, lang))


def test_bits_and_nats(opened):
    shown = opened(at="#loss")
    shown.press("bits")
    expect(shown.loss).to_have_text("0.4803")
    shown.press("nats")
    expect(shown.loss).to_have_text("0.3329")


def lightness(shown):
    """Of the page's corner, from 0 to 255."""
    corner = shown.page.screenshot(clip={"x": 0, "y": 0, "width": 4, "height": 4})
    return float(np.asarray(Image.open(io.BytesIO(corner)).convert("L")).mean())


def test_dark_where_the_system_is_dark_or_the_reader_wants_it(opened):
    assert lightness(opened()) > 230
    shown = opened(color_scheme="dark")
    assert lightness(shown) < 60
    shown.press("light")
    expect(shown.page.locator("#logloss")).to_have_attribute("data-theme", "light")
    assert lightness(shown) > 230


WIDTHS = {"phone": (360, 740), "tablet": (820, 1180), "laptop": (1280, 720), "projector": (1920, 1080)}


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_cut_off_at_any_size(opened, size, lang):
    width, height = WIDTHS[size]
    shown = opened(viewport={"width": width, "height": height}, at=f"#feature?lang={lang}")
    for name in NAMES:
        shown.page.evaluate("hash => { location.hash = hash }", f"{name}?lang={lang}")
        expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", name)
        wide = shown.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide"
        outside = shown.page.evaluate("""() => [...document.querySelectorAll('svg text, button, h2, p')]
            .filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && e.textContent && !e.closest('.visually-hidden'))
            .filter(e => { const b = e.getBoundingClientRect(); return b.width > 0 && (b.left < -1 || b.right > innerWidth + 1) })
            .map(e => e.textContent)""")
        assert outside == [], name


@pytest.mark.parametrize("size", WIDTHS)
def test_no_label_touches_another(opened, size):
    width, height = WIDTHS[size]
    shown = opened(viewport={"width": width, "height": height})
    for name in NAMES:
        shown.scene(name)
        touching = shown.page.evaluate("""() => { const found = [];
            for (const picture of document.querySelectorAll('svg')) {
              const labels = [...picture.querySelectorAll('text')].filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && e.textContent.trim());
              const boxes = labels.map(e => e.getBoundingClientRect());
              boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b, j) => {
                if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
                  found.push([labels[i].textContent, labels[i + 1 + j].textContent]) })) }
            return found }""")
        assert touching == [], name


def test_on_paper_are_all_scenes_in_order(opened):
    shown = opened(at="#loss")
    shown.page.emulate_media(media="print")
    wanted = [plain(scene.title) for scene in ll.story().scenes]
    # The page hears of it as of any event: soon.
    expect(shown.page.get_by_role("heading", level=2, name=wanted[-1]).first).to_be_visible()
    headlines = [
        element.inner_text()
        for element in shown.page.get_by_role("heading", level=2).all()
        if element.is_visible()
    ]
    assert [headline for headline in headlines if headline in wanted] == wanted
    shown.page.emulate_media(media="screen")
    expect(shown.page.get_by_role("heading", level=2)).to_have_count(1)


def test_the_address_brings_back_what_is_seen(opened):
    first = opened(at="#curve")
    first.point(4).focus()
    first.keys("ArrowRight", "ArrowRight", "Enter")
    first.press("add point")
    first.slider("weight").focus()
    first.keys("ArrowUp")
    first.press("bits")
    first.press("dark")
    first.page.get_by_role("button", name="繁體").click()
    expect(first.page.locator("#logloss")).to_have_attribute("lang", "zh-Hant")
    first.settle()
    address = first.page.url
    status = first.page.locator("output[role=status]").first
    second = opened(at=f"#{address.partition('#')[2]}")
    again = second.page.locator("output[role=status]").first
    expect(again).to_have_text(status.inner_text())
    for what in ("data-scene", "data-theme", "lang"):
        assert second.page.locator("#logloss").get_attribute(what) == first.page.locator(
            "#logloss"
        ).get_attribute(what)
    assert second.page.get_by_role("slider").count() == first.page.get_by_role("slider").count()


def test_a_nonsense_address_is_told_and_does_no_harm(opened):
    shown = opened(at="#nowhere?x=1,2&y=9&lang=fr&C=-1&w=1e999&p=7&%E0%A4%A")
    expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", "feature")
    expect(shown.loss).to_have_text("0.3329")


def test_back_goes_back(opened):
    shown = opened()
    shown.press("next scene")
    expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", "labels")
    shown.page.go_back()
    expect(shown.page.locator("#logloss")).to_have_attribute("data-scene", "feature")


def test_bars_move_unless_the_reader_wants_no_motion(opened):
    moves = """async () => {
        document.querySelector('[aria-label="next scene"]').click();
        const seen = new Set();
        for (let i = 0; i < 30; i++) {
          await new Promise(requestAnimationFrame);
          const b = document.querySelector('[data-id="bar/4"]')?.getBoundingClientRect();
          if (b) seen.add(Math.round(b.left) + ' ' + Math.round(b.top));
        }
        return seen.size }"""
    still, moving = opened(at="#together"), opened(at="#together", reduced_motion="no-preference")
    assert still.page.evaluate(moves) <= 2
    assert moving.page.evaluate(moves) > 5
