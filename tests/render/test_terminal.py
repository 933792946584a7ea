"""The terminal's pictures, read back from their characters: heights, widths, and what must never touch."""

from __future__ import annotations

import re

import numpy as np
import pytest
from rich.cells import cell_len

import logloss as ll
from logloss.render.terminal import explanation_text, story_text
from logloss.render.terminal.glyphs import ASCII, BLOCKS
from logloss.render.terminal.plot import plot
from logloss.render.terminal.words import Page
from logloss.scenes import SCENES
from logloss.scenes.marks import Axis, Bar, Label, Line, Place, Scene

LANGUAGES = ["en", "zh-Hans", "zh-Hant"]
FULL = "█▒░▓"
RNG = np.random.default_rng(0)


def logistic(n):
    x = RNG.normal(size=n)
    return x, (RNG.random(n) < 1 / (1 + np.exp(-2 * x))).astype(int)


LONG = "a class whose name does not end for a very long while 而且還有很長很長很長的中文名字"
STORIES = {
    "ten": ll.story(),
    "three": ll.story([1.0, 2.0, 3.0], [0, 1, 1]),
    "fourteen": ll.story(*logistic(14)),
    "fifteen": ll.story(*logistic(15), unit="bits"),
    "300": ll.story(*logistic(300)),
    "5000": ll.story(*logistic(5000)),
    "features": ll.story(RNG.normal(size=(40, 3)), [0, 1] * 20),
    "infinite": ll.story(y=[1, 0, 1, 1], y_proba=[0.9, 0.2, 0.7, 0.0]),
    "all infinite": ll.story(y=[1, 0, 1], y_proba=[0.0, 1.0, 0.0]),
    "many infinite": ll.story(y=[1, 0] * 50, y_proba=[*RNG.random(90), *[0.0, 1.0] * 5]),
    "equal": ll.story(y=[1, 0] * 7, y_proba=[0.5] * 14),
    "certain": ll.story(y=[1, 0], y_proba=[1.0, 0.0]),
    "tiny": ll.story(y=[1, 0] * 7, y_proba=[1 - 1e-9, 1e-7] * 7),
    "long": ll.story(y=[LONG, "no\n\x1b[31m"] * 5, y_proba=RNG.random(10), pos_label=LONG),
}  # fmt: skip
EXPLANATIONS = {
    "four": ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]),
    "infinite": ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.0], unit="bits"),
    "all infinite": ll.explain([1, 0], [0.0, 1.0]),
    "one class": ll.explain([1, 1], [0.9, 0.2]),
    "nothing lost": ll.explain([1, 0], [1.0, 0.0]),
    "three classes": ll.explain([0, 1, 2] * 100, RNG.dirichlet([2, 1, 1], 300)),
    "nine classes": ll.explain(list(range(9)) * 50, RNG.dirichlet([1] * 9, 450)),
    "many": ll.explain(RNG.integers(0, 2, 50_000), RNG.random(50_000), RNG.random(50_000)),
    "long": ll.explain([LONG, "b"] * 10, RNG.random(20), pos_label="b", id=["一個很長的名字" * 9] * 20),
}


def lines_of(scene, **page):
    return [line.plain for line in plot(scene, Page(**page))]


def level(column):
    """Eighths of a column of characters, read from below."""
    found = 0
    for character in column:
        if character in FULL:
            found += 8
        else:
            return found + max(BLOCKS.standing.find(character), 0)
    return found


def heights(scene, width=80):
    """The height of every column that stands on the axis, in units of the scene."""
    lines = lines_of(scene, width=width)
    axis = next(i for i, line in enumerate(lines) if "└" in line)
    margin = lines[axis].index("└") + 1
    rows = [line.ljust(width)[margin:] for line in lines[:axis] if line[margin - 1 : margin] in "┤│"][::-1]
    ticks = [
        line for line in lines[: axis + 1] if line[margin - 1 : margin] in "┤└" and line[: margin - 1].strip()
    ]
    top, last = float(ticks[0][: margin - 1]), scene.y.ticks[-1][0]
    assert top == last
    unit = last / len(rows)
    return [level([row[k] for row in rows]) / 8 * unit for k in range(width - margin)], unit


@pytest.mark.parametrize("name", ["ten", "three", "fourteen"])
@pytest.mark.parametrize("scene", ["baseline", "loss"])
def test_a_bar_is_as_high_as_its_mark(name, scene):
    drawn = STORIES[name][scene]
    bars = [mark for mark in drawn.marks if isinstance(mark, Bar)]
    columns, unit = heights(drawn)
    found = [columns[i] for i in range(len(columns)) if columns[i] and (i == 0 or not columns[i - 1])]
    assert len(found) == len(bars)
    for seen, bar in zip(found, bars, strict=True):
        assert seen == pytest.approx(bar.y1, abs=unit / 16 + 1e-9) or (seen == unit / 8 and bar.y1 < seen)


@pytest.mark.parametrize("name", ["300", "5000"])
def test_many_bars_keep_their_area(name):
    told = STORIES[name]
    columns, unit = heights(told["loss"])
    assert np.mean(columns) == pytest.approx(told.loss, abs=unit / 8)


def test_bars_that_hang_end_where_their_marks_do():
    rows = [line[6:] for line in lines_of(STORIES["ten"]["line-up"]) if line[5:6] in "┤│"]
    hanging = [
        mark for mark in STORIES["ten"]["line-up"].marks if isinstance(mark, Bar) and mark.role == "negative"
    ]
    for bar, column in zip(hanging, (1, 8, 22), strict=True):
        drawn = [row[column] for row in rows]
        length = sum(
            1.0 if c == "▒" else 0.5 if c == "▀" else 0.125 if c == "▔" else 0.0 for c in drawn
        ) / len(rows)
        assert length == pytest.approx(bar.y1 - bar.y0, abs=0.25 / len(rows) + 1e-9)


def test_classes_differ_without_colour():
    lines = lines_of(STORIES["ten"]["loss"])
    signs = next(line for line in lines if "○" in line and "┤" not in line)
    assert re.findall("[●○]", signs) == list("○○●○●●●●●●")
    below = lines[next(i for i, line in enumerate(lines) if "└" in line) - 1]
    assert [below[signs.index("○")], below[signs.index("●")]] == ["▒", "█"]


def test_values_and_the_mean_are_written_and_touch_nothing():
    lines = "\n".join(lines_of(STORIES["ten"]["loss"]))
    assert " mean = the log loss: 0.3329" in lines
    values = re.findall(r"(?<![\d.])\d\.\d\d(?!\d)", lines)
    heights = STORIES["ten"].material.heights
    assert sorted(values) == sorted(f"{height:.2f}" for height in heights)


def test_the_mean_is_a_line_at_its_height():
    bar = Bar("a", "positive", 0.1, 0.2, 0.0, 2.0)
    ticks = ((0.0, "0"), (1.0, "1"), (2.0, "2"))
    scene = STORIES["ten"]["loss"]
    marks = (bar, Line("mean", "loss", 0.0, 1.0, 1.0, 1.0))
    lines = lines_of(Scene("s", 1, scene.title, (), Axis(0.0, 1.0), Axis(0.0, 2.0, "", ticks), marks))
    at = next(line for line in lines if "▔" in line)
    assert at.startswith("1 ┤")  # the row whose upper edge is 1
    assert at.count("▔") == len(at) - 3 - at.count("█")


def test_a_label_without_room_is_left_out_rather_than_laid_over_another():
    scene = STORIES["ten"]["loss"]
    labels = tuple(Label(f"l{i}", "plain", f"label {i}", (Place(0.5, 1.0),)) for i in range(9))
    lines = lines_of(Scene("s", 1, scene.title, (), Axis(0.0, 1.0), scene.y, labels))
    assert all(line.count("label") <= 1 for line in lines)
    assert 1 <= sum("label" in line for line in lines) < 9


@pytest.mark.parametrize("name", ["infinite", "all infinite", "many infinite"])
def test_an_infinite_bar_is_torn_and_says_so(name):
    lines = lines_of(STORIES[name]["loss"])
    assert any("≈" in line for line in lines)
    assert any("∞" in line for line in lines)
    assert "inf" in "\n".join(lines_of(STORIES["infinite"]["loss"], glyphs=ASCII))


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", STORIES)
def test_no_line_of_a_scene_is_too_wide(name, width):
    _fits(story_text(STORIES[name], list(SCENES), width=width), width)


@pytest.mark.parametrize("width", [41, 120])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["ten", "300", "many infinite", "long"])
def test_no_line_of_a_story_is_too_wide(name, lang, width):
    _fits(story_text(STORIES[name], lang=lang, width=width), width)
    _fits(story_text(STORIES[name], lang=lang, width=width, ascii=True), width)


@pytest.mark.parametrize("width", [40, 81])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXPLANATIONS)
def test_no_line_of_an_explanation_is_too_wide(name, lang, width):
    _fits(explanation_text(EXPLANATIONS[name], lang=lang, width=width), width)
    _fits(explanation_text(EXPLANATIONS[name], lang=lang, width=width, ascii=True), width)


def _fits(text, width):
    for line in text.splitlines():
        assert cell_len(line) <= width, line
        assert line == line.rstrip()
        assert "\x1b" not in line


@pytest.mark.parametrize("name", ["ten", "infinite", "many infinite", "tiny"])
def test_ascii_is_ascii(name):
    assert story_text(STORIES[name], list(SCENES), ascii=True).isascii()


def test_an_explanation_in_ascii_is_ascii():
    assert explanation_text(EXPLANATIONS["infinite"], ascii=True).isascii()


def test_colours_only_when_asked_for():
    assert "\x1b" not in str(STORIES["ten"])
    assert str(STORIES["ten"]) == story_text(STORIES["ten"])
    coloured = story_text(STORIES["ten"], colour=True)
    assert "38;2;0;114;178" in coloured  # #0072B2
    assert "38;2;213;94;0" in coloured  # #D55E00
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines() == story_text(STORIES["ten"]).splitlines()


def test_the_ten_points_are_told_whole():
    told = story_text(STORIES["ten"])
    for number in ("0.3329", "0.6109", "45.5%", "0.717", "0.478", "36%", "0.3052", "x = 0.2", "0.2994"):
        assert number in told


def test_chinese_is_never_broken_before_its_stops():
    for lang in LANGUAGES[1:]:
        for width in (40, 47, 60, 80):
            lines = story_text(STORIES["ten"], list(SCENES), lang=lang, width=width).splitlines()
            assert not [line for line in lines if line.strip()[:1] in set("，。、；：！？）」”")]


def test_numbers_and_words_are_never_broken():
    text = story_text(STORIES["ten"], width=40)
    for piece in ("0.3329", "scikit-learn", "probability", "x = 0.2"):
        assert piece in text


def test_an_explanation_tells_sections_and_rows():
    told = explanation_text(ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4], id=["ann", "bob", "cy", "dan"]))
    assert told.startswith("Log loss 0.4004 ± ")
    table = told.split("Where it hurts most\n")[1].splitlines()
    assert table[0].split() == ["row", "name", "class", "given", "cost,", "nats", "of", "the", "loss"]
    assert table[1].split() == ["3", "dan", "1", "0.4000", "0.92", "57.2%"]


def test_infinite_rows_come_first():
    table = explanation_text(EXPLANATIONS["infinite"]).split("Where it hurts most\n")[1].splitlines()
    assert table[1].split() == ["3", "1", "0.0000", "∞"]


def test_three_classes_have_three_textures():
    told = explanation_text(EXPLANATIONS["three classes"])
    assert "██ 0   ▒▒ 1   ░░ 2" in told
