"""Rows in shares: fixed by their number alone, worked on by threads, handed back in order.

So a sum over rows is the same bit for bit whatever the number of threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import Generic, TypeVar

from logloss.kernels.threads import thread_count

Result = TypeVar("Result")

LEAST, MOST, STEP = 1 << 18, 64, 1 << 12
"""A share has at least LEAST rows (fewer would take less time than starting a thread) and is one of at most
MOST, each a multiple of STEP."""


def shares(n: int, least: int = LEAST) -> list[tuple[int, int]]:
    """The first row and the end of each share of n rows.

    Examples
    --------
    >>> shares(10), shares(300_000)
    ([(0, 10)], [(0, 262144), (262144, 300000)])
    """
    size = max(least, -(-n // MOST // STEP) * STEP)
    return [(start, min(start + size, n)) for start in range(0, n, size)]


def each_share(
    work: Callable[[int, int], Result], n: int, at_once: bool = False, least: int = LEAST
) -> Iterator[Result]:
    """What `work` makes of each share, in order; it must release the GIL for threads to be of use.

    All rows are one share if they are to be worked on `at_once`, by a thread among others.
    """
    parts = [(0, n)] if at_once else shares(n, least)
    workers = min(len(parts), thread_count())
    if workers < 2:
        yield from (work(start, stop) for start, stop in parts)
        return
    yield from _Work(work, parts).done(workers)


class _Work(Generic[Result]):
    """Shares, which threads take until there are none left; the calling thread is one of them.

    That costs a tenth of what a pool does, which counts where all takes a few thousandths of a second.
    """

    def __init__(self, work: Callable[[int, int], Result], parts: Sequence[tuple[int, int]]) -> None:
        self._work, self._parts = work, parts
        self._left = deque(range(len(parts)))
        self._found: dict[int, Result] = {}
        self._errors: list[BaseException] = []

    def done(self, workers: int) -> Iterator[Result]:
        """The results in order, as soon as this thread has time to hand them on."""
        threads = [Thread(target=self._others, name="logloss") for _ in range(workers - 1)]
        given = 0
        try:
            for thread in threads:
                thread.start()
            while self._one():
                while given in self._found:
                    yield self._found.pop(given)
                    given += 1
        finally:
            self._left.clear()  # where something went wrong, or nobody listens any more
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
        if self._errors:
            raise self._errors[0]
        yield from (self._found.pop(i) for i in range(given, len(self._parts)))

    def _one(self) -> bool:
        """Work on one share; whether there was one."""
        try:
            i = self._left.popleft()
        except IndexError:
            return False
        self._found[i] = self._work(*self._parts[i])
        return True

    def _others(self) -> None:
        try:
            while self._one():
                pass
        except BaseException as error:  # the calling thread raises it
            self._errors.append(error)
            self._left.clear()
