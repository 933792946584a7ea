"""Pictures and numbers into files: whole or not at all, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from logloss.atomic import written
from logloss.errors import ArgumentError, FileError
from logloss.explanation import Explanation
from logloss.render.figures import house_style
from logloss.render.report import draw_report
from logloss.render.sheet import draw_scene, draw_sheet
from logloss.render.style import palette_of
from logloss.scenes import SCENES, Story

PICTURES = (".png", ".svg", ".pdf")
KNOWN = (*PICTURES, ".json")

Target = str | PathLike[str]


def check_target(path: Target, folders: bool = False) -> str:
    """The kind of a file to be written, ".png" for one; "" for a folder. Refuses what is no kind we know."""
    target = Path(path)
    if folders and (target.is_dir() or str(path).endswith(("/", "\\"))):
        return ""
    if target.suffix.lower() not in KNOWN:
        also = ", or a folder" if folders else ""
        raise ArgumentError(
            f"{path}: what kind of file is to be written cannot be told from its name",
            f"Known are {', '.join(KNOWN)}{also}.",
        )
    return target.suffix.lower()


def save_story(
    story: Story,
    path: Target,
    scene: str | Sequence[str] | None = None,
    lang: str = "en",
    palette: Any = None,
) -> None:
    """Write a story: one picture of some scenes, one PNG a scene into a folder, or everything as JSON."""
    kind = check_target(path, folders=True)
    colours = palette_of(palette)
    names = [scene] if isinstance(scene, str) else list(SCENES if scene is None else scene)
    if kind == ".json":
        _save_text(story.to_json(), path)
    elif kind:
        save_figure(plot_story(story, scene, lang, colours), path)
    else:
        scenes = [story[name] for name in names]  # unknown names are refused before anything is written
        _make_folder(Path(path))
        for name, one in zip(names, scenes, strict=True):
            figure = draw_scene(one, lang=lang, palette=colours, strip=story.strip)
            save_figure(figure, Path(path) / f"{list(SCENES).index(name) + 1:02}-{name}.png")


def plot_story(story: Story, scene: str | Sequence[str] | None, lang: str, palette: Any) -> Any:
    """Draw one scene with the numbers that always hold below it, or several on a sheet."""
    colours = palette_of(palette)
    if isinstance(scene, str):
        return draw_scene(story[scene], lang=lang, palette=colours, strip=story.strip)
    names = list(SCENES if scene is None else scene)
    if not names:
        raise ArgumentError("no scene is named", f"The scenes are {', '.join(SCENES)}.")
    scenes = [story[name] for name in names]
    if len(scenes) == 1:
        return draw_scene(scenes[0], lang=lang, palette=colours, strip=story.strip)
    return draw_sheet(scenes, lang=lang, palette=colours)


def save_explanation(explanation: Explanation, path: Target, lang: str = "en", palette: Any = None) -> None:
    """Write an Explanation as a picture or as JSON."""
    if check_target(path) == ".json":
        _save_text(explanation.to_json(), path)
    else:
        save_figure(draw_report(explanation, lang=lang, palette=palette_of(palette)), path)


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


def _save_text(content: str, path: Target) -> None:
    with written(path) as temporary:
        temporary.write_text(content + "\n", encoding="utf-8")
