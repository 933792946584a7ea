"""Stories of nasty data: every mark is finite and within its axes, every name unique, every refusal our own."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import logloss as ll
from logloss.errors import ArgumentError, DataError, LogLossError, NoFitError
from logloss.messages import plain
from logloss.scenes.marks import Formula, Label, Scene

INF, NAN = math.inf, math.nan
CHINESE = "一个很长很长的特征名称" * 4


def _points(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    y = (random.random(n) < 1 / (1 + np.exp(-x))).astype(int)
    y[:2] = 0, 1
    return x, y


def _given(y: Any, p: Any, **more: Any) -> ll.Story:
    return ll.story(y=y, y_proba=p, **more)


def _many(n: int) -> ll.Story:
    p = np.random.default_rng(n).random(n)
    return _given((np.random.default_rng(0).random(n) < p).astype(int), p)


FRAME = pd.DataFrame(
    {CHINESE: [1.0, 2, 3, 4], "$x$_{a}": [4.0, 1, 3, 2], "y": [0, 1, 0, 1], "</script>": [1.0, 2, 2, 1]}
)
FOUR = [0, 1, 0, 1]

TOLD: dict[str, Callable[[], ll.Story]] = {
    **{f"{n} points": (lambda n=n: ll.story(*_points(n))) for n in (2, 3, 5, 14, 15, 100, 101, 200, 201, 5000)},  # type: ignore[misc]
    "no penalty": lambda: ll.story(*_points(10, 3), C=INF),
    "no penalty, left-out points separable": lambda: ll.story([1, 2, 3, 4], FOUR, C=INF),
    "hardly a penalty, separable": lambda: ll.story([1, 2, 3, 4], [0, 0, 1, 1], C=1e12),
    "huge penalty": lambda: ll.story([1, 2, 3, 4], FOUR, C=1e-12),
    "ties": lambda: ll.story([1, 1, 1, 2, 2, 2], [0, 1, 1, 0, 0, 1]),
    "one x": lambda: ll.story([3, 3, 3, 3], [0, 1, 1, 0]),
    "small x": lambda: ll.story(np.arange(1, 6) * 1e-9, [0, 1, 0, 1, 1]),
    "large x": lambda: ll.story(np.arange(1, 6) * 1e4, [0, 1, 0, 1, 1]),
    "years": lambda: ll.story([2019, 2020, 2021, 2022], FOUR),
    "one of a class": lambda: ll.story([1, 2, 3], [0, 0, 1]),
    "text labels": lambda: ll.story([1, 2, 3, 4], ["no", "yes"] * 2, pos_label="yes"),
    "long labels": lambda: ll.story([1, 2, 3, 4], ["n" * 500, "y" * 500] * 2, pos_label="y" * 500),
    "booleans": lambda: ll.story([True, False, True, True], [True, False, False, True]),
    "two features": lambda: ll.story(np.column_stack([_points(30)[0], _points(30, 1)[0]]), _points(30)[1]),
    "more features than rows": lambda: ll.story(np.random.default_rng(0).normal(size=(20, 50)), _points(20)[1]),
    "missing x dropped": lambda: ll.story([1, NAN, 3, 4], FOUR, missing="drop"),
    "missing in one feature dropped": lambda: ll.story([[1, 2], [3, NAN], [2, 1], [4, 4]], [0, 1, 0, 1], missing="drop"),
    "missing y dropped": lambda: ll.story([1, 2, 3, 4], [0, 1, NAN, 1], missing="drop"),
    "named in Chinese": lambda: ll.story(CHINESE, "y", data=FRAME),
    "named in TeX": lambda: ll.story("$x$_{a}", "y", data=FRAME),
    "named to break out": lambda: ll.story("</script>", "y", data=FRAME),
    "several columns": lambda: ll.story(["$x$_{a}", CHINESE], "y", data=FRAME),
    "Polars with nulls dropped": lambda: ll.story(
        "a", "y", data=pl.DataFrame({"a": [1, None, 3, 4], "y": FOUR}), missing="drop"
    ),
    "pandas": lambda: ll.story(pd.Series([1, 2, 3, 4], name="age"), pd.Series(FOUR)),
    "given": lambda: _given([1, 0, 1, 1, 0], [0.9, 0.2, 0.6, 0.4, 0.3]),
    "given in two columns": lambda: _given([0, 1, 1], [[0.2, 0.8], [0.3, 0.7], [0.9, 0.1]]),
    "one row": lambda: _given([1], [0.9], labels=[0, 1]),
    "201 given": lambda: _many(201),
    "5000 given": lambda: _many(5000),
    "201 ties": lambda: _given([0, 1, 1] * 67, [0.2, 0.3, 0.9] * 67),
    "all p equal": lambda: _given([1, 0, 1], [0.5] * 3),
    "certain and right": lambda: _given([1, 0, 1], [1.0, 0.0, 1.0]),
    "certain and wrong": lambda: _given([1, 0, 1], [0.0, 1.0, 0.3]),
    "all wrong": lambda: _given([1, 0, 1], [0.0, 1.0, 0.0]),
    "many infinite": lambda: _given([1] * 300 + [0] * 300, ([0.0] * 5 + [0.7] * 290 + [1.0] * 5) * 2),
    "right but one": lambda: _given([0, 1, 1, 0], [0, 1, 1, 0.5]),
    "one class": lambda: _given([1, 1, 1], [0.9, 0.3, 0.2], labels=[0, 1]),
    "one class, right": lambda: _given([0, 0], [0.0, 0.0], labels=[0, 1]),
    "hardly anything": lambda: _given([0, 1, 1], [1e-300, 1 - 1e-16, 1e-200]),
    "subnormal": lambda: _given([1, 0], [5e-324, 0.5]),
    "missing p dropped": lambda: _given([0, 1, 1, 0], [0.2, NAN, 0.9, 0.5], missing="drop"),
    "float32": lambda: _given([0, 1, 1], np.array([0.2, 0.7, 1.0], dtype=np.float32)),
    "bits, infinite": lambda: _given([1, 0, 1], [0.0, 1.0, 0.3], unit="bits"),
}  # fmt: skip


def _numbers(scene: Scene) -> Iterator[tuple[str, float, float, float]]:
    """Every coordinate of every mark, with the ends of its axis."""
    for mark in scene.marks:
        for name, axis in itertools.product(("x", "y"), ("", "0", "1")):
            ends = scene.x if name == "x" else scene.y
            found = getattr(mark, name + axis, ())
            for value in found if isinstance(found, tuple) else (found,):
                yield f"{mark.id}.{name}{axis}", value, ends.low, ends.high
        if isinstance(mark, Label):
            for place in mark.places:
                yield f"{mark.id} at x", place.x, scene.x.low, scene.x.high
                yield f"{mark.id} at y", place.y, scene.y.low, scene.y.high


@pytest.fixture(scope="module", params=TOLD)
def told(request: pytest.FixtureRequest) -> ll.Story:
    return TOLD[request.param]()


def test_marks_are_finite_and_within_the_axes(told: ll.Story) -> None:
    outside = []
    for scene in told.scenes:
        for name, value, low, high in _numbers(scene):
            near = 1e-9 * (high - low)
            if not (math.isfinite(value) and low - near <= value <= high + near):
                outside.append((scene.id, name, value, low, high))
    assert [found for found in outside if not found[1].startswith("axis/")] == []


def test_bars_have_their_ends_in_order(told: ll.Story) -> None:
    bars = [(scene.id, m) for scene in told.scenes for m in scene.marks if m.kind == "bar"]
    assert [(s, b.id) for s, b in bars if not (b.x0 <= b.x1 and b.y0 <= b.y1)] == []
    assert any(b.x1 > b.x0 for _, b in bars)


def test_names_are_unique_in_a_scene(told: ll.Story) -> None:
    for scene in told.scenes:
        ids = [m.id for m in scene.marks]
        ids += [term.id for m in scene.marks if isinstance(m, Formula) for term in m.terms]
        assert len(set(ids)) == len(ids)


def test_axes_have_a_range_and_their_ticks_within(told: ll.Story) -> None:
    for scene in told.scenes:
        for axis in (scene.x, scene.y):
            assert -INF < axis.low < axis.high < INF
            assert [at for at, _ in axis.ticks] == sorted(at for at, _ in axis.ticks)
            near = 1e-9 * (axis.high - axis.low)
            assert all(axis.low - near <= at <= axis.high + near for at, _ in axis.ticks)


def test_no_sentence_speaks_of_what_is_not_there(told: ll.Story) -> None:
    for scene in told.scenes:
        for message in (scene.title, *scene.sentences):
            said = plain(message).replace("Kullback–Leibler", "")
            assert "–" not in said
            assert "nan" not in said.lower()
            assert "{" not in said.replace("{a}", "")


def test_areas_are_the_loss_and_widths_the_whole(told: ll.Story) -> None:
    bars = [m for m in told["fitting"].marks if m.kind == "bar" and m.id.startswith("bar/")]
    assert sum(b.x1 - b.x0 for b in bars) == pytest.approx(1.0)
    assert any(b.broken for b in bars) == math.isinf(told.loss)
    if math.isfinite(told.loss):
        assert sum((b.x1 - b.x0) * b.y1 for b in bars) == pytest.approx(told.loss, abs=1e-12)
    rows = told.material.bars.rows
    assert rows.sum() == told.summary.rows
    assert len(rows) <= 200


def test_it_can_be_written_and_printed(told: ll.Story) -> None:
    assert '"scenes"' in told.to_json()
    assert len(told.strip) == 4


def test_infinite_bars_are_broken_and_end_at_the_top() -> None:
    told = TOLD["certain and wrong"]()
    assert math.isinf(told.loss)
    bars = {m.id: m for m in told["loss"].marks if m.kind == "bar"}
    assert [bars[f"bar/{i}"].broken for i in (1, 2, 3)] == [True, True, False]
    assert bars["bar/1"].y1 == bars["bar/2"].y1 == told["loss"].y.ticks[-1][0] > bars["bar/3"].y1
    assert not any(m.id == "mean" for m in told["loss"].marks)
    assert "2 rows were given probability 0" in plain(told["loss"].sentences[1])
    assert "The two differ" in plain(told["check"].sentences[0])
    assert told.material.check[1].split()[-1] == "inf"


def test_a_loss_of_nothing_has_no_culprit() -> None:
    told = TOLD["certain and right"]()
    assert told.loss == 0.0
    assert plain(told["culprits"].sentences[0]).startswith("The loss is 0")
    assert len(told["loss"].sentences) == 2


def test_what_saturates_is_scored_from_logits() -> None:
    told = ll.story([*np.linspace(-3, 3, 40), 4000.0], [*(np.linspace(-3, 3, 40) > 0.1), 0], C=1e6)
    printed = told.material.check[1].split()[-1]
    assert float(printed) == pytest.approx(told.loss, abs=5e-5)


def test_a_fold_without_a_fit_has_no_twins() -> None:
    told = TOLD["no penalty, left-out points separable"]()
    assert told.material.unseen == "no_fit"
    assert "no finite fit once one of them is left out" in plain(told["yardstick"].sentences[-1])
    assert not any(m.id.startswith("twin") for m in told["culprits"].marks)


def test_unseen_rows_of_many_are_left_out_by_fifths() -> None:
    told = TOLD["101 points"]()
    assert "Left out a fifth at a time" in plain(told["yardstick"].sentences[-1])


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("given", "Whether the model has seen these rows"), ("one of a class", "It has seen these rows, and a class is too small")],
)  # fmt: skip
def test_why_there_are_no_twins(name: str, beginning: str) -> None:
    assert plain(TOLD[name]()["yardstick"].sentences[-1]).startswith(beginning)


def test_given_predictions_are_not_spoken_of_as_a_fit() -> None:
    said = " ".join(plain(s) for scene in TOLD["given"]().scenes for s in scene.sentences)
    assert "Training took" not in said
    assert "these predictions cost" in said
    assert [m.id for m in TOLD["given"]()["yardstick"].marks if m.kind == "bar"] == [
        "yardstick/base",
        "yardstick/given",
    ]


def test_a_pandas_series_names_the_axis() -> None:
    assert TOLD["pandas"]()["feature"].mark("axis/label").text == "age"


def test_bars_that_gather_rows_say_so() -> None:
    told = TOLD["5000 points"]()
    assert "each of the" in plain(told["positives"].sentences[1])
    assert "each dot stands for" in plain(told["feature"].sentences[1])


REFUSED: dict[str, tuple[Callable[[], Any], type[LogLossError], str]] = {
    "one row, fitted": (lambda: ll.story([1.0], [1]), NoFitError, "two classes"),
    "no rows": (lambda: ll.story([], []), DataError, "y has no rows"),
    "no features": (lambda: ll.story(np.zeros((5, 0)), [0, 1, 0, 1, 1]), DataError, "x has no columns"),
    "three dimensions": (lambda: ll.story(np.zeros((4, 1, 1)), FOUR), DataError, "x must be of shape"),
    "one class, fitted": (lambda: ll.story([1, 2], [1, 1]), NoFitError, "two classes"),
    "separable": (lambda: ll.story([1, 2, 3, 4], [0, 0, 1, 1], C=INF), NoFitError, "separable"),
    "far from 0": (lambda: ll.story(1e9 + np.arange(5), [0, 1, 0, 1, 1]), NoFitError, "did not converge"),
    "beyond squares": (lambda: ll.story(np.arange(5) * 1e300, [0, 1, 0, 1, 1]), NoFitError, "did not converge"),
    "C = 0": (lambda: ll.story([1, 2], [0, 1], C=0), ArgumentError, "C must be a number above 0, got 0"),
    "C = nan": (lambda: ll.story([1, 2], [0, 1], C=NAN), ArgumentError, "C must be a number above 0, got nan"),
    "C = text": (lambda: ll.story([1, 2], [0, 1], C="1"), ArgumentError, "C must be a number"),
    "missing": (lambda: ll.story([1, NAN, 3], [0, 1, 0]), DataError, "x must not have missing values, got nan at index 1"),
    "infinite": (lambda: ll.story([1, 2, INF], [0, 1, 0]), DataError, "x must be finite, got inf at index 2"),
    "infinite, after a dropped row": (
        lambda: ll.story([1, NAN, 3, INF], FOUR, missing="drop"), DataError, "got inf at index 3"),
    "no such way": (lambda: ll.story([1, 2], [0, 1], missing="mean"), ArgumentError, "missing must be"),
    "text": (lambda: ll.story(np.array(["a", "b"]), [0, 1]), DataError, "x must hold numbers, got 'a'"),
    "three classes": (lambda: ll.story([1, 2, 3], [0, 1, 2]), DataError, "y must hold two classes, got 3"),
    "outcome columns": (lambda: ll.story([1, 2], [[0, 1], [1, 0]]), DataError, "y must be of shape"),
    "lengths": (lambda: ll.story([1, 2, 3], [0, 1]), DataError, "y and x must be of one length"),
    "columns without data": (lambda: ll.story(["a", "b"], [0, 1]), ArgumentError, "x names columns"),
    "column without data": (lambda: ll.story("a", "b"), ArgumentError, "x names columns"),
    "data without columns": (lambda: ll.story(data=FRAME), ArgumentError, "no columns"),
    "no such column": (lambda: ll.story("a", "y", data=FRAME), DataError, "'a'"),
    "x alone": (lambda: ll.story([1, 2]), ArgumentError, "story needs labels y"),
    "both x and p": (lambda: ll.story([1], [1], y_proba=[0.5]), ArgumentError, "story needs labels y"),
    "p of three classes": (lambda: _given([0, 1, 2], [[0.2, 0.3, 0.5]] * 3), DataError, "told of two classes"),
    "p out of range": (lambda: _given([0, 1], [0.5, 1.5]), DataError, "y_proba must lie in"),
    "unit": (lambda: ll.story(unit="shannons"), ArgumentError, "unit"),
    "scene": (lambda: ll.story()["end"], ArgumentError, "no scene 'end'"),
    "no scene": (lambda: ll.story().plot([]), ArgumentError, "no scene"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_say_what_is_wrong(name: str) -> None:
    make, kind, fact = REFUSED[name]
    with pytest.raises(kind) as caught:
        make()
    assert fact in caught.value.fact
    assert caught.value.hint
