"""How quick the page is in a real browser: its first scene, the curve under the hand, a pasted table; and reports."""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from side_by_side import PAGE, ROOT, Grid, Target, duration, machine, publish, targets

import logloss as ll

FIRST, FRAME, PASTED = 0.150, 0.020, 0.300
"""Seconds that are wanted at most: until the first scene is drawn, of 95% of frames, until a table is shown."""
POINTS, ROWS = 10_000, 100_000
REPORTS = (10, 1_000, 100_000, 10_000_000)
"""Rows of which a report is made: neither its size nor its first drawing grows with them beyond a thousand bars."""

RECORD = """() => { const frames = window.frames_ = []; let last = null;
    const next = now => { if (last !== null) frames.push(now - last); last = now; window.recording_ = requestAnimationFrame(next) };
    requestAnimationFrame(next) }"""
RECORDED = "() => { cancelAnimationFrame(window.recording_); return window.frames_ }"
PAINTED = """() => new Promise(done => { const found = () => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    paint ? done(paint.startTime) : setTimeout(found, 5) }; found() })"""
PASTE = """text => new Promise(done => {
    const status = document.querySelector('[role=status]'), before = status.textContent;
    const data = new DataTransfer(); data.setData('text/plain', text);
    const start = performance.now();
    document.querySelector('textarea').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
    const seen = () => status.textContent === before ? requestAnimationFrame(seen)
        : requestAnimationFrame(() => done(performance.now() - start));
    requestAnimationFrame(seen) })"""


@contextmanager
def browser(folder: Path) -> Iterator[Any]:
    """The Chromium of the tests."""
    from playwright.sync_api import sync_playwright

    spec = importlib.util.spec_from_file_location("chromium", ROOT / "tools/chromium.py")
    assert spec is not None
    assert spec.loader is not None
    chromium = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chromium)
    if not chromium.is_here():
        sys.exit("no Chromium: set $CHROMIUM, or run `make web` on 64-bit Linux")
    with sync_playwright() as playwright:
        started = chromium.launched(playwright, folder)
        yield started
        started.close()


def points(n: int) -> Any:
    """A story of so many points."""
    rng = np.random.default_rng(20)
    x = rng.normal(size=n).round(3)
    return ll.story(x, (rng.random(n) < 1 / (1 + np.exp(-x - 0.5))).astype(int))


def table(n: int) -> str:
    """So many predictions as CSV."""
    rng = np.random.default_rng(21)
    p = rng.beta(2, 2, n)
    rows = zip((rng.random(n) < p).astype(int).tolist(), p.tolist(), strict=True)
    return "y,p\n" + "".join(f"{y},{q}\n" for y, q in rows)


def report(n: int, path: Path) -> None:
    """The report of so many predictions, of seven groups."""
    rng = np.random.default_rng(22)
    p = rng.beta(0.8, 1.6, n)
    ll.explain(rng.random(n) < p, p, by=np.arange(n) % 7, exact=False).to_html(path, lang="en")


def training(path: Path) -> None:
    """A training of 100 steps and 4,000 rows, which the page gathers into 300 bars."""
    rng = np.random.default_rng(23)
    y = rng.integers(0, 2, 4_000)
    noise = rng.normal(size=4_000)
    replay = ll.Replay(y)
    for step in range(1, 101):
        replay.record((2 * y - 1) * step / 50 + noise * (1 + step / 40), from_logits=True)
    replay.to_html(path, lang="en")


def first_scene(window: Any, address: str, rounds: int) -> list[float]:
    """Seconds from the start of loading to the first scene, once for each of so many new pages."""
    found = []
    for _ in range(rounds):
        page = window.new_page()
        page.goto(address)
        found.append(page.evaluate(PAINTED) / 1000)
        page.close()
    return found


def frames(window: Any, address: str, moves: int, grip: str = "bias", told: str = "") -> list[float]:
    """Seconds between frames while something is dragged to and fro by its middle, and what is told of it changes."""
    page = window.new_page()
    page.goto(address)
    handle = page.get_by_role("slider", name=grip).first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown = page.locator(told).first if told else page.get_by_role("status", name="log loss")
    before = shown.inner_text()
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for i in range(moves):
        page.mouse.move(x + 100 * np.sin(i / 15), y)
    found = [seconds / 1000 for seconds in page.evaluate(RECORDED)]
    if shown.inner_text() == before:
        sys.exit(f"{grip} did not follow the hand: nothing was measured")
    page.close()
    return found


def pasted(window: Any, address: str, text: str, rounds: int) -> list[float]:
    """Seconds from pasting a table to the frame that shows its loss, once for each of so many new pages."""
    found = []
    for _ in range(rounds):
        page = window.new_page()
        page.goto(address)
        found.append(page.evaluate(PASTE, text) / 1000)
        page.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="few rows and two rounds: does it run at all?")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page whose section is written")
    chosen = parser.parse_args()
    rounds, n, rows = (2, 200, 300) if chosen.quick else (chosen.rounds, POINTS, ROWS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, story in (("ten", ll.story()), ("many", points(n))):
            story.to_html(folder / f"{name}.html", lang="en")
        ten, many = ((folder / f"{name}.html").as_uri() for name in ("ten", "many"))
        with browser(folder) as started:
            window = started.new_context(viewport={"width": 1280, "height": 800})
            opening = first_scene(window, ten, rounds)
            opening_many = first_scene(window, many, rounds)
            dragging = {
                scene: frames(window, f"{many}#{scene}", 20 * rounds) for scene in ("curve", "together")
            }
            pasting = pasted(window, f"{ten}#yours", table(rows), rounds)
            training(folder / "training.html")
            address = (folder / "training.html").as_uri()
            opening_training = first_scene(window, address, rounds)
            scrubbing = frames(window, address, 20 * rounds, "step", ".beneath")
            version = started.version
            reports = []
            for count in (10, 1_000) if chosen.quick else REPORTS:
                path = folder / f"report-{count}.html"
                report(count, path)
                found = first_scene(window, path.as_uri(), rounds)
                reports.append((f"{count:,}", f"{path.stat().st_size / 1000:.0f} kB", *spread(found)))
        size = (folder / "ten.html").stat().st_size
    late = {scene: float(np.quantile(seconds, 0.95)) for scene, seconds in dragging.items()}
    seen = [
        ("the first scene, ten points", *spread(opening)),
        (f"the first scene, {n:,} points", *spread(opening_many)),
        *(
            (f"a frame while the curve is dragged, {n:,} points, scene {scene}", *spread(dragging[scene]))
            for scene in late
        ),
        (f"a pasted table of {rows:,} rows, until its loss is seen", *spread(pasting)),
        ("a training of 100 steps and 300 bars, until it is drawn", *spread(opening_training)),
        ("a frame while its slider is dragged", *spread(scrubbing)),
    ]
    wanted = [
        Target("the first scene, ten points, seconds", FIRST, statistics.median(opening), " s", at_most=True),
        *(
            Target(f"19 of 20 frames, scene {scene}, seconds", FRAME, late[scene], " s", at_most=True)
            for scene in late
        ),
        Target(
            f"a table of {ROWS:,} rows, seconds",
            PASTED,
            None if chosen.quick else statistics.median(pasting),
            " s",
            at_most=True,
        ),
        Target(
            "19 of 20 frames, a training's slider, seconds",
            FRAME,
            float(np.quantile(scrubbing, 0.95)),
            " s",
            at_most=True,
        ),
        Target("the page of the ten points, kB", 250, size / 1000, " kB", at_most=True),
    ]
    where = f"{machine(['logloss', 'playwright'])}- Chromium {version}, without a graphics processor\n"
    grids = [
        targets(wanted),
        Grid("Seen by a reader", ("", "median", "19 of 20 within", "rounds"), seen),
        Grid(
            "Reports, until they are drawn", ("rows", "size", "median", "19 of 20 within", "rounds"), reports
        ),
    ]
    publish("page", "The page in a browser", where, grids, chosen.output)


def spread(seconds: list[float]) -> tuple[str, str, str]:
    """The median, what 95% stay within, and how many there are."""
    return (
        duration(statistics.median(seconds)),
        duration(float(np.quantile(seconds, 0.95))),
        str(len(seconds)),
    )


if __name__ == "__main__":
    main()
