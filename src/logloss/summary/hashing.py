"""Hashes that are the same in every process and every engine: splitmix64 of integers, MD5 of text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from logloss.kernels.reference import Array

_GAMMA, _FIRST, _SECOND = (np.uint64(v) for v in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_WHOLE = re.compile(r"(0|-?[1-9][0-9]{0,18})(?:\.0+)?", re.ASCII)
_BEGINS = {*"-0123456789"}  # asked first, for it is quicker
_LEAST, _END = -(1 << 63), 1 << 63


def hashed(whole: Array) -> Array:
    """The hash of integers, 64 bits: what splitmix64 draws first when an integer is its seed.

    Parameters
    ----------
    whole : shape (n,), int64; or uint64, taken as the int64 of the same bits

    Examples
    --------
    >>> [hex(h) for h in hashed(np.array([0, 1])).tolist()]
    ['0xe220a8397b1dcdaf', '0x910a2dec89025cc1']
    """
    h = whole.astype(np.uint64) + _GAMMA  # modulo 2^64, as all that follows
    h = (h ^ (h >> np.uint64(30))) * _FIRST
    h = (h ^ (h >> np.uint64(27))) * _SECOND
    result: Array = h ^ (h >> np.uint64(31))
    return result


def hashed_texts(texts: Sequence[str]) -> Array:
    """The hash of each text: that of the integer it writes, else the first 64 bits of its UTF-8 bytes' MD5.

    A text writes an integer that int64 holds if it has no needless sign or zeros but, perhaps, a point and
    zeros at its end.

    Examples
    --------
    >>> seven = hashed(np.array([7]))[0]
    >>> (hashed_texts(["7", "7.0", "07", "seven"]) == seven).tolist()
    [True, True, False, False]
    """
    result = np.empty(len(texts), dtype=np.uint64)
    places, whole = [], []
    for i, text in enumerate(texts):
        found = _WHOLE.fullmatch(text) if text[:1] in _BEGINS else None
        if found and _LEAST <= (value := int(found[1])) < _END:
            places.append(i)
            whole.append(value)
        else:
            result[i] = digest(text)
    result[places] = hashed(np.array(whole, dtype=np.int64))
    return result


def digest(text: str) -> int:
    """The first 64 bits of the MD5 of a text's UTF-8 bytes, which every database can compute.

    Examples
    --------
    >>> hex(digest("abc"))
    '0x900150983cd24fb0'
    """
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.md5(data, usedforsecurity=False).digest()[:8], "big")
