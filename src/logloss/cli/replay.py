"""``logloss replay``: a training that was recorded, told again; or two, one beside the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from logloss.cli.options import LANG, Command, with_options
from logloss.cli.output import put_file, put_json, put_told, say


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option("--against", metavar="OTHER", help="Another training on the same validation rows.")
@click.option(
    "-o",
    "target",
    metavar="PATH",
    help="Write it: .html, .png, .svg, .pdf, .md, .json; of one training .mp4 and .gif too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_options(LANG)
def replay(file: str, against: str | None, target: str | None, as_json: bool, lang: Any) -> None:
    r"""Tell a training that a Replay recorded in FILE: when the model was best, and which rows moved.

    A file that a crash cut short tells all steps that are whole.

    \b
    Examples:
      logloss replay run.arrows
      logloss replay run.arrows -o run.html
      logloss replay run.arrows -o run.mp4
      logloss replay run.arrows --against other.arrows -o both.png
    """
    if target is not None:
        _check(target, film=against is None)
    from logloss.replay import Replay

    found: Any = Replay.load(file)
    if against is not None:
        found = found.compare(Replay.load(against), names=_names(file, against))
    if target is not None:
        _save(found, target, lang)
    if as_json:
        put_json(found.to_json())
    elif target is None:
        from logloss.render.terminal import replay_text, told_text

        put_told(partial(replay_text if against is None else told_text, found), lang)


def _check(target: str, film: bool) -> None:
    """Refuse a file that cannot be written, before anything is read."""
    from logloss.render.files import FILMS, OF_RESULTS, kind_of
    from logloss.render.film import settings

    if kind_of(target, (*FILMS, *OF_RESULTS) if film else OF_RESULTS) in FILMS:
        settings(target, None, None)


def _save(found: Any, target: str, lang: Any) -> None:
    from logloss.messages import text
    from logloss.render.files import FILMS

    if Path(target).suffix.lower() in FILMS:
        from logloss.cli.progress import Progress

        with Progress(lang, said=("cli.progress.film", "cli.progress.film.left")) as progress:
            found.to_film(target, lang=lang, progress=progress)
        say(text("cli.wrote", path=target), lang)
    else:
        put_file(found, target, lang)


def _names(first: str, second: str) -> tuple[str, str]:
    """What two files are called: their names, or all of their paths where those are the same."""
    short = Path(first).stem, Path(second).stem
    return short if short[0] != short[1] else (first, second)
