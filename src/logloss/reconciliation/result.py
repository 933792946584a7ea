"""The result: the way from a log loss to the number that was reported, or that none was found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from logloss.messages import Lang, Text
from logloss.reconciliation.matching import Match, Step
from logloss.reconciliation.sections import headline, sections
from logloss.told import Told

__all__ = ["Match", "Reconciliation", "Step"]


@dataclass(frozen=True)
class Reconciliation(Told):
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

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw the way as a waterfall, a matplotlib Figure; parameters as those of `Explanation.plot`."""
        from logloss.render.reconciled import draw_reconciliation
        from logloss.render.style import palette_of

        return draw_reconciliation(self, lang=lang, palette=palette_of(palette))
