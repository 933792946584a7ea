"""How roles look: two hues that mean classes and nothing else, paper, ink, and one grey for all that is secondary."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Palette:
    """Colours by role. The two classes differ in texture too, so that a picture survives grey print.

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
    divergence: str = "#7a4fa3"
    classes: tuple[str, ...] = field(
        default=("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8a8577")
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
            "divergence": self.divergence,
        }
        return named.get(role, self.ink)


PALETTE = Palette()

HATCHES = {"negative": "///", "class-0": "///", "class-2": "....", "class-3": "\\\\\\\\", "class-4": "xxxx"}
"""The second cue of bars: a texture in the colour of the paper."""

Z = {"rule": 0, "bar": 2, "line": 3, "curve": 3, "dot": 4, "label": 5}
"""What lies over what."""
