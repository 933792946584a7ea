"""A part: what is kept of some rows, whichever loop has found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from logloss.scores import row_losses
from logloss.summary.cells import Cells
from logloss.summary.chain import Chain
from logloss.summary.named import Named
from logloss.summary.totals import Totals
from logloss.summary.worst import KEPT, Row, costliest


@dataclass(frozen=True, eq=False)
class Part:
    """Totals, cells and worst rows of some rows; of more than two classes the chain, where it is made too."""

    totals: Totals
    cells: Cells
    worst: tuple[Row, ...]
    infinite: tuple[Row, ...]
    chain: Chain | None = None

    def __add__(self, other: Part) -> Part:
        return Part(
            self.totals + other.totals,
            self.cells + other.cells,
            costliest(self.worst + other.worst),
            costliest(self.infinite + other.infinite),
        )


def costliest_of(named: Named, places: Sequence[int]) -> tuple[Row, ...]:
    """The costliest of the rows at some places."""
    if not places:
        return ()
    rows = named.rows
    losses = row_losses(replace(rows, y=rows.y[places], scores=rows.scores[places]))
    cost = losses if rows.weight is None else losses * rows.weight[places]
    first = np.lexsort((np.array(places), -cost))[:KEPT]  # as costliest orders rows of one source
    return costliest(named.row(places[i], float(losses[i])) for i in first.tolist())
