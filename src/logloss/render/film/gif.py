"""Frames into a GIF: one fixed palette, and of each frame only what has changed."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.GifImagePlugin import getdata

from logloss.render.film.frames import Frame
from logloss.render.film.settings import Settings
from logloss.render.style import Palette

COLOURS = 64
SHADES = {"ink": 13, "quiet": 7, "positive": 8, "negative": 8, "reference": 3, "rule": 1}
"""How many shades of a role's colour there are, from paper on."""
OTHER_SHADES = 4

LONGEST = 60_000
"""Hundredths of a second that one picture can be held."""


@contextmanager
def write_gif(path: Path, wanted: Settings, palette: Palette) -> Iterator[Callable[[Frame], None]]:
    """Give what takes frames; after it the file is whole. It is played once, and ends on its last frame."""
    colours = shades(palette)
    with path.open("wb") as file:
        file.write(b"GIF89a" + struct.pack("<HHBBB", wanted.width, wanted.height, 0xF0 | 5, 0, 0))
        file.write(colours.tobytes())
        writer = _Writer(file.write, colours, wanted.fps)
        yield writer.take
        writer.end()


def shades(palette: Palette) -> np.ndarray:
    """The 64 colours of a film: paper, and the way from it to each colour of the palette; shape (64, 3)."""
    paper = _rgb(palette.paper)
    found = [paper]
    for name in (f.name for f in fields(palette)):
        if name not in ("paper", "classes"):
            steps = SHADES.get(name, OTHER_SHADES)
            hue = _rgb(getattr(palette, name))
            found += [paper + (hue - paper) * (i / steps) for i in range(1, steps + 1)]
    found += [_rgb(colour) for colour in palette.classes]
    found += [paper] * (COLOURS - len(found))
    return np.rint(found[:COLOURS]).astype(np.uint8)


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


class _Writer:
    """Writes frames as they come: each is held until one comes that differs."""

    def __init__(self, write: Callable[[bytes], object], colours: np.ndarray, fps: int) -> None:
        self._write, self._fps = write, fps
        self._nearest = _nearest(colours)
        self._shown: np.ndarray | None = None
        self._waiting: tuple[np.ndarray, int, int] | None = None
        self._frames = self._told = 0

    def take(self, frame: Frame) -> None:
        """Take a frame for as long as it stands."""
        parts = (frame.pixels[..., i].astype(np.uint16) >> 3 << shift for i, shift in enumerate((10, 5, 0)))
        indices = self._nearest[sum(parts)]
        changed = None if self._shown is None else np.nonzero(indices != self._shown)
        if changed is None or changed[0].size:
            self._flush()
            box = (slice(None), slice(None)) if changed is None else _box(*changed)
            self._waiting = indices[box], box[1].start or 0, box[0].start or 0
            self._shown = indices
        self._frames += frame.times

    def end(self) -> None:
        """Write what waits, and the end of the file."""
        self._flush()
        self._write(b";")

    def _flush(self) -> None:
        """Write the frame that waits, as long as it has stood: in whole hundredths that add up."""
        if self._waiting is None:
            return
        part, left, top = self._waiting
        until = round(100 * self._frames / self._fps)
        while self._told < until:
            held = min(until - self._told, LONGEST)
            for data in getdata(Image.fromarray(part), (left, top), duration=10 * held, disposal=1):
                self._write(data)
            self._told += held
            part = part[:1, :1]
        self._waiting = None


def _box(rows: np.ndarray, columns: np.ndarray) -> tuple[slice, slice]:
    return slice(int(rows.min()), int(rows.max()) + 1), slice(int(columns.min()), int(columns.max()) + 1)


def _nearest(colours: np.ndarray) -> np.ndarray:
    """Of every colour, five bits a channel, the nearest of the palette; shape (32768,)."""
    steps = np.arange(32) * 8 + 4
    every = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    found = [((part - colours.astype(int)) ** 2).sum(axis=-1).argmin(axis=-1) for part in np.split(every, 32)]
    return np.concatenate(found).astype(np.uint8)
