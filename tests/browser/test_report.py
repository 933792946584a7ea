"""The report page in a real browser: its numbers are those of the JSON, it is used by hand and by keyboard, it is safe."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect
from sklearn.linear_model import LogisticRegression

import logloss as ll
from logloss.messages import number
from logloss.render.report_page import report_data

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"


def predictions(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    z = 1.5 * rng.normal(size=n)
    return (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int), 1 / (1 + np.exp(-z - 0.4 * rng.normal(size=n)))


def explained(n: int = 2_000, **how: Any) -> ll.Explanation:
    return ll.explain(*predictions(n), **how)


def classes() -> ll.Explanation:
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1, 1], 300)
    return ll.explain([rng.choice(4, p=row) for row in p], p)


def comparison() -> ll.Comparison:
    y, p = predictions(1_500)
    q = np.clip(p**1.1, 0, 1)
    return ll.compare(y, {"old": p, "new": q}, by=np.where(np.arange(len(y)) % 3, "a", "b"))


def trained(pace: float = 0.5) -> ll.Replay:
    """Log-odds that grow from step to step."""
    y, p = predictions(120)
    replay = ll.Replay(y, names=[f"match {i}" for i in range(120)])
    for step in range(1, 9):
        replay.record(pace * step * np.log(p / (1 - p)), from_logits=True)
    return replay


def weeks() -> ll.Change:
    old, new = (ll.summarize(*predictions(900, seed), by=list("ab") * 450) for seed in (2, 3))
    return ll.compare(old, new)


RESULTS: dict[str, Callable[[], Any]] = {
    "ten rows": lambda: ll.explain(
        [0, 0, 0, 1, 0, 1, 1, 1, 1, 1], [0.1, 0.2, 0.3, 0.3, 0.6, 0.7, 0.8, 0.9, 0.9, 1]
    ),
    "many rows": lambda: explained(8_886, by=["a", "b", "c"] * 2_962),
    "infinite": lambda: ll.explain([1, 0, 1, 0], [0.0, 0.3, 0.8, 1.0]),
    "four classes": classes,
    "comparison": comparison,
    "two weeks": weeks,
    "time line": lambda: ll.timeline([ll.summarize(*predictions(400, k)) for k in range(9)]),
    "reconciled": lambda: ll.reconcile(*predictions(40), said="1.0"),
    "seen and unseen": lambda: ll.explain_estimator(
        LogisticRegression(), np.linspace(-2, 2, 12)[:, None], [0, 0, 0, 1, 0, 1] * 2
    ),
    "training": lambda: trained(),
    "two trainings": lambda: trained().compare(trained(0.2), names=("quick", "slow")),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Any, str]]:
    """Results and the addresses of their pages, each made once."""
    folder = tmp_path_factory.mktemp("reports of one's own")
    known: dict[str, tuple[Any, str]] = {}

    def making(name: str) -> tuple[Any, str]:
        if name not in known:
            found = RESULTS[name]()
            path = folder / f"{name}.html"
            found.save(path, lang="en")
            known[name] = found, path.as_uri()
        return known[name]

    return making


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_has_a_page_that_says_what_it_found(name, pages, opened):
    found, address = pages(name)
    page: Page = opened(address).page
    data = report_data(found, "en")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(".+"))
    headline = page.get_by_role("heading", level=1).inner_text()
    assert str(found).replace("\n", " ").startswith(headline)
    played = len(data["steps"]["runs"]) if data["steps"] else 0
    assert page.locator(".panel").count() == sum(map(len, data["panels"])) + played
    assert page.locator(".answer").count() == len(data["sections"])
    assert page.locator(".table.sorted").count() == len(data["tables"])
    for panel in page.locator(".panel .picture svg").all():
        assert panel.locator("[data-id]").count() > 3


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_out_of_reach(name, theme, pages, opened):
    """axe-core finds nothing, in light and in dark."""
    page: Page = opened(pages(name)[1], color_scheme=theme).page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]] == []


def test_numbers_are_those_of_the_json(pages, opened):
    found, address = pages("many rows")
    page: Page = opened(address).page
    numbers = json.loads(found.to_json())
    assert number(numbers["log_loss"]) in page.get_by_role("heading", level=1).inner_text()
    rows = page.locator(".table.sorted").first.locator("tbody tr")
    for shown, row in zip(rows.all(), numbers["culprits"], strict=True):
        cells = shown.locator("th, td").all_inner_texts()
        assert cells[3:] == [number(row["p"]), number(row["loss"]), number(row["share"], "pct1")]
    groups = page.get_by_role("region", name="Groups by what they add").or_(
        page.locator(".table.sorted").nth(2)
    )
    first = groups.first.locator("tbody tr").first.locator("th, td").all_inner_texts()
    assert first[0] == numbers["groups"][0]["name"]
    assert first[3] == number(numbers["groups"][0]["loss"])


def test_tables_are_sorted_by_hand_and_by_keyboard(pages, opened):
    page: Page = opened(pages("many rows")[1]).page
    table = page.locator(".table.sorted").first
    cost = table.get_by_role("button", name="cost, nats")

    def values() -> list[float]:
        return [float(v) for v in table.locator("tbody td:nth-child(5)").all_inner_texts()]

    before = values()
    cost.click()
    expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    assert values() == sorted(before, reverse=True)
    cost.focus()
    page.keyboard.press("Enter")
    expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert values() == sorted(before)


def test_a_stretch_of_bars_says_its_share(pages, opened):
    found, address = pages("ten rows")
    shown = opened(address)
    page: Page = shown.page
    panel = page.locator(".panel").first
    expect(panel.locator(".readout")).to_contain_text("Drag across the bars")
    slider = panel.get_by_label("to")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("PageUp")  # a tenth of the slider each
    losses = sorted((-np.log([0.9, 0.8, 0.7, 0.3, 0.4, 0.7, 0.8, 0.9, 0.9, 1])).tolist(), reverse=True)
    share = sum(losses[:3]) / sum(losses)
    said = panel.locator(".readout").inner_text()
    assert said.startswith("30.0% of the rows make")
    assert abs(float(re.search(r"make ([\d.]+)%", said)[1]) / 100 - share) < 0.005
    box = panel.locator(".picture svg").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 0.5 * box["height"], steps=5)
    page.mouse.up()
    page.mouse.move(0, 0)
    assert re.match(
        r"[45]\d\.\d% of the rows make [\d.]+% of the loss", panel.locator(".readout").inner_text()
    )
    assert found.loss > 0


def test_marks_say_their_numbers(pages, opened):
    page: Page = opened(pages("two weeks")[1]).page
    panel = page.locator(".panel").first
    panel.locator('[data-id="part/old"]').hover()
    expect(panel.locator(".readout")).to_contain_text(number(pages("two weeks")[0].old.loss))
    panel.locator('[data-id="part/old"]').focus()
    page.keyboard.press("ArrowDown")
    expect(panel.locator('[data-id="part/uncertainty"]')).to_be_focused()


def test_language_and_theme_are_switched(pages, opened):
    page: Page = opened(pages("comparison")[1]).page
    page.get_by_role("button", name="繁體").click()
    expect(page.locator("#logloss")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator(".answer h3").first).to_have_text("模型")
    page.get_by_role("button", name="深色").or_(page.locator(".switch button").last).first.click()
    expect(page.locator("#logloss")).to_have_attribute("data-theme", "dark")


def test_the_story_is_one_click_away(pages, opened):
    found, address = pages("many rows")
    page: Page = opened(address).page
    page.get_by_role("link", name=re.compile("the story of this loss")).click()
    strip = page.get_by_role("status", name="log loss", exact=True)
    expect(strip).to_contain_text(number(found.loss))
    page.keyboard.press("End")
    page.get_by_role("button", name="back to the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Log loss")
    assert page.locator(".panel").count() > 2


def test_a_story_that_cannot_be_told_is_not_offered(pages, opened):
    page: Page = opened(pages("four classes")[1]).page
    assert page.get_by_role("link", name=re.compile("the story")).count() == 0


HOSTILE = '</script><img src=x onerror="window.hurt=1"><b>x'


def test_hostile_names_stay_data(opened, tmp_path):
    y, p = [1, 0, 1, 0] * 10, [0.9, 0.2, 0.7, 0.6] * 10
    labels = [f"a{HOSTILE}", f"b{HOSTILE}"]
    e = ll.explain(
        [labels[k] for k in y],
        p,
        pos_label=labels[1],
        by=[HOSTILE, "${x}"] * 20,
        id=[f"{HOSTILE}{i}" for i in range(40)],
    )
    e.to_html(tmp_path / "e.html", lang="en")
    c = ll.compare(
        y,
        {HOSTILE: p, "{{b}}": p[::-1]},
        by=[HOSTILE, "\u2028"] * 20,
        id=[f"{HOSTILE}{i}" for i in range(40)],
    )
    c.to_html(tmp_path / "c.html", lang="en")
    for name in ("e", "c"):
        page: Page = opened((tmp_path / f"{name}.html").as_uri()).page
        expect(page.locator("tbody").first).to_contain_text("<img src=x")
        assert page.locator("img").count() == 0
        assert page.evaluate("window.hurt") is None


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(width, pages, opened):
    for name in RESULTS:
        page: Page = opened(pages(name)[1], viewport={"width": width, "height": 800}).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_the_size_does_not_grow_with_the_rows():
    sizes = [
        len(json.dumps(report_data(explained(n, by=(np.arange(n) % 7).tolist())))) for n in (20_000, 200_000)
    ]
    assert sizes[1] < 1.1 * sizes[0] < 400_000


@pytest.mark.integration
def test_ten_million_rows_by_the_command(opened, tmp_path):
    """Made by the command from a file, as small as the report of few rows, and drawn like it."""
    n = 10_000_000
    rng = np.random.default_rng(9)
    p = rng.beta(0.8, 1.6, n)
    pq.write_table(
        pa.table({"won": rng.random(n) < p, "p": p, "team": np.arange(n) % 5}), tmp_path / "p.parquet"
    )
    ask = [tmp_path / "p.parquet", "-y", "won", "-p", "p", "--by", "team"]
    for target in ("report.html", "report.json"):
        done = subprocess.run(
            [sys.executable, "-m", "logloss", "explain", *map(str, ask), "-o", str(tmp_path / target)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.html").stat().st_size < 800_000
    page: Page = opened((tmp_path / "report.html").as_uri()).page
    numbers = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert number(numbers["log_loss"]) in page.get_by_role("heading", level=1).inner_text()
    bars = page.locator(".panel").first.locator(".bar")
    assert 100 < bars.count() <= 1_000
