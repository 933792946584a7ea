"""Conventions by which a log loss may have been computed: a table, and what goes with what.

Each is one choice at one stage. What stands first at a stage is the most ordinary. A *mistake* is what no
library does unless it is called wrongly; at most one is tried at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from logloss.reconciliation import libraries as lib
from logloss.reconciliation.libraries import Source

Form = Literal["exact", "clip", "clip first", "clip add", "add", "floor", "clamp", "cap"]


@dataclass(frozen=True)
class Clip:
    """What becomes of a probability before its logarithm is taken, and in which arithmetic.

    ``clip`` puts the probability of the true class into [eps, 1 − eps]; ``clip first`` that of the positive
    class, before it is subtracted from 1; ``clip add`` then adds eps once more; ``add`` adds eps to what is
    not clipped; ``floor`` lifts what is below eps; ``clamp`` caps the loss itself at eps; ``cap`` gives what
    is not above eps the loss −ln eps, with eps and its logarithm in float32 and all else in float64.
    """

    form: Form = "exact"
    eps: float = 0.0
    single: bool = False

    @property
    def dtype(self) -> type[np.floating]:
        """The type in which is computed."""
        return np.float32 if self.single else np.float64

    @property
    def is_bounded(self) -> bool:
        """Whether no loss is infinite."""
        return self.form != "exact"


@dataclass(frozen=True)
class Convention:
    """One choice at one stage.

    Attributes
    ----------
    id
        Its name, also that of its message.
    stage
        Where in the computation it stands.
    sources
        Libraries that do so.
    clip
        Of the stage "clip": what it does.
    family
        Conventions of one family are told apart only where the digits do.
    mistake
        Whether no library does it unless it is called wrongly.
    order
        Of the stage "reading": the order in which columns are taken.
    """

    id: str
    stage: str
    sources: tuple[Source, ...] = ()
    clip: Clip | None = None
    family: str = ""
    mistake: bool = False
    order: tuple[int, ...] = ()

    @property
    def kin(self) -> str:
        """Its family, or itself."""
        return self.family or self.id


LISTED = 9
"""Of more columns than this an order is named by its ends."""

STAGES = ("clip", "reading", "rows", "weights", "mean", "unit", "scale", "sign")
"""In the order in which a waterfall takes them: what makes a loss finite comes first."""

EPS64, EPS32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)

CLIPS = (
    Convention("clip.sklearn", "clip", (lib.LOG_LOSS,), Clip("clip", EPS64)),
    Convention("clip.1e-15", "clip", (lib.LOG_LOSS_OLD, lib.SPARK), Clip("clip", 1e-15), "1e-15"),
    Convention("clip.torch", "clip", (lib.BCE,), Clip("clamp", 100.0, single=True), "torch"),
    Convention("clip.keras", "clip", (lib.KERAS,), Clip("clip first", 1e-7, single=True), "keras"),
    Convention("clip.xgboost", "clip", (lib.XGBOOST,), Clip("floor", 1e-16, single=True)),
    Convention("clip.sklearn32", "clip", (lib.LOG_LOSS,), Clip("clip", EPS32, single=True)),
    Convention("clip.torch64", "clip", (lib.BCE,), Clip("clamp", 100.0), "torch"),
    Convention("clip.keras64", "clip", (lib.KERAS,), Clip("clip first", 1e-7), "keras"),
    Convention("clip.keras2", "clip", (lib.KERAS_OLD,), Clip("clip add", 1e-7, single=True)),
    Convention("clip.lightgbm", "clip", (lib.LIGHTGBM,), Clip("cap", 1e-15), "1e-15"),
    Convention("clip.tf1", "clip", (lib.TF_LOG_LOSS,), Clip("add", 1e-7, single=True)),
    Convention("float32", "clip", (), Clip(single=True)),
)
THROUGH = Convention("through", "clip", (), Clip(), "", mistake=True)
"""Logits made probabilities in float64, which are 1 from 37 on."""

REVERSED = Convention("reversed", "reading", mistake=True)
AS_LOGITS = Convention("as_logits", "reading", (lib.BCE_LOGITS, lib.KERAS_LOGITS), mistake=True)
AS_PROBABILITIES = Convention("as_probabilities", "reading", (lib.KERAS_NO_LOGITS,), mistake=True)
SWAPPED = Convention("swapped", "reading", (lib.BCE_ORDER,), mistake=True)
ONE_HOT = Convention("one_hot", "reading", (lib.BCE, lib.KERAS))

FINITE = Convention("finite", "rows", mistake=True)
FINITE_OF_ALL = Convention("finite_of_all", "rows", mistake=True)
CERTAIN = Convention("certain", "rows", mistake=True)

UNWEIGHTED = Convention("unweighted", "weights", (lib.LOG_LOSS_PLAIN,))
WEIGHTLESS = Convention("weightless", "weights", mistake=True)

SUM = Convention("sum", "mean", (lib.LOG_LOSS_SUM, lib.BCE_SUM))
BY_ROWS = Convention("by_rows", "mean", (lib.BCE_WEIGHT, lib.KERAS_BATCH))
BY_NONZERO = Convention("by_nonzero", "mean", (lib.TF_NONZERO,))
BY_CLASS = Convention("by_class", "mean", (lib.BALANCED,))
BY_ALL = Convention("by_all", "mean", mistake=True)

BITS = Convention("bits", "unit")
BANS = Convention("bans", "unit")
PERCENT = Convention("percent", "scale")
PER_CLASS = Convention("per_class", "scale", mistake=True)
NEGATIVE = Convention("negative", "sign", (lib.NEG_LOG_LOSS,))


@dataclass(frozen=True)
class Case:
    """What is known of the predictions, on which it hangs what can be tried.

    Attributes
    ----------
    classes
        How many there are.
    one_column
        Whether there is one column of probabilities, of the positive class.
    weighted, weightless
        Whether rows have weights, and whether some are 0.
    dropped
        How many rows were dropped because they lack a value.
    logits
        Whether predictions are logits.
    negative
        Whether the reported number is negative.
    """

    classes: int
    one_column: bool
    weighted: bool = False
    weightless: bool = False
    dropped: int = 0
    logits: bool = False
    negative: bool = False


@dataclass(frozen=True)
class Choice:
    """At most one convention a stage."""

    steps: tuple[Convention, ...] = field(default=())

    def at(self, stage: str) -> Convention | None:
        """What is chosen at a stage; None is what the log loss itself does."""
        return next((step for step in self.steps if step.stage == stage), None)

    @property
    def ids(self) -> frozenset[str]:
        """The conventions by name."""
        return frozenset(step.id for step in self.steps)


def options(case: Case) -> dict[str, tuple[Convention, ...]]:
    """What can be chosen at each stage, the most ordinary first."""
    weights = (UNWEIGHTED, WEIGHTLESS) if case.weightless else (UNWEIGHTED,)
    means = [SUM, BY_CLASS]
    means += [BY_ROWS] if case.weighted else []
    means += [BY_NONZERO] if case.weightless else []
    means += [BY_ALL] if case.dropped else []
    return {
        "clip": (*CLIPS, *((THROUGH,) if case.logits else ())),
        "reading": readings(case),
        "rows": (FINITE, FINITE_OF_ALL, CERTAIN),
        "weights": weights if case.weighted else (),
        "mean": tuple(means),
        "unit": (BITS, BANS),
        "scale": (PERCENT, PER_CLASS),
        "sign": (NEGATIVE,) if case.negative else (),
    }


def readings(case: Case) -> tuple[Convention, ...]:
    """How predictions may have been taken for something else."""
    if case.classes == 2:
        return (REVERSED, AS_LOGITS, SWAPPED, AS_PROBABILITIES)
    found = [ONE_HOT, AS_LOGITS, SWAPPED, *(_ordered(order) for order in column_orders(case.classes))]
    return (*found, AS_PROBABILITIES) if case.logits else tuple(found)


def column_orders(classes: int) -> list[tuple[int, ...]]:
    """Other orders of K columns: of three all; of more the reverse, and each way round by one.

    Examples
    --------
    >>> column_orders(3)
    [(2, 1, 0), (1, 2, 0), (2, 0, 1), (0, 2, 1), (1, 0, 2)]
    >>> len(column_orders(10))
    3
    """
    own = tuple(range(classes))
    found = [own[::-1], (*own[1:], own[0]), (own[-1], *own[:-1])]
    if classes == 3:
        found += [(0, 2, 1), (1, 0, 2)]
    return found


def _ordered(order: Sequence[int]) -> Convention:
    places = [str(k + 1) for k in order]
    name = "-".join(places if len(order) <= LISTED else [places[0], places[1], "…", places[-1]])
    return Convention(f"columns.{name}", "reading", mistake=True, order=tuple(order))
