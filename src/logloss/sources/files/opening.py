"""Opening a source: a path, stdin or a stream, plain or compressed, becomes Data of a known format."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from logloss.errors import ArgumentError, FileError, FormatError
from logloss.sources.files.damage import reported
from logloss.sources.files.formats import (
    FORMATS,
    TITLES,
    check_promise,
    format_by_content,
    format_by_extension,
    unknown_extension,
)
from logloss.sources.files.remote import Remote
from logloss.sources.files.streams import PACKED, Patient, Readable, Stream, Unpacked
from logloss.sources.missing import listed, missing_file

Source = str | PathLike[str] | BinaryIO | Readable


@dataclass(frozen=True)
class Data:
    """An opened source: its name in messages, format and bytes, and where Arrow may open it itself."""

    name: str
    format: str
    stream: Stream
    place: str | Remote | None = None

    @property
    def title(self) -> str:
        """What messages call the format."""
        return TITLES[self.format]

    def opener(self, *, mapped: bool = False) -> Callable[[], pa.NativeFile]:
        """How to open the bytes at any place, as often as is wanted.

        Parquet and Arrow files are read from their end; what is no plain file has to fit in memory. A file
        that is here can be mapped: then nothing of it is read but what is looked at.
        """
        match self.place:
            case None:
                return partial(pa.BufferReader, self.stream.read())
            case Remote():
                return self.place.open
            case path:
                return partial(pa.memory_map if mapped else pa.OSFile, path)


@contextmanager
def opened(source: Source | Remote, asked: str | None) -> Iterator[Data]:
    """Open a source and settle its format: what was asked for, or what its name or its first bytes say."""
    if asked is not None and asked not in FORMATS:
        raise ArgumentError(f"format must be one of {listed(FORMATS)}, got {asked!r}")
    promised = None if asked is None else FORMATS[asked]
    if isinstance(source, Remote):
        promised = promised or format_by_extension(source.path)
        if promised is None:
            raise unknown_extension(source.name)
        with source.open() as file:
            yield _recognised(file, source.name, promised, source)
    elif not isinstance(source, (str, PathLike)):
        yield _recognised(source, "stdin", promised)
    elif str(source) == "-":
        yield _recognised(stdin(), "stdin", promised)
    else:
        name = str(source)
        with _file(name) as file:
            path = name if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
            promised = promised or format_by_extension(name)
            if promised is None and path is not None:  # a pipe, as in <(zcat ...), is told by its first bytes
                raise unknown_extension(name)
            yield _recognised(file, name, promised, path)


def stdin() -> Readable:
    """The bytes of standard input: a file that is read like others, or a pipe."""
    if sys.stdin is None:  # whoever started this process closed it
        raise FileError("stdin: is closed", "Pipe a file into it, or name one.")
    stream = sys.stdin.buffer
    if stream.seekable() or os.name == "nt":  # where only sockets can be waited for
        return stream
    return Patient(stream)


def _file(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except FileNotFoundError as error:
        raise missing_file(name) from error
    except (OSError, ValueError) as error:  # a ValueError where the path holds a null byte
        raise _cannot_open(name, error) from error


def _cannot_open(name: str, error: OSError | ValueError) -> FileError:
    if os.path.isdir(name):  # noqa: PTH112 - Path.is_dir() raises where a directory above may not be entered
        return FileError(f"{name}: is a directory, not a file", "Name the files in it.")
    if isinstance(error, PermissionError):
        return FileError(f"{name}: you have no permission to read it", "Ask its owner, or change its mode.")
    return FileError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})")


def _recognised(file: Readable, name: str, promised: str | None, place: str | Remote | None = None) -> Data:
    """Unpack, look at the first bytes, and settle the format."""
    if not isinstance(file.read(0), bytes):
        raise ArgumentError("source must give bytes, got a stream of text", 'Open it in the mode "rb".')
    stream = Stream(file)
    with reported(name, "data"):
        codec = next((codec for start, codec in PACKED.items() if stream.peek(len(start)) == start), None)
        if codec is not None:
            stream, place = Stream(Unpacked(stream, name, codec)), None
        head = stream.peek(8)
    if not head:
        raise FormatError(f"{name}: the file is empty", "Was it written to the end?")
    if promised is None:
        promised = format_by_content(head)
    else:
        check_promise(name, promised, head)
    return Data(name, promised, stream, place)
