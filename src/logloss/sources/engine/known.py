"""What is known of each row that has passed the doctor: its cell, its cost, and what it expected to cost."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from logloss.errors import ArgumentError
from logloss.sources.engine.doctor import Examined
from logloss.sources.engine.expressions import (
    Expr,
    chosen,
    log,
    log_odds,
    log_of_rest,
    softplus,
    total,
)

KNOWN = ("k", "score", "p", "z", "above", "below", "lost", "loss", "expected", "variance", "w")
"""Columns of every frame of known rows.

`k` is the class, `score` the key of an exact cell, `p` and `z` its probability and finite log-odds; `above`
and `below` say where these are 1 and ∞, 0 and −∞. Rows that are `lost` cost infinitely much, and `loss` has 0
for them: an engine's sums are to be finite."""


def known(rows: Examined) -> nw.LazyFrame[Any]:
    """The rows with what is known of each."""
    count = len(rows.asked.of["p"])
    if rows.logits and count > 1:
        raise ArgumentError(
            "Logits of several classes are summarized where the rows are in memory or in files",
            "Give the engine's frame columns of probabilities, or write it to Parquet.",
        )
    p = [nw.col(name) for name in rows.asked.columns("p")]
    weight = nw.col("w0") if rows.asked.of["w"] else nw.lit(1.0)
    frame = rows.frame.with_columns(w=weight)
    for step in _logits(p[0]) if rows.logits else _two(p[0]) if count == 1 else _several(p):
        frame = frame.with_columns(**step)
    return frame.with_columns(loss=nw.when(nw.col("lost")).then(0.0).otherwise(nw.col("loss")))


Steps = tuple[dict[str, Expr], ...]
"""Columns that stand on those of the step before: an engine works out an expression wherever it occurs."""


def _two(p: Expr) -> Steps:
    """Of the probability of the positive class."""
    sure, never, k = nw.col("sure"), nw.col("never"), nw.col("k")
    spread = sure - never
    return (
        {"p": p, "score": p, "other": 1.0 - p, "sure": log(p), "above": p >= 1.0, "below": p <= 0.0},
        {"never": log_of_rest(nw.col("p"), nw.col("other"))},
        {
            "z": nw.when(nw.col("p") == 0.5).then(0.0).otherwise(spread),
            "lost": chosen(k, [nw.col("above"), nw.col("below")]),
            "loss": chosen(k, [-never, -sure]),
            "expected": -(nw.col("p") * sure + nw.col("other") * never),
            "variance": nw.col("p") * nw.col("other") * spread * spread,
        },
    )


def _logits(given: Expr) -> Steps:
    """Of the logit of the positive class, never through a probability, which saturates."""
    z, e, k = nw.col("z"), nw.col("e"), nw.col("k")
    sure = nw.col("above") | nw.col("below")
    likely, unlikely, size = nw.col("likely"), nw.col("unlikely"), nw.col("size")
    against = chosen(k, [z, -z])
    return (
        {"score": given + 0.0, "above": given == float("inf"), "below": given == float("-inf")},
        {"z": nw.when(sure).then(0.0).otherwise(nw.col("score"))},
        {"size": z.abs(), "e": (-z.abs()).exp()},
        {"likely": 1.0 / (1.0 + e), "rest": softplus(e)},
        {"unlikely": e * likely},
        {
            "p": nw.when(nw.col("above")).then(1.0).otherwise(
                nw.when(nw.col("below")).then(0.0).otherwise(nw.when(z > 0).then(likely).otherwise(unlikely))
            ),
            "lost": chosen(k, [nw.col("above"), nw.col("below")]),
            "loss": nw.when(sure).then(0.0).otherwise(
                nw.when(against > 0).then(against).otherwise(0.0) + nw.col("rest")
            ),
            "expected": nw.when(sure).then(0.0).otherwise(unlikely * size + nw.col("rest")),
            "variance": nw.when(sure).then(0.0).otherwise(unlikely * likely * size * size),
        },
    )  # fmt: skip


def _several(p: list[Expr]) -> Steps:
    """Of one probability a class: cells go by the true class's, of two classes by the positive one's."""
    k, places = nw.col("k"), range(len(p))
    logs = [nw.col(f"log{i}") for i in places]
    expected, given, key = nw.col("expected"), nw.col("given"), nw.col("p")
    return (
        {f"log{i}": log(p[i]) for i in places} | {"given": chosen(k, p)},
        {
            "p": p[1] if len(p) == 2 else given,
            "loss": -chosen(k, logs),
            "lost": given <= 0.0,
            "expected": -total([each * its for each, its in zip(p, logs, strict=True)]),
            "squares": total([each * its * its for each, its in zip(p, logs, strict=True)]),
        },
        {
            "score": key,
            "above": key >= 1.0,
            "below": key <= 0.0,
            "variance": nw.col("squares") - expected * expected,
            "other": 1.0 - key,
        },
        {"z": log_odds(key, nw.col("other"))},
    )
