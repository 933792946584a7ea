"""Advice: what would make a loss smaller, by rules whose thresholds are written here."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from logloss.analysis.culprits import Culprit
from logloss.analysis.decomposition import Decomposition
from logloss.analysis.distinct import distinct
from logloss.analysis.doubts import FAR_ABOVE, flipped_loss
from logloss.analysis.groups import GroupPart
from logloss.analysis.honesty import Honesty
from logloss.analysis.null import Null
from logloss.analysis.temperature import Temperature
from logloss.analysis.uncertainty import Uncertainty
from logloss.analysis.worth import Gain, Worth
from logloss.analysis.yardstick import Yardstick
from logloss.information import kl_divergence
from logloss.messages import Text, text
from logloss.summary import Row, Summary

SURE = 2.0
"""A gain must be this many standard errors above 0."""

SMALL_P = 0.01
"""Miscalibration must be rarer than this among calibrated predictions before recalibrating is advised."""

CALM_P = 0.1
"""Above this it is called no more than chance; in between, nothing is said."""

RARE_Z = 3.0
"""Standard deviations beyond which a mean is off: 0.3% of calibrated predictions."""

LEAST = 0.002
"""A gain below this share of the loss is not worth the trouble, however sure it is."""

MOST_OF_IT = 0.5
"""A temperature that gives this share of the best gain is worth naming beside it: it is one number."""

FEW, FEW_SHARE, FEW_PART = 5, 0.02, 0.25
"""At most so many rows, and this share of all, that make at least this part of the loss."""

FEW_CHANCE = 0.05
"""And which calibrated predictions have no more often than this."""

GROUP_ROWS, GROUP_Z = 30, 4.0
"""A group must have so many rows, and be off by so many standard errors: there may be a thousand groups."""

GROUP_TIMES, GROUP_PART = 2.0, 0.2
"""It is heavy where its part of the loss is so many times its share of the data, and at least this."""

ROWS_NAMED = 5
"""How many rows are listed."""


@dataclass(frozen=True)
class Advice:
    """One thing that would help.

    Attributes
    ----------
    kind
        Which rule says so: "infinite", "reversed", "worse", "base_rate", "recalibrate", "temperature", "few",
        "group", "decisions", "saturated", "calibrated".
    worth
        By how much the loss would be smaller, in nats, as far as that can be told: infinite where it would
        become finite, None where it cannot be told.
    said
        The advice, with its numbers.
    """

    kind: str
    worth: float | None
    said: Text


@dataclass(frozen=True)
class Known:
    """What the rules look at: the results of the other files of this folder, and the unit to speak in.

    ``clipped`` is what others report for an infinite loss; ``factor`` leads from nats to the unit.
    """

    summary: Summary
    yardstick: Yardstick
    uncertainty: Uncertainty
    decomposition: Decomposition | None
    null: Null | None
    worth: Worth | None
    honesty: Honesty | None
    temperature: Temperature | None
    culprits: tuple[Culprit, ...]
    groups: tuple[GroupPart, ...] | None
    clipped: dict[str, float]
    unit: str = "nats"
    factor: float = 1.0
    facts: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        facts = {
            "n": self.summary.rows,
            "loss": self.summary.loss * self.factor,
            "unit": text(f"unit.{self.unit}"),
        }
        object.__setattr__(self, "facts", facts)

    def say(self, key: str, worth: float | None, **more: Any) -> Advice:
        """An advice by its key, with the facts that all of them may use."""
        return Advice(key.split(".")[1], worth, text(key, **self.facts, **more))


def advise(known: Known) -> tuple[Advice, ...]:
    """What would help, what is worth most first; what cannot be told in nats comes last.

    Each rule asks that what it says be more than chance, so that calibrated predictions are left in peace.

    Examples
    --------
    >>> import logloss as ll
    >>> e = ll.explain([0, 0, 1, 1, 1, 0] * 50, [0.01, 0.02, 0.03, 0.97, 0.98, 0.99] * 50)
    >>> [(a.kind, round(a.worth, 2)) for a in e.advice]
    [('recalibrate', 0.98), ('temperature', 0.72), ('worse', 0.67)]
    """
    if len([w for w in known.summary.class_weight if w > 0]) < 2:
        return ()
    rules: tuple[Rule, ...] = (_infinite, _certain, _few, _group)
    turned = _reversed(known)
    rules += () if turned else (_worse, _base_rate, _recalibrate, _of_many_classes)
    found = [*turned, *(advice for rule in rules for advice in rule(known))]
    return tuple(sorted(found, key=lambda a: (a.worth is None, -(a.worth or 0.0))))


Rule = Callable[[Known], list[Advice]]


# ---- what is infinite, or certain ------------------------------------------------------------------------


def _infinite(k: Known) -> list[Advice]:
    """Rows that make the loss infinite, and what it would be without them, and elsewhere."""
    rows = int(k.summary.totals.all("infinite"))
    if not rows:
        return []
    rest = k.summary.finite_loss * k.factor
    clip = "scikit-learn, float32" if "float32" in k.summary.notes else "scikit-learn, float64"
    facts = {"rows": rows, "which": _names(list(k.summary.infinite), rows), "rest": rest}
    key = "advice.infinite.no_rest" if math.isnan(rest) else "advice.infinite"
    return [k.say(key, math.inf, clipped=k.clipped[clip] * k.factor, **facts)]


def _certain(k: Known) -> list[Advice]:
    """Predictions of exactly 0 or 1: decisions, or rounded there by float32."""
    if not k.summary.is_binary or k.summary.key != "probability":
        return []
    d = distinct(k.summary)
    certain = np.isinf(d.z)
    if certain.all():
        return [k.say("advice.decisions", None)]
    if certain.any() and "float32" in k.summary.notes:
        cells = k.summary.cells
        hit = np.isin(cells.key, np.unique(cells.key)[certain])
        return [k.say("advice.saturated", None, rows=int(cells.rows[hit].sum()))]
    return []


def _names(rows: list[Row], count: int) -> str:
    """The first rows by name, and how many more there are."""
    shown = rows[:ROWS_NAMED]
    more = f" +{count - len(shown):,}" if count > len(shown) else ""
    return ", ".join(row.id or str(row.row) for row in shown) + more


# ---- what is upside down, or worse than nothing -----------------------------------------------------------


def _reversed(k: Known) -> list[Advice]:
    """The two classes exchanged: the same test as the doubt's."""
    base = k.yardstick.base_loss
    if not k.summary.is_binary or base == 0 or k.summary.loss <= FAR_ABOVE * base:
        return []
    flipped = flipped_loss(k.summary)
    if flipped >= base:
        return []
    return [k.say("advice.reversed", k.summary.loss - flipped, flipped=flipped * k.factor)]


def _worse(k: Known) -> list[Advice]:
    """Guessing the base rate costs less."""
    base, loss = k.yardstick.base_loss, k.summary.loss
    if not math.isfinite(loss) or not loss - base > SURE * k.uncertainty.standard_error:
        return []
    return [k.say("advice.worse", loss - base, base=base * k.factor, gain=(loss - base) * k.factor)]


def _base_rate(k: Known) -> list[Advice]:
    """The mean prediction beside how often it happened.

    Σw(p − y)/W has variance Σw²p(1 − p)/W² if the predictions are true. KL(ȳ ‖ p̄) is a lower bound of what
    the best monotone map gains: that map keeps ȳ, and KL is convex.
    """
    if not k.summary.is_binary:
        return []
    d = distinct(k.summary)
    weight = d.weight.astype(np.float64)
    total = float(weight.sum())
    given, share = float(weight @ d.p) / total, float(d.positives.sum()) / total
    variance = float((weight**2 / d.size * d.p * (1 - d.p)).sum()) / total**2
    if not abs(given - share) > RARE_Z * math.sqrt(variance):
        return []
    worth = float(kl_divergence([1 - share, share], [1 - given, given]))
    if not worth >= LEAST * k.summary.loss:  # an infinite loss has other worries
        return []
    key = "advice.base_rate.high" if given > share else "advice.base_rate.low"
    label = str(k.summary.labels[1])
    return [k.say(key, worth, label=label, given=given, share=share, cost=worth * k.factor)]


# ---- recalibrating ----------------------------------------------------------------------------------------


RECALIBRATE = {
    "isotonic": "advice.recalibrate.isotonic",
    "sigmoid": "advice.recalibrate.sigmoid",
    "temperature": "advice.recalibrate.temperature",
}


def _recalibrate(k: Known) -> list[Advice]:
    """The best of three recalibrations under cross-validation, if it is more than chance; a temperature."""
    if k.worth is None or k.null is None or k.decomposition is None or math.isinf(k.summary.loss):
        return []
    gains = {"isotonic": k.worth.isotonic, "sigmoid": k.worth.sigmoid, "temperature": k.worth.temperature}
    sure = {name: gain for name, gain in gains.items() if _is_sure(gain, k.summary.loss)}
    if not sure or k.null.p_value > SMALL_P:
        return _calibrated(k)
    best = max(sure, key=lambda name: sure[name].cross_validated or 0.0)
    gain, error = sure[best].cross_validated or 0.0, sure[best].standard_error or 0.0
    if not gain > k.summary.loss - k.yardstick.base_loss + error:
        return []  # no better than the base rate, which is simpler: that is advised already
    found = [
        k.say(
            RECALIBRATE[best],
            gain,
            gain=gain * k.factor,
            error=error * k.factor,
            most=k.decomposition.miscalibration * k.factor,
            temperature=math.nan if k.temperature is None else k.temperature.temperature,
        )
    ]
    one = sure.get("temperature")
    if best != "temperature" and one is not None and k.temperature is not None:
        part = one.cross_validated or 0.0
        if part >= MOST_OF_IT * gain:
            facts = {"temperature": k.temperature.temperature, "part": part * k.factor, "share": part / gain}
            found.append(k.say("advice.temperature", part, **facts))
    return found


def _is_sure(gain: Gain, loss: float) -> bool:
    if gain.cross_validated is None or gain.standard_error is None:
        return False
    return gain.cross_validated > SURE * gain.standard_error and gain.cross_validated >= LEAST * loss


def _calibrated(k: Known) -> list[Advice]:
    """Nothing to gain: miscalibration as it would be by chance."""
    if k.null is None or k.decomposition is None or k.null.p_value <= CALM_P or k.summary.loss == 0:
        return []
    facts = {"found": k.decomposition.miscalibration, "chance": k.null.mean}
    return [k.say("advice.calibrated", 0.0, **{name: value * k.factor for name, value in facts.items()})]


def _of_many_classes(k: Known) -> list[Advice]:
    """A temperature, for more than two classes: its gain is in sample, and Z says whether it is more."""
    t, h = k.temperature, k.honesty
    if k.summary.is_binary or t is None or h is None or t.case not in ("finite", "below", "above"):
        return []
    if not abs(h.z) > RARE_Z or not t.gain >= LEAST * k.summary.loss:
        return []
    return [k.say("advice.temperature.classes", t.gain, temperature=t.temperature, gain=t.gain * k.factor)]


# ---- single rows ------------------------------------------------------------------------------------------


def _few(k: Known) -> list[Advice]:
    """Few rows, and far from what they were given, that make much of the loss; what it is without them."""
    n = k.summary.totals.all("rows")
    most = min(FEW, math.floor(FEW_SHARE * n))
    parts = np.cumsum([culprit.share for culprit in k.culprits[:most]])
    if k.summary.weights == "frequency" or not (parts >= FEW_PART).any():
        return []
    rows = int((parts >= FEW_PART).argmax()) + 1
    share, worst = float(parts[rows - 1]), [c.row for c in k.culprits[:rows]]
    # If predictions are true, at most n·p rows on average are given p or less for what happened, so that
    # there are as many as these with a chance of at most n·p / rows (Markov).
    if n * max(row.p for row in worst) / rows > FEW_CHANCE:
        return []
    cost, weight = math.fsum(r.cost for r in worst), math.fsum(r.weight for r in worst)
    rest = (k.summary.totals.all("loss") - cost) / (k.summary.totals.all("weight") - weight)
    worth = k.summary.loss - rest if math.isfinite(k.summary.loss) else None
    return [
        k.say("advice.few", worth, rows=rows, share=share, which=_names(worst, rows), rest=rest * k.factor)
    ]


# ---- groups -----------------------------------------------------------------------------------------------


def _group(k: Known) -> list[Advice]:
    """The one group where guessing the base rate would be better; else the one that costs far too much."""
    named = [g for g in k.groups or () if g.groups == 1 and g.rows >= GROUP_ROWS and math.isfinite(g.loss)]
    if not math.isfinite(k.summary.loss):
        return []
    for g in named[:1]:  # the costliest above the base rate
        if g.above > GROUP_Z * g.standard_error * g.share and g.above >= LEAST * k.summary.loss:
            base = g.loss - g.above / g.share
            facts = {"name": g.name, "mean": g.loss * k.factor, "base": base * k.factor}
            return [k.say("advice.group.worse", g.above, cost=g.above * k.factor, **facts)]
    for g in sorted(named, key=lambda g: -g.part):
        others = (k.summary.loss - g.share * g.loss) / (1 - g.share) if g.share < 1 else math.inf
        heavy = g.part >= max(GROUP_PART, GROUP_TIMES * g.share)
        if heavy and g.loss - others > GROUP_Z * g.standard_error:
            facts = {"name": g.name, "part": g.part, "share": g.share, "mean": g.loss * k.factor}
            worth = g.share * (g.loss - others)
            return [k.say("advice.group", worth, others=others * k.factor, **facts)]
    return []
