"""The result: what a model's loss is on rows that it was fitted to, and on rows that it has not seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from logloss.estimators.optimism import Optimism, optimism
from logloss.estimators.sections import headline, notes, seen_and_unseen
from logloss.explanation import Explanation
from logloss.explanation.plain import finite
from logloss.kernels.reference import Array, Float
from logloss.messages import Lang, Text, plain, text
from logloss.told import Told

MOST_TWINS = 100
"""How many rows are listed with their unseen twins; pictures show all, gathered."""


@dataclass(frozen=True)
class Twin:
    """A row as the model costs it seen and unseen, in nats; ``weight`` is its share of the weight."""

    row: int
    id: str
    label: Any
    weight: float
    seen: float
    unseen: float


@dataclass(frozen=True)
class Rows:
    """The rows that are left out once, every array of shape (m,).

    Attributes
    ----------
    row, cls
        Number of the row in X, and its class as a number of ``seen.summary.labels``.
    weight
    seen, unseen
        Surprisal in nats.
    names, groups : or None
    """

    row: Array
    cls: Array
    weight: Float
    seen: Float
    unseen: Float
    names: Array | None
    groups: Array | None


@dataclass(frozen=True)
class EstimatorExplanation(Told):
    """What a model's log loss means, seen and unseen.

    Attributes
    ----------
    seen, unseen : Explanation
        Of the same rows: as the fitted model predicts them, and as clones do that were fitted without them.
    method
        How rows were left out: "leave-one-out", "five-fold" and the like, or a splitter's name.
    fits
        How many clones were fitted.
    base_loss
        Loss in nats of a base rate that has not seen the rows either.
    rows : Rows
        Each row, seen and unseen.
    given
        Whether the model came fitted; else it was fitted to all rows.
    odd : names of what is to be said of the way this was found

    Examples
    --------
    >>> import logloss as ll
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = [[-2.2], [-1.4], [-0.8], [0.2], [0.4], [0.8], [1.2], [2.2], [2.9], [4.6]]
    >>> e = ll.explain_estimator(LogisticRegression(), x, [0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    >>> round(e.seen.loss, 3), round(e.unseen.loss, 3), round(e.optimism.value, 3), e.method
    (0.333, 0.478, 0.145, 'leave-one-out')
    """

    seen: Explanation
    unseen: Explanation
    method: str
    fits: int
    base_loss: float
    rows: Rows
    given: bool
    odd: tuple[Text, ...] = ()

    @property
    def unit(self) -> str:
        """In which sentences and pictures speak."""
        return self.unseen.unit

    @property
    def factor(self) -> float:
        """From nats to the unit."""
        return self.unseen.factor

    @cached_property
    def optimism(self) -> Optimism:
        """Unseen loss less seen loss, in nats, with the standard error of the paired rows."""
        r = self.rows
        return optimism(r.seen, r.unseen, r.weight, r.groups)

    @property
    def skill(self) -> float | None:
        """1 − unseen loss / base_loss; None where the base rate costs nothing."""
        return 1 - self.unseen.summary.loss / self.base_loss if self.base_loss > 0 else None

    @cached_property
    def twins(self) -> tuple[Twin, ...]:
        """Each row seen and unseen; of more than 100 rows, those that cost most unseen. Costliest first."""
        r = self.rows
        cost = np.where(r.weight > 0, r.weight * r.unseen, 0.0)
        total, labels = r.weight.sum(), self.seen.summary.labels
        return tuple(
            Twin(
                int(r.row[i]),
                "" if r.names is None else str(r.names[i]),
                labels[int(r.cls[i])],
                float(r.weight[i] / total),
                float(r.seen[i]),
                float(r.unseen[i]),
            )
            for i in np.argsort(-cost, kind="stable")[:MOST_TWINS]
        )

    @cached_property
    def headline(self) -> Text:
        """The finding in one line."""
        return headline(self)

    @cached_property
    def doubts(self) -> tuple[Text, ...]:
        """What is odd about the way this was found, and about the predictions of unseen rows."""
        return (*notes(self), *self.unseen.doubts)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The answers in order: seen and unseen first, then all that is known of unseen rows."""
        doubting = text("explain.doubts.title")
        answers = [section for section in self.unseen.sections if section[0] != doubting]
        return (
            (text("explain.estimator.title"), tuple(seen_and_unseen(self))),
            *answers,
            (doubting, self.doubts),
        )

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is ∞ or what is not known."""
        found: dict[str, Any] = finite(
            {
                "method": self.method,
                "fits": self.fits,
                "fitted_before": self.given,
                "seen": self.seen.to_dict(),
                "unseen": self.unseen.to_dict(),
                "base_loss": self.base_loss,
                "skill": self.skill,
                "optimism": asdict(self.optimism),
                "twins": [asdict(twin) for twin in self.twins],
                "doubts": [plain(doubt) for doubt in self.doubts],
            }
        )
        return found

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw the bars with their unseen twins, and the losses beside each other, as a matplotlib Figure.

        Parameters are those of `Explanation.plot`.
        """
        from logloss.render.estimated import draw_estimator
        from logloss.render.style import palette_of

        return draw_estimator(self, lang=lang, palette=palette_of(palette))

    def __str__(self) -> str:
        """The same in words, for a terminal 80 columns wide."""
        from logloss.render.terminal import estimator_text

        return estimator_text(self)
