"""``logloss check``: exit status 1 where new rows cost more than old ones, beyond noise."""

from __future__ import annotations

import sys
from typing import Any

import click

from logloss.cli.options import TOLD, Command, with_options
from logloss.cli.output import language, put, put_json
from logloss.cli.predictions import loaded
from logloss.errors import ArgumentError


@click.command(cls=Command)
@click.argument("files", metavar="NEW...", nargs=-1, required=True)
@click.option("--against", metavar="OLD", required=True, help="The saved Summary to compare with.")
@click.option(
    "--max-loss-increase",
    metavar="X",
    default="0",
    show_default=True,
    help="What the loss may rise by, in the unit; or like 2% of the old loss.",
)
@click.option(
    "--max-miscalibration", metavar="X", help="What the miscalibration may be, in the unit; two classes."
)
@with_options(*TOLD)
def check(
    files: tuple[str, ...],
    against: str,
    max_loss_increase: str,
    max_miscalibration: str | None,
    as_json: bool,
    lang: Any,
    unit: Any,
) -> None:
    r"""Check that the saved Summaries NEW, added up, are no worse than OLD beyond noise.

    Noise is a one-sided test at 5%. Exit status: 0 if they are not, 1 if they are, 2 for bad usage. One of
    the files may be -, standard input.

    \b
    Examples:
      logloss check tuesday.json --against monday.json --max-loss-increase 2%
      logloss summarize today.csv -y won -p prob | logloss check - --against monday.json
    """
    from logloss.changes import check as checked
    from logloss.messages import plain

    if "-" in files and against == "-":
        raise ArgumentError("standard input can be one of the Summaries only", "Name the file of the other.")
    found = checked(
        loaded(files, []),
        loaded([against], []),
        unit=unit,
        max_loss_increase=max_loss_increase,
        max_miscalibration=max_miscalibration,  # type: ignore[arg-type]  # words, which it reads
    )
    if as_json:
        put_json(found.to_json(lang=lang))
    else:
        put("; ".join(plain(said, language(lang, sys.stdout)) for said in found.reasons or (found.verdict,)))
    if not found.passed:
        raise click.exceptions.Exit(1)
