"""What lies between two scenes is the same in a film and on the page: both rules are run on the same shapes."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import logloss as ll
from logloss.render.film.drawing import still
from logloss.render.film.mixing import Way, eased, mixed, ways
from logloss.render.film.shapes import BarShape, DotShape, LineShape, PathShape, Shape, WordsShape
from logloss.render.style import PALETTE

WEB = Path(__file__).parents[2] / "web"
BUNDLER = WEB / "node_modules/.bin/esbuild"
TIMES = (0.0, 0.05, 0.2, 0.31, 0.5, 0.66, 0.8, 0.95, 1.0)
NO_PICTURE = np.zeros((1, 1, 4), np.uint8)
ONLY_HERE = {"picture", "edge", "z", "drawn", "left", "top"}
"""What the page's shapes do not have; none of it moves."""


def plain(shape: Shape) -> dict[str, Any]:
    """A shape as the page writes it."""
    named = {f.name: getattr(shape, f.name) for f in fields(shape) if f.name not in ONLY_HERE}
    if "side" in named:
        named["from"] = named.pop("side")
    return {"kind": shape.kind} | {k: list(v) if isinstance(v, tuple) else v for k, v in named.items()}


def bar(name: str, role: str = "positive", **more: Any) -> BarShape:
    place = {"x": 10.0, "y": 20.0, "w": 30.0, "h": 40.0} | more
    return BarShape(name, role, **{"opacity": 1.0} | place)


def words(name: str, x: float = 5.0, size: float = 10.0, opacity: float = 1.0) -> WordsShape:
    return WordsShape(name, "quiet", opacity, x, 7.0, size, size, 0.0, 0.0, NO_PICTURE)


def path(name: str, *points: float) -> PathShape:
    return PathShape(name, "model", 1.0, points)


CASES: dict[str, tuple[list[Shape], list[Shape]]] = {
    "nothing": ([], []),
    "a bar grows from below": ([], [bar("bar/1")]),
    "a bar hangs from above": ([], [bar("bar/1", side="top")]),
    "a bar grows from the left": ([bar("bar/1", side="left")], []),
    "a bar moves and changes its role": ([bar("bar/1")], [bar("bar/1", "loss", x=50.0, h=3.0)]),
    "one name, another kind": ([bar("mean")], [LineShape("mean", "loss", 1.0, 0.0, 1.0, 2.0, 3.0)]),
    "points gather to classes": (
        [bar("bar/1"), bar("bar/2", x=40.0), bar("bar/3", "negative")],
        [bar("class/positive", w=90.0), bar("class/negative", "negative", x=100.0)],
    ),
    "classes fall apart": (
        [bar("class/positive", w=90.0)],
        [bar("bar/1"), bar("bar/2", x=40.0), bar("bar/3", "negative"), bar("bar/4", outline=True)],
    ),
    "interrupted": (
        [words("label/1", opacity=0.01), bar("bar/1", opacity=0.005)],
        [words("label/1", 90.0, 8.0)],
    ),
    "a dot comes and one goes": (
        [DotShape("dot/1", "positive", 1.0, 1.0, 2.0, 5.0)],
        [DotShape("dot/2", "negative", 1.0, 9.0, 2.0, 5.0, filled=False)],
    ),
    "a curve bends": ([path("curve", 0.0, 1.0, 2.0, 3.0)], [path("curve", 4.0, 1.0, 2.0, 9.0)]),
    "a curve of other points": ([path("curve", 0.0, 1.0)], [path("curve", 4.0, 1.0, 2.0, 9.0)]),
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The page's rule: from pairs of lists of shapes to what is seen at TIMES."""
    if not BUNDLER.exists() or shutil.which("node") is None:
        pytest.skip("needs Node and web/node_modules")
    folder = tmp_path_factory.mktemp("mixing")
    source, made = folder / "mix.ts", folder / "mix.cjs"
    source.write_text(
        f'import {{ mixed, ways }} from "{WEB.as_posix()}/src/views/mixing";\n'
        'import { readFileSync } from "node:fs";\n'
        'const pairs = JSON.parse(readFileSync(0, "utf-8"));\n'
        f"const seen = pairs.map(([a, b]) => {json.dumps(TIMES)}.map((t) => mixed(ways(a, b), t)));\n"
        "process.stdout.write(JSON.stringify(seen));\n"
    )
    bundle = [BUNDLER, source, "--bundle", "--platform=node", f"--outfile={made}", "--log-level=error"]
    subprocess.run(bundle, check=True)

    def run(pairs: list[tuple[list[Shape], list[Shape]]]) -> Any:
        given = json.dumps([[[plain(shape) for shape in side] for side in pair] for pair in pairs])
        ran = subprocess.run(["node", made], input=given, capture_output=True, text=True, check=True)
        return json.loads(ran.stdout)

    return run


def agree(pairs: list[tuple[list[Shape], list[Shape]]], seen: Any) -> None:
    for pair, at_times in zip(pairs, seen, strict=True):
        way = ways(*pair)
        for t, wanted in zip(TIMES, at_times, strict=True):
            got = [plain(shape) for shape in mixed(way, t)]
            assert [shape["id"] for shape in got] == [shape["id"] for shape in wanted]
            for ours, theirs in zip(got, wanted, strict=True):
                assert ours.keys() == theirs.keys()
                for name, value in ours.items():
                    is_number = isinstance(value, (float, list))
                    assert value == (
                        pytest.approx(theirs[name], rel=1e-12, abs=1e-12) if is_number else theirs[name]
                    )


def test_as_on_the_page(page: Any) -> None:
    pairs = list(CASES.values())
    agree(pairs, page(pairs))


def test_as_on_the_page_from_every_scene_to_the_next(page: Any) -> None:
    stills = [still(scene, 640, 360, "en", PALETTE).shapes for scene in ll.story().scenes]
    pairs = list(pairwise(stills))
    agree(pairs, page(pairs))


def test_it_begins_with_what_is_seen_and_ends_with_what_will_be() -> None:
    for before, after in CASES.values():
        assert mixed(ways(before, after), 1.0) == after
        start = {s.id: s for s in mixed(ways(before, after), 0.0) if s.opacity > 0.02}
        for shape in before:
            if shape.opacity > 0.02 and type(start.get(shape.id)) is type(shape):
                assert getattr(start[shape.id], "x", 0.0) == getattr(shape, "x", 0.0)


def test_easing_never_turns_back() -> None:
    steps = np.diff([eased(t) for t in np.linspace(0, 1, 101)])
    assert (steps > 0).all()
    assert steps.max() < 0.0301  # three times as fast as steady motion, in the middle


def test_a_slice_holds_its_place_in_the_box() -> None:
    before, after = CASES["points gather to classes"]
    ends = {way.start.id: way.end for way in ways(before, after) if way.fate == "goes"}
    first, second = ends["bar/1"], ends["bar/2"]
    assert isinstance(first, BarShape)
    assert isinstance(second, BarShape)
    assert (first.x, first.w, second.x) == (10.0, 45.0, 55.0)


def test_a_way_is_data() -> None:
    assert Way(bar("a"), bar("a"), "stays") == Way(bar("a"), bar("a"), "stays")
