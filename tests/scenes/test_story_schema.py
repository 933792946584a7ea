"""Stories of nasty data as JSON fit schema/story.v1.json."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from logloss.scenes import Story

SCHEMA = json.loads((Path(__file__).parents[2] / "schema" / "story.v1.json").read_text(encoding="utf-8"))
MOST_MARKS = 40
"""So many marks of a scene are validated, first and last ones: those between are alike, and it takes long."""


def test_nasty_stories_fit_the_schema(nasty: Story) -> None:
    data = json.loads(nasty.to_json())
    assert data == nasty.to_dict()
    for scene in data["scenes"]:
        marks = scene["marks"]
        if len(marks) > MOST_MARKS:
            scene["marks"] = marks[: MOST_MARKS // 2] + marks[-MOST_MARKS // 2 :]
    Draft202012Validator(SCHEMA).validate(data)
