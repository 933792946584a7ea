"""The public names: pinned, documented, and each with an example that the doctests run."""

import inspect

import pytest

import logloss as ll

NAMES = [
    "Change",
    "Check",
    "Comparison",
    "ComparisonDisplay",
    "DecompositionDisplay",
    "EstimatorExplanation",
    "Explanation",
    "IsotonicRecalibrator",
    "LogLossDisplay",
    "PairSummary",
    "Reconciliation",
    "ReliabilityDisplay",
    "Replay",
    "SigmoidRecalibrator",
    "Story",
    "Summary",
    "TemperatureRecalibrator",
    "Timeline",
    "check",
    "compare",
    "cross_entropy",
    "entropy",
    "errors",
    "explain",
    "explain_estimator",
    "kl_divergence",
    "log_loss",
    "log_loss_from_logits",
    "log_loss_scorer",
    "perplexity",
    "reconcile",
    "replay_estimator",
    "story",
    "summarize",
    "summarize_pairs",
    "surprisal",
    "timeline",
]


def test_names_are_pinned():
    assert sorted(n for n in ll.__all__ if not n.startswith("__")) == NAMES
    assert set(NAMES) <= set(dir(ll))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'logloss'"):
        ll.logloss  # noqa: B018


@pytest.mark.parametrize("name", [n for n in NAMES if n != "errors"])
def test_every_name_explains_itself(name):
    thing = getattr(ll, name)
    words = inspect.getdoc(thing)
    assert words.splitlines()[0].endswith((".", ":")), f"{name}: the first line is a sentence"
    assert ">>>" in words, f"{name} has no example"


@pytest.mark.parametrize("name", [n for n in NAMES if callable(getattr(ll, n)) and n[0].islower()])
def test_every_argument_is_described(name):
    words = inspect.getdoc(getattr(ll, name))
    for argument in inspect.signature(getattr(ll, name)).parameters:
        assert argument in words, f"{name} does not describe {argument}"


def test_no_module_hides_a_function():
    import logloss.explanation
    import logloss.scenes
    import logloss.summary  # noqa: F401

    assert callable(ll.story)
    assert callable(ll.explain)
    assert callable(ll.summarize)
