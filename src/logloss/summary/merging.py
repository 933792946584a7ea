"""What two Summaries must share to add up, and how what was asked for adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import add
from typing import Any

from logloss.errors import ArgumentError, MergeError
from logloss.summary.cells import MOST_EXACT

ASKED = {
    "clusters": "cluster=",
    "times": "time=",
    "groups": "by=",
    "folds": "folds=True",
    "temperatures": "temperatures=True",
}
"""What is kept on request, and how one asks for it."""


def refuse_unlike(a: Any, b: Any) -> None:
    """MergeError, by name, where two Summaries do not speak of the same thing."""
    refuse_other(a, b, ("labels", "key", "weights"))
    for name, option in ASKED.items():
        if (held(a, name) is None) != (held(b, name) is None):
            raise MergeError(
                f"Summaries differ in {name}: one was made with {option}, the other without",
                f"Make both with it; or drop it from the one that has it: .without({name!r}).",
            )


def refuse_other(a: Any, b: Any, names: Sequence[str]) -> None:
    """MergeError where two Summaries differ in one of these."""
    for name in names:
        mine, theirs = getattr(a, name), getattr(b, name)
        if mine != theirs:
            raise MergeError(
                f"Summaries differ in {name}: {mine!r} and {theirs!r}", _what_to_do(name, {mine, theirs})
            )


def _what_to_do(name: str, values: set[Any]) -> str:
    if name == "labels":
        return "Pass the same labels= to both, in the same order."
    if name == "key":
        return "Make both from probabilities, or both with from_logits=True."
    if "none" in values:
        return "Pass sample_weight= to both: where every row counts alike, np.ones(len(y_true))."
    return "Pass the same weights= to both: what do the weights mean?"


def held(summary: Any, name: str) -> Any:
    """What a Summary holds of what can be asked for, or None."""
    return summary.cells.folds if name == "folds" else getattr(summary, name)


def merged_extras(a: Any, b: Any) -> dict[str, Any]:
    """What was asked for, of both; and what one of an older version may lack, where both have it."""
    names = [name for name in ASKED if name != "folds"] + ["chain"]
    found = {name: (getattr(a, name), getattr(b, name)) for name in names}
    return {name: None if a is None or b is None else add(a, b) for name, (a, b) in found.items()}


def left_out(summary: Any, names: Sequence[str]) -> dict[str, Any]:
    """The fields of a Summary that change where something is left out."""
    for name in names:
        if name not in ASKED:
            raise ArgumentError(
                f"without() takes {', '.join(map(repr, ASKED))}, got {name!r}",
                "All else belongs to every Summary.",
            )
    fields: dict[str, Any] = {name: None for name in names if name != "folds"}
    return fields | (
        {"cells": replace(summary.cells, folds=None, most=MOST_EXACT)} if "folds" in names else {}
    )
