"""When a picture of something that goes on is drawn anew: as seldom as its share of the time asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Due:
    """Says when a picture may be drawn: drawing takes no more than its share of the time.

    Parameters
    ----------
    share : of the time, from 0 to 1
    often : seconds between two pictures at least
    clock : seconds
    """

    def __init__(self, share: float, often: float, clock: Callable[[], float]) -> None:
        self._share, self._often, self._clock = share, often, clock
        self._start = clock()
        self._last, self._spent = -math.inf, 0.0

    def __call__(self) -> bool:
        """Whether one is due."""
        now = self._clock()
        return now - self._last >= self._often and self._spent <= self._share * (now - self._start)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Counts what a picture takes."""
        start = self._clock()
        yield
        self._last = self._clock()
        self._spent += self._last - start
