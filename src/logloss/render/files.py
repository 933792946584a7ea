"""Pictures and numbers into files: whole or not at all, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from logloss.atomic import written
from logloss.errors import ArgumentError, FileError
from logloss.messages import Lang
from logloss.render.figures import house_style
from logloss.render.page import story_html
from logloss.render.sheet import draw_scene, draw_sheet
from logloss.render.style import palette_of
from logloss.scenes import SCENES, Story
from logloss.told import Told

PICTURES = (".png", ".svg", ".pdf")
FILMS = (".mp4", ".gif")
OF_STORIES = (".html", *FILMS, *PICTURES, ".json")
OF_RESULTS = (".html", *PICTURES, ".json", ".md")

Target = str | PathLike[str]


def kind_of_story(path: Target) -> str:
    """The kind of a file that a story is to be written to; "" for a folder."""
    if Path(path).is_dir() or str(path).endswith(("/", "\\")):
        return ""
    return kind_of(path, OF_STORIES, ", or a folder")


def kind_of(path: Target, known: Sequence[str] = OF_RESULTS, also: str = "") -> str:
    """The kind of a file to be written, ".png" for one; refuses those that are not among the known."""
    kind = Path(path).suffix.lower()
    if kind not in known:
        raise ArgumentError(
            f"{path}: what kind of file is to be written cannot be told from its name",
            f"Known are {', '.join(known)}{also}.",
        )
    return kind


def save_story(
    story: Story,
    path: Target,
    scene: str | Sequence[str] | None = None,
    lang: str | None = None,
    palette: Any = None,
) -> None:
    """Write a story: as a page, a film, one picture of some scenes, one PNG a scene, or all as JSON."""
    kind = kind_of_story(path)
    colours = palette_of(palette)
    names = [scene] if isinstance(scene, str) else list(SCENES if scene is None else scene)
    if kind == ".html":
        save_page(story, path, None if scene is None else _first(names), lang)
    elif kind == ".json":
        save_text(story.to_json() + "\n", path)
    elif kind in FILMS:
        save_story_film(story, path, scene, lang=lang or "en", palette=palette)
    elif kind:
        save_figure(plot_story(story, scene, lang or "en", colours), path)
    else:
        scenes = [story[name] for name in names]  # unknown names are refused before anything is written
        _make_folder(Path(path))
        for name, one in zip(names, scenes, strict=True):
            figure = draw_scene(one, lang=lang or "en", palette=colours, strip=story.strip)
            save_figure(figure, Path(path) / f"{list(SCENES).index(name) + 1:02}-{name}.png")


def plot_story(story: Story, scene: str | Sequence[str] | None, lang: str, palette: Any) -> Any:
    """Draw one scene with the numbers that always hold below it, or several on a sheet."""
    colours = palette_of(palette)
    if isinstance(scene, str):
        return draw_scene(story[scene], lang=lang, palette=colours, strip=story.strip)
    names = list(SCENES if scene is None else scene)
    _first(names)
    scenes = [story[name] for name in names]
    if len(scenes) == 1:
        return draw_scene(scenes[0], lang=lang, palette=colours, strip=story.strip)
    return draw_sheet(scenes, lang=lang, palette=colours)


def save_story_film(
    story: Story, path: Target, scene: str | Sequence[str] | None = None, *, lang: str = "en", **how: Any
) -> None:
    """Write a story, or some of its scenes, as a film; each stands until it has been read."""
    from logloss.render.film import read, save_film  # not loaded for a picture

    names = [scene] if isinstance(scene, str) else list(SCENES if scene is None else scene)
    _first(names)
    save_film(read([story[name] for name in names], lang), path, lang=lang, **how)


def _first(names: Sequence[str]) -> str:
    """The first of some scenes; refused where there is none."""
    if not names:
        raise ArgumentError("no scene is named", f"The scenes are {', '.join(SCENES)}.")
    return names[0]


def save_page(story: Story, path: Target, scene: str | None = None, lang: str | None = None) -> None:
    """Write a story as a page that opens at a scene."""
    save_text(story_html(story, scene, lang), path)


def save_told(found: Told, path: Target, lang: Lang | None = None, palette: Any = None) -> None:
    """Write a result: as a page, as a picture, as Markdown or as JSON."""
    kind = kind_of(path)
    if kind == ".json":
        save_text(found.to_json() + "\n", path)
    elif kind == ".md":
        save_text(found.to_markdown(lang=lang or "en"), path)
    elif kind == ".html":
        found.to_html(path, lang=lang)
    else:
        save_figure(found.plot(lang=lang or "en", palette=palette), path)


@house_style()
def save_figure(figure: Any, path: Target) -> None:
    """Write a Figure in the format of the path's suffix, without dates or random names in it."""
    kind = Path(path).suffix.lower().lstrip(".")
    metadata: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with written(path) as temporary:
        figure.savefig(temporary, format=kind, metadata=metadata)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(
            f"{folder} cannot be made: {reason}", "Choose a place where you may write."
        ) from error


def save_text(content: str, path: Target) -> None:
    """Write text, whole or not at all."""
    with written(path) as temporary:
        temporary.write_text(content, encoding="utf-8", newline="\n")
