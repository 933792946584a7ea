"""Every character of every message has a glyph in the fonts that are shipped, and figures find it there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont, fontManager

from logloss.errors import ArgumentError
from logloss.messages import LANGUAGES, messages, number
from logloss.render import fonts
from logloss.render.fonts import FOLDER, SHIPPED, families

TOOL = Path(__file__).parents[2] / "tools/make_fonts.py"
FILES = [f"logloss-Sans-{face}-{weight}.otf" for face in ("SC", "TC") for weight in ("Bold", "Regular")]
BROUGHT = Path(mpl.get_data_path()) / "fonts"


def tool():
    spec = importlib.util.spec_from_file_location("make_fonts", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def glyphs(path: str | Path) -> set[str]:
    with TTFont(path) as font:
        return {chr(c) for c in font.getBestCmap()}


def name_table(file: Path | BytesIO) -> dict[int, str]:
    with TTFont(file) as font:
        return {n.nameID: n.toUnicode() for n in font["name"].names}


def files(lang: str, serif: bool, weight: str) -> list[Path]:
    """The font files behind families(lang) that every machine has."""
    found = [Path(findfont(FontProperties(family=f, weight=weight))) for f in families(lang, serif=serif)]
    return [path for path in found if path.is_relative_to(BROUGHT) or path.parent == FOLDER]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("serif", [False, True])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_every_character_that_is_said_has_a_glyph(lang, serif, weight):
    numbers = (
        "".join(number(v, f) for v in (1.234567890e-8, -5.6e7) for f in ("n4", "sig")) + "⁰¹²³⁴⁵⁶⁷⁸⁹⁻∞−–<>%,"
    )
    said = set("".join(messages(lang).values()) + numbers)
    assert said - set().union(*map(glyphs, files(lang, serif, weight))) == set()


@pytest.mark.parametrize("name", FILES)
def test_shipped_fonts_hold_just_the_characters_of_the_messages(name):
    lang = next(lang for lang, family in SHIPPED.items() if family.endswith(name[13:15]))
    assert glyphs(FOLDER / name) == tool().characters(lang), "run tools/make_fonts.py"


def test_a_font_is_made_again_byte_for_byte():
    make_fonts, shipped = tool(), FOLDER / "logloss-Sans-SC-Regular.otf"
    if not (make_fonts.NOTO / "NotoSansCJK-Regular.ttc").exists():
        pytest.skip("no Noto Sans CJK on this machine")
    again = make_fonts.cut(make_fonts.NOTO, "zh-Hans", "Regular")
    if name_table(BytesIO(again))[5] != name_table(shipped)[5]:
        pytest.skip("another version of Noto Sans CJK than the shipped fonts are cut from")
    assert again == shipped.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_shipped_fonts_keep_to_their_licence(name):
    names = name_table(FOLDER / name)
    licence = (FOLDER / "OFL.txt").read_text("utf-8")
    assert licence.startswith(names[0])
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "SIL Open Font License, Version 1.1" in names[13]
    own = " ".join(names[i] for i in (1, 3, 4, 6))
    assert not {word for word in ("Noto", "Source", "Adobe", "Google") if word in own}


def test_shipped_fonts_are_small():
    assert sum(p.stat().st_size for p in FOLDER.glob("*.otf")) < 600_000


def test_families_in_order():
    assert families("en")[0] == "DejaVu Sans"
    assert families("en", serif=True)[:2] == ["DejaVu Serif", "DejaVu Sans"]
    assert families("zh-Hans")[:2] == ["logloss Sans SC", "DejaVu Sans"]
    assert families("zh-Hant", serif=True)[:3] == ["DejaVu Serif", "logloss Sans TC", "DejaVu Sans"]
    for lang in LANGUAGES:
        assert set(SHIPPED.values()) <= set(families(lang))


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("family", SHIPPED.values())
def test_both_weights_are_found(family, weight):
    families("en")
    found = Path(findfont(FontProperties(family=family, weight=weight), fallback_to_default=False))
    assert found.stem.endswith("Bold" if weight == "bold" else "Regular")


def test_fonts_of_the_system_come_after_the_shipped_one(monkeypatch):
    known = {"DejaVu Sans", "SimHei", "Noto Sans CJK TC", *SHIPPED.values()}
    monkeypatch.setattr(fonts, "_registered", lambda: known)
    assert families("zh-Hans") == [
        "logloss Sans SC",
        "DejaVu Sans",
        "SimHei",
        "Noto Sans CJK TC",
        "logloss Sans TC",
    ]
    assert families("zh-Hant")[2:4] == ["Noto Sans CJK TC", "SimHei"]
    assert families("en")[:3] == ["DejaVu Sans", "SimHei", "Noto Sans CJK TC"]


def test_fonts_are_registered_once_whoever_asks_first(monkeypatch):
    others = [f for f in fontManager.ttflist if f.name not in SHIPPED.values()]
    monkeypatch.setattr(fontManager, "ttflist", others)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(families, LANGUAGES * 20))
    ours = sorted(f.fname for f in fontManager.ttflist if f.name in SHIPPED.values())
    assert ours == [str(FOLDER / name) for name in FILES]


def test_unknown_language_is_refused():
    with pytest.raises(ArgumentError, match="got 'fr'"):
        families("fr")


BARE = """
import sys, warnings
warnings.simplefilter("error")
import matplotlib
matplotlib.use("Agg")
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
brought = matplotlib.get_data_path()
fontManager.ttflist = [f for f in fontManager.ttflist if f.fname.startswith(brought)]
from logloss.messages import LANGUAGES, messages, number
from logloss.render.fonts import families
figure = Figure()
for lang in LANGUAGES:
    assert not [f for f in families(lang) if "DejaVu" not in f and "logloss" not in f]
    words = "".join(sorted(set("".join(messages(lang).values()) + number(1.23456789e-10, "sig") + "∞")))
    for serif in (False, True):
        for weight in ("normal", "bold"):
            style = {"family": families(lang, serif=serif), "weight": weight, "parse_math": False}
            figure.text(0, 0.5, words, **style)
for kind in sys.argv[2:]:
    figure.savefig(f"{sys.argv[1]}/drawn.{kind}")
"""


def test_a_machine_without_fonts_draws_every_character(tmp_path):
    kinds = ["png", "svg", "pdf"]
    run = subprocess.run(
        [sys.executable, "-c", BARE, tmp_path, *kinds], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["drawn.pdf", "drawn.png", "drawn.svg"]
