"""No word touches another, leaves the figure, or is crossed by a mark: at any size, on any data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from sklearn.linear_model import LogisticRegression

import logloss as ll
from logloss.messages import LANGUAGES, plain
from logloss.render.report import panels
from logloss.scenes import SCENES, Story
from logloss.scenes.marks import Label, Scene

NEAR = 1.0  # pixels
RULES = 0  # the zorder of rules, which pass behind words

# ---- what is looked for -----------------------------------------------------------------------------------


def faults(figure: Figure) -> list[str]:
    """Every word that touches what it should not, a line each."""
    figure.draw_without_rendering()
    words = [(t.get_text(), t.get_window_extent()) for t in figure.findobj(Text) if _is_drawn(t)]
    found = [f"{words[i][0]!r} touches {words[j][0]!r}" for i, j in _overlaps([box for _, box in words])]
    paper = figure.bbox
    found += [
        f"{a!r} leaves the figure"
        for a, box in words
        if box.x0 < paper.x0 or box.x1 > paper.x1 or box.y0 < paper.y0 or box.y1 > paper.y1
    ]
    for ax in figure.axes:
        found += [
            f"{t.get_text()!r} is {how}" for t in ax.findobj(Text) if _is_drawn(t) for how in _crossed(t, ax)
        ]
    return found


def left_out(figure: Figure, scenes: Sequence[Scene]) -> list[str]:
    """Labels that must be shown and are not."""
    found = []
    for scene, ax in zip(scenes, figure.axes, strict=True):
        shown = {"".join(t.get_text().split()) for t in ax.texts}
        needed = [plain(m.text) for m in scene.marks if isinstance(m, Label) and m.needed]
        found += [f"{scene.id}: {words}" for words in needed if "".join(words.split()) not in shown]
    return found


def _is_drawn(text: Text) -> bool:
    return text.get_visible() and text.get_text().strip() != ""


def _overlaps(boxes: list[Bbox]) -> list[tuple[int, int]]:
    x0, y0, x1, y1 = np.array([box.extents for box in boxes]).T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    along = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    return [(i, j) for i, j in np.argwhere((across > NEAR) & (along > NEAR)).tolist() if i < j]


def _crossed(text: Text, ax: Any) -> Iterator[str]:
    box = text.get_window_extent().padded(-NEAR)
    for line in ax.lines:
        if line.get_zorder() != RULES and line.get_transform().transform_path(
            line.get_path()
        ).intersects_bbox(box, filled=False):
            yield f"crossed by a line of {len(line.get_xdata())} points"
    for collection in ax.collections:
        if isinstance(collection, PathCollection):
            radius = math.sqrt(max(collection.get_sizes(), default=0.0)) / 2 * ax.figure.dpi / 72
            dots = collection.get_offset_transform().transform(collection.get_offsets())
            if any(box.padded(radius - 1).contains(x, y) for x, y in dots):
                yield "on a dot"
        elif isinstance(collection, PolyCollection):
            for path in _paths(collection):
                if path.intersects_bbox(box, filled=True) and not path.contains_points(box.corners()).all():
                    yield "half on a bar"


def _paths(collection: PolyCollection) -> Iterator[Any]:
    for path in collection.get_paths():
        yield collection.get_transform().transform_path(path)


# ---- on what ----------------------------------------------------------------------------------------------


def _points(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    y = (random.random(n) < 1 / (1 + np.exp(-x))).astype(int)
    y[:2] = 0, 1
    return x, y


def _given(n: int, seed: int = 0) -> Story:
    random = np.random.default_rng(seed)
    p = random.random(n)
    return ll.story(y=(random.random(n) < p).astype(int), y_proba=p)


LONG = "a name that goes on and on and never comes to an end, whatever one does"
CHINESE = "一个很长很长的特征名称" * 5

STORIES: dict[str, Callable[[], Story]] = {
    "ten points": ll.story,
    "two points": lambda: ll.story([1, 2], [0, 1]),
    "15 points": lambda: ll.story(*_points(15)),
    "200 points": lambda: ll.story(*_points(200)),
    "5000 points": lambda: ll.story(*_points(5000)),
    "small x": lambda: ll.story(np.arange(1, 11) * 1e-9, [0, 1] * 5),
    "years": lambda: ll.story(np.arange(2001, 2015), [0, 1] * 7),
    "digits": lambda: ll.story(np.arange(1, 15) * 1234.5678, [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1]),
    "long names": lambda: _of_frame(LONG, [LONG + "0", LONG + "1"]),
    "chinese names": lambda: _of_frame(CHINESE, [CHINESE, "否"]),
    "hostile names": lambda: _of_frame("$x_1$ </script>\n\t\x07", ['"><img onerror=1>', "$\\frac{a}"]),
    "several features": lambda: ll.story(
        np.column_stack([_points(30)[0], _points(30, 1)[0]]), _points(30)[1]
    ),
    "given": lambda: _given(10),
    "many given": lambda: _given(3000),
    "certain and right": lambda: ll.story(y=[1, 0, 1], y_proba=[1.0, 0.0, 1.0]),
    "certain and wrong": lambda: ll.story(y=[1, 0, 1, 0, 1, 0], y_proba=[0.0, 1.0, 0.3, 0.2, 0.9, 0.6]),
    "all wrong": lambda: ll.story(y=[1, 0, 1], y_proba=[0.0, 1.0, 0.0]),
    "one row": lambda: ll.story(y=[1], y_proba=[0.9], labels=[0, 1]),
    "tiny losses": lambda: ll.story(y=[1, 0, 1, 0], y_proba=[1 - 1e-9, 1e-9, 1 - 2e-9, 3e-9]),
    "huge losses": lambda: ll.story(y=[0, 1, 1], y_proba=[1e-300, 1 - 1e-16, 1e-200]),
}


def _of_frame(name: str, labels: list[str]) -> Story:
    import pandas as pd

    frame = pd.DataFrame({name: [1.0, 2.0, 3.0, 4.0], "y": [*labels, *labels]})
    return ll.story(name, "y", data=frame, pos_label=labels[1])


def _of_classes(classes: int, n: int = 200, names: list[str] | None = None) -> ll.Explanation:
    random = np.random.default_rng(classes)
    p = random.dirichlet(np.ones(classes), n)
    share = np.r_[0.02, np.ones(classes - 1)]  # the first is rare
    y = np.array([random.choice(classes, p=row * share / (row * share).sum()) for row in p])
    y[:classes] = range(classes)
    labels = names or [f"class {k}" for k in range(classes)]
    return ll.explain([labels[k] for k in y], p, labels=labels)


def _of_many(n: int, wrong: int = 0) -> ll.Explanation:
    random = np.random.default_rng(n)
    p = random.random(n)
    y = (random.random(n) < p).astype(int)
    p[:wrong], y[:wrong] = 0.0, 1
    return ll.explain(y, p)


def _of_groups(groups: list[str]) -> ll.Explanation:
    random = np.random.default_rng(3)
    p = random.random(len(groups))
    honest = (np.arange(len(p)) % 12) > 0
    return ll.explain((random.random(len(p)) < np.where(honest, p, 1 - p)).astype(int), p, by=groups)


REPORTS: dict[str, Callable[[], ll.Explanation]] = {
    "one row": lambda: ll.explain([1], [0.7], labels=[0, 1]),
    "three rows": lambda: ll.explain([1, 0, 1], [0.9, 0.3, 0.6]),
    "fourteen": lambda: _of_many(14),
    "sixty": lambda: _of_many(60),
    "five thousand": lambda: _of_many(5000),
    "infinite": lambda: ll.explain([1, 0, 1, 0, 1, 1], [0, 1, 0.7, 0.2, 0.9, 0.6]),
    "all infinite": lambda: ll.explain([1, 0, 1], [0.0, 1.0, 0.0]),
    "many infinite": lambda: _of_many(5000, wrong=40),
    "few of many infinite": lambda: _of_many(5000, wrong=2),
    "right": lambda: ll.explain([1, 0, 1], [1.0, 0.0, 1.0]),
    "equal": lambda: ll.explain([1, 0] * 500, np.full(1000, 0.5)),
    "nearly equal": lambda: ll.explain([1, 0] * 500, 0.5 + 0.001 * np.random.default_rng(0).random(1000)),
    "as good as guessing": lambda: ll.explain([1, 0] * 5, [0.51, 0.5] * 5),
    "base rate 1/100": lambda: ll.explain([1] * 5 + [0] * 495, np.linspace(0.02, 0.001, 500)),
    "tiny": lambda: ll.explain([1, 0, 1, 0], [1 - 1e-9, 1e-9, 1 - 2e-9, 3e-9]),
    "huge": lambda: ll.explain([0, 1, 1], [1e-300, 1 - 1e-16, 1e-200]),
    "bits": lambda: ll.explain([1, 0, 1], [0.9, 0.3, 0.6], unit="bits"),
    "weights": lambda: ll.explain([1, 0, 1, 1], [0.9, 0.3, 0.6, 0.2], [1e-3, 1e4, 0, 20]),
    "long ids": lambda: ll.explain([1, 0, 1], [0.9, 0.3, 0.6], id=[LONG * 3, CHINESE * 2, "</script>"]),
    "long labels": lambda: ll.explain(
        [LONG + "1", LONG + "0"] * 2, [0.9, 0.3, 0.8, 0.4], labels=[LONG + "0", LONG + "1"]
    ),
    "dollars": lambda: ll.explain(
        ["$a$", "b$"] * 2, [0.9, 0.3, 0.8, 0.4], labels=["b$", "$a$"], id=["$"] * 4
    ),
    "given base rate": lambda: ll.explain([1, 0, 1], [0.9, 0.3, 0.6], base_rate=0.01),
    "impossible base rate": lambda: ll.explain([1, 0, 1], [0.9, 0.3, 0.6], base_rate=0.0),
    **{f"{k} classes": lambda k=k: _of_classes(k) for k in (3, 5, 8, 12)},  # type: ignore[misc]
    "groups": lambda: _of_groups([f"group {k % 12}" for k in range(300)]),
    "long groups": lambda: _of_groups([LONG, CHINESE, "</script>"] * 100),
    "one group": lambda: _of_groups(["all"] * 300),
    "25 classes": lambda: _of_classes(25),
    "long classes": lambda: _of_classes(5, names=[LONG + str(k) for k in range(5)]),
    "three rows of three classes": lambda: ll.explain(
        [0, 1, 2], [[0.2, 0.3, 0.5], [0, 1, 0], [0.1, 0.1, 0.8]]
    ),
}

TOLD = cache(lambda name: STORIES[name]())
EXPLAINED = cache(lambda name: REPORTS[name]())

WHOLE = {"ten points", "long names", "chinese names", "hostile names"}
CHANGING = (
    "together",
    "baseline",
    "penalty",
    "loss",
    "entropy",
    "divergence",
    "fitting",
    "yardstick",
    "paired",
    "culprits",
    "calibration",
)
"""Scenes whose words depend on the data."""


# ---- the tests --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STORIES)
def test_sheet(name: str) -> None:
    scenes = list(SCENES) if name in WHOLE else CHANGING
    figure = TOLD(name).plot(scenes)
    assert faults(figure) == []
    assert left_out(figure, [TOLD(name)[scene] for scene in scenes]) == []


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_sheet_in_chinese(lang: Any) -> None:
    assert faults(TOLD("ten points").plot(lang=lang)) == []


@pytest.mark.parametrize("scene", SCENES)
def test_single_scene(scene: str) -> None:
    assert faults(TOLD("long names").plot(scene)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", ["formula", "curve", "loss", "check", "entropy", "fitting", "calibration"])
def test_single_scene_in_every_language(scene: str, lang: Any) -> None:
    assert faults(TOLD("certain and wrong").plot(scene, lang=lang)) == []


@pytest.mark.parametrize("name", REPORTS)
def test_report(name: str) -> None:
    figure = EXPLAINED(name).plot()
    assert faults(figure) == []
    assert left_out(figure, [scene for row in panels(EXPLAINED(name)) for scene, _ in row]) == []


@pytest.mark.parametrize("lang", LANGUAGES[1:])
@pytest.mark.parametrize("name", ["infinite", "five thousand", "long ids", "5 classes", "groups"])
def test_report_in_chinese(name: str, lang: Any) -> None:
    assert faults(EXPLAINED(name).plot(lang=lang)) == []


@pytest.mark.parametrize("size", [(12, 9), (6.4, 4.8), (3.5, 3), (3, 2.2)], ids=str)
@pytest.mark.parametrize(
    "name", ["three rows", "fourteen", "five thousand", "many infinite", "long labels", "12 classes"]
)
def test_display_on_axes_of_any_size(name: str, size: tuple[float, float]) -> None:
    figure = Figure(figsize=size)
    around = (0.45 / size[0], 0.6 / size[1], 1 - 0.6 / size[0], 1 - 1.4 / size[1])
    ll.LogLossDisplay(EXPLAINED(name)).plot(figure.add_axes(around))
    assert faults(figure) == []


@pytest.mark.parametrize("size", [(8, 5), (4.5, 4.5), (3.4, 3.4)], ids=str)
@pytest.mark.parametrize("display", [ll.ReliabilityDisplay, ll.DecompositionDisplay])
@pytest.mark.parametrize("name", ["three rows", "five thousand", "infinite", "huge", "long labels", "right"])
def test_other_displays_on_axes_of_any_size(name: str, display: Any, size: tuple[float, float]) -> None:
    figure = Figure(figsize=size)
    around = (0.6 / size[0], 0.9 / size[1], 1 - 0.8 / size[0], 1 - 1.9 / size[1])
    display(EXPLAINED(name)).plot(figure.add_axes(around))
    assert faults(figure) == []


@pytest.mark.parametrize("display", [ll.ReliabilityDisplay, ll.DecompositionDisplay])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_other_displays_on_a_figure_of_their_own(display: Any, lang: Any) -> None:
    assert faults(display(EXPLAINED("five thousand")).plot(lang=lang).figure_) == []
    plt.close("all")


def test_faults_are_found() -> None:
    """The tests above see a label that is on a line, half on a bar, on a dot, on another, beyond the edge."""
    figure = Figure()
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()
    ax.plot([0, 1], [0.5, 0.5], zorder=2)
    ax.add_collection(PolyCollection([[(0.1, 0), (0.1, 0.2), (0.2, 0.2), (0.2, 0)]]), autolim=False)
    ax.scatter([0.8], [0.8])
    for words, x, y in (("line", 0.5, 0.48), ("bar", 0.19, 0.1), ("dot", 0.79, 0.79), ("one", 0.3, 0.8)):
        ax.text(x, y, words)
    ax.text(0.31, 0.81, "two")
    ax.text(0.98, 0.1, "edge")
    ax.text(0.12, 0.05, "in")
    assert faults(figure) == [
        "'one' touches 'two'",
        "'edge' leaves the figure",
        "'line' is crossed by a line of 2 points",
        "'bar' is half on a bar",
        "'dot' is on a dot",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("classes", [2, 4])
def test_a_model_seen_and_unseen(classes: int, lang: Any) -> None:
    x, random = np.random.default_rng(0).normal(size=(150, 2)), np.random.default_rng(1)
    y = np.digitize(x[:, 0] + random.normal(size=150), np.linspace(-1, 1, classes + 1)[1:-1])
    assert faults(ll.explain_estimator(LogisticRegression(), x, y).plot(lang=lang)) == []
