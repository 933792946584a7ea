"""``logloss check``: exit status 1 where new rows cost more than old ones, beyond noise."""

from __future__ import annotations

import sys

import click

from logloss.cli.options import LANG, Command
from logloss.cli.output import language, put, put_json
from logloss.cli.predictions import loaded


@click.command(cls=Command)
@click.argument("files", metavar="NEW...", nargs=-1, required=True)
@click.option("--against", metavar="OLD", required=True, help="The saved Summary to compare with.")
@click.option(
    "--max-loss-increase",
    metavar="X",
    default="0",
    show_default=True,
    help="What the loss may rise by: nats, or like 2% of the old loss.",
)
@click.option(
    "--max-miscalibration", metavar="X", help="What the miscalibration may be, in nats; two classes."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@LANG
def check(
    files: tuple[str, ...],
    against: str,
    max_loss_increase: str,
    max_miscalibration: str | None,
    as_json: bool,
    lang: str,
) -> None:
    r"""Check that the saved Summaries NEW, added up, are no worse than OLD beyond noise.

    Noise is a one-sided test at 5%. Exit status: 0 if they are not, 1 if they are, 2 for bad usage.

    \b
    Example:
      logloss check tuesday.json --against monday.json --max-loss-increase 2%
    """
    from logloss.changes import check as checked
    from logloss.messages import plain

    found = checked(
        loaded(files, []),
        loaded([against], []),
        max_loss_increase=max_loss_increase,
        max_miscalibration=max_miscalibration,  # type: ignore[arg-type]  # words, which it reads
    )
    if as_json:
        put_json(found.to_json())
    else:
        put("; ".join(plain(said, language(lang, sys.stdout)) for said in found.reasons or (found.verdict,)))
    if not found.passed:
        raise click.exceptions.Exit(1)
