"""An Explanation as Markdown: all that is said, and names that stay what they are."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import logloss as ll
from logloss.messages import LANGUAGES, plain
from logloss.render.markdown import explanation_markdown, said

NASTY = ["<script>", "a|b", "*x* _y_ `z`", "[l](u)", "$1 ~~ \\", "line\nbreak"]
E = ll.explain([1, 0] * 3, [0.9, 0.2, 0.7, 0.4, 0.3, 0.6], id=NASTY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_and_sentence_is_there(lang: str) -> None:
    written = explanation_markdown(E, lang).replace("\\", "").replace("**", "")
    for heading, sentences in E.sections:
        assert f"## {plain(heading, lang)}\n" in written
        for sentence in sentences:
            words = plain(sentence, lang).replace("\\", "").replace("\n", " ")
            assert f"- {words}" in written
    assert written.count("```") == 4  # the parts, and the reliability curve


def test_the_table_has_as_many_cells_in_every_row() -> None:
    rows = [line for line in E.to_markdown().splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(NASTY)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}


def test_names_are_no_marks() -> None:
    table = E.to_markdown().split("Where it hurts most")[1]
    assert r"\<script\>" in table
    assert r"a\|b" in table
    assert r"\*x\* \_y\_ \`z\`" in table
    assert "line break" in table


def test_strong_words_have_asterisks_at_their_letters() -> None:
    written = explanation_markdown(E)
    assert re.search(r"\*\*\S[^*]*\S\*\*", written)
    assert all(len(line.split("**")) % 2 for line in written.splitlines())
    assert said("2 * 3", "en") == r"2 \* 3"


def test_of_more_classes_and_without_end() -> None:
    three = ll.explain([0, 1, 2] * 5, np.full((15, 3), [0.5, 0.3, 0.2])).to_markdown()
    assert "uncertainty of “is it the top class?”" in three
    assert "The log loss is infinite" in ll.explain([1, 0], [0.0, 0.2]).to_markdown().splitlines()[0]


def test_it_can_be_saved(tmp_path: Path) -> None:
    E.save(tmp_path / "report.md", lang="zh-Hans")
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == E.to_markdown(lang="zh-Hans")
