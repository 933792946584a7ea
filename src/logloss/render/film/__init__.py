"""Films: scenes one after the other, whose marks move from one to the next, as MP4 or GIF.

A film is made of shots, each a scene and how long it stands; whose scenes they are, nothing here knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any

from logloss.atomic import written
from logloss.render.film.frames import Frame, Shot, frames, length
from logloss.render.film.gif import write_gif
from logloss.render.film.mp4 import write_mp4
from logloss.render.film.settings import Settings, settings
from logloss.render.film.timing import reading_time
from logloss.render.style import palette_of
from logloss.scenes.marks import Scene

__all__ = ["Frame", "Settings", "Shot", "frames", "length", "read", "save_film", "settings"]

Progress = Callable[[int, int], None]
"""Called with how many frames are done, and how many there will be."""


def read(scenes: Sequence[Scene], lang: str) -> list[Shot]:
    """Shots of scenes, each of which stands until it has been looked at and read."""
    return [Shot(scene, reading_time(scene, lang)) for scene in scenes]


def save_film(
    shots: Sequence[Shot],
    path: str | PathLike[str],
    *,
    size: Any = None,
    fps: Any = None,
    lang: str = "en",
    palette: Any = None,
    progress: Progress | None = None,
) -> None:
    """Write a film, whole or not at all, the same bytes for the same shots and settings.

    Parameters
    ----------
    shots : at least one
    path : where to write it, .mp4 or .gif
    size : width and height in pixels, or words like "1920x1080"; 1280x720 if not given
    fps : frames a second; 30 of an MP4, 15 of a GIF if not given
    lang, palette : as of figures
    progress : called now and then
    """
    wanted, colours = settings(path, size, fps), palette_of(palette)
    total, done = length(shots, wanted), 0
    with written(path) as temporary:
        mp4 = wanted.kind == ".mp4"
        with write_mp4(temporary, wanted) if mp4 else write_gif(temporary, wanted, colours) as put:
            for frame in frames(shots, wanted, lang, colours):
                put(frame)
                done += frame.times
                if progress is not None:
                    progress(done, total)
