"""Frames into an MP4, by the ffmpeg that imageio-ffmpeg brings: the same bytes for the same frames."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from logloss.errors import FileError, MissingDependencyError
from logloss.render.film.frames import Frame
from logloss.render.film.settings import Settings

THREADS = 2
"""Always as many: what x264 makes hangs on their number, and on nothing else of the machine."""

COLOURS = "-color_range tv -x264-params colorprim=bt709:transfer=bt709:colormatrix=bt709"
ENCODER = f"-c:v libx264 -preset superfast -crf 14 -pix_fmt yuv420p -threads {THREADS}"
"""Paper is all one colour, and eyes see where it is not: quality comes before size."""
EXACT = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact -movflags +faststart"


HALF = 1 << 17
"""Half of the unit in which chroma is worked out: added, it rounds."""


@contextmanager
def write_mp4(path: Path, wanted: Settings) -> Iterator[Callable[[Frame], None]]:
    """Give what takes frames; after it the file is whole. Whatever happens, no ffmpeg is left running."""
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(
            _command(path, wanted),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            **_apart(),
        )
        try:
            assert running.stdin is not None
            with _failing(running, said):
                yield lambda frame: _put(frame, running.stdin)
                running.stdin.close()
                if running.wait() != 0:
                    raise BrokenPipeError
        finally:
            running.kill()
            running.wait()
            if running.stdin is not None:
                _closed(running.stdin)


def _command(path: Path, wanted: Settings) -> list[str]:
    size = f"{wanted.width}x{wanted.height}"
    source = f"-f rawvideo -pix_fmt yuv420p -color_range tv -s {size} -r {wanted.fps} -i pipe:0"
    options = f"-v error -nostdin -y {source} -an {ENCODER} {COLOURS} {EXACT} -f mp4".split()
    return [_ffmpeg(), *options, f"file:{path}"]


def _ffmpeg() -> str:
    from imageio_ffmpeg import get_ffmpeg_exe

    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:  # a wheel that carries none
        raise MissingDependencyError(
            "imageio-ffmpeg brings no ffmpeg for this machine",
            "Set IMAGEIO_FFMPEG_EXE to one, or write a .gif, which needs nothing.",
        ) from error


def _apart() -> dict[str, Any]:
    """An interrupt from the keyboard is for us: we end ffmpeg and clear up."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _put(frame: Frame, pipe: IO[bytes] | None) -> None:
    assert pipe is not None
    data = yuv(frame.pixels)
    for _ in range(frame.times):
        pipe.write(data)


def yuv(pixels: np.ndarray) -> bytes:
    """Pixels of red, green and blue as planes of Y, U and V, the latter two of half the size; as BT.709 says.

    Done here, and once for a frame that is held, which ffmpeg would convert anew each time.
    """
    red, green, blue = (pixels[..., i].astype(np.int32) for i in range(3))
    y = (11966 * red + 40254 * green + 4064 * blue + (1 << 15) >> 16) + 16
    high, wide = pixels.shape[:2]
    fours = pixels.reshape(high // 2, 2, wide // 2, 2, -1).sum(axis=(1, 3), dtype=np.int32)
    red, green, blue = (fours[..., i] for i in range(3))
    u = (-6596 * red - 22189 * green + 28784 * blue + HALF >> 18) + 128
    v = (28784 * red - 26145 * green - 2639 * blue + HALF >> 18) + 128
    return b"".join(plane.astype(np.uint8).tobytes() for plane in (y, u, v))


@contextmanager
def _failing(running: subprocess.Popen[bytes], said: IO[bytes]) -> Iterator[None]:
    """Say why ffmpeg takes no more frames."""
    try:
        yield
    except BrokenPipeError:
        running.wait()
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1].rpartition("] ")[2] if lines else f"it ended with {running.returncode}"
        raise FileError(
            f"the film cannot be written: ffmpeg says {reason!r}",
            "Is there room on the disk? A .gif needs no ffmpeg.",
        ) from None


def _closed(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not yet written has nobody to read it
        return
