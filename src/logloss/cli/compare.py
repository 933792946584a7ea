"""``logloss compare``: models on the same rows; or what moved between two saved Summaries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from logloss.cli.options import BESIDE, CLASSES, TOLD, Command, one_or_many, with_options
from logloss.cli.output import put_file, put_json, put_told, say
from logloss.cli.predictions import are_summaries, classes_of, loaded
from logloss.cli.progress import Progress
from logloss.errors import ArgumentError


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@with_options(
    click.option(
        "-y", "outcomes", metavar="COL", multiple=True, help="The true class; or one outcome column a class."
    ),
    click.option(
        "-p",
        "predicted",
        metavar="COL",
        multiple=True,
        help="Probability of the positive class under one model, the first; repeated for each other. Of K "
        "classes, K columns with commas between.",
    ),
    click.option("-w", "weight", metavar="COL", help="Weights of the rows."),
    click.option("--id", "ids", metavar="COL", multiple=True, help="What to call a row by; may be repeated."),
    click.option("--labels", metavar="A,B,..", help="The classes, in the order of the columns of -p."),
    *CLASSES,
    click.option("--from-logits", is_flag=True, help="-p holds logits."),
    click.option("--renormalize", is_flag=True, help="Divide each row's probabilities by their sum."),
    click.option(
        "--weights",
        type=click.Choice(("analytic", "frequency")),
        default="analytic",
        show_default=True,
        help="Whether a weight says how much a row counts, or how many rows it stands for.",
    ),
    click.option("-o", "target", metavar="PATH", help="Write it: .html, .png, .svg, .pdf, .md or .json."),
    click.option("--keep", metavar="PATH", help="Save the sums as .json; such files add up."),
    *BESIDE,
    *TOLD,
)
def compare(
    files: tuple[str, ...],
    predicted: tuple[str, ...],
    target: str | None,
    keep: str | None,
    as_json: bool,
    lang: Any,
    unit: Any,
    **options: Any,
) -> None:
    r"""Compare models on the same rows, paired; or two saved Summaries of different rows.

    FILEs are as those of logloss explain, and -p names a column for each model. Or they are what --keep
    saved of such rows (.json), which adds up. Or they are two saved Summaries, the old one first; one of
    them may be -, standard input.

    \b
    Examples:
      logloss compare predictions.csv -y won -p old -p new
      logloss compare "preds/*.parquet" -y won -p old -p new --by league --cluster game -o compare.png
      logloss compare monday.json tuesday.json
    """
    if target is not None:
        from logloss.render.files import kind_of

        kind_of(target)
    found = _found(files, predicted, keep, lang, unit, options)
    if target is not None:
        put_file(found, target, lang)
    if as_json:
        put_json(found.to_json())
    elif target is None:
        from logloss.render.terminal import told_text

        put_told(partial(told_text, found), lang)


def _found(
    files: Sequence[str], predicted: tuple[str, ...], keep: str | None, lang: str, unit: Any, options: Any
) -> Any:
    from logloss.comparison import compare as compared

    if are_summaries([file for file in files if file != "-"] or files):
        named = [*predicted, *(c for name in COLUMNS for c in _columns(options[name]))]
        if _are_pairs(files):
            return compared(_kept(_pairs_of(files, named), keep, lang), unit=unit)
        if len(files) != 2:
            raise ArgumentError(
                f"compare takes two saved Summaries, the old one and the new one, got {len(files)}",
                "Merge what belongs together first: logloss merge a.json b.json -o old.json.",
            )
        if keep is not None:
            raise click.UsageError("--keep saves the sums of several models on the same rows.")
        old, new = (loaded([file], named) for file in files)
        return compared(old, new, unit=unit)
    return compared(_kept(_summarized(files, predicted, lang, **options), keep, lang), unit=unit)


COLUMNS = ("outcomes", "weight", "ids", "by", "cluster", "time")
"""Options that name columns."""


def _columns(given: Any) -> list[str]:
    return [] if given is None else [given] if isinstance(given, str) else list(given)


def _are_pairs(files: Sequence[str]) -> bool:
    """Whether saved sums are of several models."""
    from logloss.comparison.store import is_pairs
    from logloss.summary.store import json_of

    return "-" not in files and is_pairs(json_of(files[0]))


def _pairs_of(files: Sequence[str], named: Sequence[str]) -> Any:
    """Saved sums of several models, added up."""
    from logloss.comparison import PairSummary

    if named:
        raise ArgumentError(
            f"{files[0]} is a saved PairSummary, which has no columns",
            "Leave out -y, -p and all else that names one.",
        )
    twice = next((file for file in files if list(files).count(file) > 1), None)
    if twice is not None:
        raise ArgumentError(f"{twice} is named twice", "Its rows would count twice: name it once.")
    return sum(PairSummary.load(file) for file in files)


def _kept(pairs: Any, keep: str | None, lang: str) -> Any:
    if keep is not None:
        from logloss.messages import text

        pairs.save(keep)
        say(text("cli.wrote", path=keep), lang)
    return pairs


def _summarized(
    files: Sequence[str],
    predicted: tuple[str, ...],
    lang: str,
    *,
    outcomes: tuple[str, ...],
    weight: str | None,
    ids: tuple[str, ...],
    labels: str | None,
    pos_label: str | None,
    by: tuple[str, ...],
    **more: Any,
) -> Any:
    """The sums of the models in some files, with progress shown on a terminal."""
    from logloss.comparison import summarize_pairs

    if not outcomes or len(predicted) < 2:
        raise click.UsageError(
            "Say which columns hold the true class (-y) and the predictions of each model (-p, repeated); "
            "or name two saved Summaries."
        )
    for name in predicted:
        if predicted.count(name) > 1:
            raise click.UsageError(f"-p {name} is named twice: name each model's column once.")
    with Progress(lang) as progress:
        return summarize_pairs(
            one_or_many(outcomes),
            {name: one_or_many(name.split(",")) for name in predicted},
            weight,
            data=list(files),
            id=one_or_many(ids) if ids else None,
            by=list(by) or None,
            progress=progress,
            **classes_of(files, outcomes, labels, pos_label),
            **more,
        )
