"""The result: the way from a log loss to the number that was reported, or that none was found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from os import PathLike
from typing import Any, Literal

from logloss.messages import Text
from logloss.reconciliation.matching import Match, Step
from logloss.reconciliation.sections import headline, sections

__all__ = ["Match", "Reconciliation", "Step"]

Lang = Literal["en", "zh-Hans", "zh-Hant"]


@dataclass(frozen=True)
class Reconciliation:
    """Which conventions give a reported number.

    Attributes
    ----------
    said : str
        The number as it was reported.
    value, half : float
        What it is, and half a unit of its last digit: a match lies no farther from it.
    loss : float
        The log loss of the predictions, in nats; infinite where a 0 was given for what happened.
    rows : int
    tried : int
        How many choices of conventions gave a number.
    matches : tuple of Match
        Those that give the reported number, the fewest and most ordinary conventions first.
    nearest : Match or None
        Where none does, what comes nearest, which is no answer.
    odds : float
        The share of numbers drawn at random that some choice would meet, to as many digits.

    Examples
    --------
    >>> import logloss as ll
    >>> r = ll.reconcile([1, 0, 1], [0.9, 0.2, 0.0], said="12.1241")
    >>> r.loss, [step.convention for step in r.matches[0].steps], r.found
    (inf, ['clip.sklearn'], True)
    """

    said: str
    value: float
    half: float
    loss: float
    rows: int
    tried: int
    matches: tuple[Match, ...]
    nearest: Match | None = None
    odds: float = 0.0

    @property
    def found(self) -> bool:
        """Whether some match is convincing: chance would hardly have found it."""
        return bool(self.matches) and self.matches[0].is_convincing

    @cached_property
    def headline(self) -> Text:
        """The finding in one line."""
        return headline(self)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The way, what else would do, and how much chance there is in it."""
        return sections(self)

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is ∞ (``is_infinite``)."""
        from logloss.explanation.plain import finite

        plain = {**asdict(self), "is_infinite": self.loss == float("inf"), "found": self.found}
        result: dict[str, Any] = finite(plain)
        return result

    def to_json(self, indent: int | None = 2) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False, ensure_ascii=False, indent=indent)

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw the way as a waterfall, a matplotlib Figure; parameters as those of `Explanation.plot`."""
        from logloss.render.reconciled import draw_reconciliation
        from logloss.render.style import palette_of

        return draw_reconciliation(self, lang=lang, palette=palette_of(palette))

    def save(self, path: str | PathLike[str], *, lang: Lang = "en", palette: Any = None) -> None:
        """Write it as a picture (.png, .svg, .pdf) or as .json."""
        from logloss.render.reconciled import save_reconciliation

        save_reconciliation(self, path, lang, palette)

    def __str__(self) -> str:
        """The Reconciliation in words, for a terminal 80 columns wide."""
        from logloss.render.terminal import told_text

        return told_text(self)

    def _repr_html_(self) -> str:
        from logloss.render.reconciled import reconciliation_html

        return reconciliation_html(self)
