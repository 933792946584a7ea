"""The exceptions: one tree that also belongs to Python's own, a fact, a hint, and both on one line."""

from __future__ import annotations

import copy
import pickle

import pytest

from logloss import errors
from logloss.errors import (
    ArgumentError,
    ColumnError,
    DataError,
    FileError,
    FormatError,
    LogLossError,
    MergeError,
    MissingDependencyError,
    NoFitError,
)

# What each is besides: who knows Python's exceptions catches ours without knowing them.
TREE: dict[type[LogLossError], tuple[type[Exception], ...]] = {
    ArgumentError: (ValueError,),
    ColumnError: (DataError, ValueError),
    DataError: (ValueError,),
    FileError: (OSError,),
    FormatError: (FileError, OSError, ValueError),
    MergeError: (ValueError,),
    MissingDependencyError: (ImportError,),
    NoFitError: (DataError, ValueError),
}


def test_the_tree_is_whole() -> None:
    ours = {v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, LogLossError)}
    assert ours == {LogLossError, *TREE}


@pytest.mark.parametrize("kind", [LogLossError, *TREE], ids=lambda kind: kind.__name__)
def test_each_is_a_fact_and_a_hint(kind: type[LogLossError]) -> None:
    error = kind("the fact", "The hint.")
    assert isinstance(error, (LogLossError, *TREE.get(kind, ())))
    assert all(isinstance(error, base) for base in TREE.get(kind, ()))
    assert (error.fact, error.hint, str(error)) == ("the fact", "The hint.", "the fact\n\nThe hint.")
    assert error.line == "the fact; the hint"


@pytest.mark.parametrize("kind", [LogLossError, *TREE], ids=lambda kind: kind.__name__)
def test_a_hint_may_be_empty(kind: type[LogLossError]) -> None:
    error = kind("the fact")
    assert (error.fact, error.hint, str(error), error.line) == ("the fact", "", "the fact", "the fact")


@pytest.mark.parametrize("kind", [LogLossError, *TREE], ids=lambda kind: kind.__name__)
def test_each_survives_a_pickle_and_a_copy(kind: type[LogLossError]) -> None:
    for hint in ("", "The hint."):  # as when raised in another process
        error = kind("the fact", hint)
        for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            assert type(other) is kind
            assert (other.fact, other.hint, str(other)) == (error.fact, error.hint, str(error))


@pytest.mark.parametrize(
    ("fact", "hint", "line"),
    [
        ("p is 90", "Percents? Divide by 100.", "p is 90; percents? Divide by 100"),
        ("no file", "CSV files end in .csv.", "no file; CSV files end in .csv"),
        ("no file", "Is it there?", "no file; is it there?"),
        ("bad\nvalue  'x'", "Mend\nit.", "bad value 'x'; mend it"),
        ("no hint", "", "no hint"),
        ("odd", "X", "odd; X"),
    ],
)
def test_the_command_prints_one_line(fact: str, hint: str, line: str) -> None:
    assert DataError(fact, hint).line == line
