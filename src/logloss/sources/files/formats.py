"""Formats of data files: what they are called, and what tells them apart."""

from __future__ import annotations

import codecs
from pathlib import Path

from logloss.errors import FileError, FormatError
from logloss.sources.missing import listed

FORMATS = {
    "csv": "csv",
    "tsv": "tsv",
    "parquet": "parquet",
    "arrow": "arrow",
    "feather": "arrow",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
}
TITLES = {"csv": "CSV", "tsv": "TSV", "parquet": "Parquet", "arrow": "Arrow", "jsonl": "JSON lines"}

_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "arrow"}  # the last opens a stream


def format_by_extension(name: str) -> str | None:
    """The format that a file's name promises, if any, also with .gz or .zst behind it."""
    return FORMATS.get(_extension(name)[1:])


def unknown_extension(name: str) -> FileError:
    """A file whose name promises nothing."""
    fact = f"{name}: the extension must be one of {', '.join(f'.{known}' for known in FORMATS)}"
    return FileError(f"{fact}, got {_extension(name)!r}", "Rename the file, or give its format.")


def format_by_content(head: bytes) -> str:
    """The format that the first bytes suggest; a TSV passes for a CSV, whose delimiter may be a tab."""
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return _signed(head) or ("jsonl" if text.startswith(b"{") else "csv")


def check_promise(name: str, promised: str, head: bytes) -> None:
    """See that a source starts as the promised format does."""
    found = _signed(head)
    if found is not None and found != promised:
        fact = f"{name}: must hold {TITLES[promised]}, got {TITLES[found]}"
        raise FormatError(fact, f"Rename it to .{found}, or give the format {found!r}.")
    if found is None and promised in _MAGIC.values():
        fact = f"{name}: must hold {TITLES[promised]}, got {head!r} at its start"
        raise FormatError(fact, f"Give the format that it has: {listed(FORMATS)}.")


def _extension(name: str) -> str:
    lower = name.lower()
    return Path(lower.removesuffix(".zst") if lower.endswith(".zst") else lower.removesuffix(".gz")).suffix


def _signed(head: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
