"""Make the fonts that the package ships: the Chinese characters of its messages, cut from Noto Sans CJK.

    apt-get install fonts-noto-cjk
    .venv/bin/python tools/make_fonts.py [folder of the .ttc files]

Run it when a Chinese message has got a new character; tests/render/test_fonts.py tells. The same messages
and the same Noto give the same bytes. The SIL Open Font License asks that its text goes with every copy, as
OFL.txt beside the fonts, and that a changed font keeps no reserved name: these are "logloss Sans SC", "TC".
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP / "src"))

from logloss.messages import messages  # noqa: E402  # from this checkout, whatever is installed

NOTO = Path("/usr/share/fonts/opentype/noto")
FONTS = TOP / "src/logloss/render/fonts"
FACES = {"zh-Hans": "SC", "zh-Hant": "TC"}
WEIGHTS = ("Regular", "Bold")

ASCII = {chr(c) for c in range(0x20, 0x7F)}
PUNCTUATION = {chr(c) for c in (*range(0x3000, 0x3012), *range(0x3014, 0x3020))} | set("“”‘’—…")
FULL_WIDTH = {chr(c) for c in range(0xFF01, 0xFF5F)}
NARROW = set("−–")
"""Signs of Latin width that go with digits. Noto draws most others (× ± · ≈ ∞) as wide as Chinese characters,
which tears formulas apart, and lacks half of the superscripts: left out here, all come from DejaVu Sans."""

OWN_NAMES = set("简体繁體")
"""What the languages call themselves, where the page offers them."""

KEPT_NAMES = {0, 7, 13, 14}  # copyright, trademark, licence and its address


def characters(lang: str) -> set[str]:
    """What a language's font holds."""
    said = set("".join(messages(lang).values()))
    return ASCII | PUNCTUATION | FULL_WIDTH | NARROW | OWN_NAMES | {c for c in said if c >= "\u2e80"}


def cut(noto: Path, lang: str, weight: str) -> bytes:
    """One face with the characters of one language, under a name of its own."""
    wanted = f"Noto Sans CJK {FACES[lang]}"
    with TTCollection(noto / f"NotoSansCJK-{weight}.ttc", lazy=True) as collection:
        font = next(face for face in collection.fonts if face["name"].getDebugName(1) == wanted)
        text = characters(lang)
        missing = sorted(c for c in text if ord(c) not in font.getBestCmap())
        if missing:
            sys.exit(f"{wanted} has no glyph for {' '.join(missing)}")
        font.recalcTimestamp = False
        subsetter = Subsetter(_options())
        subsetter.populate(unicodes=[ord(c) for c in text])
        subsetter.subset(font)
        _rename(font, f"logloss Sans {FACES[lang]}", weight)
        saved = BytesIO()
        font.save(saved)
        return saved.getvalue()


def _options() -> Options:
    """Outlines and widths, no more: no vertical writing, no alternative forms, no hints."""
    options = Options()
    options.layout_features = []
    options.drop_tables += ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = ["*"]  # _rename chooses
    return options


def _rename(font: TTFont, family: str, weight: str) -> None:
    table = font["name"]
    version = table.getDebugName(5).split(";")[0]
    table.names = [n for n in table.names if n.nameID in KEPT_NAMES and n.langID == 0x409]
    full, post = f"{family} {weight}", f"{family.replace(' ', '')}-{weight}"
    named = {1: family, 2: weight, 3: f"{post};{version}", 4: full, 5: f"{version}; cut for logloss", 6: post}
    for number, name in named.items():
        table.setName(name, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames[0] = post
    cff.topDictIndex[0].FamilyName, cff.topDictIndex[0].FullName = family, full


def make(noto: Path, folder: Path) -> None:
    """Write all fonts."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang, face in FACES.items():
        for weight in WEIGHTS:
            path = folder / f"logloss-Sans-{face}-{weight}.otf"
            path.write_bytes(cut(noto, lang, weight))
            sys.stderr.write(f"{path.name}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("noto", nargs="?", type=Path, default=NOTO, help="folder of NotoSansCJK-*.ttc")
    parser.add_argument("-o", type=Path, default=FONTS, help="where to write")
    chosen = parser.parse_args()
    make(chosen.noto, chosen.o)
