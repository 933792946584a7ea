"""A recalibrator in a file: small versioned JSON, written whole or not at all."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from logloss.analysis.maps import Map
from logloss.atomic import written
from logloss.errors import FileError, FormatError
from logloss.summary.reading import amount, list_of, member, value_of
from logloss.version import __version__

FORMAT, VERSION = "logloss.recalibrator", 1
FITTED = {
    "isotonic": "IsotonicRecalibrator",
    "sigmoid": "SigmoidRecalibrator",
    "temperature": "TemperatureRecalibrator",
}


@dataclass(frozen=True)
class Saved:
    """What a file says."""

    from_logits: bool
    labels: list[Any]
    map: Map
    in_sample: float
    cross_validated: float | None


def write(
    path: str | PathLike[str],
    kind: str,
    from_logits: bool,
    labels: list[Any],
    losses: dict[str, float | None],
    fitted: dict[str, Any],
) -> None:
    """Write the JSON; an infinite loss is a null that is named under "infinite", an unknown one a null."""
    text = json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "kind": kind,
            "from_logits": from_logits,
            "labels": labels,
            "map": fitted,
            "loss": {n: None if loss is None or math.isinf(loss) else loss for n, loss in losses.items()},
            "infinite": [n for n, loss in losses.items() if loss is not None and math.isinf(loss)],
            "made_with": __version__,
        },
        allow_nan=False,
        indent=1,
    )
    with written(path) as temporary:
        temporary.write_text(text, encoding="ascii")


def read(path: str | PathLike[str], kind: str, map_of: Callable[[dict[str, Any]], Map]) -> Saved:
    """Read a file of one kind, or say what is wrong with it."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON
        raise FormatError(f"{path} is not a saved recalibrator: it is no JSON") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("kind") not in FITTED:
        raise FormatError(f"{path} is not a saved recalibrator", "Such files are made by save().")
    if (version := data.get("version")) != VERSION:
        raise FormatError(
            f"{path} is a recalibrator of version {version}, and this program knows version {VERSION}",
            "Read it with a newer logloss.",
        )
    if data["kind"] != kind:
        raise FormatError(
            f"{path} is a recalibrator of the kind {data['kind']!r}, not {kind!r}",
            f"Load it with {FITTED[data['kind']]}.load.",
        )
    try:
        return _saved(data, map_of)
    except (ValueError, TypeError, OverflowError) as error:
        raise FormatError(
            f"{path} is a recalibrator with a part missing or broken ({error})", "Fit and save it again."
        ) from error


def _saved(data: dict[str, Any], map_of: Callable[[dict[str, Any]], Map]) -> Saved:
    labels = list_of(data, "labels", bool, int, float, str)
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError("labels are not two different ones or more")
    infinite = list_of(data, "infinite", str)
    loss = value_of(data, "loss", dict)
    in_sample, cross_validated = (
        math.inf if name in infinite else None if member(loss, name) is None else amount(loss, name)
        for name in ("in_sample", "cross_validated")
    )
    if in_sample is None:
        raise ValueError("in_sample is missing")
    return Saved(
        value_of(data, "from_logits", bool),
        labels,
        map_of(value_of(data, "map", dict)),
        in_sample,
        cross_validated,
    )
