"""Explanation: what a log loss is, what it means and where it comes from, in one result."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from os import PathLike
from typing import Any, Literal

from logloss.analysis.culprits import ClassPart, Culprit, by_class, culprits
from logloss.analysis.decomposition import Decomposition, decomposition
from logloss.analysis.doubts import doubts
from logloss.analysis.uncertainty import Uncertainty, uncertainty
from logloss.analysis.yardstick import Yardstick, yardstick
from logloss.errors import ArgumentError
from logloss.information import unit_factor
from logloss.messages import Text, plain, text
from logloss.sources import summarize
from logloss.summary import Row, Summary

Lang = Literal["en", "zh-Hans", "zh-Hant"]

CLIPS = (
    ("scikit-learn, float64", 36.04365338911715),
    ("scikit-learn, float32", 15.942385152878742),
    ("eps = 1e-15", 34.538776394910684),
    ("PyTorch", 100.0),
)
"""What clips make of a row whose true class was given 0, in nats: −ln of 2⁻⁵², 2⁻²³, 1e-15; and a cap."""


@dataclass(frozen=True)
class Explanation:
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
    >>> e = explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])
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
        """Standard error and 95% interval."""
        return uncertainty(self.summary)

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
    def headline(self) -> Text:
        """The finding in one line."""
        y, u = self.yardstick, self.uncertainty
        facts = {
            "loss": self.loss,
            "unit": text(f"unit.{self.unit}"),
            "error": u.standard_error * self.factor,
        }
        number = text(
            "explain.number.error" if math.isfinite(u.standard_error) else "explain.number", **facts
        )
        if y.skill is None:
            return text("explain.headline.no_yardstick", number=number)
        if math.isinf(self.loss):
            return text(
                "explain.headline.infinite", rows=int(self.summary.totals.all("infinite")), number=number
            )
        if y.skill < 0:
            return text("explain.headline.worse", worse=-y.skill, number=number)
        return text("explain.headline.better", skill=y.skill, number=number)

    @cached_property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """The answers in order: a heading, and its sentences."""
        parts = (
            ("meaning", self._meaning()),
            ("yardstick", self._against()),
            ("classes", self._by_class()),
            ("rows", self._rows()),
            ("infinite", self._infinite()),
            ("doubts", self.doubts),
        )
        return tuple((text(f"explain.{name}.title"), tuple(said)) for name, said in parts if said)

    def _facts(self, **more: Any) -> dict[str, Any]:
        u = self.uncertainty
        return {
            "n": u.rows,
            "loss": self.loss,
            "unit": text(f"unit.{self.unit}"),
            "low": max(u.low, 0.0) * self.factor,  # no loss lies below 0, whatever the interval says
            "high": u.high * self.factor,
            **more,
        }

    def _meaning(self) -> list[Text]:
        y = self.yardstick
        facts = self._facts(
            geometric=y.geometric_mean,
            perplexity=y.perplexity,
            nats=self.summary.loss,
            bits=self.summary.loss / math.log(2),
            code=round(y.code_bits) if math.isfinite(y.code_bits) else math.inf,
        )
        if math.isinf(self.loss):
            return []
        said = [text("explain.meaning.geometric", **facts), text("explain.meaning.code", **facts)]
        if math.isfinite(self.uncertainty.low):
            said.insert(0, text("explain.meaning.interval", **facts))
        return said

    def _against(self) -> list[Text]:
        y = self.yardstick
        base = y.base_loss * self.factor
        if y.skill is None:
            return [text("explain.yardstick.one_class")]
        key = "explain.yardstick.given" if y.given else "explain.yardstick.own"
        said = [text(key, **self._facts(base=base))]
        if math.isfinite(y.skill):
            better = "better" if y.skill >= 0 else "worse"
            said.append(text(f"explain.yardstick.{better}", skill=abs(y.skill), normalized=y.normalized))
        return said

    def _by_class(self) -> list[Text]:
        return [
            text(
                "explain.classes.one" if math.isfinite(c.part) else "explain.classes.no_part",
                label=str(c.label),
                rows=c.rows,
                share=c.share,
                mean=c.loss * self.factor,
                part=c.part,
                unit=text(f"unit.{self.unit}"),
            )
            for c in self.classes
            if c.rows
        ]

    def _rows(self) -> list[Text]:
        """The dearest row of finite loss, and how much the dearest few make together."""
        if not self.culprits:
            return []
        first = self.culprits[0]
        key = "explain.rows.finite" if self.summary.infinite else "explain.rows.first"
        said = [
            text(
                f"{key}.id" if first.row.id else key,
                id=first.row.id,
                row=first.row.row,
                label=str(first.label),
                p=first.row.p,
                cost=first.row.loss * self.factor,
                share=first.share,
                unit=text(f"unit.{self.unit}"),
            )
        ]
        if 1 < len(self.culprits) < self.summary.totals.all("rows"):
            together = sum(c.share for c in self.culprits)
            said.append(text("explain.rows.together", rows=len(self.culprits), share=together))
        return said

    def _infinite(self) -> list[Text]:
        rows = int(self.summary.totals.all("infinite"))
        if not rows:
            return []
        shown = self.infinite[:5]
        which = ", ".join(row.id or str(row.row) for row in shown)
        rest = self.summary.finite_loss * self.factor
        facts = {
            "rows": rows,
            "share": self.summary.totals.all("infinite_weight") / self.summary.weight,
            "which": which + (f" +{rows - len(shown):,}" if rows > len(shown) else ""),
            "rest": rest,
            "unit": text(f"unit.{self.unit}"),
        }
        after = "explain.infinite.no_rest" if math.isnan(rest) else "explain.infinite.rest"
        clips = [text("explain.infinite.clip", who=w, value=v * self.factor) for w, v in self.clipped.items()]
        return [text("explain.infinite.which", **facts), text(after, **facts), *clips]

    def to_dict(self) -> dict[str, Any]:
        """Every number as plain data, in nats; null is ∞ (``is_infinite``) or what is not known."""
        y, u = self.yardstick, self.uncertainty
        found: dict[str, Any] = _finite(
            {
                "log_loss": self.summary.loss,
                "is_infinite": math.isinf(self.summary.loss),
                "finite_log_loss": self.summary.finite_loss,
                "unit": "nats",
                "bits": self.summary.loss / math.log(2),
                "rows": self.summary.rows,
                "weight": self.summary.weight,
                "labels": list(self.summary.labels),
                "exact_cells": self.summary.is_exact,
                "uncertainty": asdict(u),
                "yardstick": asdict(y),
                "decomposition": None if self.decomposition is None else asdict(self.decomposition),
                "classes": [asdict(c) for c in self.classes],
                "culprits": [asdict(c.row) | {"label": c.label, "share": c.share} for c in self.culprits],
                "infinite": [asdict(r) for r in self.infinite],
                "infinite_rows": int(self.summary.totals.all("infinite")),
                "clipped": self.clipped,
                "doubts": [plain(d) for d in self.doubts],
                "notes": dict(self.summary.notes),
                "sources": list(self.summary.sources),
            }
        )
        return found

    def to_json(self, indent: int | None = 2) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False, ensure_ascii=False, indent=indent, default=str)

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

    def save(self, path: str | PathLike[str], *, lang: Lang = "en", palette: Any = None) -> None:
        """Write the Explanation as a picture (.png, .svg, .pdf) or as .json."""
        from logloss.render.files import save_explanation

        save_explanation(self, path, lang, palette)

    def __str__(self) -> str:
        """The Explanation in words, for a terminal 80 columns wide."""
        from logloss.render.terminal import explanation_text

        return explanation_text(self)

    def _repr_html_(self) -> str:
        from logloss.render.notebook import explanation_html

        return explanation_html(self)


def explain(
    y_true: Any,
    y_proba: Any = None,
    sample_weight: Any = None,
    *,
    data: Any = None,
    id: Any = None,  # noqa: A002  # the word that users of frames know
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    missing: Literal["error", "drop"] = "error",
    renormalize: bool = False,
    weights: Literal["analytic", "frequency"] = "analytic",
    cluster: Any = None,
    time: Any = None,
    by: Any = None,
    folds: bool = False,
    temperatures: bool = False,
    exact: bool = True,
    base_rate: float | Sequence[float] | None = None,
    unit: Literal["nats", "bits"] = "nats",
    progress: Callable[[int, int | None], object] | None = None,
) -> Explanation:
    """Explain the log loss of predictions.

    Parameters
    ----------
    y_true, y_proba, sample_weight, data, id, labels, pos_label, from_logits, missing, renormalize, weights
        As in :func:`logloss.summarize`; or a :class:`logloss.Summary` as the only argument.
    cluster, time, by, folds, temperatures
        As in :func:`logloss.summarize`; the result keeps what they ask for in its ``summary``.
    exact : bool
        Take the loss of two classes apart exactly, which sorts predictions in memory that are too many for
        exact cells. Without it, and of files and saved Summaries, the parts are lower bounds from bins.
    base_rate : float or shape (K,), optional
        The base rate to compare with (that of training, say) instead of the data's own.
    unit : "nats" or "bits"
    progress
        As in :func:`logloss.summarize`.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> print(explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]).headline.key)
    explain.headline.better
    """
    unit_factor(unit)
    if isinstance(y_true, Summary):
        settled = (y_proba, sample_weight, data, id, labels, pos_label, cluster, time, by)
        asked = from_logits or renormalize or missing != "error" or folds or temperatures
        if any(option is not None for option in settled) or asked:
            raise ArgumentError(
                "explain takes a Summary alone: what it was made of is settled",
                "Only base_rate and unit go with it.",
            )
        summary = y_true
    elif y_proba is None:
        raise ArgumentError(
            "explain needs predictions: y_proba is not given", "Pass explain(y_true, y_proba)."
        )
    else:
        summary = summarize(
            y_true,
            y_proba,
            sample_weight,
            data=data,
            id=id,
            labels=labels,
            pos_label=pos_label,
            from_logits=from_logits,
            missing=missing,
            renormalize=renormalize,
            weights=weights,
            cluster=cluster,
            time=time,
            by=by,
            folds=folds,
            temperatures=temperatures,
            exact=exact,
            progress=progress,
        )
    explained = Explanation(summary, unit, base_rate)
    explained.yardstick  # noqa: B018  # a base rate that is none is refused here, not when the result is printed
    return explained


def _finite(value: Any) -> Any:
    """The same with null in place of every number that JSON cannot hold."""
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
