"""Entropy, cross-entropy, Kullback–Leibler divergence and perplexity: distributions in, numbers out."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from logloss.errors import ArgumentError, DataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Unit: TypeAlias = Literal["nats", "bits"]

_FACTORS = {"nats": 1.0, "bits": 1 / math.log(2)}
_ROWS_SHOWN = 5


def entropy(q: ArrayLike, *, axis: int = -1, unit: Unit = "nats") -> float | NDArray[np.float64]:
    r"""Entropy of a distribution: the least average surprisal anybody can have about it.

    .. math:: H(q) = -\sum_k q_k \ln q_k, \qquad 0 \ln 0 = 0

    0 ≤ H(q) ≤ ln K for K classes: 0 if one class is certain, ln K if all are alike.

    Parameters
    ----------
    q
        One distribution, or a batch of them along `axis`: finite, non-negative, summing to 1 within √eps of
        its dtype (integers: of float64). float32 is widened before any logarithm; an entry above 1 by
        rounding counts as 1. Two classes are written ``[1 - q, q]``.
    axis
        The axis of the classes.
    unit
        ``"nats"`` or ``"bits"`` (nats / ln 2).

    Returns
    -------
    float or ndarray
        A float for a single distribution; for a batch, an array of the shape of `q` without `axis`.

    Raises
    ------
    DataError
        If `q` is no distribution: a scalar, empty, not numeric, not finite, negative, or not summing to 1.
    ArgumentError
        If `axis` or `unit` does not exist.

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27.
    Cover, T. M. & Thomas, J. A. (2006). Elements of Information Theory, 2nd ed., ch. 2.

    Examples
    --------
    >>> round(entropy([0.3, 0.7]), 4), round(entropy([0.3, 0.7], unit="bits"), 4)
    (0.6109, 0.8813)
    >>> entropy([[1, 0], [0.5, 0.5]]).round(4)
    array([0.    , 0.6931])
    """
    factor = unit_factor(unit)
    rows = _distributions("q", _class_axis_last("q", _numbers("q", q), axis))
    return _total(_minus_q_log(rows, rows), factor)


def cross_entropy(
    q: ArrayLike, p: ArrayLike, *, axis: int = -1, unit: Unit = "nats"
) -> float | NDArray[np.float64]:
    r"""Cross-entropy: the average surprisal of who predicts `p` where `q` is true.

    .. math:: H(q, p) = -\sum_k q_k \ln p_k = H(q) + \mathrm{KL}(q \| p) \ge H(q)

    It is infinite where something that happens (q > 0) was declared impossible (p = 0); a class that does not
    happen costs nothing, whatever its p. The log loss is the mean of H(q, p) over rows, q being one-hot.

    Parameters
    ----------
    q, p
        What is true and what is predicted: distributions as in `entropy`, with equally many classes. Batches
        broadcast as in NumPy, `axis` counting in the array of more dimensions; a vector is one distribution
        and goes with every row of a batch, whatever `axis` is.
    axis
        The axis of the classes.
    unit
        ``"nats"`` or ``"bits"`` (nats / ln 2).

    Returns
    -------
    float or ndarray
        A float for two vectors; otherwise an array of the batches' common shape.

    Raises
    ------
    DataError
        If `q` or `p` is no distribution (see `entropy`), or if their shapes do not fit.
    ArgumentError
        If `axis` or `unit` does not exist.

    References
    ----------
    Cover, T. M. & Thomas, J. A. (2006). Elements of Information Theory, 2nd ed., th. 5.4.3.

    Examples
    --------
    >>> round(cross_entropy([0.3, 0.7], [0.5, 0.5]), 4)
    0.6931
    >>> cross_entropy([0, 1], [[0.5, 0.5], [1, 0]]).round(4)
    array([0.6931,    inf])
    """
    factor = unit_factor(unit)
    true, predicted = _pair(q, p, axis)
    return _total(_minus_q_log(true, predicted), factor)


def kl_divergence(
    q: ArrayLike, p: ArrayLike, *, axis: int = -1, unit: Unit = "nats"
) -> float | NDArray[np.float64]:
    r"""Kullback–Leibler divergence: what predicting `p` costs beyond predicting `q`, which is true.

    .. math:: \mathrm{KL}(q \| p) = \sum_k q_k \ln \frac{q_k}{p_k} = H(q, p) - H(q) \ge 0

    It is 0 exactly if `p` equals `q`, and infinite where q > 0 and p = 0. Also called relative entropy; not
    symmetric. It is summed as :math:`\sum_k (q_k \ln(q_k / p_k) - q_k + p_k)`, of which each term is ≥ 0:
    the same number if both sum to 1, and good to nearly every digit even where `p` is almost `q`. Sums off
    by rounding move H(q, p) = H(q) + KL(q‖p) by their difference, Σp − Σq.

    Parameters
    ----------
    q, p
        What is true and what is predicted: distributions as in `entropy`, with equally many classes. Batches
        broadcast as in `cross_entropy`.
    axis
        The axis of the classes.
    unit
        ``"nats"`` or ``"bits"`` (nats / ln 2).

    Returns
    -------
    float or ndarray
        A float for two vectors; otherwise an array of the batches' common shape.

    Raises
    ------
    DataError
        If `q` or `p` is no distribution (see `entropy`), or if their shapes do not fit.
    ArgumentError
        If `axis` or `unit` does not exist.

    References
    ----------
    Kullback, S. & Leibler, R. A. (1951). On information and sufficiency. Annals of Mathematical
    Statistics 22.
    Cover, T. M. & Thomas, J. A. (2006). Elements of Information Theory, 2nd ed., th. 2.6.3.

    Examples
    --------
    >>> round(kl_divergence([0.3, 0.7], [0.5, 0.5]), 4)
    0.0823
    >>> kl_divergence([0.3, 0.7], [[0.3, 0.7], [1, 0]])
    array([ 0., inf])
    """
    factor = unit_factor(unit)
    true, predicted = _pair(q, p, axis)
    return _total(_divergence_terms(true, predicted), factor)


def perplexity(q: ArrayLike, *, axis: int = -1) -> float | NDArray[np.float64]:
    r"""Perplexity of a distribution: the number of equally likely classes that are as uncertain.

    .. math:: e^{H(q)}, \qquad 1 \le e^{H(q)} \le K

    Parameters
    ----------
    q
        One distribution, or a batch of them along `axis`, as in `entropy`.
    axis
        The axis of the classes.

    Returns
    -------
    float or ndarray
        A float for a single distribution; for a batch, an array of the shape of `q` without `axis`. A number
        of classes: it has no unit.

    Raises
    ------
    DataError
        If `q` is no distribution (see `entropy`).
    ArgumentError
        If `axis` does not exist.

    References
    ----------
    Jelinek, F., Mercer, R. L., Bahl, L. R. & Baker, J. K. (1977). Perplexity: a measure of the difficulty of
    speech recognition tasks. Journal of the Acoustical Society of America 62.

    Examples
    --------
    >>> round(perplexity([0.25, 0.25, 0.25, 0.25]), 12), round(perplexity([0.3, 0.7]), 4)
    (4.0, 1.842)
    """
    nats = entropy(q, axis=axis)
    return math.exp(nats) if isinstance(nats, float) else np.exp(nats)


def unit_factor(unit: str) -> float:
    """By what nats are multiplied to give `unit`: 1 for nats, 1 / ln 2 for bits.

    Raises
    ------
    ArgumentError
        If `unit` is neither.

    Examples
    --------
    >>> unit_factor("nats"), round(unit_factor("bits"), 4)
    (1.0, 1.4427)
    """
    if unit not in _FACTORS:
        options = " or ".join(f'"{name}"' for name in _FACTORS)
        raise ArgumentError(f"unit must be {options}, got {unit!r}", "One bit is ln 2 = 0.6931 nats.")
    return _FACTORS[unit]


# ---- the terms -------------------------------------------------------------------------------------------


def _minus_q_log(q: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """−q ln p, elementwise; 0 where q is 0, even if p is 0 too."""
    with np.errstate(divide="ignore", under="ignore"):
        terms: NDArray[np.float64] = -q * np.log(np.where(q > 0, p, 1.0))
    return terms


def _divergence_terms(q: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """q ln(q / p) − q + p ≥ 0, elementwise; p where q is 0, ∞ where only p is.

    As it stands this cancels where p is nearly q. There, with u = (p − q) / (p + q), ln(p / q) = 2 artanh u,
    and the first term of its series goes into p − q exactly: u (p − q) − 2q (u³/3 + u⁵/5 + …) is left.
    """
    with np.errstate(divide="ignore", under="ignore"):
        gap = p - q
        u = gap / np.where(p + q > 0, p + q, 1.0)
        near = np.abs(u) < 0.1  # where eight terms of the series give every digit of a double
        u = np.where(near, u, 0.0)
        series = np.polynomial.polynomial.polyval(u * u, [1 / (2 * k + 3) for k in range(8)])
        # Two logarithms and not that of q / p, which overflows for the smallest p.
        logs = np.log(np.where(q > 0, q, 1.0)) - np.log(np.where(q > 0, p, 1.0))
        return np.where(near, u * (gap - 2 * q * u * u * series), q * logs + gap)


def _total(terms: NDArray[np.float64], factor: float) -> float | NDArray[np.float64]:
    totals = np.sum(terms, axis=-1) * factor
    return float(totals) if totals.ndim == 0 else np.asarray(totals)


# ---- from what was passed to float64 distributions along the last axis ------------------------------------


def _pair(q: ArrayLike, p: ArrayLike, axis: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    q_numbers, p_numbers = _numbers("q", q), _numbers("p", p)
    ndim = max(q_numbers.ndim, p_numbers.ndim)
    true = _class_axis_last("q", q_numbers, axis, ndim)
    predicted = _class_axis_last("p", p_numbers, axis, ndim)
    _check_shapes_fit(true, predicted, f"{q_numbers.shape} and {p_numbers.shape} along axis {axis}")
    return _distributions("q", true), _distributions("p", predicted)


def _numbers(name: str, values: ArrayLike) -> NDArray[np.generic]:
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{name} must be an array of numbers, got one that NumPy cannot read: {error}",
            "All rows must have equally many classes.",
        ) from error
    if array.ndim == 0:
        raise DataError(
            f"{name} must be a distribution over classes, got the scalar {array.item()!r}",
            f"Write a two-class distribution as [1 - {name}, {name}].",
        )
    if array.dtype.kind not in "biuf":
        raise DataError(
            f"{name} must be numeric, got dtype {array.dtype}",
            "Pass probabilities, not labels; convert text and objects to float first.",
        )
    return array


def _class_axis_last(
    name: str, array: NDArray[np.generic], axis: int, ndim: int | None = None
) -> NDArray[np.generic]:
    """Move the classes last; `axis` counts in `ndim` dimensions, as if the array were broadcast to them."""
    ndim = array.ndim if ndim is None else ndim
    try:
        position = operator.index(axis)
    except TypeError:
        raise ArgumentError(
            f"axis must be one integer, got {axis!r}", "Classes lie along one axis."
        ) from None
    if not -ndim <= position < ndim:
        raise ArgumentError(
            f"axis must lie in [{-ndim}, {ndim - 1}] for {ndim}-dimensional input, got {axis}",
            "It is the axis along which the classes lie.",
        )
    own = 0 if array.ndim == 1 else position % ndim - (ndim - array.ndim)
    if own < 0:
        raise DataError(
            f"{name} must have the axis of the classes, got shape {array.shape} and axis {axis} of {ndim}",
            f"Give {name} that axis, or put the classes last.",
        )
    if array.shape[own] == 0:
        raise DataError(
            f"{name} must have at least one class, got shape {array.shape} along axis {axis}",
            f"{name} is empty: was it filtered?",
        )
    return np.moveaxis(array, own, -1)


def _check_shapes_fit(q: NDArray[np.generic], p: NDArray[np.generic], shapes: str) -> None:
    # One class never broadcasts: [1.0] is a distribution, but [1.0, 1.0, 1.0] is not.
    if q.shape[-1] != p.shape[-1]:
        raise DataError(
            f"q and p must have equally many classes, got {q.shape[-1]} and {p.shape[-1]}: shapes {shapes}",
            "A class that cannot happen has probability 0; or do the classes lie along another axis?",
        )
    try:
        np.broadcast_shapes(q.shape[:-1], p.shape[:-1])
    except ValueError:
        raise DataError(
            f"q and p must broadcast, got shapes {shapes}",
            "Pass one distribution, or equally many of each.",
        ) from None


def _distributions(name: str, array: NDArray[np.generic]) -> NDArray[np.float64]:
    """Refuse what is no distribution along the last axis; widen the rest to float64."""
    # Contiguous, so that the same row gives the same sum, to the last bit, alone and along any axis.
    rows = np.ascontiguousarray(array, dtype=np.float64)
    _check_entries(name, "be finite", rows, ~np.isfinite(rows), "Remove or fill the missing values.")
    _check_entries(name, "be non-negative", rows, rows < 0, "Logits? Apply softmax. Logarithms? Apply exp.")
    totals = rows.sum(axis=-1)
    precision: Any = array.dtype if array.dtype.kind == "f" else rows.dtype
    tolerance = math.sqrt(np.finfo(precision).eps)
    _check_rows(
        name,
        f"sum to 1 within {tolerance:.2g}",
        totals,
        np.abs(totals - 1) > tolerance,
        f"Counts or percents? Divide by their sum. Single probabilities? Write each as [1 - {name}, {name}]. "
        "Classes along another axis? Say axis=.",
    )
    return np.minimum(rows, 1.0)  # above 1 by rounding only, or the sum would not be 1


def _check_entries(
    name: str, rule: str, rows: NDArray[np.float64], bad: NDArray[np.bool_], hint: str
) -> None:
    first = bad.argmax(axis=-1)[..., np.newaxis]
    _check_rows(name, rule, np.take_along_axis(rows, first, axis=-1)[..., 0], bad.any(axis=-1), hint)


def _check_rows(
    name: str, rule: str, values: NDArray[np.float64], bad: NDArray[np.bool_] | np.bool_, hint: str
) -> None:
    """Refuse the rows that are bad, naming the first few and the first one's value."""
    if not bad.any():
        return
    if bad.ndim == 0:
        raise DataError(f"{name} must {rule}, got {float(values):.9g}", hint)
    where = [tuple(index.tolist()) for index in np.argwhere(bad)[:_ROWS_SHOWN]]
    count = int(bad.sum())
    named = ", ".join(str(index[0] if bad.ndim == 1 else index) for index in where)
    more = f", … ({count} in all)" if count > len(where) else ""
    rows = "row" if count == 1 else "rows"
    first = " first" if count > 1 else ""
    raise DataError(
        f"{name} must {rule}, got {float(values[where[0]]):.9g}{first} in {rows} {named}{more}", hint
    )
