"""``logloss explain``: what the log loss of somebody's predictions means, and where it comes from."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from logloss.cli.options import labels_of, meant, one_or_many, readable, shared
from logloss.cli.output import put_json, put_told, say
from logloss.errors import ArgumentError, FormatError


def _numbers(_context: click.Context, _option: click.Parameter, words: str | None) -> Any:
    """A number, or several with commas between."""
    if words is None:
        return None
    try:
        found = [float(word) for word in words.split(",")]
    except ValueError:
        raise click.BadParameter(f"{words!r} is not a number, nor numbers with commas between.") from None
    return found[0] if len(found) == 1 else found


@click.command()
@click.argument("file")
@click.option(
    "-y", "outcomes", metavar="COL", multiple=True, help="The true class; or one outcome column a class."
)
@click.option(
    "-p",
    "predicted",
    metavar="COL",
    multiple=True,
    help="Probability of the positive class; or repeated, one column a class.",
)
@click.option("-w", "weight", metavar="COL", help="Weights of the rows.")
@click.option("--id", "ids", metavar="COL", multiple=True, help="What to call a row by; may be repeated.")
@click.option("-o", "target", metavar="PATH", help="Draw it: .png, .svg, .pdf or .json.")
@click.option("--labels", metavar="A,B,..", help="The classes, in the order of the -p columns.")
@click.option("--from-logits", is_flag=True, help="-p holds logits (scores before the sigmoid or softmax).")
@click.option("--renormalize", is_flag=True, help="Divide each row's probabilities by their sum.")
@click.option(
    "--weights",
    type=click.Choice(("analytic", "frequency")),
    default="analytic",
    show_default=True,
    help="Whether a weight says how much a row counts, or how many rows it stands for.",
)
@click.option(
    "--base-rate",
    metavar="R",
    callback=_numbers,
    help="Base rate to compare with, instead of the data's own; or R,R,.. one a class.",
)
@shared
def explain(file: str, target: str | None, as_json: bool, lang: str, **options: Any) -> None:
    r"""Explain the log loss of the predictions in FILE.

    FILE is CSV, TSV, JSON lines, Parquet or Arrow, gzipped or not, or a saved Summary (.json); - is stdin.

    \b
    Example:
      logloss explain predictions.csv -y won -p prob --id date --id team
    """
    if target is not None:
        from logloss.render.files import check_target

        check_target(target)
    explanation = _of_summary(file, **options) if _is_summary(file) else _of_rows(file, **options)
    if target is not None:
        explanation.save(target, lang=lang)
        from logloss.messages import text

        say(text("cli.wrote", path=target), lang)
    if as_json:
        put_json(explanation.to_json())
    elif target is None:
        from logloss.render.terminal import explanation_text

        put_told(partial(explanation_text, explanation), lang)


def _is_summary(file: str) -> bool:
    return Path(file).suffix.lower() == ".json"


def _of_summary(file: str, outcomes: tuple[str, ...], predicted: tuple[str, ...], **more: Any) -> Any:
    from logloss.explanation import explain as explained
    from logloss.summary import Summary

    named = outcomes or predicted
    try:
        summary = Summary.load(file)
    except FormatError as error:
        raise FormatError(error.fact, "JSON lines? Rename it to .jsonl.") from error if named else None
    if named:
        raise ArgumentError(f"{file} is a saved Summary, which has no columns", "Leave out -y and -p.")
    return explained(summary, base_rate=more["base_rate"], unit=more["unit"])


def _of_rows(
    file: str,
    outcomes: tuple[str, ...],
    predicted: tuple[str, ...],
    weight: str | None,
    ids: tuple[str, ...],
    labels: str | None,
    pos_label: str | None,
    **more: Any,
) -> Any:
    from logloss.explanation import explain as explained

    if not outcomes or not predicted:
        raise click.UsageError("Say which columns hold the true class (-y) and the predictions (-p).")
    data = readable(file)
    return explained(
        one_or_many(outcomes),
        one_or_many(predicted),
        weight,
        data=data,
        id=one_or_many(ids) if ids else None,
        **_classes(data, outcomes, labels, pos_label),
        **more,
    )


def _classes(
    data: Any, outcomes: tuple[str, ...], labels: str | None, pos_label: str | None
) -> dict[str, Any]:
    """The classes as the library takes them: of the column's own kind, or named after outcome columns."""
    words = None if labels is None else [word.strip() for word in labels.split(",")]
    if len(outcomes) > 1:
        return {"labels": words or list(outcomes), "pos_label": pos_label}
    if words is None and pos_label is None:
        return {}
    found = labels_of(data, outcomes[0])
    return {
        "labels": None if words is None else [meant(word, found) for word in words],
        "pos_label": None if pos_label is None else meant(pos_label, found),
    }
