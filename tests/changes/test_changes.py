"""What moved between two Summaries: identities, planted drifts, coverage, and what is refused."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logloss as ll
from logloss.changes.parts import finite_part, parts_of
from logloss.errors import ArgumentError, DataError, MergeError


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def week(seed, n=20_000, base=0.0, hidden=0.0, sharper=1.0, **more):
    """Calibrated predictions of a world with two causes, or of one in which something has gone wrong."""
    random = np.random.default_rng(seed)
    seen, unseen = random.normal(size=(2, n))
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    truth = base + 1.5 * seen + 1.5 * unseen
    y = (random.random(n) < sigmoid(truth)).astype(int)
    if hidden:  # the model no longer sees a cause, and says honestly what is left
        p = (sigmoid(base + 1.5 * seen[:, None] + 1.5 * nodes) @ weights) / weights.sum()
    else:
        p = sigmoid(sharper * truth)
    return ll.summarize(y, p, **more)


rows = st.lists(
    st.tuples(st.integers(0, 1), st.floats(0.01, 0.99), st.floats(0.1, 5), st.sampled_from("abc")),
    min_size=2,
    max_size=40,
)


def made(given_rows, weighted):
    y, p, w, g = zip(*given_rows, strict=True)
    return ll.summarize(y, p, w if weighted else None, by=list(g))


@given(rows, rows, st.booleans())
@settings(max_examples=25, deadline=None)
def test_all_parts_add_up_and_a_swap_flips_every_sign(a, b, weighted):
    old, new = made(a, weighted), made(b, weighted)
    c, back = ll.compare(old, new), ll.compare(new, old)
    total = new.loss - old.loss
    assert c.loss.value == pytest.approx(total, abs=1e-12)
    of_parts = c.uncertainty.value - c.discrimination.value + c.miscalibration.value
    assert of_parts == pytest.approx(total, abs=1e-12)
    for moved in (c.classes, c.groups):
        assert sum(m.composition + m.within for m in moved) == pytest.approx(total, abs=1e-12)
    for name in ("loss", "uncertainty", "discrimination", "miscalibration"):
        one, other = getattr(c, name), getattr(back, name)
        assert one.value == -other.value
        assert (one.low, one.p_value) == (-other.high, other.p_value)
    assert {m.name: m.within for m in c.groups} == {m.name: -m.within for m in back.groups}


def test_the_same_summary_has_not_changed():
    s = week(0, 500)
    c = ll.compare(s, s)
    assert (c.loss.value, c.loss.p_value, c.moved) == (0, 1, ())
    assert c.headline.key == "change.headline.same"
    assert ll.check(s, s).passed


@pytest.mark.parametrize(
    ("drift", "moved"),
    [({"base": -2.5}, "easier"), ({"hidden": 1}, "blinder"), ({"sharper": 2.5}, "less_honest")],
)
def test_a_planted_drift_is_named(drift, moved):
    c = ll.compare(week(1), week(2, **drift))
    assert c.moved[0] == moved
    assert c.headline.key == f"change.headline.{'better' if moved == 'easier' else 'worse'}"
    assert c.headline.values["why"].key == f"change.why.{moved}"
    assert ll.check(c.new, c.old).passed is (moved == "easier")
    assert ll.compare(week(2, **drift), week(1)).headline.key != c.headline.key


def test_what_drifts_alone_leaves_the_rest_alone():
    assert ll.compare(week(1), week(2, sharper=2.5)).moved == ("less_honest",)
    assert ll.compare(week(1), week(2, hidden=1)).moved == ("blinder",)


def test_the_same_world_in_weeks_of_other_sizes_moves_nothing():
    """In-sample miscalibration shrinks with the rows, and is no finding."""
    moved = [ll.compare(week(k, 300), week(100 + k, 10_000)).moved for k in range(12)]
    assert sum(map(bool, moved)) <= 2


def test_the_interval_covers_and_checks_of_what_did_not_change_fail_at_their_level():
    random = np.random.default_rng(7)
    found = []
    for _ in range(400):
        pair = []
        for n in (400, 600):
            z = random.normal(size=n)
            pair.append(ll.summarize((random.random(n) < sigmoid(z)).astype(int), sigmoid(z)))
        found.append(ll.compare(*pair).loss)
    assert abs(np.mean([d.low <= 0 <= d.high for d in found]) - 0.95) < 0.03
    assert abs(np.mean([d.is_noise for d in found]) - 0.95) < 0.03
    assert abs(np.mean([d.value / d.standard_error > 1.645 for d in found]) - 0.05) < 0.03


def test_with_clusters_the_interval_covers_and_by_rows_it_does_not():
    """80 users of 15 rows, all of a user's alike: what is independent are the users."""
    random = np.random.default_rng(8)
    by_rows, by_clusters = [], []
    user = np.repeat(np.arange(80), 15)
    for _ in range(150):
        pair = []
        for _ in range(2):
            z = np.repeat(random.normal(size=80), 15)
            y = (np.repeat(random.random(80), 15) < sigmoid(z)).astype(int)
            pair.append((y, sigmoid(z)))
        plain = ll.compare(*(ll.summarize(y, p) for y, p in pair)).loss
        clustered = ll.compare(*(ll.summarize(y, p, cluster=user) for y, p in pair)).loss
        by_rows.append(plain.low <= 0 <= plain.high)
        by_clusters.append(clustered.low <= 0 <= clustered.high)
    assert np.mean(by_rows) < 0.6
    assert 0.89 <= np.mean(by_clusters) <= 0.99


def test_errors_of_parts_are_those_of_repeated_weeks():
    parts = [parts_of(week(k, 2000, sharper=1.8)) for k in range(60)]
    for name in ("uncertainty", "discrimination", "miscalibration", "loss"):
        values = [getattr(p, name).value for p in parts]
        said = np.mean([getattr(p, name).standard_error for p in parts])
        if name == "uncertainty":  # at even odds it is of second order, and skewed
            assert 0.5 < np.std(values) / said < 2
        else:
            assert 0.75 < np.std(values) / said < 1.25


def test_clusters_widen_every_part():
    random = np.random.default_rng(3)
    z = np.repeat(random.normal(-1, 1, 200), 20)
    y = np.repeat(random.random(200) < 0.3, 20).astype(int)
    one, many = (
        ll.summarize(y, sigmoid(z)),
        ll.summarize(y, sigmoid(z), cluster=np.repeat(np.arange(200), 20)),
    )
    a, b = parts_of(one), parts_of(many)
    for name in ("loss", "uncertainty", "discrimination", "miscalibration"):
        assert getattr(b, name).standard_error > 3 * getattr(a, name).standard_error


def test_frequency_weights_are_rows():
    y, p, w = [0, 1, 1, 0, 1], [0.2, 0.6, 0.9, 0.7, 0.4], [3, 5, 2, 4, 1]
    a = parts_of(ll.summarize(y, p, w, weights="frequency"))
    b = parts_of(ll.summarize(np.repeat(y, w), np.repeat(p, w)))
    for name in ("loss", "uncertainty"):
        assert getattr(a, name).standard_error == pytest.approx(getattr(b, name).standard_error, rel=1e-9)
    assert a.miscalibration.value == pytest.approx(b.miscalibration.value, abs=1e-9)


def test_infinite_losses_are_said_and_the_rest_is_compared():
    y, p = [0, 1, 0, 1, 0], [0.2, 0.7, 0.4, 0.9, 0.3]
    fine, broken = ll.summarize(y, p), ll.summarize([*y, 1], [*p, 0.0])
    assert finite_part(broken).loss == pytest.approx(fine.loss)
    c = ll.compare(fine, broken)
    assert (c.headline.key, c.infinite_rows) == ("change.headline.infinite", (0, 1))
    assert c.loss.value == pytest.approx(0, abs=1e-12)
    assert ll.compare(broken, fine).headline.key == "change.headline.finite"
    assert ll.compare(broken, broken).headline.key == "change.headline.same"
    assert [r.key for r in ll.check(broken, fine).reasons] == ["check.infinite"]
    assert ll.check(broken, broken).passed
    json.loads(c.to_json())
    with pytest.raises(DataError, match="old has no row of finite loss"):
        ll.compare(ll.summarize([1], [0.0]), fine)


def test_many_classes():
    random = np.random.default_rng(0)
    y, p = random.integers(0, 3, 300), random.dirichlet([1, 1, 1], 300)
    old, new = (
        ll.summarize(y[:150], p[:150], labels=[0, 1, 2]),
        ll.summarize(y[150:], p[150:], labels=[0, 1, 2]),
    )
    c = ll.compare(old, new)
    assert c.loss.value == pytest.approx(new.loss - old.loss)
    assert sum(m.composition + m.within for m in c.classes) == pytest.approx(c.loss.value)
    assert (c.discrimination, c.miscalibration) == (None, None)
    assert "not told apart" in str(c)
    with pytest.raises(ArgumentError, match="two classes"):
        ll.check(new, old, max_miscalibration=0.1)


def test_exact_cells_are_compared_with_bins_as_bins():
    few, many = week(1, 2000), week(2, 50_000)
    assert few.is_exact
    assert not many.is_exact
    c = ll.compare(few, many)
    total = c.uncertainty.value - c.discrimination.value + c.miscalibration.value
    assert total == pytest.approx(many.loss - few.loss, abs=1e-12)


def test_limits():
    old, new = week(1, 5000), week(2, 5000, sharper=2.5)
    assert not ll.check(new, old, max_loss_increase="2%").passed
    assert ll.check(new, old, max_loss_increase="80%").passed
    assert ll.check(new, old, max_loss_increase=1.0, max_miscalibration=1.0).passed
    found = ll.check(new, old, max_loss_increase=1, max_miscalibration=0.01)
    assert [r.key for r in found.reasons] == ["check.miscalibration"]
    assert ll.check(week(3, 5000), old, max_miscalibration=0.01).passed


@pytest.mark.parametrize("limit", ["much", "-1", -0.5, math.nan, "inf", "%", None])
def test_odd_limits_are_refused(limit):
    s = ll.summarize([0, 1], [0.2, 0.7])
    with pytest.raises(ArgumentError, match="max_loss_increase must be a number of nats"):
        ll.check(s, s, max_loss_increase=limit)


def test_unlike_summaries_are_refused_by_name():
    s = ll.summarize([0, 1], [0.2, 0.7])
    with pytest.raises(MergeError, match="differ in labels"):
        ll.compare(s, ll.summarize(["a", "b"], [0.2, 0.7], pos_label="b"))
    with pytest.raises(MergeError, match="differ in weights"):
        ll.compare(s, ll.summarize([0, 1], [0.2, 0.7], [1.0, 2.0]))
    with pytest.raises(ArgumentError, match="takes two Summaries, got list as new"):
        ll.compare(s, [0.2, 0.7])
    with pytest.raises(DataError, match="one row has no standard error"):
        ll.check(ll.summarize([1], [0.5]), s)


def test_a_change_is_told_and_saved(tmp_path):
    c = ll.compare(week(1, 500, by=["<b>"] * 500), week(2, 500, sharper=3, by=["<b>"] * 500), unit="bits")
    assert str(c).splitlines()[0].startswith("The loss rose, +")
    assert "bits" in str(c)
    assert "<li>&lt;b&gt;:" in c._repr_html_()
    for name in ("c.json", "c.md"):
        c.save(tmp_path / name)
    assert json.loads((tmp_path / "c.json").read_text())["moved"] == ["less_honest"]
    assert (tmp_path / "c.md").read_text(encoding="utf-8").startswith("# The loss rose")
    assert c.to_markdown(lang="zh-Hans").startswith("# 损失变大")
    c.save(tmp_path / "c.svg", lang="zh-Hant")
    assert (tmp_path / "c.svg").stat().st_size > 10_000
    with pytest.raises(ArgumentError, match="Known are"):
        c.save(tmp_path / "c.docx")
