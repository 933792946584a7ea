"""How roles look: two hues that mean classes and nothing else, others for parts of a loss, paper and ink."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from logloss.errors import ArgumentError


@dataclass(frozen=True)
class Palette:
    """Colours by role, each as ``#rrggbb``; classes differ in texture too, for grey print.

    Examples
    --------
    >>> Palette(positive="#005f73").of("positive")
    '#005f73'
    """

    positive: str = "#0072B2"
    negative: str = "#D55E00"
    ink: str = "#1c1b19"
    quiet: str = "#696761"
    rule: str = "#e4e1d8"
    paper: str = "#fdfcf8"
    reference: str = "#a5a195"
    entropy: str = "#8a8577"
    discrimination: str = "#117733"
    miscalibration: str = "#bf73ab"
    divergence: str = "#8e2f78"
    classes: tuple[str, ...] = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255")

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", tuple(self.classes))
        for name, colours in asdict(self).items():
            given = colours if isinstance(colours, tuple) else (colours,)
            if not given or any(not re.fullmatch("#[0-9a-fA-F]{6}", str(colour)) for colour in given):
                raise ArgumentError(
                    f"palette: {name} must be written #rrggbb, got {colours!r}",
                    "For example #0072B2, a blue.",
                )

    def of(self, role: str) -> str:
        """The colour of a role."""
        if role.startswith("class-"):
            return self.classes[int(role.removeprefix("class-")) % len(self.classes)]
        named: dict[str, str] = {
            "positive": self.positive,
            "negative": self.negative,
            "quiet": self.quiet,
            "reference": self.reference,
            "entropy": self.entropy,
            "discrimination": self.discrimination,
            "miscalibration": self.miscalibration,
            "divergence": self.divergence,
        }
        return named.get(role, self.ink)

    def on(self, role: str) -> str:
        """The colour of words on a bar of a role: paper or ink, whichever stands out more.

        Examples
        --------
        >>> Palette().on("positive") == Palette().paper, Palette().on("class-4") == Palette().ink
        (True, True)
        """
        ground = _luminance(self.of(role)) + 0.05
        light, dark = _luminance(self.paper) + 0.05, _luminance(self.ink) + 0.05
        return self.paper if light / ground > ground / dark else self.ink


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PALETTE = Palette()


def palette_of(given: Any) -> Palette:
    """A Palette: the one that is given, the usual one for None, or that with some colours changed by role.

    Examples
    --------
    >>> palette_of({"positive": "#005f73"}).positive
    '#005f73'
    """
    if given is None or isinstance(given, Palette):
        return given or PALETTE
    roles = [f.name for f in fields(Palette)]
    if not isinstance(given, Mapping) or not set(given) <= set(roles):
        raise ArgumentError(
            f"palette must be colours by role, got {given!r}", f"The roles are {', '.join(roles)}."
        )
    return Palette(**given)


_HATCHES = ("///", "", "....", "\\\\\\\\", "xxxx")


def hatch(role: str) -> str:
    """The texture of a role's bars, in the colour of the paper: the second cue beside the hue.

    Textures and colours of many classes go round at different paces, so that the first thirty all differ.
    """
    if role.startswith("class-"):
        return _HATCHES[int(role.removeprefix("class-")) % len(_HATCHES)]
    return _HATCHES[0] if role == "negative" else ""


Z = {"rule": 0, "band": 1, "bar": 2, "line": 3, "curve": 3, "dot": 4, "label": 5}
"""What lies over what."""
