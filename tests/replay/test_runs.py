"""Two runs beside each other, a training watched live, and the pictures of both."""

from __future__ import annotations

import io
import json
import math

import numpy as np
import pytest

import logloss as ll
from logloss.errors import ArgumentError
from logloss.messages import plain
from logloss.render.due import Due
from logloss.render.terminal.live import live, picture
from logloss.render.terminal.words import Page
from logloss.scenes.marks import Bar
from logloss.scenes.replayed import loss_scene, parts_scene
from logloss.scenes.replayed_bars import MOST_BARS, bars_scene, stands

Y = [0, 1, 1, 0, 1]
PNG = b"\x89PNG"


def trained(*steps, y=Y, **how):
    replay = ll.Replay(y, **how)
    for p in steps:
        replay.record(p)
    return replay


GOOD = [0.2, 0.9, 0.7, 0.3, 0.6]
BAD = [0.4, 0.6, 0.3, 0.45, 0.7]

# ---- two runs


def test_the_difference_is_that_of_the_rows():
    runs = trained(BAD, GOOD).compare(trained(BAD, names=list("abcde")), names=("good", "bad"))
    first, second = (
        np.array([1 - p if k == 0 else p for k, p in zip(Y, given, strict=True)]) for given in (GOOD, BAD)
    )
    change = np.log(first) - np.log(second)
    assert runs.difference.value == pytest.approx(change.mean())
    assert runs.difference.standard_error == pytest.approx(change.std(ddof=1) / math.sqrt(5), rel=1e-5)
    assert runs.moved[0].row == int(change.argmax())
    assert "good is better at its best" in plain(runs.headline)
    assert json.loads(runs.to_json())["names"] == ["good", "bad"]
    assert "What is each at its best?" in str(runs)


def test_equal_runs_are_said_to_be():
    runs = trained(GOOD).compare(trained(GOOD))
    assert plain(runs.headline) == "first and second are equally good at their best"


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (lambda: trained(GOOD, y=[0, 1, 1, 0, 0]), "index 4 is of class 1, and 0"),
        (lambda: trained(GOOD[:4], y=Y[:4]), "different rows: 5, and 4"),
        (lambda: trained(GOOD, y=list("abbab"), pos_label="b"), "different labels: 0, 1, and a, b"),
        (lambda: trained(GOOD, sample_weight=[1, 1, 2, 1, 1]), "index 2 is of weight 1, and 2"),
        (lambda: trained(), "without steps"),
        (lambda: "run.arrows", "takes another Replay, got str"),
    ],
)
def test_runs_on_other_rows_are_refused(other, message):
    with pytest.raises(ArgumentError, match=message):
        trained(GOOD).compare(other())


# ---- pictures


def test_pictures_and_films_are_written(turned, tmp_path):
    for name in ("a.png", "a.json"):
        turned.save(tmp_path / name)
    turned.to_film(tmp_path / "a.gif", size="480x270", fps=5)
    turned.compare(turned).save(tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes().startswith(PNG)
    assert (tmp_path / "b.png").read_bytes().startswith(PNG)
    assert (tmp_path / "a.gif").read_bytes().startswith(b"GIF89a")
    assert "<img" in turned._repr_html_()
    assert "<img" in turned.compare(turned)._repr_html_()


def test_a_training_that_diverged_is_drawn_and_filmed(tmp_path):
    nan = [math.nan] * 5
    replay = trained(BAD, nan, GOOD, [0.0, 1.0, 0.0, 0.0, 1.0], nan)
    replay.save(tmp_path / "a.png")
    replay.save(tmp_path / "a.gif")
    scene = loss_scene(replay)
    ids = [mark.id for mark in scene.marks]
    assert {"loss", "loss/2"} <= set(ids)  # two pieces, and nothing through NaN
    assert [m.id for m in bars_scene(replay, 1).marks if isinstance(m, Bar)] == []


@pytest.mark.parametrize(
    "steps",
    [
        [[0.4, 0.6, 0.3, 0.45, 0.7]],
        [[0.5] * 5] * 3,
        [[0.0, 1.0, 1.0, 0.0, 1.0]] * 2,
        [[1.0, 0.0, 0.0, 1.0, 0.0]] * 2,
    ],
    ids=["one step", "no change", "certain and right", "certain and wrong"],
)
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_odd_trainings_are_drawn(steps, lang, tmp_path):
    replay = trained(*steps, names=["a very long name " * 9, "</b>", "", "\n", "甲"])
    replay.save(tmp_path / "a.png", lang=lang)
    assert str(replay)


def test_three_classes_are_drawn_and_so_is_one(tmp_path):
    three = ll.Replay(["a", "b", "c"] * 20)
    rng = np.random.default_rng(0)
    for _ in range(3):
        three.record(rng.normal(size=(60, 3)), from_logits=True)
    three.save(tmp_path / "a.png")
    one = ll.Replay([1, 1, 1], labels=[0, 1])
    one.record([0.5, 0.6, 0.7])
    one.save(tmp_path / "b.png")
    assert one.uncertainty == 0


def test_a_row_is_the_same_bar_at_every_step(turned):
    at = stands(turned)
    first, last = (bars_scene(turned, place, at) for place in (0, len(turned) - 1))
    for a, b in zip(first.marks, last.marks, strict=True):
        if isinstance(a, Bar):
            assert (a.id, a.x0, a.x1, a.role) == (b.id, b.x0, b.x1, b.role)
    area = sum((m.x1 - m.x0) * m.y1 for m in last.marks if isinstance(m, Bar))
    assert area == pytest.approx(turned.last.loss, rel=1e-5)
    heights = [m.y1 for m in last.marks if isinstance(m, Bar) and m.role == "negative"]
    assert heights == sorted(heights, reverse=True)
    assert sum(isinstance(m, Bar) for m in last.marks) <= MOST_BARS


def test_parts_lie_on_each_other(turned):
    scene = parts_scene(turned)
    band = scene.mark("miscalibration")
    assert band.high == pytest.approx([s.loss for s in turned.steps])
    assert np.subtract(band.high, band.low) == pytest.approx([s.miscalibration for s in turned.steps])


# ---- live


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_live_shows_loss_parts_and_worst_rows():
    replay, seen = ll.Replay(Y, names=list("abcde")), Terminal()
    with live(replay, stream=seen):
        replay.record(BAD)
        replay.record(GOOD)
    assert "Step 1: loss" in seen.getvalue()
    assert "Step 2: loss" in seen.getvalue()
    assert "miscalibration" in seen.getvalue()
    assert "e (1): 60.0%" in seen.getvalue()
    replay.record(GOOD)
    assert "Step 3" not in seen.getvalue()


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), None])
def test_a_terminal_that_goes_away_does_not_end_the_training(error):
    class Going(Terminal):
        def write(self, text: str) -> int:
            if len(replay) >= 2 and error:
                raise error
            return super().write(text)

    replay, seen, now = ll.Replay(Y), Going(), iter(range(0, 10_000, 100))
    with live(replay, stream=seen, clock=lambda: float(next(now))):
        for i in range(5):
            replay.record(GOOD)
            if i == 1 and not error:
                seen.close()
    assert len(replay) == 5


def test_what_is_wrong_with_a_picture_is_not_hidden(monkeypatch):
    def wrong(*_):
        raise ValueError("a picture of nothing")

    monkeypatch.setattr("logloss.render.terminal.live.picture", wrong)
    replay = ll.Replay(Y)
    with pytest.raises(ValueError, match="a picture of nothing"), live(replay, stream=Terminal()):
        replay.record(GOOD)


def test_where_there_is_no_terminal_it_is_said_once():
    replay, seen = ll.Replay(Y), io.StringIO()
    with live(replay, stream=seen):
        for _ in range(5):
            replay.record(GOOD)
    assert seen.getvalue().count("loss 0.") == 1


def test_live_of_nothing_and_of_nan():
    replay = ll.Replay(Y)
    with live(replay, stream=Terminal()):
        pass
    with replay.live():
        pass
    replay.record(GOOD)
    replay.record([math.nan] * 5)
    said = " ".join(str(line) for line in picture(replay, Page()).renderables)
    assert "Step 2: NaN" in said


def test_drawing_takes_no_more_than_its_share():
    now, share = [0.0], 0.01
    due, drawn = Due(share, 0.1, lambda: now[0]), 0
    while now[0] < 100:
        now[0] += 0.01
        if due():
            with due.counted():
                now[0] += 0.05
            drawn += 1
    assert 0.5 * share * 100 <= drawn * 0.05 <= share * 100 + 0.05
