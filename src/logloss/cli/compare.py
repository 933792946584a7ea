"""``logloss compare``: what moved between two saved Summaries."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from logloss.cli.options import TOLD, Command, with_options
from logloss.cli.output import put_json, put_told
from logloss.cli.predictions import loaded


@click.command(cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@with_options(*TOLD)
def compare(old: str, new: str, as_json: bool, lang: str, unit: Any) -> None:
    r"""Say what moved from the saved Summary OLD to the saved Summary NEW, of other rows.

    \b
    Example:
      logloss compare monday.json tuesday.json
    """
    from logloss.changes import compare as compared

    change = compared(loaded([old], []), loaded([new], []), unit=unit)
    if as_json:
        put_json(change.to_json())
    else:
        from logloss.render.terminal import told_text

        put_told(partial(told_text, change), lang)
