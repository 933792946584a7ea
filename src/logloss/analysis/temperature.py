"""Temperature: how much sharper or softer all predictions should have been."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from logloss.kernels.reference import Float
from logloss.summary import Cells, Summary, bins
from logloss.summary.temperatures import GRID

Case = Literal["finite", "flat", "zero", "infinite", "impossible", "below", "above"]


@dataclass(frozen=True)
class Temperature:
    """The temperature T at which the loss of the softmax of z/T (z logits, or ln p) is least.

    Attributes
    ----------
    temperature
        Above 1 predictions were too sharp, below too soft. 1 where it is all the same; NaN where the loss is
        infinite at every one; the end of the grid where the best lies beyond.
    loss, gain
        The loss at T in nats (as T → 0 or ∞, its limit), and how much less that is than the loss: a bound in
        sample, as T was found on these very rows.
    case
        - "finite": T > 0.
        - "flat": every prediction is uniform, or 0 and 1: no temperature changes a thing.
        - "zero": no true class has less than another. The sharper the better.
        - "infinite": true classes have no more than the others on average, Σw(z_y − mean z) ≤ 0. The softer
          the better, up to the uniform guess.
        - "impossible": a true class has p = 0, at every temperature.
        - "below", "above": of more than two classes, T is not on the grid from 1/8 to 8.
    is_exact
        Whether it is found from exact cells; else from the mean log-odds of each bin, or of more than two
        classes by interpolation between 33 temperatures.
    """

    temperature: float
    loss: float
    gain: float
    case: Case
    is_exact: bool


def temperature(summary: Summary) -> Temperature | None:
    """Find the best temperature: of two classes from the cells, of more from the temperatures kept.

    The loss is convex in 1/T. From bins T comes out within about 1e-5 of itself; by interpolation (cubic,
    between losses and slopes that are exact at temperatures 14% apart) within 1e-4, and the loss 1e-5.

    Returns
    -------
    Temperature or None
        None of more than two classes, where the Summary kept no temperatures.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger (2017), "On calibration of modern neural networks", ICML.

    Examples
    --------
    >>> import logloss as ll
    >>> t = temperature(ll.summarize([1, 1, 0, 1, 0], [0.9, 0.9, 0.9, 0.8, 0.1]))
    >>> round(t.temperature, 3), round(t.gain, 4), t.case
    (1.608, 0.0429, 'finite')
    >>> temperature(ll.summarize([1, 0], [0.6, 0.2])).case
    'zero'
    """
    if not summary.is_binary and summary.temperatures is None:
        return None
    exact = summary.is_binary and summary.is_exact
    if summary.totals.all("infinite"):
        return Temperature(math.nan, math.inf, math.nan, "impossible", exact)
    found = _of_two(summary.cells) if summary.is_binary else of_many(summary)
    best, before, after, case = found
    weight = summary.totals.all("weight")
    # Cells in bins cost a little less than their rows; the difference of two temperatures hardly does.
    gain = max(0.0, (before - after) / weight)
    return Temperature(best, max(0.0, summary.loss - gain), gain, case, exact)


# ---- two classes ------------------------------------------------------------------------------------------


def _of_two(cells: Cells) -> tuple[float, float, float, Case]:
    """The best T, Σwℓ at 1 and at T, and the case."""
    margin, weight = margins(cells)
    certain = np.isposinf(margin)
    m, w = margin[~certain], weight[~certain]  # what is certain, and right, costs nothing at any temperature
    before = loss_at(1.0, m, w)
    beta, case = best_slope(m, w)
    if case == "zero":
        return 0.0, before, math.log(2) * float(w[m == 0].sum()), case
    return 1 / beta if beta else math.inf, before, loss_at(beta, m, w), case


def margins(cells: Cells) -> tuple[Float, Float]:
    """By how much the true class's logit exceeds the other's, cell by cell, and the cells' weight.

    Binned cells have their mean.
    """
    if cells.exact:
        z = cells.key if cells.logit else bins.log_odds(cells.key)
    else:
        z = cells.log_odds / cells.weight
    margin = np.where(cells.cls == 1, z, -z)
    # Of two columns (1e-20, 1) the second says p = 1, and the loss of the first class says what it was.
    hidden = np.isneginf(margin) & np.isfinite(cells.loss)
    return np.where(hidden, -cells.loss / cells.weight, margin), cells.weight


def loss_at(beta: float, margin: Float, weight: Float) -> float:
    """Σwℓ at temperature 1/β, of finite margins."""
    return float(weight @ np.logaddexp(0.0, -beta * margin))


def best_slope(margin: Float, weight: Float) -> tuple[float, Case]:
    """1/T at which finite margins cost least, and the case: 1 where all cost the same, ∞ where T is 0."""
    if not margin.any():
        return 1.0, "flat"
    if (margin >= 0).all():
        return math.inf, "zero"
    if float(weight @ (margin / np.abs(margin).max())) <= 0:
        return 0.0, "infinite"
    return _root(margin, weight), "finite"


def _root(margin: Float, weight: Float) -> float:
    """β at which Σwℓ falls no more: Newton's steps, halving the bounds around it where they do not."""
    size = float(np.abs(margin).max())
    m, wm = margin / size, weight * (margin / size)  # the largest is 1: no square overflows
    low, high, beta, last = 0.0, math.inf, size, math.inf
    for _ in range(200):
        wrong = bins.probability(-beta * m)
        slope = -float(wm @ wrong)
        if slope == 0:
            break
        low, high = (beta, high) if slope < 0 else (low, beta)
        curve = float((wm * m) @ (wrong * (1 - wrong)))
        step = slope / curve if curve > 0 else math.inf
        if not (low < beta - step < high and abs(step) < min(last / 2, 2 * beta)):
            step = beta - _between(low, high)
        beta, last = beta - step, abs(step)
        if last <= 4e-16 * beta:
            break
    return beta / size


def _between(low: float, high: float) -> float:
    if math.isinf(high):
        return 1e6 * low  # there may be logits of 1 beside one of 1e-100
    return high / 4 if low == 0 else math.sqrt(low) * math.sqrt(high)


# ---- more than two ----------------------------------------------------------------------------------------


def of_many(summary: Summary) -> tuple[float, float, float, Case]:
    """The same from the losses and slopes that are kept, of rows of finite loss."""
    kept = summary.temperatures
    assert kept is not None
    loss, slope = kept.loss, kept.slope
    before = float(loss[GRID == 1][0])
    if np.abs(slope).max() <= 1e-13 * np.abs(loss).max():  # rounding alone
        return 1.0, before, before, "flat"
    if slope[-1] < 0:
        if not _all_right(summary):
            return float(1 / GRID[-1]), before, float(loss[-1]), "below"
        # A top class of more than one half has no equal; else it might, and its limit is not 0.
        strictly = summary.chain is not None and bool((summary.chain.cells.key > 0).all())
        return 0.0, before, 0.0 if strictly else float(loss[-1]), "zero"
    if slope[0] >= 0:
        return float(1 / GRID[0]), before, float(loss[0]), "above"
    i = int(np.flatnonzero(slope < 0)[-1])
    beta, after = _interpolated(GRID[i : i + 2], loss[i : i + 2], slope[i : i + 2])
    return 1 / beta, before, after, "finite"


def _all_right(summary: Summary) -> bool:
    """Whether the top class was the true one in every row."""
    chain = summary.chain
    return chain is not None and not (chain.rows or chain.impossible or chain.certain)


def _interpolated(beta: Float, loss: Float, slope: Float) -> tuple[float, float]:
    """Where the cubic through two losses, with their slopes, has its minimum, and the minimum; in ln β."""
    width = math.log(beta[1] / beta[0])
    f0, f1 = loss.tolist()
    d0, d1 = (slope * beta * width).tolist()
    bend, twist = 2 * (3 * (f1 - f0) - 2 * d0 - d1), 3 * (d0 + d1 - 2 * (f1 - f0))
    # d0 + bend·t + twist·t² is below 0 at t = 0 and not at 1: this root lies between, whatever the signs.
    t = -2 * d0 / (bend + math.sqrt(max(0.0, bend * bend - 4 * twist * d0)))
    t = min(max(t, 0.0), 1.0)
    return float(beta[0]) * math.exp(t * width), f0 + t * (d0 + t * (bend / 2 + t * twist / 3))
