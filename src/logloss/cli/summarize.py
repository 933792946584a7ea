"""``logloss summarize``: predictions in files, however many, as one small file that adds up with others."""

from __future__ import annotations

from typing import Any

import click

from logloss.cli.options import BESIDE, LANG, Command, with_options
from logloss.cli.output import check_json_target, put, say
from logloss.cli.predictions import of_predictions, summarized


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@of_predictions
@with_options(*BESIDE)
@click.option("--folds", is_flag=True, help="Keep five folds, for recalibration judged on other rows.")
@click.option("-o", "target", metavar="PATH", help="Where to write it (.json); else it goes to stdout.")
@LANG
def summarize(
    files: tuple[str, ...], target: str | None, lang: str, by: tuple[str, ...], **options: Any
) -> None:
    r"""Summarize the predictions in FILEs: small, mergeable, exact in total.

    FILEs are CSV, TSV, JSON lines, Parquet or Arrow, plain, .gz or .zst; globs, folders, addresses (s3://,
    gs://); - is stdin. Folders called key=value are columns. Files may be larger than memory.

    \b
    Examples:
      logloss summarize "monday/*.parquet" -y won -p prob -o monday.json
      logloss summarize games.csv -y won -p prob --by team --by home --cluster game -o games.json
    """
    from logloss.summary.store import text_of

    if target is not None:
        check_json_target(target)
    summary = summarized(files, lang, by=list(by) or None, **options)
    if target is None:
        put(text_of(summary))
        return
    summary.save(target)
    from logloss.messages import text

    say(text("cli.summarized", path=target, rows=summary.rows, loss=summary.loss), lang)
