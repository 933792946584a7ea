"""Opening a source: a path, stdin or a stream of bytes, plain or gzipped, becomes Data of a known format."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from logloss.sources.files.streams import Gunzipped, Readable, Stream
from logloss.sources.missing import listed, missing_file

Source = str | PathLike[str] | BinaryIO


@dataclass(frozen=True)
class Data:
    """An opened source: its name in messages, format and bytes, and its path if Arrow may open it itself."""

    name: str
    format: str
    stream: Stream
    path: str | None = None

    @property
    def title(self) -> str:
        """What messages call the format."""
        return TITLES[self.format]

    def random_access(self) -> pa.NativeFile:
        """Parquet and Arrow files are read from their end; what is no plain file has to fit in memory."""
        return pa.OSFile(self.path) if self.path is not None else pa.BufferReader(self.stream.read())


@contextmanager
def opened(source: Source, asked: str | None) -> Iterator[Data]:
    """Open a source and settle its format: what was asked for, or what its name or its first bytes say."""
    if asked is not None and asked not in FORMATS:
        raise ArgumentError(f"format must be one of {listed(FORMATS)}, got {asked!r}")
    promised = None if asked is None else FORMATS[asked]
    if not isinstance(source, (str, PathLike)):
        yield _recognised(source, "stdin", promised)
    elif str(source) == "-":
        yield _recognised(_stdin(), "stdin", promised)
    else:
        name = str(source)
        with _file(name) as file:
            path = name if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
            promised = promised or format_by_extension(name)
            if promised is None and path is not None:  # a pipe, as in <(zcat ...), is told by its first bytes
                raise unknown_extension(name)
            yield _recognised(file, name, promised, path)


def _stdin() -> BinaryIO:
    if sys.stdin is None:  # whoever started this process closed it
        raise FileError("stdin: is closed", "Pipe a file into it, or name one.")
    return sys.stdin.buffer


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


def _recognised(file: Readable, name: str, promised: str | None, path: str | None = None) -> Data:
    """Unpack gzip, look at the first bytes, and settle the format."""
    if not isinstance(file.read(0), bytes):
        raise ArgumentError("source must give bytes, got a stream of text", 'Open it in the mode "rb".')
    stream = Stream(file)
    with reported(name, "data"):
        if stream.peek(2) == b"\x1f\x8b":
            stream, path = Stream(Gunzipped(stream, name)), None
        head = stream.peek(8)
    if not head:
        raise FormatError(f"{name}: the file is empty", "Was it written to the end?")
    if promised is None:
        promised = format_by_content(head)
    else:
        check_promise(name, promised, head)
    return Data(name, promised, stream, path)
