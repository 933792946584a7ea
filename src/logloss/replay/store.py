"""A replay on disk: an Arrow IPC stream, a batch a step, so that what is written stays whatever comes."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from logloss.checks.rows import python
from logloss.errors import FileError
from logloss.kernels.reference import Array, Float
from logloss.replay.kept import Joined, Kept, KeptRow
from logloss.replay.steps import Step
from logloss.version import __version__

FORMAT, VERSION = "logloss.replay", 1
KEY = b"logloss.replay"
NUMBERS = ("loss", "accuracy", "discrimination", "miscalibration", "recalibrated", "temperature")
JOINED = pa.struct(
    [
        ("row", pa.int64()),
        ("cls", pa.int64()),
        ("weight", pa.float64()),
        ("name", pa.string()),
        ("then", pa.int64()),
        ("p", pa.float32()),
        ("right", pa.bool_()),
    ]
)
COLUMNS = pa.schema(
    [
        ("step", pa.float64()),
        *((name, pa.float64()) for name in NUMBERS),
        ("class_loss", pa.list_(pa.float64())),
        ("infinite", pa.int64()),
        ("missing", pa.int64()),
        ("train_loss", pa.float64()),
        ("numbers", pa.map_(pa.string(), pa.float64())),
        ("p", pa.list_(pa.float32())),
        ("right", pa.list_(pa.bool_())),
        ("joined", pa.list_(JOINED)),
    ]
)


@dataclass(frozen=True, eq=False)
class Head:
    """What holds for all steps.

    Attributes
    ----------
    labels : tuple of K
    rows : int
        How many validation rows there are.
    class_weight : shape (K,)
        Σw of each class.
    weighted : bool
    fingerprint : str
        Of the classes and weights of all rows, in order.
    drawn : list of KeptRow
        The rows that are kept from the first step on.
    """

    labels: tuple[Any, ...]
    rows: int
    class_weight: Float
    weighted: bool
    fingerprint: str
    drawn: list[KeptRow]


class Writer:
    """Appends steps to an open file; each is on its way to disk before the next is taken."""

    def __init__(self, file: BinaryIO, head: Head, path: Path) -> None:
        self.path = path
        self._file = file
        self._process = os.getpid()
        self._schema = COLUMNS.with_metadata({KEY: _json(head)})
        self._stream = pa.ipc.new_stream(self._file, self._schema)
        self._file.flush()

    def append(self, step: Step, p: Array, right: Array, joined: list[Joined]) -> None:
        """Write one step, whole."""
        batch = _batch(step, p, right, joined)
        try:
            self._stream.write_batch(batch.replace_schema_metadata(self._schema.metadata))
            self._file.flush()
        except OSError as error:
            raise FileError(
                f"{self.path} cannot be written: {(error.strerror or str(error)).lower()}",
                "The steps so far are in memory: save(path) writes them elsewhere.",
            ) from error

    def close(self) -> None:
        """End the file; a process that was forked from the one that writes it leaves it as it is."""
        if not self._file.closed:
            if os.getpid() == self._process:
                self._stream.close()
            self._file.close()


def write_whole(file: BinaryIO, head: Head, steps: list[Step], kept: Kept, path: Path) -> None:
    """Write a replay whose steps are all known, and close the file."""
    writer = Writer(file, head, path)
    try:
        earlier = {row: (then, was, top) for then, row, was, top in kept.earlier}
        known = len(head.drawn)
        for step, p, right in zip(steps, kept.p, kept.right, strict=True):
            joined = [
                Joined(kept.rows[j], *earlier.get(j, (-1, float("nan"), False))) for j in range(known, len(p))
            ]
            writer.append(step, p, right, joined)
            known = len(p)
    finally:
        writer.close()


def _batch(step: Step, p: Array, right: Array, joined: list[Joined]) -> Any:
    plain = {
        "step": step.step,
        **{name: getattr(step, name) for name in NUMBERS},
        "class_loss": list(step.class_loss),
        "infinite": step.infinite,
        "missing": step.missing,
        "train_loss": step.train_loss,
        "numbers": list(step.numbers.items()),
    }
    columns = [pa.array([value], COLUMNS.field(name).type) for name, value in plain.items()]
    lists = [
        pa.ListArray.from_arrays(pa.array([0, len(p)], pa.int32()), pa.array(p, pa.float32())),
        pa.ListArray.from_arrays(pa.array([0, len(p)], pa.int32()), pa.array(right, pa.bool_())),
        pa.array([[_plain(one) for one in joined]], pa.list_(JOINED)),
    ]
    return pa.RecordBatch.from_arrays([*columns, *lists], schema=COLUMNS)


def _plain(one: Joined) -> dict[str, Any]:
    who = one.who
    return {
        "row": who.row,
        "cls": who.cls,
        "weight": who.weight,
        "name": who.name,
        "then": one.then,
        "p": one.p,
        "right": one.right,
    }


def _json(head: Head) -> bytes:
    rows = head.drawn
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "labels": [python(label) for label in head.labels],
        "rows": head.rows,
        "class_weight": head.class_weight.tolist(),
        "weighted": head.weighted,
        "fingerprint": head.fingerprint,
        "kept": [row.row for row in rows],
        "cls": [row.cls for row in rows],
        "weight": [row.weight for row in rows] if head.weighted else None,
        "names": [row.name for row in rows] if any(row.name for row in rows) else None,
        "made_with": f"logloss {__version__}",
    }
    return json.dumps(plain, allow_nan=False, ensure_ascii=False, default=str).encode()


def new_file(path: Path) -> BinaryIO:
    """A new file, opened; one that is there is left as it is."""
    try:
        return path.open("xb")
    except FileExistsError as error:
        raise FileError(
            f"{path} is there already, and a replay never writes over another",
            f"Take another path, remove it, or read it with Replay.load({str(path)!r}).",
        ) from error
    except OSError as error:
        hint = "Make the folder first." if not path.parent.exists() else "Choose a place where you may write."
        raise FileError(
            f"{path} cannot be written: {(error.strerror or str(error)).lower()}", hint
        ) from error
