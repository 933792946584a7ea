"""Each convention is what the library does that is said to do it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import log_loss

import logloss as ll
from logloss.reconciliation.conventions import (
    AS_LOGITS,
    BY_ROWS,
    CLIPS,
    ONE_HOT,
    REVERSED,
    SUM,
    SWAPPED,
    UNWEIGHTED,
    Choice,
    Convention,
)
from logloss.reconciliation.losses import Block
from logloss.reconciliation.sums import mean_of, row_choice, sums_of

CLIP = {clip.id: clip for clip in CLIPS}
NASTY = [0.0, 0.0, 1.0, 1.0, 1e-300, 1e-12, 1 - 1e-12, 1e-8, 1 - 1e-8, 0.5, 0.3, 0.9]
HAPPENED = [1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1]
WEIGHT = [1.0, 2.0, 0.5, 0.25, 3.0, 0.0, 1.5, 1.0, 0.1, 2.5, 1.0, 4.0]
PROPER = slice(9, None)
"""The rows whose loss no clip touches."""

MISSING = "{} is not installed, which no lock brings"


def by(
    steps: list[Convention], rows: slice = slice(None), weighted: bool = False, dtype: Any = float
) -> float:
    """The number that a choice of conventions gives."""
    y, p, w = np.array(HAPPENED)[rows], np.array(NASTY, dtype)[rows], np.array(WEIGHT)[rows]
    choice = Choice(tuple(steps))
    part = row_choice(choice)
    sums = sums_of(Block(y, p, w if weighted else None), [part], 2)
    return mean_of(sums[part.ids], choice, 0)


def of_classes(steps: list[Convention], y: np.ndarray, p: np.ndarray) -> float:
    part = row_choice(Choice(tuple(steps)))
    return mean_of(sums_of(Block(y, p, None), [part], p.shape[1])[part.ids], Choice(tuple(steps)), 0)


def rows_of_three() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.integers(0, 3, 50), rng.dirichlet([1, 1, 1], 50)


# ---- scikit-learn -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "dtype"), [("clip.sklearn", np.float64), ("clip.sklearn32", np.float32)])
def test_scikit_learn_clips_by_the_type(name: str, dtype: Any) -> None:
    expected = log_loss(HAPPENED, np.array(NASTY, dtype))
    assert by([CLIP[name]], dtype=dtype) == pytest.approx(expected, rel=1e-6)


def test_scikit_learn_weights_and_sums() -> None:
    y, p, w = HAPPENED[PROPER], NASTY[PROPER], WEIGHT[PROPER]
    assert by([], PROPER, weighted=True) == pytest.approx(log_loss(y, p, sample_weight=w))
    assert by([SUM], PROPER) == pytest.approx(log_loss(y, p, normalize=False))
    assert by([UNWEIGHTED], PROPER, weighted=True) == pytest.approx(log_loss(y, p))
    assert by([REVERSED], PROPER) == pytest.approx(log_loss(1 - np.array(y), p))


# ---- PyTorch ----------------------------------------------------------------------------------------------


@pytest.mark.integration
def test_torch() -> None:
    torch = pytest.importorskip("torch", reason=MISSING.format("PyTorch"))
    functional = torch.nn.functional
    for name, dtype, own in (
        ("clip.torch", torch.float32, np.float32),
        ("clip.torch64", torch.float64, float),
    ):
        y, p, w = (torch.tensor(v, dtype=dtype) for v in (HAPPENED, NASTY, WEIGHT))
        clip, loss = CLIP[name], functional.binary_cross_entropy
        assert by([clip], dtype=own) == pytest.approx(loss(p, y).item(), rel=1e-6)
        assert by([clip, SUM], dtype=own) == pytest.approx(loss(p, y, reduction="sum").item(), rel=1e-6)
        assert by([clip, BY_ROWS], weighted=True, dtype=own) == pytest.approx(loss(p, y, w).item(), rel=1e-6)
        assert by([clip, SWAPPED], dtype=own) == pytest.approx(loss(y, p).item(), rel=1e-6)
        taken = functional.binary_cross_entropy_with_logits(p, y).item()
        assert by([AS_LOGITS], dtype=own) == pytest.approx(taken, rel=1e-6)
    y3, p3 = rows_of_three()
    hot = torch.nn.functional.one_hot(torch.tensor(y3), 3).double()
    expected = functional.binary_cross_entropy(torch.tensor(p3), hot).item()
    assert of_classes([ONE_HOT], y3, p3) == pytest.approx(expected)
    logits = functional.cross_entropy(torch.tensor(p3), torch.tensor(y3)).item()
    assert of_classes([AS_LOGITS], y3, p3) == pytest.approx(logits)


# ---- boosters ---------------------------------------------------------------------------------------------


@pytest.mark.integration
def test_lightgbm() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason=MISSING.format("LightGBM"))
    # Margins of ±40 become probabilities that are 1 to the last bit, or nearly 0.
    margin = np.array([-40.0, 40.0, -2.0, 3.0] * 10)
    y = np.array([1, 0, 0, 1] * 10)
    data = lightgbm.Dataset(np.zeros((40, 1)), y, init_score=margin, free_raw_data=False)
    found: dict[str, Any] = {}
    params = {"objective": "binary", "metric": "binary_logloss", "verbose": -1, "boost_from_average": False}
    lightgbm.train(
        {**params, "learning_rate": 1e-300},
        data,
        1,
        valid_sets=[data],
        callbacks=[lightgbm.record_evaluation(found)],
    )
    reported = found["training"]["binary_logloss"][0]
    choice = Choice((CLIP["clip.lightgbm"],))
    p = 1 / (1 + np.exp(-margin))
    block = Block(y, p, None)
    assert mean_of(sums_of(block, [choice], 2)[choice.ids], choice, 0) == pytest.approx(reported, rel=1e-14)
    r = ll.reconcile(y, p, said=repr(float(reported)))
    assert [step.convention for step in r.matches[0].steps] == ["clip.lightgbm"]
    assert ll.reconcile(y, p, said=f"{reported:.6f}").matches[0].alike == ("clip.lightgbm",)


@pytest.mark.integration
def test_lightgbm_of_several_classes() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason=MISSING.format("LightGBM"))
    margin = np.array([[40.0, 0.0, 0.0], [0.0, 1.0, -1.0], [0.5, 0.0, 2.0]] * 10)
    y = np.array([1, 1, 2] * 10)
    data = lightgbm.Dataset(np.zeros((30, 1)), y, init_score=margin.T.ravel(), free_raw_data=False)
    found: dict[str, Any] = {}
    params = {"objective": "multiclass", "num_class": 3, "metric": "multi_logloss", "verbose": -1}
    lightgbm.train(
        {**params, "learning_rate": 1e-300, "boost_from_average": False},
        data,
        1,
        valid_sets=[data],
        callbacks=[lightgbm.record_evaluation(found)],
    )
    e = np.exp(margin - margin.max(axis=1, keepdims=True))
    reported = found["training"]["multi_logloss"][0]
    assert of_classes([CLIP["clip.lightgbm"]], y, e / e.sum(axis=1, keepdims=True)) == pytest.approx(
        reported, rel=1e-12
    )


@pytest.mark.integration
def test_xgboost() -> None:
    xgboost = pytest.importorskip("xgboost", reason=MISSING.format("XGBoost"))
    margin = np.array([-80.0, 80.0, -2.0, 3.0] * 10, np.float32)
    y = np.array([1, 0, 0, 1] * 10)
    data = xgboost.DMatrix(np.zeros((40, 1)), y, base_margin=margin)
    params = {"objective": "binary:logistic", "eta": 0.0, "base_score": 0.5}
    booster = xgboost.train(params, data, 1)
    reported = float(booster.eval(data).split("logloss:")[1])
    choice = Choice((CLIP["clip.xgboost"],))
    block = Block(y, booster.predict(data), None)
    assert mean_of(sums_of(block, [choice], 2)[choice.ids], choice, 0) == pytest.approx(reported, rel=1e-5)


# ---- Keras and TensorFlow ---------------------------------------------------------------------------------


@pytest.mark.integration
def test_keras() -> None:
    keras = pytest.importorskip("keras", reason=MISSING.format("Keras"))
    y, p = np.array(HAPPENED, np.float32)[:, None], np.array(NASTY, np.float32)[:, None]
    assert by([CLIP["clip.keras"]], dtype=np.float32) == pytest.approx(
        float(keras.losses.BinaryCrossentropy()(y, p)), rel=1e-6
    )
    taken = float(keras.losses.BinaryCrossentropy(from_logits=True)(y, p))
    assert by([AS_LOGITS], dtype=np.float32) == pytest.approx(taken, rel=1e-6)


@pytest.mark.integration
def test_tensorflow() -> None:
    tf = pytest.importorskip("tensorflow", reason=MISSING.format("TensorFlow"))
    y, p = np.array(HAPPENED, np.float32), np.array(NASTY, np.float32)
    expected = float(tf.compat.v1.losses.log_loss(y, p))
    assert by([CLIP["clip.tf1"]], dtype=np.float32) == pytest.approx(expected, rel=1e-6)
