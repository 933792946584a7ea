"""Pictures and numbers into files: whole or not at all, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from logloss.atomic import written
from logloss.errors import ArgumentError
from logloss.explanation import Explanation
from logloss.render.report import draw_report
from logloss.render.sheet import draw_scene, draw_sheet
from logloss.scenes import SCENES, Story

PICTURES = (".png", ".svg", ".pdf")
KNOWN = (*PICTURES, ".json")

Target = str | PathLike[str]


def check_target(path: Target, folders: bool = False) -> str:
    """The kind of a file to be written, ".png" for one; "" for a folder. ArgumentError where it is none we know."""
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


def save_story(story: Story, path: Target, scene: str | Sequence[str] | None, lang: str) -> None:
    """Write a story: one picture of the scenes asked for, one PNG a scene into a folder, or everything as JSON."""
    kind = check_target(path, folders=True)
    names = [scene] if isinstance(scene, str) else list(scene or SCENES)
    scenes = [story[name] for name in names]  # unknown names are refused before anything is written
    if kind == ".json":
        _save_text(story.to_json(), path)
    elif kind:
        figure = draw_scene(scenes[0], lang=lang, strip=story.strip) if len(scenes) == 1 else draw_sheet(scenes, lang=lang)
        save_figure(figure, path)
    else:
        Path(path).mkdir(parents=True, exist_ok=True)
        for name, one in zip(names, scenes, strict=True):
            number = list(SCENES).index(name) + 1
            save_figure(draw_scene(one, lang=lang, strip=story.strip), Path(path) / f"{number:02}-{name}.png")


def save_explanation(explanation: Explanation, path: Target, lang: str) -> None:
    """Write an Explanation as a picture or as JSON."""
    if check_target(path) == ".json":
        _save_text(explanation.to_json(), path)
    else:
        save_figure(draw_report(explanation, lang=lang), path)


def save_figure(figure: Any, path: Target) -> None:
    """Write a Figure in the format of the path's suffix, without dates or random names in it."""
    import matplotlib as mpl

    kind = Path(path).suffix.lower().lstrip(".")
    metadata: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with written(path) as temporary, mpl.rc_context({"svg.hashsalt": "logloss"}):
        figure.savefig(temporary, format=kind, metadata=metadata)


def _save_text(content: str, path: Target) -> None:
    with written(path) as temporary:
        temporary.write_text(content + "\n", encoding="utf-8")
