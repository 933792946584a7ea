"""Stories and pages as data: the examples fit their schema, and are what their generators make today."""

from __future__ import annotations

import copy
import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

SCHEMA = Path(__file__).parents[2] / "schema"
CONTRACTS = {"stories": "story.v1.json", "pages": "page.v1.json"}
"""Folders of examples, and the schema that they fit."""

FILES = [file for name in CONTRACTS for file in sorted((SCHEMA / "examples" / name).glob("*.json"))]


def made_in(name: str) -> tuple[Any, ...]:
    """The examples that the generator in a folder makes."""
    found: tuple[Any, ...] = runpy.run_path(str(SCHEMA / f"examples/{name}/make_{name}.py"))["EXAMPLES"]
    return found


EXAMPLES = [(name, example) for name in CONTRACTS for example in made_in(name)]


def saved(name: str, example: str) -> Any:
    return json.loads((SCHEMA / "examples" / name / f"{example}.v1.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft202012Validator]:
    found = {}
    for name, file in CONTRACTS.items():
        schema = json.loads((SCHEMA / file).read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        found[name] = Draft202012Validator(schema)
    return found


def test_every_file_has_its_generator() -> None:
    made = {(name, f"{example.__name__}.v1.json") for name, example in EXAMPLES}
    assert {(f.parent.name, f.name) for f in FILES} == made


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_files_fit_the_schema(file: Path, validators: dict[str, Draft202012Validator]) -> None:
    validators[file.parent.name].validate(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda part: getattr(part, "__name__", part))
def test_generator_makes_the_files(name: str, example: Any) -> None:
    made = example()
    _alike(made if isinstance(made, dict) else made.to_dict(), saved(name, example.__name__), "story")


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
    ("name", "path", "value"),
    [
        ("stories", ("version",), 2),
        ("stories", ("unit",), "dits"),
        ("stories", ("scenes", 0, "colour"), "blue"),
        ("stories", ("scenes", 0, "marks", 0, "kind"), "pie"),
        ("stories", ("scenes", 0, "marks", 0, "id"), 4),
        ("pages", ("version",), 2),
        ("pages", ("lang",), "de"),
        ("pages", ("data", "kind"), "pie"),
        ("pages", ("data", "p"), [0.5]),
        ("pages", ("data", "y", 0), 2),
        ("pages", ("data", "C"), 0),
    ],
    ids=lambda p: ".".join(map(str, p)) if isinstance(p, tuple) else None,
)
def test_the_schema_is_strict(
    name: str, path: tuple[Any, ...], value: Any, validators: dict[str, Draft202012Validator]
) -> None:
    data = copy.deepcopy(saved(name, "ten_points"))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ValidationError):
        validators[name].validate(data)
