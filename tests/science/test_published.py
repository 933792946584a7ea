"""Numbers that others have published, each with where it stands, and facts of public data."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from logloss.information import entropy
from logloss.scores import log_loss, log_loss_from_logits, surprisal

Array = NDArray[Any]

DATA = Path(__file__).parents[3] / "shared" / "data"
NBA = DATA / "538_nba_games.csv"
WORLD_CUP = DATA / "538_world_cup_matches_women.csv"


def same(value: float, digits: int) -> Any:
    """A number published to so many digits behind the point."""
    return pytest.approx(value, rel=0, abs=0.5 * 10.0**-digits)


def normalized_entropy(y: list[int], p: list[float], w: list[float] | None = None) -> float:
    """L / H(ȳ), He et al. (2014), "Practical Lessons from Predicting Clicks on Ads at Facebook", ADKDD."""
    base = float(np.average(y, weights=w))
    return log_loss(y, p, w) / float(entropy([1 - base, base]))


# ---- the ten points ---------------------------------------------------------------------------------------
# Daniel Godoy (2018), "Understanding binary cross-entropy / log loss: a visual explanation",
# Towards Data Science.

X = np.array([[-2.2], [-1.4], [-0.8], [0.2], [0.4], [0.8], [1.2], [2.2], [2.9], [4.6]])
Y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])


def to_the_optimum(C: float = 1.0) -> LogisticRegression:
    return LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12, max_iter=1000)


def test_the_ten_points_as_published() -> None:
    # The article's code: LogisticRegression(solver="lbfgs"), its loss 0.3329.
    p = LogisticRegression(solver="lbfgs").fit(X, Y).predict_proba(X)
    assert log_loss(Y, p[:, 1]) == same(0.3329, 4)
    assert log_loss(Y, p) == same(0.3329, 4)


def test_the_ten_points_at_the_true_optimum() -> None:
    # DESIGN.md, "The fit": 0.332911, point 4 given 0.2994 (scikit-learn's own stopping: 0.332940, 0.2995).
    model = to_the_optimum().fit(X, Y)
    p = model.predict_proba(X)[:, 1]
    assert log_loss(Y, p) == same(0.332911, 6)
    assert log_loss_from_logits(Y, model.decision_function(X)) == pytest.approx(log_loss(Y, p), rel=1e-14)
    assert 1 - p[3] == same(0.2994, 4)


def test_the_ten_points_in_other_words() -> None:
    # STORY.md, scenes 15, 20, 21: H = 0.6109 nats = 0.8813 bits; 45.5% explained; 0.717; 36% from one point.
    p = to_the_optimum().fit(X, Y).predict_proba(X)[:, 1]
    loss, base = log_loss(Y, p), float(entropy([0.3, 0.7]))
    losses = surprisal(Y, p)
    assert base == same(0.6109, 4)
    assert entropy([0.3, 0.7], unit="bits") == same(0.8813, 4)
    assert 1 - loss / base == same(0.455, 3)
    assert math.exp(-loss) == same(0.717, 3)
    assert losses.argmax() == 3
    assert losses[3] / losses.sum() == same(0.36, 2)


def test_the_ten_points_without_penalty() -> None:
    # STORY.md, "What the article gets wrong", 4: weight 1.64, bias 0.80, loss 0.3052.
    model = to_the_optimum(C=math.inf).fit(X, Y)
    assert (model.coef_[0, 0], model.intercept_[0]) == (same(1.64, 2), same(0.80, 2))
    assert log_loss(Y, model.predict_proba(X)) == same(0.3052, 4)


def test_the_ten_points_left_out_one_by_one() -> None:
    # MATH.md, "Unseen rows": 0.478, and 0.735 for the base rate of the nine others.
    unseen = cross_val_predict(to_the_optimum(), X, Y, cv=LeaveOneOut(), method="predict_proba")
    assert log_loss(Y, unseen) == same(0.478, 3)
    assert log_loss(Y, (Y.sum() - Y) / 9) == same(0.735, 3)


# ---- documentation and tests of other libraries -----------------------------------------------------------


def test_scikit_learn_documentation() -> None:
    # sklearn.metrics.log_loss, "Examples": 0.21616.
    p = [[0.1, 0.9], [0.9, 0.1], [0.8, 0.2], [0.35, 0.65]]
    assert log_loss(["spam", "ham", "ham", "spam"], p) == same(0.21616, 5)


def test_scikit_learn_tests() -> None:
    # sklearn/metrics/tests/test_classification.py, test_log_loss, "multiclass case": 0.6904911.
    assert log_loss([1, 0, 2], [[0.2, 0.7, 0.1], [0.6, 0.2, 0.2], [0.6, 0.1, 0.3]]) == same(0.6904911, 7)


def test_mlj() -> None:
    # MLJ's tests of its log_loss, on the six predictions of "spam" and "ham": 0.6130097025803921.
    y = ["spam", "ham", "ham", "spam", "ham", "ham"]
    found = log_loss(y, [0.9, 0.1, 0.2, 0.65, 0.8, 0.7], pos_label="spam")
    assert found == pytest.approx(0.6130097025803921, rel=1e-15)


def test_torcheval_normalized_entropy() -> None:
    # torcheval.metrics.functional.binary_normalized_entropy, "Examples": input [0.2, 0.3], target [1, 0]:
    # 1.4183; with weight [5, 1]: 3.1087.
    assert normalized_entropy([1, 0], [0.2, 0.3]) == same(1.4183, 4)
    assert normalized_entropy([1, 0], [0.2, 0.3], [5.0, 1.0]) == same(3.1087, 4)


def test_scoringrules() -> None:
    # scoringrules' tests of log_score, obs, fct = 0, 0.481: 0.6558514.
    assert log_loss([0], [0.481]) == same(0.6558514, 7)


def test_model_diagnostics() -> None:
    # model-diagnostics, scoring/tests/test_scoring.py, decompose with LogLoss, against R: score 0.6986228,
    # uncertainty 0.6931472.
    y, p = [0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
    assert log_loss(y, p) == same(0.6986228, 7)
    assert entropy([1 - np.mean(y), np.mean(y)]) == same(0.6931472, 7)


# ---- what the customary clips report (MATH.md, "Exactness") ----------------------------------------------


@pytest.mark.parametrize(
    ("least", "cost"),
    [(np.finfo(np.float64).eps, 36.04), (np.finfo(np.float32).eps, 15.94), (1e-15, 34.54)],
    ids=["scikit-learn, float64", "scikit-learn, float32", "eps = 1e-15"],
)
def test_a_clip_turns_infinity_into_a_habit(least: float, cost: float) -> None:
    assert log_loss([1], [0.0]) == math.inf
    assert log_loss([1], [float(least)]) == same(cost, 2)


def test_float32_is_widened_and_not_clipped() -> None:
    # MATH.md: 1000 rows at p = 1e-12 in float32 with one positive cost 0.0276; clipped at float32's eps,
    # 0.0159.
    y = [1] + [0] * 999
    assert log_loss(y, np.full(1000, 1e-12, np.float32)) == same(0.0276, 4)
    assert log_loss(y, np.full(1000, np.finfo(np.float32).eps)) == same(0.0159, 4)


# ---- public data ------------------------------------------------------------------------------------------


def read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nba_forecasts() -> None:
    # FiveThirtyEight, "checking our work" (CC BY 4.0); facts measured with NumPy in shared/data/README.md.
    games = read(NBA)
    y = np.array([int(game["prob1_outcome"]) for game in games])
    p = np.array([float(game["prob1"]) for game in games])
    assert len(games) == 8886
    assert y.mean() == same(0.571686, 6)
    assert entropy([1 - y.mean(), y.mean()]) == same(0.682834, 6)
    assert log_loss(y, p) == same(0.619093, 6)
    assert surprisal(y, p).mean() == same(0.619093, 6)


def test_nba_forecasts_from_the_other_side() -> None:
    games = read(NBA)
    p = np.array([[float(game[f"prob{k}"]) for k in (1, 2)] for game in games])
    outcomes = np.array([[int(game[f"prob{k}_outcome"]) for k in (1, 2)] for game in games])
    assert log_loss(outcomes, p) == same(0.619093, 6)
    assert log_loss(outcomes[:, 1], p[:, 1]) == same(0.619093, 6)


def test_world_cup_forecasts_of_three_outcomes() -> None:
    # The same source: win, tie, loss, some outcomes written 1.0 and some 0.
    matches = read(WORLD_CUP)
    sides = ("prob1", "probtie", "prob2")
    p = np.array([[float(match[side]) for side in sides] for match in matches])
    outcomes = np.array([[float(match[f"{side}_outcome"]) for side in sides] for match in matches])
    by_hand = -math.fsum(np.log(p[outcomes == 1])) / len(p)
    assert log_loss(outcomes, p) == pytest.approx(by_hand, rel=1e-14)
    assert log_loss(outcomes.argmax(axis=1), p, labels=[0, 1, 2]) == log_loss(outcomes, p)
