"""A real browser for the tests of the page, and a watch on what it says and asks for."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

import logloss as ll

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
SETTINGS = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def chromium() -> Any:
    """The tool that knows which browser is here."""
    spec = importlib.util.spec_from_file_location("chromium", Path(__file__).parents[2] / "tools/chromium.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser, once for all tests."""
    if not chromium.is_here():
        pytest.skip("no Chromium: set $CHROMIUM, or run `make web` on 64-bit Linux")
    with sync_playwright() as playwright:
        started = chromium.launched(playwright, tmp_path_factory.mktemp("fonts"))
        yield started
        started.close()


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Saves a story as a page, once for all tests, and gives its address."""
    folder = tmp_path_factory.mktemp("a page of one's own")
    known: dict[str, str] = {}

    def saving(name: str = "ten points", story: Callable[[], Any] = ll.story) -> str:
        if name not in known:
            path = folder / f"{name}.html"
            story().to_html(path)
            known[name] = path.as_uri()
        return known[name]

    return saving


class Shown:
    """A page that is open, by what a reader calls its parts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.loss = page.get_by_role("status", name="log loss", exact=True)

    def point(self, n: int) -> Locator:
        return self.page.get_by_role("slider", name=re.compile(rf"^point {n},")).first

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True).first

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def scene(self, name: str) -> None:
        """Goes to a scene by its address, and waits until it is seen."""
        self.page.evaluate("name => { location.hash = name }", name)
        expect(self.page.locator("#logloss")).to_have_attribute("data-scene", name)

    @property
    def here(self) -> str:
        """The scene that is seen."""
        return self.page.locator("#logloss").get_attribute("data-scene") or ""

    def drag(self, what: Locator, dx: float, dy: float = 0.0, steps: int = 8) -> None:
        """Takes hold of the middle of something and pulls."""
        box = what.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        for i in range(1, steps + 1):
            mouse.move(x + dx * i / steps, y + dy * i / steps)
        mouse.up()
        self.settle()

    def keys(self, *names: str) -> None:
        """Presses keys, one after the other."""
        for name in names:
            self.page.keyboard.press(name)
        self.settle()

    def violations(self, *rules: str) -> dict[str, list[str]]:
        """What axe-core objects to, rule by rule, with the elements; by all of its rules or by some."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
        found = self.page.evaluate("options => axe.run(document, options).then(r => r.violations)", options)
        return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found}

    def settle(self) -> None:
        """Waits until what was done is seen: the page draws once a frame."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.fixture
def opened(browser: Browser, saved: Callable[..., str]) -> Iterator[Callable[..., Shown]]:
    """Opens a page in a window of its own; at the end it must have said nothing wrong and asked for nothing."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opening(address: str | None = None, at: str = "", **options: Any) -> Shown:
        address = saved() if address is None else address
        context = browser.new_context(**(SETTINGS | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.extend(foreign(asked.url, address)))
        page.goto(address + at)
        return Shown(page)

    yield opening
    for context in contexts:
        context.close()
    assert complaints == []


def foreign(url: str, address: str) -> list[str]:
    own = url.partition("#")[0] == address or url.startswith(("data:", "blob:"))
    return [] if own else [f"asked for {url}"]
