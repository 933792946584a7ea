"""A saved Summary comes back to the last bit, stays small, and says what is wrong with other files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from logloss.checks import examine
from logloss.errors import DataError, FileError, FormatError
from logloss.sources import summarize
from logloss.summary import Summary

EXAMPLES = Path(__file__).parents[2] / "schema" / "examples" / "summaries"


def same(a: Any, b: Any) -> bool:
    """Equal to the last bit, arrays and types too."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if hasattr(a, "__dataclass_fields__"):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


def saved(s: Summary, folder: Path) -> Summary:
    s.save(folder / "s.json")
    return Summary.load(folder / "s.json")


def many(weighted: bool, n: int, **options: Any) -> Summary:
    rng = np.random.default_rng(5)
    z = rng.normal(0, 3, n)
    y = rng.integers(0, 2, n)
    scores = z if options.get("from_logits") else 1 / (1 + np.exp(-z))
    return summarize(y, scores, rng.random(n) if weighted else None, **options)


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.json")), ids=lambda file: file.stem)
def test_examples_to_the_last_bit(file: Path, tmp_path: Path) -> None:
    s = Summary.load(file)
    assert same(saved(s, tmp_path), s)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("n", [2000, 100_000])
@pytest.mark.parametrize("from_logits", [False, True])
def test_large_ones_to_the_last_bit(weighted: bool, n: int, from_logits: bool, tmp_path: Path) -> None:
    s = many(weighted, n, from_logits=from_logits) + many(weighted, 30, from_logits=from_logits)
    assert s.is_exact == (n < 1 << 15)
    back = saved(s, tmp_path)
    assert same(back, s)
    assert back.agrees_with(s)
    assert same((back + back).totals, (s + s).totals)


@pytest.mark.parametrize("p", [[0.0, 1.0, 0.0, 0.3], [1.0] * 4, [0.0] * 4])
def test_infinities_to_the_last_bit(p: list[float], tmp_path: Path) -> None:
    s = summarize([1, 0, 0, 1], p)
    assert s.loss == math.inf
    assert same(saved(s, tmp_path), s)
    logits = [math.copysign(math.inf, v - 0.5) if v in (0, 1) else v for v in p]
    s = summarize([1, 0, 0, 1], logits, from_logits=True)
    assert s.loss == math.inf
    assert same(saved(s, tmp_path), s)


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        ([False, True], (False, True)),
        ([0, 1], (0, 1)),
        ([np.int64(3), np.int8(7)], (3, 7)),
        (np.array([0.5, 1.5]), (0.5, 1.5)),
        ([0.0, 1.0], (0, 1)),
        (np.array(["nein", "ja"]), ("nein", "ja")),
        (["</script>", "是 \U0001f600 \"'\\\n"], ("</script>", "是 \U0001f600 \"'\\\n")),
        ([date(2024, 1, 2), None], ("2024-01-02", "None")),
        ([b"a", "b"], ("b'a'", "b")),
        ([math.inf, 0.5], ("inf", 0.5)),
    ],
    ids=repr,
)
def test_labels_of_every_kind(labels: Any, kept: tuple[Any, ...], tmp_path: Path) -> None:
    rows = examine(np.eye(2), [[0.4, 0.6], [0.2, 0.8]], labels=labels)
    s = Summary.of(rows)
    assert same(s.labels, kept)
    assert same(saved(s, tmp_path), s)


def test_labels_that_read_the_same() -> None:
    rows = examine(np.eye(2), [[0.4, 0.6], [0.2, 0.8]], labels=[None, "None"])
    with pytest.raises(DataError, match="Two labels read the same"):
        Summary.of(rows)


def test_any_text_names_rows_and_sources(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    s = Summary.of(examine([1], [0.3]), source=name, ids=["陳 \U0001f600 \x00"])
    assert same(saved(s, tmp_path), s)


def test_numpy_numbers_may_number_rows(tmp_path: Path) -> None:
    s = summarize([1], [0.3], first_row=np.int64(7))  # type: ignore[arg-type]
    assert same(saved(s, tmp_path), s)
    assert s.worst[0].row == 7


def test_saved_size(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    n = 1 << 15
    exact = summarize(rng.integers(0, 2, n), rng.random(n) * 1e-7, rng.random(n) * 1e-7)
    assert exact.is_exact
    assert len(exact.cells) == n
    more: dict[str, Any] = {"cluster": np.arange(n), "time": np.arange(n) * 10**6, "folds": True}
    half, z = n // 2, rng.normal(0, 4, (60_000, 50))
    place = np.arange(n) % half
    folded = summarize(place % 2, place * 1.01e-7, rng.random(n), **more)
    assert folded.is_exact
    assert len(folded.cells) == half
    more = {"cluster": np.arange(60_000), "time": np.arange(60_000) * 10**6, "labels": range(50)}
    classes = summarize(rng.integers(0, 50, 60_000), z, rng.random(60_000), from_logits=True, **more)
    for s in (exact, many(False, 10**6), many(True, 10**6), folded, classes):
        s.save(tmp_path / "s.json")
        assert (tmp_path / "s.json").stat().st_size < 4e6


# ---- files that are none --------------------------------------------------------------------------------


def refusal(text: str | bytes, folder: Path) -> str:
    file = folder / "broken.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FormatError) as caught:
        Summary.load(file)
    assert str(file) in caught.value.fact
    return caught.value.line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "JSON ends or breaks at character 0"),
        ("won,prob\n1,0.5\n", "JSON ends or breaks at character 0"),
        (b"\x89PNG\r\n\x1a\n\xff", "it is not UTF-8 text"),
        ("[1, 2]", "is not a saved Summary; such files are made by"),
        ("null", "is not a saved Summary; such files are made by"),
        ('{"format": "logloss.story"}', "is not a saved Summary; such files are made by"),
        ("[" * 100_000, "is not a saved Summary"),
        ("9" * 5000, "is not a saved Summary"),
    ],
)
def test_other_files(text: str | bytes, message: str, tmp_path: Path) -> None:
    assert message in refusal(text, tmp_path)


def test_cut_short(tmp_path: Path) -> None:
    text = (EXAMPLES / "infinite.v1.json").read_text()
    for end in range(1, len(text.rstrip()), 7):
        assert "was it cut short?" in refusal(text[:end], tmp_path)


def test_byte_order_mark_and_spaces(tmp_path: Path) -> None:
    data = json.loads((EXAMPLES / "ten_points.v1.json").read_text())
    (tmp_path / "s.json").write_text(json.dumps(data, indent=2), encoding="utf-8-sig")
    assert Summary.load(tmp_path / "s.json").rows == 10


def test_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.json cannot be read: no such file"):
        Summary.load(tmp_path / "none.json")
    with pytest.raises(FileError, match="cannot be read: is a directory"):
        Summary.load(tmp_path)


def _set(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return change


def _swap(name: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        column = data["cells"][name]
        column[0], column[1] = column[1], column[0]

    return change


def _drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for name in path[:-1]:
            place = place[name]
        if isinstance(place, list):
            place.pop(path[-1])
        else:
            del place[path[-1]]

    return change


BROKEN = [
    (
        "ten_points",
        _set("version", value=2),
        "version 2, and this program knows version 1; read it with a newer",
    ),
    ("ten_points", _set("version", value=None), "version None"),
    ("ten_points", _set("version", value="1"), "version 1, and this program knows version 1"),
    (
        "binned",
        _set("bins", value=2),
        "has bins of version 2, and this program knows version 1; read it with",
    ),
    ("ten_points", _set("labels", value="ab"), "labels is no list"),
    ("ten_points", _set("labels", value=[0]), "labels is no list"),
    ("ten_points", _set("labels", value=[0, 0]), "labels is no list"),
    ("ten_points", _set("labels", value=[0, None]), "labels is no list"),
    ("ten_points", _set("labels", value=[0, 1, 2]), "sum has 2 entries instead of 3"),
    ("ten_points", _set("key", value="p"), "key is 'p'"),
    ("ten_points", _set("weights", value=None), "weights is None"),
    ("ten_points", _set("weights", value="analytic"), "weight is missing"),
    ("ten_points", _set("bins", value=1), "key has a number that is no integer"),
    ("binned", _set("bins", value=None), "key has a number out of range"),
    ("weighted", _drop("cells", "weight2"), "weight2 is missing"),
    ("binned", _drop("cells", "log_odds"), "log_odds is missing"),
    ("binned", _set("cells", "key", 0, value=-2307), "key has a number out of range"),
    ("binned", _set("cells", "key", -1, value=2307), "key has a number out of range"),
    ("ten_points", _set("cells", value=[]), "cells is no object"),
    ("ten_points", _drop("cells", "class", 0), "rows has 10 entries instead of 9"),
    ("ten_points", _drop("cells", "key", 0), "key has 9 entries instead of 10"),
    ("ten_points", _drop("cells", "loss", 0), "loss has 9 entries instead of 10"),
    ("weighted", _drop("cells", "weight", 0), "weight has 8 entries instead of 9"),
    ("infinite", _drop("cells", "loss", "values", -1), "loss has"),
    ("infinite", _drop("cells", "loss", "infinite", 0), "nulls that are not marked"),
    ("infinite", _set("cells", "loss", "infinite", 0, 1, value=-1), "loss has a number out of range"),
    ("infinite", _set("cells", "loss", "infinite", 0, 1, value=2), "neither -1 nor 1"),
    ("infinite", _set("cells", "loss", "infinite", 0, value=[1]), "broken"),
    ("ten_points", _set("cells", "loss", 0, value=None), "loss is no list of int or float"),
    ("ten_points", _set("cells", "loss", 0, value="1.5"), "loss is no list of int or float"),
    ("ten_points", _set("cells", "loss", 0, value=-1.0), "loss has a number out of range"),
    ("ten_points", _set("cells", "rows", 0, value=1.5), "rows has a number that is no integer"),
    ("ten_points", _set("cells", "rows", 0, value=True), "rows is no list of int or float"),
    ("ten_points", _set("cells", "rows", 0, value=10**400), "part missing or broken"),
    ("ten_points", _set("cells", "rows", 0, value=2), "cells hold other rows than the totals"),
    ("ten_points", _set("cells", "class", -1, value=2), "class has a number without a label"),
    ("ten_points", _swap("key"), "cells are out of order"),
    ("ten_points", _set("totals", "loss", value=[1, 2]), "loss is no object"),
    ("ten_points", _drop("totals", "loss"), "loss is missing"),
    ("ten_points", _drop("totals", "loss", "remainder"), "remainder is missing"),
    ("ten_points", _drop("totals", "spread", 0), "spread has 1 entries instead of 2"),
    ("ten_points", _set("worst", 0, "class", value=2), "class is 2"),
    ("ten_points", _set("worst", 0, "row", value=1.5), "row is 1.5"),
    ("ten_points", _set("worst", 0, "loss", value=None), "loss is None"),
    ("ten_points", _set("worst", 0, value=[]), "worst is no list of dict"),
    ("infinite", _set("infinite", 0, "loss", value=3), "loss of an infinite row is not null"),
    ("ten_points", _set("notes", value={"dropped": "many"}), "dropped is 'many'"),
    ("ten_points", _set("sources", value="a.csv"), "sources is no list of str"),
    ("ten_points", _set("more_sources", value=1), "more_sources is 1"),
    ("ten_points", _set("made_with", value="0.1.0"), "made_with is no list of str"),
    ("ten_points", _set("recalibrated", value=-1), "recalibrated is -1"),
    ("classes_on_request", _set("cells", "level", value=13), "level is 13"),
    ("classes_on_request", _set("cells", "level", value=12), "key has a number out of range"),
    ("on_request", _drop("cells", "folds", 0), "folds has 4 entries instead of 5"),
    ("on_request", _drop("cells", "folds", 0, 0), "folds has 9 entries instead of 10"),
    ("on_request", _set("cells", "folds", 0, 0, value=-1), "folds has a number out of range"),
    ("on_request", _set("clusters", value=[]), "clusters is no object"),
    ("on_request", _set("clusters", "bucket", 0, value=4096), "bucket is out of range or out of order"),
    ("on_request", _set("clusters", "bucket", -1, value=4096), "bucket is out of range or out of order"),
    ("on_request", _set("clusters", "weight", 0, value=9), "clusters hold another weight than the totals"),
    ("on_request", _drop("clusters", "loss", 0), "loss has"),
    ("on_request", _set("times", "kind", value="week"), "kind is 'week'"),
    ("on_request", _set("times", "kind", value="utc"), "start is no list of times of kind 'utc'"),
    ("on_request", _set("times", "exponent", value=64), "exponent is 64"),
    ("on_request", _set("times", "exponent", value=1), "start is out of order, or begins no bucket"),
    ("on_request", _set("times", "start", 0, value="2024-12-32"), "part missing or broken"),
    ("on_request", _set("times", "start", 0, value="2024-12-30"), "start is out of order"),
    ("on_request", _set("times", "rows", 0, value=3), "times hold other rows than the totals"),
    ("on_request", _drop("times", "start", 0), "rows has"),
    ("grouped", _drop("times", "weight"), "weight is missing"),
    ("classes_on_request", _set("times", "kind", value="timestamp"), "no list of times of kind 'timestamp'"),
    ("steps", _set("times", "start", 0, value="soon"), "part missing or broken"),
    ("steps", _set("times", "start", value=[str(i) for i in range(1025)]), "or has too many"),
    ("grouped", _set("groups", "names", 0, value=["LAL"]), "names is no list of different names of groups"),
    ("grouped", _set("groups", "names", 0, value=["BOS", 2024]), "names is no list of different names"),
    ("grouped", _set("groups", "names", 0, value=["LAL", "2024"]), "names is no list of different names"),
    ("grouped", _set("groups", "other", value=True), "entries instead of"),
    ("grouped", _set("groups", "totals", "rows", 0, value=7), "groups hold other rows than the totals"),
    ("grouped", _set("groups", "cells", "level", value=4), "cells of groups have a class, a level or folds"),
    ("grouped", _set("groups", "cells", "class", 0, value=2), "cells of groups have a class"),
    ("grouped", _set("groups", "cells", "group", 0, value=3), "cells are out of order"),
    ("grouped", _drop("groups", "worst", 0), "worst has"),
    ("grouped", _set("groups", "worst", 0, value={}), "class is missing"),
    ("certain", _set("chain", "bins", value=2), "bins is 2"),
    ("certain", _set("chain", "certain", value=2), "cells hold other rows than the totals"),
    ("certain", _set("chain", "loss", value=None), "loss is None"),
    ("certain", _drop("chain", "impossible_weight"), "impossible_weight is missing"),
    ("certain", _set("temperatures", "grid", value=2), "grid is 2"),
    ("certain", _drop("temperatures", "slope", 0), "slope has 32 entries instead of 33"),
    *[
        ("ten_points", _drop(name), f"{name} is missing")
        for name in (
            "labels",
            "key",
            "weights",
            "totals",
            "cells",
            "worst",
            "infinite",
            "notes",
            "sources",
            "bins",
        )
    ],
]


@pytest.mark.parametrize(("example", "change", "message"), BROKEN, ids=[message for _, _, message in BROKEN])
def test_broken_parts(
    example: str, change: Callable[[dict[str, Any]], None], message: str, tmp_path: Path
) -> None:
    data = json.loads((EXAMPLES / f"{example}.v1.json").read_text(encoding="utf-8"))
    change(data)
    assert message in refusal(json.dumps(data), tmp_path)


@pytest.mark.parametrize(
    "name", ["made_with", "chain", "clusters", "times", "groups", "temperatures", "recalibrated", "folds"]
)
def test_members_of_later_programs_may_be_missing(name: str, tmp_path: Path) -> None:
    found = 0
    for file in sorted(EXAMPLES.glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        place = data["cells"] if name == "folds" else data
        if place.pop(name, None) is None:
            continue
        found += 1
        (tmp_path / "s.json").write_text(json.dumps(data), encoding="utf-8")
        s, whole = Summary.load(tmp_path / "s.json"), Summary.load(file)
        assert s.loss == whole.loss
        if name == "chain":
            assert (s + whole).chain is None
    assert found


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(constant: str, tmp_path: Path) -> None:
    text = (EXAMPLES / "ten_points.v1.json").read_text()
    assert '"spread":[0' in text
    refusal(text.replace('"spread":[0', f'"spread":[{constant},0'), tmp_path)
    refusal(text.replace('"loss":[0', f'"loss":[{constant}, 0'), tmp_path)
    refusal(text.replace('"labels":[0', f'"labels":[{constant}'), tmp_path)
    refusal(text.replace('"p":0', f'"p":{constant},"q":0'), tmp_path)
    assert '"p":0' in text


def test_integers_may_come_as_floats_and_floats_as_integers(tmp_path: Path) -> None:
    """JavaScript writes 1.0 as 1, others 1 as 1.0; the schema knows no difference."""
    file = EXAMPLES / "binned.v1.json"
    data = json.loads(file.read_text(), parse_int=float)
    (tmp_path / "s.json").write_text(json.dumps(data))
    back = Summary.load(tmp_path / "s.json")
    assert same(replace(back, labels=(0, 1)), Summary.load(file))
    whole = json.loads(
        file.read_text(), parse_float=lambda v: int(float(v)) if float(v).is_integer() else float(v)
    )
    (tmp_path / "s.json").write_text(json.dumps(whole))
    assert same(Summary.load(tmp_path / "s.json"), Summary.load(file))


def test_nothing_is_left_of_a_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    s = summarize([1], [0.5])
    s.save(tmp_path / "s.json")
    before = (tmp_path / "s.json").read_bytes()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(FileError, match="no space left"):
        (s + s).save(tmp_path / "s.json")
    assert (tmp_path / "s.json").read_bytes() == before
    assert list(tmp_path.iterdir()) == [tmp_path / "s.json"]
