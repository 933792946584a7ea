"""``logloss story``: the ten points, or one's own data, told in the terminal or drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from logloss.cli.options import (
    CLASSES,
    TOLD,
    Command,
    chosen,
    labels_of,
    meant,
    one_or_many,
    readable,
    with_options,
)
from logloss.cli.output import is_asked, put_json, put_told, say, show


@click.command(cls=Command)
@click.argument("file", required=False)
@click.option(
    "-x", "features", metavar="COL", multiple=True, help="Feature to fit the model to; may be repeated."
)
@click.option("-y", "outcome", metavar="COL", help="The true class.")
@click.option("-p", "predicted", metavar="COL", help="Probabilities that some model gave, instead of -x.")
@click.option(
    "-o",
    "target",
    metavar="PATH",
    help="Write it: .html, the page to touch; .mp4 or .gif, a film; .png, .svg, .pdf, .json, or a folder of"
    " one PNG a scene.",
)
@click.option("--open", "opened", is_flag=True, help="Show what -o wrote, in the browser.")
@click.option(
    "--scene",
    "--scenes",
    "wanted",
    metavar="NAME",
    multiple=True,
    help="Only this scene, or first..last, by name or number (6-12); may be repeated. A page opens at it.",
)
@click.option("--size", metavar="WxH", help="Pixels of a film.  [default: 1280x720]")
@click.option("--fps", type=int, metavar="N", help="Frames a second of a film.  [default: 30; of a GIF 15]")
@click.option(
    "--C", "C", type=float, default=1.0, show_default=True, help="scikit-learn's; inf for no penalty."
)
@with_options(*TOLD, *CLASSES)
def story(
    file: str | None,
    target: str | None,
    opened: bool,
    wanted: tuple[str, ...],
    as_json: bool,
    lang: str,
    size: str | None,
    fps: int | None,
    **options: Any,
) -> None:
    r"""Tell the story of a log loss: of the ten points, or of FILE.

    FILE is CSV, TSV, JSON lines, Parquet or Arrow, gzipped or not; - is stdin. With -x a logistic regression
    is fitted, with -p the predictions in FILE are taken as they are.

    \b
    Example:
      logloss story customers.csv -x age -y bought -o story.html --open
    """
    _check_usage(file, **options)
    if opened and target is None:
        raise click.UsageError("--open shows what -o wrote: add -o story.html.")
    kind = ""
    if target is not None:
        from logloss.render.files import kind_of_story

        kind = kind_of_story(target)
    film = _film(target, size, fps, kind)
    from logloss.scenes import SCENES  # NumPy and all that stands on it, not needed for --help

    scenes = chosen(wanted, list(SCENES))
    told = _told(file, **options)
    if target is not None:
        if film is None:
            _save(told, target, scenes, lang)
        else:
            _save_film(told, target, scenes, lang, film)
    if opened and target is not None:
        show(target, lang)
    if as_json:
        put_json(_json(told, scenes))
    elif target is None:
        from logloss.messages import text
        from logloss.render.terminal import story_text

        put_told(partial(story_text, told, scenes), lang)
        where = "logloss story -o story.png" if file is None else "-o story.png"
        say(text("terminal.scenes", scenes=len(SCENES), where=where), lang)


def _check_usage(
    file: str | None, features: tuple[str, ...], outcome: str | None, predicted: str | None, **_: Any
) -> None:
    if file is None and (features or outcome or predicted):
        raise click.UsageError("-x, -y and -p name columns of a FILE, and none is given.")
    if file is not None and (outcome is None or bool(features) == (predicted is not None)):
        raise click.UsageError("A FILE needs -y, and either -x or -p.")


def _told(
    file: str | None,
    features: tuple[str, ...],
    outcome: str | None,
    predicted: str | None,
    pos_label: str | None,
    **more: Any,
) -> Any:
    from logloss.scenes import story as tell

    if file is None:
        return tell(unit=more["unit"], C=more["C"])
    data = readable(file)
    positive = None if pos_label is None or outcome is None else meant(pos_label, labels_of(data, outcome))
    x = one_or_many(features) if features else None
    return tell(x, outcome, y_proba=predicted, data=data, pos_label=positive, **more)


def _save(told: Any, target: str, scenes: list[str] | None, lang: str) -> None:
    """Write the story, and say so; a page opens in the reader's language unless one was asked for."""
    from logloss.messages import text
    from logloss.render.files import kind_of_story

    is_page = kind_of_story(target) == ".html"
    told.save(target, scenes, lang=lang if is_asked("lang") or not is_page else None)
    if is_page:
        say(text("cli.wrote", path=target), lang)
    else:
        say(text("cli.wrote.scenes", path=target, scenes=len(scenes or told.scenes)), lang)


def _film(target: str | None, size: str | None, fps: int | None, kind: str) -> Any:
    """What the film is to be like, checked before any work is done; None where none is asked for."""
    if target is not None and kind in (".mp4", ".gif"):
        from logloss.render.film import settings

        return settings(target, size, fps)
    if size is not None or fps is not None:
        raise click.UsageError("--size and --fps are those of a film: add -o story.mp4 or -o story.gif.")
    return None


def _save_film(told: Any, target: str, scenes: list[str] | None, lang: str, film: Any) -> None:
    """Write a film, and say how long it is."""
    from logloss.cli.progress import Progress
    from logloss.messages import text

    frames = 0

    def counted(done: int, total: int) -> None:
        nonlocal frames
        frames = total
        progress(done, total)

    size = film.width, film.height
    with Progress(lang, said=("cli.progress.film", "cli.progress.film.left")) as progress:
        told.to_film(target, scene=scenes, lang=lang, size=size, fps=film.fps, progress=counted)
    seconds = round(frames / film.fps)
    length = f"{seconds // 60}:{seconds % 60:02d}"
    facts = {"length": length, "size": f"{size[0]}×{size[1]}", "fps": film.fps}
    say(text("cli.wrote.film", path=target, scenes=len(scenes or told.scenes), **facts), lang)


def _json(told: Any, scenes: list[str] | None) -> str:
    import json

    if scenes is None:
        return str(told.to_json())
    whole = told.to_dict()
    by_name = {scene["id"]: scene for scene in whole["scenes"]}
    return json.dumps(
        whole | {"scenes": [by_name[name] for name in scenes]}, allow_nan=False, ensure_ascii=False
    )
