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

LANG = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", help="Language of words and pictures."
)
TOLD = (
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    LANG,
    click.option(
        "--unit",
        type=click.Choice(("nats", "bits")),
        default="nats",
        show_default=True,
        help="Of losses and entropies.",
    ),
)
"""Options of commands that tell something."""
CLASSES = (
    click.option("--pos-label", metavar="V", help="The positive class, where it is not 1 or True."),
    click.option(
        "--missing",
        type=click.Choice(("error", "drop")),
        default="error",
        show_default=True,
        help="What to do with rows that lack a value.",
    ),
)
"""Options of commands that read labels."""


BESIDE = (
    click.option("--by", metavar="COL", multiple=True, help="Look at each group too; may be repeated."),
    click.option("--cluster", metavar="COL", help="What rows have in common: one user, game, patient."),
    click.option("--time", metavar="COL", help="When each row was; rows near in time are alike."),
)
"""Options that say what rows have in common."""


class Command(click.Command):
    """A command whose help keeps the lines of a block that begins with a backslash and a b, as written.

    A raw docstring, which our linter wants, has these two characters where click expects the one they spell.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = (self.help or "").replace("\\b\n", "\b\n")


def with_options(*options: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command several options."""

    def given(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return given


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
    """The distinct labels that a column of some files holds; none where they cannot be read twice."""
    from logloss.sources.distinct import distinct_labels
    from logloss.sources.files import files_of
    from logloss.sources.files.pieces import tasks

    files = files_of(data)
    if not all(file.can_be_read_again for file in files):
        return []
    found = distinct_labels(tasks(files, [column]), column).values
    for file in files:
        file.rewind()
    return found


def all_meant(words: Sequence[str], labels: Sequence[Any]) -> list[Any]:
    """The labels that words mean; where none is known, numbers if all of them are.

    Examples
    --------
    >>> all_meant(["0", "1"], []), all_meant(["1", "spam"], []), all_meant(["1"], ["1", "spam"])
    ([0, 1], ['1', 'spam'], ['1'])
    """
    if not labels and any(_value(word) is None for word in words):
        return list(words)
    return [meant(word, labels) for word in words]


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
    """The scenes that ``--scene`` asks for, in the order of the asking: names, numbers, from one to another.

    Examples
    --------
    >>> chosen(["split..positives", "loss"], ["labels", "split", "curve", "positives", "loss"])
    ['split', 'curve', 'positives', 'loss']
    >>> chosen(["2-3", "4..5"], ["labels", "line-up", "curve", "positives", "loss"])
    ['line-up', 'curve', 'positives', 'loss']
    """
    found: list[str] = []
    for word in words:
        between = "-" if re.fullmatch(r"\d+-\d+", word) else ".."
        first, dots, last = word.partition(between)
        start, end = _place(first, names), _place(last if dots else first, names)
        if end < start:
            raise ArgumentError(
                f"--scene {word}: {last} comes before {first}", f"Ask for {last}{between}{first}."
            )
        found += names[start : end + 1]
    return list(dict.fromkeys(found)) or None


def _place(name: str, names: Sequence[str]) -> int:
    """Where a scene stands, by its name or by its number, which begins at 1."""
    if name.isdecimal():
        if not 1 <= int(name) <= len(names):
            raise ArgumentError(f"there is no scene {name}", f"They are numbered from 1 to {len(names)}.")
        return int(name) - 1
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
    >>> in_options("name one of them, or both with labels=.")
    'name one of them, or both with --labels.'
    """
    for said, instead in ONLY_IN_PYTHON:
        line = re.sub(said, instead, line)
    line = re.sub(r"\blabels=\[([^\]]*)\]", lambda m: f"--labels {_bare(m[1])}", line)
    line = re.sub(r"\b(from_logits|renormalize)=True\b", lambda m: f"--{_dashed(m[1])}", line)
    alone = r"\b(labels|pos_label|missing|weights|cluster|time|by)=(?![\w'\"\[-])"
    line = re.sub(alone, lambda m: f"--{_dashed(m[1])}", line)
    options = r"\b(pos_label|missing|weights|base_rate|unit|lang)=('[^']*'|[^\s,;]+)"
    return re.sub(options, lambda m: f"--{_dashed(m[1])} {_bare(m[2])}", line)


A_SHARE = "each row once a class, its share of it as the weight (-w)"

ONLY_IN_PYTHON: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b(P|p)ass soft_labels=True\b", lambda m: f"{'G' if m[1] == 'P' else 'g'}ive {A_SHARE}"),
    (r", or call log_loss_from_logits\b", ""),
    (r"\blog_loss and explain do, and count them,", "they are counted,"),
    (r"\bas sample_weight\b", "as its weight (-w)"),
    (r"\blabels come first, predictions second\b", "-y names the labels, -p the predictions"),
)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _bare(values: str) -> str:
    return ",".join(value.strip().strip("'\"") for value in values.split(","))
