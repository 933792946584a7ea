"""The widget in a bare notebook: a page as strict as one can be, and a model that keeps what would go to the kernel."""

from __future__ import annotations

import json
import time
from pathlib import Path
from string import Template

import pytest
from playwright.sync_api import expect

import logloss as ll
from logloss.messages import plain
from logloss.render.page import built, data_block
from logloss.render.report_page import report_data
from logloss.render.widget import PLACES

HOST = Path(__file__).with_name("host.html")
SYNCED = ("data", "curve", "scene", "lang", "unit")
TEN = (-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6)


def synced(widget):
    return [name for name in SYNCED if widget.has_trait(name)]


class Notebook:
    """A page that shows a widget, and the kernel's side of it; what one of them changes, the other is given."""

    def __init__(self, shown, widget):
        self.shown, self.page, self.widget = shown, shown.page, widget
        self.root = self.page.locator("#output .logloss")
        widget.observe(self._to_page, synced(widget))
        expect(self.root).to_be_visible()

    def _to_page(self, change):
        if not self.widget._property_lock:  # the page's own
            self.page.evaluate("state => model.receive(state)", {change.name: change.new})

    def hear(self):
        """What the page has sent, once it has no more to send, given to the kernel; how many messages they were."""
        self.shown.settle()
        self.page.wait_for_timeout(150)
        sent = self.page.evaluate("model.sent.splice(0)")
        for state in sent:
            self.widget.set_state(state)
        return len(sent)

    def agree(self):
        """Both show the same loss."""
        self.hear()
        expect(self.shown.loss).to_have_text(f"{self.widget.loss:.4f}")


@pytest.fixture
def notebook(opened, tmp_path):
    def opening(told=None, background="#ffffff", **options):
        widget = (ll.story() if told is None else told).widget()
        kernel = {
            "code": built("widget.js"),
            "state": {name: getattr(widget, name) for name in synced(widget)},
        }
        text = Template(HOST.read_text("utf-8")).safe_substitute(kernel=data_block(kernel))
        path = tmp_path / "notebook.html"
        path.write_text(text.replace('bgcolor="#ffffff"', f'bgcolor="{background}"'), encoding="utf-8")
        return Notebook(opened(path.as_uri(), **options), widget)

    return opening


# ---- from the page to Python ------------------------------------------------------------------------------


def test_a_point_that_is_dragged_is_there_in_python(notebook):
    it = notebook()
    seen = []
    it.widget.observe(lambda change: seen.append(change.new), "loss")
    it.shown.drag(it.shown.point(4), 80)
    it.agree()
    assert it.widget.x[3] > 0.2
    assert it.widget.x[:3] + it.widget.x[4:] == TEN[:3] + TEN[4:]
    assert seen[-1] == it.widget.loss == ll.story(it.widget.x, it.widget.y).loss


def test_while_it_is_dragged_python_hears_of_it_now_and_then(notebook):
    it = notebook()
    start = time.monotonic()
    it.shown.drag(it.shown.point(4), 80, steps=60)
    assert 2 <= it.hear() <= min(50, 2 + (time.monotonic() - start) / 0.06)


def test_class_curve_and_penalty_are_there_in_python(notebook):
    it = notebook()
    it.widget.scene = "curve"
    it.shown.point(4).focus()
    it.shown.keys("Enter")
    it.agree()
    assert it.widget.y == (0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    it.shown.drag(it.shown.slider("bias"), 60)
    it.agree()
    weight, bias = it.widget.curve
    assert weight > 0
    assert it.widget.loss == pytest.approx(
        ll.log_loss_from_logits(it.widget.y, [weight * x + bias for x in TEN])
    )
    it.shown.press("fit")
    it.agree()
    assert it.widget.curve is None
    it.shown.slider("C").focus()
    it.shown.keys("ArrowRight", "ArrowRight")
    it.agree()
    assert it.widget.C > 1


def test_points_that_come_and_go(notebook):
    it = notebook()
    it.shown.press("add point")
    it.agree()
    assert len(it.widget.x) == len(it.widget.y) == 11
    it.shown.point(4).focus()
    it.shown.keys("Delete")
    it.agree()
    assert 0.2 not in it.widget.x
    assert len(it.widget.y) == 10


def test_how_it_is_looked_at_is_there_in_python(notebook):
    it = notebook()
    it.shown.press("next scene")
    it.shown.press("bits")
    it.page.get_by_role("button", name="繁體").click()
    it.hear()
    assert (it.widget.scene, it.widget.unit, it.widget.lang) == ("labels", "bits", "zh-Hant")
    assert it.widget.loss == ll.story(unit="bits").loss


def test_rows_that_a_reader_brings_are_there_in_python(notebook):
    it = notebook()
    it.widget.scene = "yours"
    it.page.get_by_role("textbox").fill("y,p\n1,0.9\n0,0.2\n1,0.6\n")
    it.page.get_by_role("button", name="Tell it").or_(it.page.locator(".own button").first).first.click()
    it.agree()
    assert (it.widget.x, it.widget.y, it.widget.y_proba) == (None, (1, 0, 1), (0.9, 0.2, 0.6))
    it.shown.press("undo")
    it.agree()
    assert (it.widget.x, it.widget.y_proba) == (TEN, None)


# ---- from Python to the page --------------------------------------------------------------------------------


def test_what_python_sets_moves_in_the_page(notebook):
    it = notebook()
    it.widget.scene = "curve"
    expect(it.root).to_have_attribute("data-scene", "curve")
    it.widget.x = (*TEN[:3], 1.5, *TEN[4:])
    expect(it.shown.point(4)).to_have_attribute("aria-valuenow", "1.5")
    it.agree()
    it.widget.curve = (2.0, -1.0)
    expect(it.shown.slider("weight")).to_have_attribute("aria-valuenow", "2")
    it.agree()
    it.widget.set(x=[1, 2, 3, 4, 5], y=[0, 1, 0, 1, 1], unit="bits", lang="zh-Hans")
    expect(it.root).to_have_attribute("lang", "zh-Hans")
    expect(it.page.get_by_role("slider")).to_have_count(5 + 3)  # the points, the curve's two and C
    it.widget.lang = "en"
    it.agree()


def test_what_python_sets_can_be_undone_in_the_page(notebook):
    it = notebook()
    it.widget.x = (*TEN[:3], 1.5, *TEN[4:])
    it.widget.C = 100
    it.page.wait_for_timeout(600)
    it.widget.curve = (1.0, 0.5)
    expect(it.shown.loss).to_have_text("0.4344")
    it.shown.press("undo")
    it.agree()
    assert (it.widget.curve, it.widget.C) == (None, 100)
    it.shown.press("undo")
    it.agree()
    assert (it.widget.x, it.widget.C) == (TEN, 1)
    it.shown.press("redo")
    it.agree()
    assert (it.widget.x[3], it.widget.C) == (1.5, 100)
    it.shown.drag(it.shown.point(4), -60)
    it.shown.press("reset")  # to what Python gave last
    it.agree()
    assert (it.widget.x[3], it.widget.C, it.widget.curve) == (1.5, 100, (1.0, 0.5))


def test_bad_values_leave_the_page_as_it_was(notebook):
    it = notebook()
    for name, value in {
        "x": [1, 2],
        "y": [1] * 10,
        "C": -1,
        "curve": (1, "a"),
        "scene": "los",
        "unit": "ln",
    }.items():
        with pytest.raises(ll.errors.LogLossError):
            setattr(it.widget, name, value)
    it.agree()
    expect(it.shown.loss).to_have_text("0.3329")
    expect(it.shown.page.get_by_role("button", name="undo")).to_be_disabled()


def test_another_story_is_shown_in_the_same_place_and_undone(notebook):
    it = notebook(ll.story(y=[0, 1, 1, 0] * 5000, y_proba=[0.2, 0.7, 0.9, 0.4] * 5000))
    it.agree()
    it.widget.show(ll.story())
    it.widget.scene = "check"
    expect(it.page.locator("pre.code")).to_contain_text("LogisticRegression")
    it.shown.press("undo")
    expect(it.page.locator("pre.code")).to_contain_text("20000")  # which Python alone could print
    it.agree()
    assert it.widget.x is it.widget.y is None


# ---- where it stands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("background", "theme"), [("#ffffff", "light"), ("#111111", "dark")])
def test_it_is_light_or_dark_as_the_notebook_is(notebook, background, theme):
    it = notebook(background=background, color_scheme="dark" if theme == "light" else "light")
    expect(it.root).to_have_attribute("data-theme", theme)
    it.page.evaluate(
        "colour => document.body.setAttribute('bgcolor', colour)", "#ffffff" if theme == "dark" else "#111111"
    )
    expect(it.root).to_have_attribute("data-theme", "light" if theme == "dark" else "dark")


@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_axe_finds_nothing(notebook, background):
    it = notebook(background=background)
    found = {}
    for name in PLACES:
        it.widget.scene = name
        expect(it.root).to_have_attribute("data-scene", name)
        if objections := it.shown.violations():
            found[name] = objections
    assert found == {}, json.dumps(found, indent=1)


def test_it_is_reached_by_keyboard_and_keys_that_it_uses_stay_in_it(notebook):
    it = notebook()
    it.page.evaluate(
        "() => { window.keys = []; document.addEventListener('keydown', (e) => keys.push(e.key)) }"
    )
    it.shown.press("next scene")
    it.shown.keys("ArrowRight", "End")
    expect(it.root).to_have_attribute("data-scene", PLACES[-1])
    expect(it.page.get_by_role("button", name="previous scene")).to_be_focused()  # "next" has closed
    it.shown.keys("ArrowLeft", "d")
    expect(it.root).to_have_attribute("data-scene", PLACES[-2])
    assert it.page.evaluate("keys") == ["d"]
    it.widget.scene = "yours"
    it.page.get_by_role("textbox").press_sequentially("dd")
    assert it.page.evaluate("keys") == ["d"]
    it.widget.scene = "curve"
    it.shown.point(4).focus()
    it.shown.keys("ArrowRight", "PageDown", "ArrowRight")
    it.agree()
    assert sum(a != b for a, b in zip(it.widget.x, TEN, strict=True)) == 2


def test_the_formulas_font_is_its_own(notebook):
    it = notebook()
    it.widget.scene = "formula"
    expect(it.page.locator(".over math")).to_be_visible()
    it.page.wait_for_function(
        "[...document.fonts].some(face => face.family.includes('logloss Math') && face.status === 'loaded')"
    )


@pytest.mark.parametrize("width", [420, 700, 1000, 1600])
def test_nothing_is_cut_off_however_wide_the_output_is(notebook, width):
    it = notebook(viewport={"width": width, "height": 900})
    for name in PLACES:
        it.widget.scene = name
        expect(it.root).to_have_attribute("data-scene", name)
        assert it.page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_widget_that_is_gone_hears_nothing_more(notebook):
    it = notebook()
    it.page.evaluate("end()")
    assert it.page.evaluate("[...model.heard.values()].flat().length") == 0
    it.widget.scene = "loss"
    expect(it.root).to_have_attribute("data-scene", "feature")


def test_only_what_a_notebook_has_a_use_for_is_offered(notebook):
    it = notebook()
    tools = it.page.locator(".tools button")
    assert [tool.get_attribute("data-tool") for tool in tools.all()] == [
        "undo",
        "redo",
        "reset",
        "table",
        "svg",
        "png",
        "csv",
    ]


def test_two_views_of_one_widget_go_together(notebook):
    it = notebook()
    it.page.evaluate("""() => { const second = document.createElement("div"); second.id = "second";
        document.querySelector("main").append(second); return show(second).then(() => undefined) }""")
    it.shown.drag(it.shown.point(4), 80)
    it.hear()
    assert it.widget.x[3] > 0.2
    second = it.page.locator("#second").get_by_role("status", name="log loss", exact=True)
    expect(second).to_have_text(f"{it.widget.loss:.4f}")


def test_it_is_not_much_larger_than_the_page():
    page = len(built("page.js")) + len(built("page.css"))
    assert len(built("widget.js")) < page + 25_000  # the report's views, and the sharing


def test_hostile_names_stay_data(notebook):
    name = "</script><img src=x onerror=alert(1)>"
    told = ll.story(y=[f"a{name}", f"b{name}"] * 2, y_proba=[0.2, 0.6, 0.4, 0.9], pos_label=f"b{name}")
    it = notebook(told)
    it.widget.scene = "loss"
    it.agree()
    assert it.page.locator("img").count() == 0


# ---- reports --------------------------------------------------------------------------------------------------


def explained(p=(0.9, 0.2, 0.7, 0.4)):
    return ll.explain([1, 0, 1, 1], list(p))


def test_a_report_is_its_page_in_the_notebook(notebook):
    it = notebook(explained())
    assert "report" in it.root.get_attribute("class")
    expect(it.page.get_by_role("heading", level=2).first).to_have_text(plain(explained().headline))
    assert it.page.get_by_role("button", name="print").count() == 0
    assert it.hear() == 0  # of nothing that nobody did


@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_axe_finds_nothing_in_a_report(notebook, background):
    it = notebook(explained(), background=background)
    expect(it.root).to_have_attribute("data-theme", "light" if background == "#ffffff" else "dark")
    assert it.shown.violations() == {}


def test_the_language_of_a_report_is_python_s_and_the_reader_s(notebook):
    it = notebook(explained())
    it.widget.lang = "zh-Hans"
    expect(it.root).to_have_attribute("lang", "zh-Hans")
    expect(it.page.get_by_role("heading", level=2).first).to_have_text(plain(explained().headline, "zh-Hans"))
    it.page.get_by_role("button", name="繁體").click()
    it.hear()
    assert it.widget.lang == "zh-Hant"


def test_another_result_takes_its_place(notebook):
    it = notebook(explained())
    other = explained((0.6, 0.4, 0.6, 0.6))
    it.page.get_by_role("button", name="dark").click()
    it.widget.show(other)
    expect(it.page.get_by_role("heading", level=2).first).to_have_text(plain(other.headline))


def test_the_story_of_a_report_is_one_click_away_and_back(notebook):
    it = notebook(explained())
    it.page.get_by_role("link", name="the story of this loss").click()
    expect(it.root).to_have_attribute("data-scene", "feature")
    it.shown.press("next scene")
    it.shown.press("next scene")
    it.page.get_by_role("button", name="English").focus()
    it.page.get_by_role("button", name="简体").click()
    it.hear()
    assert it.widget.lang == "zh-Hans"
    it.page.locator("button.back").click()
    expect(it.page.get_by_role("heading", level=2).first).to_have_text(plain(explained().headline, "zh-Hans"))
    it.shown.keys("ArrowRight")
    assert it.root.get_attribute("data-scene") is None
    assert it.hear() == 0


def trained(steps):
    replay = ll.Replay([0, 1, 1], names=["a", "b", "c"])
    for step in range(1, steps + 1):
        replay.record([0.5 - step / 20, 0.5 + step / 20, 0.6 - step / 30])
    return replay


def live(steps):
    return report_data(trained(steps), live=True)


def test_a_training_is_followed_as_it_goes_on(notebook):
    """Who looks at the last step sees the next one; who has gone back stays there, with the focus where it was."""
    it = notebook(trained(0))
    expect(it.page.get_by_role("heading", level=2).first).to_have_text("No step was recorded yet")
    assert it.page.locator(".panel").count() == 0
    it.widget.data = live(2)
    expect(it.page.locator("output")).to_have_text("step 2")
    it.widget.data = live(4)
    expect(it.page.locator("output")).to_have_text("step 4")
    slider = it.page.get_by_role("slider", name="step", exact=True)
    slider.focus()
    it.shown.keys("Home", "ArrowRight")
    expect(it.page.locator("output")).to_have_text("step 2")
    it.widget.data = live(6)
    expect(it.page.get_by_role("button", name="last, step 6")).to_be_visible()
    expect(it.page.locator("output")).to_have_text("step 2")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("max", "5")
    assert it.page.locator(".tables table").last.locator("tbody tr").count() == 6
    it.shown.keys("End")
    expect(it.page.locator("output")).to_have_text("step 6")
    it.widget.data = live(7)
    expect(it.page.locator("output")).to_have_text("step 7")
    assert it.hear() == 0
    assert it.shown.violations() == {}


@pytest.mark.parametrize("width", [420, 700, 1000, 1600])
def test_a_report_is_as_wide_as_the_output(notebook, width):
    it = notebook(explained(), viewport={"width": width, "height": 900})
    assert it.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("told", [ll.story, explained])
def test_a_notebook_may_put_it_into_the_document_later(notebook, told):
    it = notebook(told(), background="#111111", color_scheme="light")
    it.page.evaluate("""() => { const late = document.createElement("div"); late.id = "late";
        return show(late).then(() => { document.querySelector("main").append(late) }) }""")
    expect(it.page.locator("#late .logloss")).to_have_attribute("data-theme", "dark")
