"""Doubts: what is legal and odd about predictions, by rules whose thresholds are written here."""

from __future__ import annotations

import math

import numpy as np

from logloss.analysis.uncertainty import FEW_EVENTS, uncertainty
from logloss.analysis.yardstick import yardstick
from logloss.messages import Text, text
from logloss.summary import Summary
from logloss.summary.bins import log_odds

FEW_ROWS = FEW_CLUSTERS = 100
FAR_ABOVE = 1.5
"""A loss above this many times the base rate's makes one ask whether the classes are reversed."""


def doubts(summary: Summary) -> tuple[Text, ...]:
    """What a careful reader would ask about this loss, the most important first; each with its numbers."""
    found = [*_classes(summary), *_certainties(summary), *_reversed(summary), *_size(summary)]
    found += [text(f"doubt.{note}", rows=n) for note, n in summary.notes.items() if note != "float32"]
    return tuple(found)


def flipped_loss(summary: Summary) -> float:
    """The loss if the two classes had been swapped in the predictions, in nats, from the cells.

    Exact for exact cells of one column. Swapping turns ln p into ln(1 − p), so each cell's loss moves by its
    Σw·log-odds.
    """
    cells = summary.cells
    gain = np.where(cells.cls == 1, cells.log_odds, -cells.log_odds)
    if np.isposinf(gain).any():  # certain of the truth now, certain of its opposite then
        return math.inf
    stays = np.isfinite(gain)  # what is impossible now would be certain then, and cost nothing
    return math.fsum((cells.loss[stays] + gain[stays]).tolist()) / summary.weight


def _classes(summary: Summary) -> list[Text]:
    present = [label for label, w in zip(summary.labels, summary.class_weight, strict=True) if w > 0]
    return [text("doubt.one_class", label=str(present[0]))] if len(present) == 1 else []


def _certainties(summary: Summary) -> list[Text]:
    """Predictions of exactly 0 or 1: of all rows, or made so by float32."""
    if summary.key != "probability":
        return []
    cells = summary.cells
    z = log_odds(cells.key) if cells.exact else cells.log_odds
    certain = int(cells.rows[np.isinf(z)].sum())
    # Of more than two classes a cell knows what the true one was given: the others may share the rest.
    decided = certain == summary.rows if summary.is_binary else summary.totals.all("expected") == 0
    if decided:
        return [text("doubt.all_certain", rows=summary.rows)]
    if certain and "float32" in summary.notes:
        return [text("doubt.saturated", rows=certain)]
    return []


def _reversed(summary: Summary) -> list[Text]:
    base = yardstick(summary).base_loss
    if base == 0 or summary.loss <= FAR_ABOVE * base:
        return []
    if not summary.is_binary:
        return [text("doubt.columns", base=base)]
    flipped = flipped_loss(summary)
    return [text("doubt.reversed", base=base, flipped=flipped)] if flipped < base else []


def _size(summary: Summary) -> list[Text]:
    """Whether an interval, if there is one, rests on too little."""
    u = uncertainty(summary)
    if math.isnan(u.standard_error):
        return []
    if u.rows < FEW_ROWS:
        return [text("doubt.few_rows", rows=u.rows)]
    found = _uneven(summary, u.rows)
    if np.count_nonzero(summary.class_weight) > 1 and u.events < FEW_EVENTS:
        found.append(text("doubt.few_events", rows=u.events))
    if u.clusters is not None and u.clusters < FEW_CLUSTERS:
        found.append(text(f"doubt.few_{u.method}", clusters=u.clusters))
    return found


def _uneven(summary: Summary, rows: int) -> list[Text]:
    """Weights so unequal that few rows carry them: (Σw)² / Σw² equal ones would vary as much (Kish 1965)."""
    if summary.weights != "analytic":
        return []
    alike = summary.weight**2 / summary.totals.all("weight2")
    return [text("doubt.uneven", rows=rows, alike=alike)] if alike < FEW_ROWS else []
