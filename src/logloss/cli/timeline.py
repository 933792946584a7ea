"""``logloss timeline``: how the loss went over many saved Summaries."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from logloss.cli.options import TOLD, Command, with_options
from logloss.cli.output import put_file, put_json, put_told
from logloss.cli.predictions import expanded, loaded


@click.command(cls=Command)
@click.argument("files", metavar="SUMMARY...", nargs=-1, required=True)
@click.option("-o", "target", metavar="PATH", help="Write it: .html, .png, .svg, .pdf, .md or .json.")
@with_options(*TOLD)
def timeline(files: tuple[str, ...], target: str | None, as_json: bool, lang: Any, unit: Any) -> None:
    r"""Say how the loss went over the saved SUMMARYs, in order, and where it moved beyond noise.

    A glob names them in the order of their names.

    \b
    Examples:
      logloss timeline monday.json tuesday.json wednesday.json
      logloss timeline "days/2026-*.json" -o line.png
    """
    if target is not None:
        from logloss.render.files import kind_of

        kind_of(target)
    from logloss.changes import timeline as timed

    names = expanded(files)
    stems = [Path(name).stem for name in names]
    called = stems if len(set(stems)) == len(stems) else names
    found = timed({name: loaded([file], []) for name, file in zip(called, names, strict=True)}, unit=unit)
    if target is not None:
        put_file(found, target, lang)
    if as_json:
        put_json(found.to_json())
    elif target is None:
        from logloss.render.terminal import timeline_text

        put_told(partial(timeline_text, found), lang)
