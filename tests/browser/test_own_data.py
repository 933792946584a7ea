"""The scene yours: data of the reader's own, pasted, chosen or dropped; read in the page, sent nowhere, refused as Python would."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import logloss as ll

DROP = """([text, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type: 'text/csv'}));
    const where = document.querySelector('textarea') ?? document.body;
    for (const type of ['dragenter', 'dragover', 'drop'])
      where.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def predictions(n, seed=0):
    rng = np.random.default_rng(seed)
    p = rng.beta(2, 2, n).round(4)
    y = (rng.random(n) < p).astype(int)
    return y, p, "y,p\n" + "".join(f"{a},{b}\n" for a, b in zip(y, p, strict=True))


PASTE = """text => { const data = new DataTransfer(); data.setData('text/plain', text);
    document.querySelector('textarea').dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})) }"""


def paste(shown, text):
    """As a reader pastes."""
    shown.page.evaluate(PASTE, text)


def answer(shown):
    """What the page says of data that it was given."""
    return shown.page.get_by_role("main").get_by_role("status").filter(visible=True)


def test_predictions_are_pasted(opened):
    y, p, text = predictions(50)
    shown = opened(at="#yours")
    paste(shown, text)
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}")
    shown.scene("loss")
    expect(shown.page.locator('[data-id^="bar/"]')).to_have_count(50)


def test_a_feature_is_pasted_and_fitted(opened):
    x, y = [0.5, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0], [0, 0, 1, 0, 1, 1, 1]
    shown = opened(at="#yours")
    paste(shown, "x;y\n" + "".join(f"{a};{b}\n" for a, b in zip(x, y, strict=True)))
    expect(shown.loss).to_have_text(f"{ll.story(x, y).loss:.4f}")


def test_a_table_without_names_is_read_by_what_is_in_it(opened):
    shown = opened(at="#yours")
    paste(shown, "1,0.9\n0,0.2\n")
    expect(shown.loss).to_have_text(f"{ll.log_loss([1, 0], [0.9, 0.2]):.4f}")


def test_a_file_is_dropped(opened):
    y, p, text = predictions(200, seed=1)
    shown = opened(at="#yours")
    shown.page.evaluate(DROP, [text, "mine.csv"])
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}")


def test_a_file_is_chosen(opened, tmp_path):
    y, p, text = predictions(60, seed=2)
    (tmp_path / "mine.csv").write_text(text)
    shown = opened(at="#yours")
    shown.page.locator("input[type=file]").set_input_files(tmp_path / "mine.csv")
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}")


def test_a_hundred_thousand_rows_become_bars(opened):
    y, p, text = predictions(100_000, seed=3)
    shown = opened(at="#yours")
    shown.page.evaluate(DROP, [text, "many.csv"])
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}", timeout=20_000)
    shown.scene("loss")
    assert 2 <= shown.page.locator('[data-id^="bar/"]').count() <= 1000


WRONG = {
    "percents": ("y,p\n1,90\n0,20\n", r"0, 1.*90"),
    "a word": ("y,p\n1,high\n0,0.2\n", "high"),
    "one column": ("1\n0\n", "one column"),
    "a missing value": ("y,p\n1,0.9\n0,\n", "2|3"),
    "three classes": ("y,p\n0,0.5\n1,0.5\n2,0.5\n", "class"),
    "nothing": ("y,p\n", "row"),
    "a picture": ("\x89PNG\r\n\x1a\n\x00\x00", "."),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_with_its_reason(opened, case):
    text, reason = WRONG[case]
    shown = opened(at="#yours")
    shown.page.evaluate(DROP, [text, "wrong.csv"])
    expect(answer(shown)).to_contain_text(re.compile(reason))
    expect(shown.loss).to_have_text("0.3329")


def test_after_a_wrong_file_a_right_one_is_read(opened):
    y, p, text = predictions(20)
    shown = opened(at="#yours")
    shown.page.evaluate(DROP, ["y,p\n1,90\n0,20\n", "wrong.csv"])
    expect(answer(shown)).to_contain_text("90")
    shown.page.evaluate(DROP, [text, "right.csv"])
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}")
    expect(answer(shown)).to_contain_text("20 rows")


def test_what_was_typed_is_used(opened):
    shown = opened(at="#yours")
    shown.page.get_by_role("textbox").fill("p,y\n0.5,1\n0.25,0\n")
    shown.press("use it")
    expect(shown.loss).to_have_text(f"{ll.log_loss([1, 0], [0.5, 0.25]):.4f}")


def test_a_long_table_is_used_whole_however_little_of_it_is_shown(opened):
    y, p, text = predictions(2000)
    shown = opened(at="#yours")
    paste(shown, text.replace("\n", "\r\n"))
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}")
    shown.press("use it")
    expect(answer(shown)).to_contain_text("2,000 rows")
    expect(shown.loss).to_have_text(f"{ll.log_loss(y, p):.4f}")


def test_own_data_can_be_taken_back(opened):
    shown = opened(at="#yours")
    paste(shown, "y,p\n1,0.5\n0,0.25\n")
    expect(shown.loss).not_to_have_text("0.3329")
    shown.press("undo")
    expect(shown.loss).to_have_text("0.3329")
