"""The result: what moved between two Summaries, and what of it is more than noise."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any, Literal

from logloss.changes.parts import Measured, Parts, alike, loss_of, parts_of
from logloss.changes.sections import headline, sections
from logloss.changes.split import Moved, classes_of, groups_of, split
from logloss.explanation.plain import finite
from logloss.information import unit_factor
from logloss.messages import Lang, Text, plain
from logloss.summary import Summary
from logloss.told import Told

LEVEL = 0.05
"""Of the two-sided tests; the three parts share it, a third each."""


@dataclass(frozen=True)
class Difference:
    """A number before and after, in nats.

    Attributes
    ----------
    old, new : Measured
    value, standard_error
        new − old; errors of two data sets add in squares.
    low, high
        95% interval, by the normal distribution.
    p_value
        Two-sided, of no difference; NaN where an error is not known.
    is_noise
        Whether p_value is at least 5%; of a part 5% / 3, as three are looked at.
    """

    old: Measured
    new: Measured
    value: float
    standard_error: float
    low: float
    high: float
    p_value: float
    is_noise: bool


def difference(old: Measured, new: Measured, level: float = LEVEL) -> Difference:
    """New less old, with its error."""
    value, error = new.value - old.value, math.hypot(old.standard_error, new.standard_error)
    reach = NormalDist().inv_cdf(0.975) * error
    if error > 0:
        p = 2 * NormalDist().cdf(-abs(value) / error)
    else:
        p = math.nan if math.isnan(error) else float(value == 0)
    return Difference(old, new, value, error, value - reach, value + reach, p, not p < level)


@dataclass(frozen=True)
class Change(Told):
    """What moved from an old Summary to a new one of other rows.

    Attributes
    ----------
    old, new : Summary
    unit : "nats" or "bits"
        In which sentences speak; every number is in nats.

    Examples
    --------
    >>> import logloss as ll
    >>> c = ll.compare(ll.summarize([0, 1, 0, 1], [0.2, 0.7, 0.4, 0.9]), ll.summarize([0, 1], [0.3, 0.6]))
    >>> round(c.loss.value, 4), c.loss.is_noise
    (0.1347, True)
    """

    old: Summary
    new: Summary
    unit: Literal["nats", "bits"] = "nats"

    @property
    def factor(self) -> float:
        """From nats to the unit."""
        return unit_factor(self.unit)

    @cached_property
    def parts(self) -> tuple[Parts, Parts]:
        """Both taken apart, of the rows of finite loss, in bins alike where one of them is in bins."""
        old, new = map(parts_of, alike((self.old, self.new)))
        return old, new

    @cached_property
    def loss(self) -> Difference:
        """ΔL, of the rows of finite loss (`infinite_rows`)."""
        return difference(loss_of(self.old), loss_of(self.new))

    @cached_property
    def uncertainty(self) -> Difference:
        """ΔUNC: the world is harder to tell, before anything is predicted."""
        old, new = self.parts
        return difference(old.uncertainty, new.uncertainty, LEVEL / (3 if self.new.is_binary else 1))

    @cached_property
    def discrimination(self) -> Difference | None:
        """ΔDSC: less, and the model is blinder. None for more than two classes."""
        old, new = self.parts
        if old.discrimination is None or new.discrimination is None:
            return None
        return difference(old.discrimination, new.discrimination, LEVEL / 3)

    @cached_property
    def miscalibration(self) -> Difference | None:
        """ΔMCB: more, and the numbers are less honest. None for more than two classes."""
        old, new = self.parts
        if old.miscalibration is None or new.miscalibration is None:
            return None
        return difference(old.miscalibration, new.miscalibration, LEVEL / 3)

    @property
    def infinite_rows(self) -> tuple[int, int]:
        """Rows of infinite loss, old and new."""
        return tuple(int(s.totals.all("infinite")) for s in (self.old, self.new))  # type: ignore[return-value]

    @cached_property
    def classes(self) -> tuple[Moved, ...]:
        """ΔL by class: more rows of it, and what each costs."""
        return split(classes_of(self.old), classes_of(self.new))

    @cached_property
    def groups(self) -> tuple[Moved, ...] | None:
        """ΔL by group; None where one of them kept no groups."""
        old, new = groups_of(self.old), groups_of(self.new)
        return None if old is None or new is None else split(old, new)

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The parts that moved by more than noise, by what they did to the loss, largest first.

        They are called "harder" and "easier" (UNC), "blinder" and "sharper" (DSC), "less_honest" and
        "more_honest" (MCB).
        """
        named = (
            (self.uncertainty, 1, "harder", "easier"),
            (self.discrimination, -1, "blinder", "sharper"),
            (self.miscalibration, 1, "less_honest", "more_honest"),
        )
        found = [
            (sign * part.value, up if sign * part.value > 0 else down)
            for part, sign, up, down in named
            if part is not None and not part.is_noise
        ]
        return tuple(name for _, name in sorted(found, key=lambda each: -abs(each[0])))

    @cached_property
    def headline(self) -> Text:
        """The finding in one line."""
        return headline(self)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The answers in order: a heading, and its sentences."""
        return sections(self)

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is what is not known."""

        def told(part: Any) -> Any:
            return None if part is None else asdict(part)

        found: dict[str, Any] = finite(
            {
                "headline": plain(self.headline),
                "unit": "nats",
                "labels": list(self.new.labels),
                "rows": [self.old.rows, self.new.rows],
                "infinite_rows": list(self.infinite_rows),
                "loss": told(self.loss),
                "uncertainty": told(self.uncertainty),
                "discrimination": told(self.discrimination),
                "miscalibration": told(self.miscalibration),
                "moved": list(self.moved),
                "classes": [asdict(m) for m in self.classes],
                "groups": None if self.groups is None else [asdict(m) for m in self.groups],
            }
        )
        return found

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw it as a matplotlib Figure: the way from the old loss to the new, and what of it is noise."""
        from logloss.render.changed import draw_change
        from logloss.render.style import palette_of

        return draw_change(self, lang=lang, palette=palette_of(palette))
