"""What a replay says of every step agrees with the rest of the house, and its findings are those planted."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize_scalar

import logloss as ll
from logloss.errors import ArgumentError, DataError
from logloss.messages import plain
from logloss.replay.tempering import FINE


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---- numbers of a step


@given(arrays(np.float64, 30, elements=st.floats(-8, 8)), st.integers(0, 2**30 - 1), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_step_agrees_with_the_explanation(z, bits, weighted):
    y = np.array([0, 1] + [bits >> i & 1 for i in range(28)])
    w = 0.5 + np.arange(30) % 4 if weighted else None
    p = sigmoid(z)
    replay = ll.Replay(y, sample_weight=w)
    replay.record(p)
    (step,) = replay.steps
    e = ll.explain(y, p, w)
    d = e.decomposition
    assert step.loss == ll.log_loss(y, p, w)
    assert step.loss == pytest.approx(
        replay.uncertainty - step.discrimination + step.miscalibration, abs=1e-12
    )
    assert step.discrimination == pytest.approx(d.discrimination, abs=1e-9)
    assert step.accuracy == pytest.approx(np.average((p > 0.5) == y, weights=w))
    assert step.recalibrated <= step.loss + 1e-12
    assert step.class_loss == pytest.approx([c.loss for c in e.classes])


@pytest.mark.parametrize("n", [500, 3 * FINE])
def test_recalibrated_is_the_least_loss_of_all_temperatures(n):
    rng = np.random.default_rng(1)
    y, z = rng.integers(0, 2, n), rng.normal(size=n) * 3
    z += y
    replay = ll.Replay(y, keep=100)
    replay.record(sigmoid(z))
    found = minimize_scalar(
        lambda b: ll.log_loss_from_logits(y, z * b), bounds=(0.001, 5), options={"xatol": 1e-10}
    )
    step = replay.steps[0]
    assert step.recalibrated == pytest.approx(found.fun, abs=1e-7)
    assert step.temperature == pytest.approx(1 / found.x, rel=1e-3)


def test_of_many_classes_parts_are_by_temperature():
    rng = np.random.default_rng(2)
    y, z = rng.integers(0, 3, 300), rng.normal(size=(300, 3))
    z[np.arange(300), y] += 1
    z *= 3
    replay = ll.Replay(y)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    replay.record(p)
    replay.record(z, from_logits=True)
    found = minimize_scalar(lambda b: ll.log_loss_from_logits(y, z * b), bounds=(0.001, 5))
    for step in replay.steps:
        assert step.loss == pytest.approx(ll.log_loss(y, p))
        assert step.recalibrated == pytest.approx(found.fun, abs=1e-8)
        assert step.miscalibration == pytest.approx(step.loss - step.recalibrated, abs=1e-12)
        assert step.accuracy == pytest.approx((p.argmax(axis=1) == y).mean())
    assert replay.kept.given()[0] == pytest.approx(p[np.arange(300), y], rel=1e-6)
    assert (replay.kept.was_right()[0] == (p.argmax(axis=1) == y)).all()


def test_of_many_classes_some_may_be_impossible():
    y, p = [0, 1, 2, 0], np.array([[0.5, 0.5, 0.0], [0.3, 0.4, 0.3], [0.6, 0.0, 0.4], [0.0, 1.0, 0.0]])
    w = [1.0, 2.0, 1.0, 0.0]
    replay = ll.Replay(y, sample_weight=w)
    replay.record(p)
    with np.errstate(divide="ignore"):
        found = minimize_scalar(
            lambda b: ll.log_loss_from_logits(y, np.log(p) * b, w), bounds=(0.01, 9), options={"xatol": 1e-9}
        )
    assert replay.steps[0].recalibrated == pytest.approx(found.fun, abs=1e-9)
    replay.record([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.2, 0.6], [0.4, 0.3, 0.3]])
    assert replay.steps[1].recalibrated == 0.0  # the sharper the better
    assert replay.steps[1].temperature == 0.0


def test_two_columns_are_one():
    y, p = [0, 1, 1, 0], np.array([0.2, 0.6, 0.9, 0.7])
    one, two = ll.Replay(y), ll.Replay(y)
    one.record(p)
    two.record(np.column_stack([1 - p, p]))
    (a,), (b,) = one.steps, two.steps
    for name in ("loss", "accuracy", "discrimination", "recalibrated", "temperature"):
        assert getattr(a, name) == pytest.approx(getattr(b, name))


def test_labels_names_and_weights():
    replay = ll.Replay(
        ["spam", "ham", "spam"], pos_label="spam", names=[7, 8, 9], sample_weight=[1.0, 2.0, 0.0]
    )
    replay.record([0.9, 0.2, 0.0])  # the third row has no weight
    assert replay.labels == ("ham", "spam")
    assert replay.steps[0].loss == pytest.approx(ll.log_loss([1, 0, 1], [0.9, 0.2, 0.0], [1, 2, 0]))
    assert replay.steps[0].infinite == 0
    assert [row.name for row in replay.kept.rows] == ["7", "8", "9"]


# ---- findings


def test_the_planted_turn_is_found(turned):
    assert turned.best.step < turned.last.step
    apart = turned.disagreement
    assert apart is not None
    assert apart.end.loss > apart.start.loss
    assert apart.end.accuracy > apart.start.accuracy
    assert turned.best_recalibrated.step > turned.best.step  # it discriminates best at the end
    assert turned.cost_of_early_stopping == pytest.approx(
        turned.best.recalibrated - turned.best_recalibrated.recalibrated
    )
    assert turned.cost_of_early_stopping > 0
    assert "while accuracy rose" in plain(turned.headline)


def test_the_cost_of_going_on_has_the_error_of_paired_rows(turned):
    p = turned.kept.given().astype(np.float64)
    change = -np.log(p[-1]) + np.log(p[turned.at(turned.best.step)])
    cost = turned.cost_of_going_on
    assert cost.value == pytest.approx(change.mean(), rel=1e-5)
    assert cost.standard_error == pytest.approx(change.std(ddof=1) / math.sqrt(len(change)), rel=1e-5)


def test_rows_that_crossed_and_errors_that_got_worse_by_name():
    replay = ll.Replay([1, 1, 0, 0, 1], names=["up", "down", "worse", "calm", "wrong before"])
    replay.record([0.4, 0.6, 0.88, 0.2, 0.05])
    replay.record([0.9, 0.3, 0.97, 0.4, 0.06])
    assert replay.best.step == 1
    assert [m.name for m in replay.gained] == ["up"]
    assert [m.name for m in replay.lost] == ["down"]
    assert [(m.name, round(m.before, 2), round(m.after, 2)) for m in replay.worsened] == [
        ("worse", 0.12, 0.03)
    ]
    assert replay.worsened[0].cost == pytest.approx(math.log(0.12 / 0.03) / 5, rel=1e-6)
    assert replay.moved(1, 2)[0] == replay.gained
    assert "worse (0): 12.0%, then 3.0%" in str(replay)


def test_half_of_the_rise_is_counted(turned):
    p = turned.kept.given().astype(np.float64)
    rise = np.sort(np.maximum(np.log(p[turned.at(turned.best.step)]) - np.log(p[-1]), 0))[::-1]
    k = turned.half_of_the_rise
    assert rise[:k].sum() >= rise.sum() / 2 > rise[: k - 1].sum()


def test_a_loss_that_falls_to_the_end_has_no_turn():
    replay = ll.Replay([0, 1])
    for p in ([0.5, 0.5], [0.4, 0.6], [0.3, 0.7]):
        replay.record(p)
    assert replay.best is replay.last
    assert replay.disagreement is None
    assert plain(replay.headline).startswith("Loss is least at the last step, 3")
    assert replay.gained == replay.lost == replay.worsened == ()


def test_one_step_is_explained(turned):
    e = turned.explain(3)
    assert e.loss == pytest.approx(turned.steps[2].loss, rel=1e-6)
    assert turned.explain().loss == pytest.approx(turned.best.loss, rel=1e-6)
    words = ll.Replay(["no", "yes", "yes"], pos_label="yes", names=["a", "b", "c"], sample_weight=[1, 2, 3])
    words.record([0.1, 0.8, 0.2])
    assert words.explain().culprits[0].row.id == "c"
    assert words.explain().loss == pytest.approx(words.best.loss, rel=1e-6)
    few = ll.Replay([0, 1, 1], keep=2)
    few.record([0.1, 0.8, 0.2])
    with pytest.raises(ArgumentError, match="cannot be explained"):
        few.explain()
    with pytest.raises(ArgumentError, match="there is no step 99"):
        turned.explain(99)


# ---- many rows


def test_of_many_rows_a_sample_and_the_worst_are_kept_and_totals_are_exact():
    rng = np.random.default_rng(3)
    n = 5000
    y = (rng.random(n) < 0.1).astype(int)
    small, whole = ll.Replay(y, keep=200), ll.Replay(y, keep=None)
    for step in range(6):
        z = rng.normal(size=n) + step * (y - 0.5)
        z[step] = -25 if y[step] else 25  # confidently wrong, for once
        for replay in (small, whole):
            replay.record(sigmoid(z))
    assert small.steps == whole.steps
    assert not small.keeps_all
    assert whole.keeps_all
    kept = [row.row for row in small.kept.rows]
    assert len(kept) <= 200
    assert len(set(kept)) == len(kept)
    assert small.kept.drawn == 100
    assert {0, 1, 2, 3, 4} <= set(kept)
    drawn = np.array([y[i] for i in kept[:100]])
    assert drawn.sum() == pytest.approx(10, abs=1)  # stratified
    known, all_rows = small.kept.given(), whole.kept.given()[:, kept]
    there = ~np.isnan(known)
    assert (known[there] == all_rows[there]).all()
    assert there[:, :100].all()
    assert small.cost_of_going_on.standard_error is None
    assert "a sample by class" in str(small)


# ---- NaN, ∞ and nonsense


def test_nan_is_said_and_kept_and_training_goes_on():
    replay = ll.Replay([0, 1, 1])
    replay.record([0.4, 0.6, 0.7])
    replay.record([0.4, math.nan, 0.9])
    replay.record([0.3, 0.7, 0.8])
    assert [s.diverged for s in replay.steps] == [False, True, False]
    assert math.isnan(replay.steps[1].loss)
    assert replay.steps[1].missing == 1
    assert replay.best.step == replay.last.step == 3
    assert replay.kept.given()[1] == pytest.approx([0.6, math.nan, 0.9], nan_ok=True)
    assert "training diverged" in str(replay)
    assert json.loads(replay.to_json(rows=True))["kept"]["p"][1][1] is None
    replay.record([math.nan] * 3)
    assert plain(replay.headline).startswith("Training diverged at step 4; loss was least at step 3")


def test_nothing_but_nan():
    replay = ll.Replay([0, 1])
    assert str(replay).startswith("No step was recorded yet")
    replay.record([[math.nan, math.nan]] * 2)
    assert str(replay).startswith("Training diverged at once")
    with pytest.raises(DataError, match="every one has NaN"):
        _ = replay.best


def test_an_infinite_loss_is_said():
    replay = ll.Replay([0, 1])
    replay.record([0.5, 0.5])
    replay.record([0.1, 0.0])
    assert replay.steps[1].loss == math.inf
    assert replay.steps[1].infinite == 1
    assert replay.cost_of_going_on.value == math.inf
    assert "has an infinite loss" in str(replay)
    assert replay.to_dict()["steps"][1]["is_infinite"]


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.1, 0.2], "step 2 must be of 3 rows, as y_valid is, and p has 2 rows"),
        (0.5, "step 2 must be of 3 rows, as y_valid is, and p has one number"),
        ([0.1, 0.2, 1.5], "p must lie in \\[0, 1\\]"),
        ([[0.1, 0.2, 0.7]] * 3, "step 2 has 3 columns, and there are 2 classes"),
        ([[0.1, 0.2]] * 3, "sum"),
    ],
)
def test_what_is_no_prediction_of_these_rows_is_refused_and_nothing_is_lost(p, message, tmp_path):
    replay = ll.Replay([0, 1, 1], path=tmp_path / "run.arrows")
    replay.record([0.1, 0.2, 0.3])
    with pytest.raises(DataError, match=message):
        replay.record(p)
    assert len(replay) == 1
    replay.record([0.1, 0.2, 0.4])
    replay.close()
    assert len(ll.Replay.load(tmp_path / "run.arrows")) == 2


@pytest.mark.parametrize("step", [1, 0.5, math.nan, math.inf])
def test_steps_rise(step):
    replay = ll.Replay([0, 1])
    replay.record([0.1, 0.9], step=1)
    with pytest.raises(ArgumentError, match="step must be a finite number"):
        replay.record([0.1, 0.9], step=step)
    replay.record([0.1, 0.9])
    assert [s.step for s in replay.steps] == [1, 2]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"y_valid": [0, 1, 2], "names": ["a"]}, "names must be of shape"),
        ({"y_valid": [[0, 1]]}, "y_valid must be of shape"),
        ({"y_valid": []}, "y_valid has no rows"),
        ({"y_valid": [0, 1], "sample_weight": [1, -1]}, "sample_weight"),
        ({"y_valid": ["a", "b"]}, "pos_label"),
        ({"y_valid": [0, 1], "keep": 1}, "keep must be"),
    ],
)
def test_rows_that_are_none_are_refused(how, message):
    with pytest.raises((DataError, ArgumentError), match=message):
        ll.Replay(**how)


def test_numbers_are_numbers():
    replay = ll.Replay([0, 1])
    replay.record([0.1, 0.9], train_loss=np.float32(0.5), lr=0.1)
    with pytest.raises(ArgumentError, match="lr must be a number, got 'fast'"):
        replay.record([0.1, 0.9], lr="fast")
    assert replay.table()[0]["train_loss"] == 0.5
    assert replay.table()[0]["lr"] == 0.1
    assert len(replay) == 1


def test_listeners_hear_of_every_step():
    heard = []
    replay = ll.Replay([0, 1])
    leave = replay.on_record(lambda r: heard.append(len(r)))
    replay.record([0.1, 0.9])
    leave()
    replay.record([0.1, 0.9])
    assert heard == [1]


def test_plain_data_hold_everything(overconfident):
    replay = overconfident(60, 4, names=[f"<b>{i}" for i in range(60)])
    found = json.loads(replay.to_json(rows=True))
    assert found["format"] == "logloss.replay"
    assert [s["loss"] for s in found["steps"]] == [s.loss for s in replay.steps]
    p = np.array(found["kept"]["p"])
    assert (p.astype(np.float32) == replay.kept.given()).all()
    assert found["kept"]["name"][0] == "<b>0"
    assert "kept" not in replay.to_dict()


def test_what_is_tiny_is_kept_as_tiny_and_not_as_0():
    """A row that costs 138 nats, or 800, has an end; one that was given 0 has none."""
    replay = ll.Replay([0, 1, 1, 1])
    replay.record([0.5, 0.5, 1e-60, 0.5])
    replay.record([-1.0, 1.0, -800.0, 2.0], from_logits=True)
    replay.record([0.5, 0.5, 0.0, 0.5])
    assert [math.isinf(step.loss) for step in replay.steps] == [False, False, True]
    kept = replay.kept.given()[:, 2]
    assert kept[2] == 0
    assert (kept[:2] == np.finfo(np.float32).smallest_subnormal).all()
    assert "∞" not in replay.to_json(rows=True)
