"""Files elsewhere: s3://, gs:// and the like, through pyarrow's own file systems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.fs

from logloss.errors import ArgumentError, FileError
from logloss.sources.files.damage import first_sentence

SCHEMES = ("s3", "gs", "abfs", "hdfs", "file")

_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


@dataclass(frozen=True)
class Remote:
    """One file in a file system that is not the local one."""

    name: str
    system: pyarrow.fs.FileSystem
    path: str

    def open(self) -> pa.NativeFile:
        """Its bytes, from any place."""
        with unreachable(self.name):
            return self.system.open_input_file(self.path)


def is_uri(text: str) -> bool:
    """Whether a path says by which protocol it is reached.

    Examples
    --------
    >>> is_uri("s3://bucket/preds.parquet"), is_uri("C://preds.parquet"), is_uri("preds/a.csv")
    (True, False, False)
    """
    return _URI.match(text) is not None


def system_of(uri: str) -> tuple[pyarrow.fs.FileSystem, str]:
    """The file system that a URI names, and the path within it."""
    try:
        with unreachable(uri):
            system, path = pyarrow.fs.FileSystem.from_uri(uri)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        scheme = uri.partition("://")[0]
        if "Unrecognized filesystem" in str(error):
            raise ArgumentError(
                f"{uri}: there is no way to read {scheme}://",
                f"Known are {', '.join(f'{known}://' for known in SCHEMES)}; else download it first.",
            ) from error
        raise ArgumentError(f"{uri}: is no address of a file ({first_sentence(error)})") from error
    return system, path


def kind_of(system: pyarrow.fs.FileSystem, path: str, name: str) -> tuple[str, int | None]:
    """Whether a path is a "file", a "folder" or "nothing", and the size of a file."""
    with unreachable(name):
        info = system.get_file_info(path)
    if info.type == pyarrow.fs.FileType.File:
        return "file", info.size
    return ("folder" if info.type == pyarrow.fs.FileType.Directory else "nothing"), None


def files_below(system: pyarrow.fs.FileSystem, path: str, name: str) -> list[tuple[str, int | None]]:
    """The paths and sizes of all files in a folder and in those within it; nothing where it is not there."""
    selector = pyarrow.fs.FileSelector(path, recursive=True, allow_not_found=True)
    with unreachable(name):
        found = system.get_file_info(selector)
    return sorted((info.path, info.size) for info in found if info.type == pyarrow.fs.FileType.File)


@contextmanager
def unreachable(name: str) -> Iterator[None]:
    """Say in one line what stands between us and a file."""
    try:
        yield
    except FileError:
        raise
    except FileNotFoundError as error:
        raise FileError(f"{name}: there is no such file", "Check the address.") from error
    except (OSError, ImportError) as error:
        raise FileError(f"{name}: cannot be reached ({first_sentence(error)})", _hint(error)) from error


def _hint(error: Any) -> str:
    said = str(error).lower()
    if "region" in said:
        return "Name the bucket's region: s3://bucket/path?region=eu-west-1, or in AWS_DEFAULT_REGION."
    if any(word in said for word in ("credential", "access denied", "forbidden", "unauthori", "anonymous")):
        return "Give credentials as the provider's own tools take them: in the environment, or a profile."
    return "Check the address, the network, and your credentials."
