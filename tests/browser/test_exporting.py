"""The scene as SVG and PNG, its numbers as CSV, and the whole page as a file that shows what is seen."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from playwright.sync_api import expect

import logloss as ll
from logloss.messages import plain
from logloss.scenes import SCENES


def downloaded(shown, name, suffix):
    with shown.page.expect_download() as asked:
        shown.press(name)
    assert asked.value.suggested_filename.endswith(suffix)
    return Path(asked.value.path()).read_bytes()


@pytest.mark.parametrize("scene", ["loss", "formula", "check", "cross-entropy"])
def test_svg_is_a_picture_that_needs_nothing_else(opened, scene):
    shown = opened(at=f"#{scene}")
    content = downloaded(shown, "SVG", f"{scene}.svg")
    tree = ElementTree.fromstring(content)
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    texts = "".join(tree.itertext())
    assert plain(ll.story()[scene].title) in texts
    assert b"href" not in content
    assert b"var(" not in content


def test_png_is_a_sharp_picture(opened):
    content = downloaded(opened(at="#loss"), "PNG", "loss.png")
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 1000
    assert height > 600


def test_csv_holds_the_numbers_in_full(opened):
    content = downloaded(opened(at="#loss"), "CSV", "loss.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len({len(row) for row in rows}) == 1
    told = ll.story()
    numbers = {cell for row in rows for cell in row}
    for bar in told["loss"].marks:
        if bar.kind == "bar" and bar.id.startswith("bar/"):
            assert any(is_near(cell, bar.y1) for cell in numbers)


def is_near(cell, value):
    try:
        return abs(float(cell) - value) < 1e-9
    except ValueError:
        return False


KEEP = """() => { HTMLAnchorElement.prototype.click = () => {};
    URL.createObjectURL = blob => { window.kept(blob.text()); return 'data:,' } }"""
KEPT = """name => new Promise(done => { window.kept = done; [...document.querySelectorAll('button')].find(b => b.textContent === name).click() })"""


def test_every_scene_can_be_exported(opened):
    shown = opened()
    shown.page.evaluate(KEEP)  # forty downloads would take a minute
    for name in SCENES:
        shown.scene(name)
        svg, table = (shown.page.evaluate(KEPT, kind) for kind in ("SVG", "CSV"))
        assert plain(ll.story()[name].title) in "".join(ElementTree.fromstring(svg).itertext())
        if name not in ("formula", "check"):  # they are text already
            assert len(table.splitlines()) > 1


def test_a_saved_page_shows_what_was_seen(opened, tmp_path):
    shown = opened(at="#curve")
    shown.point(4).focus()
    shown.keys("Enter")
    changed = f"{ll.story([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6], [0, 0, 1, 1, 1, 1, 1, 1, 1, 1]).loss:.4f}"
    expect(shown.loss).to_have_text(changed)
    (tmp_path / "saved.html").write_bytes(downloaded(shown, "save page", ".html"))
    again = opened((tmp_path / "saved.html").as_uri())
    expect(again.loss).to_have_text(changed)
    expect(again.page.locator("#logloss")).to_have_attribute("data-scene", "curve")
