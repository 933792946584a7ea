"""Workers: things done at the same time, their results in the order of the things."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from queue import Full, Queue
from typing import Generic, Protocol, Self, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

AHEAD = 2
"""Things for each thread that are begun or waiting: enough to keep it busy, few enough for the memory."""


class Stopped(Exception):  # noqa: N818  # nobody made a mistake
    """A worker has been told that nobody waits for its result."""


class Stop:
    """How workers learn that they are to stop."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Tell all workers to stop at their next chance."""
        self._asked.set()

    def check(self) -> None:
        """A chance to stop."""
        if self._asked.is_set():
            raise Stopped


def in_order(
    things: Iterator[Thing], work: Callable[[Thing, Stop], Result], threads: int
) -> Generator[Result, None, None]:
    """Do some work on all things, on several threads, and give the results in order.

    Things are taken as they are needed, in the calling thread. Whoever stops listening must close this
    iterator: workers are then told to stop, and waited for.

    Examples
    --------
    >>> list(in_order(iter([1, 2, 3]), lambda n, stop: n * n, 2))
    [1, 4, 9]
    """
    stop = Stop()
    first = list(islice(things, 2))
    if threads == 1 or len(first) < 2:  # nothing to gain from a thread of its own
        for thing in chain(first, things):
            yield work(thing, stop)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(threads, "logloss")
    try:
        for thing in chain(first, things):
            waiting.append(pool.submit(work, thing, stop))
            if len(waiting) >= AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        stop.ask()
        pool.shutdown(wait=True, cancel_futures=True)


def in_background(things: Iterator[Thing], halt: Callable[[], None]) -> Generator[Thing, None, None]:
    """Take things in a thread of their own, one ahead: the calling thread can then be interrupted.

    A wait for bytes within a library would not end with a Ctrl-C. Whoever closes this iterator calls `halt`,
    which lets the waiting end; a thread that waits all the same ends with the process.

    Examples
    --------
    >>> list(in_background(iter("abc"), lambda: None))
    ['a', 'b', 'c']
    """
    ready: Queue[tuple[Thing | None, BaseException | None]] = Queue(1)
    closed = threading.Event()

    def put(thing: Thing | None, error: BaseException | None) -> None:
        while not closed.is_set():
            with suppress(Full):
                ready.put((thing, error), timeout=WAIT)
                return

    def take() -> None:
        try:
            for thing in things:
                put(thing, None)
                if closed.is_set():
                    return
            put(None, StopIteration())
        except BaseException as error:  # it is raised where the things are wanted
            put(None, error)

    thread = threading.Thread(target=take, name="logloss reader", daemon=True)
    thread.start()
    try:
        while True:
            thing, error = ready.get()
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield thing  # type: ignore[misc]
    finally:
        closed.set()
        halt()
        thread.join(PATIENCE)


WAIT = 0.1
PATIENCE = 2.0
"""Seconds between two looks, and how long a thread is waited for that should end."""


class Adds(Protocol):
    """What can be added up."""

    def __add__(self, other: Self, /) -> Self:
        """Both together."""


Sum = TypeVar("Sum", bound=Adds)


class Tree(Generic[Sum]):
    """A sum in pairs, and pairs of pairs: its value depends on the order of its parts alone.

    Each part is added up about log₂ n times, where a sum from left to right would add to an ever larger one.

    Examples
    --------
    >>> tree = Tree()
    >>> for part in "abcde":
    ...     tree.add(part)
    >>> tree.total()
    'abcde'
    """

    def __init__(self) -> None:
        self._levels: list[Sum | None] = []

    def add(self, part: Sum) -> None:
        """Put a part behind the others."""
        for level, before in enumerate(self._levels):
            if before is None:
                self._levels[level] = part
                return
            part = before + part
            self._levels[level] = None
        self._levels.append(part)

    def total(self) -> Sum | None:
        """All parts together; None if there are none."""
        parts = [part for part in reversed(self._levels) if part is not None]
        if not parts:
            return None
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total
