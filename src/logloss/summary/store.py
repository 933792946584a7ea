"""A Summary in a file: JSON, written whole or not at all, and read with a word on what is wrong with it."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from logloss.atomic import written
from logloss.errors import FileError, FormatError
from logloss.summary import bins
from logloss.summary.decode import from_dict
from logloss.summary.encode import FORMAT, VERSION, to_dict


def save(summary: Any, path: str | PathLike[str]) -> None:
    """Write the JSON, whole or not at all; in ASCII, which holds the name of any file."""
    text = text_of(summary)
    with written(path) as temporary:
        temporary.write_text(text, encoding="ascii")


def text_of(summary: Any) -> str:
    """The JSON of a Summary."""
    return json.dumps(to_dict(summary), allow_nan=False, separators=(",", ":"))


Saved = str | PathLike[str] | BinaryIO
"""A file by its path, or a stream of bytes, which messages call stdin."""


def load(path: Saved) -> dict[str, Any]:
    """The fields of a saved Summary, or what is wrong with the file."""
    data, name = json_of(path), name_of(path)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        hint = "Such files are made by `logloss summarize`, and in Python by Summary.save()."
        raise FormatError(f"{name} is not a saved Summary", hint)
    refuse_newer(name, "is a Summary", data.get("version"), VERSION)
    if data.get("bins") is not None:
        refuse_newer(name, "has bins", data["bins"], bins.VERSION)
    try:
        return from_dict(data)
    except (ValueError, TypeError, OverflowError) as error:
        raise FormatError(
            f"{name} is a Summary with a part missing or broken ({error})",
            "Make it again from the predictions.",
        ) from error


def name_of(path: Saved) -> str:
    """What messages call it."""
    return str(path) if isinstance(path, (str, PathLike)) else "stdin"


def json_of(path: Saved) -> Any:
    """What a file of JSON holds, or what is wrong with the file."""
    name = name_of(path)
    try:
        if isinstance(path, (str, PathLike)):
            text = Path(path).read_text(encoding="utf-8-sig")
        else:
            text = path.read().decode("utf-8-sig")
    except OSError as error:
        raise FileError(f"{name} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{name} is not a saved Summary: it is not UTF-8 text") from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            f"{name} is not a saved Summary: JSON ends or breaks at character {error.pos:,}",
            "Was it cut short? Make it again from the predictions.",
        ) from error
    except (ValueError, RecursionError) as error:  # an integer of thousands of digits, a thousand brackets
        raise FormatError(f"{name} is not a saved Summary ({error})") from error


def refuse_newer(name: str, what: str, found: Any, known: int) -> None:
    """FormatError where a file is of a version that this program does not know."""
    if found == known and not isinstance(found, bool):
        return
    newer = isinstance(found, (int, float)) and found > known
    raise FormatError(
        f"{name} {what} of version {found}, and this program knows version {known}",
        "Read it with a newer logloss." if newer else "Make it again from the predictions.",
    )
