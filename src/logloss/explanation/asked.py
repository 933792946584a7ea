"""``explain``: predictions, or a Summary of them, in; an Explanation out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from logloss.errors import ArgumentError
from logloss.explanation.result import Explanation
from logloss.information import unit_factor
from logloss.sources import summarize
from logloss.summary import Summary


def explain(
    y_true: Any,
    y_proba: Any = None,
    sample_weight: Any = None,
    *,
    data: Any = None,
    id: Any = None,  # noqa: A002  # the word that users of frames know
    labels: Sequence[Any] | None = None,
    pos_label: Any = None,
    from_logits: bool = False,
    missing: Literal["error", "drop"] = "error",
    renormalize: bool = False,
    weights: Literal["analytic", "frequency"] = "analytic",
    cluster: Any = None,
    time: Any = None,
    by: Any = None,
    folds: bool = False,
    temperatures: bool | None = None,
    exact: bool = True,
    base_rate: float | Sequence[float] | None = None,
    unit: Literal["nats", "bits"] = "nats",
    progress: Callable[[int, int | None], object] | None = None,
) -> Explanation:
    """Explain the log loss of predictions.

    Parameters
    ----------
    y_true, y_proba, sample_weight, data, id, labels, pos_label, from_logits, missing, renormalize, weights
        As in :func:`logloss.summarize`; or a :class:`logloss.Summary` as the only argument.
    cluster, time, by, folds, temperatures
        As in :func:`logloss.summarize`; the result keeps what they ask for in its ``summary``. Temperatures
        are kept unasked where that takes next to no time.
    exact : bool
        Take the loss of two classes apart exactly, which sorts predictions in memory that are too many for
        exact cells. Without it, and of files and saved Summaries, the parts are lower bounds from bins.
    base_rate : float or shape (K,), optional
        The base rate to compare with (that of training, say) instead of the data's own.
    unit : "nats" or "bits"
    progress
        As in :func:`logloss.summarize`.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> print(explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]).headline.key)
    explain.headline.better
    """
    unit_factor(unit)
    if isinstance(y_true, Summary):
        settled = (y_proba, sample_weight, data, id, labels, pos_label, cluster, time, by)
        asked = from_logits or renormalize or missing != "error" or folds or temperatures
        if any(option is not None for option in settled) or asked:
            raise ArgumentError(
                "explain takes a Summary alone: what it was made of is settled",
                "Only base_rate and unit go with it.",
            )
        summary = y_true
    elif y_proba is None:
        raise ArgumentError(
            "explain needs predictions: y_proba is not given", "Pass explain(y_true, y_proba)."
        )
    else:
        summary = summarize(
            y_true,
            y_proba,
            sample_weight,
            data=data,
            id=id,
            labels=labels,
            pos_label=pos_label,
            from_logits=from_logits,
            missing=missing,
            renormalize=renormalize,
            weights=weights,
            cluster=cluster,
            time=time,
            by=by,
            folds=folds,
            temperatures=temperatures,
            exact=exact,
            progress=progress,
        )
    explained = Explanation(summary, unit, base_rate)
    explained.yardstick  # noqa: B018  # a base rate that is none is refused here, not when the result is printed
    return explained
