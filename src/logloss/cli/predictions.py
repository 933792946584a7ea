"""Files of predictions, or saved Summaries of them, as the words on a command line name them."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from logloss.cli.options import CLASSES, all_meant, labels_of, one_or_many, readable, with_options
from logloss.cli.progress import Progress
from logloss.errors import ArgumentError, FileError, FormatError, MergeError

of_predictions = with_options(
    click.option(
        "-y", "outcomes", metavar="COL", multiple=True, help="The true class; or one outcome column a class."
    ),
    click.option(
        "-p",
        "predicted",
        metavar="COL",
        multiple=True,
        help="Probability of the positive class; or repeated, one column a class.",
    ),
    click.option("-w", "weight", metavar="COL", help="Weights of the rows."),
    click.option("--id", "ids", metavar="COL", multiple=True, help="What to call a row by; may be repeated."),
    click.option("--labels", metavar="A,B,..", help="The classes, in the order of the -p columns."),
    *CLASSES,
    click.option(
        "--from-logits", is_flag=True, help="-p holds logits (scores before the sigmoid or softmax)."
    ),
    click.option("--renormalize", is_flag=True, help="Divide each row's probabilities by their sum."),
    click.option(
        "--weights",
        type=click.Choice(("analytic", "frequency")),
        default="analytic",
        show_default=True,
        help="Whether a weight says how much a row counts, or how many rows it stands for.",
    ),
)
"""Give a command the options that say what columns hold, and how they are to be taken."""


def summarized(
    files: Sequence[str],
    lang: str,
    *,
    outcomes: tuple[str, ...],
    predicted: tuple[str, ...],
    weight: str | None,
    ids: tuple[str, ...],
    labels: str | None,
    pos_label: str | None,
    **more: Any,
) -> Any:
    """The Summary of the predictions in some files, with its progress shown on a terminal."""
    from logloss.sources import summarize

    if not outcomes or not predicted:
        raise click.UsageError("Say which columns hold the true class (-y) and the predictions (-p).")
    with Progress(lang) as progress:
        return summarize(
            one_or_many(outcomes),
            one_or_many(predicted),
            weight,
            data=list(files),
            id=one_or_many(ids) if ids else None,
            progress=progress,
            **classes_of(files, outcomes, labels, pos_label),
            **more,
        )


def classes_of(
    files: Sequence[str], outcomes: tuple[str, ...], labels: str | None, pos_label: str | None
) -> dict[str, Any]:
    """The classes as the library takes them: of the column's own kind, or named after outcome columns."""
    words = None if labels is None else [word.strip() for word in labels.split(",")]
    if len(outcomes) > 1:
        return {"labels": words or list(outcomes), "pos_label": pos_label}
    if words is None and pos_label is None:
        return {}
    given = [*(words or []), *([] if pos_label is None else [pos_label])]
    found = all_meant(given, labels_of(list(files), outcomes[0]))
    return {
        "labels": None if words is None else found[: len(words)],
        "pos_label": None if pos_label is None else found[-1],
    }


def are_summaries(files: Sequence[str]) -> bool:
    """Whether files are saved Summaries, which end in .json, and not data."""
    saved = [Path(file).suffix.lower() == ".json" for file in files]
    if any(saved) and not all(saved):
        one, other = files[saved.index(True)], files[saved.index(False)]
        raise ArgumentError(
            f"{one} is a saved Summary and {other} is data", "Summarize the data first, then merge."
        )
    return all(saved)


def merged(files: Sequence[str]) -> tuple[Any, list[str]]:
    """Saved Summaries added up, and the names of their files."""
    from logloss.summary import Summary

    names = expanded(files)
    total = Summary.load(readable(names[0]))
    for name in names[1:]:
        summary = Summary.load(readable(name))
        try:
            total = total + summary
        except MergeError as error:
            raise MergeError(f"{name} does not go with {names[0]}: {error.fact}", error.hint) from error
    return total, names


def expanded(files: Sequence[str]) -> list[str]:
    """Globs as the names that they stand for; what is named twice would count twice."""
    found: list[str] = []
    for file in files:
        if glob.has_magic(file) and not os.path.lexists(file):
            names = sorted(glob.glob(file, recursive=True))  # noqa: PTH207 - names as they are written
            if not names:
                raise FileError(f"{file}: no file matches", "Put it in quotes, and check the folder.")
            found += names
        else:
            found.append(file)
    for name in found:
        if found.count(name) > 1:
            raise ArgumentError(f"{name} is named twice", "Its rows would count twice: name it once.")
    return found


def loaded(files: Sequence[str], named: Sequence[str]) -> Any:
    """The Summary that one file holds, or several add up to; `named` are columns, which it does not have."""
    try:
        summary, names = merged(files)
    except FormatError as error:
        if named:
            raise FormatError(error.fact, "JSON lines? Rename it to .jsonl.") from error
        raise
    if named:
        raise ArgumentError(
            f"{names[0]} is a saved Summary, which has no columns",
            "Leave out -y, -p and all else that names one.",
        )
    return summary
