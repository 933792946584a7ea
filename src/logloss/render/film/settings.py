"""What a film can be: its kinds of file, sizes and frames a second; what cannot be is refused in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Any

from logloss.errors import ArgumentError, MissingDependencyError

KINDS = (".mp4", ".gif")
USUAL = {".mp4": 30, ".gif": 15}
"""Frames a second where none are asked for."""
MOST = {".mp4": 60, ".gif": 50}
"""Frames a second at most; a GIF counts in hundredths of a second, of which viewers want at least two."""
SIZE = (1280, 720)
LEAST_SIZE, MOST_SIZE = (480, 270), (3840, 2160)

Size = tuple[int, int]


@dataclass(frozen=True)
class Settings:
    """Size in pixels, frames a second, and the kind of file, ".mp4" or ".gif"."""

    width: int
    height: int
    fps: int
    kind: str

    def frames(self, seconds: float) -> int:
        """So many seconds in frames."""
        return round(seconds * self.fps)


def settings(path: str | PathLike[str], size: Any = None, fps: Any = None) -> Settings:
    """What is asked for, checked, before anything is drawn.

    Examples
    --------
    >>> settings("loss.gif", "960x540")
    Settings(width=960, height=540, fps=15, kind='.gif')
    """
    kind = Path(path).suffix.lower()
    if kind not in KINDS:
        raise ArgumentError(f"{path}: a film is written as {' or '.join(KINDS)}", "End the name in one.")
    width, height = _size(SIZE if size is None else size)
    if kind == ".mp4" and (width % 2 or height % 2):
        raise ArgumentError(
            f"size: the width and height of an MP4 must be even, got {width}x{height}",
            f"{width + width % 2}x{height + height % 2} is.",
        )
    asked = _rate(USUAL[kind] if fps is None else fps, kind)
    if kind == ".mp4" and find_spec("imageio_ffmpeg") is None:
        raise MissingDependencyError(
            "MP4 needs imageio-ffmpeg, which is not installed",
            "Install it by pip install 'logloss[film]', or write a .gif, which needs nothing.",
        )
    return Settings(width, height, asked, kind)


def _size(given: Any) -> Size:
    """Width and height, from two numbers or from words like ``1920x1080``."""
    if isinstance(given, str):
        found = re.fullmatch(r"\s*(\d{1,9})\s*[xX×]\s*(\d{1,9})\s*", given)
        given = found.groups() if found else None
    try:
        width, height = (_whole(side) for side in given)
    except (TypeError, ValueError):
        raise ArgumentError("size must be a width and a height in pixels", "For example 1280x720.") from None
    low, high = LEAST_SIZE, MOST_SIZE
    if not (low[0] <= width <= high[0] and low[1] <= height <= high[1]):
        raise ArgumentError(
            f"size must be from {low[0]}x{low[1]} to {high[0]}x{high[1]} pixels, got {width}x{height}",
            "The usual one is 1280x720.",
        )
    return width, height


def _rate(given: Any, kind: str) -> int:
    try:
        fps = _whole(given)
    except (TypeError, ValueError):
        fps = 0
    if not 1 <= fps <= MOST[kind]:
        raise ArgumentError(
            f"fps must be a whole number from 1 to {MOST[kind]} for a {kind} file, got {given!r}",
            f"The usual one is {USUAL[kind]}.",
        )
    return fps


def _whole(given: Any) -> int:
    if isinstance(given, bool) or not float(given).is_integer():
        raise ValueError
    return int(given)
