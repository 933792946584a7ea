"""``logloss reconcile``: which convention gives the number that somebody else's tool printed."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from logloss.cli.options import CLASSES, LANG, Command, one_or_many, with_options
from logloss.cli.output import put_file, put_json, put_told
from logloss.cli.predictions import classes_of
from logloss.cli.progress import Progress


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-y", "outcomes", metavar="COL", multiple=True, required=True, help="The true class.")
@click.option(
    "-p",
    "predicted",
    metavar="COL",
    multiple=True,
    required=True,
    help="Probability of the positive class; or repeated, one column a class.",
)
@click.option("--said", metavar="NUMBER", required=True, help="The number, as it was printed.")
@click.option("-w", "weight", metavar="COL", help="Weights of the rows.")
@click.option("--labels", metavar="A,B,..", help="The classes, in the order of the -p columns.")
@with_options(*CLASSES)
@click.option("--from-logits", is_flag=True, help="-p holds logits (scores before the sigmoid or softmax).")
@click.option("--renormalize", is_flag=True, help="Divide each row's probabilities by their sum.")
@click.option("-o", "target", metavar="PATH", help="Write it: .html, .png, .svg, .pdf, .md or .json.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_options(LANG)
def reconcile(
    files: tuple[str, ...],
    outcomes: tuple[str, ...],
    predicted: tuple[str, ...],
    said: str,
    weight: str | None,
    labels: str | None,
    pos_label: str | None,
    target: str | None,
    as_json: bool,
    lang: Any,
    **options: Any,
) -> None:
    r"""Find which convention gives a number that was reported for the predictions in FILEs.

    Clips of libraries, units, sums, weights, averages, float32 and common mistakes are tried, up to three
    together. FILEs are as those of logloss explain, of any size: globs, folders; - is stdin.

    \b
    Examples:
      logloss reconcile predictions.csv -y won -p prob --said 1.93
      logloss reconcile predictions.csv -y won -p prob --said 0.2481 -o way.png
    """
    if target is not None:
        from logloss.render.files import kind_of

        kind_of(target)
    from logloss.reconciliation import reconcile as reconciled

    with Progress(lang) as progress:
        found = reconciled(
            one_or_many(outcomes),
            one_or_many(predicted),
            weight,
            said=said,
            data=list(files),
            progress=progress,
            **classes_of(files, outcomes, labels, pos_label),
            **options,
        )
    if target is not None:
        put_file(found, target, lang)
    if as_json:
        put_json(found.to_json())
    elif target is None:
        from logloss.render.terminal import told_text

        put_told(partial(told_text, found), lang)
