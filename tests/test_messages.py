"""The three languages say the same things with the same numbers, and the program says all of them."""

from __future__ import annotations

import ast
import json
import math
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import logloss.messages
import logloss.render.changed
import logloss.render.replayed
import logloss.render.timeline
from logloss import render
from logloss.changes import check, timeline
from logloss.comparison import compare, summarize_pairs
from logloss.errors import ArgumentError
from logloss.explanation import explain
from logloss.messages import FORMS, LANGUAGES, STYLES, Span, Text, messages, number, plain, spans, text
from logloss.reconciliation import reconcile
from logloss.reconciliation.candidates import choices
from logloss.reconciliation.conventions import Case
from logloss.reconciliation.sections import convention
from logloss.render.compared import panels, subtitle
from logloss.render.replayed import draw_runs
from logloss.render.report import draw_report
from logloss.render.report_tables import tables_of
from logloss.render.terminal import explanation_text, story_text
from logloss.render.terminal.live import picture
from logloss.render.terminal.words import Page
from logloss.replay import Replay, Runs
from logloss.scenes import Story, story
from logloss.scenes.replayed import accuracy_scene, loss_scene, parts_scene, runs_scene
from logloss.scenes.replayed_bars import run_bars, stands, told_scene
from logloss.scenes.replayed_steps import steps_of
from logloss.sources import summarize

SOURCE = Path(__file__).parents[1] / "src/logloss"
FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
TAG = re.compile(r"<(/?)(\w+)>")
CHINESE = "\u3400-\u9fff"

# ---- the files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_languages_have_the_same_keys(lang):
    assert set(messages(lang)) == set(messages("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_twice(lang):
    written = re.findall(
        r'^\s*"([^"]+)":', (SOURCE / f"messages/{lang}.json").read_text("utf-8"), re.MULTILINE
    )
    assert written == list(messages(lang))


def fields(template: str) -> list[str]:
    """A template's fields with their forms, but for those that choose between one and many."""
    return sorted(found[0] for found in FIELD.finditer(template) if "/" not in (found[2] or ""))


def tags(template: str) -> list[str]:
    return sorted(found[0] for found in TAG.finditer(template))


@pytest.mark.parametrize("key", messages("en"))
@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_languages_have_the_same_fields_and_styles(lang, key):
    assert fields(messages(lang)[key]) == fields(messages("en")[key])
    assert tags(messages(lang)[key]) == tags(messages("en")[key])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", messages("en"))
def test_marks_are_well_formed(lang, key):
    template = messages(lang)[key]
    for form in (found[2] for found in FIELD.finditer(template)):
        assert form is None or form in FORMS or form.count("/") == 1
    assert not set("{}") & set(FIELD.sub("", template))
    found = TAG.findall(template)
    assert [style for _, style in found[::2]] == [
        style for _, style in found[1::2]
    ]  # opened, closed, opened …
    assert all(closes == "" for closes, _ in found[::2])
    assert all(closes == "/" for closes, _ in found[1::2])
    assert {style for _, style in found} <= STYLES.keys()
    assert template == template.strip()


@pytest.mark.parametrize("lang", LANGUAGES[1:])
@pytest.mark.parametrize("key", messages("en"))
def test_chinese_is_typeset_as_chinese(lang, key):
    words = TAG.sub("", messages(lang)[key])
    shown = FIELD.sub("0", words.replace("{class}", "类").replace("{unit}", "奈"))
    assert not re.search(f"[{CHINESE}][,:;!?()]|[,:;!?(][{CHINESE}]", shown), "full-width punctuation"
    assert not re.search(f"[{CHINESE}] [{CHINESE}]|[，。：；！？（）] | [，。：；！？（）]", shown), (
        "no space here"
    )
    latin = r"[0-9A-Za-z%−½]"
    assert not re.search(f"[{CHINESE}]{latin}|{latin}[{CHINESE}]", shown), "a space between Chinese and Latin"
    assert not set("「」『』" if lang == "zh-Hans" else "“”‘’") & set(words)


def test_scripts_do_not_mix():
    simplified = set("个类预测损这样对数标签权样给")
    traditional = set("個類預測損這樣對數標籤權樣給機筆")
    assert not (traditional - simplified) & set("".join(messages("zh-Hans").values()))
    assert not (simplified - traditional) & set("".join(messages("zh-Hant").values()))


def test_unknown_language_is_refused():
    with pytest.raises(ArgumentError, match="lang must be one of en, zh-Hans, zh-Hant, got 'fr'"):
        plain(text("unit.nats"), "fr")


# ---- the program says all of them, and none that does not exist -------------------------------------------


@pytest.fixture(scope="module")
def said() -> set[str]:
    """The keys that the program says, in every language, of data of every kind."""
    found: set[str] = set()

    class Recorded(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            found.add(key)
            return super().__getitem__(key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logloss.messages, "messages", lambda lang: Recorded(messages(lang)))
        for thing in (*stories(), *explanations()):
            different = {(words.key, *words.values): words for words in texts(thing)}
            for words in different.values():
                for lang in LANGUAGES:
                    plain(words, lang)
            (story_text if isinstance(thing, Story) else explanation_text)(thing)
        for words in (*reconciliations(), *texts((*changes(), *comparisons())), *replays()):
            for lang in LANGUAGES:
                plain(words, lang)
        story().plot(["feature", "entropy", "yardstick"], lang="zh-Hans")
        draw_report(explain([0, 1], [0.2, 0.6]), lang="zh-Hant")
        draw_report(explain([0, 1], [0.2, 0.0]), lang="zh-Hant")
    return found


def reconciliations() -> Iterator[Text]:
    """What is said of every convention, and of every end."""
    everything = {"weighted": True, "weightless": True, "dropped": 1, "logits": True, "negative": True}
    for case in (Case(2, True, **everything), Case(3, True, **everything)):
        for choice in choices(case):
            yield from (convention(step.id) for step in choice.steps)
    bits = {"y_true": [1, 0, 1], "y_proba": [0.9, 0.2, 0.4]}
    for rows, said in ((bits, "0.4149"), (bits, "0.6"), (bits, "0.5986"), (bits, "123456"), (bits, "1")):
        found = reconcile(**rows, said=said)
        yield found.headline
        for heading, sentences in found.sections:
            yield from (heading, *sentences)


def stories() -> Iterator[Story]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=300)
    y = (rng.random(300) < 1 / (1 + np.exp(-x))).astype(int)
    p = 1 / (1 + np.exp(-2 * x))
    yield story()
    yield story(unit="bits")
    yield story(C=math.inf)
    yield story([1, 2, 3, 4], [0, 0, 1, 1])  # separable
    yield story([1, 2, 3, 4, 5], [0, 0, 1, 0, 0])  # too few positives to leave one out
    yield story(x, y)  # so many that bars gather rows, and that five folds do
    yield story(np.column_stack([x, x**2]), y)
    yield story(y=y, y_proba=p)
    yield story(y=y, y_proba=1 - p)
    yield story(y=[0, 1, 1], y_proba=[0.2, 0.0, 0.7])  # infinite
    yield story(y=[0, 1], y_proba=[0.5, 0.5])  # as good as the base rate, everywhere
    rare = np.r_[np.zeros(970), np.ones(30)].astype(int)
    yield story(y=rare, y_proba=0.03 + 0.1 * rare * np.arange(1000) / 1000)  # told apart row by row alone
    near = np.linspace(0.01, 0.99, 40_000)
    yield story(y=(np.arange(40_000) * 0.618 % 1 < near).astype(int), y_proba=near)  # counted in bins
    yield story(y=[0, 1], y_proba=[0.0, 1.0])


def explanations() -> Iterator[Any]:
    yield explain([0, 1, 1, 0] * 100, [0.2, 0.6, 0.9, 0.4] * 100)
    yield explain([0, 1, 1], [0.9, 0.3, 0.8], base_rate=0.3, id=["甲", "乙", "</b>"])
    yield explain([0, 1, 1], [0.1, 0.2, 0.0])
    yield explain([0, 1, 1], [0.1, 1.0, 0.0], id=["a", "b", "c"])
    yield explain([1, 1], [0.9, 0.6], labels=[0, 1])
    yield explain([0, 1], [0.9, 0.1])  # reversed
    yield explain([0, 1], [0.0, 1.0])
    yield explain([0, 1, 1], np.array([0.0, 0.6, 1.0], dtype=np.float32))
    yield explain([0, 1, 1] + [0] * 200, [0.2, math.nan, 0.3] + [0.1] * 200, missing="drop")
    yield from beside()
    yield from tempered()
    yield explain([0, 1, 2], [[0.5, 0.3, 0.1], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]], renormalize=True)


def changes() -> Iterator[Any]:
    """Two Summaries, the loss of which became more, less, infinite; of two classes and of three."""
    y = [0, 0, 0, 1, 0, 1, 1, 1] * 50
    a = summarize(y, ([0.25] * 4 + [0.75] * 4) * 50, by=["甲", "</b>"] * 200)
    b = summarize(y, ([0.05] * 4 + [0.95] * 4) * 50, by=["甲", "乙"] * 200)
    c = summarize([0, 1, 1], [0.2, 0.6, 0.0])
    d = summarize([0, 1, 2], [[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]])
    for old, new in ((a, b), (b, a), (a, a), (a, c), (c, a), (d, d)):
        found = compare(old, new)
        yield found
        yield (
            [scene for row in render.changed.panels(found) for scene, _ in row],
            render.changed.subtitle(found),
        )
    for days in ((a, b), (b, a), (a, a), (a, c), (d, d), [drifting(k) for k in range(8)]):
        line = timeline(list(days))
        yield line
        yield (
            [scene for row in render.timeline.panels(line) for scene, _ in row],
            render.timeline.subtitle(line),
        )
    ones = [summarize([1] * 100, [0.0] * k + [0.5] * (100 - k)) for k in (1, 20)]
    yield from check(ones[1], ones[0]).reasons
    yield from (found.reasons or (found.verdict,) for found in (check(b, a), check(a, b), check(c, a)))


def drifting(k: int) -> Any:
    """A day of many, each a little better to tell than the one before."""
    random = np.random.default_rng(k)
    z = 1.5 * random.normal(size=1500) - 0.22 * k
    return summarize((random.random(1500) < 1 / (1 + np.exp(-z))).astype(int), 1 / (1 + np.exp(-z)))


def comparisons() -> Iterator[Any]:
    """Models that differ, that do not, that lose infinitely much; of two classes and of three, and drawn."""
    y, a, b = [0, 1, 0, 1] * 20, [0.4, 0.6, 0.3, 0.6] * 20, [0.2, 0.9, 0.3, 0.8] * 20
    noisy = [0.5, 0.6, 0.2, 0.6] * 20
    never = [0.0] * 80
    found = [
        compare(y, {"甲": a, "</b>": b}, by=["x", "乙"] * 40, cluster=list(range(40)) * 2),
        compare(y, {"a": b, "b": a}, time=list(range(80))),
        compare(y, {"a": a, "b": noisy}, by=list(range(80))),
        compare(y, {"a": a, "b": a}),
        compare(y, {"a": a, "b": never}),
        compare(y, {"a": [0.5, 0.0, *a[2:-1], 0.5], "b": [0.5, 0.5, *a[2:-1], 0.0]}),
        compare([1, 1], {"a": [0.0, 0.5], "b": [0.5, 0.0]}),
        compare(y, {"a": a, "b": b, "c": noisy}),
        compare([0, 1, 2], {"a": [[0.5, 0.3, 0.2]] * 3, "b": [[0.2, 0.3, 0.5]] * 3}),
        compare(y * 600, {"a": np.linspace(0.1, 0.9, 48_000), "b": np.linspace(0.2, 0.8, 48_000)}),
        compare(summarize_pairs([1, 1], {"a": [0.5, 0.5], "b": [0.5, 0.25]})),
    ]
    for each in found:
        yield each
        yield [scene for row in panels(each) for scene, _ in row], subtitle(each)


def replays() -> Iterator[Text]:
    """What is said of trainings that turn, fall, diverge, end early; of rows with names and without."""
    nan = math.nan
    runs = (
        [],
        [[nan, nan, nan]],
        [[0.4, 0.6, 0.45], [nan, 0.5, 0.5]],
        [[0.4, 0.6, 0.45], [0.001, 0.02, 0.6]],
        [[0.4, 0.6, 0.45], [0.6, 0.45, 0.02]],
        [[0.4, 0.6, 0.45], [0.4, 0.6, 0.0]],
        [[0.4, 0.6, 0.0]],
        [[0.45, 0.55, 0.55], [0.4, 0.6, 0.6]],
        [[0.3, 0.7, 0.6], [0.2, 0.9, 0.45], [0.1, 0.95, 0.3]],
    )
    for run in runs:
        replay = Replay([0, 1, 1], names=None if len(run) == 2 else ["甲", "</b>", "c"])
        for p in run:
            replay.record(p, train_loss=0.5)
        yield from texts((replay.headline, replay.sections, told_on_its_page(replay)))
        if run and not replay.steps[0].diverged:
            scenes = (loss_scene, accuracy_scene, parts_scene)
            yield from texts(tuple(scene(replay) for scene in scenes))
            yield from texts(tuple(told_scene(replay, i, stands(replay)) for i in range(len(run))))
    sharper = Replay([0, 1] * 200, keep=100)
    truth, noise = np.random.default_rng(0).normal(size=(2, 400))
    truth += np.tile([-0.7, 0.7], 200)
    for step in range(1, 9):  # tells the classes apart better and better, and is more and more sure
        sharper.record(0.4 * step * (truth + 2 / step * noise), from_logits=True)
    picture(sharper, Page())
    for steps in ([0.5, 0.8], [0.8, 0.5], [0.6, 0.7], [0.6, 0.6]):
        for keep in (None, 2):
            y, pair = [0, 1, 1, 0], []
            for i, p in enumerate(steps):
                pair.append(Replay(y, keep=keep))
                pair[-1].record([1 - p, p, p - 0.3, 0.3 + i / 10])
            runs = pair[0].compare(pair[1])
            draw_runs(runs)
            yield from texts((runs.headline, runs.sections, runs_scene(runs), run_bars(runs)))
            yield from texts(told_on_its_page(runs))
    yield from texts(told_on_its_page(sharper))
    for ending in ("whole", "open", "cut"):
        sharper._begin(list(sharper.steps), sharper.kept, ending)
        yield from texts((sharper.headline, sharper.sections))


def told_on_its_page(found: Replay | Runs) -> tuple[Any, ...]:
    """What a page plays of a replay, and its tables."""
    return (
        steps_of(found),
        tuple(tables_of(found)),
        logloss.render.replayed.subtitle(found) if isinstance(found, Replay) else None,
    )


def beside() -> Iterator[Any]:
    """Rows that are not independent, or of several groups."""
    y, p, n = [0, 1, 1, 0] * 10_000, [0.2, 0.6, 0.9, 0.4] * 10_000, range(40_000)
    yield explain(y, p, cluster=[i // 1000 for i in n])
    yield explain(y * 2, p * 2, cluster=[*n, *(-1 - i for i in n)])
    yield explain(y, p, time=[i // 1000 for i in n])
    yield explain(y, p, by=list(n))
    yield explain(y, p, by=[i % 3 for i in n])
    p = np.random.default_rng(0).random(40_000)
    yield explain(y, p)


def tempered() -> Iterator[Any]:
    """Predictions too sharp, too soft, and so that no temperature helps."""
    yield explain([0, 1, 1, 0] * 100, [0.1, 0.9, 0.1, 0.2] * 100)
    yield explain([0, 1, 1, 0, 1] * 100, [0.4, 0.6, 0.4, 0.4, 0.6] * 100)
    yield explain([0, 1, 1, 0], [0.9, 0.1, 0.6, 0.2])
    yield explain([0] * 19 + [1], [[0.334, 0.333, 0.333]] * 20, labels=[0, 1, 2])
    yield explain([0, 1, 2] * 3, [[0.98, 0.01, 0.01]] * 9)


def texts(thing: Any) -> Iterator[Text]:
    """All messages in a result, wherever they stand."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from texts(part)
    elif isinstance(thing, Story):
        yield from texts((thing.scenes, thing.strip))
    elif hasattr(thing, "headline"):
        yield from texts((thing.headline, thing.sections))
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from texts(getattr(thing, name))


def strings(kind: str) -> set[str]:
    """Strings in the source: all ("any"), or those that are the first argument of text() or Text ("key")."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if kind == "key":
                called = getattr(node, "func", None)
                name = getattr(called, "id", getattr(called, "attr", ""))
                first = (getattr(node, "args", None) or [None])[0] if name in {"text", "Text"} else None
                # matplotlib's own text() takes a place first, and rich's Text() any words
                found |= {first.value} if isinstance(first, ast.Constant) and is_key(first.value) else set()
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def is_key(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][\w-]*(\.[\w-]+)+", value) is not None


def test_every_key_that_is_used_exists(said):
    assert strings("key") | said <= messages("en").keys()


def page_strings() -> set[str]:
    """Strings in the source of the page, which tests itself that the keys among them exist."""
    page = Path(__file__).parents[1] / "web/src"
    return {
        found for path in page.rglob("*.ts") for found in re.findall(r'"([^"\n]+)"', path.read_text("utf-8"))
    }


def test_every_key_is_used(said):
    assert messages("en").keys() - said - strings("any") - page_strings() == set()


# ---- marks and values ------------------------------------------------------------------------------------


@pytest.fixture
def say(monkeypatch):
    """Say a template as if it were a message."""

    def spoken(template: str, **values: Any) -> list[Span]:
        known = {"it": template, "name": "<pos>A</pos>"}
        monkeypatch.setattr(logloss.messages, "messages", dict.fromkeys(LANGUAGES, known).get)
        return spans(Text("it", values))

    return spoken


def test_styles(say):
    assert say("a<b>b</b><pos>c</pos> <neg>d</neg><dim>e</dim>") == [
        Span("a"),
        Span("b", "strong"),
        Span("c", "positive"),
        Span(" "),
        Span("d", "negative"),
        Span("e", "quiet"),
    ]


@pytest.mark.parametrize(
    "value", ["</b>", "<pos>x</pos>", "{x}", "{x:n4}", "<script>", "a{", "%s", "\\1", ""]
)
def test_a_value_never_becomes_a_mark(say, value):
    assert say("<b>label {x}</b>!", x=value) == [Span(f"label {value}", "strong"), Span("!")]
    assert say("{x}{y}", x=value, y=value) == ([Span(2 * value)] if value else [])


def test_a_message_in_a_message_keeps_its_style_unless_it_is_given_one(say):
    assert say("is {x}", x=Text("name")) == [Span("is "), Span("A", "positive")]
    assert say("<b>is {x}</b>", x=Text("name")) == [Span("is A", "strong")]


def test_a_string_stands_as_it_is_whatever_the_form(say):
    assert say("{x:n4} {x:int}", x="∞") == [Span("∞ ∞")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "1 row"),
        (0, "0 rows"),
        (2, "2 rows"),
        (1.0, "1 row"),
        (np.int64(1), "1 row"),
        (12345, "12345 rows"),
    ],
)
def test_one_and_many(say, value, shown):
    assert say("{n} {n:row/rows}", n=value) == [Span(shown)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (3.0, "3"),
        (-2, "−2"),
        (1234567, "1234567"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (math.inf, "∞"),
    ],
)
def test_numbers_without_a_form(say, value, shown):
    assert say("{x}", x=value) == [Span(shown)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plain_string_stands_for_itself(lang):
    assert (plain("a <b>b</b> {c}", lang), spans("", lang)) == ("a <b>b</b> {c}", [])


# ---- numbers ---------------------------------------------------------------------------------------------

NUMBERS = [
    # value           n2          n4              pct         pct1          int           sig
    (0.0,            "0.00",     "0.0000",       "0%",       "0.0%",       "0",          "0"),
    (-0.0,           "0.00",     "0.0000",       "0%",       "0.0%",       "0",          "0"),
    (0.332911,       "0.33",     "0.3329",       "33%",      "33.3%",      "0",          "0.3329"),
    (1.2059,         "1.21",     "1.2059",       "121%",     "120.6%",     "1",          "1.206"),
    (-2.2,           "−2.20",    "−2.2000",      "−220%",    "−220.0%",    "−2",         "−2.2"),
    (0.004,          "0.004",    "0.0040",       "<1%",      "0.4%",       "0",          "0.004"),
    (-0.004,         "−0.004",   "−0.0040",      ">−1%",     "−0.4%",      "0",          "−0.004"),
    (0.0004,         "0.0004",   "0.0004",       "<1%",      "<0.1%",      "0",          "0.0004"),
    (-0.0004,        "−0.0004",  "−0.0004",      ">−1%",     ">−0.1%",     "0",          "−0.0004"),
    (0.00001234,     "1.2×10⁻⁵", "1.2×10⁻⁵",     "<1%",      "<0.1%",      "0",          "1.234×10⁻⁵"),
    (1e-10,          "1×10⁻¹⁰",  "1×10⁻¹⁰",      "<1%",      "<0.1%",      "0",          "1×10⁻¹⁰"),
    (1e-17,          "0.00",     "1×10⁻¹⁷",      "0%",       "0.0%",       "0",          "1×10⁻¹⁷"),
    (-1e-17,         "0.00",     "0.0000",       "0%",       "0.0%",       "0",          "−1×10⁻¹⁷"),
    (5e-324,         "0.00",     "4.9×10⁻³²⁴",   "0%",       "0.0%",       "0",          "4.941×10⁻³²⁴"),
    (0.125,          "0.13",     "0.1250",       "13%",      "12.5%",      "0",          "0.125"),
    (0.99,           "0.99",     "0.9900",       "99%",      "99.0%",      "1",          "0.99"),
    (0.996,          "1.00",     "0.9960",       ">99%",     "99.6%",      "1",          "0.996"),
    (0.9999,         "1.00",     "0.9999",       ">99%",     ">99.9%",     "1",          "0.9999"),
    (-0.9999,        "−1.00",    "−0.9999",      "<−99%",    "<−99.9%",    "−1",         "−0.9999"),
    (0.9999999,      "1.00",     "1.0000",       ">99%",     ">99.9%",     "1",          "1"),
    (0.9999999999,   "1.00",     "1.0000",       "100%",     "100.0%",     "1",          "1"),
    (1.0000000001,   "1.00",     "1.0000",       "100%",     "100.0%",     "1",          "1"),
    (2.5,            "2.50",     "2.5000",       "250%",     "250.0%",     "3",          "2.5"),
    (2024.0,         "2,024.00", "2,024.0000",   "202,400%", "202,400.0%", "2,024",      "2024"),
    (12345.678,      "12,345.68", "12,345.6780", "1.235×10⁶%", "1.235×10⁶%", "12,346",   "12346"),
    (999999.4,       "999,999.40", "999,999.4000", "1×10⁸%", "1×10⁸%",     "999,999",    "999999"),
    (1e6,            "1×10⁶",    "1×10⁶",        "1×10⁸%",   "1×10⁸%",     "1,000,000",  "1×10⁶"),
    (1234567.8,      "1.235×10⁶", "1.235×10⁶",   "1.235×10⁸%", "1.235×10⁸%", "1,234,568", "1.235×10⁶"),
    (1e10,           "1×10¹⁰",   "1×10¹⁰",       "1×10¹²%",  "1×10¹²%",    "10,000,000,000", "1×10¹⁰"),
    (1e300,          "1×10³⁰⁰",  "1×10³⁰⁰",      "1×10³⁰²%", "1×10³⁰²%",   "1×10³⁰⁰",    "1×10³⁰⁰"),
    (1e307,          "1×10³⁰⁷",  "1×10³⁰⁷",      "∞",        "∞",          "1×10³⁰⁷",    "1×10³⁰⁷"),
    (math.inf,       "∞",        "∞",            "∞",        "∞",          "∞",          "∞"),
    (-math.inf,      "−∞",       "−∞",           "−∞",       "−∞",         "−∞",         "−∞"),
    (math.nan,       "–",        "–",            "–",        "–",          "–",          "–"),
]  # fmt: skip


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: str(row[0]))
def test_numbers(row):
    value, *shown = row
    assert [number(value, form) for form in ("n2", "n4", "pct", "pct1", "int", "sig")] == shown


def test_numbers_of_other_kinds():
    assert number(7, "int") == number(np.int64(7), "int") == number(np.float32(7), "int") == "7"
    assert number(10**10, "int") == "10,000,000,000"
    assert number(0.0006, "n3") == "0.001"


def test_a_share_is_nothing_or_all_only_where_it_is():
    for share in np.geomspace(1e-11, 0.5, 500):
        for form in ("pct", "pct1"):
            assert float(number(share, form).strip("<%")) > 0
            assert number(1 - share, form).strip(">%") not in {"100", "100.0"} or share <= 1e-9


def test_unknown_form_is_refused():
    with pytest.raises(ArgumentError, match="there is no form 'n5' of a number"):
        number(1.0, "n5")


# ---- examples for other programs -------------------------------------------------------------------------


def test_generator_makes_the_examples():
    path = Path(__file__).parents[1] / "schema/examples/make_messages.py"
    made = runpy.run_path(str(path))["examples"]()
    assert made == json.loads(path.with_name("messages.json").read_text("utf-8"))
