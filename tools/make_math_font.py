"""Make the font of the page's formulas: the letters and signs of mathematics, cut from STIX Two Math.

    pip install brotli fonttools ziamath
    python tools/make_math_font.py [STIXTwoMath-Regular.ttf]

``make fonts`` does both. Run it when a formula needs a new sign; tests/render/test_math_font.py tells. The
package ziamath brings the font; the same font gives the same bytes. The SIL Open Font License asks that its
text goes with every copy, as OFL.txt beside the font.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[1] / "web/fonts/logloss-Math.woff2"
FAMILY = "logloss Math"

UPRIGHT = {chr(c) for c in range(0x20, 0x7F)}
ITALIC = {chr(c) for c in range(0x1D434, 0x1D468)} - {"\U0001d455"} | {"ℎ"}  # h stands elsewhere in Unicode
GREEK = set("σλ") | {"\U0001d70e", "\U0001d706"}
SIGNS = set("−·×±∕∑∏√∞∣∥‖≤≥≈≠→←∈…⋯′½\u00a0")
"""What a browser looks up for formulas: an <mi> of one letter is set in mathematical italic, which has code
points of its own; stretched signs are glyphs that the MATH table names, and come along with theirs."""

KEPT_NAMES = {0, 7, 13, 14}  # copyright, trademark, licence and its address


def characters() -> set[str]:
    """What the font holds."""
    return UPRIGHT | ITALIC | GREEK | SIGNS


def cut(source: Path) -> bytes:
    """The font as WOFF2, under a name of its own."""
    with TTFont(source, recalcTimestamp=False) as font:
        missing = sorted(characters() - {chr(c) for c in font.getBestCmap()})
        if missing:
            sys.exit(f"{source.name} has no glyph for {' '.join(missing)}")
        subsetter = Subsetter(_options())
        subsetter.populate(unicodes=[ord(c) for c in characters()])
        subsetter.subset(font)
        _rename(font)
        font.flavor = "woff2"
        saved = BytesIO()
        font.save(saved)
        return saved.getvalue()


def _options() -> Options:
    """Outlines, and the table that sets formulas; no hints, no forms for indices, unasked for by browsers."""
    options = Options()
    options.layout_features = []
    options.bidi_closure = False
    options.drop_tables += ["DSIG", "GPOS", "GSUB"]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = ["*"]  # _rename chooses
    return options


def _rename(font: TTFont) -> None:
    table = font["name"]
    version = table.getDebugName(5)
    table.names = [n for n in table.names if n.nameID in KEPT_NAMES and n.langID == 0x409]
    post = f"{FAMILY.replace(' ', '')}-Regular"
    named = {
        1: FAMILY,
        2: "Regular",
        3: f"{post};{version}",
        4: FAMILY,
        5: f"{version}; cut for logloss",
        6: post,
    }
    for number, name in named.items():
        table.setName(name, number, 3, 1, 0x409)


def brought() -> Path:
    """The font that ziamath brings; its code, which would be run by an import, is not needed."""
    found = importlib.util.find_spec("ziamath")
    if found is None or found.origin is None:
        sys.exit("ziamath is not installed; name the font file instead")
    return Path(found.origin).parent / "fonts/STIXTwoMath-Regular.ttf"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, help="STIXTwoMath-Regular.ttf")
    parser.add_argument("-o", type=Path, default=TARGET, help="where to write")
    chosen = parser.parse_args()
    chosen.o.parent.mkdir(parents=True, exist_ok=True)
    chosen.o.write_bytes(cut(chosen.source or brought()))
    sys.stderr.write(f"{chosen.o.name}: {chosen.o.stat().st_size:,} bytes\n")
