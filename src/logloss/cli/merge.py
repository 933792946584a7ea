"""``logloss merge``: saved Summaries of parts add up to the Summary of the whole."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from logloss.cli.options import LANG, Command
from logloss.cli.output import check_json_target, put, say
from logloss.cli.predictions import merged
from logloss.errors import ArgumentError


@click.command(cls=Command)
@click.argument("files", metavar="SUMMARY...", nargs=-1, required=True)
@click.option("-o", "target", metavar="PATH", help="Where to write it (.json); else it goes to stdout.")
@LANG
def merge(files: tuple[str, ...], target: str | None, lang: str) -> None:
    r"""Add up the saved SUMMARYs of parts: days, shards, regions.

    \b
    Example:
      logloss merge monday.json tuesday.json -o week.json
    """
    from logloss.messages import text
    from logloss.summary.store import text_of

    if target is not None:
        check_json_target(target)
    summary, names = merged(files)
    if target is None:
        put(text_of(summary))
    else:
        _refuse_own_part(target, names)
        summary.save(target)
    say(text("cli.merged", files=len(names), rows=summary.rows, loss=summary.loss), lang)


def _refuse_own_part(target: str, names: Sequence[str]) -> None:
    """Where the result of the last time is among the parts, its rows would count twice."""
    if os.path.exists(target) and any(os.path.samefile(target, name) for name in names):  # noqa: PTH110, PTH121
        raise ArgumentError(
            f"{target} is one of the Summaries to be merged", "Its rows would count twice: write elsewhere."
        )
