"""Streams of bytes that need not be seekable: files, pipes, and what is gzipped in them."""

from __future__ import annotations

import errno
import os
import select
import sys
import threading
from typing import BinaryIO, Protocol

import pyarrow as pa

from logloss.sources.files.damage import reported

_MOST = 1 << 24  # bytes to read at once
_GLANCE = 0.1  # seconds after which whoever waits for bytes looks whether anybody still wants them


class Readable(Protocol):
    """All that is asked of a source."""

    def read(self, size: int = -1, /) -> bytes | None:
        """Give some bytes, none at the end, or None where there are none yet."""


class Stream:
    """Bytes of which the first can be looked at before they are read, with a tail put behind them."""

    closed = False  # Arrow asks

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._head = b""
        self.tail = b""

    def peek(self, size: int) -> bytes:
        """Look at the first bytes, fewer only where there are no more; the tail is not among them."""
        while len(self._head) < size and (more := self._more(size - len(self._head))):
            self._head += more
        return self._head[:size]

    def read(self, size: int = -1) -> bytes:
        """Take as many bytes as are wanted, or all; fewer only at the end, for which Arrow takes less."""
        wanted = size if size >= 0 else sys.maxsize
        found, self._head = self._head[:wanted], self._head[wanted:]
        parts, missing = [found], wanted - len(found)
        while missing and (more := self._more(missing)):
            parts.append(more)
            missing -= len(more)
        parts.append(self.tail[:missing])
        self.tail = self.tail[missing:]
        return b"".join(parts)

    def close(self) -> None:
        """Leave the source open: it belongs to whoever opened it."""

    def _more(self, size: int) -> bytes:
        # A damaged file may make Arrow ask for more than there is memory.
        more = self._source.read(min(size, _MOST))
        if more is None:  # a pipe that does not wait for its writer: this is not its end
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return more


class Patient:
    """A pipe of this process, whose reader can be told to wait no longer.

    Parameters
    ----------
    stream
        A stream that nobody has read from: what it has buffered is not seen.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._place = stream.fileno()
        self._halted = threading.Event()

    def read(self, size: int = -1) -> bytes:
        """Give some bytes, as many as there are by now, and none at the end."""
        while size and not select.select([self._place], [], [], _GLANCE)[0]:
            if self._halted.is_set():
                raise InterruptedError(errno.EINTR, os.strerror(errno.EINTR))
        return os.read(self._place, _MOST if size < 0 else min(size, _MOST))

    def seekable(self) -> bool:
        """Never: what has been read is gone."""
        return False

    def halt(self) -> None:
        """Let whoever waits for bytes wait no longer."""
        self._halted.set()


PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
"""How compressed data begin, and what Arrow calls them."""


class Unpacked:
    """What a compressed stream holds."""

    def __init__(self, packed: Stream, name: str, codec: str) -> None:
        self._unpacked = pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), codec)
        self._name = name
        self._codec = codec

    def read(self, size: int = -1) -> bytes:
        """Take some bytes; what is wrong with the packing is said here, not blamed on the format within."""
        with reported(self._name, self._codec):
            unpacked: bytes = self._unpacked.read(None if size < 0 else size)
        return unpacked
