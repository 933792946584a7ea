"""The pair summary: parts are the whole, in any order; saved and read again; its file fits the schema."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import logloss as ll
from logloss.comparison.store import plain_pairs
from logloss.errors import FormatError, MergeError
from logloss.summary.agreement import agree

SCHEMA = Path(__file__).parents[2] / "schema"
FOLDER = SCHEMA / "examples" / "pairs"


def _examples() -> tuple[Callable[[], ll.PairSummary], ...]:
    spec = importlib.util.spec_from_file_location("make_pairs", FOLDER / "make_pairs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    examples: tuple[Callable[[], ll.PairSummary], ...] = module.EXAMPLES
    return examples


EXAMPLES = _examples()

PROBABILITIES = st.one_of(st.sampled_from([0.0, 1.0, 0.5, 1e-300]), st.floats(0, 1))
ROWS = st.lists(
    st.tuples(
        st.booleans(),
        PROBABILITIES,
        PROBABILITIES,
        st.sampled_from([0.0, 0.5, 1.0, 3.0]),
        st.sampled_from("abc"),
        st.integers(0, 5),
        st.integers(-3, 99),
    ),
    min_size=2,
    max_size=100,
)


def pairs_of(rows: list[Any], first_row: int, labels: tuple[bool, bool] = (False, True)) -> ll.PairSummary:
    y, p, q, w, group, cluster, time = (list(column) for column in zip(*rows, strict=True))
    how = {"by": group, "cluster": cluster, "time": time, "first_row": first_row, "exact": False}
    return ll.summarize_pairs(y, {"p": p, "q": q}, w, labels=list(labels), **how)


@given(ROWS, st.data())
def test_parts_are_the_whole_in_any_order(rows, data):
    if not any(row[3] for row in rows):
        rows[0] = (*rows[0][:3], 1.0, *rows[0][4:])
    cut = data.draw(st.integers(1, len(rows) - 1))
    if not any(row[3] for row in rows[:cut]) or not any(row[3] for row in rows[cut:]):
        return  # weights that sum to 0 are refused of a whole, and each of these is one
    whole, a, b = pairs_of(rows, 0), pairs_of(rows[:cut], 0), pairs_of(rows[cut:], cut)
    for parts in (a + b, b + a):
        assert agree(plain_pairs(parts), plain_pairs(whole), 1e-9)


def test_many_parts_are_the_whole():
    rng = np.random.default_rng(5)
    n = 300
    rows = list(
        zip(
            rng.random(n) < 0.5,
            rng.random(n),
            rng.random(n),
            rng.random(n),
            rng.choice(list("abc"), n),
            rng.integers(0, 40, n),
            range(n),
            strict=True,
        )
    )
    parts = [pairs_of(rows[i : i + 7], i) for i in range(0, n, 7)]
    rng.shuffle(parts)
    assert agree(plain_pairs(sum(parts)), plain_pairs(pairs_of(rows, 0)), 1e-9)
    assert agree(plain_pairs(reduce(add, parts)), plain_pairs(pairs_of(rows, 0)), 1e-9)


def test_other_models_do_not_merge():
    one = ll.summarize_pairs([1, 0], {"a": [0.9, 0.2], "b": [0.8, 0.3]})
    other = ll.summarize_pairs([1, 0], {"b": [0.9, 0.2], "a": [0.8, 0.3]})
    with pytest.raises(MergeError, match=r"differ in their models: \['a', 'b'\] and \['b', 'a'\]"):
        one + other
    words = ll.summarize_pairs(["x", "y"], {"a": [0.9, 0.2], "b": [0.8, 0.3]}, pos_label="y")
    with pytest.raises(MergeError, match="differ in labels"):
        one + words


def test_few_rows_are_kept_by_name_until_they_are_too_many():
    y, p = [1, 0] * 20, [0.9, 0.2] * 20
    few = ll.summarize_pairs(y, {"a": p, "b": p[::-1]})
    assert len(few.pairs["b"].few) == 40
    assert (few + few).pairs["b"].few == ()
    assert (few + few + few).pairs["b"].few == ()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_saved_and_read_again(example, tmp_path):
    made = example()
    made.save(tmp_path / "pairs.json")
    read = ll.PairSummary.load(tmp_path / "pairs.json")
    assert plain_pairs(read) == plain_pairs(made)
    assert ll.compare(read).to_dict() == ll.compare(made).to_dict()
    assert agree(plain_pairs(read + read), plain_pairs(made + made), 1e-12)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_the_files_fit_the_schema_and_are_made_today(example):
    schema = json.loads((SCHEMA / "pairs.v1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    data = json.loads((FOLDER / f"{example.__name__}.v1.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(data)
    summary = Draft202012Validator(json.loads((SCHEMA / "summary.v1.json").read_text("utf-8")))
    for model in data["models"]:
        summary.validate(model["summary"])
    assert agree(plain_pairs(example()), data, 1e-12)


BROKEN = [
    ("format", lambda d: d.update(format="logloss.summary"), "not a saved PairSummary"),
    ("version", lambda d: d.update(version=2), "version 2"),
    ("one model", lambda d: d["models"].pop(), "fewer than two"),
    ("names", lambda d: d["pairs"][0].update(name="z"), "not those of the models"),
    ("no totals", lambda d: d["pairs"][0].pop("totals"), "totals is missing"),
    ("rows", lambda d: d["pairs"][0]["totals"]["rows"].update(sum=[4, 6]), "other rows"),
    ("infinite", lambda d: d["pairs"][0].update(infinite_rows=[0, 0, 0]), "infinite_rows"),
    ("losses", lambda d: d["pairs"][0]["few"][0].update(losses=[-1.0, 0.5]), "losses"),
    ("class", lambda d: d["pairs"][0]["few"][0].update({"class": 7}), "class"),
    ("many", lambda d: d["pairs"][0].update(few=d["pairs"][0]["few"] * 5), "more than 40"),
]


@pytest.mark.parametrize(("breaks", "said"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_broken_files_are_refused(breaks, said, tmp_path):
    data = copy.deepcopy(json.loads((FOLDER / "two_models.v1.json").read_text("utf-8")))
    breaks(data)
    (tmp_path / "broken.json").write_text(json.dumps(data))
    with pytest.raises(FormatError, match=said):
        ll.PairSummary.load(tmp_path / "broken.json")
