"""The same Comparison from arrays, frames and files, whole or in pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import logloss as ll
from logloss.comparison.store import plain_pairs
from logloss.errors import ColumnError
from logloss.sources.files import pieces
from logloss.summary.agreement import agree

HOW = {"by": "group", "cluster": "user", "time": "day"}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    n = 3_000
    return pd.DataFrame(
        {
            "won": rng.random(n) < 0.4,
            "a": rng.random(n),
            "b": rng.random(n),
            "w": rng.random(n) + 0.5,
            "group": rng.choice(list("xyz"), n),
            "user": rng.integers(0, 99, n),
            "day": rng.integers(0, 30, n),
        }
    )


@pytest.fixture(scope="module")
def expected(frame: pd.DataFrame) -> dict[str, Any]:
    beside = {name: frame[column].to_numpy() for name, column in HOW.items()}
    y, w, p = frame["won"].to_numpy(), frame["w"].to_numpy(), {m: frame[m].to_numpy() for m in "ab"}
    found = ll.summarize_pairs(y, p, w, exact=False, **beside)
    return named(found)


def named(found: ll.PairSummary) -> dict[str, Any]:
    """A PairSummary as plain data, without where its rows come from."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            gone = {"sources", "source", "row", "more_sources", "by"}
            return {k: without(v) for k, v in value.items() if k not in gone}
        return [without(v) for v in value] if isinstance(value, list) else value

    plain: dict[str, Any] = without(plain_pairs(found))
    return plain


def test_frames_give_what_arrays_give(frame, expected):
    table = pa.Table.from_pandas(frame)
    batches = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=500))
    for data in (frame, pl.from_pandas(frame), pl.from_pandas(frame).lazy(), table, batches):
        found = ll.summarize_pairs("won", ["a", "b"], "w", data=data, exact=False, **HOW)
        assert agree(named(found), expected, 1e-9), type(data)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_files_give_what_arrays_give(frame, expected, ending, tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "MOST", 700)
    monkeypatch.setattr(pieces, "LEAST", 1)
    for i, part in enumerate((frame[:1000], frame[1000:1700], frame[1700:])):
        path = tmp_path / f"part-{i}.{ending}"
        part.to_csv(path, index=False) if ending == "csv" else part.to_parquet(path)
    asked = {"first": "a", "other": "b"}
    found = ll.summarize_pairs("won", asked, "w", data=str(tmp_path / f"*.{ending}"), exact=False, **HOW)
    assert found.names == ("first", "other")
    renamed = ll.PairSummary(dict(zip("ab", found.models.values(), strict=True)), {"b": found.pairs["other"]})
    assert agree(named(renamed), expected, 1e-9)
    assert found.pairs["other"].first_better[0].source.startswith(str(tmp_path))


def test_words_as_labels_are_settled_over_all_files(tmp_path):
    Path(tmp_path / "a.csv").write_text("y,p,q\nspam,0.9,0.8\n")
    Path(tmp_path / "b.csv").write_text("y,p,q\nham,0.2,0.4\nspam,0.5,0.7\n")
    how = {"data": str(tmp_path / "*.csv"), "pos_label": "spam"}
    found = ll.compare("y", ["p", "q"], **how)
    assert found.labels == ("ham", "spam")
    same = ll.compare(["spam", "ham", "spam"], {"p": [0.9, 0.2, 0.5], "q": [0.8, 0.4, 0.7]}, pos_label="spam")
    assert found.pairs[0].loss.value == pytest.approx(same.pairs[0].loss.value)


def test_a_column_that_is_not_there_is_named(frame):
    with pytest.raises(ColumnError, match="no column 'c'"):
        ll.compare("won", ["a", "c"], data=frame)
