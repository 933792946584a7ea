"""What a page plays of a training: every step's bars, as Python draws them and as the page puts them together."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import logloss as ll
from logloss.errors import ArgumentError, DataError
from logloss.messages import plain
from logloss.render.replay_tables import replay_tables, runs_tables
from logloss.render.report_page import report_data
from logloss.scenes.marks import Bar, Scene, to_dict
from logloss.scenes.replayed_bars import MOST_BARS, bars_scene, stands, stands_of_both
from logloss.scenes.replayed_steps import MOST_ROWS, Steps, steps_of

WEB = Path(__file__).parents[2] / "web"
BUNDLER = WEB / "node_modules/.bin/esbuild"
nan = math.nan


def odd() -> ll.Replay:
    """A row without prediction at one step, and one that is given 0 for what happened at another."""
    replay = ll.Replay([0, 1, 1, 0], names=["Ann", "", "Cem", "Dan"])
    for p in ([0.3, 0.6, 0.5, 0.2], [0.2, 0.7, 0.0, 0.3], [0.2, nan, 0.4, 0.1], [0.9, 0.8, 0.1, 0.6]):
        replay.record(p)
    return replay


def many() -> ll.Replay:
    """More rows than bars, of three classes, weighted, at steps with holes."""
    rng = np.random.default_rng(4)
    y = rng.integers(0, 3, 1_000)
    replay = ll.Replay(y, sample_weight=rng.uniform(0, 2, 1_000), keep=800)
    for step in (0.5, 2, 40):
        z = rng.normal(size=(1_000, 3))
        z[np.arange(1_000), y] += step / 20
        replay.record(z, from_logits=True, step=step)
    return replay


REPLAYS = {"odd": odd, "many rows": many}


def scenes_by_python(found: Any) -> list[list[Scene]]:
    """The bars of all steps; a run that has no step of a number stands still at the one before, or its first."""
    runs = [found] if isinstance(found, ll.Replay) else [found.first, found.second]
    every = [range(len(run)) for run in runs]
    where = [stands(runs[0])] if len(runs) == 1 else stands_of_both(found, (every[0], every[1]))
    at = sorted({step.step for run in runs for step in run.steps})
    return [
        [
            bars_scene(run, max(0, sum(s.step <= step for s in run.steps) - 1), own)
            for run, own in zip(runs, where, strict=True)
        ]
        for step in at
    ]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Plays a result as the page does."""
    if not BUNDLER.exists() or shutil.which("node") is None:
        pytest.skip("needs Node and web/node_modules")
    made = tmp_path_factory.mktemp("played") / "play.cjs"
    tool = [BUNDLER, WEB / "tools/play.ts", "--bundle", "--platform=node", f"--outfile={made}"]
    subprocess.run([*tool, "--log-level=error"], check=True)

    def playing(found: Any) -> list[list[list[dict[str, Any]]]]:
        data = json.dumps(report_data(found))
        ran = subprocess.run(["node", made], input=data, capture_output=True, text=True, check=True)
        played: list[list[list[dict[str, Any]]]] = json.loads(ran.stdout)  # by view, step and run
        return played

    return playing


@pytest.mark.parametrize("name", [*REPLAYS, "two"])
def test_the_page_shows_what_python_draws(name: str, play: Any) -> None:
    """Every mark of every step: bars to seven digits, all else exactly."""
    found = REPLAYS[name]() if name in REPLAYS else odd().compare(trained_longer())
    played, wanted = play(found)[0], scenes_by_python(found)
    assert len(played) == len(wanted)
    for got_step, wanted_step in zip(played, wanted, strict=True):
        for got, scene in zip(got_step, wanted_step, strict=True):
            assert [mark["id"] for mark in got["marks"]] == [mark.id for mark in scene.marks]
            for mark, by_python in zip(got["marks"], scene.marks, strict=True):
                plain_mark = json.loads(json.dumps(to_dict(by_python)))
                height = plain_mark.pop("y1", None)
                if height is not None:
                    assert mark.pop("y1") == pytest.approx(height, rel=6e-7)
                assert {**mark, "name": ""} == {**plain_mark, "name": ""}
            assert (got["x"], got["y"]) == (to_dict(scene.x), to_dict(scene.y))


def trained_longer() -> ll.Replay:
    """A run on the rows of the odd one that has later steps, and none of the first number."""
    replay = ll.Replay([0, 1, 1, 0], names=["Ann", "", "Cem", "Dan"])
    for step in (2, 3, 9):
        replay.record([0.3, 0.5, 0.4 + step / 20, 0.2], step=step)
    return replay


@st.composite
def trainings(draw: st.DrawFn) -> ll.Replay:
    """Any few rows, classes and weights, at any few steps, with NaN and with 0 for what happened."""
    classes, n = draw(st.sampled_from([2, 3, 9])), draw(st.integers(1, 30))
    y = [*range(classes), *draw(st.lists(st.integers(0, classes - 1), min_size=n, max_size=n))]
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    weight = draw(st.sampled_from([None, rng.choice([0, 0.5, 3], len(y)) + (np.arange(len(y)) == 0)]))
    replay = ll.Replay(y, sample_weight=weight, keep=draw(st.sampled_from([None, 2 * classes])))
    for kind in draw(st.lists(st.sampled_from(["sure", "unsure", "certain", "lost"]), max_size=5)):
        p = rng.dirichlet(np.full(classes, 0.02 if kind == "sure" else 1.0), len(y))
        if kind == "certain":
            p = np.eye(classes)[p.argmax(axis=1)]
        if kind == "lost":
            p[-1] = nan
        replay.record(p, step=len(replay) + draw(st.sampled_from([0.5, 1])))
    return replay


@settings(max_examples=60, deadline=None)
@given(trainings())
def test_any_training_can_be_told(replay: ll.Replay) -> None:
    report = json.loads((Path(__file__).parents[2] / "schema/report.v1.json").read_text("utf-8"))
    validator = Draft202012Validator(report)
    validator.validate(json.loads(json.dumps(report_data(replay), allow_nan=False)))
    assert str(replay)
    if any(not step.diverged for step in replay.steps):
        both = replay.compare(replay)
        validator.validate(json.loads(json.dumps(report_data(both), allow_nan=False)))
        for view in played_of(replay).views:
            (bars,) = view.bars
            assert bars.heights.shape == (len(replay), len(bars.scene.marks))


def test_each_bar_of_one_row_says_whose_it_is() -> None:
    said = sorted(plain(row) for row in played_of(odd()).views[0].bars[0].rows)
    assert said == ["Ann (0)", "Cem (1)", "Dan (0)", "row 1 (1)"]
    gathered = played_of(many()).views[0].bars[0]
    assert gathered.rows == ()
    assert gathered.heights.shape[1] <= MOST_BARS


def turning() -> ll.Replay:
    """It begins in the wrong, turns, and grows too sure; more rows than are kept, some without weight."""
    rng = np.random.default_rng(6)
    y = rng.integers(0, 2, 600)
    truth = (2 * y - 1) * 0.7 + rng.normal(size=600)
    replay = ll.Replay(y, sample_weight=rng.choice([0, 1, 2], 600), keep=400)
    for sure in (-3, 1, 6):
        replay.record(sure * truth, from_logits=True)
    return replay


def played_of(found: Any, live: bool = False) -> Steps:
    steps = steps_of(found, live)
    assert steps is not None
    return steps


def test_the_costliest_rows_are_shown_by_themselves(play: Any) -> None:
    """Those that cost most since the least loss, of all that are kept; each named, with what it cost."""
    replay = turning()
    assert replay.best.step == 2
    (bars,) = played_of(replay).views[1].bars
    kept = replay.kept
    costs = -np.log(kept.given()).astype(np.float64)
    weight = np.array([row.weight for row in kept.rows])
    since = np.nanmax(costs[1:], axis=0)
    wanted = np.argsort(np.where(weight > 0, -since, np.inf), kind="stable")[:MOST_ROWS]
    marks = bars.scene.marks
    assert {mark.id for mark in marks} == {f"row/{kept.rows[j].row + 1}" for j in wanted.tolist()}
    place = {f"row/{row.row + 1}": j for j, row in enumerate(kept.rows)}
    columns = [place[mark.id] for mark in marks]
    assert bars.heights == pytest.approx(costs[:, columns], rel=1e-6, nan_ok=True)
    assert [kept.rows[j].cls for j in columns] == sorted(kept.rows[j].cls for j in columns)
    assert plain(bars.rows[0]) == f"row {kept.rows[columns[0]].row} (0)"
    shown = play(replay)[1][-1][0]["marks"]
    heights = {mark["id"]: mark["y1"] for mark in shown if mark["kind"] == "bar"}
    assert heights == pytest.approx(dict(zip([m.id for m in marks], costs[-1, columns], strict=True)))
    assert len(played_of(odd()).views) == 1


def test_two_runs_show_the_same_costliest_rows() -> None:
    first, second = many_all_kept(), many_all_kept(pace=3)
    (_, costliest) = played_of(first.compare(second)).views
    one, two = costliest.bars
    assert [mark.id for mark in one.scene.marks] == [mark.id for mark in two.scene.marks]
    assert (one.top, one.scene.y) == (two.top, two.scene.y)
    assert one.top >= np.nanmax(np.concatenate([one.heights, two.heights]))
    assert not np.allclose(one.heights, two.heights)


def test_the_area_of_the_bars_is_the_loss() -> None:
    replay = many_all_kept()
    bars = played_of(replay).views[0].bars[0]
    widths = np.array([bar.x1 - bar.x0 for bar in bars.scene.marks if isinstance(bar, Bar)])
    assert bars.heights @ widths == pytest.approx([step.loss for step in replay.steps], rel=1e-6)


def many_all_kept(pace: float = 1) -> ll.Replay:
    rng = np.random.default_rng(5)
    y = rng.integers(0, 2, 900)
    replay = ll.Replay(y, sample_weight=rng.uniform(0.5, 2, 900), keep=None)
    for step in range(3):
        replay.record(pace * (2 * y - 1) * step + rng.normal(size=900), from_logits=True)
    return replay


def test_it_opens_at_the_best_step_and_live_at_the_last() -> None:
    replay = ll.Replay([0, 1])
    for p in ([0.5, 0.5], [0.3, 0.7], [0.6, 0.4]):
        replay.record(p)
    still, live = played_of(replay), played_of(replay, live=True)
    assert (still.start, live.start) == (1, 2)
    assert [step for _, step in still.marked] == [2, 2, 3]


def test_of_many_steps_the_best_is_among_those_that_are_shown() -> None:
    replay = ll.Replay([0, 1, 1])
    for i in range(1_000):
        z = 3 - abs(i - 617) / 300
        replay.record([-z, z, z], from_logits=True)
    steps = played_of(replay)
    assert len(steps.at) <= 402
    assert steps.at[steps.start] == 618 == replay.best.step
    assert steps.at[-1] == 1_000


def test_rows_that_moved_are_a_table() -> None:
    replay = ll.Replay([0, 1, 1, 0, 1], names=list("abcde"))
    replay.record([0.4, 0.6, 0.4, 0.7, 0.05])
    replay.record([0.1, 0.3, 0.9, 0.9, 0.04])
    moved, steps = replay_tables(replay)
    rows = {row[0]: (row[1], round(float(row[2]), 2), round(float(row[3]), 2)) for row in moved.rows}  # type: ignore[arg-type]
    assert len(steps.rows) == 2
    assert replay.best.step == 1
    assert rows == {
        "b": ("1", 0.6, 0.3),
        "c": ("1", 0.4, 0.9),
        "d": ("0", 0.3, 0.1),
        "e": ("1", 0.05, 0.04),
    }
    kinds = {row[0]: plain(row[-1]) for row in moved.rows}  # type: ignore[arg-type]
    assert kinds == {
        "b": "became wrong",
        "c": "became right",
        "d": "wrong and surer",
        "e": "wrong and surer",
    }
    (differing,) = runs_tables(odd().compare(trained_longer()))
    assert [plain(name) for name, _ in differing.columns][2:4] == ["given by first", "given by second"]


def test_a_replay_without_a_loss_has_no_page(tmp_path: Path) -> None:
    for replay in (ll.Replay([0, 1]), ll.Replay([0, 1])):
        with pytest.raises(DataError, match="no step has a loss"):
            replay.to_html(tmp_path / "a.html")
        replay.record([nan, 0.5])
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ArgumentError, match="lang must be one of"):
        odd().to_html(lang="fr")  # type: ignore[arg-type]


def test_pages_are_written(tmp_path: Path) -> None:
    odd().save(tmp_path / "one.html")
    odd().compare(trained_longer()).save(tmp_path / "two.html")
    text = odd().to_html(lang="zh-Hans")
    assert text is not None
    assert text.startswith("<!doctype html>")
    assert '<html lang="zh-Hans"' in text
    for name in ("one", "two"):
        assert "logloss.report" in (tmp_path / f"{name}.html").read_text("utf-8")
