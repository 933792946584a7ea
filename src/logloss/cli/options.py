"""What several commands share: options, and how words on a command line become what the library takes."""

from __future__ import annotations

import difflib
import io
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from logloss.errors import ArgumentError, FileError
from logloss.messages import LANGUAGES

SHARED = (
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    click.option(
        "--lang", type=click.Choice(LANGUAGES), default="en", help="Language of words and pictures."
    ),
    click.option(
        "--unit",
        type=click.Choice(("nats", "bits")),
        default="nats",
        show_default=True,
        help="Of losses and entropies.",
    ),
    click.option("--pos-label", metavar="V", help="The positive class, where it is not 1 or True."),
    click.option(
        "--missing",
        type=click.Choice(("error", "drop")),
        default="error",
        show_default=True,
        help="What to do with rows that lack a value.",
    ),
)


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that all of them have."""
    for option in reversed(SHARED):
        command = option(command)
    return command


def readable(file: str) -> Any:
    """What to read: a path, or all of stdin, which cannot be read twice."""
    if file != "-":
        return file
    if sys.stdin is None:
        raise FileError("there is no standard input to read")
    return io.BytesIO(sys.stdin.buffer.read())


def one_or_many(names: Sequence[str]) -> str | list[str]:
    """One column by its name, several as a list of names."""
    return names[0] if len(names) == 1 else list(names)


def labels_of(data: Any, column: str) -> list[Any]:
    """The distinct labels that a column of a file holds."""
    from logloss.sources.files import read_columns

    found = read_columns(data, [column]).labels(column)
    if hasattr(data, "seek"):
        data.seek(0)
    return [v for v in dict.fromkeys(found.tolist()) if v is not None and v == v]


def meant(word: str, labels: Iterable[Any]) -> Any:
    """The label that a word on the command line means, among those that were found; else what it looks like.

    Examples
    --------
    >>> meant("1", [0, 1]), meant("True", [False, True]), meant("1", [False, True]), meant("b", ["a", "b"])
    (1, True, True, 'b')
    >>> meant("yes", [0, 1]), meant("1", [0])
    ('yes', 1)
    """
    known = list(labels)
    for label in known:
        if str(label) == word:
            return label
    value = _value(word)
    if any(isinstance(label, str) for label in known) or value is None:
        return word
    return next((label for label in known if label == value), value)


def _value(word: str) -> Any:
    """A word as a number or a truth; None if it is neither."""
    if word.casefold() in ("true", "false"):
        return word.casefold() == "true"
    try:
        number = float(word)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def chosen(words: Sequence[str], names: Sequence[str]) -> list[str] | None:
    """The scenes that ``--scene`` asks for, in the order of the asking: names, and ranges ``first..last``.

    Examples
    --------
    >>> chosen(["split..positives", "loss"], ["labels", "split", "curve", "positives", "loss"])
    ['split', 'curve', 'positives', 'loss']
    """
    found: list[str] = []
    for word in words:
        first, dots, last = word.partition("..")
        start, end = _place(first, names), _place(last if dots else first, names)
        if end < start:
            raise ArgumentError(f"--scene {word}: {last} comes before {first}", f"Ask for {last}..{first}.")
        found += names[start : end + 1]
    return list(dict.fromkeys(found)) or None


def _place(name: str, names: Sequence[str]) -> int:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"The scenes are {', '.join(names)}."
        raise ArgumentError(f"there is no scene {name!r}", hint)
    return list(names).index(name)


def in_options(line: str) -> str:
    """A message in which arguments are called as the command calls them.

    Examples
    --------
    >>> in_options("say it: pos_label='spam', if that is the one, or pass missing='drop'")
    'say it: --pos-label spam, if that is the one, or pass --missing drop'
    >>> in_options("pass labels=['a', 'b'] or from_logits=True")
    'pass --labels a,b or --from-logits'
    """
    line = re.sub(r"\blabels=\[([^\]]*)\]", lambda m: f"--labels {_bare(m[1])}", line)
    line = re.sub(r"\b(from_logits|renormalize)=True\b", lambda m: f"--{_dashed(m[1])}", line)
    options = r"\b(pos_label|missing|weights|base_rate|unit|lang)=('[^']*'|[^\s,;]+)"
    return re.sub(options, lambda m: f"--{_dashed(m[1])} {_bare(m[2])}", line)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _bare(values: str) -> str:
    return ",".join(value.strip().strip("'\"") for value in values.split(","))
