"""How many threads work on rows: as many as this process has processors, or as many as it is told."""

from __future__ import annotations

import os

from logloss.errors import ArgumentError

VARIABLE = "LOGLOSS_THREADS"
MOST = 1024


def thread_count() -> int:
    """The number of threads: ``LOGLOSS_THREADS``, or else the processors that this process may use.

    Results do not depend on it.

    Raises
    ------
    ArgumentError
        Where the variable holds something else than a number from 1 to 1024.

    Examples
    --------
    >>> 1 <= thread_count() <= 1024
    True
    """
    asked = os.environ.get(VARIABLE, "").strip()
    if not asked:
        return min(_processors(), MOST)
    if not (asked.isascii() and asked.isdigit()) or not 1 <= int(asked[:5]) <= MOST or len(asked) > 5:
        raise ArgumentError(
            f"{VARIABLE} must be a whole number from 1 to {MOST}, got {asked[:40]!r}",
            "Unset it to use every processor.",
        )
    return int(asked)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # what the process may use, not what the machine has
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
