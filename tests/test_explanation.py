"""The Explanation: its numbers, its sentences, its JSON and its HTML."""

from __future__ import annotations

import json
import math
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sklearn.metrics

import logloss as ll
from logloss.errors import ArgumentError, DataError
from logloss.messages import LANGUAGES, plain

NBA = Path(__file__).parents[2] / "shared" / "data" / "538_nba_games.csv"
Y, P = [1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4]


def words(e: ll.Explanation, lang: str = "en") -> str:
    """All sentences, a line each."""
    said = [plain(e.headline, lang)]
    for title, sentences in e.sections:
        said += [plain(title, lang), *(plain(s, lang) for s in sentences)]
    return "\n".join(said)


# ---- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not NBA.exists(), reason="shared/data/538_nba_games.csv is not here")
def test_the_nba_forecasts() -> None:
    e = ll.explain("prob1_outcome", "prob1", data=NBA)
    assert e.loss == pytest.approx(0.619093, abs=5e-7)
    assert e.yardstick.base_loss == pytest.approx(0.682834, abs=5e-7)
    assert e.headline.key == "explain.headline.better"
    assert e.doubts == ()
    assert "8,886 rows drawn afresh" in words(e)


def test_bits_are_nats_by_ln_2() -> None:
    nats, bits = ll.explain(Y, P), ll.explain(Y, P, unit="bits")
    assert bits.loss == pytest.approx(nats.loss / math.log(2))
    assert bits.to_dict() == nats.to_dict()  # numbers are in nats, whatever sentences speak in
    assert plain(bits.headline).startswith("Log loss 0.5776 ± 0.2589 bits")
    assert plain(nats.headline).startswith("Log loss 0.4004 ± 0.1795 nats")
    assert "bits each on average" in words(bits)


def test_several_classes() -> None:
    p = [[0.2, 0.7, 0.1], [0.6, 0.2, 0.2], [0.6, 0.1, 0.3]]
    e = ll.explain([1, 0, 2], p)
    assert e.loss == pytest.approx(0.6904911, abs=5e-8)
    assert math.fsum(c.share * c.loss for c in e.classes) == pytest.approx(e.loss)
    assert e.culprits[0].row.row == 2
    assert words(e).count("1 row, ") == 3


def test_a_class_that_does_not_occur_is_not_spoken_of() -> None:
    e = ll.explain([0, 1], [[0.5, 0.25, 0.25]] * 2, labels=[0, 1, 2])
    assert "2: " not in words(e)


def test_a_summary_is_explained_as_its_rows_are() -> None:
    random = np.random.default_rng(0)
    y, p, w = random.integers(2, size=50), random.random(50), random.random(50)
    assert ll.explain(ll.summarize(y, p, w)).to_dict() == ll.explain(y, p, w).to_dict()
    given = ll.explain(ll.summarize(y, p, w), base_rate=0.3, unit="bits")
    assert given.yardstick.given
    assert "given base rate" in words(given)


def test_worse_than_guessing() -> None:
    e = ll.explain([0, 1, 1, 0], [0.6, 0.4, 0.4, 0.6])
    assert e.headline.key == "explain.headline.worse"
    assert "worse than knowing nothing else" in words(e)


def test_one_class_only() -> None:
    e = ll.explain([1, 1, 1], [0.5, 0.6, 0.7], labels=[0, 1])
    assert e.headline.key == "explain.headline.no_yardstick"
    assert e.to_dict()["yardstick"]["skill"] is None
    assert "There is nothing to tell apart" in words(e)


def test_the_intervals_low_end_is_never_said_to_be_below_zero() -> None:
    e = ll.explain([1, 0, 1], [0.9, 0.2, 0.5])
    assert e.uncertainty.low < 0
    assert "between 0.0000 and 1.1131 nats" in words(e)
    assert "−" not in words(e)


# ---- infinite losses --------------------------------------------------------------------------------------

INFINITE_Y = [1, 0, 1, 0, 1, 1]
INFINITE_P = [0.0, 0.2, 0.7, 1.0, 0.5, 0.9]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("w", [None, [1.0, 2.0, 1.0, 0.5, 1.0, 3.0]])
def test_clipped_is_what_scikit_learn_reports(dtype: Any, w: list[float] | None) -> None:
    p = np.array(INFINITE_P, dtype)
    e = ll.explain(INFINITE_Y, p, w)
    reported = sklearn.metrics.log_loss(INFINITE_Y, p, sample_weight=w)
    assert e.loss == math.inf
    assert e.clipped[f"scikit-learn, {np.dtype(dtype)}"] == pytest.approx(reported, rel=1e-6)


def test_clipped_by_others() -> None:
    e = ll.explain(INFINITE_Y, INFINITE_P)
    finite = ll.surprisal(INFINITE_Y, INFINITE_P)
    rest = finite[np.isfinite(finite)].sum()
    assert e.clipped["PyTorch"] == pytest.approx((rest + 200) / 6)
    assert e.clipped["eps = 1e-15"] == pytest.approx((rest - 2 * math.log(1e-15)) / 6)
    assert ll.explain(Y, P).clipped == {}


def test_an_infinite_loss_is_explained() -> None:
    e = ll.explain(INFINITE_Y, INFINITE_P, id=[f"game {i}" for i in range(6)])
    said = words(e)
    assert "infinite: 2 rows were given 0 for what happened" in said
    assert "rows game 0, game 3." in said
    assert "Of the rows of finite loss the costliest is game 4, of class 1" in said
    assert f"{e.summary.finite_loss:.4f}" in said
    assert [row.row for row in e.infinite] == [0, 3]
    assert "drawn afresh" not in said


def test_many_infinite_rows_are_counted() -> None:
    said = words(ll.explain([1] * 30 + [0], [0.0] * 30 + [0.5]))
    assert "rows 0, 1, 2, 3, 4 +25." in said


def test_nothing_but_infinite_rows() -> None:
    e = ll.explain([1, 0], [0.0, 1.0])
    assert "No row has a finite loss" in words(e)
    assert e.culprits == ()
    assert json.loads(e.to_json())["finite_log_loss"] is None


# ---- plain data -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "e",
    [
        ll.explain(Y, P),
        ll.explain(INFINITE_Y, INFINITE_P),
        ll.explain([1], [0.5], labels=[0, 1]),
        ll.explain(["ja", "nein", "哦"], np.full((3, 3), 1 / 3)),
        ll.explain(np.array([True, False]), np.array([0.5, 0.25], np.float32)),
    ],
)
def test_json_and_back(e: ll.Explanation) -> None:
    assert json.loads(e.to_json()) == e.to_dict()
    assert json.loads(e.to_json(indent=None)) == e.to_dict()


def test_infinities_are_null() -> None:
    found = json.loads(ll.explain(INFINITE_Y, INFINITE_P).to_json())
    assert found["is_infinite"] is True
    assert found["infinite_rows"] == 2
    assert found["yardstick"]["geometric_mean"] == 0
    for value in (
        found["log_loss"],
        found["bits"],
        found["uncertainty"]["standard_error"],
        found["yardstick"]["perplexity"],
        found["infinite"][0]["loss"],
        found["classes"][0]["part"],
    ):
        assert value is None
    assert all(math.isfinite(value) for value in found["clipped"].values())


def test_to_dict_holds_the_numbers() -> None:
    e = ll.explain(Y, P, id=list("abcd"))
    found = e.to_dict()
    assert found["log_loss"] == e.summary.loss
    assert found["labels"] == [0, 1]
    assert found["culprits"][0]["id"] == "d"
    assert found["uncertainty"]["standard_error"] == e.uncertainty.standard_error
    assert found["doubts"] == ["4 rows are few: the interval is rough."]


# ---- sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ids_stand_in_the_sentences(lang: str) -> None:
    assert "user-7" in words(ll.explain(Y, P, id=["user-4", "user-5", "user-6", "user-7"]), lang)


def test_rows_without_ids_go_by_number() -> None:
    assert "The costliest is row 3, of class 1: it was given 0.4000" in words(ll.explain(Y, P))


def test_the_dearest_together() -> None:
    random = np.random.default_rng(0)
    assert "The 20 costliest rows together make" in words(ll.explain([0, 1] * 50, random.random(100)))


def test_str_is_the_explanation_in_words() -> None:
    assert plain(ll.explain(Y, P).headline) in str(ll.explain(Y, P))


# ---- wrong arguments --------------------------------------------------------------------------------------


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ArgumentError, match="unit"):
        ll.explain(Y, P, unit="bit")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="explain needs predictions: y_proba is not given"):
        ll.explain(Y)
    with pytest.raises(ArgumentError, match="base_rate must be the share of the positive class, got 2"):
        ll.explain(Y, P, base_rate=2)
    with pytest.raises(ArgumentError, match="id must name every row, got 1 names for 4 rows"):
        ll.explain(Y, P, id=["a"])
    with pytest.raises(ArgumentError, match="palette"):
        ll.explain(Y, P).plot(palette={"purple": "#000000"})
    with pytest.raises(DataError, match=r"y_proba must lie in \[0, 1\], got 40"):
        ll.explain(Y, [90, 20, 70, 40][::-1])


@pytest.mark.parametrize(
    "more",
    [
        {"y_proba": P},
        {"sample_weight": [1] * 4},
        {"labels": [0, 1]},
        {"from_logits": True},
        {"missing": "drop"},
        {"renormalize": True},
    ],
)
def test_a_summary_comes_alone(more: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match="explain takes a Summary alone"):
        ll.explain(ll.summarize(Y, P), **more)


# ---- HTML -------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every tag of a fragment with its attributes, and whether all are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_html_escapes_hostile_names() -> None:
    hostile = ["</script><script>alert(1)</script>", '"><img onerror=alert(1)>']
    e = ll.explain([hostile[1], hostile[0], hostile[1]], [0.0, 0.4, 0.3], labels=hostile, id=[*hostile, "c"])
    page = e._repr_html_()
    parsed = Tags(page)
    allowed = {
        ("div", ("class",)),
        ("img", ("alt", "style", "src")),
        *((tag, ()) for tag in ("details", "summary", "ul", "li", "strong")),
    }
    assert set(parsed.found) <= allowed
    assert parsed.open == []
    assert [tag for tag, _ in parsed.found].count("img") == 1
    assert "<script" not in page
    assert all(name in parsed.words for name in hostile)


def test_html_asks_nothing_of_anywhere() -> None:
    page = ll.explain(Y, P)._repr_html_()
    assert "http" not in page
    assert 'src="data:image/png;base64,' in page


def test_the_loss_is_taken_apart_exactly_in_memory_and_by_lower_bounds_from_bins(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    n = 40_000  # more different predictions than have cells of their own
    p = rng.random(n)
    y = rng.random(n) < p
    exact, binned = ll.explain(y, p), ll.explain(y, p, exact=False)
    assert exact.decomposition is not None
    assert binned.decomposition is not None
    assert exact.decomposition.is_exact
    assert not binned.decomposition.is_exact
    gap = exact.decomposition.miscalibration - binned.decomposition.miscalibration
    assert 0 < gap < 1e-3
    for d in (exact.decomposition, binned.decomposition):
        assert d.uncertainty - d.discrimination + d.miscalibration == pytest.approx(exact.loss, rel=1e-14)
    assert exact.to_dict()["decomposition"]["miscalibration"] == exact.decomposition.miscalibration
    exact.summary.save(tmp_path / "a.json")
    assert ll.explain(ll.Summary.load(tmp_path / "a.json")).decomposition == exact.decomposition
    assert ll.explain(exact.summary + binned.summary).decomposition.is_exact is False


def test_three_classes_are_not_taken_apart() -> None:
    e = ll.explain([0, 1, 2], [[0.5, 0.3, 0.2]] * 3)
    assert e.decomposition is None
    assert e.to_dict()["decomposition"] is None
