"""The result: every number of a log loss, found when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from logloss.analysis.advice import Advice, Known, advise
from logloss.analysis.chain import TopClass, chain
from logloss.analysis.culprits import ClassPart, Culprit, by_class, culprits
from logloss.analysis.decomposition import Decomposition, decomposition
from logloss.analysis.doubts import doubts
from logloss.analysis.groups import GroupPart, group_parts
from logloss.analysis.half import Half, half
from logloss.analysis.honesty import Honesty, honesty
from logloss.analysis.null import Null, null
from logloss.analysis.reliability import Reliability, Resampled, reliability, resampled
from logloss.analysis.temperature import Temperature, temperature
from logloss.analysis.uncertainty import Uncertainty, uncertainty
from logloss.analysis.waterfall import Piece, waterfall
from logloss.analysis.worth import Worth, worth
from logloss.analysis.yardstick import Yardstick, yardstick
from logloss.explanation.plain import plain_dict
from logloss.explanation.sections import headline, sections
from logloss.information import unit_factor
from logloss.messages import Lang, Text
from logloss.summary import Row, Summary
from logloss.told import Told

CLIPS = (
    ("scikit-learn, float64", 36.04365338911715),
    ("scikit-learn, float32", 15.942385152878742),
    ("eps = 1e-15", 34.538776394910684),
    ("PyTorch", 100.0),
)
"""What clips make of a row whose true class was given 0, in nats: −ln of 2⁻⁵², 2⁻²³, 1e-15; and a cap."""


@dataclass(frozen=True)
class Explanation(Told):
    """What a log loss means.

    Attributes
    ----------
    summary : Summary
        All that is known of the rows.
    unit : "nats" or "bits"
        In which ``loss``, sentences and pictures speak; every other number here is in nats.
    base_rate : float or shape (K,) or None
        The base rate to compare with, where it is not the data's own.

    Examples
    --------
    >>> import logloss as ll
    >>> e = ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
    >>> round(e.loss, 4), round(e.yardstick.base_loss, 4), e.culprits[0].row.row
    (0.4004, 0.5623, 3)
    """

    summary: Summary
    unit: Literal["nats", "bits"] = "nats"
    base_rate: float | Sequence[float] | None = None

    @property
    def loss(self) -> float:
        """The log loss in the unit of this Explanation."""
        return self.summary.loss * self.factor

    @property
    def factor(self) -> float:
        """From nats to the unit."""
        return unit_factor(self.unit)

    @cached_property
    def yardstick(self) -> Yardstick:
        """The loss beside that of the base rate, and in other words."""
        return yardstick(self.summary, self.base_rate)

    @cached_property
    def uncertainty(self) -> Uncertainty:
        """Standard error and 95% interval; of clusters or times, where they were given."""
        return uncertainty(self.summary, self.base_rate)

    @cached_property
    def classes(self) -> tuple[ClassPart, ...]:
        """The loss split by class."""
        return by_class(self.summary)

    @cached_property
    def culprits(self) -> tuple[Culprit, ...]:
        """The costliest rows of finite loss."""
        return culprits(self.summary)

    @cached_property
    def decomposition(self) -> Decomposition | None:
        """Uncertainty − discrimination + miscalibration, in nats; None for more than two classes."""
        return decomposition(self.summary)

    @cached_property
    def null(self) -> Null | None:
        """The miscalibration that calibrated predictions would show; None for more than two classes."""
        return null(self.summary, self._resampled)

    @cached_property
    def reliability(self) -> Reliability | None:
        """How often it happened at each probability, and the band of chance; None for over two classes."""
        return reliability(self.summary, self._resampled)

    @cached_property
    def worth(self) -> Worth | None:
        """What recalibrating gains, in sample and cross-validated; None for more than two classes."""
        return worth(self.summary)

    @cached_property
    def _resampled(self) -> Resampled | None:
        """What both stand on: drawn once."""
        return resampled(self.summary)

    @cached_property
    def honesty(self) -> Honesty | None:
        """The loss beside what the predictions themselves expected; None where that tells nothing."""
        return honesty(self.summary)

    @cached_property
    def temperature(self) -> Temperature | None:
        """The temperature at which the loss is least; None where more than two classes kept none."""
        return temperature(self.summary)

    @cached_property
    def half(self) -> Half | None:
        """How few rows make half of the finite loss; None where that is 0."""
        return half(self.summary)

    @cached_property
    def groups(self) -> tuple[GroupPart, ...] | None:
        """The groups of ``by=``, by what each costs above the base rate; None where it was not asked for."""
        return group_parts(self.summary, self.base_rate)

    @cached_property
    def waterfall(self) -> Piece | None:
        """The finite loss as a sum of classes, their groups and their rows."""
        return waterfall(self.summary)

    @cached_property
    def chain(self) -> TopClass | None:
        """The loss of more than two classes as that of "is it the top class?", and the rest."""
        return chain(self.summary)

    @property
    def infinite(self) -> tuple[Row, ...]:
        """The first rows whose loss is infinite."""
        return self.summary.infinite

    @cached_property
    def clipped(self) -> dict[str, float]:
        """What others would report for an infinite loss, by their clip, in nats; empty for a finite one."""
        totals = self.summary.totals
        if not totals.all("infinite"):
            return {}
        finite, weight = totals.all("loss"), totals.all("infinite_weight")
        return {name: (finite + weight * cost) / self.summary.weight for name, cost in CLIPS}

    @cached_property
    def doubts(self) -> tuple[Text, ...]:
        """What is legal and odd about these predictions."""
        return doubts(self.summary)

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        """What would make the loss smaller, what is worth most first."""
        return self.advice_in(self.unit)

    def advice_in(self, unit: Literal["nats", "bits"]) -> tuple[Advice, ...]:
        """The same, spoken in another unit."""
        return advise(
            Known(
                self.summary,
                self.yardstick,
                self.uncertainty,
                self.decomposition,
                self.null,
                self.worth,
                self.honesty,
                self.temperature,
                self.culprits,
                self.groups,
                self.clipped,
                unit,
                unit_factor(unit),
            )
        )

    @cached_property
    def headline(self) -> Text:
        """The finding in one line."""
        return headline(self)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The answers in order: a heading, and its sentences."""
        return sections(self)

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is ∞ (``is_infinite``) or what is not known."""
        return plain_dict(self)

    def to_markdown(self, *, lang: Lang = "en") -> str:
        """The Explanation in words and pictures of characters, as Markdown.

        Examples
        --------
        >>> import logloss as ll
        >>> print(ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]).to_markdown().splitlines()[0])
        # Log loss 0.4004 ± 0.1795 nats: 28.8% better than guessing the base rate
        """
        from logloss.render.markdown import explanation_markdown

        return explanation_markdown(self, lang)

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw the Explanation as one matplotlib Figure.

        Parameters
        ----------
        lang : "en", "zh-Hans" or "zh-Hant"
        palette : mapping, optional
            Colours by role, ``{"positive": "#005f73"}`` for one.
        """
        from logloss.render.report import draw_report
        from logloss.render.style import palette_of

        return draw_report(self, lang=lang, palette=palette_of(palette))

    def __str__(self) -> str:
        """The Explanation in words, for a terminal 80 columns wide."""
        from logloss.render.terminal import explanation_text

        return explanation_text(self)
