"""The font of the page's formulas: the characters that its tool names, the table that sets them, its licence."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

TOP = Path(__file__).parents[2]
FONT = TOP / "web/fonts/logloss-Math.woff2"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("make_math_font", TOP / "tools/make_math_font.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_holds_what_its_tool_says(tool):
    with TTFont(FONT) as font:
        assert {chr(c) for c in font.getBestCmap()} == tool.characters(), "run make fonts"
        assert "MATH" in font


def test_it_keeps_to_its_licence():
    with TTFont(FONT) as font:
        names = {n.nameID: n.toUnicode() for n in font["name"].names}
    licence = (FONT.parent / "OFL.txt").read_text("utf-8")
    assert licence.startswith(names[0])
    assert "SIL Open Font License, Version 1.1" in names[13]
    assert "STIX" not in names[1] + names[4] + names[6]


def test_it_is_small():
    assert FONT.stat().st_size < 20_000


def test_it_is_made_again_byte_for_byte(tool):
    if importlib.util.find_spec("ziamath") is None:
        pytest.skip("no ziamath here, which brings STIX Two Math")
    assert tool.cut(tool.brought()) == FONT.read_bytes()
