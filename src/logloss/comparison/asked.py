"""``compare`` and ``summarize_pairs``: models and the rows that they predicted in, a Comparison out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, overload

from logloss.changes import Change
from logloss.changes import compare as changed
from logloss.comparison.gathering import maker
from logloss.comparison.result import Comparison
from logloss.comparison.summary import PairSummary
from logloss.errors import ArgumentError
from logloss.information import unit_factor
from logloss.sources import columns_of
from logloss.sources.part import Reading
from logloss.sources.pieces import summed_row_by_row
from logloss.summary import Summary


@overload
def compare(y_true: Summary, y_proba: Summary, *, unit: Literal["nats", "bits"] = "nats") -> Change: ...
@overload
def compare(y_true: PairSummary, *, unit: Literal["nats", "bits"] = "nats") -> Comparison: ...
@overload
def compare(
    y_true: Any,
    y_proba: Mapping[str, Any] | Sequence[str],
    sample_weight: Any = None,
    *,
    unit: Literal["nats", "bits"] = "nats",
    **how: Any,
) -> Comparison: ...
def compare(
    y_true: Any,
    y_proba: Any = None,
    sample_weight: Any = None,
    *,
    unit: Literal["nats", "bits"] = "nats",
    **how: Any,
) -> Comparison | Change:
    """Compare models on the same rows, paired; or two saved Summaries of different rows.

    d = ℓ_other − ℓ_first row by row, and its mean with a standard error: what both models find hard cancels,
    so that far smaller differences show than between two intervals.

    Parameters
    ----------
    y_true : shape (n,), or the name of a column
        The true classes. Or a :class:`PairSummary` alone, of rows that were summed before; or, with
        `y_proba`, two Summaries of different rows, old and new: then the result is a :class:`Change`.
    y_proba : mapping of names to predictions
        At least two models, each as in :func:`logloss.log_loss`: shape (n,), or (n, K). The first is the one
        that others are compared with. With ``data=``, names of columns, or a list of them, each a model.
    sample_weight : shape (n,), optional
    unit : "nats" or "bits"
        In which sentences speak.
    **how
        The further arguments of :func:`summarize_pairs`.

    Returns
    -------
    Comparison or Change

    Raises
    ------
    ArgumentError, DataError
        Of fewer than two models, of models on different rows, and of what has no log loss.
    MergeError
        Of two Summaries that differ in labels or kind of weights.

    References
    ----------
    Diebold & Mariano (1995), "Comparing predictive accuracy", Journal of Business & Economic Statistics 13;
    Dimitriadis, Gneiting & Jordan (2021), PNAS 118, doi:10.1073/pnas.2016191118, for the parts.

    Examples
    --------
    >>> y = [1, 0, 1, 1, 0, 1]
    >>> c = compare(y, {"old": [0.9, 0.2, 0.7, 0.4, 0.3, 0.6], "new": [0.95, 0.1, 0.8, 0.5, 0.2, 0.7]})
    >>> c.pairs[0].loss.is_noise, round(c.pairs[0].loss.value, 4), round(c.pairs[0].loss.z, 2)
    (False, -0.136, -6.09)
    """
    unit_factor(unit)
    if isinstance(y_true, PairSummary):
        if y_proba is not None or sample_weight is not None or how:
            raise ArgumentError(
                "compare takes a PairSummary alone: what it was made of is settled", "Only unit goes with it."
            )
        return Comparison(y_true, unit)
    if isinstance(y_true, Summary) or isinstance(y_proba, Summary):
        if sample_weight is not None or how:
            raise ArgumentError(
                "compare takes two Summaries alone: what they were made of is settled",
                "Only unit goes with them.",
            )
        return changed(y_true, y_proba, unit=unit)
    return Comparison(summarize_pairs(y_true, y_proba, sample_weight, **how), unit)


def summarize_pairs(
    y_true: Any,
    y_proba: Any,
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
    first_row: int = 0,
    cluster: Any = None,
    time: Any = None,
    by: Any = None,
    exact: bool = True,
    progress: Callable[[int, int | None], object] | None = None,
) -> PairSummary:
    """Turn the predictions of several models into a :class:`PairSummary`: small, mergeable, exact in total.

    Parameters
    ----------
    y_true, y_proba, sample_weight
        As in :func:`compare`.
    data, id, labels, pos_label, from_logits, renormalize, weights, first_row, cluster, time, by, progress
        As in :func:`logloss.summarize`.
    missing : "error" or "drop"
        A row in which one model lacks a prediction is dropped of all.
    exact : bool
        Of predictions in memory, take each model's loss apart exactly, for which they are sorted.

    Returns
    -------
    PairSummary

    Examples
    --------
    >>> s = summarize_pairs([1, 0, 1], {"a": [0.9, 0.2, 0.7], "b": [0.8, 0.3, 0.0]})
    >>> s.names, s.rows, s.pairs["b"].infinite_rows
    (('a', 'b'), 3, (0, 1, 0))
    """
    models = _models(y_proba)
    names = tuple(models)
    how = Reading(labels, pos_label, from_logits, False, missing, renormalize, weights, False, False, exact)
    beside = {"id": id, "cluster": cluster, "time": time, "by": by}
    further = {name: models[name] for name in names[1:]}
    asked = {"y_true": y_true, "y_proba": models[names[0]], "sample_weight": sample_weight}
    asked |= {"models": further, **beside}
    made = maker(names)
    found: PairSummary | None = summed_row_by_row(data, asked, how, made, first_row, progress)
    if found is not None:
        return found
    columns = columns_of(y_true, models[names[0]], sample_weight, data=data, models=further, **beside)
    whole: PairSummary = made(columns, how, first_row, part=False)
    return whole


def _models(y_proba: Any) -> dict[str, Any]:
    """Predictions by the name of their model; a list of columns is one of models."""
    if isinstance(y_proba, (list, tuple)) and all(isinstance(name, str) for name in y_proba):
        twice = next((name for name in y_proba if list(y_proba).count(name) > 1), None)
        if twice is not None:
            raise ArgumentError(f"y_proba names the column {twice!r} twice", "Name each model's column once.")
        y_proba = {name: name for name in y_proba}
    if not isinstance(y_proba, Mapping):
        raise ArgumentError(
            f"compare takes models by name, got {type(y_proba).__name__} as y_proba",
            "Pass {'a': p_a, 'b': p_b}; of one model alone, explain(y_true, y_proba) tells.",
        )
    if len(y_proba) < 2:
        raise ArgumentError(
            f"compare takes at least two models, got {len(y_proba)}",
            "Pass {'a': p_a, 'b': p_b}; of one model alone, explain(y_true, y_proba) tells.",
        )
    return {str(name): predicted for name, predicted in y_proba.items()}
