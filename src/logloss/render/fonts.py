"""The typefaces of figures: DejaVu, which matplotlib brings, and the Chinese that this package ships.

The shipped fonts hold the characters of the messages only (tools/make_fonts.py). Whatever else is to be
written, say a user's own Chinese column name, comes from a Chinese font of the system, if it has one.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from matplotlib.font_manager import fontManager

from logloss.errors import ArgumentError
from logloss.messages import LANGUAGES

SHIPPED = {"zh-Hans": "logloss Sans SC", "zh-Hant": "logloss Sans TC"}
"""The shipped family of each Chinese script; no system has a font of such a name."""

FOLDER = Path(__file__).parent / "fonts"

_SIMPLIFIED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
_TRADITIONAL = (
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "Source Han Sans TW",
    "PingFang TC",
    "Microsoft JhengHei",
    "Heiti TC",
    "LiHei Pro",
    "AR PL UMing TW",
    "PMingLiU",
)
_ANY = (
    "Noto Sans CJK JP",  # the first face of Noto Sans CJK, the only one that matplotlib sees before 3.11
    "Noto Sans CJK HK",
    "Noto Sans CJK KR",
    "Source Han Sans",
    "PingFang HK",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "SimSun",
    "Noto Serif CJK SC",
    "Noto Serif CJK TC",
    "Noto Serif CJK JP",
    "Unifont",
)
_LOCK = Lock()


def families(lang: str, serif: bool = False) -> list[str]:
    """Font families that write a language; matplotlib takes the next where one has no glyph.

    In Chinese the shipped font comes first and brings its own Latin letters and digits; with ``serif``, for
    headlines, they are DejaVu Serif's.

    Parameters
    ----------
    lang : "en", "zh-Hans" or "zh-Hant"
    serif : whether Latin letters have serifs

    Examples
    --------
    >>> families("zh-Hans")[:2], families("zh-Hant", serif=True)[:2]
    (['logloss Sans SC', 'DejaVu Sans'], ['DejaVu Serif', 'logloss Sans TC'])
    """
    if lang not in LANGUAGES:
        raise ArgumentError(f"lang must be one of {', '.join(LANGUAGES)}, got {lang!r}")
    installed = _registered()
    latin = ["DejaVu Serif", "DejaVu Sans"] if serif else ["DejaVu Sans"]
    own = [SHIPPED[lang]] if lang in SHIPPED else []
    order = (*_TRADITIONAL, *_SIMPLIFIED) if lang == "zh-Hant" else (*_SIMPLIFIED, *_TRADITIONAL)
    system = [family for family in (*order, *_ANY) if family in installed]
    others = [family for family in SHIPPED.values() if family not in own]
    first = [latin[0], *own, *latin[1:]] if serif else [*own, *latin]
    return [*first, *system, *others]


def _registered() -> set[str]:
    """All families that matplotlib knows, among them ours, which it is told of once."""
    with _LOCK:
        known = {font.name for font in fontManager.ttflist}
        if not known.issuperset(SHIPPED.values()):
            for path in sorted(FOLDER.glob("*.otf")):
                fontManager.addfont(path)
            known.update(SHIPPED.values())
        return known
