"""The command: it reads options, calls the library, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import click

from logloss import __version__, kernels
from logloss.cli.check import check
from logloss.cli.compare import compare
from logloss.cli.explain import explain
from logloss.cli.manners import gone, well_behaved
from logloss.cli.merge import merge
from logloss.cli.reconcile import reconcile
from logloss.cli.replay import replay
from logloss.cli.story import story
from logloss.cli.summarize import summarize
from logloss.cli.timeline import timeline

__all__ = ["main", "program"]


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message=f"%(prog)s %(version)s (kernel: {kernels.description()})")
@click.pass_context
def logloss(context: click.Context) -> None:
    """What a log loss means, whether it is good, and where it comes from.

    Without a command it tells the ten points, here in the terminal.

    Results go to stdout, talk to stderr. Exit status: 0, 1 for bad data or a failed check, 2 for bad usage.
    """
    if context.invoked_subcommand is None:
        context.invoke(story)


logloss.add_command(story)
logloss.add_command(explain)
logloss.add_command(reconcile)
logloss.add_command(replay)
logloss.add_command(summarize)
logloss.add_command(merge)
logloss.add_command(compare)
logloss.add_command(check)
logloss.add_command(timeline)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status.

    Parameters
    ----------
    argv : the words after the program's name, by default those it was called with

    Examples
    --------
    >>> main(["--version"])  # doctest: +ELLIPSIS
    logloss 0.1.0 (kernel: ...)
    0
    """
    return well_behaved(lambda: logloss.main(argv, "logloss", standalone_mode=False))


def program() -> NoReturn:
    """The command as a process of its own, which ends with it."""
    gone(main)
