"""The planted convention is found, and nothing is claimed of random numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.metrics import log_loss
from sklearn.utils.class_weight import compute_sample_weight

import logloss as ll
from logloss.errors import ArgumentError, DataError
from logloss.messages import plain
from logloss.reconciliation import Reconciliation
from logloss.reconciliation.candidates import choices
from logloss.reconciliation.conventions import CLIPS, Case
from logloss.reconciliation.sections import convention
from logloss.sources.files import pieces

N = 600
Rows = dict[str, Any]


def rows_of(rng: np.random.Generator, *, weighted: bool = False, certain: bool = True) -> Rows:
    """Predictions that are not calibrated; some are exactly 0 and wrong, some nearly so."""
    p = rng.beta(rng.uniform(0.5, 2), rng.uniform(0.5, 2), N)
    y = (rng.random(N) < p**1.5).astype(int)
    y[:2], p[:2] = (0, 1), (0.3, 0.6)
    if certain:
        p[2:6], y[2:6] = (0.0, 0.0, 1e-12, 1e-9), 1
    found: Rows = {"y_true": y, "y_proba": p}
    return {**found, "sample_weight": rng.uniform(0.2, 3, N).round(2)} if weighted else found


def surprisals(rows: Rows) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return -np.log(np.where(rows["y_true"] == 1, rows["y_proba"], 1 - rows["y_proba"]))


def clipped(rows: Rows, eps: float) -> np.ndarray:
    return surprisals({**rows, "y_proba": np.clip(rows["y_proba"], eps, 1 - eps)})


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def weighted_clipped(rows: Rows) -> float:
    return float((rows["sample_weight"] * clipped(rows, 1e-15)).mean())


EPS = float(np.finfo(float).eps)
CERTAIN, PLAIN, WEIGHTED = {}, {"certain": False}, {"certain": False, "weighted": True}
PLANTED: dict[str, tuple[dict[str, bool], tuple[str, ...], Callable[[Rows], float]]] = {
    "scikit-learn": (CERTAIN, ("clip.sklearn",), lambda r: log_loss(r["y_true"], r["y_proba"])),
    "old scikit-learn": (CERTAIN, ("clip.1e-15",), lambda r: clipped(r, 1e-15).mean()),
    "Keras": (CERTAIN, ("clip.keras",), lambda r: clipped(r, 1e-7).mean()),
    "PyTorch": (CERTAIN, ("clip.torch",), lambda r: np.minimum(surprisals(r), 100).mean()),
    "finite rows": (CERTAIN, ("finite",), lambda r: surprisals(r)[np.isfinite(surprisals(r))].mean()),
    "finite rows by all": (
        CERTAIN,
        ("finite_of_all",),
        lambda r: surprisals(r)[np.isfinite(surprisals(r))].sum() / N,
    ),
    "clipped bits": (CERTAIN, ("clip.sklearn", "bits"), lambda r: clipped(r, EPS).mean() / math.log(2)),
    "clipped sum": (CERTAIN, ("clip.1e-15", "sum"), lambda r: clipped(r, 1e-15).sum()),
    "bits": (PLAIN, ("bits",), lambda r: surprisals(r).mean() / math.log(2)),
    "bans": (PLAIN, ("bans",), lambda r: surprisals(r).mean() / math.log(10)),
    "sum": (PLAIN, ("sum",), lambda r: log_loss(r["y_true"], r["y_proba"], normalize=False)),
    "reversed": (PLAIN, ("reversed",), lambda r: log_loss(1 - r["y_true"], r["y_proba"])),
    "two sigmoids": (PLAIN, ("as_logits",), lambda r: log_loss(r["y_true"], sigmoid(r["y_proba"]))),
    "per cent": (PLAIN, ("percent",), lambda r: 100 * surprisals(r).mean()),
    "negative": (PLAIN, ("negative",), lambda r: -surprisals(r).mean()),
    "by class": (
        PLAIN,
        ("by_class",),
        lambda r: log_loss(
            r["y_true"], r["y_proba"], sample_weight=compute_sample_weight("balanced", r["y_true"])
        ),
    ),
    "unweighted": (WEIGHTED, ("unweighted",), lambda r: log_loss(r["y_true"], r["y_proba"])),
    "by rows": (WEIGHTED, ("by_rows",), lambda r: (r["sample_weight"] * surprisals(r)).mean()),
    "weighted sum": (WEIGHTED, ("sum",), lambda r: (r["sample_weight"] * surprisals(r)).sum()),
    "clipped by rows": ({"weighted": True}, ("clip.1e-15", "by_rows"), weighted_clipped),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_finds_what_was_planted(kind: str) -> None:
    """Twenty kinds, ten times each, with six digits and more."""
    how, planted, number = PLANTED[kind]
    for seed in range(10):
        rows = rows_of(np.random.default_rng(seed), **how)
        r = ll.reconcile(**rows, said=f"{number(rows):.6f}")
        assert [step.convention for step in r.matches[0].steps] == list(planted), (seed, plain(r.headline))
        assert r.found


def test_conventions_of_a_family_are_told_apart_where_the_digits_do() -> None:
    """PyTorch's clamp in float32 and in float64: to 15 digits they differ, to 5 they do not."""
    rows = rows_of(np.random.default_rng(1))
    double = float(np.minimum(surprisals(rows), 100).mean())
    exact = ll.reconcile(**rows, said=f"{double:.15g}").matches[0]
    assert [step.convention for step in exact.steps] == ["clip.torch64"]
    assert exact.alike == ()
    short = ll.reconcile(**rows, said=f"{double:.5g}").matches[0]
    assert [step.convention for step in short.steps] == ["clip.torch"]
    assert short.alike == ("clip.torch64",)


def test_where_nothing_matches_the_odds_are_said() -> None:
    rows = rows_of(np.random.default_rng(1))
    r = ll.reconcile(**rows, said="12345.678")
    assert not r.matches
    assert 0 <= r.odds < 1e-3
    rough = ll.reconcile(**rows, said="0.7")
    assert rough.odds > 0.3
    assert json.loads(rough.to_json())["odds"] == pytest.approx(rough.odds)
    assert "drawn at random, <0.1% would be met" in " ".join(str(r).split())


def test_files_and_frames_are_summed_as_arrays_are(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST", 100)
    monkeypatch.setattr(pieces, "LEAST", 1)
    rows = rows_of(np.random.default_rng(3), weighted=True)
    frame = pd.DataFrame({"y": rows["y_true"], "p": rows["y_proba"], "w": rows["sample_weight"]})
    for i in range(3):
        frame[200 * i : 200 * (i + 1)].to_csv(tmp_path / f"part-{i}.csv", index=False)
    expected = ll.reconcile(**rows, said="1.2345").to_dict()
    for data in (frame, pl.from_pandas(frame).lazy(), str(tmp_path / "part-*.csv")):
        found = ll.reconcile("y", "p", "w", data=data, said="1.2345").to_dict()
        assert found["rows"] == 600
        assert found["nearest"]["value"] == pytest.approx(expected["nearest"]["value"], rel=1e-12)
        assert found["odds"] == pytest.approx(expected["odds"])
    (tmp_path / "empty.csv").write_text("y,p,w\n")
    with pytest.raises(DataError, match="no rows"):
        ll.reconcile("y", "p", "w", data=tmp_path / "empty.csv", said="1")


def test_the_same_whatever_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(np.random.default_rng(6), weighted=True)
    monkeypatch.setattr("logloss.reconciliation.tally.PIECE", 50)
    found = []
    for threads in ("1", "4"):
        monkeypatch.setenv("LOGLOSS_THREADS", threads)
        found.append(ll.reconcile(**rows, said="1.2345").to_dict())
    assert found[0] == found[1]


def test_claims_nothing_of_random_numbers() -> None:
    """A match of three conventions may be met by chance; it is not taken for the answer."""
    rng = np.random.default_rng(11)
    rows = [rows_of(rng, weighted=i % 2 == 0, certain=i % 3 == 0) for i in range(10)]
    claims = 0
    for i in range(200):
        r = ll.reconcile(**rows[i % 10], said=f"{rng.uniform(0.1, 3):.6g}")
        claims += r.found
    assert claims == 0


def test_chance_is_the_share_of_random_numbers_that_match() -> None:
    rng = np.random.default_rng(2)
    rows = rows_of(rng)
    right = ll.reconcile(**rows, said=f"{log_loss(rows['y_true'], rows['y_proba']) / math.log(2):.3f}")
    last = right.matches[-1]  # the least ordinary: of it chance finds enough to be counted
    numbers = rng.uniform(right.value / 2, right.value * 2, 400)
    met = [ll.reconcile(**rows, said=f"{number:.3f}") for number in numbers]
    share = np.mean([any(m.chance <= last.chance * 1.5 for m in r.matches) for r in met])
    assert 0.2 * last.chance < share < 3 * last.chance + 0.01


def test_the_way_goes_from_the_loss_to_the_number() -> None:
    rows = rows_of(np.random.default_rng(0))
    r = ll.reconcile(**rows, said=f"{clipped(rows, EPS).sum() / math.log(2):.4f}")
    assert r.loss == math.inf
    steps = {step.convention: step.value for step in r.matches[0].steps}
    assert list(steps) == ["clip.sklearn", "sum", "bits"]
    assert steps["clip.sklearn"] == pytest.approx(clipped(rows, EPS).mean())
    assert steps["sum"] == pytest.approx(clipped(rows, EPS).sum())
    assert steps["bits"] == r.matches[0].value


def test_the_loss_itself() -> None:
    r = ll.reconcile([1, 0], [0.9, 0.2], said=0.1642520335)
    assert r.matches[0].steps == ()
    assert "itself" in plain(r.headline)


def test_several_classes() -> None:
    rng = np.random.default_rng(4)
    p = rng.dirichlet([1, 1, 1], 500)
    y = np.array([rng.choice(3, p=row) for row in p])
    turned = log_loss(y, p[:, [1, 2, 0]])
    one_hot = np.mean([log_loss(y == k, p[:, k]) for k in range(3)])
    third = log_loss(y, p) / 3
    for said, name in ((turned, "columns.2-3-1"), (one_hot, "one_hot"), (third, "per_class")):
        r = ll.reconcile(y, p, said=f"{said:.7f}")
        assert r.found
        assert [step.convention for step in r.matches[0].steps] == [name]


def test_logits_taken_for_probabilities() -> None:
    rng = np.random.default_rng(5)
    z = rng.normal(0, 2, 500)
    y = (rng.random(500) < sigmoid(z)).astype(int)
    p = np.clip(z, 1e-7, 1 - 1e-7)
    said = -np.log(np.where(y == 1, p, 1 - p)).mean()
    r = ll.reconcile(y, z, said=f"{said:.5f}", from_logits=True)
    assert {step.convention for step in r.matches[0].steps} == {"clip.keras64", "as_probabilities"}


def test_many_rows_are_summed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(np.random.default_rng(6), weighted=True)
    whole = ll.reconcile(**rows, said="1.234567")
    monkeypatch.setattr("logloss.reconciliation.tally.PIECE", 7)
    parts = ll.reconcile(**rows, said="1.234567")
    assert parts.nearest is not None
    assert whole.nearest is not None
    assert parts.nearest.value == pytest.approx(whole.nearest.value, rel=1e-9)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("abc", "Copy the digits"),
        ("12%", "Leave out the sign"),
        ("1,93", "with a point"),
        ("nan", "0·∞"),
        (math.inf, "no convention"),
        (True, "said='1.93'"),
        (None, "said='1.93'"),
    ],
)
def test_what_is_no_number(said: Any, words: str) -> None:
    with pytest.raises(ArgumentError, match="said must be a number") as caught:
        ll.reconcile([1, 0], [0.9, 0.2], said=said)
    assert words in str(caught.value)


def test_bad_rows_are_refused() -> None:
    with pytest.raises(DataError):
        ll.reconcile([1, 0], [0.9, math.nan], said="1")
    dropped = ll.reconcile([1, 0, 1], [0.9, 0.2, math.nan], said="0.109501", missing="drop")
    assert [step.convention for step in dropped.matches[0].steps] == ["by_all"]


def test_every_convention_has_words() -> None:
    names = {
        step.id
        for case in (
            Case(2, True, True, True, 3, True, True),
            Case(2, True, True, True, 3, False, True),
            Case(3, False, True, True, 3, True, True),
            Case(12, False),
        )
        for choice in choices(case)
        for step in choice.steps
    }
    assert len(names) > 35
    for lang in ("en", "zh-Hans", "zh-Hant"):
        assert all(plain(convention(name), lang) for name in names)
    assert {clip.id for clip in CLIPS} < names


def test_plain_data_say_the_same() -> None:
    r = ll.reconcile(**rows_of(np.random.default_rng(0)), said="0.7")
    data = json.loads(r.to_json())
    assert data["loss"] is None
    assert data["is_infinite"] is True
    assert data["tried"] == r.tried
    assert len(data["matches"]) == len(r.matches)


@pytest.mark.parametrize("said", ["0.697", "3", "-0.5", "0"])
@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_it_is_drawn_and_told(said: str, lang: Any, tmp_path: Any) -> None:
    r = ll.reconcile(**rows_of(np.random.default_rng(0)), said=said)
    assert isinstance(r, Reconciliation)
    r.save(tmp_path / "way.png", lang=lang)
    assert (tmp_path / "way.png").stat().st_size > 10_000
    assert str(r).startswith(plain(r.headline)[:20])
    assert "<img" in r._repr_html_()
