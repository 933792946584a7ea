"""Text: what CSV and JSON lines have in common."""

from __future__ import annotations

import codecs

from logloss.errors import FormatError
from logloss.sources.files.formats import FORMATS
from logloss.sources.files.opening import Data
from logloss.sources.missing import listed

BLOCK = 1 << 22  # bytes parsed at once: 4 MB is where larger blocks stop being faster


def check_is_text(data: Data) -> None:
    """See that a source does not begin like binary data, or UTF-16."""
    head = data.stream.peek(1024)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise not_utf8(data.name, "UTF-16")
    if b"\0" in head:
        fact = f"{data.name}: must hold {data.title} in UTF-8, got binary data or UTF-16"
        raise FormatError(fact, f"Save it as UTF-8, or give the format that it has: {listed(FORMATS)}.")


def not_utf8(name: str, got: str, where: str = "") -> FormatError:
    """Bytes that are no text, and where they stand."""
    charset = "UTF-16" if got == "UTF-16" else "LATIN1"
    hint = f"Save it as UTF-8, for example with iconv -f {charset} -t UTF-8."
    return FormatError(f"{name}: must be UTF-8, got {got} {where}".rstrip(), hint)
