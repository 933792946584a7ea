"""Writing a file whole or not at all: to a temporary neighbour first, then renamed."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from logloss.errors import FileError

STEM = 40  # characters of the target's name that the temporary one repeats; a name has its limit


@contextmanager
def written(path: str | PathLike[str]) -> Iterator[Path]:
    """Give the path of a temporary file that becomes ``path`` if the block ends well, and else vanishes.

    A file that is there is replaced, with its permissions; a link to a file stays, and the file is replaced.

    Raises
    ------
    FileError
        Where the folder does not exist or cannot be written, or the path is that of something else.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with written(Path(folder) / "answer.txt") as temporary:
    ...         _ = temporary.write_text("42")
    ...     (Path(folder) / "answer.txt").read_text()
    '42'
    """
    target = Path(os.path.realpath(path))
    _refuse_what_is_no_file(target, Path(path))
    # The suffix stays: those who write a picture tell its format from it.
    name = f".{target.stem[:STEM]}-{secrets.token_hex(8)}{target.suffix}"
    temporary = target.with_name(name)
    try:  # from before the file is there, so that no interruption can leave it behind
        temporary.touch(exist_ok=False)
        yield temporary
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except OSError as error:
        if isinstance(error, FileError) or error.filename not in (None, str(temporary)):
            raise  # it speaks of another file
        raise _unwritable(Path(path), error) from error
    finally:
        if temporary.exists():
            temporary.unlink()


def _refuse_what_is_no_file(target: Path, given: Path) -> None:
    if target.is_dir():
        raise FileError(f"{given} is a folder, and a file is to be written", "Name a file in it.")
    if target.exists() and not target.is_file():  # renaming would put a file in the place of /dev/null
        raise FileError(
            f"{given} is no ordinary file, and cannot be replaced by one", "Name a file in a folder."
        )


def _unwritable(target: Path, error: OSError) -> FileError:
    reason = (error.strerror or str(error)).lower()
    hint = "Make the folder first." if not target.parent.exists() else "Choose a place where you may write."
    return FileError(f"{target} cannot be written: {reason}", hint)
