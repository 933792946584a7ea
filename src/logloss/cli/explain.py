"""``logloss explain``: what the log loss of somebody's predictions means, and where it comes from."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from logloss.cli.options import BESIDE, TOLD, Command, with_options
from logloss.cli.output import put_file, put_json, put_told
from logloss.cli.predictions import are_summaries, loaded, of_predictions, summarized


def _numbers(_context: click.Context, _option: click.Parameter, words: str | None) -> Any:
    """A number, or several with commas between."""
    if words is None:
        return None
    try:
        found = [float(word) for word in words.split(",")]
    except ValueError:
        raise click.BadParameter(f"{words!r} is not a number, nor numbers with commas between.") from None
    return found[0] if len(found) == 1 else found


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@of_predictions
@click.option("-o", "target", metavar="PATH", help="Write it: .html, .png, .svg, .pdf, .md or .json.")
@click.option(
    "--base-rate",
    metavar="R",
    callback=_numbers,
    help="Base rate to compare with, instead of the data's own; or R,R,.. one a class.",
)
@with_options(*BESIDE, *TOLD)
def explain(
    files: tuple[str, ...],
    target: str | None,
    as_json: bool,
    lang: Any,
    unit: Any,
    base_rate: Any,
    by: tuple[str, ...],
    **options: Any,
) -> None:
    r"""Explain the log loss of the predictions in FILEs.

    FILEs are CSV, TSV, JSON lines, Parquet or Arrow, plain, .gz or .zst; globs, folders, addresses (s3://,
    gs://); - is stdin. Or they are saved Summaries (.json), which add up.

    \b
    Examples:
      logloss explain predictions.csv -y won -p prob --id date --id team
      logloss explain predictions.csv -y won -p prob --by league --cluster game -o report.html
      logloss explain monday.json tuesday.json
    """
    if target is not None:
        from logloss.render.files import kind_of

        kind_of(target)
    from logloss.explanation import explain as explained

    if are_summaries(files):
        beside = [options[name] for name in ("weight", "cluster", "time") if options[name]]
        summary = loaded(files, [*options["outcomes"], *options["predicted"], *options["ids"], *by, *beside])
    else:
        summary = summarized(files, lang, temperatures=None, by=list(by) or None, **options)
    explanation = explained(summary, base_rate=base_rate, unit=unit)
    if target is not None:
        put_file(explanation, target, lang)
    if as_json:
        put_json(explanation.to_json())
    elif target is None:
        from logloss.render.terminal import explanation_text

        put_told(partial(explanation_text, explanation), lang)
