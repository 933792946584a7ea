"""Lying bars in a terminal: a line each, within the page, and what is cut or without end is torn."""

from __future__ import annotations

import numpy as np
import pytest
from rich.cells import cell_len

import logloss as ll
from logloss.messages import LANGUAGES
from logloss.render.terminal.glyphs import ASCII
from logloss.render.terminal.lying import lying
from logloss.render.terminal.words import Page
from logloss.scenes.explained import classes_scene
from logloss.scenes.explained_parts import parts_scene

RANDOM = np.random.default_rng(0)
P = 0.5 + 0.1 * RANDOM.random(200)
DULL = ll.explain((RANDOM.random(200) < P).astype(int), P)
ENDLESS = ll.explain([1, 0, 1, 0], [0.0, 0.2, 0.8, 0.6])


def lines(e: ll.Explanation, page: Page = Page()) -> list[str]:  # noqa: B008  # frozen
    scene = parts_scene(e)
    assert scene is not None
    return [line.plain for line in lying(scene, page)]


def test_a_line_each_with_its_name_and_value() -> None:
    found = lines(ll.Explanation(ll.story().summary))
    assert [line.split()[-1] for line in found] == ["0.6109", "−0.4722", "+0.1943", "0.3329"]
    assert [line.split("  ")[0].strip() for line in found[:1]] == [found[0].split("  ")[0].strip()]
    assert found[0].startswith("uncertainty of the labels ▓")
    long = [line.count(fill) for line, fill in zip(found, "▓░▒█", strict=True)]
    assert long[0] - long[1] + long[2] == pytest.approx(long[3], abs=1)
    assert found[1].index("░") == found[2].index("▒")


def test_torn_where_the_axis_is_cut_and_where_there_is_no_end() -> None:
    assert [line.count("≈") for line in lines(DULL)] == [1, 0, 0, 1]
    assert [line.count("≈") for line in lines(ENDLESS)] == [0, 0, 1, 1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("e", [DULL, ENDLESS], ids=["dull", "endless"])
def test_no_line_leaves_the_page(e: ll.Explanation, width: int, lang: str) -> None:
    assert all(cell_len(line) <= width for line in lines(e, Page(width, lang)))


def test_ascii_only() -> None:
    assert all(line.isascii() for line in lines(DULL, Page(glyphs=ASCII)))


def test_names_above_bars_stand_before_them() -> None:
    e = ll.explain(["a", "b", "c"] * 4, np.full((12, 3), [0.5, 0.3, 0.2]), labels=["a", "b", "c"])
    found = [line.plain for line in lying(classes_scene(e), Page())]
    assert [line.split()[0] for line in found] == ["c:", "b:", "a:"]
    assert float(found[0].split()[-1]) == pytest.approx(-np.log(0.2) / 3, abs=1e-4)
