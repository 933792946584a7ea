"""The saved form: every example fits schema/summary.v1.json, loads, and is what its generator makes today."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from logloss.sources import summarize
from logloss.summary import Summary
from logloss.summary.encode import to_dict

SCHEMA = Path(__file__).parents[2] / "schema"
FOLDER = SCHEMA / "examples" / "summaries"
FILES = sorted(FOLDER.glob("*.json"))


def _examples() -> tuple[Callable[[], Summary], ...]:
    spec = importlib.util.spec_from_file_location("make_summaries", FOLDER / "make_summaries.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    examples: tuple[Callable[[], Summary], ...] = module.EXAMPLES
    return examples


EXAMPLES = _examples()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMA / "summary.v1.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_fit_the_schema_and_load(file: Path, validator: Draft202012Validator) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    validator.validate(data)
    assert to_dict(Summary.load(file)) == data


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_generator_makes_the_files(example: Callable[[], Summary]) -> None:
    saved = Summary.load(FOLDER / f"{example.__name__}.v1.json")
    assert example().agrees_with(saved)


def test_every_file_has_its_generator() -> None:
    assert {file.stem.split(".")[0] for file in FILES} == {example.__name__ for example in EXAMPLES}


def test_examples_show_every_case(schema: dict[str, Any]) -> None:
    saved = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]
    for name in ("key", "weights", "bins"):
        assert {s[name] for s in saved} == set(schema["properties"][name]["enum"])
    assert {note for s in saved for note in s["notes"]} == set(schema["properties"]["notes"]["properties"])
    assert any(isinstance(s["cells"]["key"], dict) for s in saved)
    assert any(isinstance(s["cells"]["loss"], dict) for s in saved)
    assert any(isinstance(s["cells"].get("log_odds"), dict) for s in saved)
    assert {name for s in saved for name in s} == set(schema["properties"])
    assert {name for s in saved for name in s["cells"]} == set(schema["properties"]["cells"]["properties"])
    kinds = schema["properties"]["times"]["properties"]["kind"]["enum"]
    assert {s["times"]["kind"] for s in saved if "times" in s} == set(kinds)
    assert {s["chain"]["bins"] for s in saved if "chain" in s} == {None, 1}
    assert {s["groups"]["other"] for s in saved if "groups" in s} == {False, True}
    assert {"weight" in s["times"] for s in saved if "times" in s} == {False, True}


def test_every_member_is_described(schema: dict[str, Any]) -> None:
    def undescribed(node: Any, path: str) -> list[str]:
        found = []
        for name, member in node.get("properties", {}).items():
            if "description" not in member:
                found.append(f"{path}.{name}")
            found += undescribed(member, f"{path}.{name}")
        return found

    assert undescribed(schema, "") == []
    assert [n for n, d in schema["$defs"].items() if undescribed(d, n)] == []


def test_every_object_is_closed(schema: dict[str, Any]) -> None:
    def open_objects(node: Any) -> int:
        if isinstance(node, dict):
            is_open = node.get("type") == "object" and node.get("additionalProperties") is not False
            return is_open + sum(map(open_objects, node.values()))
        return sum(map(open_objects, node)) if isinstance(node, list) else 0

    assert open_objects(schema) == 0


def _without(data: dict[str, Any], *path: str) -> dict[str, Any]:
    data = copy.deepcopy(data)
    place = data
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return data


def _with(data: dict[str, Any], value: Any, *path: Any) -> dict[str, Any]:
    data = copy.deepcopy(data)
    place: Any = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return data


def test_schema_is_strict(validator: Draft202012Validator) -> None:
    plain, weighted, binned, infinite = (
        json.loads((FOLDER / f"{name}.v1.json").read_text(encoding="utf-8"))
        for name in ("ten_points", "weighted", "binned", "infinite")
    )
    row = infinite["infinite"][0]
    broken = [
        *(_without(plain, name) for name in plain if name != "made_with"),
        *(_without(plain, "totals", name) for name in plain["totals"]),
        *(_without(plain, "cells", name) for name in plain["cells"]),
        *(_without(weighted, "cells", name) for name in ("weight", "weight2")),
        *(_without(binned, "cells", name) for name in ("score", "log_odds")),
        _with(plain, [1.0], "cells", "weight"),
        _with(plain, [1.0], "cells", "score"),
        _with(plain, 1, "extra"),
        _with(plain, 2, "version"),
        _with(plain, 2, "bins"),
        _with(plain, ["a"], "labels"),
        _with(plain, [["a"], ["b"]], "labels"),
        _with(plain, [None] * 10, "cells", "loss"),
        _with(plain, {"values": [None], "infinite": [[0, 2]]}, "cells", "loss"),
        _with(infinite, [{**row, "loss": 1.0}], "infinite"),
        _with(infinite, [{**row, "is_infinite": False}], "infinite"),
        _with(infinite, [row] * 21, "infinite"),
    ]
    assert [i for i, data in enumerate(broken) if validator.is_valid(data)] == []


@pytest.mark.parametrize("weighted", [False, True])
def test_large_summaries_fit_the_schema(weighted: bool, validator: Draft202012Validator) -> None:
    rng = np.random.default_rng(1)
    p = np.r_[rng.random(40_000), 0.0, 1.0]
    y = rng.integers(0, 2, len(p))
    s = summarize(y, p, rng.random(len(p)) if weighted else None)
    assert not s.is_exact
    validator.validate(json.loads(json.dumps(to_dict(s), allow_nan=False)))
