"""Damage: what Arrow and the system raise while a file is read, as our own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from logloss.errors import FileError, FormatError, LogLossError


@contextmanager
def reported(name: str, title: str) -> Iterator[None]:
    """Blame the disk where the system gives an error number, and else the file."""
    try:
        yield
    except LogLossError:
        raise
    except pa.ArrowCancelled as error:  # Arrow heard of the Ctrl-C before Python did
        raise KeyboardInterrupt from error
    except (pa.ArrowException, OSError, EOFError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise FileError(f"{name}: cannot be read ({error.strerror})") from error
        fact = f"{name}: the {title} file is cut short or damaged ({first_sentence(error)})"
        raise FormatError(fact, "Copy or download it again, or write it again.") from error


def first_sentence(error: Exception) -> str:
    """What Arrow says of the file; the rest of its messages speaks of Arrow."""
    return str(error).splitlines()[0].split(". ")[0].rstrip(".")
