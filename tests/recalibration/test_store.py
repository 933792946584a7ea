"""Saved recalibrators: the same after loading, and a word on what is wrong with a file."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import logloss as ll
from logloss.errors import FileError, FormatError

P = np.array([0.0, 0.1, 0.1, 0.3, 0.3, 0.4, 0.6, 0.6, 0.7, 0.9, 0.9, 1.0])
Y = np.array([0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1])
KINDS = [ll.IsotonicRecalibrator, ll.TemperatureRecalibrator, ll.SigmoidRecalibrator]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)


@every_kind
@pytest.mark.parametrize("infinite", [False, True])
def test_there_and_back(kind: Any, infinite: bool, tmp_path: Path) -> None:
    words = np.where(Y == 1, "yes", "no")
    words[0] = "yes" if infinite else "no"
    fitted = kind(pos_label="yes").fit(P, words)
    fitted.save(tmp_path / "r.json")
    again = kind.load(tmp_path / "r.json")
    grid = np.linspace(0, 1, 101)
    assert np.array_equal(again.predict_proba(grid), fitted.predict_proba(grid))
    assert again.predict(grid).tolist() == fitted.predict(grid).tolist()
    assert again.in_sample_loss_ == fitted.in_sample_loss_
    assert again.cross_validated_loss_ == fitted.cross_validated_loss_
    again.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "r.json").read_bytes()


def test_three_classes_and_infinite_temperatures(tmp_path: Path) -> None:
    p = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    fitted = ll.TemperatureRecalibrator().fit(p, [1, 2, 0])
    assert fitted.temperature_ == math.inf
    fitted.save(tmp_path / "r.json")
    again = ll.TemperatureRecalibrator.load(tmp_path / "r.json")
    assert again.temperature_ == math.inf
    assert again.cross_validated_loss_ is None
    assert again.predict_proba(p) == pytest.approx(1 / 3)


def test_from_logits_is_kept(tmp_path: Path) -> None:
    fitted = ll.SigmoidRecalibrator(from_logits=True).fit([-2.0, 1.0, 0.5, 3.0], [0, 1, 1, 0])
    fitted.save(tmp_path / "r.json")
    again = ll.SigmoidRecalibrator.load(tmp_path / "r.json")
    assert np.array_equal(again.predict_proba([40.0]), fitted.predict_proba([40.0]))


@every_kind
def test_what_is_not_fitted_is_not_saved(kind: Any, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="not fitted"):
        kind().save(tmp_path / "r.json")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other"}, "is not a saved recalibrator"),
        ({"kind": "other"}, "is not a saved recalibrator"),
        (
            {"kind": "sigmoid"},
            "of the kind 'sigmoid', not 'isotonic'\n\nLoad it with SigmoidRecalibrator.load",
        ),
        ({"version": 2}, "of version 2, and this program knows version 1"),
        ({"labels": ["a"]}, "part missing or broken"),
        ({"labels": ["a", "a"]}, "part missing or broken"),
        ({"loss": {"in_sample": None, "cross_validated": None}}, "part missing or broken"),
        ({"loss": {"in_sample": 0.5}}, "cross_validated is missing"),
        ({"infinite": None}, "infinite is no list"),
        ({"from_logits": 1}, "from_logits is 1"),
        ({"map": {"scores": [0, 1], "values": [1, 0]}}, "scores or values fall"),
        ({"map": {"scores": [0], "values": [1, 0]}}, "scores has 1 entries instead of 2"),
        ({"map": {"scores": [], "values": []}}, "scores or values fall"),
    ],
)
def test_a_broken_file_is_refused(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    ll.IsotonicRecalibrator().fit(P, Y).save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(FormatError) as error:
        ll.IsotonicRecalibrator.load(path)
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\udc80", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(FormatError, match="is not a saved recalibrator"):
        ll.IsotonicRecalibrator.load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read: no such file"):
        ll.SigmoidRecalibrator.load(tmp_path / "none.json")
