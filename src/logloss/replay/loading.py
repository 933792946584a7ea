"""Reading a replay from disk: every step that is whole, whatever became of the rest."""

from __future__ import annotations

import json
import os
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import pyarrow as pa

from logloss.errors import FormatError
from logloss.kernels.reference import Array
from logloss.replay.kept import Joined, Kept, KeptRow
from logloss.replay.steps import Step
from logloss.replay.store import COLUMNS, KEY, VERSION, Head
from logloss.sources.files.damage import first_sentence, reported
from logloss.sources.files.streams import Stream

END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""With which Arrow ends a stream that was closed."""

NOT_OURS = "Replay.load reads what Replay(..., path=) and Replay.save wrote."

Ending = Literal["whole", "open", "cut"]
"""Whether a file was closed, was not (training goes on, or ended before its time), or ends within a step."""


def read(path: str | PathLike[str]) -> tuple[Head, list[Step], Kept, Ending]:
    """Read a replay: all steps that are whole, and how the file ends.

    Raises
    ------
    FormatError
        Where the file is no replay, or of a newer version.
    FileError
        Where it cannot be read.
    """
    name = str(path)
    with reported(name, "replay"), Path(path).open("rb") as file, pa.ipc.open_stream(Stream(file)) as stream:
        head = _head(name, (stream.schema.metadata or {}).get(KEY), stream.schema)
        steps: list[Step] = []
        kept = Kept(list(head.drawn), len(head.drawn))
        ending = _read_steps(name, stream, head, steps, kept)
        if ending == "whole" and not _is_closed(file):
            ending = "open"
    return head, steps, kept, ending


def _read_steps(name: str, stream: Any, head: Head, steps: list[Step], kept: Kept) -> Ending:
    while True:
        try:
            batch = stream.read_next_batch()
            batch.validate(full=True)
        except StopIteration:
            return "whole"
        except (pa.ArrowException, OSError):
            return "cut"
        rows = batch.drop_columns(["p", "right"]).to_pylist()
        for i, row in enumerate(rows):
            p, right = (batch.column(column)[i].values for column in ("p", "right"))
            given = np.array(p, np.float32), np.array(right, np.bool_)
            _take(name, row, given, head, steps, kept)


def _take(
    name: str,
    row: dict[str, Any],
    given: tuple[Array, Array],
    head: Head,
    steps: list[Step],
    kept: Kept,
) -> None:
    """One step from a file into memory; what does not fit the rest is refused."""
    joined = [
        Joined(KeptRow(j["row"], j["cls"], j["weight"], j["name"]), j["then"], j["p"], j["right"])
        for j in row["joined"]
    ]
    p, right = given
    rows = len(kept.rows) + len(joined)
    fits = (
        len(p) == len(right) == rows
        and len(row["class_loss"]) == len(head.labels)
        and (not steps or row["step"] > steps[-1].step)
        and all(0 <= j.who.cls < len(head.labels) and -1 <= j.then < len(steps) for j in joined)
    )
    if not fits:
        raise FormatError(f"{name}: step {row['step']:g} does not fit the steps before it", NOT_OURS)
    steps.append(
        Step(
            _whole(row["step"]),
            row["loss"],
            row["accuracy"],
            row["discrimination"],
            row["miscalibration"],
            row["recalibrated"],
            row["temperature"],
            tuple(row["class_loss"]),
            row["infinite"],
            row["missing"],
            row["train_loss"],
            dict(row["numbers"]),
        )
    )
    kept.add(p, right, joined)


def _whole(step: float) -> float:
    return int(step) if step.is_integer() else step


def _head(name: str, said: bytes | None, schema: Any) -> Head:
    if said is None or not schema.equals(COLUMNS):
        raise FormatError(f"{name} is an Arrow file and no replay", NOT_OURS)
    try:
        plain = json.loads(said)
        if plain["version"] > VERSION:
            raise FormatError(
                f"{name} was written by a newer logloss, as a replay of version {plain['version']}",
                "Install that version, or a later one.",
            )
        n = len(plain["kept"])
        weight, names = plain["weight"] or [1.0] * n, plain["names"] or [""] * n
        drawn = [KeptRow(*each) for each in zip(plain["kept"], plain["cls"], weight, names, strict=True)]
        return Head(
            tuple(plain["labels"]),
            plain["rows"],
            np.array(plain["class_weight"], dtype=np.float64),
            plain["weighted"],
            plain["fingerprint"],
            drawn,
        )
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(
            f"{name}: the head of the replay is damaged ({first_sentence(error)})", NOT_OURS
        ) from error


def _is_closed(file: BinaryIO) -> bool:
    file.seek(-len(END), os.SEEK_END)
    return file.read() == END
