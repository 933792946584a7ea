"""A PairSummary in a file: JSON, as schema/pairs.v1.json says, written whole or not at all."""

from __future__ import annotations

import json
import math
from os import PathLike
from typing import Any

from logloss.atomic import written
from logloss.comparison.contrast import FEW, Contrast, Contrasts
from logloss.comparison.pair import RANGES, Pair, groups_of_totals
from logloss.comparison.summary import PairSummary
from logloss.errors import FormatError
from logloss.summary import Summary, Totals
from logloss.summary.decode import from_dict, totals_of_plain
from logloss.summary.decode_extras import clusters_of_plain, group_totals_of_plain, times_of_plain
from logloss.summary.encode import plain_totals, to_dict
from logloss.summary.encode_extras import plain_clusters, plain_group_totals, plain_times
from logloss.summary.reading import list_of, object_of, value_of
from logloss.summary.store import json_of, refuse_newer
from logloss.summary.worst import KEPT

FORMAT, VERSION = "logloss.pairs", 1
KINDS = ("first", "second", "both")


def save(pairs: PairSummary, path: str | PathLike[str]) -> None:
    """Write the JSON, whole or not at all; in ASCII, which holds the name of any file."""
    text = json.dumps(plain_pairs(pairs), allow_nan=False, separators=(",", ":"))
    with written(path) as temporary:
        temporary.write_text(text, encoding="ascii")


def plain_pairs(pairs: PairSummary) -> dict[str, Any]:
    """A PairSummary ready for JSON."""
    unweighted = pairs.first.weights == "none"
    return {
        "format": FORMAT,
        "version": VERSION,
        "models": [{"name": name, "summary": to_dict(summary)} for name, summary in pairs.models.items()],
        "pairs": [{"name": name, **_plain(pair, unweighted)} for name, pair in pairs.pairs.items()],
    }


def _plain(pair: Pair, unweighted: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "totals": plain_totals(pair.totals),
        "ranges": plain_totals(pair.ranges),
        "infinite_rows": list(pair.infinite_rows),
        "first_better": [_row(row) for row in pair.first_better],
        "second_better": [_row(row) for row in pair.second_better],
        "infinite": {kind: [_row(r) for r in rows] for kind, rows in zip(KINDS, pair.infinite, strict=True)},
        "few": [_row(row) for row in pair.few],
    }
    if pair.clusters is not None:
        found["clusters"] = plain_clusters(pair.clusters)
    if pair.times is not None:
        found["times"] = plain_times(pair.times, unweighted)
    if pair.groups is not None:
        found["groups"] = plain_group_totals(pair.groups)
    return found


def _row(row: Contrast) -> dict[str, Any]:
    """A row; an infinite loss is null."""
    losses = [None if math.isinf(loss) else loss for loss in (row.first, row.second)]
    return {
        "source": row.source,
        "row": row.row,
        "id": row.id,
        "class": row.cls,
        "weight": row.weight,
        "losses": losses,
    }


def load(path: str | PathLike[str]) -> PairSummary:
    """A saved PairSummary, or what is wrong with the file."""
    data = json_of(path)
    if not is_pairs(data):
        hint = "Such files are made by `logloss compare --keep`, and in Python by PairSummary.save()."
        raise FormatError(f"{path} is not a saved PairSummary", hint)
    refuse_newer(str(path), "is a PairSummary", data.get("version"), VERSION)
    try:
        return _pairs(data)
    except (ValueError, TypeError, OverflowError) as error:
        raise FormatError(
            f"{path} is a PairSummary with a part missing or broken ({error})",
            "Make it again from the predictions.",
        ) from error


def is_pairs(data: Any) -> bool:
    """Whether JSON is a PairSummary's."""
    return isinstance(data, dict) and data.get("format") == FORMAT


def _pairs(data: dict[str, Any]) -> PairSummary:
    models = {
        value_of(model, "name", str): Summary(**from_dict(object_of(model, "summary")))
        for model in list_of(data, "models", dict)
    }
    if len(models) < 2:
        raise ValueError("models are fewer than two, or two are called alike")
    first = next(iter(models.values()))
    for summary in models.values():
        if (summary.labels, summary.weights, summary.rows) != (first.labels, first.weights, first.rows):
            raise ValueError("models are of other rows")
    pairs = {value_of(pair, "name", str): _pair(pair, first) for pair in list_of(data, "pairs", dict)}
    if list(pairs) != list(models)[1:]:
        raise ValueError("pairs are not those of the models")
    return PairSummary(models, pairs)


def _pair(data: dict[str, Any], first: Summary) -> Pair:
    classes = len(first.labels)
    totals = totals_of_plain(object_of(data, "totals"), classes)
    ranges = totals_of_plain(object_of(data, "ranges"), RANGES * (2 if classes == 2 else 1))
    counted = ("rows", "infinite")
    if any(sum(t.all(name) for name in counted) != first.rows for t in (totals, ranges)):
        raise ValueError("totals hold other rows than the models")
    infinite = object_of(data, "infinite")
    one, two, both = (_rows(infinite, kind, classes) for kind in KINDS)
    return Pair(
        totals,
        ranges,
        _counts(data, totals),
        _rows(data, "first_better", classes),
        _rows(data, "second_better", classes),
        (one, two, both),
        _rows(data, "few", classes, FEW),
        **_extras(data, first, totals),
    )


def _counts(data: dict[str, Any], totals: Totals) -> tuple[int, int, int]:
    found = list_of(data, "infinite_rows", int)
    if len(found) != 3 or min(found) < 0 or sum(found) != totals.all("infinite"):
        raise ValueError("infinite_rows are not those of the totals")
    return found[0], found[1], found[2]


def _extras(data: dict[str, Any], first: Summary, totals: Totals) -> dict[str, Any]:
    found: dict[str, Any] = {}
    any_number = -math.inf
    if "clusters" in data:
        found["clusters"] = clusters_of_plain(object_of(data, "clusters"), totals, any_number)
    if "times" in data:
        unweighted = first.weights == "none"
        found["times"] = times_of_plain(object_of(data, "times"), unweighted, totals, any_number)
    if "groups" in data:
        like = {"labels": first.labels, "key": first.key, "weights": first.weights}
        named = group_totals_of_plain(object_of(data, "groups"), len(first.labels), totals)
        found["groups"] = groups_of_totals(*named, like)
    return found


def _rows(data: dict[str, Any], name: str, classes: int, most: int = KEPT) -> Contrasts:
    rows = list_of(data, name, dict)
    if len(rows) > most:
        raise ValueError(f"{name} has more than {most} rows")
    return tuple(_contrast(row, classes) for row in rows)


def _contrast(data: dict[str, Any], classes: int) -> Contrast:
    losses = list_of(data, "losses", int, float, type(None))
    if len(losses) != 2 or any(loss is not None and not 0 <= loss < math.inf for loss in losses):
        raise ValueError("losses are no two numbers that are not negative")
    first, second = (math.inf if loss is None else float(loss) for loss in losses)
    return Contrast(
        value_of(data, "source", str),
        value_of(data, "row", int),
        value_of(data, "id", str),
        value_of(data, "class", int, lambda v: 0 <= v < classes),
        float(value_of(data, "weight", (int, float), lambda v: 0 <= v < math.inf)),
        first,
        second,
    )
