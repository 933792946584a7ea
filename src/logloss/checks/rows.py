"""What the doctor hands on: rows that can be scored, and how to speak of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SHOWN = 3
"""How many offending rows a message names."""

MOST = 6
"""How many values of one row, or labels, a message lists."""

LONGEST = 60
"""How many characters of a value a message shows."""


@dataclass(frozen=True)
class Names:
    """What a message calls the arguments and the rows: NumPy's index for arrays, numbers from 1 for files.

    Where rows were dropped, `kept` holds the places in the input of those that are left.
    """

    y_true: str = "y_true"
    y_proba: str = "y_proba"
    sample_weight: str = "sample_weight"
    row: str = "index"
    first: int = 0
    kept: Array | None = field(default=None, compare=False, repr=False)

    def rows(self, where: Array | Iterable[int]) -> str:
        """Name the first rows of a mask or of a list of indices.

        Examples
        --------
        >>> Names().rows([3, 17, 20, 21, 40])
        'index 3, 17, 20 and 2 more'
        >>> Names(row="row", first=1).rows(np.array([False, True]))
        'row 2'
        >>> Names(kept=np.array([0, 2, 5])).rows([2])
        'index 5'
        """
        found = np.asarray(where)
        if found.dtype == np.bool_:
            found = np.flatnonzero(found)
        places = found[:SHOWN] if self.kept is None else self.kept[found[:SHOWN]]
        shown = ", ".join(str(int(i) + self.first) for i in places)
        return f"{self.row} {shown}" + (f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else "")


ARRAYS = Names()


@dataclass(frozen=True)
class Rows:
    """Rows that have a log loss.

    Attributes
    ----------
    y
        Class indices, shape (n,); soft labels: the share of each class, shape (n,) for two classes or (n, K).
    scores
        Probabilities (or logits): of the positive class, shape (n,), or one column a class, shape (n, K).
    weight
        Shape (n,), finite and not negative, or None where every row weighs 1.
    labels
        The classes in the order of the columns; of two classes the second is the positive one.
    logits, soft
        Whether the scores are logits, and the labels soft.
    index
        The rows' places in the input where rows were dropped, else None.
    notes
        What was done on request or is worth saying: "dropped", "renormalized", "float32"; each a number of
        rows.
    examined
        Whether the doctor has seen the values; else whoever sums them has to.
    """

    y: Array
    scores: Array
    weight: Array | None
    labels: tuple[Any, ...]
    logits: bool = False
    soft: bool = False
    index: Array | None = None
    notes: dict[str, int] = field(default_factory=dict)
    examined: bool = True

    def __len__(self) -> int:
        return len(self.scores)


def shown(value: Any) -> str:
    """A value as a message prints it: text quoted, numbers plain, nothing longer than a line.

    Examples
    --------
    >>> shown(np.float64(55.0)), shown("spam"), shown(np.str_("ham"))
    ('55', "'spam'", "'ham'")
    >>> shown(10**400)
    'an integer of 1329 bits'
    """
    if isinstance(value, (bool, np.bool_, np.datetime64, np.timedelta64)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        whole = int(value)
        return str(whole) if whole.bit_length() <= 128 else f"an integer of {whole.bit_length()} bits"
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.6g}" if float(f"{float(value):.6g}") == float(value) else repr(float(value))
    text = repr(python(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def first_of(values: Array, where: Array) -> str:
    """The first value of a mask as a message prints it: a number or text, or a row of several."""
    value = values[where][0]
    if not isinstance(value, np.ndarray):
        return shown(value)
    more = ", …" if len(value) > MOST else ""
    return "[" + ", ".join(shown(v) for v in value[:MOST]) + more + "]"


def rows_with(where: Array) -> Array:
    """The rows of a mask of values, or the mask itself where it is one of rows."""
    return np.asarray(where.any(axis=1)) if where.ndim == 2 else where


def listed(values: Sequence[Any]) -> str:
    """Values as a message lists them, the first few.

    Examples
    --------
    >>> listed(["ham", "spam"]), listed(range(2000))
    ("'ham', 'spam'", '0, 1, 2, 3, 4, 5 and 1,994 more')
    """
    more = f" and {len(values) - MOST:,} more" if len(values) > MOST else ""
    return ", ".join(shown(v) for v in values[:MOST]) + more


def python(value: Any) -> Any:
    """A NumPy scalar as the Python value that it stands for."""
    return value.item() if isinstance(value, np.generic) else value
