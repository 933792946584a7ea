"""The ten points' story: identities, heights, and every number in its sentences, computed a second time."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import LeaveOneOut, cross_val_predict

import logloss as ll
from logloss.messages import plain
from logloss.scenes import SCENES
from logloss.scenes.marks import Bar, Label, Listing, Scene

X = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
Y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
NAMES = [f"bar/{i}" for i in range(1, 11)]


def _model(C: float = 1.0) -> LogisticRegression:
    return LogisticRegression(C=C, tol=1e-12, max_iter=100_000)


MODEL = _model().fit(X[:, None], Y)
P = MODEL.predict_proba(X[:, None])[:, 1]
GIVEN = np.where(Y == 1, P, 1 - P)
COST = -np.log(GIVEN)
H = -(0.3 * math.log(0.3) + 0.7 * math.log(0.7))


@pytest.fixture(scope="module")
def told() -> ll.Story:
    return ll.story()


def reach(values: np.ndarray) -> float:
    """Half of the 95% interval of a mean."""
    return float(stats.sem(values) * stats.t.ppf(0.975, len(values) - 1))


def _bars(scene: Scene) -> dict[str, Bar]:
    return {m.id: m for m in scene.marks if isinstance(m, Bar) and m.id.startswith("bar/")}


def _words(scene: Scene) -> str:
    return " ".join(plain(said) for said in (scene.title, *scene.sentences))


# ---- the number -------------------------------------------------------------------------------------------


def test_published_numbers(told: ll.Story) -> None:
    assert told.loss == pytest.approx(0.3329114, abs=5e-8)
    assert told.loss == pytest.approx(log_loss(Y, P), abs=1e-7)
    fit = told.material.fit
    assert fit is not None
    assert (round(float(fit.weight[0]), 2), round(fit.bias, 2)) == (0.97, 0.66)
    assert GIVEN[3] == pytest.approx(0.2994, abs=5e-5)
    assert [value for value, _ in told.strip] == ["0.3329", "0.6109", "45.5%", "0.717"]


def test_mean_mark_is_the_loss(told: ll.Story) -> None:
    line = told["loss"].mark("mean")
    assert (line.y0, line.y1) == (told.loss, told.loss)
    assert (line.x0, line.x1) == (0.0, 1.0)


# ---- identities -------------------------------------------------------------------------------------------


def test_scenes_are_told_in_order(told: ll.Story) -> None:
    assert [scene.id for scene in told.scenes] == list(SCENES)
    assert [scene.part for scene in told.scenes] == [1] * 13 + [2] * 6 + [3] * 4


@pytest.mark.parametrize(
    "name", ["together", "line-up", "baseline", "penalty", "loss", "fitting", "culprits"]
)
def test_the_ten_bars_keep_their_names(told: ll.Story, name: str) -> None:
    bars = _bars(told[name])
    assert sorted(bars) == sorted(NAMES)
    assert [bars[n].role for n in NAMES] == [("negative", "positive")[y] for y in Y]


def test_each_class_has_its_own_bars(told: ll.Story) -> None:
    assert list(_bars(told["positives"])) == [n for n, y in zip(NAMES, Y, strict=True) if y == 1]
    assert list(_bars(told["negatives"])) == [n for n, y in zip(NAMES, Y, strict=True) if y == 0]


@pytest.mark.parametrize(
    "name", ["feature", "labels", "formula", "split", "curve", "positives", "together", "penalty"]
)
def test_the_ten_dots_keep_their_names(told: ll.Story, name: str) -> None:
    dots = [m.id for m in told[name].marks if m.kind == "dot"]
    assert dots == [n.replace("bar", "dot") for n in NAMES]


def test_dots_stand_at_x(told: ll.Story) -> None:
    for name in ("feature", "labels", "split", "curve", "together"):
        assert [told[name].mark(f"dot/{i + 1}").x for i in range(10)] == X.tolist()


def test_only_the_first_scene_hides_the_classes(told: ll.Story) -> None:
    assert {told["feature"].mark(f"dot/{i + 1}").role for i in range(10)} == {"plain"}
    assert [told["labels"].mark(f"dot/{i + 1}").filled for i in range(10)] == (Y == 1).tolist()


# ---- heights ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["positives", "negatives", "together", "line-up", "baseline"])
def test_lengths_are_the_probability_given_to_the_true_class(told: ll.Story, name: str) -> None:
    for bar in _bars(told[name]).values():
        assert bar.y1 - bar.y0 == pytest.approx(GIVEN[NAMES.index(bar.id)], abs=1e-6)


@pytest.mark.parametrize("name", ["penalty", "loss", "fitting", "paired", "culprits"])
def test_heights_are_minus_log_of_it(told: ll.Story, name: str) -> None:
    for bar in _bars(told[name]).values():
        assert (bar.y0, bar.y1) == (0.0, pytest.approx(COST[NAMES.index(bar.id)], abs=1e-6))


@pytest.mark.parametrize("name", ["positives", "negatives", "together", "line-up"])
def test_negatives_hang_and_positives_stand(told: ll.Story, name: str) -> None:
    for bar in _bars(told[name]).values():
        assert (bar.y0 == 0.0) if bar.role == "positive" else (bar.y1 == 1.0)


def test_bars_meet_the_curve(told: ll.Story) -> None:
    curve = told["together"].mark("curve")
    for bar in _bars(told["together"]).values():
        end = bar.y1 if bar.role == "positive" else bar.y0
        assert end == pytest.approx(np.interp((bar.x0 + bar.x1) / 2, curve.x, curve.y), abs=1e-3)


@pytest.mark.parametrize("name", ["line-up", "baseline", "loss", "culprits"])
def test_bars_side_by_side_fill_the_axis_in_order(told: ll.Story, name: str) -> None:
    bars = sorted(_bars(told[name]).values(), key=lambda b: b.x0)
    assert all(a.x1 < b.x0 for a, b in pairwise(bars))
    assert {round((bar.x0 + bar.x1) / 2 * 10 - 0.5, 9) for bar in bars} == set(range(10))
    if name != "culprits":
        assert [bar.id for bar in bars] == NAMES


def test_areas_are_the_loss(told: ll.Story) -> None:
    fitting = sum((b.x1 - b.x0) * b.y1 for b in _bars(told["fitting"]).values())
    assert fitting == pytest.approx(told.loss)
    classes = [told["classes"].mark(f"class/{k}") for k in (0, 1)]
    assert sum((b.x1 - b.x0) * b.y1 for b in classes) == pytest.approx(told.loss)
    boxes = [told["cross-entropy"].mark(f"class/{k}") for k in (0, 1)]
    assert sum((b.x1 - b.x0) * b.y1 for b in boxes) == pytest.approx(math.log(2))
    parts = [told["divergence"].mark(f"area/{name}") for name in ("entropy", "divergence")]
    assert [b.y1 - b.y0 for b in parts] == pytest.approx([H, math.log(2) - H])


def test_culprits_stand_by_their_share(told: ll.Story) -> None:
    bars = sorted(_bars(told["culprits"]).values(), key=lambda b: b.x0)
    assert [b.id for b in bars] == [NAMES[i] for i in np.argsort(-COST)]
    assert plain(told["culprits"].mark("share/bar/4").text) == f"{COST[3] / COST.sum():.0%}"


def test_twins_are_what_left_out_points_cost(told: ll.Story) -> None:
    left = cross_val_predict(_model(), X[:, None], Y, cv=LeaveOneOut(), method="predict_proba")[
        np.arange(10), Y
    ]
    twins = [told["culprits"].mark(f"twin/{i + 1}").y1 for i in range(10)]
    assert twins == pytest.approx(-np.log(left), abs=1e-5)
    assert np.mean(twins) == pytest.approx(0.478, abs=5e-4)


def test_on_the_same_points_stand_the_bars_of_the_base_rate(told: ll.Story) -> None:
    scene = told["paired"]
    bars = sorted(_bars(scene).values(), key=lambda b: b.x0)
    assert [b.id for b in bars] == [NAMES[i] for i in np.lexsort((-COST, Y))]
    for bar in bars:
        other = scene.mark(bar.id.replace("bar", "base"))
        assert (other.outline, other.role, other.x0, other.x1) == (True, "reference", bar.x0, bar.x1)
        assert other.y1 == pytest.approx(-math.log((0.3, 0.7)[bar.role == "positive"]))


def test_every_value_is_written(told: ll.Story) -> None:
    for name, values in (("baseline", GIVEN), ("loss", COST)):
        labels = {m.id: m for m in told[name].marks if isinstance(m, Label)}
        said = [plain(labels[f"value/{n}"].text) for n in NAMES]
        assert said == [f"{v:.2f}" for v in values]


# ---- sentences --------------------------------------------------------------------------------------------

FREE = _model(math.inf).fit(X[:, None], Y)
Q = np.array([0.3, 0.7])
GUESS = -np.log(Q)[Y]
DIFFERENCE = GUESS - COST
SAID = {
    "feature": ["10 points"],
    "labels": ["7 are positive", "3 negative"],
    "curve": [
        f"z = {MODEL.coef_[0, 0]:.2f}·x + {MODEL.intercept_[0]:.2f}",
        f"the weight would be {FREE.coef_[0, 0]:.2f}, the bias {FREE.intercept_[0]:.2f}",
        f"the loss {log_loss(Y, FREE.predict_proba(X[:, None])):.4f} instead of {log_loss(Y, P):.4f}",
        "0.3052",
    ],
    "baseline": [f"point 4, at x = 0.2: {GIVEN.min():.4f}", f"The longest is {GIVEN.max():.4f}"],
    "penalty": [f"½ costs {math.log(2):.4f} nats", f"1/10 costs {math.log(10):.4f}", "slope is −1/p"],
    "loss": [
        f"{COST.mean():.4f} nats",
        "point 4, at x = 0.2: 1.21 nats, 36% of the whole loss",
        "adds −log p",
    ],
    "distribution": ["3 negative and 7 positive"],
    "entropy": [f"{H:.4f} nats, {H / math.log(2):.4f} bits", "q = 0.70", f"{math.log(2):.4f} nats when half"],
    "cross-entropy": [f"{-(Q * np.log(0.5)).sum():.4f} nats"],
    "divergence": [f"{H:.4f} of it", f"{(Q * np.log(Q / 0.5)).sum():.4f} nats"],
    "fitting": [
        f"from {math.log(2):.4f} to {COST.mean():.4f} nats",
        f"entropy, {H:.4f}",
        "because the model knows x",
    ],
    "classes": [
        f"30% × {COST[Y == 0].mean():.4f} of the negatives and 70% × {COST[Y == 1].mean():.4f} of the positives"
    ],
    "yardstick": [
        f"{1 - COST.mean() / H:.1%} of the uncertainty is explained",
        f"costs {H:.4f} nats; the model costs {COST.mean():.4f}",
        f"In bits it is {COST.mean() / math.log(2):.4f}",
        f"geometric average the model gave {math.exp(-COST.mean()):.3f}",
        "they cost 0.478, and the base rate costs 0.735",
    ],
    "paired": [
        "8 of 10 rows",
        f"{DIFFERENCE.mean():.4f} ± {reach(DIFFERENCE):.4f} nats",
        "within noise: 0 lies in it",
        f"{COST.mean():.4f} ± {reach(COST):.4f} and {H:.4f} ± {reach(GUESS):.4f} overlap",
    ],
    "culprits": [
        "point 4, at x = 0.2, makes 36% of the loss",
        f"given {GIVEN[3]:.4f}",
        "2 of 10 rows make half",
    ],
}


@pytest.mark.parametrize("name", SAID)
def test_sentences(told: ll.Story, name: str) -> None:
    words = _words(told[name])
    assert [part for part in SAID[name] if part not in words] == []


def test_no_scene_is_called_by_a_number(told: ll.Story) -> None:
    said = " ".join(_words(scene) for scene in told.scenes)
    assert not re.search(r"(?i)\b(scene|figure) \d", said)


def test_in_bits(told: ll.Story) -> None:
    bits = ll.story(unit="bits")
    assert bits.loss == pytest.approx(told.loss / math.log(2))
    assert bits["loss"].mark("bar/4").y1 == pytest.approx(COST[3] / math.log(2))
    assert f"{COST.mean() / math.log(2):.4f} bits" in _words(bits["loss"])
    assert [value for value, _ in bits.strip] == ["0.4803", "0.8813", "45.5%", "0.717"]
    for name in ("entropy", "cross-entropy", "divergence", "classes", "fitting", "yardstick"):
        assert "nats" not in _words(bits[name]).replace(f"{H:.4f} nats", "")


# ---- the code ---------------------------------------------------------------------------------------------


def test_the_code_is_run_and_gets_the_loss(told: ll.Story, capsys: pytest.CaptureFixture[str]) -> None:
    (listing,) = told["check"].marks
    assert isinstance(listing, Listing)
    exec(compile(listing.code, "check", "exec"), {})
    assert capsys.readouterr().out == listing.output
    assert listing.output.split() == [
        *[
            "p(true",
            "class):",
            "[0.81",
            "0.67",
            "0.47",
            "0.3",
            "0.74",
            "0.81",
            "0.86",
            "0.94",
            "0.97",
            "0.99]",
        ],
        *["scikit-learn:", "0.3329", "logloss:", "0.3329"],
    ]


# ---- what the loss is made of ------------------------------------------------------------------------------


def test_parts_are_areas_that_make_the_loss(told: ll.Story) -> None:
    scene = told["calibration"]
    high = {m.id: m.y1 - m.y0 for m in scene.marks if isinstance(m, Bar)}
    assert len({round(m.x1 - m.x0, 9) for m in scene.marks if isinstance(m, Bar)}) == 1
    assert high["part/uncertainty"] == pytest.approx(H)
    wrong = high["part/divergence"] + high["part/rest"]
    assert high["part/uncertainty"] - high["part/discrimination"] + wrong == pytest.approx(told.loss)
    assert high["part/loss"] == told.loss
    assert (round(wrong, 4), round(high["part/divergence"], 4)) == (0.1943, 0.1457)


def test_parts_of_an_infinite_loss_and_of_one_class() -> None:
    endless = ll.story(y=[1, 0, 1, 0], y_proba=[0.0, 0.2, 0.8, 0.6])["calibration"]
    assert [m.id for m in endless.marks if isinstance(m, Bar) and m.broken] == [
        "part/divergence",
        "part/loss",
    ]
    assert "Miscalibration alone is infinite" in _words(endless)
    single = ll.story(y=[1, 1], y_proba=[0.5, 0.9], labels=[0, 1])["calibration"]
    high = {m.id: m.y1 - m.y0 for m in single.marks if isinstance(m, Bar)}
    assert high["part/uncertainty"] == high["part/discrimination"] == 0
    assert high["part/divergence"] == pytest.approx(high["part/loss"])
    assert "All rows are of one class" in _words(single)
