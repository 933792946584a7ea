"""Rows in shares: fixed by their number alone, worked on by threads, handed back in order.

So a sum over rows is the same bit for bit whatever the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from logloss.kernels.threads import thread_count

Result = TypeVar("Result")

LEAST, MOST, STEP = 1 << 18, 64, 1 << 12
"""A share has at least LEAST rows (fewer would take less time than starting a thread) and is one of at most
MOST, each a multiple of STEP."""


def shares(n: int) -> list[tuple[int, int]]:
    """The first row and the end of each share of n rows.

    Examples
    --------
    >>> shares(10), shares(300_000)
    ([(0, 10)], [(0, 262144), (262144, 300000)])
    """
    size = max(LEAST, -(-n // MOST // STEP) * STEP)
    return [(start, min(start + size, n)) for start in range(0, n, size)]


def each_share(work: Callable[[int, int], Result], n: int, at_once: bool = False) -> Iterator[Result]:
    """What `work` makes of each share, in order; it must release the GIL for threads to be of use.

    All rows are one share if they are to be worked on `at_once`, by a thread among others.
    """
    parts = [(0, n)] if at_once else shares(n)
    workers = min(len(parts), thread_count())
    if workers < 2:
        yield from (work(start, stop) for start, stop in parts)
        return
    with ThreadPoolExecutor(workers, "logloss") as pool:
        yield from pool.map(work, *zip(*parts, strict=True))
