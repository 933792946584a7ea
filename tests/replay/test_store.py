"""On disk step by step: what was recorded before a crash is there, and what is no replay is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

import logloss as ll
from logloss.errors import ArgumentError, FileError, FormatError
from logloss.replay.store import COLUMNS, KEY


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def same(a: ll.Replay, b: ll.Replay) -> bool:
    given = np.array_equal(a.kept.given(), b.kept.given(), equal_nan=True)
    right = np.array_equal(a.kept.was_right(), b.kept.was_right())
    return given and right and a.steps == b.steps and a.labels == b.labels and a.kept.rows == b.kept.rows


def growing(path=None):
    """More rows than are kept, so that some join."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 500)
    replay = ll.Replay(y, keep=120, path=path, names=[f"r{i}" for i in range(500)])
    for step in range(5):
        replay.record(sigmoid(rng.normal(size=500) * (step + 1)), train_loss=0.1, lr=step)
    return replay


@pytest.mark.parametrize("many", [False, True])
def test_saved_and_loaded_is_the_same(many, overconfident, tmp_path):
    replay = (growing if many else overconfident)(path=tmp_path / "live.arrows")
    replay.close()
    replay.save(tmp_path / "saved.arrows")
    for name in ("live", "saved"):
        loaded = ll.Replay.load(tmp_path / f"{name}.arrows")
        assert same(loaded, replay)
        assert loaded.ending == "whole"
        assert loaded.fingerprint == replay.fingerprint
        assert str(loaded) == str(replay)


def test_rows_that_join_bring_what_they_were_given_at_the_best_step():
    replay = growing()
    assert replay.kept.rows[replay.kept.drawn :]
    assert replay.kept.earlier
    for step, row, p, _ in replay.kept.earlier:
        assert replay.kept.given()[step, row] == np.float32(p)


def test_a_crash_loses_nothing_before_it(tmp_path):
    code = f"""
import os, logloss as ll
replay = ll.Replay([0, 1, 1], path={str(tmp_path / "run.arrows")!r})
for step in range(3):
    replay.record([0.1, 0.5 + step / 10, 0.7])
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    replay = ll.Replay.load(tmp_path / "run.arrows")
    assert len(replay) == 3
    assert replay.ending == "open"
    assert "never closed" in str(replay)


def test_a_forked_process_does_not_end_the_file(tmp_path, monkeypatch):
    path = tmp_path / "run.arrows"
    replay = ll.Replay([0, 1, 1], path=path)
    replay.record([0.1, 0.5, 0.7])
    before = path.read_bytes()
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)
    replay.close()
    assert path.read_bytes() == before
    assert ll.Replay.load(path).ending == "open"


def test_a_file_cut_anywhere_loads_what_is_whole(overconfident, tmp_path):
    replay = overconfident(20, 4, path=tmp_path / "run.arrows")
    replay.close()
    whole = (tmp_path / "run.arrows").read_bytes()
    counts, endings = set(), set()
    for size in (*range(0, len(whole), 37), len(whole) - 8):
        (tmp_path / "cut.arrows").write_bytes(whole[:size])
        try:
            found = ll.Replay.load(tmp_path / "cut.arrows")
        except FormatError:
            assert size < len(whole) / 2  # not even its head is whole
            continue
        counts.add(len(found))
        endings.add(found.ending)
        assert found.steps == replay.steps[: len(found)]
        assert found.ending != "whole"
    assert counts == {0, 1, 2, 3, 4}
    assert "cut" in endings
    (tmp_path / "cut.arrows").write_bytes(whole[:-600])
    assert "ends within a step" in str(ll.Replay.load(tmp_path / "cut.arrows"))


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "run.arrows"
    path.write_text("mine")
    with pytest.raises(FileError, match="is there already"):
        ll.Replay([0, 1], path=path)
    assert path.read_text() == "mine"


def test_places_where_nothing_can_be_written(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        ll.Replay([0, 1], path=tmp_path / "nowhere" / "run.arrows")
    replay = ll.Replay([0, 1], path=tmp_path / "run.arrows")
    replay.record([0.1, 0.9])
    with pytest.raises(ArgumentError, match="is where this replay is being recorded"):
        replay.save(tmp_path / "run.arrows")
    with pytest.raises(ArgumentError, match="what kind of file"):
        replay.save(tmp_path / "run.xyz")


def test_what_is_loaded_is_not_recorded_further(overconfident, tmp_path):
    overconfident(20, 2).save(tmp_path / "run.arrows")
    with pytest.raises(ArgumentError, match="was loaded from a file"):
        ll.Replay.load(tmp_path / "run.arrows").record([0.5] * 20)


def test_what_is_no_replay_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        ll.Replay.load(tmp_path / "nothing.arrows")
    (tmp_path / "text.arrows").write_text("no replay")
    with pytest.raises(FormatError, match="cut short or damaged"):
        ll.Replay.load(tmp_path / "text.arrows")
    table = pa.table({"a": [1]})
    with pa.ipc.new_stream(str(tmp_path / "other.arrows"), table.schema) as stream:
        stream.write_table(table)
    with pytest.raises(FormatError, match="an Arrow file and no replay"):
        ll.Replay.load(tmp_path / "other.arrows")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ({"version": 2}, "newer logloss"),
        ({"version": 1}, "head of the replay is damaged"),
        ({"version": 1, "kept": "x", "weight": None, "names": None}, "damaged"),
    ],
)
def test_heads_that_do_not_hold(head, message, tmp_path):
    schema = COLUMNS.with_metadata({KEY: json.dumps(head).encode()})
    with pa.ipc.new_stream(str(tmp_path / "odd.arrows"), schema):
        pass
    with pytest.raises(FormatError, match=message):
        ll.Replay.load(tmp_path / "odd.arrows")


def test_a_step_that_does_not_fit_is_refused(overconfident, tmp_path):
    overconfident(20, 2).save(tmp_path / "a.arrows")
    with pa.ipc.open_stream(str(tmp_path / "a.arrows")) as stream:
        schema, batches = stream.schema, list(stream)
    with pa.ipc.new_stream(str(tmp_path / "b.arrows"), schema) as out:
        for batch in (batches[1], batches[0]):
            out.write_batch(batch)
    with pytest.raises(FormatError, match="step 1 does not fit the steps before it"):
        ll.Replay.load(tmp_path / "b.arrows")


def test_a_damaged_file_is_refused_or_read_as_far_as_it_is_whole(tmp_path):
    growing(tmp_path / "run.arrows").close()
    whole = (tmp_path / "run.arrows").read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            damaged[place] ^= 1 << int(rng.integers(8))
        (tmp_path / "damaged.arrows").write_bytes(damaged)
        try:
            found = ll.Replay.load(tmp_path / "damaged.arrows")
        except FormatError:
            refused += 1
        else:
            assert len(found) <= 5
    assert refused
