"""The page tells of any data what Python tells of them: every mark and every sentence, numbers to 1e-9."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import stdtrit

import logloss as ll
from logloss.messages import FORMS, number
from logloss.scenes import Story
from logloss.scenes.embedded import page_data

WEB = Path(__file__).parents[2] / "web"
BUNDLER = WEB / "node_modules/.bin/esbuild"

pytestmark = pytest.mark.skipif(
    not BUNDLER.exists() or shutil.which("node") is None, reason="needs Node and web/node_modules"
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's scenes as a program for Node."""
    made = tmp_path_factory.mktemp("told") / "tell.cjs"
    bundle(WEB / "tools/tell.ts", made)
    return made


def bundle(source: Path, made: Path) -> None:
    command = [BUNDLER, source, "--bundle", "--platform=node", f"--outfile={made}", "--log-level=error"]
    subprocess.run(command, check=True)


def told_by(program: Path, stories: list[Story]) -> list[dict[str, Any]]:
    pages = "".join(json.dumps(page_data(told.material)) + "\n" for told in stories)
    ran = subprocess.run(["node", program], input=pages, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_nasty_stories(nasty: Story, program: Path, request: pytest.FixtureRequest) -> None:
    if "separable, little penalty" in request.node.name:
        pytest.skip("scikit-learn stops where the loss is flat, short of the optimum that the page reaches")
    told = told_by(program, [nasty])[0]
    assert difference(told["scenes"], nasty.to_dict()["scenes"], "story") is None


def difference(got: Any, wanted: Any, where: str) -> str | None:
    """Where two plain things differ; None where they do not."""
    if isinstance(wanted, (int, float)) and isinstance(got, (int, float)):
        near = math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-9)
        return None if near else f"{where}: {got} and not {wanted}"
    if isinstance(wanted, dict) and isinstance(got, dict):
        where = f"{where}({wanted.get('id', '')})"
        if got.keys() != wanted.keys():
            return f"{where}: {sorted(got)} and not {sorted(wanted)}"
        inner = [(got[key], wanted[key], f"{where}.{key}") for key in wanted]
    elif isinstance(wanted, list) and isinstance(got, list):
        if len(got) != len(wanted):
            return f"{where}: {len(got)} entries and not {len(wanted)}"
        inner = [(a, b, f"{where}[{i}]") for i, (a, b) in enumerate(zip(got, wanted, strict=True))]
    else:
        return None if got == wanted else f"{where}: {got!r} and not {wanted!r}"
    return next((found for parts in inner if (found := difference(*parts)) is not None), None)


def test_stories_of_all_kinds(program: Path) -> None:
    """Random data: ties, certainties, gathered bars, C from next to nothing to ∞, bits."""
    rng = np.random.default_rng(5)
    stories = [random_story(rng) for _ in range(24)]
    for told, python in zip(told_by(program, stories), stories, strict=True):
        assert difference(told["scenes"], python.to_dict()["scenes"], "story") is None


@pytest.mark.parametrize("rows", [300, 20_000, 40_000])
def test_stories_of_which_the_page_has_only_bars(program: Path, rows: int) -> None:
    """Few rows, each counted; more than a page holds; and so many that the base rate's lie in bins."""
    rng = np.random.default_rng(rows)
    p = rng.random(rows)
    python = ll.story(y=(rng.random(rows) < p).astype(int), y_proba=np.sqrt(p))
    if rows == 300:
        python = Story(replace(python.material, rows=None))
    told = told_by(program, [python])[0]
    assert difference(told["scenes"], python.to_dict()["scenes"], "story") is None
    said = [sentence.key for sentence in python["paired"].sentences]
    assert ("scene.paired.bins" in said) is (rows == 40_000)


def random_story(rng: np.random.Generator) -> Story:
    n = int(rng.choice([3, 8, 14, 15, 40, 101, 200, 201, 350]))
    unit: Any = rng.choice(["nats", "bits"])
    if rng.random() < 0.5:
        p = rng.beta(0.7, 0.7, n).round(int(rng.integers(1, 9)))
        right = rng.random(n) < p
        return ll.story(
            y=np.where(rng.random(n) < 0.9, right, ~right).astype(int), y_proba=p, unit=unit, labels=[0, 1]
        )
    x = rng.normal(scale=10.0 ** rng.integers(-2, 3), size=(n, int(rng.choice([1, 1, 1, 2]))))
    if rng.random() < 0.3:
        x = x.round(1)
    y = (rng.random(n) < 0.5).astype(int)
    y[:2] = [0, 1]
    return ll.story(x, y, C=float(10.0 ** rng.integers(-3, 4)), unit=unit)


def test_the_page_works_out_what_python_prints(program: Path) -> None:
    stories = [
        ll.story(),
        ll.story(unit="bits", C=2.5),
        ll.story(C=math.inf),
        ll.story([1e-7, 2.5, 3, 40], [0, 1, 0, 1]),
        ll.story(np.arange(14.0) - 0.5, [0, 1] * 7),
        ll.story(np.arange(40.0), [0, 1] * 20),
        ll.story(y=[0, 1, 1, 0, 1], y_proba=[0.25, 0.5, 1.0, 0.0, 1 / 3]),
        ll.story(y=[0, 1, 1], y_proba=[0.25, 0.0, 1.0], unit="bits"),
        ll.story(y=[1, 1], y_proba=[1.0, 1.0], labels=[0, 1]),
        ll.story(y=[0, 1, 1], y_proba=[0.25, 1e-18, 0.9]),
    ]
    for told, python in zip(told_by(program, stories), stories, strict=True):
        assert (told["own"]["code"], told["own"]["output"]) == python.material.check


def test_numbers_are_written_alike(tmp_path: Path) -> None:
    """Any number in any form, on the one side and the other."""
    rng = np.random.default_rng(6)
    values = [float(v) for v in rng.normal(size=500) * 10.0 ** rng.integers(-20, 20, 500)]
    values += [float(v) for v in np.round(rng.random(500), 4) * 10.0 ** rng.integers(-3, 4, 500)]
    source = tmp_path / "write.ts"
    source.write_text(
        f'import {{ number }} from "{WEB.as_posix()}/src/messages/numbers";\n'
        f"const values = {json.dumps(values)};\nconst forms = {json.dumps(FORMS)} as const;\n"
        "console.log(JSON.stringify(values.map((value) => forms.map((form) => number(value, form)))));\n"
    )
    made = tmp_path / "write.cjs"
    bundle(source, made)
    ran = subprocess.run(["node", made], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [[number(v, form) for form in FORMS] for v in values]


def test_t_quantiles_are_scipys(tmp_path: Path) -> None:
    """Few degrees of freedom, where it is a finite sum, many, where it is an expansion, and both sides of 200."""
    degrees = [*range(1, 420), 1_000, 9_999, 10**6, 10**9]
    source = tmp_path / "t.ts"
    source.write_text(
        f'import {{ tQuantile }} from "{WEB.as_posix()}/src/model/student";\n'
        f"console.log(JSON.stringify({degrees}.map(tQuantile)));\n"
    )
    made = tmp_path / "t.cjs"
    bundle(source, made)
    ran = subprocess.run(["node", made], capture_output=True, text=True, check=True)
    assert np.array(json.loads(ran.stdout)) == pytest.approx(stdtrit(degrees, 0.975), rel=3e-11)
