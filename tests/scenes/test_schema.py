"""A story as data: the examples fit schema/story.v1.json, and are what their generator makes today."""

from __future__ import annotations

import copy
import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

SCHEMA = Path(__file__).parents[2] / "schema"
FOLDER = SCHEMA / "examples" / "stories"
EXAMPLES = runpy.run_path(str(FOLDER / "make_stories.py"))["EXAMPLES"]
FILES = sorted(FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads((SCHEMA / "story.v1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_file_has_its_generator() -> None:
    assert {f.name for f in FILES} == {f"{example.__name__}.v1.json" for example in EXAMPLES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_fit_the_schema(file: Path, validator: Draft202012Validator) -> None:
    validator.validate(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_generator_makes_the_files(example: Any) -> None:
    saved = json.loads((FOLDER / f"{example.__name__}.v1.json").read_text(encoding="utf-8"))
    _alike(example().to_dict(), saved, "story")


def _alike(made: Any, saved: Any, where: str) -> None:
    """Equal, numbers to 1e-9: another machine's logarithm may differ in its last digit."""
    assert type(made) is type(saved), where
    if isinstance(made, dict):
        assert made.keys() == saved.keys(), where
        for name in made:
            _alike(made[name], saved[name], f"{where}.{name}")
    elif isinstance(made, list):
        assert len(made) == len(saved), where
        for i, (a, b) in enumerate(zip(made, saved, strict=True)):
            _alike(a, b, f"{where}[{i}]")
    elif isinstance(made, float):
        assert made == pytest.approx(saved, rel=1e-9, abs=1e-9), where
    else:
        assert made == saved, where


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("unit",), "dits"),
        (("scenes", 0, "colour"), "blue"),
        (("scenes", 0, "marks", 0, "kind"), "pie"),
        (("scenes", 0, "marks", 0, "id"), 4),
    ],
    ids=lambda p: ".".join(map(str, p)) if isinstance(p, tuple) else None,
)
def test_the_schema_is_strict(path: tuple[Any, ...], value: Any, validator: Draft202012Validator) -> None:
    data = copy.deepcopy(json.loads((FOLDER / "ten_points.v1.json").read_text(encoding="utf-8")))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ValidationError):
        validator.validate(data)
