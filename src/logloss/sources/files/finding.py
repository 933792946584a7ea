"""Finding files: what a path, a glob, a folder, an address or several of these stand for."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from logloss.errors import ArgumentError, FileError
from logloss.sources.files import remote
from logloss.sources.files.formats import format_by_extension
from logloss.sources.files.opening import Data, Source, opened
from logloss.sources.files.partitions import Partition, partition_of, typed
from logloss.sources.files.remote import Remote
from logloss.sources.files.streams import Patient


@dataclass(frozen=True)
class File:
    """One source of rows.

    Attributes
    ----------
    name
        What messages call it.
    source
        A path, a file elsewhere, ``-`` or a stream of bytes.
    size
        Bytes, where they are known.
    partition
        The columns that its folders make.
    start
        Where a stream that can be read again began; None for one that cannot.
    """

    name: str
    source: Source | Remote
    size: int | None = None
    partition: Partition = field(default_factory=dict)
    start: int | None = None

    @property
    def can_be_read_again(self) -> bool:
        """Whether a second look finds the same rows."""
        return self.start is not None or self.size is not None

    def opened(self) -> AbstractContextManager[Data]:
        """Open it, a stream where it began."""
        self.rewind()
        return opened(self.source, None)

    def halt(self) -> None:
        """Let whoever waits for its bytes wait no longer, where that can be had."""
        if isinstance(self.source, Patient):
            self.source.halt()

    def rewind(self) -> None:
        """Put a stream back to where it began, if it can be read again."""
        if self.start is not None:
            self.source.seek(self.start)  # type: ignore[union-attr]


def files_of(data: Any) -> list[File]:
    """The files that ``data=`` stands for, in the order in which they were named, and sorted within a folder.

    Raises
    ------
    FileError
        Where there is none.
    ArgumentError
        Where one is named twice: its rows would count twice.
    """
    given = data if isinstance(data, (list, tuple)) else [data]
    if not given:
        raise ArgumentError("data names no file", "Name at least one.")
    found = [file for each in given for file in _found(each)]
    seen = set[str]()
    for file in found:
        if file.name in seen:
            raise ArgumentError(f"{file.name} is named twice", "Its rows would count twice: name it once.")
        seen.add(file.name)
    partitions = typed(partition_of(file.name) if file.start is None else {} for file in found)
    return [replace(file, partition=each) for file, each in zip(found, partitions, strict=True)]


def _found(each: Any) -> list[File]:
    if not isinstance(each, (str, PathLike)):
        return [_stream(each)]
    name = os.fspath(each)
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    if name == "-":
        return [_stream(_stdin())]
    if remote.is_uri(name):
        return _elsewhere(name)
    if os.path.isdir(name):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
        return _within(name)
    if glob.has_magic(name) and not os.path.lexists(name):
        return _matching(name)
    return [_local(name)]


def _stdin() -> Any:
    from logloss.sources.files.opening import stdin

    return stdin()


def _stream(stream: Any) -> File:
    try:
        start = stream.tell() if stream.seekable() else None
    except (AttributeError, OSError, ValueError):  # no file in the full sense: it can only be read on
        start = None
    return File("stdin", stream, start=start)


def _local(name: str) -> File:
    """A path; what is no ordinary file, as a pipe is, has no size, and can be read once."""
    ordinary = os.path.isfile(name)  # noqa: PTH113 - as above
    return File(name, name, os.path.getsize(name) if ordinary else None)  # noqa: PTH202


def _within(folder: str) -> list[File]:
    names = [
        os.path.join(where, name)  # noqa: PTH118 - as it was written
        for where, _, inside in _walked(folder)
        for name in inside
        if not _is_hidden(name) and format_by_extension(name) is not None
    ]
    if not names:
        raise _nothing_in(folder)
    return [_local(name) for name in sorted(names, key=_parts)]


def _walked(folder: str) -> Iterator[tuple[str, list[str], list[str]]]:
    for where, folders, names in os.walk(folder, onerror=partial(_raise_unreadable, folder)):
        folders[:] = sorted(each for each in folders if not _is_hidden(each))
        yield where, folders, names


def _raise_unreadable(folder: str, error: OSError) -> None:
    where = error.filename or folder
    raise FileError(f"{where}: cannot be read ({error.strerror})") from error


def _matching(pattern: str) -> list[File]:
    names = [name for name in glob.glob(pattern, recursive=True) if not _is_hidden(Path(name).name)]  # noqa: PTH207
    found: list[File] = []
    for name in sorted(names, key=_parts):
        if Path(name).is_file():
            found.append(_local(name))
        elif "**" not in pattern:  # which finds the files in the folders by itself
            found += _within(name)
    if not found:
        raise _no_match(pattern)
    return found


def _elsewhere(uri: str) -> list[File]:
    base, pattern, query = _split(uri)
    system, root = remote.system_of(base + query)
    root = root.rstrip("/")

    def file(path: str, size: int | None) -> File:
        name = base.rstrip("/") + path[len(root) :]
        return File(name, Remote(name, system, path), size)

    kind, size = remote.kind_of(system, root, uri)
    if kind == "file" and not pattern:
        return [File(uri, Remote(uri, system, root), size)]
    if kind != "folder" and not pattern:
        raise FileError(f"{uri}: there is no such file", "Check the address.")
    matches = _matcher(pattern) if pattern else format_by_extension
    known = [
        (path, size)
        for path, size in remote.files_below(system, root, uri)
        if matches(below := path[len(root) :].strip("/")) and not any(map(_is_hidden, below.split("/")))
    ]
    if not known:
        raise _no_match(uri) if pattern else _nothing_in(uri)
    return [file(path, size) for path, size in sorted(known, key=lambda each: _parts(each[0]))]


def _split(uri: str) -> tuple[str, str, str]:
    """An address up to the first part that holds a wildcard, the rest of it, and what follows a ``?``.

    Examples
    --------
    >>> _split("s3://bucket/day=*/a.csv?region=eu-west-1")
    ('s3://bucket/', 'day=*/a.csv', '?region=eu-west-1')
    """
    address, mark, query = uri.partition("?")
    scheme, _, rest = address.partition("://")
    parts = rest.split("/")
    first = next((i for i, part in enumerate(parts) if "*" in part or "[" in part), len(parts))
    base = "/".join(parts[:first]) + ("/" if first < len(parts) else "")
    return f"{scheme}://{base}", "/".join(parts[first:]), mark + query


def _matcher(pattern: str) -> Callable[[str], Any]:
    """Whether a path matches a pattern: ``*`` stays within a folder, ``**`` stands for any folders.

    Examples
    --------
    >>> match = _matcher("day=[0-9]/**/*.parquet")
    >>> [bool(match(f"{path}.parquet")) for path in ("day=1/a/b", "day=1/b", "day=x/b", "b")]
    [True, True, False, False]
    """
    kinds = {"**/": "(?:.+/)?", "**": ".*", "*": "[^/]*"}
    words = re.split(r"(\*\*/|\*\*|\*|\[[^]]+\])", pattern)
    found = [
        kinds.get(word) or (word.replace("[!", "[^") if word[:1] == "[" else re.escape(word))
        for word in words
    ]
    return re.compile("".join(found) + r"\Z", re.DOTALL).match


def _parts(path: str) -> list[str]:
    return re.split(r"[/\\]", path)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "_"))


def _no_match(pattern: str) -> FileError:
    return FileError(f"{pattern}: no file matches", "Put it in quotes, and check the folder.")


def _nothing_in(folder: str) -> FileError:
    return FileError(f"{folder}: is a directory without data files", "Known are .csv, .parquet and the like.")
