"""The chain rule where rows stay in an engine: is it the top class, and if not, which of the others."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np

from logloss.sources.engine.doctor import Examined
from logloss.sources.engine.expressions import Expr, chosen, log, log_odds, log_of_rest
from logloss.sources.engine.frame import numbers
from logloss.sources.engine.sums import Means, cells_of_sums, gathered_sums, with_terms
from logloss.summary.chain import MOST, Chain


def chain_in_engine(rows: Examined, frame: nw.LazyFrame[Any]) -> Chain:
    """The two parts of the loss of more than two classes."""
    p = [nw.col(name) for name in rows.asked.columns("p")]
    top, given, hit = nw.col("p"), nw.col("given"), nw.col("hit")
    sure, wrong, z = nw.col("sure"), nw.col("wrong"), nw.col("z")
    steps: tuple[dict[str, Expr], ...] = (
        {"p": p[-1], "place": nw.lit(len(p) - 1), "given": chosen(nw.col("k"), p)},
        *(_wins(p[i], i) for i in reversed(range(len(p) - 1))),
        {
            "hit": nw.when(nw.col("k") == nw.col("place")).then(1).otherwise(0),
            "other": 1.0 - top,
            "sure": -log(top),
            "above": top >= 1.0,
            "below": top <= 0.0,
        },
        {"wrong": -log_of_rest(top, nw.col("other")), "z": log_odds(top, nw.col("other"))},
        {
            "k": hit,
            "score": nw.when(nw.col("above")).then(float("inf")).otherwise(z),
            "lost": (hit == 0) & nw.col("above"),
            "loss": nw.when(hit == 1).then(sure).otherwise(wrong),
            "rest": nw.when(given > 0).then(-log(given) - wrong).otherwise(0.0),
            "never": given <= 0.0,
        },
    )
    first = frame
    for step in steps:
        first = first.with_columns(**step)
    first = first.with_columns(loss=nw.when(nw.col("lost")).then(0.0).otherwise(nw.col("loss")))
    nothing = np.zeros(2)
    sums, exact = gathered_sums(with_terms(first, Means(nothing, nothing, nothing, 1.0)), MOST)
    return Chain(cells_of_sums(sums, exact, True, MOST), *_second(first))


def _wins(p: Expr, place: int) -> dict[str, Expr]:
    """The highest probability and whose it is, once one more is looked at; of equals, the first column's."""
    wins = p >= nw.col("p")
    return {
        "place": nw.when(wins).then(place).otherwise(nw.col("place")),
        "p": nw.when(wins).then(p).otherwise(nw.col("p")),
    }


def _second(frame: nw.LazyFrame[Any]) -> tuple[Any, ...]:
    """The sums of the second part: finite, impossible, and rows that were certain and wrong."""
    missed = (nw.col("hit") == 0) & (nw.col("w") > 0)
    kind = nw.when(nw.col("above")).then(2).otherwise(nw.when(nw.col("never")).then(1).otherwise(0))
    terms = frame.filter(missed).with_columns(kind=kind, one=nw.lit(1), cost=nw.col("w") * nw.col("rest"))
    found = numbers(
        terms.group_by("kind").agg(
            rows=nw.col("one").sum(), weight=nw.col("w").sum(), loss=nw.col("cost").sum()
        ),
        ["kind", "rows", "weight", "loss"],
    )
    by_kind = {
        int(kind): (int(rows), float(weight), float(loss))
        for kind, rows, weight, loss in zip(*found.values(), strict=True)
    }
    finite, impossible, certain = (by_kind.get(kind, (0, 0.0, 0.0)) for kind in range(3))
    return *finite, *impossible[:2], *certain[:2]
