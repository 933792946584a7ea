"""What the command writes: results to stdout, talk to stderr, each in what its encoding can hold."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from click.core import ParameterSource

from logloss.errors import ArgumentError, FileError

if TYPE_CHECKING:
    from logloss.messages import Lang, Text
    from logloss.told import Told

NOBODY_READS = 128 + 13
"""What a shell reports of a program that SIGPIPE ended."""

WIDEST = 80
DRAWN_WITH = "█▁▒⠉●─≈∞−½“ᵢ"
"""If an encoding holds these, it holds all that is drawn and said in English."""


def put(text: str) -> None:
    """Write a result to stdout, a line break behind it, whole before anything else happens."""
    stream = sys.stdout
    if stream is None:
        raise FileError("there is no standard output to write to")
    try:
        stream.write(_held(text, stream) + "\n")
        stream.flush()
    except OSError as error:
        _abandon(stream)
        if isinstance(error, BrokenPipeError):  # whoever read it has seen enough
            raise click.exceptions.Exit(NOBODY_READS) from error
        raise FileError(
            f"standard output cannot be written: {(error.strerror or str(error)).lower()}"
        ) from error


def check_json_target(path: str) -> None:
    """Refuse a place where no JSON can be written, before hours of work and not after them."""
    target = Path(path)
    if target.suffix.lower() != ".json":
        raise ArgumentError(f"{path}: a Summary is written as JSON", "End the name in .json.")
    if not target.parent.is_dir():
        raise FileError(f"{path} cannot be written: there is no such folder", "Make the folder first.")


def put_file(found: Told, path: str, lang: Lang) -> None:
    """Write a result to a file, and say so; a page opens in the reader's language where none was named."""
    from logloss.messages import text

    found.save(path, lang=lang if is_asked("lang") else None)
    say(text("cli.wrote", path=path), lang)


def is_asked(option: str) -> bool:
    """Whether an option was given."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE


def put_json(text: str) -> None:
    """Write JSON to stdout; what its encoding cannot hold is escaped as JSON does it."""
    stream = sys.stdout
    try:
        text.encode(_encoding(stream))
    except UnicodeEncodeError:
        text = json.dumps(json.loads(text), indent=2 if "\n" in text else None)
    put(text)


def put_told(tell: Callable[..., str], lang: str) -> None:
    """Write what a function tells, drawn and coloured as this terminal can show it."""
    stream = sys.stdout
    if not can_hold(_sample(lang), stream):
        talk(f"logloss: told in English, as the output's encoding ({_encoding(stream)}) does not hold {lang}")
        lang = "en"
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    put(tell(lang=lang, width=width, colour=_colours(stream), ascii=not can_hold(DRAWN_WITH, stream)))


def talk(line: str) -> None:
    """Say one line on stderr, if there is one."""
    stream = sys.stderr
    if stream is not None:
        from logloss.render.terminal.words import safe

        with contextlib.suppress(OSError):  # whoever closed stderr wants no talk
            stream.write(_held(safe(line), stream) + "\n")
            stream.flush()


def say(message: Text, lang: str) -> None:
    """Say a message on stderr, in a language if stderr can hold it, else in English."""
    from logloss.messages import plain

    talk(plain(message, language(lang, sys.stderr)))


def show(path: str, lang: str) -> None:
    """Show a file that was written in the user's browser, or say that none was found."""
    import webbrowser

    from logloss.messages import text

    if not webbrowser.open(Path(path).resolve().as_uri()):
        say(text("cli.no_browser", path=path), lang)


def language(lang: str, stream: TextIO | None) -> str:
    """A language, if a stream can hold its words, else English."""
    return lang if can_hold(_sample(lang), stream) else "en"


def can_hold(text: str, stream: TextIO | None) -> bool:
    """Whether a stream's encoding has all characters of a text."""
    try:
        text.encode(_encoding(stream))
    except UnicodeEncodeError:
        return False
    return True


def _abandon(stream: TextIO) -> None:
    """Let a stream lead nowhere, or Python would complain of it once more when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _held(text: str, stream: TextIO) -> str:
    """The text with what the stream's encoding lacks written otherwise, or as a question mark."""
    if can_hold(text, stream):
        return text
    from logloss.render.terminal.words import in_ascii

    encoding = _encoding(stream)
    kept = (c if can_hold(c, stream) else in_ascii(c) for c in text)
    return "".join(kept).encode(encoding, "replace").decode(encoding)


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _sample(lang: str) -> str:
    """A few of a language's words."""
    from logloss.messages import messages

    said = messages(lang)
    return said["class.positive"] + said["unit.nats"] if lang != "en" else ""


def _colours(stream: TextIO | None) -> bool | str:
    """The colours that the terminal has, as rich finds out; none where the output is no terminal."""
    from rich.console import Console

    console = Console(file=stream)
    return console.color_system or False if console.is_terminal and not console.no_color else False
