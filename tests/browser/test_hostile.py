"""Nothing in the data can run, whatever classes, columns and pasted cells are called."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

import logloss as ll
from logloss.scenes import SCENES

EVIL = {
    "an end of the script": "</script><script>window.evil = 1</script>",
    "a comment": "<!--<script>",
    "an image": '"><img src=x onerror="window.evil = 1">',
    "separators of lines": "\u2028window.evil = 1\u2029",
    "a template": "${window.evil = 1}{loss:n4}<b>",
}


@pytest.mark.parametrize("name", EVIL)
def test_names_are_only_words(opened, saved, name):
    pandas = pytest.importorskip("pandas")
    evil = EVIL[name]
    rows = {evil: [0.5, 1.5, 2.0, 2.5, 3.0, 3.5], "y": ["no", evil, "no", evil, evil, evil]}

    def told():
        return ll.story(evil, "y", data=pandas.DataFrame(rows), pos_label=evil)

    shown = opened(saved(f"evil {list(EVIL).index(name)}", told))
    for scene in SCENES:
        shown.scene(scene)
    shown.scene("loss")
    shown.press("table")
    expect(shown.page.get_by_role("table")).to_be_visible()
    assert shown.page.evaluate("window.evil") is None
    assert shown.page.evaluate("document.querySelectorAll('img, #logloss script, iframe').length") == 0


def test_a_cell_is_no_formula_in_a_spreadsheet(opened, saved):
    pandas = pytest.importorskip("pandas")
    rows = {"=cmd()": [0.5, 1.5, 2.0, 2.5], "y": ["+1", "@SUM(1)", "+1", "@SUM(1)"]}

    def told():
        return ll.story("=cmd()", "y", data=pandas.DataFrame(rows), pos_label="+1")

    shown = opened(saved("formulas", told), at="#loss")
    with shown.page.expect_download() as asked:
        shown.press("CSV")
    content = Path(asked.value.path()).read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
    assert any("=cmd()" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == []


def test_a_pasted_cell_cannot_run(opened):
    shown = opened(at="#yours")
    box = shown.page.get_by_role("textbox").first
    box.fill("y,p\n1,<img src=x onerror=alert()>\n0,0.5\n")
    shown.press("use it")
    expect(shown.page.get_by_role("main").get_by_role("status")).to_contain_text("<img")
    assert shown.page.evaluate("window.evil") is None
