"""What recalibrating is worth: real forecasts, the same row by row, and what has no answer."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import logloss as ll
from logloss.analysis.maps import fitted_isotonic, fitted_sigmoid, fitted_temperature
from logloss.analysis.worth import Gain, Worth, folds_of
from logloss.scores import surprisal
from logloss.summary.bins import log_odds, probability

Array = NDArray[Any]


def worth(*args: Any, **options: Any) -> Worth:
    found = ll.explain(*args, **options).worth
    assert found is not None
    return found


def numbers(w: Worth) -> list[float | None]:
    return [value for gain in (w.isotonic, w.temperature, w.sigmoid) for value in astuple(gain)]


def rows(n: int, steep: float = 1.0, seed: int = 0) -> tuple[Array, Array]:
    """Predictions whose log-odds are so many times too large."""
    random = np.random.default_rng(seed)
    z = random.normal(-0.5, 1.5, n)
    y = (random.random(n) < probability(z)).astype(np.uint8)
    return y, probability(steep * z)


def test_nba_forecasts(nba: tuple[Array, Array]) -> None:
    # MATH.md: isotonic gains .006 under cross-validation, at most .0108; temperature .0047.
    found = worth(*nba)
    assert found.isotonic.in_sample == pytest.approx(0.0108, abs=5e-5)
    assert found.isotonic.cross_validated == pytest.approx(0.006, abs=8e-4)
    assert found.temperature.in_sample == pytest.approx(0.0047, abs=5e-5)
    assert found.temperature.cross_validated == pytest.approx(0.0047, abs=4e-4)
    assert found.isotonic.standard_error == pytest.approx(0.0014, abs=1e-4)


@pytest.mark.parametrize("weighted", [False, True])
def test_kept_folds_say_what_rows_say(weighted: bool) -> None:
    y, p = rows(400, 1.7)
    w = np.random.default_rng(1).exponential(size=400) if weighted else np.ones(400)
    s = ll.summarize(y, p, w if weighted else None, folds=True, id=np.arange(400))
    assert s.cells.folds is not None
    # Every p is distinct, so a cell is a row.
    order = np.lexsort((p, y))
    fold = np.empty(400, np.int64)
    fold[order] = s.cells.folds.argmax(axis=0)
    found = worth(s)
    assert found.folds == "kept"
    unit = (w**2).sum() / w.sum()
    fits = {
        "isotonic": lambda z, v: fitted_isotonic(z, v, unit),
        "temperature": fitted_temperature,
        "sigmoid": fitted_sigmoid,
    }
    for name, fit in fits.items():
        gain = np.empty(400)
        for k in range(5):
            seen = np.flatnonzero(fold != k)
            seen = seen[np.argsort(p[seen])]
            map_ = fit(log_odds(p[seen]), np.stack([w[seen] * (y[seen] == 0), w[seen] * (y[seen] == 1)]))
            out = fold == k
            gain[out] = surprisal(y[out], p[out]) - surprisal(y[out], probability(map_(log_odds(p[out]))))
        mean = np.average(gain, weights=w)
        error = math.sqrt(((w * (gain - mean)) ** 2).sum() / w.sum() ** 2 * 400 / 399)
        said: Gain = getattr(found, name)
        assert said.cross_validated == pytest.approx(mean, rel=1e-9)
        assert said.standard_error == pytest.approx(error, rel=1e-9)


def test_drawn_folds_are_as_good_as_kept_ones() -> None:
    y, p = rows(10_000, 1.7)
    drawn, kept = worth(y, p), worth(y, p, folds=True)
    for name in ("isotonic", "temperature", "sigmoid"):
        one, other = getattr(drawn, name), getattr(kept, name)
        assert one.in_sample == other.in_sample
        assert one.cross_validated == pytest.approx(other.cross_validated, abs=8e-4)


def test_drawn_folds_hold_every_row_once() -> None:
    y, p = rows(3000)
    s = ll.summarize(y, p.round(2))
    folds = folds_of(s)
    assert folds is not None
    assert folds.sum() == 3000
    assert folds.sum(axis=(1, 2)) == pytest.approx(600, abs=100)
    assert not np.array_equal(folds[0], folds[1])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from([0.0, 1e-300, 0.5, 1 - 2.0**-53, 1.0]) | st.floats(0, 1),
            st.floats(1e-3, 1e3),
        ),
        min_size=12,
        max_size=60,
    ),
    st.booleans(),
)
def test_maps_with_more_freedom_gain_more(
    given_rows: list[tuple[bool, float, float]], weighted: bool
) -> None:
    y, p, w = (np.array(column) for column in zip(*given_rows, strict=True))
    found = worth(y, p, w if weighted else None, labels=[False, True])
    least = 0.0
    for gain in (found.temperature, found.sigmoid, found.isotonic):
        if gain.in_sample is not None:
            assert gain.in_sample >= least - 1e-9
            least = gain.in_sample
        for value in astuple(gain):
            assert value is None or not math.isnan(value)
    # What is left out never costs the isotonic map infinitely much.
    assert found.isotonic.cross_validated is None or found.isotonic.cross_validated > -math.inf


def test_calibrated_predictions_gain_nothing() -> None:
    found = worth(*rows(2000))
    for gain in (found.isotonic, found.temperature, found.sigmoid):
        assert gain.cross_validated is not None
        assert gain.standard_error is not None
        assert gain.cross_validated < 2 * gain.standard_error
    assert found.isotonic.cross_validated is not None
    assert found.isotonic.cross_validated < 0 < (found.isotonic.in_sample or 0)


def test_it_hangs_on_the_cells_alone() -> None:
    y, p = rows(600, 1.5)
    p = p.round(2)
    other = np.random.default_rng(1).permutation(600)
    parts = ll.summarize(y[:100], p[:100]) + ll.summarize(y[100:], p[100:])
    assert worth(y[other], p[other]) == worth(y, p) == worth(parts)
    w = np.random.default_rng(2).exponential(size=600)
    parts = ll.summarize(y[:100], p[:100], w[:100]) + ll.summarize(y[100:], p[100:], w[100:])
    assert numbers(worth(parts)) == pytest.approx(numbers(worth(y, p, w)), rel=1e-9)


def test_kept_folds_of_parts() -> None:
    y, p = rows(600, 1.5)
    p, name = p.round(2), np.arange(600)
    parts = ll.summarize(y[:99], p[:99], folds=True, id=name[:99])
    parts += ll.summarize(y[99:], p[99:], folds=True, id=name[99:])
    assert worth(parts) == worth(y, p, folds=True, id=name)


def test_weights_that_are_equal_or_repeat_rows() -> None:
    y, p = rows(300, 1.5)
    p = p.round(1).clip(0.05, 0.95)
    assert numbers(worth(y, p, np.full(300, 2.5))) == pytest.approx(numbers(worth(y, p)), rel=1e-9)
    w = np.random.default_rng(2).integers(0, 4, 300)
    repeated = worth(np.repeat(y, w), np.repeat(p, w))
    assert numbers(worth(y, p, w, weights="frequency")) == pytest.approx(numbers(repeated), rel=1e-9)


def test_bins_say_nearly_the_same() -> None:
    y, p = rows(20_000, 1.5)
    s = ll.summarize(y, p)
    exact, binned = worth(s), worth(replace(s, cells=s.cells.binned()))
    assert (exact.is_exact, binned.is_exact) == (True, False)
    for name in ("temperature", "sigmoid"):
        one, other = getattr(exact, name), getattr(binned, name)
        assert one.in_sample == pytest.approx(other.in_sample, abs=5e-6)
        assert one.cross_validated == pytest.approx(other.cross_validated, abs=3e-4)
    assert exact.isotonic.cross_validated == pytest.approx(binned.isotonic.cross_validated, abs=1.5e-3)


def test_an_infinite_loss_is_healed_by_the_isotonic_map_alone() -> None:
    found = worth([1, 0] * 6, [0.0, 0.2, 0.4, 0.5] * 3)
    assert found.isotonic == Gain(math.inf, math.inf, None)
    assert found.temperature == found.sigmoid == Gain(None, None, None)


def test_too_few_rows_of_a_class_are_not_left_out() -> None:
    y = [0] * 20 + [1] * 4
    found = worth(y, np.linspace(0.1, 0.6, 24)[::-1])
    assert found.isotonic.in_sample is not None
    for gain in (found.isotonic, found.temperature, found.sigmoid):
        assert gain.cross_validated is None
        assert gain.standard_error is None


def test_divided_classes_have_a_temperature_at_most() -> None:
    y = np.repeat([0, 1], 10)
    found = worth(y, np.linspace(0.3, 0.97, 20))
    assert found.sigmoid == Gain(None, None, None)
    assert found.temperature.in_sample is not None


def test_the_temperature_is_the_explanations(nba: tuple[Array, Array]) -> None:
    for y, p in (nba, rows(500, 0.5), rows(500, 3)):
        e = ll.explain(y, p)
        assert e.worth is not None
        assert e.temperature is not None
        assert e.worth.temperature.in_sample == pytest.approx(e.temperature.gain, rel=1e-9)


def test_three_classes_have_none() -> None:
    assert ll.explain([0, 1, 2], np.full((3, 3), 1 / 3)).worth is None
