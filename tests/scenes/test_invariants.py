"""The story against STORY.md: its marks, its numbers and its words; and that nasty data does not break it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from logloss.errors import DataError, LogLossError, NoFitError
from logloss.messages import LANGUAGES, Text, messages, plain
from logloss.scenes import SCENES, Story, story
from logloss.scenes.marks import ROLES, Axis, Bar, Label, Scene

X = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
Y = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1])


@pytest.fixture(scope="module")
def ten() -> Story:
    return story()


def _bars(scene: Scene) -> dict[str, Bar]:
    return {m.id: m for m in scene.marks if isinstance(m, Bar) and m.id.startswith("bar/")}


def _words(scene: Scene) -> str:
    return " ".join(map(plain, (scene.title, *scene.sentences)))


# What is said


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("curve", ["z = 0.97·x + 0.66", "C = 1", "1.64", "0.80", "0.3052", "0.3329"]),
        ("loss", ["0.3329 nats", "x = 0.2", "36%"]),
        ("distribution", ["3 negative", "7 positive"]),
        ("entropy", ["0.6109 nats", "0.8813 bits"]),
        ("divergence", ["0.6109"]),
        ("fitting", ["0.3329", "0.6109", "1.64", "0.80", "0.3052"]),
        ("classes", ["30%", "70%", "0.3329"]),
        ("yardstick", ["0.3329", "0.6109", "45.5%", "0.717", "0.478", "0.735"]),
        ("culprits", ["x = 0.2", "36%"]),
        ("calibration", ["0.6109", "0.4722", "0.1943", "0.3329", "0.1386", "0.1457", "0.0486"]),
    ],
)
def test_numbers_of_the_story(ten: Story, name: str, numbers: list[str]) -> None:
    for said in numbers:
        assert re.search(rf"(?<![\d.]){re.escape(said)}(?!\d)", _words(ten[name])), said


def test_repair_1_a_loss_may_be_below_the_labels_entropy(ten: Story) -> None:
    said = _words(ten["fitting"])
    assert "below the labels' entropy, 0.6109, because the model knows x" in said
    assert "exceeds the entropy of the same thing" in said
    assert "not of the label alone" in said


def test_repair_2_a_logarithm_is_not_exponential(ten: Story) -> None:
    said = _words(ten["penalty"])
    assert "not grow exponentially" in said
    assert "slope is −1/p" in said


def test_repair_3_points_add_minus_log_p(ten: Story) -> None:
    assert "adds −log p to the sum, never log p" in _words(ten["loss"])


@pytest.mark.parametrize("name", ["curve", "fitting"])
def test_repair_4_the_penalty_is_told(ten: Story, name: str) -> None:
    assert re.search(r"scikit-learn .* penalty, C = 1\. Without it .* 0\.3052", _words(ten[name]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_repair_5_scenes_have_no_numbers(lang: str) -> None:
    pattern = re.compile(
        r"\b(figures?|scenes?)\s+[\d{]|[图圖]\s*\d|第\s*\d+\s*[幕图圖]|场景\s*\d|場景\s*\d", re.I
    )
    assert [key for key, said in messages(lang).items() if pattern.search(said)] == []


def test_a_geometric_mean_is_called_so(ten: Story) -> None:
    assert "on geometric average the model gave 0.717" in _words(ten["yardstick"])


@pytest.mark.parametrize("name", ["line-up", "baseline", "penalty"])
def test_an_axis_never_says_probability_alone(ten: Story, name: str) -> None:
    axis = ten[name].x if name == "penalty" else ten[name].y
    assert "probability given to the true class" in plain(axis.label)


def test_parts_and_names(ten: Story) -> None:
    assert [scene.id for scene in ten.scenes] == list(SCENES)
    assert [scene.part for scene in ten.scenes] == [1] * 13 + [2] * 6 + [3] * 4


# What holds for every story


def _texts(thing: Any) -> Iterator[Text]:
    if isinstance(thing, Text):
        yield thing
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from _texts(getattr(thing, name))
    elif isinstance(thing, tuple):
        for each in thing:
            yield from _texts(each)


def _coordinates(mark: Any) -> tuple[list[float], list[float]]:
    if isinstance(mark, Label):
        return [place.x for place in mark.places], [place.y for place in mark.places]
    found: tuple[list[float], list[float]] = ([], [])
    for name in ("x", "x0", "x1", "y", "y0", "y1"):
        value = getattr(mark, name, ())
        found[name[0] == "y"].extend(value if isinstance(value, tuple) else [value])
    return found


def _outside(values: list[float], axis: Axis) -> list[float]:
    slack = 1e-9 * (axis.high - axis.low)
    return [v for v in values if not axis.low - slack <= v <= axis.high + slack]


def _keep_the_invariants(told: Story) -> None:
    for scene in told.scenes:
        ids = [mark.id for mark in scene.marks]
        ids += [term.id for mark in scene.marks for term in getattr(mark, "terms", ())]
        assert len(set(ids)) == len(ids), scene.id
        for axis in (scene.x, scene.y):
            assert -math.inf < axis.low < axis.high < math.inf, scene.id
            places = [at for at, _ in axis.ticks]
            assert places == sorted(places), scene.id
            assert _outside(places, axis) == [], scene.id
        for mark in scene.marks:
            assert mark.role in ROLES, (scene.id, mark.id)
            x, y = _coordinates(mark)
            assert all(map(math.isfinite, x + y)), (scene.id, mark.id)
            assert (_outside(x, scene.x), _outside(y, scene.y)) == ([], []), (scene.id, mark.id)
            if isinstance(mark, Bar):
                assert mark.x0 <= mark.x1, (scene.id, mark.id)
                assert mark.y0 <= mark.y1, (scene.id, mark.id)


def test_invariants_of_the_ten_points(ten: Story) -> None:
    _keep_the_invariants(ten)


def test_invariants_of_nasty_stories(nasty: Story) -> None:
    _keep_the_invariants(nasty)


def test_nasty_stories_can_be_said(nasty: Story) -> None:
    found = [message for scene in nasty.scenes for message in _texts(scene)]
    for lang in LANGUAGES:
        said = [plain(message, lang) for message in (*found[:400], *found[-400:])]
        assert not [words for words in said if re.search(r"\bnan\b|\binf\b|None|np\.", words)]


def test_bars_of_nasty_stories(nasty: Story) -> None:
    together, lineup, fall = (_bars(nasty[name]) for name in ("together", "line-up", "baseline"))
    loss = _bars(nasty["loss"])
    assert list(together) == list(lineup) == list(fall) == list(loss)
    assert sorted(_bars(nasty["culprits"])) == sorted(loss)
    assert len(loss) <= 200
    for name, bar in together.items():
        assert bar.y1 - bar.y0 == pytest.approx(fall[name].y1, abs=1e-12)
        assert (bar.y1 == 1) if bar.role == "negative" else (bar.y0 == 0)
        assert (lineup[name].y0, lineup[name].y1) == pytest.approx((bar.y0, bar.y1), abs=1e-12)
    if math.isfinite(nasty.loss):
        area = sum((b.x1 - b.x0) * b.y1 for b in _bars(nasty["fitting"]).values())
        assert area == pytest.approx(nasty.loss, rel=1e-9, abs=1e-12)
        assert nasty["loss"].mark("mean").y0 == nasty.loss
    else:
        assert any(bar.broken for bar in loss.values())
        assert "mean" not in [mark.id for mark in nasty["loss"].marks]


def test_the_check_gets_the_storys_loss(nasty: Story) -> None:
    last = nasty["check"].mark("check").output.splitlines()[-1]
    assert float(last.rpartition(":")[2]) == pytest.approx(nasty.loss, abs=5.01e-5)


@pytest.mark.parametrize("rows", [200, 201])
def test_bars_gather_rows_from_201_on(rows: int) -> None:
    rng = np.random.default_rng(3)
    told = story(y=rng.integers(0, 2, rows), y_proba=rng.random(rows))
    assert told.material.bars.is_single is (rows == 200)
    assert told.material.bars.rows.sum() == rows
    assert told.material.bars.share.sum() == pytest.approx(1)
    assert ("201 rows" in _words(told["positives"])) is (rows == 201)


def test_the_axis_is_called_by_its_column() -> None:
    polars = pytest.importorskip("polars")
    told = story("年齡", "是否", data=polars.DataFrame({"年齡": [1.0, 2.0, 3.0], "是否": [0, 1, 0]}))
    assert told["split"].x.label == "年齡"
    assert "年齡" in _words(told["feature"])


def test_dropped_rows_are_not_in_the_story() -> None:
    told = story([1, 2, math.nan, 3, 4], [0, 1, 1, 0, 1], missing="drop")
    assert told.loss == pytest.approx(story([1, 2, 3, 4], [0, 1, 0, 1]).loss)
    assert len(_bars(told["loss"])) == 4


def test_pos_label_turns_the_story_round() -> None:
    there, back = (story(X, Y, pos_label=k) for k in (1, 0))
    assert there.loss == pytest.approx(back.loss)
    roles = [[bar.role for bar in _bars(told["loss"]).values()] for told in (there, back)]
    assert [{"positive": "negative", "negative": "positive"}[r] for r in roles[0]] == roles[1]


def test_no_slope_where_x_is_constant() -> None:
    told = story([3.0] * 6, [0, 0, 1, 1, 0, 1])
    assert told.loss == pytest.approx(math.log(2))
    assert set(np.round(told["curve"].mark("curve").y, 9)) == {0.5}


# What is refused


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"x": [1, 2, 3, 4], "y": [0, 0, 1, 1], "C": math.inf}, NoFitError),
        ({"x": [1, 2, 3], "y": [1, 1, 1]}, LogLossError),
        ({"x": [1, 2, 3], "y": [0, 1, 2]}, DataError),
        ({"y": [0, 1, 2], "y_proba": [[0.2, 0.3, 0.5]] * 3}, DataError),
        ({"x": [1, 2, math.nan], "y": [0, 1, 0]}, DataError),
        ({"x": [1, 2, math.inf], "y": [0, 1, 0]}, DataError),
        ({"x": [], "y": []}, DataError),
        ({"y": [], "y_proba": []}, DataError),
        ({"y": [0, 1], "y_proba": [0.5, 1.5]}, DataError),
        ({"x": [1, 2]}, LogLossError),
        ({"y": [0, 1]}, LogLossError),
        ({"x": [1, 2], "y": [0, 1], "y_proba": [0.5, 0.5]}, LogLossError),
        ({"C": 0}, LogLossError),
        ({"C": math.nan}, LogLossError),
        ({"unit": "hartleys"}, LogLossError),
    ],
)
def test_refused(arguments: dict[str, Any], error: type[LogLossError]) -> None:
    with pytest.raises(error) as caught:
        story(**arguments)
    assert caught.value.hint


@pytest.mark.parametrize("scale", [1e9, 1e300])
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_huge_x_is_told_or_refused(scale: float, shift: float) -> None:
    x = scale * (np.array([-2.2, -1.0, 0.5, 0.2, 1.0, 3.0]) / 10 + shift)
    try:
        told = story(x, [0, 0, 1, 1, 0, 1])
    except NoFitError as error:  # either is a clear result
        assert "Standardize" in error.hint  # noqa: PT017
    else:
        _keep_the_invariants(told)


def test_no_scene_of_that_name(ten: Story) -> None:
    with pytest.raises(LogLossError, match="there is no scene 'figure 6'"):
        ten["figure 6"]
