"""The widget in real notebooks: JupyterLab and marimo on this machine, a point dragged in Chromium, and read back in Python."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.integration

TOKEN = "logloss"
SLOW = 90_000
"""Milliseconds for a kernel to start and matplotlib to find its fonts."""

CELLS = [
    "import logloss as ll\ntold = ll.story()\ntold",
    'w = told.widget()\nprint("IN PYTHON", w.x[3], f"{w.loss:.4f}")',
    "w.x = [*w.x[:3], 1.5, *w.x[4:]]\nw.scene = 'curve'",
    'print("AFTER UNDO", w.x[3])',
    "ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])",
    """import time
replay = ll.Replay([0, 1, 1])
replay.watch()
for i in range(60):
    replay.record([0.5 - i / 290, 0.5 + i / 290, 0.5 - i / 299])
    time.sleep(0.1)
print("TRAINED")""",
]
MARIMO = """
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import logloss as ll
    return ll, mo


@app.cell
def _(ll, mo):
    w = mo.ui.anywidget(ll.story().widget(scene="curve"))
    w
    return (w,)


@app.cell
def _(mo, w):
    mo.md(f"IN PYTHON {w.x[3]} {w.loss:.4f} {w.value['scene']}")
    return


@app.cell
def _(ll):
    ll.story([1, 2, 3, 4], [0, 1, 0, 1])
    return


if __name__ == "__main__":
    app.run()
"""

RUN_MARIMO = ["marimo", "-q", "run", "notebook.py", "--headless", "--no-token", "--host=127.0.0.1"]
TRAINING = """
import marimo

app = marimo.App()


@app.cell
def _():
    import time
    import logloss as ll
    with ll.Replay([0, 1, 1]) as replay:
        replay.watch()
        for i in range(60):
            replay.record([0.5 - i / 290, 0.5 + i / 290, 0.5 - i / 299])
            time.sleep(0.1)
    return


if __name__ == "__main__":
    app.run()
"""


@contextmanager
def served(folder: Path, *command: str) -> Iterator[str]:
    """The address of a server on this machine, which is ended afterwards with all that it has started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = (
        "HOME",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
    )
    environment = (
        os.environ | {name: str(folder / "home") for name in homes} | {"MARIMO_SKIP_UPDATE_CHECK": "1"}
    )
    (folder / "home").mkdir()
    log = folder / "server.log"
    with log.open("wb") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", *command, f"--port={port}"], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, running, log)
        yield address
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def _wait(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/?token={TOKEN}", timeout=5):
                return
        except OSError:
            assert running.poll() is None, log.read_text("utf-8", "replace")
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace"))


@pytest.fixture
def page(browser):
    """A window that asks only this machine."""
    asked: list[str] = []
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    foreign = [url for url in asked if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", url)]
    assert foreign == []


def drag(page: Page, widget, dx: float) -> None:
    """Pulls the fourth point."""
    point = widget.get_by_role("slider", name=re.compile("^point 4,")).first
    point.hover()  # once it stands still: a notebook moves while it is laid out
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, 9):
        page.mouse.move(x + dx * i / 8, y)
    page.mouse.up()
    seen = None
    while seen != (seen := loss_of(widget).inner_text()):  # on a busy machine it still draws what was dragged
        page.wait_for_timeout(300)


def loss_of(widget):
    return widget.get_by_role("status", name="log loss", exact=True)


def test_in_jupyterlab(page, tmp_path):
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: make integrations")
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{i}",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": cell,
            }
            for i, cell in enumerate(CELLS)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "story.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    quiet = [
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    command = [
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--IdentityProvider.token={TOKEN}",
        "--expose-app-in-browser",
        *quiet,
    ]
    with served(tmp_path, *command) as address:
        page.goto(f"{address}/lab/tree/story.ipynb?token={TOKEN}&reset")
        page.get_by_role("button", name="No", exact=True).click()  # no news
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        expect(cells).to_have_count(len(CELLS), timeout=SLOW)

        def run(i, wait=True):
            cells.nth(i).locator(".jp-InputPrompt").click()
            page.evaluate(f"{'' if wait else 'void '}jupyterapp.commands.execute('notebook:run-cell')")
            return cells.nth(i).locator(".jp-OutputArea")

        page.wait_for_function(
            "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
        )
        widget = run(0).locator(".logloss")
        expect(widget).to_be_visible(timeout=SLOW)
        expect(loss_of(widget)).to_have_text("0.3329")
        drag(page, widget, 60)
        expect(loss_of(widget)).not_to_have_text("0.3329")
        for _ in range(10):  # on a busy machine the page may still be drawing what was dragged
            printed = run(1)
            page.wait_for_timeout(500)
            loss = loss_of(widget).inner_text()
            if f" {loss}" in printed.inner_text():
                break
        expect(printed).to_contain_text(f" {loss}")
        x = float(printed.inner_text().split()[2])
        assert 0.2 < x < 2
        run(2)
        expect(widget).to_have_attribute("data-scene", "curve")
        expect(widget.get_by_role("slider", name="point 4, x = 1.5, negative")).to_be_visible()
        widget.get_by_role("button", name="undo", exact=True).click()
        expect(loss_of(widget)).to_have_text(loss)
        expect(run(3)).to_contain_text(f"AFTER UNDO {x}")
        if shots := os.environ.get("SCREENSHOTS"):
            widget.scroll_into_view_if_needed()
            page.screenshot(path=f"{shots}/jupyterlab-light.png")
        page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
        expect(widget).to_have_attribute("data-theme", "dark")
        if shots:
            page.wait_for_timeout(1000)
            page.screenshot(path=f"{shots}/jupyterlab-dark.png")
        # JupyterLab's own shortcuts do nothing to the cells while the widget has the focus.
        widget.get_by_role("button", name="next scene").focus()
        for key in ("d", "d", "x", "b", "ArrowRight"):
            page.keyboard.press(key)
        expect(widget).to_have_attribute("data-scene", "positives")
        expect(cells).to_have_count(len(CELLS))
        report = run(4).locator(".logloss.report")
        expect(report.get_by_role("heading", level=2).first).to_contain_text("Log loss 0.4004", timeout=SLOW)
        expect(report).to_have_attribute("data-theme", "dark")
        if shots:
            report.scroll_into_view_if_needed()
            page.wait_for_timeout(500)
            page.screenshot(path=f"{shots}/jupyterlab-report.png")
        # A training is seen while it goes on, and its last step when it has ended.
        output = run(5, wait=False)
        training = output.locator(".logloss.report")
        expect(training).to_be_visible(timeout=SLOW)
        expect(training.locator("output").first).to_have_text(re.compile(r"step \d+"), timeout=SLOW)
        assert "TRAINED" not in output.inner_text()
        expect(output).to_contain_text("TRAINED", timeout=SLOW)
        expect(training.locator("output").first).to_have_text("step 60")
        if shots:
            training.scroll_into_view_if_needed()
            page.wait_for_timeout(500)
            page.screenshot(path=f"{shots}/jupyterlab-training.png")


def test_in_marimo(page, tmp_path):
    pytest.importorskip("marimo", reason="marimo is not installed: make integrations")
    (tmp_path / "notebook.py").write_text(MARIMO, encoding="utf-8")
    with served(tmp_path, *RUN_MARIMO) as address:
        page.goto(address)
        widget = page.locator(".logloss").first
        expect(widget).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("IN PYTHON 0.2 0.3329 curve")).to_be_visible()
        drag(page, widget, 60)
        expect(loss_of(widget)).not_to_have_text("0.3329")
        loss = loss_of(widget).inner_text()
        expect(page.get_by_text(re.compile(rf"IN PYTHON \d\.\d+ {loss} curve"))).to_be_visible()
        widget.get_by_role("button", name="undo", exact=True).click()
        expect(page.get_by_text("IN PYTHON 0.2 0.3329 curve")).to_be_visible()
        # A story by itself is shown the same way.
        expect(loss_of(page.locator(".logloss").nth(1))).to_have_text("0.6114")
        if shots := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{shots}/marimo-light.png")
            page.emulate_media(color_scheme="dark")
            page.evaluate("document.body.classList.replace('light', 'dark')")
            page.wait_for_timeout(1000)
            page.screenshot(path=f"{shots}/marimo-dark.png")


def test_a_training_in_marimo(page, tmp_path):
    """It is seen while it goes on, and at the end its last step."""
    pytest.importorskip("marimo", reason="marimo is not installed: make integrations")
    (tmp_path / "notebook.py").write_text(TRAINING, encoding="utf-8")
    with served(tmp_path, *RUN_MARIMO) as address:
        page.goto(address)
        seen: list[str] = []
        while "step 60" not in seen:
            seen += page.locator(".logloss.report output").all_inner_texts()
            page.wait_for_timeout(100)
            assert len(seen) < 900, seen
        assert len(set(seen)) > 2
        if shots := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{shots}/marimo-training.png")
